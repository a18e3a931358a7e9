"""Every case of the method: what the product concludes equals what was worked out, key by key."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assess.model.practices import OperatingModel
from tests.method.reading import concluded, read_cases

ROOT = Path(__file__).resolve().parents[2]
CASES_FILE = Path(__file__).with_name("cases.json")
CASES = read_cases(CASES_FILE)

KEYED_BY = ("id", "practice", "source")


def at(document: Any, path: str) -> Any:
    """The value at a path such as `fixes/CHG-12/wave`: an item of a list by id, practice, source or place.

    A key may itself hold slashes or colons, so the longest one that fits is taken."""
    if not path:
        return document
    parts = path.split("/")
    for length in range(len(parts), 0, -1):
        name, rest = "/".join(parts[:length]), "/".join(parts[length:])
        if isinstance(document, dict) and name in document:
            return at(document[name], rest)
        if isinstance(document, list):
            for item in document:
                if isinstance(item, dict) and name in (item.get(key) for key in KEYED_BY):
                    return at(item, rest)
            if name.isdigit() and int(name) < len(document):
                return at(document[int(name)], rest)
    raise AssertionError(f"nothing at {path}")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_case_is_concluded_as_worked_out(case: dict[str, Any], model: OperatingModel) -> None:
    found = concluded(case["input"], model)

    assert case["expected"].keys() == found.keys()
    for key, expected in case["expected"].items():
        assert found[key] == expected, key


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_numbers_worked_out_by_hand_are_met(case: dict[str, Any], model: OperatingModel) -> None:
    found = concluded(case["input"], model)

    assert case["hand"]
    for path, expected in case["hand"].items():
        assert at(found, path) == expected, path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_order_of_inputs_never_matters(case: dict[str, Any], model: OperatingModel) -> None:
    given = case["input"]
    turned = {key: value[::-1] if isinstance(value, list) else value for key, value in given.items()}
    if "scope" in given:
        turned["scope"] = {**given["scope"], "units": given["scope"].get("units", [])[::-1]}

    assert json.dumps(concluded(turned, model)) == json.dumps(concluded(given, model))


def test_anyone_can_check_the_arithmetic_with_a_file_of_cases(model: OperatingModel, tmp_path: Path) -> None:
    own = [{"id": "own", "input": {"as_of": "2026-11-23", "unheard_of": 1}}, {**CASES[0], "expected": {}}]
    file = tmp_path / "own.json"
    file.write_text(json.dumps(own), "utf-8")

    run = subprocess.run(
        [sys.executable, "-m", "tests.method", str(file)], cwd=ROOT, capture_output=True, text=True, check=True
    )

    printed = json.loads(run.stdout)
    assert list(printed) == ["own", CASES[0]["id"]]
    assert printed["own"]["practices"] == []
    assert printed[CASES[0]["id"]] == CASES[0]["expected"]


def test_a_file_that_holds_no_cases_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "not.json"
    file.write_text("{", "utf-8")

    run = subprocess.run(
        [sys.executable, "-m", "tests.method", str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert run.returncode == 2
    assert run.stderr.startswith(f"{file} is not a file of cases")
    assert run.stderr.count("\n") == 1
