"""The event chain: what a person or a collection did, in order, each event bound to the one before by a hash.

Order of truth is `n`, never the time, since clocks may go backwards. What an event changes is `projection.py`.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"
"""A JSON value; events and state rows hold nothing else."""

FIRST = "0" * 64
"""What the first event names as its predecessor."""


_dump = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode


class Kind(StrEnum):
    """What an event changed. All but `COLLECTED` change one row of the state table of the same name."""

    META = "meta"
    ROUND = "round"
    RESPONDENT = "respondent"
    ANSWER = "answer"
    DECISION = "decision"
    INCIDENT = "incident"
    FIGURE = "figure"
    TARGET = "target"
    COLLECTED = "collected"


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `payload` is canonical JSON: `{"key", "old", "new"}` of the row it changed, or what was collected."""

    n: int
    at: str
    actor: str
    program: str
    round: int
    kind: str
    subject: str
    payload: str
    previous: str
    hash: str


def canonical(value: Json) -> str:
    """The one JSON text of a value: keys sorted, no spaces, ASCII (so that any file name can be told)."""
    return _dump(value)


def storable(text: str) -> str:
    """A text that SQLite can hold: bytes that were no UTF-8 become `\\xNN`."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return text


def event_hash(event: Event) -> str:
    """sha256 over the canonical JSON of [previous, n, at, actor, program, round, kind, subject, payload].

    `program` is in it, beyond the decided list, because else its column could be altered without trace.
    """
    parts: list[Json] = [event.previous, event.n, event.at, event.actor, event.program]
    parts += [event.round, event.kind, event.subject, event.payload]
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def last_event(connection: sqlite3.Connection) -> tuple[int, str]:
    """Number and hash of the newest event; (0, FIRST) in an empty chain."""
    row = connection.execute("SELECT n, hash FROM event ORDER BY n DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, FIRST)


def append(
    connection: sqlite3.Connection,
    *,
    at: str,
    actor: str,
    program: str,
    round_: int,
    kind: Kind,
    subject: str,
    payload: Mapping[str, Json],
) -> Event:
    """Adds an event to the chain. The caller holds the write transaction."""
    n, previous = last_event(connection)
    bare = Event(
        n + 1, at, storable(actor), program, round_, kind.value, storable(subject), canonical(payload), previous, ""
    )
    event = Event(*_fields(bare)[:-1], hash=event_hash(bare))
    connection.execute("INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?)", _fields(event))
    return event


def events(connection: sqlite3.Connection) -> Iterator[Event]:
    """Every event in the order of truth."""
    for row in connection.execute("SELECT * FROM event ORDER BY n"):
        yield Event(*row)


def _fields(e: Event) -> tuple[int, str, str, str, int, str, str, str, str, str]:
    return (e.n, e.at, e.actor, e.program, e.round, e.kind, e.subject, e.payload, e.previous, e.hash)
