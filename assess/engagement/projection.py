"""What an event does to the state tables: the one place where they change, for saving and for rebuilding alike.

A rebuilt state can therefore differ from the saved one only if somebody changed the file by other means.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from assess.engagement.chain import Event, Json, Kind, canonical, storable


@dataclass(frozen=True, slots=True)
class StateTable:
    """A state table: its key beyond the round, whether the round is part of the key, and what the event itself
    fills in: `at` its time; `first_round` the round it was first seen in."""

    name: str
    key: tuple[str, ...]
    by_round: bool = False
    at: bool = False
    first_round: bool = False

    @property
    def whole_key(self) -> tuple[str, ...]:
        """All columns of the primary key."""
        return ("round", *self.key) if self.by_round else self.key


META = StateTable("meta", ("key",))
ROUND = StateTable("round", ("id",))
RESPONDENT = StateTable("respondent", ("id",))
ANSWER = StateTable("answer", ("practice", "respondent"), by_round=True, at=True)
DECISION = StateTable("decision", ("kind", "subject"), by_round=True, at=True)
INCIDENT = StateTable("incident", ("id",), at=True, first_round=True)
FIGURE = StateTable("figure", ("kpi", "period"), by_round=True, at=True)
TARGET = StateTable("target", ("id",), first_round=True)
JOB = StateTable("job", ("id",), by_round=True)
FACT_BATCH = StateTable("fact_batch", ("job", "kind"), by_round=True)

TABLES: Mapping[str, StateTable] = {
    Kind.META: META,
    Kind.ROUND: ROUND,
    Kind.RESPONDENT: RESPONDENT,
    Kind.ANSWER: ANSWER,
    Kind.DECISION: DECISION,
    Kind.INCIDENT: INCIDENT,
    Kind.FIGURE: FIGURE,
    Kind.TARGET: TARGET,
}
"""The table that an event of each kind changes one row of."""

STATE = (META, ROUND, RESPONDENT, ANSWER, DECISION, INCIDENT, FIGURE, TARGET, JOB, FACT_BATCH)
"""Every table that can be rebuilt from events."""

Touched = tuple[str, tuple[object, ...]]
"""A table's name and the whole key of one row."""


def project(connection: sqlite3.Connection, event: Event, blobs: Mapping[str, bytes]) -> list[Touched]:
    """Changes the state as the event says; returns the rows it touched.

    `blobs` holds the compressed facts of a `collected` event by kind; events carry only their digests, so a
    rebuild gives none and leaves the column empty.
    """
    payload: dict[str, Any] = json.loads(event.payload)
    if event.kind == Kind.COLLECTED:
        return _collected(connection, event, payload, blobs)
    return [_put(connection, TABLES[event.kind], event, payload["key"], payload["new"])]


def _put(
    connection: sqlite3.Connection,
    table: StateTable,
    event: Event,
    key: Mapping[str, Json],
    new: Mapping[str, Json] | None,
) -> Touched:
    """Sets or deletes one row."""
    row: dict[str, object] = {name: column(key[name]) for name in table.key}
    if table.by_round or table.first_round:
        row["round"] = event.round
    touched = (table.name, tuple(row[name] for name in table.whole_key))
    if new is None:
        where = " AND ".join(f"{name} = ?" for name in table.whole_key)
        connection.execute(f"DELETE FROM {table.name} WHERE {where}", touched[1])
        return touched
    if table.at:
        row["at"] = event.at
    row.update({name: column(value) for name, value in new.items()})
    connection.execute(_setting(table, tuple(row)), tuple(row.values()))
    return touched


@cache
def _setting(table: StateTable, names: tuple[str, ...]) -> str:
    """The statement that sets these columns of one row."""
    changed = [name for name in names if name not in table.whole_key and name != "round"]
    return (
        f"INSERT INTO {table.name}({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
        f"ON CONFLICT({', '.join(table.whole_key)}) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in changed)
    )


def _collected(
    connection: sqlite3.Connection, event: Event, payload: dict[str, Any], blobs: Mapping[str, bytes]
) -> list[Touched]:
    """Sets a job, replaces its facts unless they are an older read that is kept, and adds what it discovered."""
    job = payload["job"]
    touched = [_put(connection, JOB, event, {"id": job["id"]}, {k: v for k, v in job.items() if k != "id"})]
    if payload["batches"] is not None:
        connection.execute("DELETE FROM fact_batch WHERE round = ? AND job = ?", (event.round, job["id"]))
        for batch in payload["batches"]:
            row = (event.round, job["id"], batch["kind"], batch["shape"], batch["count"], batch["digest"], job["at"])
            connection.execute(
                "INSERT INTO fact_batch(round, job, kind, shape, count, digest, at, facts) VALUES (?,?,?,?,?,?,?,?)",
                (*row, blobs.get(batch["kind"], b"")),
            )
            touched.append(("fact_batch", (event.round, job["id"], batch["kind"])))
    for target in payload["targets"]:
        rest = {name: value for name, value in target.items() if name != "id"}
        touched += [_put(connection, TARGET, event, {"id": target["id"]}, rest)]
    return touched


def stored(row: Mapping[str, Json]) -> dict[str, str | int | float | None]:
    """An event's row as it lies in columns."""
    return {name: column(value) for name, value in row.items()}


def column(value: Json) -> str | int | float | None:
    """How a JSON value lies in a column: lists and mappings as canonical JSON, text without lone surrogates."""
    if isinstance(value, str):
        return storable(value)
    if value is None or isinstance(value, (int, float)):
        return value
    return canonical(value)
