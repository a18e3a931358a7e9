"""RowList: a list of any length that paints only what is on screen. It asks its source for lines by their number.

Its cursor moves without a message: two lines are painted again, and what the view shows of it in the same repaint.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Protocol

from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from assess.tui.lines import BLANK, Line
from assess.tui.widgets.paper import strip_of

MOST_PAINTED = 400
"""Lines that are kept as they were painted, so that scrolling by one makes one."""


class Rows(Protocol):
    """Where lines come from. `line` is asked for what is on screen only, so it may read from disk."""

    def __len__(self) -> int: ...

    def line(self, number: int, wide: int, *, at_cursor: bool) -> Line:
        """The line of a row, in at most so many columns."""
        ...

    def chooses(self, number: int) -> bool:
        """Whether the cursor may rest on this row; a heading is passed over."""
        ...


class RowList(ScrollView, can_focus=True):
    """A list with a cursor."""

    BINDINGS: ClassVar = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "end(-1)", show=False),
        Binding("end", "end(1)", show=False),
    ]

    def __init__(
        self,
        rows: Rows,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        moved: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(id=id)
        self._rows = rows
        self._moved = moved
        self._painted: dict[tuple[int, bool], Strip] = {}
        self._painted_for: tuple[object, ...] = ()
        self.cursor = 0

    @property
    def rows(self) -> Rows:
        """Where its lines come from."""
        return self._rows

    def show(self, rows: Rows, *, cursor: int | None = None) -> None:
        """Shows these rows; the cursor stays where it is unless given, or moves to the nearest row that chooses."""
        self._rows = rows
        self._painted = {}
        self.virtual_size = Size(0, len(rows))
        wanted = self.cursor if cursor is None else cursor
        self.cursor = self._nearest(max(0, min(wanted, len(rows) - 1)), 1)
        self._into_view()
        self.refresh()

    def on_mount(self) -> None:
        """Begins at the first row that chooses."""
        self.show(self._rows)

    def on_resize(self) -> None:
        """Keeps the cursor on screen."""
        self._into_view()

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        number = y + round(self.scroll_y)
        wide = self.size.width
        if number >= len(self._rows):
            return strip_of(self, BLANK, wide)
        here = number == self.cursor and self._rows.chooses(number)
        now = (wide, self.app.theme)
        if self._painted_for != now or len(self._painted) > MOST_PAINTED:
            self._painted, self._painted_for = {}, now
        strip = self._painted.get((number, here))
        if strip is None:
            one = self._rows.line(number, wide, at_cursor=here)
            strip = self._painted[number, here] = strip_of(self, one, wide, at_cursor=here)
        return strip

    def action_move(self, step: int) -> None:
        """Moves by rows that choose."""
        self._go(self.cursor + step, step)

    def action_page(self, step: int) -> None:
        """Moves by a screen."""
        self._go(self.cursor + step * max(1, self.size.height - 1), step)

    def action_end(self, step: int) -> None:
        """Moves to the first or the last row."""
        self._go(0 if step < 0 else len(self._rows) - 1, -step)

    def on_click(self, event: events.Click) -> None:
        """Moves to the row that was clicked."""
        number = event.y + round(self.scroll_y)
        if number < len(self._rows) and self._rows.chooses(number):
            self._go(number, 1)

    def _go(self, wanted: int, step: int) -> None:
        if not len(self._rows):
            return
        wanted = max(0, min(wanted, len(self._rows) - 1))
        before, self.cursor = self.cursor, self._nearest(wanted, step)
        if self.cursor == before:
            return
        if not self._into_view():
            top = round(self.scroll_y)
            wide = self.size.width
            self.refresh(*(Region(0, number - top, wide, 1) for number in (before, self.cursor) if number >= top))
        if self._moved is not None:
            self._moved()

    def _nearest(self, wanted: int, step: int) -> int:
        """The nearest row that chooses, first in the direction of the step."""
        count = len(self._rows)
        ahead = range(wanted, count) if step > 0 else range(wanted, -1, -1)
        behind = range(wanted, -1, -1) if step > 0 else range(wanted, count)
        for number in (*_first(self._rows, ahead), *_first(self._rows, behind)):
            return number
        return wanted

    def _into_view(self) -> bool:
        """Scrolls so that the cursor is on screen, a heading above it too; whether it had to."""
        height = self.size.height
        top = round(self.scroll_y)
        if not height:
            return False
        above = self.cursor
        while above > 0 and not self._rows.chooses(above - 1):
            above -= 1
        above = above if self.cursor - above < height else self.cursor
        wanted = min(top, above) if above < top else max(top, self.cursor - height + 1)
        if wanted == top:
            return False
        self.scroll_to(y=wanted, animate=False, force=True, immediate=True)
        return True


def _first(rows: Rows, numbers: range) -> list[int]:
    found = next((number for number in numbers if rows.chooses(number)), None)
    return [] if found is None else [found]
