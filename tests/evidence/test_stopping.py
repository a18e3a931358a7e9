"""A run that is stopped, killed, or loses a worker keeps what it had read, and leaves no process behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kept import Kept
from shops import NOON, PATIENCE, gone, pids, until

from assess.clock import frozen_clock
from assess.evidence.collectors import Collector, Settings
from assess.evidence.planning import plan
from assess.evidence.running import Conditions, run

Shop = Callable[..., Path]
PROGRAM = """
import json, sys
sys.path.append(HERE)
from datetime import UTC, datetime
from pathlib import Path
from assess.clock import frozen_clock
from assess.evidence.collectors import Settings
from assess.evidence.discovery import discover
from kept import Kept
from assess.evidence.planning import plan
from assess.evidence.running import Conditions, run

class Writing(Kept):
    def record(self, results):
        super().record(results)
        for result in results:
            print(json.dumps([result.job.target.name, result.job.probe, result.state]), flush=True)

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    collectors = discover().collectors
    shops = tuple(str(path) for path in sorted(folder.iterdir()))
    made = plan(collectors, {"shop": Settings({"shop": shops})})
    clock = frozen_clock(datetime(2026, 3, 1, tzinfo=UTC))
    summary = run(made, Writing(), Conditions(clock, folder / "cache", workers=2))
    print(json.dumps({"interrupted": summary.interrupted, "left": summary.left}), flush=True)
    sys.exit(4 if summary.interrupted else 0)
"""


class Program:
    """A program that collects shops, in a process of its own, as a shell would start it."""

    def __init__(self, folder: Path, script: Path) -> None:
        self.folder = folder
        script.write_text(PROGRAM.replace("HERE", repr(str(Path(__file__).parent))))
        self.process = subprocess.Popen(
            [sys.executable, str(script), str(folder)], stdout=subprocess.PIPE, text=True, start_new_session=True
        )

    def pids(self) -> set[int]:
        """The processes that asked something."""
        return pids(self.folder.iterdir())

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Waits while the program runs."""
        until(lambda: holds() or self.process.poll() is not None)
        assert holds(), "the program ended before"

    def told(self, name: str) -> bool:
        """Whether a job that hangs in that shop was told to stop."""
        return (self.folder / name / "told").exists()

    def asked(self, name: str) -> bool:
        return (self.folder / name / "asked.log").exists()

    def asks(self, name: str) -> int:
        return len((self.folder / name / "asked.log").read_text().splitlines()) if self.asked(name) else 0

    def end(self) -> list[object]:
        """What it printed, when it has ended."""
        out, _ = self.process.communicate(timeout=PATIENCE)
        return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def start(shop_collector: Collector, tmp_path: Path) -> Iterator[Callable[[], Program]]:
    started: list[Program] = []

    def program() -> Program:
        started.append(Program(tmp_path / "shops", tmp_path / "program.py"))
        return started[-1]

    yield program
    for each in started:
        if each.process.poll() is None:
            os.killpg(each.process.pid, signal.SIGKILL)
        each.process.communicate()


SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
@pytest.mark.parametrize("shops", [1, 4], ids=["in this process", "in processes"])
def test_a_signal_ends_the_run_with_what_was_read(
    shop: Shop, start: Callable[[], Program], number: signal.Signals, shops: int
) -> None:
    shop("a0", clerks_trouble="hang")
    for each in range(1, shops):
        shop(f"a{each}")
    program = start()
    program.wait_until(lambda: program.asks("a0") == 3)
    os.killpg(program.process.pid, number)  # as a terminal does: to the whole group
    *read, last = program.end()
    assert program.process.returncode == 4
    assert last["interrupted"]
    assert last["left"] >= 1
    assert ["a0", "shop.shelves", "done"] in read
    assert ["a0", "shop.clerks", "done"] not in read
    assert gone(program.pids())


def test_what_does_not_listen_is_left_behind_after_a_while(shop: Shop, start: Callable[[], Program]) -> None:
    shop("a", clerks_trouble="hang deaf")
    shop("b", clerks_trouble="hang deaf")
    program = start()
    program.wait_until(lambda: program.asked("a") and program.asked("b"))
    os.killpg(program.process.pid, signal.SIGINT)
    *_, last = program.end()
    assert (program.process.returncode, last["interrupted"]) == (4, True)
    assert gone(program.pids())


def test_a_second_ctrl_c_ends_at_once(shop: Shop, start: Callable[[], Program]) -> None:
    shop("a", clerks_trouble="hang deaf")
    shop("b", clerks_trouble="hang deaf")
    program = start()
    program.wait_until(lambda: program.asked("a") and program.asked("b"))
    os.kill(program.process.pid, signal.SIGINT)
    program.wait_until(lambda: program.told("a"))  # two signals sent at once may arrive as one
    os.kill(program.process.pid, signal.SIGINT)
    out = program.end()
    assert program.process.returncode == -signal.SIGINT  # KeyboardInterrupt, which a command answers with 130
    assert not [line for line in out if isinstance(line, dict)]


def test_nohup_is_obeyed(shop: Shop, start: Callable[[], Program], tmp_path: Path) -> None:
    shop("a", clerks_trouble="hang")
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        program = start()
    finally:
        signal.signal(signal.SIGHUP, before)
    program.wait_until(lambda: program.asked("a"))
    os.kill(program.process.pid, signal.SIGHUP)
    (program.folder / "a" / "clerks.trouble").unlink()
    *read, last = program.end()
    assert (program.process.returncode, last["interrupted"], len(read)) == (0, False, 3)


def test_a_worker_that_is_killed_loses_its_shard_and_no_other(shop: Shop, start: Callable[[], Program]) -> None:
    shop("a", clerks_trouble="hang deaf")
    for name in "bcdef":
        shop(name)
    program = start()
    program.wait_until(lambda: program.asked("a"))
    victim = int((program.folder / "a/asked.log").read_text().split()[-1])
    os.kill(victim, signal.SIGKILL)
    *read, last = program.end()
    states = {name: {state for other, _, state in read if other == name} for name in "abcdef"}
    assert states["a"] == {"failed"}
    assert [name for name in "bcdef" if states[name] == {"done"}]
    assert len(read) == 18
    assert not last["interrupted"]


def test_a_job_that_kills_its_process_is_reported_with_what_to_do(
    shop: Shop, shop_collector: Collector, tmp_path: Path
) -> None:
    shops = [shop("a", doors_north_trouble="die"), *[shop(name) for name in "bcdefgh"]]
    made = plan([shop_collector], {"shop": Settings({"shop": tuple(map(str, shops))})})
    kept = Kept()
    summary = run(made, kept, Conditions(frozen_clock(NOON), tmp_path / "cache", workers=2))
    assert summary.status.ended == 24
    assert 3 <= summary.status.failed < 24
    assert {one.detail for one in summary.not_done} == {
        "the worker process that ran it ended (killed, or out of memory)"
    }
    assert {one.needs for one in summary.not_done} == {"collect again with --resume"}
    assert kept.finished()


def test_workers_end_when_the_program_is_killed(shop: Shop, start: Callable[[], Program]) -> None:
    shop("a", clerks_trouble="hang deaf")
    shop("b", clerks_trouble="hang deaf")
    program = start()
    program.wait_until(lambda: program.asked("a") and program.asked("b"))
    workers = program.pids()
    assert program.process.pid not in workers
    program.process.kill()
    program.process.wait()
    until(lambda: gone(workers))


def test_the_caller_can_stop_a_run_from_another_thread(shop: Shop, shop_collector: Collector, tmp_path: Path) -> None:
    path = shop("a", clerks_trouble="hang")
    stop = threading.Event()
    made = plan([shop_collector], {"shop": Settings({"shop": (str(path),)})})
    kept = Kept()
    summaries = []
    conditions = Conditions(frozen_clock(NOON), tmp_path / "cache", stop=stop)
    worker = threading.Thread(target=lambda: summaries.append(run(made, kept, conditions)))
    worker.start()
    until(lambda: (path / "asked.log").exists() and len((path / "asked.log").read_text().splitlines()) == 3)
    stop.set()
    worker.join(PATIENCE)
    (summary,) = summaries
    assert summary.interrupted
    assert summary.left >= 1
    assert kept.finished()
