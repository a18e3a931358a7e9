"""The one main screen: header, tabs, the views behind a switcher, status line, footer.

A view is imported and mounted on its first visit and keeps its cursor and filter; only the visible one draws.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import ContentSwitcher

from assess.tui.bindings import bindings_of
from assess.tui.drawn import frame
from assess.tui.keys import VIEWS, Place
from assess.tui.lines import Tone, line
from assess.tui.views.view import View
from assess.tui.widgets.paper import Paper

if TYPE_CHECKING:
    from assess.tui.app import AssessApp
    from assess.tui.store import Store

_CLASSES = {
    Place.OVERVIEW: ("assess.tui.views.overview", "OverviewView"),
    Place.INTERVIEW: ("assess.tui.views.interview", "InterviewView"),
    Place.COLLECT: ("assess.tui.views.collect", "CollectView"),
    Place.FINDINGS: ("assess.tui.views.findings", "FindingsView"),
    Place.BOARD: ("assess.tui.views.board", "BoardView"),
}


class Workspace(Screen[object]):
    """The screen on which an engagement is worked on."""

    BINDINGS: ClassVar = bindings_of(Place.EVERYWHERE)

    def __init__(self, first: Place) -> None:
        super().__init__()
        self._place = first
        self.message = frame.Message()

    @property
    def assess(self) -> AssessApp:
        """The app."""
        from assess.tui.app import AssessApp

        app = self.app
        assert isinstance(app, AssessApp)
        return app

    @property
    def store(self) -> Store:
        """The open engagement."""
        return self.assess.store

    @property
    def place(self) -> Place:
        """Which view is visible."""
        return self._place

    def compose(self) -> ComposeResult:
        """The frame with its first view."""
        yield Paper(id="too-small")
        with Vertical(id="frame"):
            yield Paper(id="head")
            with ContentSwitcher(id="views", initial=self._place.value):
                yield self._made(self._place)
            yield Paper(id="foot")

    def on_mount(self) -> None:
        """Draws the frame and gives the first view its keys."""
        self.on_resize()
        self._visited()

    def on_resize(self) -> None:
        """Shows one line where nothing useful fits."""
        wide, tall = self.size
        small = wide < frame.SMALLEST[0] or tall < frame.SMALLEST[1]
        self.set_class(small, "-small")
        notice = self.query_one_optional("#too-small", Paper)
        if small and notice is not None:
            notice.show(frame.too_small(wide, tall))
        self.draw_frame()

    @property
    def view(self) -> View | None:
        """The visible view."""
        return self.query_one_optional(f"#{self._place.value}", View)

    async def visit(self, place: Place, subject: str = "") -> None:
        """Shows a view; `subject` is what to go to there."""
        if self.assess.is_open:
            self.store.flush()
        before = self.view
        if before is not None and place is not self._place:
            before.leave()
        self._place = place
        self.set_focus(None)  # else the view that is hidden would take the keys from the one that is shown
        switcher = self.query_one("#views", ContentSwitcher)
        if self.query_one_optional(f"#{place.value}") is None:
            await switcher.add_content(self._made(place))
        switcher.current = place.value
        self._visited(subject)

    def _visited(self, subject: str = "") -> None:
        view = self.view
        if view is not None:
            view.visit(subject)
        self.draw_frame()
        if self.assess.is_open and not self.store.ready and self.store.shown_glance is None:
            self.call_after_refresh(self.assess.guard, self._conclude)

    def _conclude(self) -> None:
        """Makes the numbers of the status line after the first paint, where no view asked for them."""
        self.store.conclude()
        self.draw_frame()

    def _made(self, place: Place) -> View:
        module, name = _CLASSES[place]
        made: View = getattr(import_module(module), name)()
        return made

    def tick(self) -> None:
        """Draws what changed since the last tick, and nothing else."""
        view = self.view
        if self.store.outdated or self.store.counting:
            self.store.conclude()
        if view is not None:
            if self.focused is None and self.is_current:
                view.take_focus()
            view.refresh_drawing()
            view.tick()
        self.draw_frame()

    def draw_frame(self) -> None:
        """Header, tabs, status and footer; lines that say the same are not painted again."""
        top, bottom = self.query_one_optional("#head", Paper), self.query_one_optional("#foot", Paper)
        if top is None or bottom is None or not self.size.width:
            return
        wide, app = self.size.width, self.assess
        peeked = app.peeked
        if not app.is_open and peeked is not None:
            named = (peeked.glance.organisation, peeked.glance.round_name)
            saved, where = line(""), frame.standing(peeked.glance, app.glyphs)
            writable = True
        else:
            store = self.store
            named = (store.organisation, store.round_name)
            saved = frame.saved(store.saver.state, store.read_only, store.trouble, app.busy)
            shown = store.shown_glance
            where = line("") if shown is None else frame.standing(shown, app.glyphs, store.glance_before)
            writable = store.writable
        top.show([frame.header(*named, saved, wide), frame.tabs(self._place, wide)])
        keys = frame.footer(self._place, wide, writable=writable, glyphs=app.glyphs)
        bottom.show(frame.feet(where, keys, self.message, wide))

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Shows a sentence until the next key."""
        self.message = frame.Message(text, tone)
        self.draw_frame()

    async def action_show_view(self, name: str) -> None:
        """Shows a view."""
        await self.visit(Place(name))

    async def action_neighbour(self, step: int) -> None:
        """Shows the view to the left or right."""
        await self.visit(VIEWS[(VIEWS.index(self._place) + step) % len(VIEWS)])

    async def action_why(self) -> None:
        """Explains the number under the cursor as a sum."""
        from assess.tui.drill.why import WhyPage

        view = self.view
        await self.app.push_screen(WhyPage(self.store, view.subject() if view is not None else None))

    def action_copy(self) -> None:
        """Copies what the cursor is on."""
        view = self.view
        text = view.copied() if view is not None else ""
        self.assess.copy_text(text)

    async def action_edit(self) -> None:
        """Opens the forms of the engagement."""
        from assess.tui.drill.edit import EditPage

        view = self.view
        if view is not None and view.may_write():
            self.store.flush()
            await self.app.push_screen(EditPage(self.store))

    async def action_export(self) -> None:
        """Asks where the report goes, and writes it."""
        from assess.tui.exporting import ask_and_write

        await ask_and_write(self.assess)

    async def action_help(self) -> None:
        """All keys of this view."""
        from assess.tui.drill.help import HelpPage

        await self.app.push_screen(HelpPage(self._place))

    def action_command_palette(self) -> None:
        """Everything by name."""
        self.app.action_command_palette()

    def action_leave(self) -> None:
        """Leaves; everything is saved."""
        self.assess.leave()
