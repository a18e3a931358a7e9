"""Presses random keys for as long as one likes: no exception, and no answer that was acknowledged is lost.

    python tests/tui/random_keys.py [STEPS] [SEED]

Used by the suite with a few hundred steps. Levels that the screen took are noted and looked up in the file afterwards.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from engagements import LATER, create, fill
from screens import Driver, on_screen

from assess.engagement import Engagement, verify
from assess.tui.keys import KEYS, Place

NOT_PRESSED = {"q", "o", "x", "ctrl+p"}
"""Leaving, the editor and writing reports are tried elsewhere; pressed by chance they end the run or fill the disk."""
TYPED = [*"abcz 019", "backspace", "left", "right", "é", "日", "[", "tab"]
SIZES = ((80, 24), (120, 40), (60, 20), (40, 10), (200, 50))


def keys() -> list[str]:
    """Every key of the registry, the common ones more often."""
    every = [name for key in KEYS if key.place is not Place.FIRST for name in key.keys if name not in NOT_PRESSED]
    return [*every, *(["escape"] * 12), *(["enter"] * 4), *"0123401234"]


class Walk:
    """Random steps through one app; `levels` are the answers that were acknowledged."""

    def __init__(self, steps: int, seed: int) -> None:
        self._steps = steps
        self._chance = random.Random(seed)
        self._keys = keys()
        self.pressed: list[str] = []
        self.answers: dict[tuple[str, str], int | None] = {}

    async def go(self, driver: Driver) -> None:
        """Takes the steps."""
        for number in range(self._steps):
            key = self._chance.choice(TYPED if self._chance.random() < 0.15 else self._keys)
            self.pressed.append(key)
            await driver.pilot.press(key)
            if number % 25 == 0:
                await driver.settle()
                driver.app.tick_now()
            if self._chance.random() < 0.01:
                await driver.pilot.resize_terminal(*self._chance.choice(SIZES))
        await driver.press("escape", "escape", "escape")
        driver.app.collection.stop()
        driver.app.collection.wait(20)
        driver.app.store.flush()
        self.answers = said(driver)


def said(driver: Driver) -> dict[tuple[str, str], int | None]:
    """What the app holds every person to have said."""
    inputs = driver.app.store.assessment.inputs
    return {
        (each.practice, each.respondent): None if each.level is None else int(each.level) for each in inputs.answers
    }


def walk(path: Path, steps: int, seed: int) -> Walk:
    """Walks through the app on a file, closes it, and returns what was walked."""
    taken = Walk(steps, seed)
    try:
        on_screen(path, taken.go, view="interview")
    except BaseException:
        print(f"seed {seed}, last keys: {' '.join(taken.pressed[-40:])}", file=sys.stderr)
        raise
    return taken


def kept_in(path: Path) -> dict[tuple[str, str], int | None]:
    """What the file says, once the app has closed it."""
    with Engagement.open(path, clock=lambda: LATER, actor="a", program="p", write=False) as engagement:
        answers = [each.answer for each in engagement.answers()]
    return {(each.practice, each.respondent): None if each.level is None else int(each.level) for each in answers}


def main(steps: int, seed: int) -> None:
    """Walks on a fresh engagement, and compares with the file after each thousand steps."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "acme.assess"
        with create(path) as engagement:
            fill(engagement)
        taken = 0
        while taken < steps:
            part = min(1_000, steps - taken)
            walked = walk(path, part, seed + taken)
            taken += part
            kept = kept_in(path)
            assert kept == walked.answers, f"seed {seed + taken - part}: an answer was lost"
            assert verify(path).clean, f"seed {seed + taken - part}: the chain does not hold"
            print(f"{taken:,} steps, {len(kept)} answers kept", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
