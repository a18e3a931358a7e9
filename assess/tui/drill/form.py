"""A form on top of a view: text fields and choices, checked before they are handed back. Escape leaves it unchanged.

Tab and the arrows move; Enter goes to the next field and at the end saves. Made from a `Form`, it knows no meaning.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widget import Widget

from assess.tui.arriving import act
from assess.tui.bindings import bindings_of
from assess.tui.fields import Field, FieldKind, Form, Values, shown
from assess.tui.keys import Place
from assess.tui.lines import Line, Tone, columns, cut, line, paragraph
from assess.tui.widgets.field import TextField
from assess.tui.widgets.paper import Paper, glyphs_of

FEWEST_LABEL, MOST_LABEL = 16, 32
"""Columns of the labels: as many as the longest takes, between these."""
_AROUND = 9
"""Rows of a form that are no fields: its frame, the title, what is said of a field."""

_TURNS = {"left": "turn(-1)", "right": "turn(1)", "space": "turn(1)"}


class Choice(Paper, can_focus=True):
    """One of a few values, turned with left, right or space, or named by its first digit or letter."""

    class Chosen(Message):
        """Another value was chosen."""

    def __init__(self, field: Field) -> None:
        super().__init__(id=f"field-{field.id}", classes="field")
        self.field = field
        self.value = field.value

    def on_mount(self) -> None:
        """Shows its value."""
        self._draw()

    def on_focus(self) -> None:
        """Shows that it has the keys."""
        self._draw(chosen=True)

    def on_blur(self) -> None:
        """Shows that it has lost them."""
        self._draw()

    def action_turn(self, step: int) -> None:
        """The next or the last value."""
        values = [each for each, _ in self.field.choices]
        self._take(values[(values.index(self.value) + step) % len(values)])

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters and digits are for this field."""
        return character is not None and character.isalnum()

    async def on_key(self, event: events.Key) -> None:
        """A digit or letter names the value that begins with it."""
        await act(self, event, _TURNS)
        if event.character is None or not event.character.isalnum():
            return
        for value, label in self.field.choices:
            if event.character.lower() in (value[:1].lower(), label[:1].lower()):
                event.stop()
                self._take(value)
                return

    def _take(self, value: str) -> None:
        self.value = value
        self._draw(chosen=True)
        self.post_message(self.Chosen())

    def _draw(self, *, chosen: bool = False) -> None:
        glyphs = glyphs_of(self)
        text = shown(self.field, self.value)
        arrows = ("<", ">") if glyphs.cursor.isascii() else ("‹", "›")
        tone = Tone.CHOSEN if chosen else Tone.PLAIN
        self.show([line((f"{arrows[0]} ", Tone.KEY), (text, tone), (f" {arrows[1]}", Tone.KEY))])


class Done(Paper, can_focus=True):
    """The last row: Enter hands the form back."""

    def __init__(self, word: str) -> None:
        super().__init__(id="form-done", classes="field")
        self._word = word

    def on_mount(self) -> None:
        """Shows its word."""
        self._draw()

    def on_focus(self) -> None:
        """Shows that it has the keys."""
        self._draw(chosen=True)

    def on_blur(self) -> None:
        """Shows that it has lost them."""
        self._draw()

    def _draw(self, *, chosen: bool = False) -> None:
        tone = Tone.CHOSEN if chosen else Tone.DIM
        cursor = glyphs_of(self).cursor if chosen else " "
        self.show([line((f"{cursor} ", Tone.KEY), (f"[ {self._word} ]", tone))])


class FormPage(ModalScreen[Values | None]):
    """A form; its result is the values, or None if it was left."""

    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar = bindings_of(Place.FORM, first=True)

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._form = form
        self._problem = ""

    def compose(self) -> ComposeResult:
        """Title, a row a field, and what to know of the one that has the keys."""
        with Vertical(id="form"):
            yield Paper(id="form-title")
            with VerticalScroll(id="form-fields", can_focus=False):
                for field in self._form.fields:
                    with Horizontal(classes="form-row"):
                        yield Paper(id=f"label-{field.id}", classes="label")
                        yield self._widget(field)
                yield Done(self._form.done)
            yield Paper(id="form-hint")

    def _widget(self, field: Field) -> Widget:
        if field.kind is not FieldKind.TEXT:
            return Choice(field)
        return TextField(field.value, id=f"field-{field.id}", classes="field", replace=field.replaced)

    def on_mount(self) -> None:
        """Begins at the first field."""
        self.query_one("#form-title", Paper).show([line((self._form.title, Tone.TITLE))])
        labels = {field.id: field.label + ("" if not field.required else " *") for field in self._form.fields}
        wide = max((columns(text) for text in labels.values()), default=0)
        wide = max(FEWEST_LABEL, min(MOST_LABEL, wide))
        for name, text in labels.items():
            label = self.query_one(f"#label-{name}", Paper)
            label.styles.width = wide + 2
            label.show([line((cut(text, wide), Tone.DIM))])
        self.on_resize()
        self.set_focus(self._fields()[0])

    def on_resize(self) -> None:
        """Keeps what is said of a field on the screen: the fields scroll where they are many."""
        self.query_one("#form-fields").styles.max_height = max(3, self.size.height - _AROUND)

    def _fields(self) -> list[Widget]:
        return list(self.query(".field"))

    @property
    def values(self) -> dict[str, str]:
        """What the fields hold now."""
        found: dict[str, str] = {}
        for field in self._form.fields:
            widget = self.query_one(f"#field-{field.id}")
            found[field.id] = widget.value if isinstance(widget, Choice | TextField) else ""
        return found

    def on_descendant_focus(self) -> None:
        """Says what the field is about."""
        self._hint()

    def _hint(self) -> None:
        wide = max(20, self.query_one("#form-hint").size.width)
        lines: list[Line] = []
        if self._problem:
            lines = paragraph(self._problem, wide, Tone.ALERT)
        else:
            field = self._field()
            lines = paragraph(field.help if field is not None else self._form.says, wide, Tone.DIM)
        last = isinstance(self.focused, Done) or len(self._form.fields) == 1
        onward = f"Enter {self._form.done.lower()}" if last else "Enter next"
        keys = f"{onward}   Esc leave   up and down move   Ctrl-U empties a field" if self._form.fields else onward
        self.query_one("#form-hint", Paper).show([*lines[:3], line((keys, Tone.DIM))])

    def _field(self) -> Field | None:
        """The field that has the keys."""
        focused = self.focused
        return next((each for each in self._form.fields if focused and focused.id == f"field-{each.id}"), None)

    def action_step(self, step: int) -> None:
        """The field above or below."""
        self._problem = ""
        fields = self._fields()
        here = fields.index(self.focused) if self.focused in fields else 0
        self.set_focus(fields[max(0, min(len(fields) - 1, here + step))])

    def action_next(self) -> None:
        """The next field, if what stands in this one can be read; at the end: hand back what was filled in."""
        field = self._field()
        if field is None or len(self._form.fields) == 1:
            self._hand_back()
            return
        given = self.values[field.id]
        self._problem = field.problem(given) if given.strip() else ""
        if self._problem:
            self._hint()
        else:
            self.action_step(1)

    def _hand_back(self) -> None:
        values = self.values
        field, self._problem = self._form.problem(values)
        if not self._problem:
            self.dismiss(values)
            return
        field = field or next((each.id for each in self._form.fields if self._problem.startswith(each.label)), "")
        if field:
            self.set_focus(self.query_one(f"#field-{field}"))
        self._hint()

    def action_leave(self) -> None:
        """Leaves without a change."""
        self.dismiss(None)
