"""What all views share: when they draw, and what `w` and `y` mean there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Container

from assess.tui.keys import Place
from assess.tui.lines import Tone
from assess.tui.topics import Topic

if TYPE_CHECKING:
    from assess.model.practices import PracticeId
    from assess.tui.app import AssessApp
    from assess.tui.glyphs import Glyphs
    from assess.tui.store import Store


class View(Container, can_focus=True):
    """One view. It draws when a revision of its topics is another than the one it drew, and only while visible."""

    place: ClassVar[Place]
    topics: ClassVar[tuple[Topic, ...]] = (Topic.SCORES,)
    needs_assessment: ClassVar[bool] = False
    """Whether it shows nothing before the assessment is there."""

    def __init__(self) -> None:
        super().__init__(id=self.place.value)
        self._drawn: tuple[int, int, int] | None = None

    @property
    def assess(self) -> AssessApp:
        """The app."""
        from assess.tui.app import AssessApp

        app = self.app
        assert isinstance(app, AssessApp)
        return app

    @property
    def store(self) -> Store:
        """The open engagement."""
        return self.assess.store

    @property
    def glyphs(self) -> Glyphs:
        """The signs of this terminal."""
        return self.assess.glyphs

    def visit(self, subject: str = "") -> None:
        """It became the visible view; `subject` is what to go to (a practice, a filter)."""
        self.take_focus()
        if subject:
            self.go_to(subject)
        self.refresh_drawing(force=bool(subject))

    def take_focus(self) -> None:
        """Gives the keys to the right widget."""
        self.screen.set_focus(self, scroll_visible=False)

    def go_to(self, subject: str) -> None:
        """Goes to a practice or whatever a todo names."""

    def leave(self) -> None:
        """It is no longer the visible view."""

    def on_resize(self) -> None:
        """Draws for the new size."""
        self.refresh_drawing()

    def refresh_drawing(self, *, force: bool = False) -> None:
        """Draws if something changed since it was last drawn."""
        if (force or self._now() != self._drawn) and self.size.width and self.is_mounted:
            self.assess.guard(self._draw_now)

    def _now(self) -> tuple[int, int, int]:
        revision = self.store.revision(*self.topics) if self.assess.is_open else 0
        return revision, self.size.width, self.size.height

    def _draw_now(self) -> None:
        self._drawn = self._now()
        if self.needs_assessment and not self.store.conclude():
            return  # once it is there a revision differs
        self._drawn = self._now()
        self.draw()

    def tick(self) -> None:
        """Eight times a second while visible: what changes by itself."""

    def draw(self) -> None:
        """Shows what the store says now."""
        raise NotImplementedError

    def subject(self) -> PracticeId | None:
        """The practice that the cursor is on: what `w` explains."""
        return None

    def copied(self) -> str:
        """The record under the cursor, as text: what `y` copies."""
        return ""

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Shows a sentence until the next key."""
        self.assess.say(text, tone)

    def may_write(self) -> bool:
        """Whether answers can be recorded; says why not."""
        if self.store.read_only:
            self.say(f"read-only: {self.store.read_only}", Tone.ALERT)
        return self.store.writable
