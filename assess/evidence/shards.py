"""A shard: jobs that run in one process, and their running there by the collector's number of threads.

`run_shard` is what is handed to an executor: it takes and returns plain data, saves nothing, and always returns.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assess.evidence.attempts import Attempt, JobRunner, Orders
from assess.evidence.collectors import (
    Cancel,
    Collector,
    Job,
    JobId,
    JobResult,
    RateLimited,
    Threaded,
)
from assess.evidence.discovery import load
from assess.evidence.limits import Buckets, Stopwatch
from assess.evidence.workers import stopping

MOST_JOBS = 200
AIM_SECONDS = 1.5
_GRACE = 4.0
_LOOK = 0.1


@dataclass(frozen=True, slots=True)
class Shard:
    """Jobs of one collector that run in one process. `limited` are the keys whose calls are limited."""

    collector: str
    jobs: tuple[Job, ...]
    limited: frozenset[str] = frozenset()


def threads_of(collector: Collector) -> int:
    """How many jobs of it run at once in one process."""
    return max(1, collector.threads) if isinstance(collector, Threaded) else 1


def divide(collector: Collector, jobs: Sequence[Job], seconds: Callable[[Job], float], workers: int) -> list[Shard]:
    """Divides jobs into shards, in the order of their `shard` names. Jobs of one name stay together, as far as 200 go;
    small groups are joined until they take about 1.5 seconds, but not so far that a worker would be idle. Where several
    jobs run at once the longest come first, so that no shard ends with one thread at work."""
    groups: dict[str, list[Job]] = {}
    for job in jobs:
        groups.setdefault(job.shard, []).append(job)
    threads = threads_of(collector)
    total = sum(seconds(job) for job in jobs) / threads
    aim = min(AIM_SECONDS, total / workers) * 0.999  # sums of equal parts need not be equal
    shards: list[Shard] = []
    open_jobs: list[Job] = []
    open_seconds = 0.0

    def close() -> None:
        nonlocal open_seconds
        if open_jobs:
            if threads > 1:
                open_jobs.sort(key=seconds, reverse=True)
            shards.append(_shard(collector, tuple(open_jobs)))
            open_jobs.clear()
            open_seconds = 0.0

    for _, group in sorted(groups.items()):
        for start in range(0, len(group), MOST_JOBS):
            part = group[start : start + MOST_JOBS]
            if len(open_jobs) + len(part) > MOST_JOBS:
                close()
            open_jobs += part
            open_seconds += sum(seconds(job) for job in part) / threads
            if open_seconds >= aim:
                close()
    close()
    return shards


def _shard(collector: Collector, jobs: tuple[Job, ...]) -> Shard:
    limited: frozenset[str] = frozenset()
    if isinstance(collector, RateLimited):
        limited = frozenset(key for key in {job.limit_key for job in jobs} if collector.rate(key) is not None)
    return Shard(collector.name, jobs, limited)


def run_named_shard(collector: str, jobs: Sequence[Job], orders: Orders) -> list[JobResult]:
    """`run_shard` in another process, which has to find the collector by its name."""
    return run_shard(load(collector), jobs, orders)


def run_shard(
    collector: Collector, jobs: Sequence[Job], orders: Orders, watch: Stopwatch | None = None
) -> list[JobResult]:
    """Runs the jobs and returns their results in the order of the jobs; those that were not done when the run was
    stopped are left out. No exception of a collector passes."""
    return _Shift(collector, jobs, orders, watch or Stopwatch(), stopping()).results()


class _Threads:
    """The threads of this process that run jobs: a shard takes those that another has left, before any are started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle = 0
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def run(self, work: Callable[[], None]) -> None:
        """Has a thread do this; never waits for one to be free."""
        with self._lock:
            starts = not self._idle
            self._idle -= not starts
        self._work.put(work)
        if starts:
            threading.Thread(target=self._go, name="assess-job", daemon=True).start()

    def _go(self) -> None:
        while True:
            self._work.get()()
            with self._lock:
                if self._idle >= MOST_IDLE:
                    return
                self._idle += 1


MOST_IDLE = 64
"""Threads kept for the next shard."""
_threads = _Threads()


class _Shift:
    """The threads of one shard, and the clock that gives up on jobs which take too long. Threads take the next job
    themselves, so that none waits for another to hand it one; they are daemons: a job that hangs keeps neither the
    shard nor the program from ending."""

    def __init__(
        self, collector: Collector, jobs: Sequence[Job], orders: Orders, watch: Stopwatch, stop: Cancel
    ) -> None:
        rate = collector.rate if isinstance(collector, RateLimited) else lambda _: None
        self._runner = JobRunner(collector, orders, Buckets(rate, watch), watch)
        self._watch = watch
        self._stop = stop
        self._told = threading.Event()
        """What `stop` said when it was last looked at: it may be shared by processes, and is slow to ask."""
        self._jobs = jobs
        self._slots = max(1, min(threads_of(collector), len(jobs)))
        self._lock = threading.Lock()
        self._waiting = deque(jobs)
        self._running: dict[JobId, Attempt] = {}
        self._results: dict[JobId, JobResult] = {}
        self._done = threading.Event()

    def results(self) -> list[JobResult]:
        """Runs everything, or until stopped and four seconds more."""
        stopped_at: float | None = self._stopped(None)
        for _ in range(self._slots):
            self._start_thread()
        while not self._done.wait(_LOOK):
            self._give_up()
            stopped_at = self._stopped(stopped_at)
            if stopped_at is not None and self._watch.now() - stopped_at > _GRACE:
                break
        with self._lock:
            return [self._results[job.id] for job in self._jobs if job.id in self._results]

    def _stopped(self, since: float | None) -> float | None:
        """Since when the run is being stopped."""
        if since is None and self._stop.is_set():
            self._told.set()
            return self._watch.now()
        return since

    def _start_thread(self) -> None:
        _threads.run(self._work)

    def _work(self) -> None:
        while (attempt := self._next()) is not None:
            if not self._settle(attempt, self._runner.run(attempt)):
                return  # given up meanwhile: another thread has its place

    def _next(self) -> Attempt | None:
        with self._lock:
            if not self._waiting or self._told.is_set():
                if not self._running:
                    self._done.set()
                return None
            attempt = self._runner.attempt(self._waiting.popleft(), self._told)
            self._running[attempt.job.id] = attempt
            return attempt

    def _settle(self, attempt: Attempt, result: JobResult | None) -> bool:
        """Keeps a result; whether it was still waited for."""
        with self._lock:
            if self._running.get(attempt.job.id) is not attempt:
                return False
            del self._running[attempt.job.id]
            if result is not None:
                self._results[attempt.job.id] = result
            return True

    def _give_up(self) -> None:
        """Ends the jobs whose time is over, and replaces their threads, which may never return."""
        now = self._watch.now()
        with self._lock:
            over = [attempt for attempt in self._running.values() if now >= attempt.ends]
        for attempt in over:
            attempt.given_up = True
            if self._settle(attempt, self._runner.too_long(attempt)):
                self._start_thread()
