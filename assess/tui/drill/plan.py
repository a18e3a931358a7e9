"""The page of the dry run: r reads what it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from assess.tui.bindings import bindings_of
from assess.tui.drill.page import Drawing, Page
from assess.tui.keys import Place


class PlanPage(Page):
    """What would be read, needed and paid. `run` reads it; `permissions` are what `y` copies."""

    BINDINGS: ClassVar = bindings_of(Place.DRY_RUN)

    def __init__(self, drawing: Drawing, run: Callable[[], object], permissions: str) -> None:
        super().__init__("Dry run", drawing)
        self._run = run
        self._permissions = permissions

    def action_run_reads(self) -> None:
        """Reads it."""
        self.dismiss(None)
        self._run()

    def action_copy(self) -> None:
        """Copies the permissions."""
        self.dismiss(None)
        self.assess.copy_text(self._permissions)
