"""The file to fill in: valid as it is, changing nothing, and one `#` away from an answer."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from assess.interview.answers import AnswerState
from assess.interview.answers_file import AnswersFile, read_answers
from assess.interview.answers_template import template
from assess.model.loading import load
from assess.model.practices import OperatingModel, Role

TODAY = date(2026, 4, 2)


@pytest.fixture(scope="module")
def model() -> OperatingModel:
    return load()


def read(text: str, model: OperatingModel, folder: Path) -> AnswersFile:
    path = folder / "answers.yaml"
    path.write_text(text, "utf-8")
    return read_answers(path, model, TODAY)


@pytest.mark.parametrize("role", [None, "cto", "finops"])
def test_unfilled_it_is_valid_and_changes_nothing(model: OperatingModel, tmp_path: Path, role: str | None) -> None:
    assert read(template(model, Role(role) if role else None), model, tmp_path) == AnswersFile()


def test_taking_away_a_hash_makes_every_line_an_answer(model: OperatingModel, tmp_path: Path) -> None:
    filled = re.sub(r"(?m)^#(  +(?:- \{|[a-z_]+(?:-1)?: |[A-Z]+-\d+:))", r"\1", template(model, Role("cto")))
    found = read(filled, model, tmp_path)
    asked = [practice for practice in model.practices if "cto" in practice.roles]
    assert [one.practice for one in found.answers] == [practice.id for practice in asked]
    assert {(one.respondent, one.state) for one in found.answers} == {("cto-1", AnswerState.DONT_KNOW)}
    assert [person.roles for person in found.people] == [("cto",)]
    assert (len(found.decisions), len(found.figures), len(found.incidents)) == (3, 1, 1)
    assert found.profile.engineers == model.defaults.engineers


def test_it_asks_the_questions_of_one_role_with_five_levels_in_words(model: OperatingModel) -> None:
    words = " ".join(line.lstrip("# ") for line in template(model, Role("finops")).splitlines())
    for practice in model.practices:
        asked = "finops" in practice.roles
        assert (" ".join(practice.question.split()) in words) is asked
        for level in practice.levels:
            assert not asked or " ".join(level.split()) in words
    assert all(practice.id in template(model) for practice in model.practices)
