"""The tables of the engagement file, and how a file of an older format becomes one of this format.

Derived tables (`judged...`, `tally`, `derived`) and `lease` follow from nothing that a person did; all others can
be rebuilt from `event`. Columns beyond the decided ones: `answer.date`, `decision.date`, `decision.shown` and
`answer.reason`, because a thing is as old as its own date and not as its event; `respondent.key`, so that a
second reading of answers.yaml finds its people; `job.read_at` and `source`, so that a refused rerun leaves the
older read citable; `job.collector`, for what ran; `round` of incident and target, so that an older round does not
change; `target.labels` and `excluded`, which environment rules and scope need; `lease.token`, to know its own.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from assess.engagement.errors import EngagementError

APPLICATION_ID = 0x41535345
"""`ASSE`, at offset 68 of the file: how `file` and we know our own."""

Migration = Callable[[sqlite3.Connection], None]
"""Takes a file from one format to the next, inside a transaction that the caller commits."""

STATE_TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE round(id INTEGER PRIMARY KEY, name TEXT NOT NULL, opened_at TEXT NOT NULL, model_digest TEXT NOT NULL,
  settings TEXT NOT NULL) STRICT;
CREATE TABLE respondent(id TEXT PRIMARY KEY, key TEXT NOT NULL, name TEXT NOT NULL, roles TEXT NOT NULL,
  team TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE answer(round INTEGER NOT NULL, practice TEXT NOT NULL, respondent TEXT NOT NULL, state TEXT NOT NULL,
  level INTEGER, note TEXT NOT NULL, shown TEXT, reason TEXT NOT NULL, date TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY(round, practice, respondent)) STRICT, WITHOUT ROWID;
CREATE TABLE decision(round INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, value TEXT,
  reason TEXT NOT NULL, approver TEXT NOT NULL, expires TEXT, date TEXT, shown TEXT, at TEXT NOT NULL,
  PRIMARY KEY(round, kind, subject)) STRICT, WITHOUT ROWID;
CREATE TABLE incident(id TEXT PRIMARY KEY, round INTEGER NOT NULL, at TEXT NOT NULL, data TEXT NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE figure(round INTEGER NOT NULL, kpi TEXT NOT NULL, value REAL NOT NULL, period TEXT NOT NULL,
  source TEXT NOT NULL, date TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY(round, kpi, period))
  STRICT, WITHOUT ROWID;
CREATE TABLE target(id TEXT PRIMARY KEY, round INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
  settings TEXT NOT NULL, labels TEXT NOT NULL, excluded TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE job(round INTEGER NOT NULL, id TEXT NOT NULL, collector TEXT NOT NULL, probe TEXT NOT NULL,
  target TEXT NOT NULL, region TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
  needs TEXT NOT NULL, calls INTEGER NOT NULL, seconds REAL NOT NULL, at TEXT NOT NULL, read_at TEXT,
  source TEXT NOT NULL, PRIMARY KEY(round, id)) STRICT, WITHOUT ROWID;
CREATE TABLE fact_batch(round INTEGER NOT NULL, job TEXT NOT NULL, kind TEXT NOT NULL, shape INTEGER NOT NULL,
  count INTEGER NOT NULL, digest TEXT NOT NULL, at TEXT NOT NULL, facts BLOB NOT NULL,
  PRIMARY KEY(round, job, kind)) STRICT;
CREATE INDEX fact_batch_by_kind ON fact_batch(kind, job, round);
"""

_EVENTS = """
CREATE TABLE event(n INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, program TEXT NOT NULL,
  round INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, payload TEXT NOT NULL,
  previous TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE INDEX event_by_subject ON event(kind, subject, n);
CREATE INDEX event_by_round ON event(round, n);
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
"""

FINDING_TABLES = """
CREATE {temporary} TABLE judged_check(number INTEGER PRIMARY KEY, check_id TEXT, practice TEXT, topic TEXT,
  pillar TEXT, level INTEGER);
CREATE {temporary} TABLE judged_place(number INTEGER PRIMARY KEY, unit TEXT, unit_kind TEXT, unit_class TEXT,
  target TEXT, account TEXT, repository TEXT, owner TEXT, region TEXT, environment TEXT, subject_kind TEXT, at TEXT,
  source TEXT);
CREATE {temporary} TABLE judged(number INTEGER PRIMARY KEY, id TEXT, check_number INTEGER, place_number INTEGER,
  outcome TEXT, reason TEXT, needs TEXT, subject_id TEXT, message TEXT, path TEXT, line INTEGER, end_line INTEGER,
  evidence TEXT, whole_list INTEGER, in_use INTEGER, state TEXT DEFAULT 'open');
CREATE {temporary} VIEW finding AS SELECT judged.number, id, check_id, practice, topic, pillar, level, outcome, reason,
  needs, unit, unit_kind, unit_class, subject_kind, subject_id, target, account, repository, region, environment,
  owner, state, path, line, end_line, message, evidence, at, source, whole_list, in_use
  FROM judged CROSS JOIN judged_check ON judged_check.number = check_number
  CROSS JOIN judged_place ON judged_place.number = place_number;
CREATE {temporary} TABLE tally(check_id TEXT, unit TEXT, passed INTEGER, failed INTEGER, unknown INTEGER,
  refused INTEGER, not_applicable INTEGER, complete INTEGER, read_at TEXT, needs TEXT, in_use INTEGER,
  PRIMARY KEY(check_id, unit)) WITHOUT ROWID;
CREATE {temporary} TABLE derived(name TEXT PRIMARY KEY, key TEXT NOT NULL, value BLOB NOT NULL) WITHOUT ROWID;
"""
"""A million findings share few checks and places: kept apart, they are written in half the time. `finding` shows
them whole. CROSS JOIN keeps the order of the join, or SQLite would build an index for each query."""

_LEASE = """
CREATE TABLE lease(token TEXT PRIMARY KEY, pid INTEGER NOT NULL, host TEXT NOT NULL, since TEXT NOT NULL,
  beat TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Runs statements one by one, so that they stay in the caller's transaction (`executescript` would commit)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def _first_format(connection: sqlite3.Connection) -> None:
    for script in (STATE_TABLES, _EVENTS, FINDING_TABLES.format(temporary=""), _LEASE):
        run_script(connection, script)


MIGRATIONS: tuple[Migration, ...] = (_first_format,)
"""Migration k takes a file from format k to k + 1; a new file runs through all of them."""


def migrate(connection: sqlite3.Connection, path: Path, steps: Sequence[Migration] = MIGRATIONS) -> list[Path]:
    """Brings a file to the newest format, one transaction a step, a whole copy beside it before each.

    Returns the backups made (`NAME.assess.backup-vN`). A step that fails leaves the file as it was before it.
    Two processes may call it at once: the second waits, then finds nothing to do.
    """
    backups: list[Path] = []
    while True:
        connection.execute("BEGIN IMMEDIATE")
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version >= len(steps):
                connection.execute("COMMIT")
                return backups
            backups.append(_backup(path, version))
            steps[version](connection)
            connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _backup(path: Path, version: int) -> Path:
    """A whole copy of the file as it stands, never over an older copy."""
    final = path.with_name(f"{path.name}.backup-v{version}")
    number = 1
    while final.exists():
        number += 1
        final = path.with_name(f"{path.name}.backup-v{version}-{number}")
    unfinished = final.with_name(final.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    copy = sqlite3.connect(unfinished)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        unfinished.unlink(missing_ok=True)
        raise EngagementError(
            f"{path} is of an older format and its backup {final} could not be written ({error}); "
            "the file was not touched: free some space, or copy it elsewhere"
        ) from error
    finally:
        copy.close()
        source.close()
    os.replace(unfinished, final)
    return final
