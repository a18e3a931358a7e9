"""The help page: every key that works where one is."""

from __future__ import annotations

from assess.tui.drawn.help import help_lines
from assess.tui.drill.page import Page
from assess.tui.keys import Place


class HelpPage(Page):
    """Keys of one view and of all."""

    def __init__(self, place: Place) -> None:
        super().__init__("Keys", lambda wide: help_lines(place, wide))
