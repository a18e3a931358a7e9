"""Runs one job: attempts until it is done, refused or out of time, and what it brought. The only border where any
exception of a collector ends.

Which jobs run beside each other is left to `shards.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from assess.evidence.codec import encode
from assess.evidence.collectors import (
    Cancel,
    Cancelled,
    Collector,
    CollectorError,
    Job,
    JobResult,
    JobState,
    Probe,
    Settings,
    Target,
    Tools,
    Transient,
)
from assess.evidence.facts import Fact, NotRead, Reason, Unread
from assess.evidence.limits import Buckets, Stopwatch, backoff

_log = logging.getLogger(__name__)
_STATES = {
    Reason.NOT_PERMITTED: JobState.REFUSED,
    Reason.NOT_AVAILABLE: JobState.FAILED,
    Reason.UNRESOLVED: JobState.SKIPPED,
    Reason.NOT_COLLECTED: JobState.SKIPPED,
}
_GRAVITY = list(_STATES)


@dataclass(frozen=True, slots=True)
class Orders:
    """What a shard is told beside its jobs: plain data that can be sent to another process or machine."""

    settings: Settings
    now: datetime
    """The time of the run, as probes see it."""
    at: datetime
    """The time that is kept with what this shard reads: when it was handed out."""
    cache: Path
    deadline: float = 120.0
    """Seconds a job may take, not counting the time it waits for its turn at a limit."""


@dataclass(slots=True)
class Attempt:
    """One job being run: its clock, its counter of calls, and whether the engine has given up on it. It is the
    `Cancel` and the `Limiter` that the probe is handed."""

    job: Job
    started: float
    ends: float
    stopping: Cancel
    buckets: Buckets
    watch: Stopwatch
    calls: int = 0
    given_up: bool = False
    noticed: bool = False
    """The probe has asked and was told to stop: what it yields after that need not be everything."""

    def is_set(self) -> bool:
        """Whether the probe should stop; asked by the probe."""
        self.noticed = self.noticed or self.over
        return self.noticed

    @property
    def over(self) -> bool:
        """Whether the run is being stopped, or the engine no longer waits for this job."""
        return self.given_up or self.stopping.is_set()

    def wait(self, key: str, calls: int = 1) -> None:
        """Counts the calls and waits for their turn; the wait is not charged to the job."""
        self.calls += calls
        seconds = self.buckets.reserve(key, calls)
        if seconds:
            self.ends += seconds
            self.watch.wait(seconds, self)
        if self.over:
            raise Cancelled


class JobRunner:
    """Runs single jobs of one shard, from any number of threads."""

    def __init__(self, collector: Collector, orders: Orders, buckets: Buckets, watch: Stopwatch) -> None:
        self._collector = collector
        self._probes = {probe.id: probe for probe in collector.probes}
        self._orders = orders
        self._buckets = buckets
        self._watch = watch

    def attempt(self, job: Job, stopping: Cancel) -> Attempt:
        """Starts the clock of a job."""
        now = self._watch.now()
        return Attempt(job, now, now + self._orders.deadline, stopping, self._buckets, self._watch)

    def run(self, attempt: Attempt) -> JobResult | None:
        """What the job brought; None if it was stopped before it was done."""
        probe = self._probes[attempt.job.probe]
        tried = 0
        while True:
            tried += 1
            try:
                return self._read(probe, attempt)
            except Cancelled:
                return None
            except Transient as error:
                wait = backoff(attempt.job.id, tried, error.after)
                if self._watch.now() + wait >= attempt.ends:
                    times = "once" if tried == 1 else f"{tried} times"
                    return self.failed(attempt, f"{error} (tried {times} within {self._orders.deadline:g} s)")
                try:
                    self._watch.wait(wait, attempt)
                except Cancelled:
                    return None
            except NotRead as error:
                return self._ended(attempt, error.unread)
            except CollectorError as error:
                return self.failed(attempt, str(error))
            except (Exception, SystemExit) as error:  # noqa: BLE001 - the border of a job: whatever fails is its result
                _log.debug("%s on %s", probe.id, attempt.job.target.id, exc_info=True)
                if attempt.over:
                    return None  # it broke because what it was using was stopped too
                return self.failed(attempt, f"{probe.id} broke: {_said(error)}")

    def failed(self, attempt: Attempt, detail: str) -> JobResult:
        """The result of a job that brought nothing, not available for the reason given."""
        return self._ended(attempt, Unread(Reason.NOT_AVAILABLE, detail))

    def too_long(self, attempt: Attempt) -> JobResult:
        """The result of a job the engine gave up on."""
        return self.failed(attempt, f"{attempt.job.probe} took longer than {self._orders.deadline:g} s")

    def _read(self, probe: Probe, attempt: Attempt) -> JobResult:
        orders = self._orders
        tools = Tools(orders.now, attempt, attempt, orders.cache, orders.deadline)
        facts: list[Fact] = []
        targets: list[Target] = []
        unread: list[Unread] = []
        for item in self._items(attempt, tools):
            match item:
                case Fact() if type(item) in probe.yields:
                    facts.append(item)
                case Target() if item.kind in probe.finds:
                    targets.append(item)
                case Unread():
                    unread.append(item)
                case _:
                    raise TypeError(f"it yielded {_described(item)}, which {probe.id} does not declare")
        encode(facts)  # what cannot be kept is this job's failure, here and not where results are saved
        result = self._ended(attempt, _summed_up(unread) if unread else None)
        return replace(result, facts=tuple(facts), targets=tuple(targets))

    def _items(self, attempt: Attempt, tools: Tools) -> Iterator[object]:
        for item in self._collector.run(attempt.job, tools, self._orders.settings):
            if attempt.over:
                raise Cancelled
            yield item
        if attempt.noticed:
            raise Cancelled

    def _ended(self, attempt: Attempt, unread: Unread | None) -> JobResult:
        job = attempt.job
        source = self._probes[job.probe].source or f"{job.probe} {{target}} {{region}}"
        return JobResult(
            job=job,
            state=_STATES[unread.reason] if unread is not None else JobState.DONE,
            unread=unread,
            calls=attempt.calls,
            seconds=max(0.0, self._watch.now() - attempt.started),
            at=self._orders.at,
            source=source.replace("{region}", job.region).replace("{target}", job.target.name).strip(),
        )


def _summed_up(unread: list[Unread]) -> Unread:
    """Several reasons of one job as one: the gravest, and everything that would settle it."""
    gravest = min(unread, key=lambda one: _GRAVITY.index(one.reason))
    needs = ", ".join(dict.fromkeys(one.needs for one in unread if one.needs))
    more = len({one.detail for one in unread}) - 1
    return Unread(gravest.reason, f"{gravest.detail} (and {more} more)" if more else gravest.detail, needs)


def _described(item: object) -> str:
    match item:
        case Fact():
            return f"a fact of kind {item.kind}"
        case Target():
            return f"a target of kind {item.kind}"
    return f"a {type(item).__name__}"


def _said(error: BaseException) -> str:
    text = str(error).strip().partition("\n")[0][:300]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
