"""New engagements and answers in bulk: what a consultant types first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Assess


def test_a_new_engagement_says_what_comes_next(assess: Assess, tmp_path: Path) -> None:
    made = assess("new", "acme", "--organisation", "Acme")
    assert made.returncode == 0
    assert (tmp_path / "acme.assess").is_file()
    assert "next: assess open acme.assess" in made.stderr
    assert "assess collect acme.assess --repository PATH, assess interview acme.assess --plain" in made.stderr
    assert made.stdout == ""


def test_an_existing_file_is_never_overwritten(assess: Assess, file: Path) -> None:
    before = file.read_bytes()
    again = assess("new", "acme.assess", "--organisation", "Other")
    assert again.returncode == 2
    assert "already exists and was not touched" in again.stderr
    assert file.read_bytes() == before


def test_reading_answers_twice_changes_nothing(assess: Assess, file: Path) -> None:
    again = assess("answers", file, "--from", "answers.yaml", "--json")
    assert again.returncode == 0
    assert json.loads(again.stdout)["changed"] == 0


BAD = [
    ("answers:\n\tOWN-01: {}\n", "bad.yaml:2: "),
    ("answers:\n  OWN-99: {a: 1}\n", "bad.yaml:2: "),
    ("respondents:\n  a: {name: A, roles: [cto]}\nanswers:\n  OWN-01: {a: 5}\n", "bad.yaml:4: "),
    ("respondents:\n  a: {name: Same, roles: [cto]}\n  b: {name: Same, roles: [cto]}\n", "bad.yaml:3: "),
    ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "bad.yaml:"),
    ("respondents:\n  a: {name: A, roles: [emperor]}\n", "bad.yaml:2: "),
]


@pytest.mark.parametrize(("text", "where"), BAD, ids=["tab", "practice", "level", "names", "alias", "role"])
def test_a_slip_is_told_with_its_line_and_nothing_is_saved(
    assess: Assess, file: Path, tmp_path: Path, text: str, where: str
) -> None:
    before = assess("score", file, "--json").stdout
    (tmp_path / "bad.yaml").write_text(text)
    told = assess("answers", file, "--from", "bad.yaml")
    assert told.returncode == 2
    assert where in told.stderr
    assert "Traceback" not in told.stderr
    assert assess("score", file, "--json").stdout == before


def test_fifty_megabytes_are_refused_before_they_are_read(assess: Assess, file: Path, tmp_path: Path) -> None:
    with (tmp_path / "big.yaml").open("wb") as big:
        big.truncate(50_000_000)
    told = assess("answers", file, "--from", "big.yaml")
    assert told.returncode == 2
    assert "big.yaml" in told.stderr
    assert "Traceback" not in told.stderr


def test_an_unfilled_template_is_valid_and_changes_nothing(assess: Assess, file: Path, tmp_path: Path) -> None:
    written = assess("answers", file, "--template", "--role", "security", "--to", "fill.yaml")
    assert written.returncode == 0
    text = (tmp_path / "fill.yaml").read_text()
    assert "DEL-06" in text
    assert "OBS-12" not in text
    assert json.loads(assess("answers", file, "--from", "fill.yaml", "--json").stdout)["changed"] == 0


def test_an_unknown_role_names_those_there_are(assess: Assess, file: Path) -> None:
    told = assess("answers", file, "--template", "--role", "emperor")
    assert told.returncode == 2
    assert "platform_lead" in told.stderr


def test_neither_from_nor_template_is_one_sentence(assess: Assess, file: Path) -> None:
    told = assess("answers", file)
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1
