"""The app: one engagement on one screen. Signals, the tick, themes, messages, leaving; views do the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual import events
from textual.actions import ActionParseResult
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen

from assess.engagement import EngagementError
from assess.tui import garbage
from assess.tui import glyphs as signs
from assess.tui.arriving import arrived
from assess.tui.drawn.frame import Message
from assess.tui.fields import Form, Values
from assess.tui.identity import Identity
from assess.tui.keys import Place
from assess.tui.lines import Tone
from assess.tui.signals import Ending
from assess.tui.theme import THEMES
from assess.tui.topics import Topic, short
from assess.tui.workspace import Workspace

TICK_SECONDS = 0.125
BEAT_SECONDS = 5.0
OPEN_AT_TICK = 2
"""A file whose glance was painted is opened for work so many ticks later, or with the first key."""
_HERE = Path(__file__).parent


if TYPE_CHECKING:
    from textual.command import Provider

    from assess.tui.collecting import Collection
    from assess.tui.judging import Judging
    from assess.tui.peeking import Peek
    from assess.tui.seat import Seat
    from assess.tui.store import Store
    from assess.tui.watching import Watch


def commands() -> type[Provider]:
    """The commands of the palette, imported when it is first opened."""
    from assess.tui.drill.palette import Commands

    return Commands


class Work(Protocol):
    """Something that goes on beside the screen; `said` is what came of it, once it is not `running`."""

    said: str
    failed: bool

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        ...


class AssessApp(App[int]):
    """The terminal app on one engagement file, or on the first screen where no file was named."""

    TITLE = "assess"
    ENABLE_COMMAND_PALETTE = True
    CSS_PATH: ClassVar = [
        _HERE / "app.tcss",
        _HERE / "workspace.tcss",
        *sorted((_HERE / "views").glob("*.tcss")),
        _HERE / "drill" / "first.tcss",
    ]
    AUTO_FOCUS = ""
    COMMANDS: ClassVar = {commands}

    def __init__(
        self,
        identity: Identity,
        store: Store | None = None,
        *,
        opening: Callable[[], Store] | None = None,
        peeked: Peek | None = None,
        view: Place = Place.OVERVIEW,
        theme: str = "dark",
        ascii_only: bool = False,
        questionnaires: Path | None = None,
        ticking: bool = True,
        seat: Seat | None = None,
    ) -> None:
        super().__init__()
        self._seat = seat
        self.identity = identity
        self.questionnaires = questionnaires
        self.glyphs = signs.chosen(ascii_only)
        self._store = store
        self._opening = opening
        self.peeked = peeked
        """What is painted before the file is open for work."""
        self._first = view
        self._ticking = ticking
        self._beats = 0
        self._judging: Judging | None = None
        self._works: list[Work] = []
        self._collection: Collection | None = None
        self._taken: Watch | None = None
        """The run whose end was taken over."""
        self._leaving = False
        self._ending: Ending | None = None
        self.failure: Exception | None = None
        """What ended the app, if it was a defect."""
        for each in THEMES.values():
            self.register_theme(each)
        self.set_reactive(App.theme, THEMES[theme].name)
        self.stylesheet.set_variables(self.get_css_variables())  # so that the first paint is not the default theme's
        self.animation_level = "none"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our tones, for themes that know nothing of them."""
        return dict(THEMES["dark"].variables)

    @property
    def store(self) -> Store:
        """The open engagement; opened when it is first asked for. Raises `EngagementError` if it cannot be."""
        if self._store is None:
            assert self._opening is not None  # only views ask, and they exist where there is a file
            self._store = self._opening()
        return self._store

    @property
    def seat(self) -> Seat:
        """For whom the interview was opened, if for anybody."""
        from assess.tui.seat import Seat

        return self._seat or Seat()

    @property
    def is_open(self) -> bool:
        """Whether the engagement is open for work; until then the overview shows what was kept."""
        return self._store is not None

    @property
    def collection(self) -> Collection:
        """What this app reads; made when the collect view is first visited."""
        if self._collection is None:
            from assess.tui.collecting import Collection

            store = self.store
            self._collection = Collection(store.path, store.identity, store.engagement.round)
        return self._collection

    @property
    def workspace(self) -> Workspace | None:
        """The main screen, if an engagement is open."""
        return next((screen for screen in self.screen_stack if isinstance(screen, Workspace)), None)

    def get_default_screen(self) -> Screen[object]:
        """The engagement, or the first screen: no empty screen is made and styled before it."""
        if self._store is not None or self._opening is not None:
            return Workspace(self._first)
        from assess.tui.drill.first import FirstPage

        return FirstPage()

    def on_mount(self) -> None:
        """Hears signals, begins to tick."""
        self._hear_signals()
        if self._ticking:
            self.set_interval(TICK_SECONDS, self.tick_now)
            self.set_timer(garbage.SETTLED_SECONDS, garbage.settle)
        self.app_suspend_signal.subscribe(self, self._suspended)
        self._say_read_only()

    def close_store(self) -> None:
        """Saves what is being typed and closes the file; what cannot be saved any more was said before."""
        if self._ending is not None:
            self._ending.forget()
        if self._store is not None:
            self._store.close()

    async def open_store(self, store: Store) -> None:
        """Goes from the first screen to an engagement."""
        self._store = store
        await self.push_screen(Workspace(self._first))
        self._say_read_only()

    def _say_read_only(self) -> None:
        if self._store is not None and self._store.read_only:
            self.say(f"read-only: {self._store.read_only}", Tone.ALERT)

    def _suspended(self, _: object) -> None:
        if self._store is not None:
            self._store.flush()

    def _hear_signals(self) -> None:
        """TERM and HUP leave as `q` does: what is typed is saved, the terminal is given back."""
        loop = asyncio.get_running_loop()
        self._ending = Ending(lambda number: loop.call_soon_threadsafe(self._told_to_end, number), self._save_typed)
        self._ending.hear()

    def _save_typed(self) -> None:
        if self._store is not None:
            self._store.saver.flush()

    def _told_to_end(self, number: int) -> None:
        self._save_typed()
        self.exit(128 + number)

    def leave(self) -> None:
        """Leaves; what cannot be saved is said first, and a second `q` leaves without it."""
        if self._store is not None:
            self._store.flush()
            state = self._store.saver.state
            if state.waiting and not self._leaving_anyway():
                self.say(f"NOT SAVED: {state.problem}; press q again to leave without it", Tone.ALERT)
                return
        if self._collection is not None and self._collection.running and not self._leaving:
            self._leaving = True
            self._collection.stop()
            self.say("stopping the reads, then leaving; press q again to leave at once")
            return
        self.exit(0)

    def _leaving_anyway(self) -> bool:
        workspace = self.workspace
        return workspace is not None and "press q again" in workspace.message.text

    async def on_event(self, event: events.Event) -> None:
        """Takes keys one after the other."""
        await super().on_event(event)
        if isinstance(event, events.Key):
            await arrived(self.focused)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """The border at which a file that cannot be read or written becomes a sentence. What was said before a key
        is gone after it."""
        workspace = self.workspace
        before = workspace.message if workspace is not None else None
        try:
            done = await super().run_action(action, default_namespace, namespaces)
        except EngagementError as error:
            self.refuse(error)
            return True
        if done and workspace is not None:
            if workspace.message is before:
                workspace.message = Message()
            workspace.draw_frame()
        return done

    def refuse(self, error: EngagementError) -> None:
        """Says what the file refused."""
        self.say(short(error, self._store.path) if self._store is not None else str(error), Tone.ALERT)

    def _handle_exception(self, error: Exception) -> None:
        self.failure = self.failure or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Leaves without the traceback that Textual would print: it shows what the screen holds. Whoever ran the app
        says what happened, from `failure`."""
        self._close_messages_no_wait()

    def guard(self, act: Callable[[], object]) -> None:
        """Does something outside of a key; what the file refuses is said."""
        try:
            act()
        except EngagementError as error:
            self.refuse(error)

    def tick_now(self) -> None:
        """One tick: what others saved, what work beside the screen came to, and what the view shows of it."""
        self.guard(self._look)

    def _look(self) -> None:
        """Once a tick: what others saved, what background work came to, and the visible view."""
        workspace = self.workspace
        if workspace is None:
            return
        if not self.is_open:
            self._beats += 1
            if self._beats < OPEN_AT_TICK:
                return
            _ = self.store
            self._say_read_only()
        store = self.store
        store.look()
        self._look_at_reads()
        self._judge_beside()
        self._look_at_works()
        self._beats += 1
        if self._beats * TICK_SECONDS >= BEAT_SECONDS:
            self._beats = 0
            self._beat(store)
        workspace.tick()

    def _beat(self, store: Store) -> None:
        store.retry()
        if store.writable and not store.engagement.beat_lease():
            holder = store.engagement.lease_holder()
            if holder is None:
                store.engagement.acquire_lease()
            else:
                store.read_only = f"another assess took the file over (process {holder.pid} on {holder.host})"
                self.say(f"read-only: {store.read_only}", Tone.ALERT)

    def _look_at_reads(self) -> None:
        """When a run has ended, what follows from it is made again."""
        collection = self._collection
        watch = collection.watch if collection is not None else None
        if collection is None or watch is None or watch is self._taken or collection.running:
            return
        self._taken = watch
        self.store.reload(Topic.COLLECTED, Topic.FINDINGS)
        text = collection.problem or f"read: {watch.status.sentence}"
        self.say(text, Tone.HIGH if collection.problem else Tone.PLAIN)
        self.store.conclude()  # says whether facts must be judged
        if self._leaving:
            self.exit(0)

    def _judge_beside(self) -> None:
        """Judges facts again in a thread, where the stored findings no longer follow from them."""
        store = self.store
        if self._judging is not None:
            if self._judging.running:
                return
            problem = self._judging.problem
            self._judging = None
            store.reload(Topic.FINDINGS)
            if problem:
                self.say(problem, Tone.ALERT)
        elif store.ready and store.judging_needed:
            from assess.tui.judging import Judging

            self._judging = Judging(store)

    @property
    def busy(self) -> str:
        """What goes on beside the screen, in a word; empty if nothing does."""
        if self._collection is not None and self._collection.running:
            return "reading"
        if self._judging is not None:
            return "judging"
        if self._store is not None and self._store.counting:
            return "counting"
        return "writing" if self._works else ""

    def open_view(self, name: str, subject: str = "") -> None:
        """Shows a view and goes to something there."""
        workspace = self.workspace
        if workspace is not None:
            self.run_worker(workspace.visit(Place(name), subject), exclusive=True, group="views")

    def watch_work(self, work: Work) -> None:
        """Says what came of work beside the screen, once it is done."""
        self._works.append(work)

    def _look_at_works(self) -> None:
        for work in [each for each in self._works if not each.running]:
            self._works.remove(work)
            self.say(work.said, Tone.ALERT if work.failed else Tone.PLAIN)

    def ask(self, form: Form, then: Callable[[Values], None]) -> None:
        """Opens a form; if it is filled in, `then` gets its values."""
        from assess.tui.drill.form import FormPage

        def filled_in(values: Values | None) -> None:
            if values is not None:
                self.guard(lambda: then(values))

        self.push_screen(FormPage(form), filled_in)

    def draw_frame(self) -> None:
        """Draws header, status and footer again."""
        workspace = self.workspace
        if workspace is not None:
            workspace.draw_frame()

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Shows a sentence until the next key."""
        workspace = self.workspace
        if workspace is not None:
            workspace.say(text, tone)

    def copy_text(self, text: str) -> None:
        """Copies a text and says by which way."""
        from assess.tui.clipboard import copy

        if not text:
            self.say("nothing to copy here")
            return
        self.say(copy(text, self.copy_to_clipboard))
