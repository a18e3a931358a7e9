"""What a run of the collectors came to so far, for a screen that samples it: by target, by target and service, and what
could not be read. The engine tells it from its own thread; no event is a message. No Textual.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from assess.engagement import Engagement
from assess.evidence.collectors import Job, JobResult, JobState, Target
from assess.evidence.facts import Unread
from assess.evidence.progress import Status

_KEPT_PLACES = 3


class Stand(StrEnum):
    """How far the reads of one service of one target are; the worst that happened to one of them names it. What was
    skipped is as if it were not there."""

    NONE = "none"
    WAITING = "waiting"
    PART = "part"
    READ = "read"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(slots=True)
class Tally:
    """Reads of one target, or of one service of it. Changed by the thread of the engine alone."""

    planned: int = 0
    done: int = 0
    refused: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def ended(self) -> int:
        """Reads with a result."""
        return self.done + self.refused + self.failed + self.skipped

    @property
    def stand(self) -> Stand:
        """How far it is, in a word."""
        if self.failed:
            return Stand.FAILED
        if self.refused:
            return Stand.REFUSED
        if self.ended < self.planned:
            return Stand.PART if self.ended else Stand.WAITING
        return Stand.READ if self.done else Stand.NONE

    def add(self, state: JobState) -> None:
        """One more result."""
        if state is JobState.DONE:
            self.done += 1
        elif state is JobState.REFUSED:
            self.refused += 1
        elif state is JobState.FAILED:
            self.failed += 1
        else:
            self.skipped += 1
        self.planned = max(self.planned, self.ended)


@dataclass(slots=True)
class TargetReads(Tally):
    """Reads of one target, with those of each of its services."""

    name: str = ""
    kind: str = ""
    services: dict[str, Tally] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Reads of one probe that ended the same way and need the same; `places` are the first few."""

    probe: str
    state: str
    needs: str
    detail: str
    count: int
    places: tuple[str, ...]


def service_of(probe: str) -> str:
    """The service a probe asks: `iam` of `aws.iam.principals`, `files` of `repository.files`."""
    parts = probe.split(".")
    return parts[1] if len(parts) > 1 else probe


@dataclass(slots=True)
class Watch:
    """What a run came to so far: latest state. `before` are reads that were done already when it went on."""

    revision: int = 0
    status: Status = field(default_factory=Status)
    targets: dict[str, TargetReads] = field(default_factory=dict)
    troubles: dict[tuple[str, str, str], Trouble] = field(default_factory=dict)
    last: str = ""
    before: int = 0

    def planned(self, jobs: Iterable[Job], done: Iterable[Job] = ()) -> None:
        """Begins with what is planned, and with what an earlier run has done of it."""
        count = 0
        for job in jobs:
            count += 1
            self._reads(job.target).planned += 1
            self._service(job.target, job.probe).planned += 1
        for job in done:
            self.before += 1
            self._reads(job.target).add(JobState.DONE)
            self._service(job.target, job.probe).add(JobState.DONE)
        self.status = Status(planned=count + self.before, done=self.before)
        self.revision += 1

    def tell(self, status: Status, results: Sequence[JobResult] = ()) -> None:
        """Takes figures, and the results of a shard."""
        self._take(status)
        for result in results:
            job = result.job
            self._reads(job.target).add(result.state)
            self._service(job.target, job.probe).add(result.state)
            if result.state is not JobState.DONE:
                place = f"{job.target.name} {job.region}".strip()
                self.trouble(job.probe, result.state.value, place, result.unread)
        if results:
            last = results[-1]
            self.last = f"{last.job.probe} {last.job.target.name} {last.job.region}".strip()
        self.revision += 1

    def end(self, status: Status) -> None:
        """Takes the last figures."""
        self._take(status)
        self.revision += 1

    def _take(self, status: Status) -> None:
        more = self.before
        self.status = replace(status, planned=status.planned + more, done=status.done + more) if more else status

    def _reads(self, target: Target) -> TargetReads:
        held = self.targets.get(target.id)
        if held is None:
            held = self.targets[target.id] = TargetReads(name=target.name, kind=target.kind)
        return held

    def _service(self, target: Target, probe: str) -> Tally:
        services = self._reads(target).services
        name = service_of(probe)
        held = services.get(name)
        if held is None:
            held = services[name] = Tally()
        return held

    def recorded(self, target: Target, probe: str, state: JobState) -> None:
        """Takes a result of an earlier run."""
        self._reads(target).add(state)
        self._service(target, probe).add(state)

    def trouble(self, probe: str, state: str, place: str, unread: Unread | None) -> None:
        """Takes a read that brought nothing."""
        needs = unread.needs if unread is not None else ""
        key = (probe, state, needs)
        held = self.troubles.get(key)
        if held is None:
            self.troubles[key] = Trouble(*key, unread.detail if unread is not None else "", 1, (place,))
        else:
            places = held.places if len(held.places) >= _KEPT_PLACES else (*held.places, place)
            self.troubles[key] = replace(held, count=held.count + 1, places=places)


def read_before(engagement: Engagement) -> Watch:
    """What earlier runs of the round came to, as the file keeps it."""
    watch = Watch()
    names = {target.id: target for target in engagement.targets()}
    for record in engagement.saved_facts({}).jobs():
        target = names.get(record.target) or Target(record.target, "", str(record.target))
        watch.recorded(target, record.probe, record.state)
        if record.state is not JobState.DONE or record.stale:
            state = "refused again" if record.stale else record.state.value
            watch.trouble(record.probe, state, f"{target.name} {record.region}".strip(), record.unread)
    return watch
