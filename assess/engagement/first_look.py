"""A first look at an engagement file: one thing that was computed and kept, without loading what the file is worked on
with. The app paints it while everything else is still to come."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from assess.engagement.errors import sentence_for
from assess.engagement.opening import open_for_reading


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Something kept with `Engagement.keep_derived`, its key, and the newest round and event, which tell its age."""

    key: str
    value: bytes
    round: int
    last_event: int


def first_look(path: Path, name: str) -> FirstLook | None:
    """What is kept under that name; None if nothing is. Raises `EngagementError` as opening would."""
    connection = open_for_reading(path)
    try:
        found = connection.execute("SELECT key, value FROM derived WHERE name = ?", (name,)).fetchone()
        (newest,) = connection.execute("SELECT coalesce(max(id), 0) FROM round").fetchone()
        (last,) = connection.execute("SELECT coalesce(max(n), 0) FROM event").fetchone()
    except sqlite3.Error as error:
        raise sentence_for(path, error) from error
    finally:
        connection.close()
    if found is None:
        return None
    key, value = found
    return FirstLook(str(key), value if isinstance(value, bytes) else str(value).encode(), int(newest), int(last))
