"""What can change under a view, and where saving stands: the words that store and views share before a file is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Topic(StrEnum):
    """What can change under a view."""

    SCORES = "scores"
    PEOPLE = "people"
    FINDINGS = "findings"
    COLLECTED = "collected"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class SaveState:
    """What the status line says: when something was last saved, or why it was not."""

    at: datetime | None = None
    problem: str = ""
    waiting: int = 0
    """Changes that are kept until they can be saved."""
    typing: bool = False
    """A note is being typed and will be saved in a moment."""


def short(error: Exception, path: Path) -> str:
    """What went wrong with the file that is open; its name is enough, for the person knows where it lies."""
    return str(error).replace(str(path.absolute()), path.name).replace(str(path), path.name)
