"""The interview in use: the score moves, evidence contradicts at once, notes save themselves, nothing is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from engagements import LATER, create, fill
from rich.cells import cell_len
from screens import Driver, on_screen

from assess.engagement import Engagement
from assess.interview.answers import AnswerState
from assess.model.practices import PracticeId


async def go(driver: Driver, practice: str) -> None:
    driver.app.open_view("interview", practice)
    await driver.settle()


def answers_of(driver: Driver, practice: str) -> list[tuple[AnswerState, int | None]]:
    found = [each.answer for each in driver.app.store.engagement.answers() if each.answer.practice == practice]
    return [(each.state, None if each.level is None else int(each.level)) for each in found]


def standing(driver: Driver) -> tuple[float, float, int]:
    """Low, high and coverage of the status line."""
    found = re.search(r"([\d.]+)–([\d.]+)\s+coverage (\d+) %", driver.text)
    assert found is not None, driver.text
    return float(found[1]), float(found[2]), int(found[3])


def test_an_answer_moves_range_and_coverage_at_once(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await go(driver, "DEL-01")
        low, high, coverage = standing(driver)
        await driver.press("2")
        moved = standing(driver)
        assert moved[0] > low
        assert moved[2] > coverage
        assert moved[1] <= high

    on_screen(filled, steps, view="interview")


def test_a_claim_that_evidence_contradicts_is_said_at_once(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await go(driver, "DEL-02")
        await driver.press("p")  # from the CTO to the engineer, who said 2
        assert "says 2" in driver.words
        await driver.press("n", "n", "U", "1")  # the platform lead takes 3 back and says 1
        assert "How do the two fit together?" not in driver.words
        await driver.press("3")
        assert "In two of three places this does not hold" in driver.words
        assert "≠" in driver.text

    on_screen(filled, steps, view="interview")


def test_the_line_counts_the_answers_that_a_score_still_needs(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        needed = re.compile(r"(\d+) more answers until a score")
        await go(driver, "DEL-01")
        before = needed.search(driver.text)
        await driver.press("2")
        after = needed.search(driver.text)
        assert before is not None
        assert after is not None
        assert int(after[1]) == int(before[1]) - 1

    on_screen(filled, steps, view="interview")


def test_the_score_appears_as_soon_as_the_method_allows_it(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        for _ in range(90):
            if " score " in driver.lines[-2] and "until a score" not in driver.lines[-2]:
                return
            await driver.press("u")
            await driver.press("n" if "is asked is answered" in driver.words else "2")
        raise AssertionError(driver.text)

    on_screen(filled, steps, view="interview", size=(100, 30))


def test_other_peoples_levels_stand_at_their_levels(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await go(driver, "OWN-09")
        rows = {line.lstrip(" ▸●")[0]: line for line in driver.lines if re.match(r"[ ▸●]{1,3}[0-4]  ", line)}
        assert rows["3"].endswith("platform lead")
        assert rows["1"].endswith("checkout")
        await driver.press("n")
        assert any(line.endswith("CTO") for line in driver.lines)

    on_screen(filled, steps, view="interview")


def test_a_note_saves_itself_without_any_key(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await go(driver, "OWN-02")
        await driver.press("e")
        await driver.type("Asked twice")
        engagement = driver.app.store.engagement

        def saved() -> bool:
            people = driver.app.store.assessment.inputs.respondents
            return any(engagement.note_of(PracticeId("OWN-02"), each.id) == "Asked twice" for each in people)

        await driver.until(saved)
        assert "saved" in driver.lines[0]
        assert "typing" not in driver.lines[0]

    on_screen(filled, steps, view="interview")


@pytest.mark.parametrize("way_out", ["escape", "view", "person"])
def test_leaving_a_note_saves_it(way_out: str, filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await go(driver, "OWN-02")
        await driver.press("e")
        await driver.type("half")
        if way_out == "escape":
            await driver.press("escape")
        elif way_out == "view":
            driver.app.open_view("board")
            await driver.settle()
            await driver.press("I")
        else:
            await driver.press("escape", "n", "p")
        assert "half" in driver.words

    on_screen(filled, steps, view="interview")


def test_letters_type_inside_a_note_and_are_keys_outside(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await go(driver, "OWN-05")
        await driver.press("e")
        await driver.type("1 q F")
        assert answers_of(driver, "OWN-05") == []
        await driver.press("escape", "1")
        assert answers_of(driver, "OWN-05") == [(AnswerState.LEVEL, 1)]

    on_screen(filled, steps, view="interview")


def test_a_paste_of_five_megabytes_is_cut_and_said(filled: Path) -> None:
    from textual import events

    async def steps(driver: Driver) -> None:
        await go(driver, "OWN-05")
        await driver.press("e")
        driver.app.screen.post_message(events.Paste("line\x1b[31m of many\n" * 300_000))
        await driver.settle()
        assert "the rest of the paste was left out" in driver.words
        assert not set("\x1b") & set(driver.text)
        await driver.press("escape", "3")
        person = driver.app.store.assessment.inputs.respondents
        notes = [driver.app.store.engagement.note_of(PracticeId("OWN-05"), each.id) for each in person]
        assert max(map(len, notes)) <= 50_000 * 2
        assert not any("\x1b" in each for each in notes)
        assert answers_of(driver, "OWN-05") == [(AnswerState.LEVEL, 3)]

    on_screen(filled, steps, view="interview")


def test_what_they_showed_is_recorded_and_raises_what_counts(empty: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("P")
        await driver.type("head of IT")
        await driver.press("enter", "enter", "enter", "enter", "enter")
        assert "head of IT, CTO" in driver.words
        await driver.press("3")
        assert "words alone reach no higher" in driver.words
        await driver.press("s")
        await driver.type("the mandate")
        await driver.press("enter", "d", "enter", "enter", "enter", "enter")
        assert "shown (document, 2026-03-02)" in driver.words
        assert "words alone" not in driver.words

    on_screen(empty, steps, view="interview")


def test_a_gate_always_applies(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await go(driver, "DEL-02")
        await driver.press("a")
        assert "DEL-02 is a gate, and a gate always applies" in driver.words
        before = answers_of(driver, "DEL-02")
        await driver.type("n 2 d")  # a reason that somebody goes on typing answers nothing, and for nobody else
        assert "a gate always applies" in driver.words
        await driver.press("enter")
        assert "Answers: CTO" in driver.words
        assert answers_of(driver, "DEL-02") == before

    on_screen(filled, steps, view="interview")


def test_not_applicable_is_a_proposal_until_somebody_approves(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await go(driver, "OWN-03")
        await driver.press("a", "enter", "enter", "enter", "enter")
        assert "proposes n/a: not present" in driver.words
        score = driver.app.store.assessment.scorecard.of(PracticeId("OWN-03"))
        assert score is not None
        assert score.applies
        await driver.press("a", "enter")
        await driver.type("Dee")
        await driver.press("enter", "enter", "enter")
        approved = driver.app.store.assessment.scorecard.of(PracticeId("OWN-03"))
        assert approved is not None
        assert not approved.applies

    on_screen(filled, steps, view="interview")


def test_a_consensus_needs_a_reason_and_settles_the_dispute(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await go(driver, "OWN-09")
        assert "Which of the five levels describes last month?" in driver.words
        await driver.press("k", "enter", "enter", "enter", "enter", "enter")
        assert "Level: this is needed" in driver.words
        await driver.press("2", "enter", "enter", "enter", "enter", "enter")
        assert "Reason: this is needed" in driver.words
        await driver.type("the written mandate")
        await driver.press("enter")
        await driver.type("CTO, platform lead")
        await driver.press("down", "down", "enter")
        assert "Which of the five levels" not in driver.words
        (agreed,) = driver.app.store.assessment.inputs.decisions.consensus
        assert agreed.reason == "the written mandate"

    on_screen(filled, steps, view="interview")


def test_no_level_has_a_mark_before_somebody_chose_one(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await go(driver, "OWN-05")
        assert "▸" not in driver.text
        await driver.press("space")
        assert answers_of(driver, "OWN-05") == []
        await driver.press("down", "down", "space")
        assert answers_of(driver, "OWN-05") == [(AnswerState.LEVEL, 1)]

    on_screen(filled, steps, view="interview")


def test_another_level_says_that_what_was_shown_does_not_stand_for_it(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await go(driver, "OWN-05")
        await driver.press("2", "s")
        await driver.type("the rota")
        await driver.press("enter", "enter", "enter", "enter", "enter")
        assert "says 2, shown" in driver.words
        await driver.press("2")
        assert "says 2, shown" in driver.words
        await driver.press("3")
        assert "what was shown for 2 does not stand for it: U brings it back" in driver.words
        await driver.press("U")
        assert "says 2, shown" in driver.words

    on_screen(filled, steps, view="interview")


def test_whoever_is_not_asked_is_told_so_at_once(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await go(driver, "DEL-02")
        assert "not asked here: kept, but it has no vote" in driver.words
        await driver.press("n")
        assert "not asked here" not in driver.words
        assert ">> platform lead answers now" in driver.words

    on_screen(filled, steps, view="interview")


def test_a_person_needs_no_name(empty: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("P", "enter", "enter", "enter", "enter", "enter")
        await driver.press("P", "enter", "enter", "enter", "enter", "enter")
        people = driver.app.store.assessment.inputs.respondents
        assert sorted(each.name for each in people) == ["CTO", "CTO 2"]

    on_screen(empty, steps, view="interview")


def test_undo_goes_back_step_by_step(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await go(driver, "OWN-05")
        await driver.press("1", "3", "U")
        assert answers_of(driver, "OWN-05") == [(AnswerState.LEVEL, 1)]
        await driver.press("U")
        assert answers_of(driver, "OWN-05") == []
        await driver.press("U")
        assert "nothing to undo here" in driver.words

    on_screen(filled, steps, view="interview")


def test_the_first_key_of_an_empty_interview_asks_who_answers(empty: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("2")
        assert "Who answers" in driver.words
        assert driver.app.store.engagement.answers() == ()

    on_screen(empty, steps, view="interview")


def test_after_the_room_comes_the_prework(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        for _ in range(60):
            await driver.press("enter")
            if "pre-work" in driver.lines[2]:
                assert "the room is done" in driver.words
                return
        raise AssertionError(driver.text)

    on_screen(filled, steps, view="interview", size=(120, 30))


def test_a_read_only_interview_says_why_and_changes_nothing(filled: Path) -> None:
    with Engagement.open(filled, clock=lambda: LATER, actor="b", program="p") as other:
        other.acquire_lease()

        async def steps(driver: Driver) -> None:
            assert "READ-ONLY" in driver.lines[0]
            before = len(other.history())
            await driver.press("2")
            assert "read-only: open in another assess" in driver.words
            await driver.press("e", "U", "k", "P", "a", "d", "s")
            assert len(other.history()) == before

        on_screen(filled, steps, view="interview")


HOSTILE = "[bold red]x[/] \x1b[2J\x1b]0;owned\x07 \u202egnp.exe \u0300\u0301 日本語 עברית [@click=app.exit]y[/]"


def test_hostile_names_and_notes_are_shown_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "hostile.assess"
    with create(path, organisation=HOSTILE) as engagement:
        people = fill(engagement)
        engagement.add_respondent(HOSTILE, engagement.respondents()[0].roles)
        engagement.note(PracticeId("OWN-01"), people["cto"], HOSTILE)

    async def steps(driver: Driver) -> None:
        await go(driver, "OWN-01")
        for keys in ((), ("n",), ("O",), ("E",), ("escape",), ("w",)):
            await driver.press(*keys)
            assert not set("\x1b\x07\u202e") & set(driver.text)
            assert all(cell_len(line) <= 80 for line in driver.lines)

    on_screen(path, steps, view="interview")


@pytest.mark.parametrize("size", [(40, 10), (1, 1), (59, 24), (80, 19)])
def test_a_window_too_small_says_so_and_goes_on_when_enlarged(size: tuple[int, int], filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("2")
        if size[0] > 20:
            assert "assess needs 60 x 20" in driver.words
        await driver.pilot.resize_terminal(80, 24)
        await driver.settle()
        assert "says 2" in driver.words

    on_screen(filled, steps, view="interview", size=size)


def test_resizing_while_typing_loses_no_letter(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await go(driver, "OWN-05")
        await driver.press("e")
        for size in ((40, 10), (200, 60), (80, 24), (61, 20)):
            await driver.type("ab")
            await driver.pilot.resize_terminal(*size)
            await driver.settle()
        await driver.press("escape")
        await driver.pilot.resize_terminal(80, 24)
        await driver.settle()
        assert "abababab" in driver.words

    on_screen(filled, steps, view="interview")


def test_whoever_answers_goes_on_answering_after_their_first_answer(empty: Path) -> None:
    async def steps(driver: Driver) -> None:
        for name in ("head of IT", "platform lead", "checkout engineer"):
            await driver.press("P")
            await driver.type(name)
            await driver.press("enter", "enter", "enter", "enter", "enter")
        assert "Answers: checkout engineer" in driver.words
        await driver.press("3", "enter", "2")  # the first answer of all: the order of people follows from it
        assert "Answers: checkout engineer" in driver.words
        engagement = driver.app.store.engagement
        names = {each.id: each.name for each in engagement.respondents()}
        assert [names[each.answer.respondent] for each in engagement.answers()] == ["checkout engineer"] * 2

    on_screen(empty, steps, view="interview")
