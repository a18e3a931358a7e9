"""The demo: the whole job on the sample organisation, the same everywhere, and instructive."""

from __future__ import annotations

import json
from pathlib import Path

import page as validator
import pytest

from assess.report.shape import Document
from tests.conftest import Assess


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demos of this module lie; two are made, to be compared."""
    return tmp_path_factory.mktemp("demos")


@pytest.fixture
def told(assess: Assess, places: Path) -> Document:
    """The report of the first demo, made once."""
    if not (places / "one").exists():
        shown = assess("demo", "--out", "one", cwd=places)
        assert shown.returncode == 0, shown.stderr
        (places / "said").write_text(shown.stdout)
    document: Document = json.loads((places / "one" / "report.json").read_text())
    return document


def test_it_ends_by_saying_what_it_found_in_three_lines(told: Document, places: Path) -> None:
    first, second, third = (places / "said").read_text().splitlines()
    assert f"{told['headline']['score']:.1f}" in first
    assert "contradicted by evidence" in second
    assert "waits for" in third
    titles = {each["practice"]: each["title"] for each in told["fixes"]}
    assert third.startswith(f"First: {titles[told['headline']['first_three'][0]]}")


def test_its_pdf_breaks_no_rule_of_pdf_ua(told: Document, places: Path) -> None:
    report = validator.validate_pdf_bytes((places / "one" / "report.pdf").read_bytes(), profile="ua1")
    assert report.rules.total > 100
    assert [f"{each.rule_id}: {each.message}" for each in report.failures] == []


def test_it_is_the_same_everywhere(told: Document, assess: Assess, places: Path) -> None:
    assert assess("demo", "--out", "two", cwd=places).returncode == 0
    for name in ("report.json", "report.md", "report.html", "report.pdf"):
        assert (places / "one" / name).read_bytes() == (places / "two" / name).read_bytes()


def test_it_shows_what_the_product_is_for(told: Document) -> None:
    contested = [each["id"] for each in told["practices"] if each["claimed"] and each["claimed"]["contested"]]
    assert {"OWN-09", "CHG-04"} <= set(contested)
    assert len([each for each in told["contradictions"] if each["kind"] == "contradiction"]) >= 4
    assert any(area["cap"] for area in told["pillars"])
    assert told["coverage"]["not_available"], "one repository is unreadable in part"
    assert told["coverage"]["not_permitted"], "one service refuses the reader"
    assert any(fix["prerequisites"] for fix in told["fixes"])
    assert told["stop_now"]
    assert len(told["asks"]) == 3
    assert {finding["check"].partition("/")[0] for finding in told["findings"]} == {"aws", "repository"}
    assert sum(each["people"] for each in told["respondents"]) == 5


def test_a_folder_with_other_things_is_not_touched(assess: Assess, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    refused = assess("demo", "--out", "mine")
    assert refused.returncode == 2
    assert "was not touched" in refused.stderr
    assert [each.name for each in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_an_earlier_demo_is_replaced_and_its_file_kept(told: Document, assess: Assess, places: Path) -> None:
    before = (places / "one" / "demo.assess").read_bytes()
    assert assess("demo", "--out", "one", cwd=places).returncode == 0
    assert (places / "one" / "demo.assess.before").read_bytes() == before
