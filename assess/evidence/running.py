"""Carries out a plan: hands shards to workers, saves what comes back, plans what was found, and stops when told.

The thread that calls `run` is the only one that saves. What results mean is left to `judging.py`.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType

from assess.clock import Clock
from assess.evidence.attempts import Orders
from assess.evidence.collectors import (
    Cancel,
    Collector,
    CollectorError,
    Job,
    JobResult,
    JobState,
    Sink,
    SlowToStart,
    Target,
)
from assess.evidence.facts import Reason, Unread
from assess.evidence.limits import Stopwatch
from assess.evidence.planning import Plan, Planner
from assess.evidence.progress import Progress, Silent, Status
from assess.evidence.shards import Shard, divide, run_named_shard, run_shard, threads_of
from assess.evidence.stretches import Stretches
from assess.evidence.summary import Figures, Summary
from assess.evidence.workers import SIGNALS, Worker

SAVE_EVERY = 0.25
GRACE = 5.0
_LOOK = 0.1
_log = logging.getLogger(__name__)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under which a run takes place. `executor` replaces the engine's own workers (dask, for one); it must find the
    same collectors installed."""

    clock: Clock
    cache: Path
    workers: int = 0
    """How many shards run at once; 0: as many as the work is worth, at most one a processor."""
    deadline: float = 120.0
    """Seconds one job may take."""
    executor: Executor | None = None
    stop: Cancel | None = None
    """Set by the caller to end the run, as Ctrl-C does."""
    debug: bool = False

    @property
    def size(self) -> int:
        """How many shards run at once."""
        return self.workers or processors()


def run(plan: Plan, sink: Sink, conditions: Conditions, progress: Progress | None = None) -> Summary:
    """Runs the jobs of a plan and everything they find.

    Returns when all is done, or at most five seconds after being told to stop (Ctrl-C, TERM, HUP or `stop`), with
    what was read until then saved. A second Ctrl-C raises KeyboardInterrupt at once. Raises what `sink` raises; what
    was saved before stays saved.
    """
    running = _Run(plan, sink, conditions, progress or Silent())
    with _signals(running.stop):
        return running.finish()


class _Run:
    """One run. Only the calling thread changes what is here; signals and callers only set `_told`."""

    def __init__(self, plan: Plan, sink: Sink, conditions: Conditions, progress: Progress) -> None:
        self._plan = plan
        self._sink = sink
        self._conditions = conditions
        self._progress = progress
        self._planner = Planner.resumed(plan)
        self._figures = Figures(plan.collectors.values())
        self._crew = _Crew(conditions)
        self._waiting = Stretches(conditions.size)
        self._flying: dict[Future[list[JobResult]], tuple[Shard, int]] = {}
        """With the number of the worker that has it."""
        self._unsaved: list[JobResult] = []
        self._notes: dict[str, None] = dict.fromkeys(plan.notes)
        self._watch = Stopwatch()
        self._started = self._saved = self._watch.now()
        self._now = conditions.clock()
        self._told = threading.Event()
        self._told_at: float | None = None

    def stop(self) -> None:
        """Tells the run to come to an end; may be called from a signal handler or another thread."""
        self._told.set()

    def finish(self) -> Summary:
        """Runs to the end."""
        try:
            self._divide(self._plan.jobs)
            self._hand_out()
            while self._flying:
                ended, _ = wait(self._flying, timeout=_LOOK, return_when=FIRST_COMPLETED)
                for future in ended:
                    self._take(self._flying.pop(future)[0], future)
                if self._stopping() and self._out_of_patience():
                    break
                self._hand_out()
                if self._watch.now() - self._saved >= SAVE_EVERY:
                    self._save()
                self._progress.tell(self._status())
            self._save()
        finally:
            self._crew.end(at_once=bool(self._flying))
            self._flying.clear()
            self._progress.end(self._status())
        return self._summary()

    def _summary(self) -> Summary:
        status = self._status()
        left = status.planned - status.ended
        return Summary(
            status=status,
            not_done=self._figures.not_done(),
            notes=tuple({**self._notes, **self._planner.notes}),
            left=left,
            already_done=self._planner.already_done,
            interrupted=self._told.is_set() and left > 0,
        )

    def _status(self) -> Status:
        flying = [len(shard.jobs) for shard, _ in self._flying.values()]
        running = sum(flying[: self._crew.size])  # beside these are as many that are to come
        return self._figures.status(self._watch.now() - self._started, self._crew.size, running)

    def _divide(self, jobs: Sequence[Job]) -> None:
        self._figures.planned(jobs)
        by_collector: dict[str, list[Job]] = {}
        for job in jobs:
            by_collector.setdefault(job.collector, []).append(job)
        for name, own in by_collector.items():
            self._waiting.add(divide(self._plan.collectors[name], own, self._figures.seconds, self._conditions.size))

    def _hand_out(self) -> None:
        """Gives workers what they can take: one shard in hand and one to come. No two that share a limit run side by
        side."""
        if self._stopping():
            self._waiting.clear()
            return
        here = self._worth_no_process()
        workers, most = self._crew.room(here=here)
        for _ in range(most):
            for worker in range(workers):
                own = [shard for shard, number in self._flying.values() if number == worker]
                beside = [shard for shard, number in self._flying.values() if number != worker or workers == 1]
                if len(own) < most:
                    busy = frozenset().union(*(shard.limited for shard in beside))
                    shard = self._waiting.take(worker if workers > 1 else None, busy)
                    if shard is not None:
                        self._submit(shard, worker, here=here)

    def _submit(self, shard: Shard, worker: int, *, here: bool) -> None:
        conditions = self._conditions
        settings = self._plan.settings[shard.collector]
        orders = Orders(settings, self._now, conditions.clock(), conditions.cache, conditions.deadline)
        collector = self._plan.collectors[shard.collector]
        self._flying[self._crew.submit(collector, shard, orders, worker, here=here)] = (shard, worker)

    def _worth_no_process(self) -> bool:
        """Whether all there is to do is one shard, or less than what it takes to start a process for it."""
        if self._crew.started:
            return False
        shards = [*(shard for shard, _ in self._flying.values()), *self._waiting]
        if len(shards) == 1:
            return True
        if self._conditions.workers:
            return False
        return all(
            isinstance(collector, SlowToStart) and self._takes_less(shards, collector, collector.start_seconds)
            for collector in (self._plan.collectors[name] for name in {shard.collector for shard in shards})
        )

    def _takes_less(self, shards: Sequence[Shard], collector: Collector, seconds: float) -> bool:
        """Whether the shards of a collector are expected to take less in one process."""
        work = seconds * threads_of(collector)
        for shard in shards:
            if shard.collector == collector.name:
                work -= sum(self._figures.seconds(job) for job in shard.jobs)
                if work <= 0:
                    return False
        return True

    def _take(self, shard: Shard, future: Future[list[JobResult]]) -> None:
        try:
            results = future.result()
        except CancelledError:
            return
        except BrokenExecutor:
            results = _lost(shard, "the worker process that ran it ended (killed, or out of memory)", self._now)
        except Exception as error:  # noqa: BLE001 - the border to an executor: what did not come back is lost, not fatal
            results = _lost(shard, f"its results did not come back: {type(error).__name__}: {error}", self._now)
        self._figures.ended(results)
        self._unsaved += results
        self._plan_found([target for result in results for target in result.targets])
        self._progress.tell(self._status(), results)

    def _plan_found(self, targets: Sequence[Target]) -> None:
        for target in targets:
            try:
                self._divide(self._planner.add([target]))
            except CollectorError as error:
                self._notes[str(error)] = None
            except Exception as error:  # noqa: BLE001 - the border to a plug-in
                _log.debug("planning %s", target.id, exc_info=True)
                self._notes[f"{target.name} was found and cannot be planned: {type(error).__name__}: {error}"] = None

    def _save(self) -> None:
        results, self._unsaved = self._unsaved, []
        if results:
            self._sink.record(results)
        self._saved = self._watch.now()

    def _stopping(self) -> bool:
        stop = self._conditions.stop
        if stop is not None and stop.is_set():
            self._told.set()
        return self._told.is_set()

    def _out_of_patience(self) -> bool:
        if self._told_at is None:
            self._told_at = self._watch.now()
            self._crew.stop()
            for future in self._flying:
                future.cancel()
        return self._watch.now() - self._told_at > GRACE


class _Crew:
    """Where shards run: the executor that was given, else one thread of this process while that is enough, else
    processes."""

    def __init__(self, conditions: Conditions) -> None:
        self._conditions = conditions
        self._thread: Worker | None = None
        self._processes: list[Worker] = []

    @property
    def started(self) -> bool:
        """Whether there are processes, which then run everything."""
        return bool(self._processes)

    @property
    def size(self) -> int:
        """How many shards run at once now."""
        return self._conditions.size if self._conditions.executor is not None or self.started else 1

    def room(self, *, here: bool) -> tuple[int, int]:
        """How many workers can be told apart, and how many shards each may have, running and to come."""
        size = self._conditions.size
        return (1, 2 * size) if self._conditions.executor is not None or here else (size, 2)

    def submit(
        self, collector: Collector, shard: Shard, orders: Orders, worker: int, *, here: bool
    ) -> Future[list[JobResult]]:
        """Hands a shard to a worker. `here`: it is worth no process of its own."""
        executor = self._conditions.executor
        if executor is None and here:
            self._thread = self._thread or Worker(process=False)
            return self._thread.submit(run_shard, collector, shard.jobs, orders)
        if executor is None:
            if not self._processes:
                debug = self._conditions.debug
                self._processes = [Worker(process=True, debug=debug) for _ in range(self._conditions.size)]
            executor = self._processes[worker]
        return executor.submit(run_named_shard, shard.collector, shard.jobs, orders)

    def stop(self) -> None:
        """Tells running shards to come to an end."""
        for own in self._own():
            own.stop()

    def end(self, *, at_once: bool) -> None:
        """Lets the engine's own workers go; `at_once` ends processes whatever they do."""
        for own in self._own():
            if at_once:
                own.stop()
                own.kill()
            else:
                own.shutdown(wait=False)

    def _own(self) -> list[Worker]:
        return [*self._processes, *([self._thread] if self._thread is not None else [])]


def _lost(shard: Shard, detail: str, at: datetime) -> list[JobResult]:
    unread = Unread(Reason.NOT_AVAILABLE, detail, "collect again with --resume")
    return [JobResult(job, JobState.FAILED, unread=unread, at=at) for job in shard.jobs]


@contextmanager
def _signals(stop: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C, TERM or HUP stops the run, the second raises KeyboardInterrupt. Only in the main thread, which
    is the one that gets signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    times = 0

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal times
        times += 1
        if times > 1:
            raise KeyboardInterrupt
        stop()

    heard = [number for number in SIGNALS if signal.getsignal(number) != signal.SIG_IGN]  # nohup stays nohup
    before = {number: signal.signal(number, handle) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
