"""The page behind `E`: everything about the organisation that is no answer, each with a form of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.screen import Screen

from assess.tui import editing, fields
from assess.tui.bindings import bindings_of
from assess.tui.drawn.edit import rows_of
from assess.tui.drawn.frame import footer_line
from assess.tui.editing import Edit
from assess.tui.fields import Form, Values
from assess.tui.keys import Place, footer_of, keys_of
from assess.tui.lines import Tone, both_ends, line
from assess.tui.store import Store
from assess.tui.topics import Topic
from assess.tui.widgets.paper import Paper, glyphs_of
from assess.tui.widgets.rowlist import RowList
from assess.tui.widgets.static_rows import StaticRows

if TYPE_CHECKING:
    from assess.tui.app import AssessApp


class EditPage(Screen[None]):
    """A list of what can be edited; Enter opens its form."""

    CSS_PATH = "edit.tcss"
    BINDINGS: ClassVar = bindings_of(Place.EDIT)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    @property
    def assess(self) -> AssessApp:
        """The app."""
        from assess.tui.app import AssessApp

        app = self.app
        assert isinstance(app, AssessApp)
        return app

    def compose(self) -> ComposeResult:
        """Title, list, footer."""
        yield Paper(id="edit-head")
        yield RowList(StaticRows(()), id="edit-list")
        yield Paper(id="edit-foot")

    def on_mount(self) -> None:
        """Gives the list the keys."""
        self.query_one(RowList).focus()
        self.draw()

    def on_resize(self) -> None:
        """Draws for the new size."""
        self.draw()

    def draw(self, said: str = "") -> None:
        """Shows what the file says."""
        wide = self.size.width
        if not wide:
            return
        back = line(("Esc back ", Tone.DIM))
        self.query_one("#edit-head", Paper).show([both_ends(line(" ", ("Edit", Tone.TITLE)), back, wide)])
        assessment = self._store.assessment
        self.query_one(RowList).show(rows_of(assessment.inputs, assessment.model, glyphs_of(self)))
        keys = footer_line(footer_of(keys_of(Place.EDIT)), wide, glyphs=glyphs_of(self))
        self.query_one("#edit-foot", Paper).show([line(" ", said), keys])

    def action_close(self) -> None:
        """Back to the view."""
        self.dismiss(None)

    def action_open(self) -> None:
        """Opens the form of the row under the cursor."""
        rows = self.query_one(RowList)
        shown = rows.rows
        subject = shown.subject(rows.cursor) if isinstance(shown, StaticRows) else ""
        edit = self._edit_of(subject)
        if edit is not None:
            self._ask(edit)

    def _edit_of(self, subject: str) -> Edit | None:
        kind, _, name = subject.partition(" ")
        assessment = self._store.assessment
        inputs, model = assessment.inputs, assessment.model
        match kind:
            case "organisation":
                return editing.organisation(inputs)
            case "profile":
                return editing.profile(inputs, model)
            case "person":
                return editing.person(model, next((each for each in inputs.respondents if each.id == name), None))
            case "wanted":
                practice = editing.practice_named(model, name)
                return editing.wanted(practice, inputs) if practice is not None else None
            case "target":
                target = next((each for each in inputs.targets if each.id == name), None)
                return editing.label(target, inputs, self._store.identity.actor) if target is not None else None
        return None

    def action_add_person(self) -> None:
        """Adds a person who answers."""
        self._ask(editing.person(self._store.model, None))

    def action_want_level(self) -> None:
        """Wants a level of a practice that is named."""
        model = self._store.model

        def check(given: str) -> str:
            return "" if editing.practice_named(model, given) is not None else f"there is no practice {given}"

        field = fields.Field("practice", "Practice", required=True, help="Its id, for example CHG-04.", check=check)

        def then(values: Values) -> None:
            edit = self._edit_of(f"wanted {values['practice'].strip()}")
            if edit is not None:
                self.call_after_refresh(self._ask, edit)

        self.assess.ask(Form("Of which practice", (field,), done="Next"), then)

    def _ask(self, edit: Edit) -> None:
        def save(values: Values) -> None:
            saved = self._store.save(lambda: edit.save(self._store.engagement, values), Topic.PEOPLE, Topic.FINDINGS)
            self.draw("saved" if saved else f"NOT SAVED: {self._store.saver.state.problem}")

        self.assess.ask(edit.form, save)
