"""Drives the app without a terminal: keys in, lines of text and a picture out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from engagements import identity
from textual.pilot import Pilot

from assess.tui.app import AssessApp
from assess.tui.identity import Identity
from assess.tui.keys import Place
from assess.tui.seat import Seat
from assess.tui.store import Store

Steps = Callable[["Driver"], Awaitable[None]]


class Driver:
    """One running app."""

    def __init__(self, app: AssessApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Presses keys one by one, each settled before the next."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Types a text into what has the keys."""
        for character in text:
            await self.pilot.press(_NAMES.get(character, character))
        await self.settle()

    async def settle(self) -> None:
        """Lets everything be drawn that follows from what was done."""
        await self.pilot.pause()
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Lets ticks pass until something holds that has to happen."""
        for _ in range(600):
            self.app.tick_now()
            await self.settle()
            if holds():
                return
            await self.pilot.pause(0.02)
        raise AssertionError(f"it never happened:\n{self.text}")

    @property
    def lines(self) -> list[str]:
        """The screen as lines of text."""
        strips = self.app.screen._compositor.render_strips()  # the one place that holds what is on screen
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    @property
    def words(self) -> str:
        """The screen with each run of spaces and line ends as one space, to look for sentences."""
        return " ".join(self.text.split())


_NAMES = {" ": "space", ":": "colon", "/": "slash", "-": "minus", ".": "full_stop", ",": "comma", "=": "equals_sign",
          "_": "underscore", ">": "greater_than_sign", '"': "quotation_mark"}  # fmt: skip


def on_screen(
    path: Path | None,
    steps: Steps,
    *,
    view: str = "overview",
    size: tuple[int, int] = (80, 24),
    theme: str = "dark",
    ascii_only: bool = False,
    who: Identity | None = None,
    seat: Seat | None = None,
) -> AssessApp:
    """Runs the app on a file (or on its first screen) and takes the steps. Ticks come when a step asks for them."""
    known = who or identity()
    store = Store.open(path, known) if path is not None else None

    async def play() -> AssessApp:
        app = AssessApp(known, store, view=Place(view), theme=theme, ascii_only=ascii_only, ticking=False, seat=seat)
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, pilot)
            await driver.settle()
            await steps(driver)
        return app

    try:
        return asyncio.run(play())
    finally:
        if store is not None:
            store.close()


def shown(path: Path | None, *keys: str, view: str = "overview", size: tuple[int, int] = (80, 24)) -> str:
    """The screen after these keys, as text."""
    found: list[str] = []

    async def steps(driver: Driver) -> None:
        await driver.press(*keys)
        found.append(driver.text)

    on_screen(path, steps, view=view, size=size)
    return found[0]
