"""Undo as a person means it: one press takes back one answer. The note, which saves itself many times while it is
typed, stays as it is; it is undone by typing."""

from __future__ import annotations

from assess.engagement import Engagement, SavedAnswer
from assess.interview.answers import Answer, RespondentId
from assess.model.practices import PracticeId

_Said = tuple[object, ...]


class _NothingToUndo(Exception):  # noqa: N818 - a condition, which takes the whole attempt back
    pass


def undo_answer(engagement: Engagement, practice: PracticeId, person: RespondentId) -> bool:
    """Restores what the person said before, in one transaction; False if there is nothing to take back.

    Raises `EngagementError`, and then nothing was changed."""
    try:
        with engagement.together():
            note, said = engagement.note_of(practice, person), _said(engagement, practice, person)
            while engagement.undo(practice, person):
                if _said(engagement, practice, person) != said:
                    engagement.note(practice, person, note)
                    return True
            raise _NothingToUndo
    except _NothingToUndo:
        return False


def _said(engagement: Engagement, practice: PracticeId, person: RespondentId) -> _Said | None:
    """What a person says, without the note."""
    for saved in engagement.answers():
        if _is_of(saved, practice, person):
            answer: Answer = saved.answer
            return (answer.state, answer.level, answer.shown, answer.reason, saved.carried)
    return None


def _is_of(saved: SavedAnswer, practice: PracticeId, person: RespondentId) -> bool:
    return saved.answer.practice == practice and saved.answer.respondent == person
