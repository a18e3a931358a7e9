"""Writes the report from the app: asks where, works in a thread with a connection of its own, says what was written."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from assess.engagement import Engagement
from assess.tui import fields
from assess.tui.fields import Form, Values
from assess.tui.lines import Tone

if TYPE_CHECKING:
    from assess.tui.app import AssessApp
    from assess.tui.store import Store

FORMATS = (".html", ".pdf", ".md", ".json", ".xlsx", ".csv")


def export_form(file: Path) -> Form:
    """Where the report goes; the format follows from the suffix."""
    suffixes = ", ".join(FORMATS)

    def check(given: str) -> str:
        return "" if Path(given).suffix.lower() in FORMATS else f"end it in one of {suffixes}"

    place = fields.text("path", "Write to", str(file.with_suffix(".html")), needed=True, hint=f"One of {suffixes}.")
    return Form(
        "Write the report",
        (
            fields.Field(place.id, place.label, value=place.value, help=place.help, required=True, check=check),
            fields.choice("paper", "Paper", [("a4", "A4"), ("letter", "Letter")], hint="For a PDF."),
            fields.switch("names", "Names", hint="Respondents' names instead of R1, R2 ..."),
        ),
        done="Write",
    )


async def ask_and_write(app: AssessApp) -> None:
    """Opens the form; the report is then written beside the screen."""
    store = app.store
    app.guard(store.flush)

    def begin(values: Values) -> None:
        running = Export(store, Path(values["path"].strip()).expanduser(), values["paper"], values["names"] == "yes")
        app.say(f"writing {running.path} ...", Tone.DIM)
        app.watch_work(running)

    app.ask(export_form(store.path), begin)


class Export:
    """One report being written in a thread; starts at once."""

    def __init__(self, store: Store, path: Path, paper: str, names: bool) -> None:
        self.path = path
        self.said = ""
        """What came of it, once it is not `running`."""
        self.failed = False
        self._store = store
        self._round = store.engagement.round
        self._paper = paper
        self._names = names
        self._thread = threading.Thread(target=self._write, name="export", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return self._thread.is_alive()

    def _write(self) -> None:
        try:
            self.said = self._written()
        except Exception as error:  # noqa: BLE001 - the border to a job: the sentence is for the person
            self.failed = True
            self.said = str(error) or type(error).__name__

    def _written(self) -> str:
        from assess.assessment import assess, document
        from assess.evidence.called import Called
        from assess.report.writing import check_paths, write

        check_paths([self.path])
        store, who = self._store, self._store.identity
        with Engagement.open(
            store.path, clock=who.clock, actor=who.actor, program=who.program, write=False, round_id=self._round
        ) as own:
            assessment = assess(own, store.model)
            told = document(assessment, own, names=self._names)
        called = Called(assessment.inputs.targets)
        written = write(told, store.model, self.path, paper=self._paper, called=called)
        return f"wrote {', '.join(map(str, written.paths))}"
