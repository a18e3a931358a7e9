"""The page behind `w`: why the number under the cursor is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assess.evidence.called import Called
from assess.tui.drawn import why
from assess.tui.drill.page import Page
from assess.tui.lines import Line
from assess.tui.store import Store
from assess.tui.widgets.paper import glyphs_of

if TYPE_CHECKING:
    from assess.model.practices import PracticeId


class WhyPage(Page):
    """A sum, step by step."""

    def __init__(self, store: Store, practice: PracticeId | None) -> None:
        super().__init__("Why this number", self._lines)
        self._store = store
        self._practice = practice

    def _lines(self, wide: int) -> list[Line]:
        if self._practice is None:
            return why.of_whole(self._store.glance, wide, glyphs_of(self))
        assessment = self._store.assessment
        called = Called(assessment.inputs.targets)
        return why.of_practice(assessment.scorecard, assessment.model, self._practice, wide, called)
