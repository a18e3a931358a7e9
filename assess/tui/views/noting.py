"""A view with a field for a note that saves itself: when the field opens, what is kept of it, when it is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from assess.tui.saving import QUIET_SECONDS, Draft
from assess.tui.views.view import View

if TYPE_CHECKING:
    from textual.timer import Timer

    from assess.tui.widgets.note import NoteArea


class Noting(View):
    """Knows the field; what the note is about, and when it may be written, the view itself says."""

    def __init__(self) -> None:
        super().__init__()
        self._field: NoteArea | None = None
        self._note: NoteArea | None = None
        """The field, while it is open."""
        self._timer: Timer | None = None

    def noted(self) -> Draft | None:
        """The note on what is on screen, as it stands; None where there is nobody whose note it would be."""
        raise NotImplementedError

    @property
    def has_field(self) -> bool:
        """Whether the field was made."""
        return self._field is not None

    @property
    def is_noting(self) -> bool:
        """Whether a note is being written."""
        return self._note is not None

    async def prepare_note(self) -> None:
        """Makes the field, hidden, so that the key which opens it and what follows that key find it at once."""
        from assess.tui.widgets.note import NoteArea

        if self._field is None and self.is_attached and self.is_running:  # not where somebody left at once
            self._field = NoteArea()
            self._field.display = False
            self._field.set_class(self.glyphs.rule.isascii(), "-ascii")
            await self.mount(self._field)

    async def open_note(self) -> None:
        """Opens the field on the note."""
        draft = self.noted()
        if draft is None or self.is_noting:
            return
        await self.prepare_note()
        if self._field is None:
            return
        self._field.begin(draft.text)
        self._note = self._field
        self.screen.set_focus(self._note)
        self.refresh_drawing(force=True)

    def on_text_area_changed(self, event: events.Event) -> None:
        """Keeps what is typed, and saves it a moment later: never more than that moment can be lost."""
        event.stop()
        draft = self.noted()
        if self._note is None or draft is None:
            return
        if self._note.changed():
            self.store.typed(Draft(draft.practice, draft.respondent, self._note.text))
            if self._timer is None:
                self._timer = self.set_timer(QUIET_SECONDS, self._quiet)
            self.assess.draw_frame()

    def _quiet(self) -> None:
        self._timer = None
        self.assess.guard(self.store.flush)
        self.assess.draw_frame()

    def on_note_area_left(self) -> None:
        """Esc: the note is saved, letters are keys again."""
        self.close_note()
        self.take_focus()
        self.refresh_drawing(force=True)

    def close_note(self) -> None:
        """Saves what is being typed and takes the field away."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.store.flush()
        if self._note is not None:
            self._note.display = False
            self._note = None
            self.take_focus()
            self.refresh_drawing(force=True)
