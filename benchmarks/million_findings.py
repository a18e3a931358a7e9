"""Storing and counting findings: linear in their number, memory flat, beside a bare `executemany` of the same rows.

    python benchmarks/million_findings.py [--numbers 10000 100000 1000000] [--folder DIR]

CPU seconds, without those that making the findings takes. Counting is one GROUP BY. Budget: a million findings
counted and scored (GROUP BY, tallies, observations, scorecard, plan) in less than 3 s and 300 MB, linear.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from assess.clock import system_clock
from assess.engagement import Engagement
from assess.engagement.ledger import TALLY
from assess.evidence.checks import Outcome, Pointer
from assess.evidence.facts import FactId, Location, Subject, TargetId
from assess.evidence.findings import Finding, FindingId
from assess.evidence.tallies import Evidence, JudgedCheck, Tally, Unit, UnitClass
from assess.fixfirst import plan
from assess.interview.answers import Decisions, Profile
from assess.model.loading import load
from assess.scoring import observe, score

UNITS, CHECKS = 400, 60
AT = datetime(2026, 3, 2, tzinfo=UTC)
OUTCOMES = (Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE)


def findings(number: int) -> Iterator[Finding]:
    """As many findings, of 60 checks in 400 repositories, each about a subject of its own."""
    names = [f"repository:github.com/acme/service-{unit}" for unit in range(UNITS)]
    for n in range(number):
        unit = names[n % UNITS]
        subject = Subject("terraform_resource", f"{unit}:modules/app/main.tf#aws_alarm.{n}", TargetId(unit))
        yield Finding(
            id=FindingId(f"{n:012x}"),
            check=f"repository/check_{n // UNITS % CHECKS}",
            practice="OBS-01",
            level=2,
            outcome=OUTCOMES[n % 3],
            unit=unit,
            subject=subject,
            message="the alarm has no action that reaches a person",
            location=Location("modules/app/main.tf", n % 300, n % 300 + 9),
            evidence=(Pointer(FactId("0123456789abcdef"), "actions", "()"),),
            at=AT,
            source="git show HEAD",
        )


def measure(number: int, folder: Path) -> None:
    """One line of figures for that number of findings."""
    begin = time.process_time()
    for _ in findings(number):
        pass
    making = time.process_time() - begin
    path = folder / f"{number}.assess"
    with Engagement.create(
        path, organisation="Acme", model_digest="m", program="benchmark", actor="benchmark", clock=system_clock
    ) as engagement:
        begin = time.process_time()
        engagement.replace_findings(
            "key", findings(number), unit_of=lambda unit: Unit(unit, "repository", UnitClass.PRODUCTION)
        )
        storing = time.process_time() - begin - making
        begin = time.process_time()
        tallies = engagement.tallies()
        reading = time.process_time() - begin
        assert sum(tally.passed + tally.failed + tally.not_applicable for tally in tallies) == number
    begin = time.process_time()
    scored(tallies)
    scoring = time.process_time() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counting, bare = yardstick(path, folder)
    print(
        f"{number:>9,} findings: stored and counted {storing:6.2f} s ({storing / bare:.1f} x bare), of it counting "
        f"{counting:5.2f} s; {len(tallies):,} tallies read {reading:5.2f} s, "
        f"scored {scoring:5.2f} s: counted and scored {counting + reading + scoring:5.2f} s; {memory:4.0f} MB; "
        f"file {path.stat().st_size / 1e6:4.0f} MB",
        flush=True,
    )


def scored(tallies: tuple[Tally, ...]) -> None:
    """Everything between tallies and plan, for the operating model as it is shipped."""
    model = load()
    checks = sorted({tally.check for tally in tallies})
    judged = tuple(
        JudgedCheck(check, model.practices[n % len(model.practices)].id, n % 3 + 1, "repository")
        for n, check in enumerate(checks)
    )
    units = tuple(Unit(each, "repository", UnitClass.PRODUCTION) for each in sorted({tally.unit for tally in tallies}))
    profile = Profile()
    seen = observe(Evidence(False, units, ("repository",), judged, tallies), profile, AT.date())
    scorecard = score(model, profile, {}, seen, Decisions(), AT.date())
    assert plan(model, profile, scorecard).settle


def yardstick(path: Path, folder: Path) -> tuple[float, float]:
    """CPU seconds of the count alone, and of a bare `executemany` of the stored rows into a table without keys."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN")
    connection.execute("DELETE FROM tally")
    begin = time.process_time()
    connection.execute(TALLY)
    counting = time.process_time() - begin
    connection.execute("ROLLBACK")
    bare = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    cursor = connection.execute("SELECT * FROM judged")
    bare.execute(f"CREATE TABLE judged({', '.join(part[0] for part in cursor.description)})")
    insert = f"INSERT INTO judged VALUES ({', '.join('?' * len(cursor.description))})"
    spent = 0.0
    bare.execute("BEGIN")
    while rows := cursor.fetchmany(5_000):
        begin = time.process_time()
        bare.executemany(insert, rows)
        spent += time.process_time() - begin
    begin = time.process_time()
    bare.execute("COMMIT")
    spent += time.process_time() - begin
    bare.close()
    connection.close()
    (folder / "bare.sqlite").unlink()
    return counting, spent


def main() -> int:
    """Reads the command line; each number runs in a process of its own, so that its memory is its own."""
    parser = argparse.ArgumentParser(description="storing and counting findings")
    parser.add_argument("--numbers", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="on the disk to be measured; a temporary folder if not given")
    given = parser.parse_args()
    if len(given.numbers) == 1:
        with tempfile.TemporaryDirectory(prefix="assess-findings-", dir=given.folder) as folder:
            measure(given.numbers[0], Path(folder))
        return 0
    load = " ".join(f"{one:.2f}" for one in os.getloadavg())
    print(f"{platform.platform()}, {os.cpu_count()} cores, load {load}, SQLite {sqlite3.sqlite_version}", flush=True)
    place = ["--folder", str(given.folder)] if given.folder else []
    for number in given.numbers:
        subprocess.run([sys.executable, __file__, "--numbers", str(number), *place], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
