"""Undo takes back answers, one a press, and leaves notes alone."""

from __future__ import annotations

from pathlib import Path

from engagements import create, says

from assess.model.practices import PracticeId, Role
from assess.tui.undoing import undo_answer

OWN_05 = PracticeId("OWN-05")


def test_one_press_takes_back_one_answer_however_often_the_note_was_saved(tmp_path: Path) -> None:
    with create(tmp_path / "a.assess") as engagement:
        person = engagement.add_respondent("CTO", [Role("cto")])
        engagement.answer(says(person, OWN_05, 1))
        engagement.note(OWN_05, person, "first")
        engagement.answer(says(person, OWN_05, 3))
        for text in ("sec", "second", "second thought"):
            engagement.note(OWN_05, person, text)
        levels = []
        while undo_answer(engagement, OWN_05, person):
            levels += [each.answer.level for each in engagement.answers()] or [None]
            assert engagement.note_of(OWN_05, person) == "second thought"
        assert levels == [1, None]


def test_nothing_to_undo_changes_nothing(tmp_path: Path) -> None:
    with create(tmp_path / "a.assess") as engagement:
        person = engagement.add_respondent("CTO", [Role("cto")])
        engagement.note(OWN_05, person, "only a note")
        before = len(engagement.history())
        assert not undo_answer(engagement, OWN_05, person)
        assert len(engagement.history()) == before
        assert engagement.note_of(OWN_05, person) == "only a note"
