"""Results kept in memory and nowhere else: for tests of collecting and judging that need no engagement file.

The same two seams as the engagement file, so that collecting and judging do not know the difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assess.evidence.collectors import JobId, JobRecord, JobResult, JobState, Target
from assess.evidence.facts import Fact, TargetId


class Kept:
    """A `Sink` and a `FactSource` of one run. Every result needs its time."""

    def __init__(self) -> None:
        self._results: dict[JobId, tuple[JobRecord, tuple[Fact, ...]]] = {}
        self._targets: dict[TargetId, Target] = {}

    def finished(self) -> frozenset[JobId]:
        """As `Sink.finished`."""
        return frozenset(record.id for record, _ in self._results.values() if record.state is JobState.DONE)

    def record(self, results: Sequence[JobResult]) -> None:
        """As `Sink.record`."""
        for result in results:
            job = result.job
            if result.at is None:
                raise ValueError(f"the result of {job.probe} on {job.target.name} has no time")
            record = JobRecord(
                id=job.id,
                probe=job.probe,
                target=job.target.id,
                region=job.region,
                state=result.state,
                unread=result.unread,
                at=result.at,
                source=result.source,
            )
            self._results[job.id] = (record, result.facts)
            for target in (job.target, *result.targets):
                self._targets[target.id] = target

    def jobs(self) -> Sequence[JobRecord]:
        """As `FactSource.jobs`."""
        return [self._results[identifier][0] for identifier in sorted(self._results)]

    def targets(self) -> Sequence[Target]:
        """As `FactSource.targets`."""
        return [self._targets[identifier] for identifier in sorted(self._targets)]

    def facts(self, kind: str) -> Iterator[tuple[JobRecord, Fact]]:
        """As `FactSource.facts`."""
        for identifier in sorted(self._results):
            record, facts = self._results[identifier]
            for fact in facts:
                if fact.kind == kind:
                    yield record, fact
