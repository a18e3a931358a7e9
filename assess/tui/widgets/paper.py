"""Paper: a widget that shows lines of spans, and nothing else; what a tone looks like is told by `tones`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from assess.plain_text import in_ascii
from assess.tui.lines import BLANK, Line, columns, cut_line, width_of
from assess.tui.tones import cursor_style, styles

if TYPE_CHECKING:
    from assess.tui.glyphs import Glyphs


def glyphs_of(widget: Widget) -> Glyphs:
    """The signs that the app of this widget draws."""
    found: Glyphs = widget.app.glyphs  # type: ignore[attr-defined]  # every app of ours has them
    return found


def strip_of(widget: Widget, one: Line, wide: int, *, at_cursor: bool = False) -> Strip:
    """A line as a strip of exactly so many columns."""
    app = widget.app
    toned = styles(app.theme, colour=not app.no_color)
    base = _base(widget)
    laid = cursor_style(app.theme, colour=not app.no_color) if at_cursor else Style.null()
    any_sign = not glyphs_of(widget).cursor.isascii()
    if width_of(one) > wide:
        one = cut_line(one, wide)
    segments: list[Segment] = []
    used = 0
    for span in one:
        text = span.text if any_sign or span.text.isascii() else in_ascii(span.text)
        segments.append(Segment(text, base + toned[span.tone] + laid))
        used += columns(text)
    if used < wide:
        segments.append(Segment(" " * (wide - used), base + laid))
        return Strip(segments, wide)
    return Strip(segments, used).crop(0, wide) if used > wide else Strip(segments, used)


_BASES: WeakKeyDictionary[Widget, tuple[str, Style]] = WeakKeyDictionary()


def _base(widget: Widget) -> Style:
    """The widget's own colours. Textual works them out from all its ancestors each time; here once for a theme."""
    theme = widget.app.theme
    held = _BASES.get(widget)
    if held is None or held[0] != theme:
        held = _BASES[widget] = (theme, widget.rich_style)
    return held[1]


class Paper(Widget, can_focus=False):
    """Lines from top to bottom; what does not fit its place is not seen."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[Line] = ()

    @property
    def lines(self) -> Sequence[Line]:
        """What it shows."""
        return self._lines

    def show(self, lines: Sequence[Line]) -> None:
        """Shows these lines; only those that differ are painted again."""
        before, self._lines = self._lines, lines
        longer = max(len(before), len(lines))
        changed = [number for number in range(longer) if _at(before, number) != _at(lines, number)]
        if changed:
            self.refresh(*(Region(0, number, self.size.width, 1) for number in changed))

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        return strip_of(self, _at(self._lines, y), self.size.width)


class ScrollingPaper(ScrollView, can_focus=False):
    """Lines from top to bottom; taller than its place, it scrolls."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()

    @property
    def lines(self) -> Sequence[Line]:
        """What it shows."""
        return self._lines

    def show(self, lines: Sequence[Line]) -> None:
        """Shows these lines."""
        self._lines = lines
        self.virtual_size = Size(0, len(lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        return strip_of(self, _at(self._lines, y + round(self.scroll_y)), self.size.width)


def _at(lines: Sequence[Line], number: int) -> Line:
    return lines[number] if number < len(lines) else BLANK
