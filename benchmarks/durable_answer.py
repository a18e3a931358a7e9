"""How long an answer takes until it is durable: p99 at most 20 ms, beside bare SQLite doing the same writes.

    python benchmarks/durable_answer.py [--answers 2000] [--folder DIR]

Both write to one file each in the same folder, in turns, in WAL mode with synchronous=FULL. Ends with status 1 if
the 99th percentile is over the budget and more than twice that of bare SQLite (a slow disk is not our doing).
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from assess.clock import system_clock
from assess.engagement import Engagement
from assess.interview.answers import Answer, AnswerState
from assess.model.practices import Level, PracticeId, Role

BUDGET = 0.020
NOTE = "what was said in the room, in a sentence or two of usual length"


def bare(path: Path) -> sqlite3.Connection:
    """The yardstick: one event row and one state row a transaction, nothing else."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE event(n INTEGER PRIMARY KEY, payload TEXT)")
    connection.execute("CREATE TABLE answer(practice TEXT PRIMARY KEY, level INTEGER, note TEXT)")
    return connection


def save_bare(connection: sqlite3.Connection, number: int) -> None:
    """The same save without hash chain, history of old values, idempotence and types."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO event(payload) VALUES (?)", (f'{{"level": {number % 5}, "note": "{NOTE}"}}',))
    connection.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", (f"OWN-{number % 80}", number % 5, NOTE))
    connection.execute("COMMIT")


def seconds(act: Callable[[], object]) -> float:
    """The duration of one call."""
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def line(name: str, durations: list[float], processor: float) -> str:
    """The figures of one run."""
    ordered = sorted(durations)
    p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    return (
        f"{name:<12} p50 {p50 * 1000:6.2f} ms   p99 {p99 * 1000:6.2f} ms   max {ordered[-1] * 1000:6.2f} ms   "
        f"CPU {processor / len(ordered) * 1e6:5.0f} us an answer"
    )


def run(answers: int, folder: Path) -> int:
    """Saves in turns and prints the figures; 1 if over the budget."""
    ours: list[float] = []
    yardstick: list[float] = []
    processor = {"ours": 0.0, "bare": 0.0}
    connection = bare(folder / "bare.sqlite")
    with Engagement.create(
        folder / "answers.assess",
        organisation="Acme",
        model_digest="m",
        program="durable_answer",
        actor="benchmark",
        clock=system_clock,
    ) as engagement:
        ann = engagement.add_respondent("Ann", [Role("cto")])
        for number in range(answers):
            given = Answer(
                ann,
                PracticeId(f"OWN-{number % 80}"),
                AnswerState.LEVEL,
                date(2026, 3, 2),
                Level((number // 80 + number) % 5),
                note=NOTE,
            )
            before = time.process_time()
            ours.append(seconds(lambda given=given: engagement.answer(given)))  # type: ignore[misc]
            between = time.process_time()
            yardstick.append(seconds(lambda number=number: save_bare(connection, number)))  # type: ignore[misc]
            processor["ours"] += between - before
            processor["bare"] += time.process_time() - between
        assert len(engagement.history("answer")) == answers
    connection.close()
    load = " ".join(f"{one:.2f}" for one in os.getloadavg())
    print(f"{platform.platform()}, {os.cpu_count()} cores, load {load}, SQLite {sqlite3.sqlite_version}")
    print(line("assess", ours, processor["ours"]))
    print(line("bare SQLite", yardstick, processor["bare"]))
    p99, other = (sorted(one)[int(answers * 0.99)] for one in (ours, yardstick))
    within = p99 <= BUDGET
    print(f"budget p99 {BUDGET * 1000:.0f} ms: {'met' if within else 'NOT MET'}; {p99 / other:.2f} x bare SQLite")
    return 0 if within or p99 <= 2 * other else 1


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="how long an answer takes until it is durable")
    parser.add_argument("--answers", type=int, default=2000)
    parser.add_argument("--folder", type=Path, help="on the disk to be measured; a temporary folder if not given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="assess-durable-", dir=given.folder) as folder:
        return run(given.answers, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
