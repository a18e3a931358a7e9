"""Whether a file still says what was done: every page, every event, and every row of state checked against them.

The chain is followed link by link, the state is built anew from the events in memory and compared row by row,
and each batch of facts with its digest. Nothing is repaired: what to do is for a person to decide.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assess.engagement.chain import FIRST, Event, event_hash, events
from assess.engagement.errors import sentence_for
from assess.engagement.opening import open_for_reading
from assess.engagement.projection import FACT_BATCH, STATE, TABLES, StateTable, Touched, column, project, stored
from assess.engagement.schema import STATE_TABLES, run_script

MOST_PROBLEMS = 100
"""Reading stops here: a file with more is restored, not mended."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked, and one sentence for each thing that does not fit; none means nothing was changed by hand."""

    path: Path
    events: int
    rounds: int
    rows: int
    batches: int
    problems: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether everything fits."""
        return not self.problems


def verify(path: Path) -> Verification:
    """Checks a file without changing it. Raises `EngagementError` only if it cannot be opened as an engagement."""
    connection = open_for_reading(path)
    rebuilt = sqlite3.connect(":memory:", isolation_level=None)
    try:
        run_script(rebuilt, STATE_TABLES)
        checker = _Checker(connection, rebuilt)
        problems: list[str] = []
        try:
            connection.execute("BEGIN")
            for problem in checker.problems():
                problems.append(problem)
                if len(problems) == MOST_PROBLEMS:
                    problems.append(f"and more: checking stopped after {MOST_PROBLEMS} problems")
                    break
        except sqlite3.DatabaseError as error:
            problems.append(str(sentence_for(path, error)))
        return Verification(path, checker.events, checker.rounds, checker.rows, checker.batches, tuple(problems))
    finally:
        rebuilt.close()
        connection.close()


class _Checker:
    """One pass over one file."""

    def __init__(self, saved: sqlite3.Connection, rebuilt: sqlite3.Connection) -> None:
        self.saved = saved
        self.rebuilt = rebuilt
        self.events = self.rounds = self.rows = self.batches = 0
        self.last_change: dict[Touched, int] = {}

    def problems(self) -> Iterator[str]:
        """Every sentence, the most basic first."""
        yield from self._pages()
        yield from self._chain()
        for table in STATE:
            yield from self._state(table)
        yield from self._facts()

    def _pages(self) -> Iterator[str]:
        for (said,) in self.saved.execute("PRAGMA integrity_check(20)"):
            if said != "ok":
                yield f"the file is damaged: {said}; restore it from a copy"

    def _chain(self) -> Iterator[str]:
        previous, expected = FIRST, 1
        for event in events(self.saved):
            self.events += 1
            if event.n != expected:
                missing = f"{expected}" if event.n == expected + 1 else f"{expected} to {event.n - 1}"
                yield f"event {missing} is missing from the chain; restore the file from a copy"
            if event.previous != previous:
                yield f"event {event.n} does not follow event {event.n - 1}: one of the two was replaced"
            if event_hash(event) != event.hash:
                yield f"event {event.n} ({event.kind} {event.subject}) was changed after it was written"
            previous, expected = event.hash, event.n + 1
            yield from self._effect(event)
        if not self.events:
            yield "the file holds no event; create a new one with `assess new`"

    def _effect(self, event: Event) -> Iterator[str]:
        """Does the event again in memory, after a look at whether what it says stood before stood there."""
        try:
            payload = json.loads(event.payload)
            table = TABLES.get(event.kind)
            if table is not None and not self._stood(table, event, payload):
                yield f"event {event.n} ({event.kind} {event.subject}) names an old value that did not stand before it"
            for touched in project(self.rebuilt, event, {}):
                self.last_change[touched] = event.n
        except (KeyError, TypeError, ValueError, AttributeError, sqlite3.Error) as error:
            yield f"event {event.n} ({event.kind} {event.subject}) cannot be done again ({error})"

    def _stood(self, table: StateTable, event: Event, payload: dict[str, Any]) -> bool:
        """Whether the row that the event changed was as the event says it was."""
        key = {**payload["key"], "round": event.round}
        where = " AND ".join(f"{name} = ?" for name in table.whole_key)
        cursor = self.rebuilt.execute(
            f"SELECT * FROM {table.name} WHERE {where}", [column(key[name]) for name in table.whole_key]
        )
        row, old = cursor.fetchone(), payload["old"]
        if row is None or old is None:
            return bool(row is None and old is None)
        names = [part[0] for part in cursor.description]
        return stored(old).items() <= dict(zip(names, row, strict=True)).items()

    def _state(self, table: StateTable) -> Iterator[str]:
        """Each row that differs from what the events make, is missing, or follows from no event."""
        columns = [row[1] for row in self.rebuilt.execute(f"PRAGMA table_info({table.name})") if row[1] != "facts"]
        query = f"SELECT {', '.join(columns)} FROM {table.name}"
        width = len(table.whole_key)
        query = query.replace("SELECT ", f"SELECT {', '.join(table.whole_key)}, ", 1)
        due = {row[:width]: row[width:] for row in self.rebuilt.execute(query)}
        for row in self.saved.execute(query):
            key, values = row[:width], row[width:]
            self.rows += 1
            named = f"{table.name} {'/'.join(map(str, key))}"
            expected = due.pop(key, None)
            if expected is None:
                number = self.last_change.get((table.name, key))
                yield f"{named} stands in no event" if number is None else f"{named} was taken away by event {number}"
            elif expected != values:
                differs = ", ".join(c for c, a, b in zip(columns, expected, values, strict=True) if a != b)
                yield f"{named} differs in {differs} from event {self.last_change[table.name, key]}, its last change"
        for key in due:
            yield (
                f"{table.name} {'/'.join(map(str, key))} is missing, though event "
                f"{self.last_change[table.name, key]} set it"
            )
        if table.name == "round":
            (self.rounds,) = self.saved.execute("SELECT count(*) FROM round").fetchone()

    def _facts(self) -> Iterator[str]:
        """Each batch of facts against its digest and count."""
        for round_, job, kind, count, digest, facts in self.saved.execute(
            "SELECT round, job, kind, count, digest, facts FROM fact_batch"
        ):
            self.batches += 1
            number = self.last_change.get((FACT_BATCH.name, (round_, job, kind)), "none")
            named = f"the facts {kind} of job {job} in round {round_}"
            try:
                data = zlib.decompress(facts)
                held = len(json.loads(data))
            except (zlib.error, ValueError, TypeError):
                yield f"{named} cannot be read; event {number} saved them: collect that target again"
                continue
            if hashlib.sha256(data).hexdigest() != digest or held != count:
                yield f"{named} are not those that event {number} saved; collect that target again"
