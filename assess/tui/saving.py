"""What is not on disk yet: a note being typed, and changes that could not be saved. Nothing here knows of a screen.

A level is saved at once. A note is saved 400 ms after a key and whenever it is left. What cannot be saved is
kept, said, and tried again, in the order in which it was done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assess.engagement import Engagement, EngagementError
from assess.interview.answers import RespondentId
from assess.model.practices import PracticeId
from assess.tui.topics import SaveState, short

QUIET_SECONDS = 0.4
"""So long after a key a note is saved, also while more keys come: what a crash can take is less than half a second."""

Change = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Draft:
    """A note as it stands in the field."""

    practice: PracticeId
    respondent: RespondentId
    text: str


class Saver:
    """Saves through one engagement, and remembers what it could not save."""

    def __init__(self, engagement: Engagement) -> None:
        self._engagement = engagement
        self._draft: Draft | None = None
        self._waiting: list[Change] = []
        self._at: datetime | None = None
        self._problem = ""

    @property
    def state(self) -> SaveState:
        """Where saving stands."""
        return SaveState(self._at, self._problem, len(self._waiting), self._draft is not None)

    @property
    def draft(self) -> Draft | None:
        """The note that is being typed, as far as it is not saved."""
        return self._draft

    def typed(self, draft: Draft) -> None:
        """A note changed; of another practice or person, the one before is saved first."""
        held = self._draft
        if held is not None and (held.practice, held.respondent) != (draft.practice, draft.respondent):
            self.flush()
        self._draft = draft

    def flush(self) -> bool:
        """Saves the note that is being typed, if there is one; whether anything was saved."""
        held, self._draft = self._draft, None
        if held is None:
            return False
        return self.save(lambda: self._engagement.note(held.practice, held.respondent, held.text))

    def save(self, change: Change) -> bool:
        """Makes a change durable now; what waits goes first. If that fails it waits, and `state` says why.

        Returns whether it was saved. A change is one verb of the engagement, so it is saved whole or not at all."""
        self._waiting.append(change)
        return self.retry()

    def retry(self) -> bool:
        """Tries to save what waits, oldest first; whether nothing waits any more."""
        while self._waiting:
            try:
                self._waiting[0]()
            except EngagementError as error:
                self._problem = short(error, self._engagement.path)
                return False
            self._waiting.pop(0)
            self._at = self._engagement.clock()
        self._problem = ""
        return True
