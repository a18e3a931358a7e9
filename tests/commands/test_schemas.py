"""Whatever is printed with --json is what docs/schemas says."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest

from assess.commands.schemas import SHAPES, schema, text
from tests.conftest import ROOT, Assess


@pytest.mark.parametrize("name", SHAPES)
def test_schemas_are_not_stale(name: str) -> None:
    written = (ROOT / "docs" / "schemas" / f"{name}.json").read_text("utf-8")
    assert written == text(name), "run: .venv/bin/python -m assess.commands.schemas"


CALLS = {
    "answers": ["answers", "FILE", "--from", "answers.yaml", "--json"],
    "checks": ["checks", "--json"],
    "doctor": ["doctor", "FILE", "--json"],
    "facts": ["facts", "FILE", "--json"],
    "findings": ["findings", "FILE", "--json"],
    "gate": ["gate", "FILE", "--no-contradictions", "--json"],
    "plan": ["plan", "FILE", "--json"],
    "practices": ["practices", "DEL-06", "FILE", "--json"],
    "round": ["round", "FILE", "--json"],
    "score": ["score", "FILE", "--json"],
    "report": ["report", "FILE", "--to", "report.json"],
    "coverage": ["coverage", "FILE", "--json"],
    "collect": ["collect", "FILE", "--repository", "CHECKOUT", "--json"],
}


def test_every_shape_is_called() -> None:
    assert set(CALLS) == set(SHAPES)


@pytest.mark.parametrize("name", CALLS)
def test_what_is_printed_fits_its_schema(
    name: str, assess: Assess, collected: Path, checkout: Path, tmp_path: Path
) -> None:
    places = {"FILE": str(collected), "CHECKOUT": str(checkout)}
    ran = assess(*(places.get(each, each) for each in CALLS[name]))
    printed = (tmp_path / "report.json").read_text() if name == "report" else ran.stdout
    document = json.loads(printed)
    assert document["schema"] == f"assess/{name}/1"
    jsonschema_rs.validate(schema(name), document)


def test_the_other_forms_fit_too(assess: Assess, file: Path, checkout: Path) -> None:
    for name, arguments in (
        ("collect", ["collect", file, "--repository", checkout, "--dry-run", "--json"]),
        ("practices", ["practices", "--json"]),
        ("doctor", ["doctor", "--json"]),
    ):
        jsonschema_rs.validate(schema(name), json.loads(assess(*arguments).stdout))
