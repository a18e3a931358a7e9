"""The findings of a round, kept under the key of what they follow from, counted into tallies, listed in pages.

Derived, not said by anyone: no events. Where the file may not be written, or an older round is looked at, the
same tables exist for the time of the connection only, and every query works alike.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
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
# fmt: off
_COLUMNS = (
    "id", "check_id", "practice", "topic", "pillar", "level", "outcome", "reason", "needs", "unit", "unit_kind",
    "unit_class", "subject_kind", "subject_id", "account", "repository", "region", "environment", "owner",
    "state", "path", "line", "end_line", "message", "evidence", "at", "source", "whole_list", "target",
)
# fmt: on
_INSERT = f"INSERT INTO finding({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_TALLY = """
INSERT INTO tally
WITH counted AS (
  SELECT check_id, unit, max(unit_kind) AS kind,
    sum(outcome = 'pass') AS passed, sum(outcome = 'fail') AS failed,
    sum(outcome = 'unknown' AND reason NOT IN ('not_permitted', 'not_available')) AS unknown,
    sum(outcome = 'unknown' AND reason IN ('not_permitted', 'not_available')) AS refused,
    sum(outcome = 'not_applicable') AS not_applicable, NOT max(whole_list) AS complete,
    substr(max(at), 1, 10) AS read_at,
    coalesce(min(CASE WHEN reason IN ('not_permitted', 'not_available') AND needs <> '' THEN needs END),
             min(CASE WHEN needs <> '' THEN needs END), '') AS needs
  FROM finding GROUP BY check_id, unit)
SELECT check_id, unit,
  CASE WHEN kind = 'organisation' THEN passed > 0 ELSE passed END,
  CASE WHEN kind = 'organisation' THEN 0 ELSE failed END,
  CASE WHEN kind = 'organisation' THEN passed = 0 ELSE unknown END,
  CASE WHEN kind = 'organisation' THEN 0 ELSE refused END,
  CASE WHEN kind = 'organisation' THEN 0 ELSE not_applicable END,
  kind = 'organisation' OR complete, read_at, needs
FROM counted
"""


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
        units: Iterable[Unit] = (),
        owners: Mapping[str, str] | None = None,
        suppressed: Iterable[Where] = (),
        round_id: int | None = None,
    ) -> int:
        """Replaces all findings and tallies by these, read as a stream, in one transaction; returns their number.

        `key` names what they follow from (facts, checks, rules, suppressions). `model` gives pillar and topic of
        their practices, `units` the kind and class of their units, `owners` an owner by unit, `suppressed` the
        conditions of suppressions that stand. Raises `EngagementError`."""
        row_of = _RowMaker(model, units, owners or {}).row
        count = 0
        with self._derived_tables(round_id) as connection:
            for table in ("finding", "tally"):
                connection.execute(f"DELETE FROM {table}")
            rows = map(row_of, findings)
            while batch := list(islice(rows, _BATCH)):
                count += len(batch)
                try:
                    connection.executemany(_INSERT, batch)
                except UnicodeEncodeError:
                    connection.execute("DELETE FROM finding WHERE number > ?", (count - len(batch),))
                    connection.executemany(_INSERT, map(_storable_row, batch))
            for condition, parameters in suppressed:
                connection.execute(f"UPDATE finding SET state = 'suppressed' WHERE {condition}", list(parameters))
            connection.execute(_TALLY)
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
            )
            for check, unit, passed, failed, unknown, refused, none, complete, read_at, needs in found
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
        """Keeps something computed under the key of what it follows from."""
        with self._derived_tables(None) as connection:
            connection.execute("INSERT OR REPLACE INTO derived VALUES (?, ?, ?)", (name, key, value))

    @contextmanager
    def _derived_tables(self, round_: int | None) -> Iterator[sqlite3.Connection]:
        """A transaction on the kept tables; or on temporary ones, which hide them, if they may not be written."""
        keep = self.writable and self.chosen(round_) == self.rounds()[-1].id
        with self._lock:
            temporary = bool(self.rows("SELECT 1 FROM temp.sqlite_schema WHERE name = 'finding'"))
            try:
                if keep:
                    if temporary:
                        for table in ("finding", "tally", "derived"):
                            self._connection.execute(f"DROP TABLE temp.{table}")
                    with self.writing() as connection:
                        yield connection
                    return
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


class _RowMaker:
    """Makes the row of a finding; what repeats is looked up once."""

    def __init__(self, model: OperatingModel | None, units: Iterable[Unit], owners: Mapping[str, str]) -> None:
        self._model = model
        self._units = {unit.id: unit for unit in units}
        self._owners = owners
        self._practices: dict[str, tuple[str, str]] = {}
        self._places: dict[tuple[str, str], tuple[str, str, str, str, str]] = {}
        self._times: dict[datetime | None, str | None] = {None: None}

    def row(self, f: Finding) -> tuple[SqlValue, ...]:
        subject, location = f.subject, f.location
        topic, pillar = self._practices.get(f.practice) or self._practice(f.practice)
        place = self._places.get((f.unit, subject.target)) or self._place(f.unit, subject.target)
        unit_kind, unit_class, account, repository, owner = place
        at = self._times.get(f.at) or self._time(f.at)
        evidence = "[]" if not f.evidence else json.dumps([(p.fact, p.path, p.value) for p in f.evidence])
        return (
            (f.id, f.check, f.practice, topic, pillar, f.level, f.outcome.value)
            + (f.reason.value if f.reason else "", f.needs, f.unit, unit_kind, unit_class, subject.kind, subject.id)
            + (account, repository, subject.region, subject.environment or unit_class, owner, "open")
            + ((location.path, location.line, location.end_line) if location else ("", 0, 0))
            + (f.message, evidence, at, f.source, f.whole_list, subject.target)
        )

    def _practice(self, practice: str) -> tuple[str, str]:
        known = self._model.practice(practice) if self._model else None
        return self._practices.setdefault(practice, (known.topic, known.pillar) if known else ("", ""))

    def _place(self, unit_id: str, target: TargetId) -> tuple[str, str, str, str, str]:
        unit = self._units.get(unit_id)
        account = next((name[4:].split("@")[0] for name in (unit_id, target) if name.startswith("aws:")), "")
        repository = next((name[11:] for name in (unit_id, target) if name.startswith("repository:")), "")
        place = (unit.kind, unit.unit_class.value) if unit else ("", "")
        return self._places.setdefault((unit_id, target), (*place, account, repository, self._owners.get(unit_id, "")))

    def _time(self, at: datetime | None) -> str | None:
        return self._times.setdefault(at, timestamp(at) if at else None)


def _storable_row(row: tuple[SqlValue, ...]) -> tuple[SqlValue, ...]:
    return tuple(storable(value) if isinstance(value, str) else value for value in row)


def _known(name: str) -> str:
    if name not in _COLUMNS and name != "number":
        raise EngagementError(f"findings have no column {name}; use one of {', '.join(_COLUMNS)}")
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
