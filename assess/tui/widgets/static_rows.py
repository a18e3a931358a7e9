"""Rows that are known in full: lists of a few hundred lines at most, with headings that the cursor passes over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assess.tui.lines import Line

Draw = Callable[[int, bool], Line]
"""The line of a row for so many columns, and whether the cursor is on it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: how it is drawn, and what it stands for (empty for a heading)."""

    draw: Draw
    subject: str = ""


def heading(one: Line) -> Row:
    """A row that the cursor passes over."""
    return Row(lambda wide, here: one)


class StaticRows:
    """Rows kept in memory."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def line(self, number: int, wide: int, *, at_cursor: bool) -> Line:
        """The line of a row."""
        return self._rows[number].draw(wide, at_cursor)

    def chooses(self, number: int) -> bool:
        """Whether the cursor may rest there."""
        return 0 <= number < len(self._rows) and bool(self._rows[number].subject)

    def subject(self, number: int) -> str:
        """What a row stands for; empty for a heading, or where there is no such row."""
        return self._rows[number].subject if 0 <= number < len(self._rows) else ""

    def place(self, subject: str) -> int | None:
        """The number of the row that stands for this; None if there is none."""
        return next((number for number, row in enumerate(self._rows) if row.subject == subject), None)
