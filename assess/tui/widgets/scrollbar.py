"""A scrollbar for terminals without Unicode: its ends are whole cells. Textual's own draws them in eighths."""

from __future__ import annotations

from typing import ClassVar

from textual.scrollbar import ScrollBar, ScrollBarRender


class WholeCells(ScrollBarRender):
    """A bar of spaces alone."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


def draw_whole_cells() -> None:
    """Has every scrollbar of this process drawn so."""
    ScrollBar.renderer = WholeCells
