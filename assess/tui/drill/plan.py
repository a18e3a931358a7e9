"""The page of the dry run: r reads what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from assess.tui.drill.page import Page
from assess.tui.keys import Place
from assess.tui.views.view import bindings_of

if TYPE_CHECKING:
    from assess.tui.views.collect import CollectView


class PlanPage(Page):
    """What would be read, needed and paid."""

    BINDINGS: ClassVar = bindings_of(Place.DRY_RUN)

    def __init__(self, view: CollectView) -> None:
        super().__init__("Dry run", view.plan_lines)
        self._view = view

    def action_run_reads(self) -> None:
        """Reads it."""
        self.dismiss(None)
        self._view.action_run_reads()

    def action_copy(self) -> None:
        """Copies the permissions."""
        planned = self._view.collection.plan
        self.dismiss(None)
        self.assess.copy_text("\n".join(planned.permissions) if planned is not None else "")
