"""Paper: a widget that shows lines of spans, and nothing else; what a tone looks like is the stylesheet's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from assess.plain_text import in_ascii
from assess.tui.lines import BLANK, Line, Tone, columns, cut_line, width_of

if TYPE_CHECKING:
    from assess.tui.glyphs import Glyphs

TONES = frozenset(f"tone--{tone}" for tone in Tone)


def glyphs_of(widget: Widget) -> Glyphs:
    """The signs that the app of this widget draws."""
    found: Glyphs = widget.app.glyphs  # type: ignore[attr-defined]  # every app of ours has them
    return found


def strip_of(widget: Widget, one: Line, wide: int, over: str = "") -> Strip:
    """A line as a strip of exactly so many columns. `over`: a component class laid over the whole line."""
    base = widget.rich_style
    laid = widget.get_component_rich_style(over, partial=True) if over else Style.null()
    ascii_only = not glyphs_of(widget).cursor.isascii()
    if width_of(one) > wide:
        one = cut_line(one, wide)
    segments: list[Segment] = []
    used = 0
    for span in one:
        text = span.text if ascii_only or span.text.isascii() else in_ascii(span.text)
        style = base + widget.get_component_rich_style(f"tone--{span.tone}", partial=True) + laid
        segments.append(Segment(text, style))
        used += columns(text)
    if used < wide:
        segments.append(Segment(" " * (wide - used), base + laid))
    return Strip(segments, max(used, wide)).crop(0, wide)


class Paper(ScrollView, can_focus=False):
    """Lines from top to bottom; taller than its place, it scrolls."""

    COMPONENT_CLASSES: ClassVar = set(TONES)

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
        if len(before) != len(lines):
            self.virtual_size = Size(0, len(lines))
            self.refresh()
            return
        top = round(self.scroll_y)
        changed = [number for number, (old, new) in enumerate(zip(before, lines, strict=True)) if old != new]
        regions = [Region(0, number - top, self.size.width, 1) for number in changed if number >= top]
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        number = y + round(self.scroll_y)
        one = self._lines[number] if number < len(self._lines) else BLANK
        return strip_of(self, one, self.size.width)
