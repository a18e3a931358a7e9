"""The store: what is saved at once, what waits, what is kept for the next start, and what another process does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from engagements import LATER, clock, create, identity, says

from assess.engagement import Engagement, EngagementError
from assess.interview.answers import RespondentId
from assess.model.practices import Level, PracticeId, Role
from assess.tui.glance import from_json, to_json
from assess.tui.saving import Draft
from assess.tui.store import Store
from assess.tui.topics import Topic

OWN_01 = PracticeId("OWN-01")


def answers_in(path: Path) -> dict[tuple[str, str], int | None]:
    with Engagement.open(path, clock=clock(LATER), actor="a", program="p", write=False) as engagement:
        return {
            (each.answer.practice, each.answer.respondent): None
            if each.answer.level is None
            else int(each.answer.level)
            for each in engagement.answers()
        }


def cto(store: Store) -> RespondentId:
    return next(each.id for each in store.assessment.inputs.respondents if each.name.startswith("CTO"))


def test_a_level_is_in_the_file_before_the_call_returns(filled: Path) -> None:
    store = Store.open(filled, identity())
    person = cto(store)
    assert store.save(lambda: store.engagement.answer(says(person, "OWN-05", 4)), Topic.PEOPLE)
    assert answers_in(filled)["OWN-05", person] == 4
    store.close()


def test_the_score_after_an_answer_is_that_of_a_fresh_start(filled: Path) -> None:
    store = Store.open(filled, identity())
    person = cto(store)
    store.save(lambda: store.engagement.answer(says(person, "OWN-05", 2)), Topic.PEOPLE)
    here = store.glance
    store.close()
    again = Store.open(filled, identity())
    _ = again.assessment
    assert again.glance == here
    again.close()


def test_a_note_is_saved_when_it_is_left(filled: Path) -> None:
    store = Store.open(filled, identity())
    person = cto(store)
    store.typed(Draft(OWN_01, person, "half a sen"))
    assert store.saver.state.typing
    store.typed(Draft(PracticeId("OWN-02"), person, "another"))
    assert store.engagement.note_of(OWN_01, person) == "half a sen"
    store.close()
    with Engagement.open(filled, clock=clock(), actor="a", program="p", write=False) as engagement:
        assert engagement.note_of(PracticeId("OWN-02"), person) == "another"


def test_what_cannot_be_saved_waits_and_is_saved_later_in_order(filled: Path, tmp_path: Path) -> None:
    store = Store.open(filled, identity())
    person = cto(store)
    away = tmp_path / "away.assess"
    filled.rename(away)
    for level in (1, 3):
        assert not store.save(lambda level=level: store.engagement.answer(says(person, "OWN-05", level)), Topic.PEOPLE)
    state = store.saver.state
    assert state.waiting == 2
    assert "acme.assess was moved" in state.problem
    away.rename(filled)
    store.retry()
    assert store.saver.state.waiting == 0
    assert store.saver.state.problem == ""
    assert answers_in(filled)["OWN-05", person] == 3
    store.close()


def test_the_last_glance_is_painted_first_and_only_while_it_is_true(filled: Path) -> None:
    store = Store.open(filled, identity())
    assert store.kept_glance() is None
    made = store.glance
    store.close()
    again = Store.open(filled, identity())
    assert again.kept_glance() == (made, True)
    assert again.glance == made
    assert not again.ready
    person = again.engagement.add_respondent("Dee", [Role("finops")])
    again.engagement.answer(says(person, "CST-01", 1))
    kept = again.kept_glance()
    assert kept is not None
    assert kept[1] is False
    again.close()


def test_a_glance_of_another_form_is_passed_over(filled: Path) -> None:
    store = Store.open(filled, identity())
    made = store.glance
    store.close()
    assert from_json(to_json(made)) == made
    assert from_json(b'{"pillars": []}') is None
    assert from_json(b"\xff") is None


def test_what_if_is_never_saved(filled: Path) -> None:
    store = Store.open(filled, identity())
    before = store.glance
    events = len(store.engagement.history())
    store.suppose({PracticeId("DEL-02"): Level(3)})
    assert store.glance != before
    assert store.glance_before == before
    store.suppose({})
    assert store.glance == before
    assert len(store.engagement.history()) == events
    store.suppose({PracticeId("DEL-02"): Level(3)})
    store.close()
    again = Store.open(filled, identity())
    assert again.glance == before
    again.close()


def test_an_answer_under_a_what_if_keeps_what_is_supposed(filled: Path) -> None:
    store = Store.open(filled, identity())
    person = cto(store)
    store.suppose({PracticeId("DEL-02"): Level(3)})
    store.save(lambda: store.engagement.answer(says(person, "OWN-05", 2)), Topic.PEOPLE)
    score = store.assessment.scorecard.of(PracticeId("DEL-02"))
    assert score is not None
    assert score.low == 3
    assert store.glance_before is not None
    assert store.glance_before.coverage == store.glance.coverage
    store.close()


def test_a_second_process_reads_and_says_why(filled: Path) -> None:
    first = Store.open(filled, identity())
    second = Store.open(filled, identity())
    assert first.writable
    assert not second.writable
    assert "open in another assess since" in second.read_only
    assert not second.save(lambda: second.engagement.set_meta("organisation", "Other"))
    first.close()
    second.close()
    third = Store.open(filled, identity())
    assert third.writable
    third.close()


def test_what_another_process_saves_is_seen_at_the_next_look(filled: Path) -> None:
    store = Store.open(filled, identity())
    _ = store.assessment
    assert not store.look()
    revision = store.revision(Topic.SCORES)
    with Engagement.open(filled, clock=clock(LATER), actor="b", program="p") as other:
        other.set_meta("organisation", "Acme and sons")
    assert store.look()
    assert store.revision(Topic.SCORES) > revision
    assert store.organisation == "Acme and sons"
    store.close()


def test_a_file_that_may_not_be_written_opens_for_reading(filled: Path) -> None:
    filled.chmod(0o444)
    store = Store.open(filled, identity())
    # root is refused nothing, so this test has a meaning for other users only
    assert store.writable or store.read_only == "this user may not write the file"
    store.close()


def test_a_file_that_is_no_engagement_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "x.assess"
    path.write_text("hello")
    with pytest.raises(EngagementError, match="not an engagement file"):
        Store.open(path, identity())


def test_closing_leaves_one_file(filled: Path) -> None:
    store = Store.open(filled, identity())
    _ = store.assessment
    store.close()
    assert [each.name for each in filled.parent.glob("acme*")] == ["acme.assess"]


def test_closing_a_file_that_vanished_raises_nothing(filled: Path) -> None:
    store = Store.open(filled, identity())
    person = cto(store)
    store.typed(Draft(OWN_01, person, "lost"))
    shutil.move(filled, filled.with_suffix(".away"))
    store.close()


def _empty(folder: Path) -> Path:
    path = folder / "empty.assess"
    create(path).close()
    return path


def test_an_empty_file_proposes_only_collectors_that_are_installed(tmp_path: Path) -> None:
    store = Store.open(_empty(tmp_path), identity())
    sources = {item.source for item in store.assessment.plan.settle if item.source.startswith("connect:")}
    store.close()
    assert sources == {"connect:aws", "connect:repository"}


def test_claimed_stands_only_beside_what_was_verified(tmp_path: Path) -> None:
    store = Store.open(_empty(tmp_path), identity())
    person = store.engagement.add_respondent("A lead", (Role("platform_lead"),))
    store.save(lambda: store.engagement.answer(says(person, "OBS-01", 3)), Topic.PEOPLE)
    pillars = store.glance.pillars
    store.close()
    assert [(each.claimed, each.verified) for each in pillars] == [(None, None)] * 4
