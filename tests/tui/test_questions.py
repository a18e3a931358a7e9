"""Which questions are asked in the room, in which order, and what is said about an answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from engagements import LATER, TODAY, create, fill, identity, says

from assess.engagement import Engagement
from assess.fixfirst.lists import listing
from assess.interview.answers import Consensus
from assess.model.practices import Gate, Level, PracticeId, Role
from assess.tui import aloud, interviewing, questions
from assess.tui.glance_of import glance_of
from assess.tui.missing import missing_answers
from assess.tui.store import Store
from assess.tui.topics import Topic


def store_of(path: Path) -> Store:
    return Store.open(path, identity())


def test_gates_are_asked_first_then_what_is_unsettled_by_weight(filled: Path) -> None:
    store = store_of(filled)
    room = questions.room(store.assessment)
    store.close()
    gates = [each.gate is not Gate.NONE for each in room.asked]
    assert gates == sorted(gates, reverse=True)
    weights = [each.criticality for each in room.asked if each.gate is Gate.NONE]
    assert weights == sorted(weights, reverse=True)


def test_at_most_45_are_asked_in_the_room_and_the_rest_is_prework(filled: Path) -> None:
    store = store_of(filled)
    room = questions.room(store.assessment)
    store.close()
    assert len(room.asked) == questions.IN_THE_ROOM
    assert len(room.all) == len({each.id for each in room.all}) == len(store.model.practices)


def test_a_question_does_not_move_when_it_is_answered(empty: Path) -> None:
    store = store_of(empty)
    before = questions.room(store.assessment)
    person = store.engagement.add_respondent("CTO", [Role("cto")])
    store.save(lambda: store.engagement.answer(says(person, "CST-07", 3)), Topic.PEOPLE)
    assert questions.room(store.assessment) == before
    store.close()


def test_what_an_older_round_settled_is_asked_last(tmp_path: Path) -> None:
    path = tmp_path / "two.assess"
    with create(path) as engagement:
        people = fill(engagement)
        engagement.answer(says(people["platform"], "OWN-03", 1))
        engagement.open_round("Round 2", model_digest="")
    store = store_of(path)
    card = store.assessment.scorecard
    settled = [
        each.practice.id for each in card.practices if listing(each) == "build" and each.practice.gate == "false"
    ]
    assert settled == ["OWN-03"]
    assert questions.room(store.assessment).all[-1].id == "OWN-03"
    store.close()


def test_only_what_a_role_is_asked_is_asked_of_it(filled: Path) -> None:
    store = store_of(filled)
    room = questions.room(store.assessment, Role("finops"))
    store.close()
    assert room.all
    assert all("finops" in each.roles for each in (*room.asked, *room.before))


def test_minutes_left_shrink_with_every_answer(filled: Path) -> None:
    store = store_of(filled)
    asked = questions.room(store.assessment).asked
    store.close()
    whole = questions.minutes_left(asked, ())
    assert questions.minutes_left(asked, {asked[0].id}) == whole - asked[0].minutes


def test_questions_are_found_by_id_and_by_words(filled: Path) -> None:
    store = store_of(filled)
    every = store.model.practices
    store.close()
    assert every[questions.find(every, "chg-04")[0]].id == "CHG-04"
    assert "rollback" in every[questions.find(every, "rehearsed rollback")[0]].name.lower()
    assert questions.find(every, "no such words") == questions.find(every, " ") == []


def test_a_contradiction_is_read_aloud_in_whole_sentences(filled: Path) -> None:
    store = store_of(filled)
    assessment = store.assessment
    sentences = {check.id: check.sentence for check in assessment.evidence.checks}
    (found,) = assessment.scorecard.contradictions
    said = aloud.contradiction(found, assessment.model, sentences)
    store.close()
    assert said == (
        "The platform lead sees this at level 3, enforced control. In two of three places this does not hold: "
        "The default branch has a rule that asks for a review. What we read allows level 1 at most, activity. "
        "How do the two fit together?"
    )


def test_no_sentence_names_a_person(filled: Path) -> None:
    store = store_of(filled)
    for score in store.assessment.scorecard.practices:
        said, _ = interviewing.spoken(score, store.assessment)
        assert "checkout engineer" not in said  # a name; what the sentences know is the product engineer, a role
    store.close()


def test_a_dispute_says_who_sees_what_and_which_level_counts(filled: Path) -> None:
    store = store_of(filled)
    score = store.assessment.scorecard.of(PracticeId("OWN-09"))
    assert score is not None
    assert aloud.dispute(score, store.model) == (
        "The CTO says 4, the platform lead says 3 and the product engineer says 1. Until you agree, the lowest "
        "counts: 1. Which of the five levels describes last month?"
    )
    agreed = Consensus(PracticeId("OWN-09"), Level(2), "consultant", "the written mandate", TODAY)
    store.save(lambda: store.engagement.decide(agreed))
    settled = store.assessment.scorecard.of(PracticeId("OWN-09"))
    assert settled is not None
    assert aloud.dispute(settled, store.model) == ""
    store.close()


def test_words_alone_are_told_what_would_raise_them(empty: Path) -> None:
    store = store_of(empty)
    person = store.engagement.add_respondent("CTO", [Role("cto")])
    store.save(lambda: store.engagement.answer(says(person, "OWN-01", 3)), Topic.PEOPLE)
    score = store.assessment.scorecard.of(PracticeId("OWN-01"))
    assert score is not None
    assert aloud.counted(score) == "Counts as 2: words alone reach no higher. Press s when they show it."
    store.save(lambda: store.engagement.answer(says(person, "OWN-01", 3, shown=True)), Topic.PEOPLE)
    shown = store.assessment.scorecard.of(PracticeId("OWN-01"))
    assert shown is not None
    assert aloud.counted(shown) == ""
    store.close()


def test_missing_answers_count_down_to_a_score(empty: Path) -> None:
    store = store_of(empty)
    person = store.engagement.add_respondent("CTO", [Role("cto")])
    needed = missing_answers(store.assessment.scorecard.practices)
    heaviest = sorted(store.model.practices, key=lambda each: -each.criticality)
    answers = 0
    for practice in heaviest:
        if store.glance.score is not None:
            break
        answers += 1
        assert store.glance.missing >= 1
        store.save(lambda practice=practice: store.engagement.answer(says(person, practice.id, 2)), Topic.PEOPLE)
    assert store.glance.missing == 0
    assert needed <= answers
    store.close()


def test_the_next_things_to_do_follow_what_stands(filled: Path, empty: Path) -> None:
    store = store_of(empty)
    assert [each.view for each in store.glance.todo] == ["interview", "collect"]
    store.close()
    store = store_of(filled)
    first, second, *_ = glance_of(store.assessment).todo
    assert (first.view, first.subject) == ("interview", "DEL-02")
    assert (second.view, second.subject) == ("interview", "OWN-09")
    store.close()


def test_an_older_answer_is_no_answer_of_this_round(tmp_path: Path) -> None:
    path = tmp_path / "two.assess"
    with create(path) as engagement:
        fill(engagement)
        engagement.open_round("Round 2", model_digest="")
    with Engagement.open(path, clock=lambda: LATER + timedelta(days=1), actor="a", program="p") as engagement:
        assert engagement.round == 2
    store = store_of(path)
    assert questions.answered_now(store.assessment) == frozenset()
    store.close()
