"""A form on top of a view: text fields and choices, checked before they are handed back. Escape leaves it unchanged.

Tab and the arrows move; Enter goes to the next field and at the end saves. Made from a `Form`, it knows no meaning.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widget import Widget

from assess.tui.bindings import bindings_of
from assess.tui.fields import Field, FieldKind, Form, Values, shown
from assess.tui.keys import Place
from assess.tui.lines import Line, Tone, line, paragraph
from assess.tui.widgets.field import TextField
from assess.tui.widgets.paper import Paper, glyphs_of

LABEL = 16


class Choice(Paper, can_focus=True):
    """One of a few values, turned with left, right or space, or named by its first digit or letter."""

    BINDINGS: ClassVar = [
        Binding("left", "turn(-1)", show=False),
        Binding("right,space", "turn(1)", show=False),
    ]

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

    def on_key(self, event: events.Key) -> None:
        """A digit or letter names the value that begins with it."""
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
        return TextField(field.value, id=f"field-{field.id}", classes="field")

    def on_mount(self) -> None:
        """Begins at the first field."""
        self.query_one("#form-title", Paper).show([line((self._form.title, Tone.TITLE))])
        for field in self._form.fields:
            mark = "" if not field.required else " *"
            self.query_one(f"#label-{field.id}", Paper).show([line((field.label + mark, Tone.DIM))])
        self.set_focus(self._fields()[0])

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
            focused = self.focused
            for field in self._form.fields:
                if focused is not None and focused.id == f"field-{field.id}":
                    lines = paragraph(field.help, wide, Tone.DIM)
        keys = "Enter next   Esc leave   arrows move"
        self.query_one("#form-hint", Paper).show([*lines[:2], line((keys, Tone.DIM))])

    def action_step(self, step: int) -> None:
        """The field above or below."""
        self._problem = ""
        fields = self._fields()
        here = fields.index(self.focused) if self.focused in fields else 0
        self.set_focus(fields[max(0, min(len(fields) - 1, here + step))])

    def action_next(self) -> None:
        """The next field, or at the end: hand back what was filled in."""
        if isinstance(self.focused, Done) or len(self._form.fields) == 1:
            self._hand_back()
        else:
            self.action_step(1)

    def _hand_back(self) -> None:
        values = self.values
        field, self._problem = self._form.problem(values)
        if not self._problem:
            self.dismiss(values)
            return
        if field:
            self.set_focus(self.query_one(f"#field-{field}"))
        self._hint()

    def action_leave(self) -> None:
        """Leaves without a change."""
        self.dismiss(None)
