"""The page of evidence on top of the list: n and p go through the list, Escape returns to the row one was on."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from assess.tui.bindings import bindings_of
from assess.tui.drill.page import Drawing, Page
from assess.tui.keys import Place


class EvidencePage(Page):
    """What decided a finding. `step` moves in the list below; `copied` is the finding as text for a ticket."""

    BINDINGS: ClassVar = bindings_of(Place.EVIDENCE)

    def __init__(self, drawing: Drawing, step: Callable[[int], object], copied: Callable[[], str]) -> None:
        super().__init__("Evidence", drawing)
        self._step = step
        self._copied = copied

    def action_item(self, step: int) -> None:
        """The next or the last finding of the list."""
        self._step(step)
        self.sheet.scroll_to(y=0, animate=False)
        self.draw()

    def action_copy(self) -> None:
        """Copies the finding."""
        text = self._copied()
        self.dismiss(None)
        self.assess.copy_text(text)
