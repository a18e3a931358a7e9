"""What a stranger needs of the app at first contact: to begin, to see what came of a read, to read what is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from screens import Driver, on_screen
from test_views import name_lamps

from assess.model.practices import PracticeId
from assess.tui.elsewhere import ELSEWHERE


def test_another_engagement_is_begun_from_within_this_one(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("colon")
        await driver.type("new engagement")
        await driver.until(lambda: "New engagement, or another file" in driver.text)
        await driver.press("down", "enter")

    assert on_screen(filled, steps).return_value == ELSEWHERE


def test_what_another_view_does_is_found_by_its_name(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("colon")
        await driver.type("consensus")
        await driver.until(lambda: "Consensus (k in Interview)" in driver.text)
        await driver.press("down", "enter")
        assert "[I Interview]" in driver.text

    on_screen(filled, steps)


def test_what_could_not_be_saved_keeps_its_file_open(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        from assess.tui.elsewhere import leave_for

        filled.rename(filled.with_suffix(".elsewhere"))
        driver.app.open_view("interview", "OWN-05")
        await driver.settle()
        await driver.press("2")
        leave_for(driver.app)
        await driver.settle()
        assert "this file stays open" in driver.words

    assert on_screen(filled, steps).return_value != ELSEWHERE


def test_a_read_says_what_came_of_it_and_which_key_shows_it(empty: Path, lamps: Path) -> None:
    async def steps(driver: Driver) -> None:
        assert "F shows them" not in driver.text
        await name_lamps(driver, lamps)
        await driver.press("r")
        await driver.until(lambda: "9 findings: 5 fail, 2 unknown, 2 pass F shows them" in driver.words)

    on_screen(empty, steps, view="collect")


def test_a_filter_of_another_view_holds_for_that_visit(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        driver.app.open_view("interview", "DEL-02")
        await driver.settle()
        await driver.press("v")
        assert "practice:DEL-02" in driver.text
        await driver.press("O", "F")
        assert "/ outcome:fail,unknown" in driver.text

    on_screen(filled, steps)


def test_what_is_typed_as_a_filter_takes_the_place_of_the_old_one(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("slash")
        await driver.type("level:3")
        await driver.press("enter")
        assert "/ level:3 " in driver.text

    on_screen(filled, steps, view="findings")


def test_groups_are_not_sorted_behind_the_screen(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("g", "s")
        assert "groups stand by their size" in driver.words
        await driver.press("g", "g")
        assert "by outcome" in driver.text

    on_screen(filled, steps, view="findings")


def test_nothing_is_held_where_nothing_was_asked(empty: Path, filled: Path) -> None:
    async def empty_steps(driver: Driver) -> None:
        assert "at most" not in driver.text

    async def filled_steps(driver: Driver) -> None:
        (row,) = [each for each in driver.lines if "at most 49" in each]
        assert "IRP-10" in row  # said to be at 0, so its pillar reaches no more, and its range ends there
        assert "9.3–49.0" in driver.lines[driver.lines.index(row) - 1]

    on_screen(empty, empty_steps)
    on_screen(filled, filled_steps)


def test_people_who_said_nothing_yet_have_not_answered(empty: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("I", "P", "enter", "enter", "enter", "enter", "enter", "O")
        assert "1 person to ask, no answer yet" in driver.words

    on_screen(empty, steps)


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
def test_the_next_step_is_on_the_smallest_screen_too(size: tuple[int, int], filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        assert "▸ Read 1 contradiction" in driver.text

    on_screen(filled, steps, size=size)


def test_the_level_under_the_cursor_is_whole_on_the_smallest_screen(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        driver.app.open_view("interview", "DEL-02")
        await driver.settle()
        await driver.press("n", "up", "down")  # whose own level has no mark of others beside it
        level = driver.app.store.model.practice(PracticeId("DEL-02"))
        assert level is not None
        assert level.levels[3] in driver.words

    on_screen(filled, steps, size=(60, 20))


def test_what_is_wrong_in_a_form_is_said_at_once_and_on_the_smallest_screen(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("E", "down", "enter")
        await driver.type("250")  # takes the place of the number that stood there
        await driver.press("enter")
        await driver.type("x")
        await driver.press("enter")
        assert "Teams: write a number" in driver.words
        await driver.type("7")
        await driver.press("backspace", "backspace", "3", *["enter"] * 12)
        profile = driver.app.store.assessment.inputs.profile
        assert (profile.engineers, profile.teams) == (250, 3)

    on_screen(filled, steps, size=(60, 20))


def test_an_account_of_nobody_is_proposed_as_nobody() -> None:
    from assess.tui import fields

    assert fields.signature("root") == ""
    assert fields.signature("ines") == "ines"
