"""The first screen, where no file was named: the files of late, a new engagement, the sample organisation."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.screen import Screen

from assess.engagement import Engagement, EngagementError
from assess.model.yaml_reader import SourceError
from assess.tui import fields, recent
from assess.tui.bindings import bindings_of
from assess.tui.drawn.first import rows_of, title
from assess.tui.drawn.frame import footer_line
from assess.tui.fields import Form, Values
from assess.tui.keys import Place, footer_of, keys_of
from assess.tui.lines import Tone, line
from assess.tui.store import Store
from assess.tui.widgets.paper import Paper, glyphs_of
from assess.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from assess.tui.app import AssessApp

DEMO_FOLDER = Path("assess-demo")


class FirstPage(Screen[object]):
    """What to open."""

    BINDINGS: ClassVar = bindings_of(Place.FIRST) + [
        each for each in bindings_of(Place.EVERYWHERE) if getattr(each, "action", "") in ("help", "leave")
    ]

    def __init__(self) -> None:
        super().__init__()
        self._files = recent.recent()
        self._demo: _Demo | None = None

    @property
    def assess(self) -> AssessApp:
        """The app."""
        from assess.tui.app import AssessApp

        app = self.app
        assert isinstance(app, AssessApp)
        return app

    def compose(self) -> ComposeResult:
        """Title, list, message, footer."""
        yield Paper(id="first-title")
        yield RowList(rows_of(self._files, glyphs_of(self)), id="first-list")
        yield Paper(id="first-foot")

    def on_mount(self) -> None:
        """Gives the list the keys."""
        self.query_one(RowList).focus()
        self._say("")

    def on_resize(self) -> None:
        """Draws for the new size."""
        self._say("")

    def _say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        wide = self.size.width
        if not wide or self.query_one_optional("#first-foot") is None:
            return
        self.query_one("#first-title", Paper).show(title(wide))
        keys = footer_of([*keys_of(Place.FIRST), *(each for each in keys_of(Place.EVERYWHERE) if each.id == "quit")])
        foot = [line(" ", (text, tone)), footer_line(keys, wide, glyphs=glyphs_of(self))]
        self.query_one("#first-foot", Paper).show(foot)

    def action_cursor(self, step: int) -> None:
        """Moves in the list."""
        self.query_one(RowList).action_move(step)

    async def action_open(self) -> None:
        """Does what the row under the cursor says."""
        chosen = self.query_one(RowList)
        subject = chosen.rows.subject(chosen.cursor) if hasattr(chosen.rows, "subject") else ""
        if subject == "new":
            self.action_new()
        elif subject == "demo":
            self.action_demo()
        elif subject == "file":
            self.action_file()
        elif subject:
            await self._open(Path(subject))

    def action_new(self) -> None:
        """Asks for the organisation and makes its file."""

        def make(values: Values) -> None:
            organisation = values["organisation"].strip()
            name = values["file"].strip() or f"{_slug(organisation)}.assess"
            place = Path(name).expanduser()
            place = place if place.suffix else place.with_suffix(".assess")
            self.run_worker(self._make(place, organisation), exclusive=True)

        form = Form(
            "A new engagement",
            (
                fields.text("organisation", "Organisation", needed=True, hint="As the report names it."),
                fields.text("file", "File", hint="Empty: the organisation's name with .assess, in this folder."),
            ),
            done="Create",
        )
        self.assess.ask(form, make)

    async def _make(self, place: Path, organisation: str) -> None:
        from assess.model.loading import load

        identity = self.assess.identity
        try:
            model = load(self.assess.questionnaires)
            Engagement.create(
                place,
                organisation=organisation,
                model_digest=model.digest,
                program=identity.program,
                actor=identity.actor,
                clock=identity.clock,
            ).close()
        except (EngagementError, SourceError) as error:
            self._say(str(error), Tone.ALERT)
            return
        await self._open(place)

    def action_file(self) -> None:
        """Asks for a file."""

        def open_it(values: Values) -> None:
            self.run_worker(self._open(Path(values["file"].strip()).expanduser()), exclusive=True)

        hint = "Its path; engagement files end in .assess."
        form = Form("Open a file", (fields.text("file", "File", needed=True, hint=hint),), done="Open")
        self.assess.ask(form, open_it)

    async def _open(self, path: Path) -> None:
        try:
            store = Store.open(path, self.assess.identity, questionnaires=self.assess.questionnaires)
        except (EngagementError, SourceError) as error:
            self._say(str(error), Tone.ALERT)
            return
        recent.remember(path)
        await self.assess.open_store(store)

    def action_demo(self) -> None:
        """Makes the sample organisation beside this, and opens it."""
        if self._demo is None:
            self._demo = _Demo(DEMO_FOLDER)
            self._say(f"making the sample organisation in {DEMO_FOLDER} ... (half a minute)", Tone.DIM)
            self.set_interval(0.25, self._look_at_demo)

    async def _look_at_demo(self) -> None:
        demo = self._demo
        if demo is None or demo.running:
            return
        self._demo = None
        if demo.problem:
            self._say(demo.problem, Tone.ALERT)
        elif demo.file is not None:
            await self._open(demo.file)

    def action_help(self) -> None:
        """The keys of this screen."""
        from assess.tui.drill.help import HelpPage

        self.app.push_screen(HelpPage(Place.FIRST))

    def action_leave(self) -> None:
        """Leaves."""
        self.assess.leave()


class _Demo:
    """The sample organisation, made in a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.file: Path | None = None
        self.problem = ""
        self._thread = threading.Thread(target=self._make, name="demo", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return self._thread.is_alive()

    def _make(self) -> None:
        try:
            from assess.demo.showing import show

            self.file = show(self._folder).file
        except Exception as error:  # noqa: BLE001 - the border to a job; its sentence is for the person
            self.problem = str(error) or type(error).__name__


def _slug(name: str) -> str:
    """A file name of an organisation's name."""
    kept = "".join(each if each.isalnum() else "-" for each in name.lower())
    return "-".join(filter(None, kept.split("-")))[:60] or "engagement"
