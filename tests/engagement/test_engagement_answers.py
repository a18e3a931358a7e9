"""An answers.yaml taken into an engagement: all of it at once, and a second time nothing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from engagement_builder import NOW, TODAY, new, reopen, ticking

from assess.engagement import Engagement, EngagementError, verify
from assess.engagement.answers import Applied, apply
from assess.interview.answers import Profile, Shown, ShownKind
from assess.interview.answers_file import read_answers
from assess.model.loading import load
from assess.model.practices import OperatingModel, PracticeId

TEXT = """\
profile: {engineers: 12, targets: {OWN-01: 2}}
respondents:
  ann: {name: Ann, roles: [cto]}
  bob: {name: Bob, roles: [platform_lead], team: core}
answers:
  OWN-01: {ann: 3, bob: dont_know}
  OWN-02:
    ann: {level: 2, note: hesitates, shown: {what: rota, kind: screen}}
    bob: {not_applicable: nothing is released}
decisions:
- {kind: consensus, practice: OWN-01, level: 2, by: me, reason: agreed, shown: {what: rota, kind: screen}}
- {kind: override, practice: OWN-02, level: 3, by: me, reason: seen, expires: 2027-01-01}
- {kind: environment, target: "aws:111122223333", value: production, by: me}
figures:
- {kpi: KPI-CFR, value: 3, period: 2026-Q1, source: log}
incidents:
- {id: INC-1, date: 2026-02-14, practices: [OWN-01]}
"""


@pytest.fixture(scope="module")
def model() -> OperatingModel:
    return load()


def take_in(engagement: Engagement, model: OperatingModel, text: str = TEXT, today: date = TODAY) -> Applied:
    path = engagement.path.with_name("answers.yaml")
    path.write_text(text, "utf-8")
    return apply(read_answers(path, model, today, engagement.respondent_keys()), engagement)


def test_everything_in_the_file_is_in_the_engagement(engagement: Engagement, model: OperatingModel) -> None:
    applied = take_in(engagement, model)
    assert applied == Applied(1, 2, 4, 3, 1, 1, 0)
    assert applied.changed == 12
    inputs = engagement.assessment_inputs()
    assert inputs.profile == Profile(
        engineers=12, targets={PracticeId("OWN-01"): inputs.profile.targets[PracticeId("OWN-01")]}
    )
    assert [(one.practice, one.state.value, one.level, one.note, one.date) for one in inputs.answers if one.level] == [
        ("OWN-01", "level", 3, "", TODAY),
        ("OWN-02", "level", 2, "hesitates", TODAY),
    ]
    assert {one.reason for one in inputs.answers} == {"", "nothing is released"}
    assert [person.name for person in inputs.respondents] == ["Ann", "Bob"]
    assert (len(inputs.decisions.consensus), len(inputs.decisions.overrides), len(inputs.environments)) == (1, 1, 1)
    assert (len(inputs.figures), len(inputs.decisions.incidents)) == (1, 1)
    assert verify(engagement.path).clean


@pytest.mark.parametrize("days", [0, 5])
def test_reading_it_twice_writes_no_event_also_days_later(path: Path, model: OperatingModel, days: int) -> None:
    with new(path) as engagement:
        take_in(engagement, model)
        before = engagement.history()
        inputs = engagement.assessment_inputs()
    later = NOW + timedelta(days=days)
    with reopen(path, clock=ticking(later)) as again:
        applied = take_in(again, model, today=later.date())
        assert (applied.changed, applied.unchanged) == (0, 11)
        assert again.history() == before
        assert again.assessment_inputs() == inputs


def test_a_changed_answer_has_the_date_of_the_change(path: Path, model: OperatingModel) -> None:
    with new(path) as engagement:
        take_in(engagement, model)
    later = NOW + timedelta(days=5)
    with reopen(path, clock=ticking(later)) as again:
        applied = take_in(again, model, TEXT.replace("ann: 3", "ann: 1"), later.date())
        assert (applied.answers, applied.changed) == (1, 1)
        assert {one.date for one in again.assessment_inputs().answers} == {TODAY, later.date()}


def test_the_same_answers_in_a_new_round_are_new_answers(path: Path, model: OperatingModel) -> None:
    with new(path) as engagement:
        take_in(engagement, model)
    later = NOW + timedelta(days=90)
    with reopen(path, clock=ticking(later)) as again:
        again.open_round("Round 2", model_digest="m")
        assert take_in(again, model, today=later.date()).answers == 4
        assert {one.date for one in again.assessment_inputs().answers} == {later.date()}
        assert take_in(again, model, today=later.date()).changed == 0


def test_what_was_noted_and_shown_in_the_room_survives_the_file(engagement: Engagement, model: OperatingModel) -> None:
    take_in(engagement, model)
    ann = engagement.respondent_keys()["ann"]
    given = next(one.answer for one in engagement.answers() if one.answer.respondent == ann)
    shown = Shown("the org chart", ShownKind.DOCUMENT, TODAY)
    engagement.answer(given.__class__(ann, given.practice, given.state, TODAY, given.level, "said aloud", shown))
    assert take_in(engagement, model).changed == 0
    assert next(one.answer for one in engagement.answers()).shown == shown


def test_nothing_of_a_file_is_saved_if_any_of_it_cannot_be(engagement: Engagement, model: OperatingModel) -> None:
    path = engagement.path.with_name("answers.yaml")
    path.write_text(
        TEXT.replace("bob:", "zoe:").replace("  zoe: {name: Bob, roles: [platform_lead], team: core}\n", "")
    )
    file = read_answers(path, model, TODAY, ("zoe",))
    before = len(engagement.history())
    with pytest.raises(EngagementError, match="knows no respondent zoe; add the person first"):
        apply(file, engagement)
    assert len(engagement.history()) == before
    assert engagement.respondents() == ()


def test_a_file_applied_to_an_engagement_opened_for_reading_is_refused(path: Path, model: OperatingModel) -> None:
    new(path).close()
    with reopen(path, write=False) as reader, pytest.raises(EngagementError, match="opened for reading only"):
        take_in(reader, model)
