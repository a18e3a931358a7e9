"""A page on top of a view: lines to read, scrolled with the arrows. Escape goes back to where one was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.screen import Screen

from assess.tui.bindings import bindings_of
from assess.tui.drawn.frame import footer_line
from assess.tui.keys import Place, footer_of, keys_of
from assess.tui.lines import Line, Tone, both_ends, line, plain
from assess.tui.widgets.paper import Paper, ScrollingPaper, glyphs_of

if TYPE_CHECKING:
    from assess.tui.app import AssessApp

Drawing = Callable[[int], Sequence[Line]]
"""The lines of a page for so many columns."""


class Page(Screen[None]):
    """Lines under a title."""

    CSS_PATH = "page.tcss"
    BINDINGS: ClassVar = bindings_of(Place.PAGE)

    def __init__(self, title: str, drawing: Drawing) -> None:
        super().__init__()
        self._title = title
        self._drawing = drawing

    @property
    def assess(self) -> AssessApp:
        """The app."""
        from assess.tui.app import AssessApp

        app = self.app
        assert isinstance(app, AssessApp)
        return app

    def compose(self) -> ComposeResult:
        """Title, sheet, footer."""
        yield Paper(id="page-head")
        yield ScrollingPaper(id="page-sheet")
        yield Paper(id="page-foot")

    def on_resize(self) -> None:
        """Draws for the new size."""
        self.draw()

    def draw(self) -> None:
        """Shows the lines."""
        wide = self.size.width
        if not wide:
            return
        back = line(("Esc back ", Tone.DIM))
        self.query_one("#page-head", Paper).show([both_ends(line(" ", (self._title, Tone.TITLE)), back, wide)])
        margin = line(" ")
        self.sheet.show([(*margin, *each) for each in self._drawing(max(20, wide - 3))])
        keys = footer_of(keys_of(Place.PAGE))
        self.query_one("#page-foot", Paper).show([footer_line(keys, wide, glyphs=glyphs_of(self))])

    @property
    def sheet(self) -> ScrollingPaper:
        """Where the lines are."""
        return self.query_one("#page-sheet", ScrollingPaper)

    def action_close(self) -> None:
        """Back to where one was."""
        self.dismiss(None)

    def action_move(self, step: int) -> None:
        """One line up or down."""
        self.sheet.scroll_relative(y=step, animate=False)

    def action_page(self, step: int) -> None:
        """One page up or down."""
        self.sheet.scroll_relative(y=step * max(1, self.sheet.size.height - 1), animate=False)

    def action_copy(self) -> None:
        """Copies the page."""
        self.assess.copy_text(plain(self.sheet.lines))
        self.dismiss(None)
