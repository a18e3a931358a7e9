"""Rounds: what carries over, with which date, and that an older round stays as it was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from engagement_builder import NOW, TODAY, new, reopen, repository, says, ticking

from assess.engagement import Engagement, EngagementError, verify
from assess.interview.answers import Incident, Profile
from assess.interview.decisions import DecisionKind, Figure, FixDays
from assess.model.practices import PracticeId, Role

OWN_01 = PracticeId("OWN-01")
LATER = TODAY + timedelta(days=90)


@pytest.fixture
def second(path: Path) -> Engagement:
    """An engagement with one answer and one decision of round 1, three months later, in round 2."""
    with new(path) as engagement:
        ann = engagement.add_respondent("Ann", [Role("cto")])
        engagement.answer(says(ann, 2))
        engagement.decide(FixDays(OWN_01, 3, "me"))
        engagement.set_profile(Profile(engineers=12))
    opened = reopen(path, clock=ticking(NOW + timedelta(days=90)))
    opened.open_round("Round 2", model_digest="model-2")
    return opened


def test_answers_carry_over_with_their_own_date(second: Engagement) -> None:
    with second:
        (saved,) = second.answers()
        assert (saved.carried, saved.round, saved.answer.date) == (True, 1, TODAY)
        (answer,) = second.assessment_inputs().answers
        assert second.assessment_inputs().carried == {(OWN_01, answer.respondent)}
        assert second.answer(says(answer.respondent, 2, day=LATER))
        (again,) = second.answers()
        assert (again.carried, again.round, again.answer.date) == (False, 2, LATER)
        assert second.answers(1) == (saved.__class__(saved.answer, 1, False, saved.at),)


def test_rounds_are_listed_and_the_newest_is_the_default(second: Engagement) -> None:
    with second:
        assert [(r.id, r.name, r.model_digest) for r in second.rounds()] == [
            (1, "Round 1", "model-1"),
            (2, "Round 2", "model-2"),
        ]
        assert second.round == 2
        assert second.as_of() > second.as_of(1)
        assert second.as_of(1) < NOW + timedelta(days=1)
        assert second.profile() == second.profile(1) == Profile(engineers=12)


def test_what_is_said_in_round_2_leaves_round_1_as_it_was(second: Engagement) -> None:
    with second:
        before = second.assessment_inputs(1)
        ann = before.answers[0].respondent
        second.answer(says(ann, 4, day=LATER))
        second.withdraw(OWN_01, ann)
        second.revoke(DecisionKind.DAYS, OWN_01)
        second.set_profile(Profile(engineers=90))
        second.add_incident(Incident("INC-1", LATER, (OWN_01,)))
        second.add_figure(Figure("KPI-CFR", 0.1, "2026-Q2", "log", LATER))
        second.add_target(repository())
        assert second.assessment_inputs(1) == before
        now = second.assessment_inputs()
        assert (now.answers, now.decisions.days, now.profile.engineers) == ((), {}, 90)
        assert (len(now.figures), len(now.decisions.incidents), len(now.targets)) == (1, 1, 1)
        assert verify(second.path).clean


def test_undo_in_round_2_brings_the_carried_answer_back(second: Engagement) -> None:
    with second:
        ann = second.respondents()[0].id
        second.answer(says(ann, 4, day=LATER))
        assert second.undo(OWN_01, ann)
        (saved,) = second.answers()
        assert (saved.carried, saved.answer.level) == (True, 2)
        assert not second.undo(OWN_01, ann)


def test_a_file_opened_at_an_older_round_reads_and_writes_there(second: Engagement) -> None:
    second.close()
    with reopen(second.path, round_id=1, clock=ticking(NOW + timedelta(days=91))) as first:
        assert first.round == 1
        assert not first.answers()[0].carried
        first.decide(FixDays(OWN_01, 9, "me"))
        assert first.assessment_inputs().decisions.days == {OWN_01: 9.0}
        assert first.as_of() > first.as_of(2)


def test_a_round_that_does_not_exist_is_a_sentence(second: Engagement) -> None:
    second.close()
    with pytest.raises(EngagementError, match="has no round 7; it has 1, 2, see `assess round`"):
        reopen(second.path, round_id=7)
