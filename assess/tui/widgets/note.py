"""The field in which a note is typed. It says when it is left, and takes no more than a note may hold."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import TextArea

from assess.plain_text import safe_lines
from assess.tui.arriving import act, actions_of

LONGEST = 50_000
"""Characters of a note; a longer paste is cut, and that is said."""


_ACTIONS = actions_of(TextArea.BINDINGS)


class NoteArea(TextArea):
    """Several lines of text; Esc leaves it."""

    BINDINGS: ClassVar = [Binding("escape", "leave", show=False, priority=True)]

    class Left(Message):
        """The person has left the field."""

    def __init__(self) -> None:
        super().__init__(id="note", compact=True, soft_wrap=True, tab_behavior="focus")
        self.cursor_blink = False
        self._before = ""

    def begin(self, text: str) -> None:
        """Opens on a text, at its end."""
        self.border_title = "Note: saves itself; Esc leaves"
        self._before = harmless(text)
        self.load_text(self._before)
        self.move_cursor(self.document.end)
        self.display = True

    def action_leave(self) -> None:
        """Leaves the field."""
        self.post_message(self.Left())

    def changed(self) -> bool:
        """Whether the text is another one than at the last question."""
        before, self._before = self._before, self.text
        return self.text != before

    async def on_key(self, event: events.Key) -> None:
        """Runs before Textual's own handler."""
        await act(self, event, _ACTIONS)

    async def _on_paste(self, event: events.Paste) -> None:
        """Runs before Textual's own handler, which inserts what is left here."""
        free = max(0, LONGEST - len(self.text))
        if len(event.text) > free:
            self.border_title = f"Note: a note holds {LONGEST:,} characters; the rest of the paste was left out"
        event.text = harmless(event.text[:free])


def harmless(text: str) -> str:
    """A text of several lines without what could move the cursor or turn the direction of reading."""
    return "\n".join(safe_lines(text))
