"""The overview view: where we stand, and Enter goes where the next thing is done."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from assess.tui.bindings import bindings_of
from assess.tui.drawn.overview import overview
from assess.tui.glance import Glance
from assess.tui.keys import Place
from assess.tui.lines import plain
from assess.tui.topics import Topic
from assess.tui.views.view import View
from assess.tui.widgets.paper import Paper


class OverviewView(View):
    """Four pillars, what holds them, and three next things to do."""

    place = Place.OVERVIEW
    topics = (Topic.SCORES, Topic.PEOPLE, Topic.FINDINGS)
    BINDINGS: ClassVar = bindings_of(Place.OVERVIEW)

    def __init__(self) -> None:
        super().__init__()
        self._cursor = 0

    def compose(self) -> ComposeResult:
        """One sheet."""
        yield Paper(id="overview-sheet")

    def draw(self) -> None:
        """Paints what was kept at once; what must be made again follows after the paint."""
        glance, kept = self._glance()
        if glance is None:
            self.call_after_refresh(self.assess.guard, self._make)
            return
        self._cursor = max(0, min(self._cursor, len(glance.todo) - 1))
        sheet = self.query_one(Paper)
        sheet.show(overview(glance, self.size.width, self._cursor, self.glyphs, tall=self.size.height, kept=kept))
        if kept:
            self.call_after_refresh(self.assess.guard, self._make)

    def _glance(self) -> tuple[Glance | None, bool]:
        """The numbers to paint, and whether they are those of last time and have to be made again."""
        peeked = self.assess.peeked
        if not self.assess.is_open and peeked is not None:
            return peeked.glance, not peeked.fresh
        if self.store.ready or self.store.what_if:
            return self.store.glance, False
        found = self.store.kept_glance()
        if found is None:
            return None, True
        glance, is_true = found
        return (self.store.glance, False) if is_true else (glance, True)

    def _make(self) -> None:
        if self.store.conclude():  # else the tick takes it when it is there
            self.refresh_drawing(force=True)
        self.assess.draw_frame()

    def action_cursor(self, step: int) -> None:
        """Moves through the things to do."""
        self._cursor += step
        self.refresh_drawing(force=True)

    def action_open(self) -> None:
        """Goes where the thing under the cursor is done."""
        todo = self.store.glance.todo
        if todo:
            chosen = todo[self._cursor]
            self.assess.open_view(chosen.view, chosen.subject)

    def copied(self) -> str:
        """The whole sheet."""
        return plain(self.query_one(Paper).lines)
