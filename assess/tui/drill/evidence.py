"""The page of evidence on top of the list: n and p go through the list, Escape returns to the row one was on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from assess.tui.drill.page import Page
from assess.tui.keys import Place
from assess.tui.views.view import bindings_of

if TYPE_CHECKING:
    from assess.tui.views.findings import FindingsView


class EvidencePage(Page):
    """What decided a finding."""

    BINDINGS: ClassVar = bindings_of(Place.EVIDENCE)

    def __init__(self, view: FindingsView) -> None:
        super().__init__("Evidence", view.evidence_lines)
        self._view = view

    def action_item(self, step: int) -> None:
        """The next or the last finding of the list."""
        self._view.table.action_move(step)
        self.sheet.scroll_to(y=0, animate=False)
        self.draw()

    def action_copy(self) -> None:
        """Copies the finding, as text for a ticket."""
        text = self._view.copied()
        self.dismiss(None)
        self.assess.copy_text(text)
