"""Every view as a picture and as lines of text: filled, empty and broken, at the design size and on a wide screen."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from goldens import compare
from screens import Driver, on_screen

VIEWS = ("overview", "interview", "collect", "findings", "board")
SIZES = ((80, 24), (120, 40))


def named(view: str, state: str, size: tuple[int, int]) -> str:
    return f"{view}-{state}-{size[0]}x{size[1]}"


async def look_settled(driver: Driver) -> None:
    """What a person sees who waits a moment; on the collector of the tests, whose options are its own."""
    if driver.app.workspace is not None and driver.app.workspace.place == "collect" and "▸ aws" in driver.text:
        await driver.press("down")
    driver.app.tick_now()
    await driver.settle()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("view", VIEWS)
def test_a_filled_engagement_looks_as_it_did(view: str, size: tuple[int, int], filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        if view == "interview":
            driver.app.open_view("interview", "DEL-02")
            await driver.settle()
            await driver.press("n")
        if view == "collect":
            await driver.press("down", "down", "down", "down", "down", "down")
        await look_settled(driver)
        compare(named(view, "filled", size), driver)

    on_screen(filled, steps, view=view, size=size)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_engagement_names_the_key_to_press(view: str, size: tuple[int, int], empty: Path) -> None:
    async def steps(driver: Driver) -> None:
        await look_settled(driver)
        compare(named(view, "empty", size), driver)

    on_screen(empty, steps, view=view, size=size)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("view", VIEWS)
def test_a_file_that_went_away_is_told_on_every_view(view: str, size: tuple[int, int], filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        shutil.move(filled, filled.with_suffix(".elsewhere"))
        driver.app.open_view("interview", "OWN-01")
        await driver.settle()
        await driver.press("4")
        driver.app.open_view(view)
        await driver.settle()
        await look_settled(driver)
        assert "NOT SAVED" in driver.lines[0]
        compare(named(view, "broken", size), driver)

    on_screen(filled, steps, view=view, size=size)


@pytest.mark.parametrize("theme", ["light", "ansi"])
def test_other_colours_say_the_same(theme: str, filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await look_settled(driver)
        compare(f"overview-{theme}", driver)

    on_screen(filled, steps, theme=theme)


@pytest.mark.parametrize("view", ["overview", "interview"])
def test_ascii_says_the_same(view: str, filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        if view == "interview":
            driver.app.open_view("interview", "DEL-02")
            await driver.settle()
        await look_settled(driver)
        assert driver.text.isascii()
        compare(f"{view}-ascii", driver)

    on_screen(filled, steps, view=view, ascii_only=True)


@pytest.mark.parametrize("view", ["overview", "findings"])
def test_no_colour_says_the_same(view: str, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def steps(driver: Driver) -> None:
        await look_settled(driver)
        compare(f"{view}-no-colour", driver)

    on_screen(filled, steps, view=view)


@pytest.mark.parametrize(
    ("name", "view", "keys"),
    [
        ("why", "interview", ["w"]),
        ("evidence", "findings", ["v"]),
        ("help", "findings", ["question_mark"]),
        ("edit", "overview", ["E"]),
        ("more", "interview", ["f"]),
        ("shown-form", "interview", ["0", "s"]),
        ("what-if", "board", ["tab", "t"]),
        ("groups", "findings", ["g"]),
        ("table", "collect", ["t", "down", "down", "down"]),
        ("no-match", "findings", ["z", "slash", *"zzz", "enter"]),
    ],
)
def test_pages_look_as_they_did(name: str, view: str, keys: list[str], filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press(*keys)
        await look_settled(driver)
        compare(f"page-{name}", driver)

    on_screen(filled, steps, view=view)


def test_the_first_screen_looks_as_it_did(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    async def steps(driver: Driver) -> None:
        compare("first-80x24", driver)

    on_screen(None, steps)
