"""What a run came to: figures, what was not read and what would settle it, and how long the rest will take."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assess.evidence.collectors import Collector, Job, JobResult, JobState
from assess.evidence.facts import Reason, Unread
from assess.evidence.progress import Status
from assess.evidence.shards import threads_of


@dataclass(frozen=True, slots=True)
class NotDone:
    """Reads of one probe that ended the same way and need the same: why, in the words of the first, and where."""

    probe: str
    state: JobState
    reason: Reason
    detail: str
    needs: str
    places: tuple[str, ...]
    """Names of targets, with the region where there is one."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to. `left` jobs have no result because the run was stopped; `already_done` were not asked
    again."""

    status: Status
    not_done: tuple[NotDone, ...] = ()
    notes: tuple[str, ...] = ()
    left: int = 0
    already_done: int = 0
    interrupted: bool = False

    @property
    def complete(self) -> bool:
        """Whether everything that was planned was read; if not, a command ends with exit code 4."""
        return not (self.not_done or self.notes or self.left or self.interrupted)


class Figures:
    """Counts results as they come, and estimates from what was measured how long the rest takes."""

    def __init__(self, collectors: Iterable[Collector]) -> None:
        self._probes = {probe.id: probe for collector in collectors for probe in collector.probes}
        self._threads = {probe.id: threads_of(collector) for collector in collectors for probe in collector.probes}
        self._open: Counter[str] = Counter()
        self._ended: Counter[str] = Counter()
        self._spent: dict[str, float] = defaultdict(float)
        self._states: Counter[JobState] = Counter()
        self._calls = 0
        self._not_done: dict[tuple[str, JobState, str], list[JobResult]] = {}

    def planned(self, jobs: Iterable[Job]) -> None:
        """Adds jobs that are to be run."""
        self._open.update(job.probe for job in jobs)

    def ended(self, results: Iterable[JobResult]) -> None:
        """Adds results of jobs that were planned."""
        for result in results:
            probe = result.job.probe
            self._open[probe] -= 1
            self._ended[probe] += 1
            self._spent[probe] += result.seconds
            self._states[result.state] += 1
            self._calls += result.calls
            if result.state is not JobState.DONE:
                needs = result.unread.needs if result.unread is not None else ""
                self._not_done.setdefault((probe, result.state, needs), []).append(result)

    def seconds(self, job: Job) -> float:
        """How long a job is expected to take."""
        return self._expected(job.probe)

    def status(self, seconds: float, workers: int, running: int = 0) -> Status:
        """The figures after so many seconds on so many workers, which have so many jobs in hand."""
        left = sum(count * self._expected(probe) / self._threads[probe] for probe, count in self._open.items())
        return Status(
            planned=self._open.total() + self._ended.total(),
            done=self._states[JobState.DONE],
            refused=self._states[JobState.REFUSED],
            failed=self._states[JobState.FAILED],
            skipped=self._states[JobState.SKIPPED],
            calls=self._calls,
            seconds=seconds,
            left=left / workers if self._ended else None,
            running=running,
        )

    def not_done(self) -> tuple[NotDone, ...]:
        """What was not read, by probe."""
        return tuple(_not_done(*key, results) for key, results in sorted(self._not_done.items()))

    def _expected(self, probe: str) -> float:
        """The mean of what was measured; before that what the probe says, corrected by how far others were off."""
        if self._ended[probe]:
            return self._spent[probe] / self._ended[probe]
        said = sum(self._probes[other].seconds * count for other, count in self._ended.items())
        return self._probes[probe].seconds * (sum(self._spent.values()) / said if said else 1.0)


def _not_done(probe: str, state: JobState, needs: str, results: list[JobResult]) -> NotDone:
    first = min(results, key=lambda result: (result.job.target.id, result.job.region))
    unread = first.unread or Unread(Reason.NOT_COLLECTED, "")
    places = sorted(f"{result.job.target.name} {result.job.region}".strip() for result in results)
    return NotDone(probe, state, unread.reason, unread.detail, needs, tuple(places))
