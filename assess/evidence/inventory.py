"""Which reads tell of which kind of fact, and whether a list of subjects is whole: what the engine needs to know
before silence about a subject may mean that there is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from assess.evidence.collectors import Collector, JobId, JobRecord, JobState, Probe
from assess.evidence.facts import Fact, Reason, TargetId, Unread


class Inventory:
    """The newest read of each probe on each target and region, by the kind of fact it tells of."""

    def __init__(self, collectors: Iterable[Collector], records: Sequence[JobRecord]) -> None:
        self._probes = {probe.id: probe for collector in collectors for probe in collector.probes}
        self._probes_of: dict[str, list[Probe]] = defaultdict(list)
        for probe in self._probes.values():
            for kind in probe.yields:
                self._probes_of[kind.kind].append(probe)
        current = _newest(record for record in records if record.probe in self._probes)
        self._jobs = frozenset(record.id for record in current)
        self._records: dict[str, dict[TargetId, list[JobRecord]]] = defaultdict(lambda: defaultdict(list))
        for record in current:
            for kind in self._probes[record.probe].yields:
                self._records[kind.kind][record.target].append(record)
        self._unreadable: dict[tuple[str, JobId], Unread] = {}

    def uses(self, job: JobId) -> bool:
        """Whether facts of that job count: it is no older read of the same thing with other options."""
        return job in self._jobs

    def known(self, kind: type[Fact]) -> bool:
        """Whether some installed collector reads that kind."""
        return kind.kind in self._probes_of

    def read_twice(self, kind: type[Fact]) -> bool:
        """Whether several probes tell of that kind, so that one subject may come more than once."""
        return len(self._probes_of.get(kind.kind, ())) > 1

    def regional(self, kind: type[Fact]) -> bool:
        """Whether subjects of that kind are listed region by region."""
        return any(probe.per_region for probe in self._probes_of.get(kind.kind, ()))

    def targets(self, kind: type[Fact]) -> list[TargetId]:
        """The targets on which that kind was asked for, by id."""
        return sorted(self._records.get(kind.kind, ()))

    def targets_read(self) -> list[TargetId]:
        """Every target on which anything was asked for, by id."""
        return sorted({target for targets in self._records.values() for target in targets})

    def records(self, kind: type[Fact], target: TargetId) -> list[JobRecord]:
        """The reads that tell of that kind in that target, by region and probe."""
        return self._records.get(kind.kind, {}).get(target, [])

    def unreadable(self, kind: type[Fact], job: JobId, unread: Unread) -> None:
        """Notes that what a job found of that kind is kept in a form that cannot be read."""
        self._unreadable[kind.kind, job] = unread

    def missing(self, kind: type[Fact], target: TargetId) -> Iterator[tuple[JobRecord, Unread]]:
        """The reads of that kind in that target whose list is not whole, and why."""
        for record in self.records(kind, target):
            unread = self._unreadable.get((kind.kind, record.id))
            if unread is not None:
                yield record, unread
            elif record.state is not JobState.DONE:
                yield record, record.unread or Unread(Reason.NOT_COLLECTED, f"{record.probe} was {record.state}")

    def why_not_whole(self, kind: type[Fact], target: TargetId, region: str = "") -> Unread | None:
        """Why the list of subjects of that kind is not whole in that target (and region); None if it is."""
        records = self.records(kind, target)
        if region:
            records = [record for record in records if record.region in ("", region)]
        if not records:
            what = kind.kind.rpartition(".")[2].replace("_", " ")
            return Unread(Reason.NOT_COLLECTED, f"no {what} was asked for in {target}{f' {region}' if region else ''}")
        for record, unread in self.missing(kind, target):
            if not region or record.region in ("", region):
                return unread
        return None


def _newest(records: Iterable[JobRecord]) -> list[JobRecord]:
    """For each probe, target and region the newest read that is done, else the newest, in that order."""
    best: dict[tuple[TargetId, str, str], JobRecord] = {}
    for record in records:
        place = (record.target, record.region, record.probe)
        known = best.get(place)
        if known is None or _rank(record) > _rank(known):
            best[place] = record
    return [best[place] for place in sorted(best)]


def _rank(record: JobRecord) -> tuple[bool, str, JobId]:
    return record.state is JobState.DONE, record.at.isoformat(), record.id
