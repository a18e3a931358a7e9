"""What the overview paints before the file is open for work: the glance of last time, and whether it is still true."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assess import __version__
from assess.engagement.first_look import first_look
from assess.tui.glance import GLANCE, Glance, from_json, key_of


@dataclass(frozen=True, slots=True)
class Peek:
    """`fresh`: nothing was saved since the glance was kept. That the questionnaires are the same is seen on opening."""

    glance: Glance
    fresh: bool


def peek(path: Path) -> Peek | None:
    """The last glance of a file; None if none was kept. Raises `EngagementError` for what is no engagement file."""
    found = first_look(path, GLANCE)
    glance = from_json(found.value) if found is not None else None
    if found is None or glance is None:
        return None
    digest = found.key.split(" ")[1] if found.key.count(" ") == 3 else ""
    return Peek(glance, found.key == key_of(__version__, digest, found.round, found.last_event))
