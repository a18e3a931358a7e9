"""The findings of a round, kept under the key of what they follow from, counted into tallies, listed in pages.

Derived, not said by anyone: no events. Where the file may not be written, or an older round is looked at, the
same tables exist for the time of the connection only, and every query works alike.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from json.encoder import encode_basestring_ascii as _quoted
from typing import Any

from assess.clock import timestamp
from assess.engagement.chain import storable
from assess.engagement.collecting import Collecting
from assess.engagement.errors import EngagementError, sentence_for
from assess.engagement.opening import SqlValue
from assess.engagement.schema import FINDING_TABLES, run_script
from assess.evidence.checks import Outcome, Pointer
from assess.evidence.facts import FactId, Location, Reason, Subject, TargetId
from assess.evidence.findings import Finding, FindingId
from assess.evidence.tallies import Tally, Unit
from assess.model.practices import OperatingModel, PracticeId

Where = tuple[str, Sequence[SqlValue]]
"""A condition over the columns of `finding` with its parameters, as `assess.evidence.filter` compiles it."""

_BATCH = 5_000
_MOST_PLACES = 50_000
"""Places remembered at once, so that memory does not grow with the estate; a forgotten one is written again."""
# fmt: off
_COLUMNS = frozenset((
    "number", "id", "check_id", "practice", "topic", "pillar", "level", "outcome", "reason", "needs", "unit",
    "unit_kind", "unit_class", "subject_kind", "subject_id", "target", "account", "repository", "region",
    "environment", "owner", "state", "path", "line", "end_line", "message", "evidence", "at", "source", "whole_list",
    "in_use",
))
# fmt: on
_INSERT = (
    "INSERT INTO judged(id, check_number, place_number, outcome, reason, needs, subject_id, message, path, line, "
    "end_line, evidence, whole_list, in_use) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_DROP_TEMPORARY = "DROP VIEW temp.finding;\n" + "".join(
    f"DROP TABLE temp.{name};\n" for name in ("judged", "judged_check", "judged_place", "tally", "derived")
)
TALLY = """
INSERT INTO tally
WITH counted AS (
  SELECT check_number, place_number,
    sum(outcome = 'pass') AS passed, sum(outcome = 'fail') AS failed,
    sum(outcome = 'unknown' AND reason NOT IN ('not_permitted', 'not_available')) AS unknown,
    sum(outcome = 'unknown' AND reason IN ('not_permitted', 'not_available')) AS refused,
    sum(outcome = 'not_applicable') AS none, max(whole_list) AS whole_list,
    max(in_use) AS in_use,
    min(CASE WHEN needs <> '' AND reason IN ('not_permitted', 'not_available') THEN needs END) AS permits,
    min(CASE WHEN needs <> '' THEN needs END) AS needs
  FROM judged GROUP BY check_number, place_number),
by_unit AS (
  SELECT check_id, unit, max(unit_kind) = 'organisation' AS once, sum(passed) AS passed, sum(failed) AS failed,
    sum(unknown) AS unknown, sum(refused) AS refused, sum(none) AS none, NOT max(whole_list) AS complete,
    substr(max(at), 1, 10) AS read_at, coalesce(min(permits), min(needs), '') AS needs, max(in_use) AS in_use
  FROM counted JOIN judged_check ON judged_check.number = check_number
    JOIN judged_place ON judged_place.number = place_number
  GROUP BY check_id, unit)
SELECT check_id, unit, iif(once, passed > 0, passed), iif(once, 0, failed), iif(once, passed = 0, unknown),
  iif(once, 0, refused), iif(once, 0, none), once OR complete, read_at, needs, in_use
FROM by_unit
"""
"""The count of all findings by check and unit, in one statement; the rules are those of `tallies`."""


@dataclass(frozen=True, slots=True)
class ListedFinding:
    """A finding with what a list shows and filters by. `state`: `open` or `suppressed` (counted all the same)."""

    finding: Finding
    topic: str
    pillar: str
    unit_kind: str
    unit_class: str
    account: str
    repository: str
    environment: str
    owner: str
    state: str


class Ledger(Collecting):
    """Findings and tallies of an open engagement file."""

    def findings_key(self) -> str | None:
        """The key of the findings that are kept now; None if there are none yet."""
        found = self.derived("findings")
        return found[0] if found else None

    def replace_findings(
        self,
        key: str,
        findings: Iterable[Finding],
        *,
        model: OperatingModel | None = None,
        unit_of: Callable[[str], Unit] | None = None,
        owners: Mapping[str, str] | None = None,
        repositories: Mapping[str, str] | None = None,
        suppressed: Iterable[Where] = (),
        round_id: int | None = None,
    ) -> int:
        """Replaces all findings and tallies by these, read as a stream, in one transaction; returns their number.

        `key` names what they follow from. `model` gives pillar and topic of their practices, `unit_of` kind and class
        of a finding's unit (asked while `findings` is read), `owners` an owner by unit, `repositories` under what a
        filter finds one, `suppressed` the conditions of suppressions that stand. Raises `EngagementError`."""
        rows, count = _RowMaker(model, unit_of, owners or {}, repositories or {}), 0
        with self._derived_tables(self.writable and self._is_newest(round_id)) as connection:
            for table in ("judged", "judged_check", "judged_place", "tally"):
                connection.execute(f"DELETE FROM {table}")
            stream = map(rows.row, findings)
            while batch := list(islice(stream, _BATCH)):
                count += len(batch)
                _insert(connection, _INSERT, batch)
                rows.flush(connection)
            for condition, parameters in suppressed:
                connection.execute(
                    "UPDATE judged SET state = 'suppressed' "
                    f"WHERE number IN (SELECT number FROM finding WHERE {condition})",
                    list(parameters),
                )
            connection.execute(TALLY)
            connection.execute("INSERT OR REPLACE INTO derived VALUES ('findings', ?, '')", (key,))
        return count

    def tallies(self) -> tuple[Tally, ...]:
        """What `replace_findings` counted, by check and unit: one tally for each pair that has findings.

        A unit of kind organisation is counted once: passed if anything passed there, else unknown, for what was
        not found may live elsewhere."""
        found = self.rows("SELECT * FROM tally ORDER BY check_id, unit")
        return tuple(
            Tally(
                check=str(check),
                unit=str(unit),
                passed=int(passed or 0),
                failed=int(failed or 0),
                unknown=int(unknown or 0),
                refused=int(refused or 0),
                not_applicable=int(none or 0),
                complete=bool(complete),
                read_at=date.fromisoformat(str(read_at)) if read_at else None,
                needs=str(needs),
                in_use=bool(in_use),
            )
            for check, unit, passed, failed, unknown, refused, none, complete, read_at, needs, in_use in found
        )

    def findings(
        self,
        where: Where | None = None,
        order: Sequence[str] = ("number",),
        limit: int | None = None,
        offset: int = 0,
    ) -> tuple[ListedFinding, ...]:
        """A page of findings. `order` names columns, `-` before one reverses it; ties keep the order of judging."""
        condition, parameters = where or ("1", ())
        found = self.named_rows(
            f"SELECT * FROM finding WHERE {condition} ORDER BY {_order(order)} LIMIT ? OFFSET ?",
            [*parameters, -1 if limit is None else limit, offset],
        )
        return tuple(_listed(row) for row in found)

    def every_finding(self, where: Where | None = None) -> Iterator[ListedFinding]:
        """All findings in the order of judging, as a stream: a part of them is in memory at a time."""
        condition, parameters = where or ("1", ())
        last = 0
        while True:
            found = self.named_rows(
                f"SELECT * FROM finding WHERE number > ? AND ({condition}) ORDER BY number LIMIT ?",
                [last, *parameters, _BATCH],
            )
            yield from map(_listed, found)
            if len(found) < _BATCH:
                return
            last = found[-1]["number"]

    def finding_numbers(self, where: Where | None = None, order: Sequence[str] = ("number",)) -> list[int]:
        """The row numbers of a whole list, in order: what a screen keeps, to fetch its pages by `findings_numbered`."""
        condition, parameters = where or ("1", ())
        found = self.rows(f"SELECT number FROM finding WHERE {condition} ORDER BY {_order(order)}", list(parameters))
        return [int(number or 0) for (number,) in found]

    def findings_numbered(self, numbers: Sequence[int]) -> tuple[ListedFinding, ...]:
        """The findings of these row numbers, in that order; numbers that are gone are left out."""
        found = self.named_rows(
            f"SELECT * FROM finding WHERE number IN ({', '.join('?' * len(numbers))})", list(numbers)
        )
        by_number = {row["number"]: row for row in found}
        return tuple(_listed(by_number[number]) for number in numbers if number in by_number)

    def count_findings(self, where: Where | None = None) -> int:
        """How many findings there are."""
        condition, parameters = where or ("1", ())
        ((count,),) = self.rows(f"SELECT count(*) FROM finding WHERE {condition}", list(parameters))
        return int(count or 0)

    def count_findings_by(self, column: str, where: Where | None = None) -> tuple[tuple[str, int], ...]:
        """How many findings each value of a column has, most first."""
        condition, parameters = where or ("1", ())
        found = self.rows(
            f"SELECT {_known(column)}, count(*) FROM finding WHERE {condition} GROUP BY 1 ORDER BY 2 DESC, 1",
            list(parameters),
        )
        return tuple((str(value or ""), int(count or 0)) for value, count in found)

    def finding(self, identifier: FindingId) -> ListedFinding | None:
        """The finding of that id; None if there is none."""
        found = self.findings(("id = ?", (identifier,)), limit=1)
        return found[0] if found else None

    def derived(self, name: str) -> tuple[str, bytes] | None:
        """Something computed and kept (the last scorecard): its key and value."""
        found = self.rows("SELECT key, value FROM derived WHERE name = ?", (name,))
        if not found:
            return None
        key, value = found[0]
        return str(key), value if isinstance(value, bytes) else str(value).encode()

    def keep_derived(self, name: str, key: str, value: bytes) -> None:
        """Keeps something computed under the key of what it follows from, as long as the findings are kept."""
        keep = self.writable and not self._has_temporary_tables()
        with self._derived_tables(keep) as connection:
            connection.execute("INSERT OR REPLACE INTO derived VALUES (?, ?, ?)", (name, key, value))

    @contextmanager
    def _derived_tables(self, keep: bool) -> Iterator[sqlite3.Connection]:
        """A transaction on the kept tables; or else on temporary ones, which hide them."""
        with self._lock:
            temporary = self._has_temporary_tables()
            if keep:
                with self.writing() as connection:
                    if temporary:
                        run_script(connection, _DROP_TEMPORARY)
                    yield connection
                return
            try:
                self._connection.execute("BEGIN")
                if not temporary:
                    run_script(self._connection, FINDING_TABLES.format(temporary="TEMPORARY"))
                yield self._connection
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                self._roll_back()
                raise sentence_for(self.path, error) from error
            except BaseException:
                self._roll_back()
                raise

    def _has_temporary_tables(self) -> bool:
        return bool(self.rows("SELECT 1 FROM temp.sqlite_schema WHERE name = 'finding'"))

    def _is_newest(self, round_id: int | None) -> bool:
        return self.chosen(round_id) == self.rounds()[-1].id


class _RowMaker:
    """Makes rows of findings. Checks and places, which repeat, are numbered and written once, by `flush`."""

    def __init__(
        self,
        model: OperatingModel | None,
        unit_of: Callable[[str], Unit] | None,
        owners: Mapping[str, str],
        repositories: Mapping[str, str],
    ) -> None:
        self._model, self._unit_of, self._owners, self._repositories = model, unit_of, owners, repositories
        self._checks: dict[str, int] = {}
        self._places: dict[tuple[object, ...], int] = {}
        self._place_count = 0
        self._new_checks: list[tuple[SqlValue, ...]] = []
        self._new_places: list[tuple[SqlValue, ...]] = []

    def row(self, f: Finding) -> tuple[SqlValue, ...]:
        """The row of one finding; its check and place are noted if they are new."""
        subject, location, reason = f.subject, f.location, f.reason
        place = (f.unit, subject.target, subject.region, subject.environment, subject.kind, f.at, f.source)
        return (
            f.id,
            self._checks.get(f.check) or self._check(f),
            self._places.get(place) or self._place(f, place),
            f.outcome.value,
            reason.value if reason else "",
            f.needs,
            subject.id,
            f.message,
            location.path if location else "",
            location.line if location else 0,
            location.end_line if location else 0,
            _evidence(f.evidence) if f.evidence else "[]",
            f.whole_list,
            f.in_use,
        )

    def flush(self, connection: sqlite3.Connection) -> None:
        """Writes the checks and places that are new since the last call."""
        _insert(connection, "INSERT INTO judged_check VALUES (?,?,?,?,?,?)", self._new_checks)
        _insert(connection, "INSERT INTO judged_place VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", self._new_places)
        self._new_checks, self._new_places = [], []

    def _check(self, f: Finding) -> int:
        number = self._checks[f.check] = len(self._checks) + 1
        known = self._model.practice(f.practice) if self._model else None
        topic, pillar = (known.topic, known.pillar) if known else ("", "")
        self._new_checks.append((number, f.check, f.practice, topic, pillar, f.level))
        return number

    def _place(self, f: Finding, key: tuple[object, ...]) -> int:
        if len(self._places) >= _MOST_PLACES:
            self._places.clear()
        self._place_count += 1
        self._places[key] = self._place_count
        subject = f.subject
        unit = self._unit_of(f.unit) if self._unit_of else None
        unit_kind, unit_class = (unit.kind, unit.unit_class.value) if unit else ("", "")
        account = next((name[4:].split("@")[0] for name in (subject.target, f.unit) if name.startswith("aws:")), "")
        repository = next((name[11:] for name in (subject.target, f.unit) if name.startswith("repository:")), "")
        found_by, owner = self._repositories.get(repository, repository), self._owners.get(f.unit, "")
        judged_in = (f.unit, unit_kind, unit_class, subject.target, account, found_by, owner)
        judged_on = (subject.region, subject.environment or unit_class, subject.kind)
        read = (timestamp(f.at) if f.at else None, f.source)
        self._new_places.append((self._place_count, *judged_in, *judged_on, *read))
        return self._place_count


def _evidence(pointers: Iterable[Pointer]) -> str:
    """The JSON of what decided. Written out by hand: a third of the time of `json.dumps`, a million times."""
    return f"[{','.join(f'[{_quoted(p.fact)},{_quoted(p.path)},{_quoted(p.value)}]' for p in pointers)}]"


def _insert(connection: sqlite3.Connection, sql: str, rows: Sequence[tuple[SqlValue, ...]]) -> None:
    """Inserts rows; if one holds text that is no valid Unicode, in a form that can be stored."""
    try:
        connection.execute("SAVEPOINT batch")
        connection.executemany(sql, rows)
    except UnicodeEncodeError:
        connection.execute("ROLLBACK TO batch")
        connection.executemany(
            sql, [tuple(storable(value) if isinstance(value, str) else value for value in row) for row in rows]
        )
    connection.execute("RELEASE batch")


def _known(name: str) -> str:
    if name not in _COLUMNS:
        raise EngagementError(f"findings have no column {name}; use one of {', '.join(sorted(_COLUMNS))}")
    return name


def _order(order: Sequence[str]) -> str:
    parts = [_known(name.removeprefix("-")) + (" DESC" if name.startswith("-") else "") for name in order]
    return ", ".join([*parts, "number"])


def _listed(row: Mapping[str, Any]) -> ListedFinding:
    location = Location(row["path"], row["line"], row["end_line"]) if row["path"] else None
    # The environment column falls back to the unit's class; only what differs from it was read from the thing.
    environment = row["environment"] if row["environment"] != row["unit_class"] else ""
    finding = Finding(
        id=FindingId(row["id"]),
        check=row["check_id"],
        practice=PracticeId(row["practice"]),
        level=row["level"],
        outcome=Outcome(row["outcome"]),
        unit=row["unit"],
        subject=Subject(row["subject_kind"], row["subject_id"], TargetId(row["target"]), row["region"], environment),
        message=row["message"],
        location=location,
        evidence=tuple(Pointer(FactId(fact), path, value) for fact, path, value in json.loads(row["evidence"])),
        reason=Reason(row["reason"]) if row["reason"] else None,
        needs=row["needs"],
        whole_list=bool(row["whole_list"]),
        in_use=bool(row["in_use"]),
        at=datetime.fromisoformat(row["at"]) if row["at"] else None,
        source=row["source"],
    )
    return ListedFinding(
        finding,
        row["topic"],
        row["pillar"],
        row["unit_kind"],
        row["unit_class"],
        row["account"],
        row["repository"],
        row["environment"],
        row["owner"],
        row["state"],
    )
