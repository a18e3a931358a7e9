"""The field in which a note is typed. It says when it is left, and takes no more than a note may hold."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import TextArea

LONGEST = 50_000
"""Characters of a note; a longer paste is cut, and that is said."""


class NoteArea(TextArea):
    """Several lines of text; Esc leaves it."""

    BINDINGS: ClassVar = [Binding("escape", "leave", show=False, priority=True)]

    class Left(Message):
        """The person has left the field."""

    def __init__(self, text: str) -> None:
        super().__init__(text, id="note", compact=True, soft_wrap=True, tab_behavior="focus")
        self.border_title = "Note: saves itself; Esc leaves"
        self.cursor_blink = False
        self.move_cursor(self.document.end)

    def action_leave(self) -> None:
        """Leaves the field."""
        self.post_message(self.Left())

    async def _on_paste(self, event: events.Paste) -> None:
        free = LONGEST - len(self.text)
        if len(event.text) > free:
            event.text = event.text[: max(0, free)]
            self.border_title = f"Note: a note holds {LONGEST:,} characters; the rest of the paste was left out"
        await super()._on_paste(event)
