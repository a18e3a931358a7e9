"""A defect of the program: the terminal is given back, nothing that the screen held is printed, the caller is told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from engagements import identity

from assess.tui.app import AssessApp
from assess.tui.store import Store


class DefectError(Exception):
    pass


def test_a_defect_ends_the_app_without_printing_what_was_on_screen(
    filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store.open(filled, identity())
    app = AssessApp(identity(), store, ticking=False)

    def fail() -> None:
        raise DefectError("a slip")

    async def play() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            app.call_later(fail)
            await pilot.pause()

    with pytest.raises(DefectError):
        asyncio.run(play())
    store.close()
    assert isinstance(app.failure, DefectError)
    printed = capsys.readouterr()
    assert "Traceback" not in printed.out + printed.err
    assert "locals" not in printed.out + printed.err
