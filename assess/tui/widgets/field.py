"""A line of text to fill in. Whatever is pasted becomes one short, harmless line."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from assess.plain_text import safe
from assess.tui.arriving import act, actions_of
from assess.tui.fields import LONGEST

_ACTIONS = actions_of(Input.BINDINGS)


class TextField(Input):
    """A field of one line; with `replace` the first key takes the place of what stood in it."""

    def __init__(self, value: str, *, id: str, classes: str | None = None, replace: bool = False) -> None:  # noqa: A002 - Textual's name
        super().__init__(value=safe(value), id=id, classes=classes, compact=True, max_length=LONGEST)
        self.select_on_focus = replace
        self.cursor_blink = False

    async def on_key(self, event: events.Key) -> None:
        """Runs before Textual's own handler."""
        await act(self, event, _ACTIONS)

    def _on_paste(self, event: events.Paste) -> None:
        """Runs before Textual's own handler, which inserts what is left here."""
        room = max(0, LONGEST - len(self.value))
        event.text = " ".join(safe(event.text[:LONGEST]).split())[:room]
