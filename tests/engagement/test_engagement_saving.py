"""Verbs: what a person does is saved once, durable, and told again as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from engagement_builder import NOW, TODAY, new, reopen, repository, says

from assess.engagement import Engagement, EngagementError, verify
from assess.evidence.collectors import Target
from assess.interview.answers import (
    Answer,
    AnswerState,
    Consensus,
    Incident,
    NotApplicable,
    Override,
    Profile,
    RespondentId,
    Shown,
    ShownKind,
)
from assess.interview.decisions import (
    Decision,
    DecisionKind,
    EnvironmentLabel,
    Figure,
    FixDays,
    FixState,
    ReportText,
    Suppression,
    decision_key,
)
from assess.model.practices import Level, PracticeId, Role

OWN_01 = PracticeId("OWN-01")
SHOWN = Shown("the alarm list", ShownKind.FIGURE, TODAY, inside=False)

DECISIONS: tuple[Decision, ...] = (
    Consensus(OWN_01, Level.PARTIAL_CONTROL, "me", "agreed in the room", TODAY, SHOWN),
    Override(OWN_01, Level.ENFORCED_CONTROL, "me", "seen elsewhere", date(2027, 1, 1)),
    NotApplicable(OWN_01, "not_present", "the CTO", date(2027, 1, 1)),
    EnvironmentLabel("aws:111122223333", "production", "me", "named so by the CTO"),
    Suppression("check:repository/pins", "vendored", "me", date(2026, 9, 1)),
    FixDays(OWN_01, 2.5, "me"),
    FixState(OWN_01, "started", "me", "ticket 12"),
    ReportText("summary", "Strong dashboards, weak control.", "me"),
)


@pytest.fixture
def ann(engagement: Engagement) -> RespondentId:
    return engagement.add_respondent("Ann", [Role("cto")], team="board", key="ann")


def events(engagement: Engagement) -> int:
    return len(engagement.history())


@pytest.mark.parametrize(
    "answer",
    [
        says(RespondentId("?"), 0),
        says(RespondentId("?"), None),
        Answer(RespondentId("?"), OWN_01, AnswerState.LEVEL, TODAY, Level(4), "a note", SHOWN),
        Answer(RespondentId("?"), OWN_01, AnswerState.NOT_APPLICABLE, TODAY, reason="no servers", note="she said"),
    ],
)
def test_an_answer_comes_back_as_it_was_given(engagement: Engagement, ann: RespondentId, answer: Answer) -> None:
    given = replace(answer, respondent=ann)
    assert engagement.answer(given)
    engagement.close()
    with reopen(engagement.path, write=False) as again:
        (saved,) = again.answers()
    assert saved.answer == given
    assert (saved.round, saved.carried) == (1, False)


def test_one_verb_is_one_event_and_repeating_it_is_none(engagement: Engagement, ann: RespondentId) -> None:
    verbs: list[Callable[[], bool]] = [
        lambda: engagement.answer(says(ann)),
        lambda: engagement.note(OWN_01, ann, "said twice"),
        lambda: engagement.set_profile(Profile(engineers=12, regions=("eu-west-1",), targets={OWN_01: Level(2)})),
        lambda: engagement.set_target(PracticeId("CHG-04"), Level(4)),
        lambda: engagement.add_figure(Figure("KPI-CFR", 0.12, "2026-Q1", "deployment log", TODAY)),
        lambda: engagement.add_incident(Incident("INC-1", TODAY, (OWN_01,), "the night of the cable")),
        lambda: engagement.add_target(repository()),
        lambda: engagement.set_meta("questionnaires", "ours"),
        *(partial(engagement.decide, decision) for decision in DECISIONS),
        lambda: engagement.revoke(DecisionKind.DAYS, OWN_01),
        lambda: engagement.withdraw(OWN_01, ann),
    ]
    for verb in verbs:
        before = events(engagement)
        assert verb() is True
        assert events(engagement) == before + 1
        assert verb() is False
        assert events(engagement) == before + 1


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision_key(decision)[0])
def test_a_decision_comes_back_as_it_was_made(engagement: Engagement, decision: Decision) -> None:
    engagement.decide(decision)
    assert engagement.decisions() == (decision,)
    assert engagement.revoke(*decision_key(decision))
    assert engagement.decisions() == ()


def test_a_newer_decision_replaces_the_older(engagement: Engagement) -> None:
    engagement.decide(FixDays(OWN_01, 2.5, "me"))
    engagement.decide(FixDays(OWN_01, 4, "me", "the team is new"))
    assert engagement.decisions() == (FixDays(OWN_01, 4.0, "me", "the team is new"),)


def test_everything_an_assessment_needs_comes_in_one_call(engagement: Engagement, ann: RespondentId) -> None:
    profile = Profile(engineers=12, teams=1, tools={"metrics": "prometheus"}, scope_repositories=("a", "b"))
    figure, incident = Figure("KPI-CFR", 3, "2026-Q1", "log", TODAY), Incident("INC-1", TODAY, (OWN_01,))
    engagement.set_profile(profile)
    engagement.answer(says(ann))
    engagement.add_figure(figure)
    engagement.add_incident(incident)
    engagement.add_target(repository())
    for decision in DECISIONS:
        engagement.decide(decision)
    inputs = engagement.assessment_inputs()
    assert (inputs.organisation, inputs.round.name, inputs.profile) == ("Acme", "Round 1", profile)
    assert [(person.name, person.team) for person in inputs.respondents] == [("Ann", "board")]
    assert inputs.respondent_labels == {ann: "R1"}
    assert inputs.answers == (says(ann),)
    assert inputs.decisions.consensus == DECISIONS[:1]
    assert inputs.decisions.overrides == DECISIONS[1:2]
    assert inputs.decisions.not_applicable == DECISIONS[2:3]
    assert inputs.decisions.days == {OWN_01: 2.5}
    assert inputs.decisions.incidents == (incident,)
    assert list(inputs.environments.values()) == list(DECISIONS[3:4])
    assert inputs.suppressions == DECISIONS[4:5]
    assert list(inputs.fix_states.values()) == list(DECISIONS[6:7])
    assert list(inputs.texts.values()) == list(DECISIONS[7:])
    assert (inputs.figures, inputs.targets, inputs.collected) == ((figure,), (repository(),), ())
    assert inputs.as_of > NOW


def test_a_note_before_the_answer_is_kept_and_is_no_answer(engagement: Engagement, ann: RespondentId) -> None:
    engagement.note(OWN_01, ann, "hesitates")
    assert engagement.answers() == ()
    assert engagement.note_of(OWN_01, ann) == "hesitates"
    engagement.answer(says(ann))
    assert engagement.answers()[0].answer.note == "hesitates"
    engagement.note(OWN_01, ann, "")
    assert engagement.answers()[0].answer == says(ann)


def test_a_new_level_drops_what_was_shown_for_the_old_one(engagement: Engagement, ann: RespondentId) -> None:
    engagement.answer(replace(says(ann, 3), shown=SHOWN))
    engagement.answer(says(ann, 3, note="again"))
    assert engagement.answers()[0].answer.shown == SHOWN
    engagement.answer(says(ann, 2))
    assert engagement.answers()[0].answer.shown is None


def test_undo_goes_back_step_by_step(engagement: Engagement, ann: RespondentId) -> None:
    def level() -> list[int | None]:
        return [saved.answer.level for saved in engagement.answers()]

    for given in (1, 2, 3):
        engagement.answer(says(ann, given))
    engagement.undo(OWN_01, ann)
    assert level() == [2]
    engagement.undo(OWN_01, ann)
    assert level() == [1]
    engagement.answer(says(ann, 4))
    engagement.undo(OWN_01, ann)
    assert level() == [1]
    assert engagement.undo(OWN_01, ann)
    assert level() == []
    before = events(engagement)
    assert not engagement.undo(OWN_01, ann)
    assert events(engagement) == before
    assert verify(engagement.path).clean


def test_several_verbs_together_are_saved_together_or_not_at_all(engagement: Engagement, ann: RespondentId) -> None:
    before = events(engagement)

    def one_of_two_fails() -> None:
        with engagement.together():
            engagement.answer(says(ann))
            engagement.answer(says(RespondentId("nobody")))

    with pytest.raises(EngagementError, match="knows no respondent"):
        one_of_two_fails()
    assert events(engagement) == before
    assert engagement.answers() == ()
    with engagement.together():
        engagement.answer(says(ann))
        engagement.answer(says(ann, 3, "CHG-04"))
    assert len(engagement.answers()) == 2


def test_people_are_found_again_by_key_or_name_and_ids_tell_nothing(engagement: Engagement, ann: RespondentId) -> None:
    assert engagement.add_respondent("Ann Other", [Role("cto"), Role("security")], key="ann") == ann
    assert engagement.add_respondent("ANN OTHER", [Role("security")]) == ann
    (person,) = engagement.respondents()
    assert (person.name, person.roles) == ("ANN OTHER", (Role("security"),))
    assert engagement.add_respondent("Bob", [Role("cto")]) != ann
    assert "ann" not in ann.lower()
    assert engagement.respondent_keys() == {"ann": ann}


def test_labels_follow_the_order_of_first_answers(engagement: Engagement, ann: RespondentId) -> None:
    bob = engagement.add_respondent("Bob", [Role("cto")])
    cleo = engagement.add_respondent("Cleo", [Role("cto")])
    assert engagement.respondent_labels() == {ann: "R1", bob: "R2", cleo: "R3"}
    engagement.answer(says(cleo))
    engagement.answer(says(bob))
    engagement.answer(says(cleo, 3))
    assert engagement.respondent_labels() == {cleo: "R1", bob: "R2", ann: "R3"}
    assert [person.name for person in engagement.respondents()] == ["Cleo", "Bob", "Ann"]


def test_a_name_occurs_in_its_own_row_and_in_payloads_only(engagement: Engagement, ann: RespondentId) -> None:
    engagement.answer(says(ann, note="a note"))
    engagement.decide(DECISIONS[0])
    for (table,) in engagement.rows("SELECT name FROM sqlite_schema WHERE type = 'table'"):
        for row in engagement.named_rows(f"SELECT * FROM {table!s}"):
            shown = {name: value for name, value in row.items() if (table, name) != ("event", "payload")}
            assert table == "respondent" or "Ann" not in str(shown)


def test_the_same_run_at_the_same_frozen_time_gives_the_same_ids(tmp_path: Path) -> None:
    ids = []
    for name in ("one", "two"):
        with new(tmp_path / f"{name}.assess") as engagement:
            ids.append([engagement.add_respondent(who, [Role("cto")]) for who in ("Ann", "Bob")])
            ids[-1].append(RespondentId(engagement.history()[-1].hash))
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 3


def test_text_from_outside_is_kept_even_if_it_is_no_text(engagement: Engagement, ann: RespondentId) -> None:
    hostile = "line\nbreak \x1b[31m \u202e 中 '; DROP TABLE answer; --"
    engagement.note(OWN_01, ann, hostile)
    assert engagement.note_of(OWN_01, ann) == hostile
    engagement.note(OWN_01, ann, "no UTF-8: \udcff")
    assert engagement.note_of(OWN_01, ann) == "no UTF-8: \\xff"
    odd = Target(repository().id, "repository", "caf\udce9", {"path": "caf\udce9"})
    assert engagement.add_target(odd)
    assert not engagement.add_target(odd)
    assert verify(engagement.path).clean


def test_a_suppression_that_is_no_filter_is_refused(engagement: Engagement) -> None:
    with pytest.raises(EngagementError, match="is no filter"):
        engagement.decide(Suppression("colour:red", "why", "me", date(2026, 9, 1)))
    assert engagement.decisions() == ()
