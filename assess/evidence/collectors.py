"""The seam for collectors: what a plug-in offers and what it is handed.

A collector says what it can read, plans jobs and runs one job; concurrency, retries, deadlines, rate limits,
progress, checkpoints and cancellation belong to the engine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NewType, Protocol, runtime_checkable

from assess.evidence.checks import Check
from assess.evidence.facts import Fact, TargetId, Unread

JobId = NewType("JobId", str)


class CollectorError(Exception):
    """A target or option that cannot be used: one sentence with what, where and what to do."""


class Transient(Exception):  # noqa: N818 - a condition, not a defect
    """Raised by a probe for a throttle or a passing fault: the engine tries again until the deadline.
    `after` is the wait the other side asked for, in seconds."""

    def __init__(self, message: str, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a collector: a flag of `assess collect` and a field of the form in the app."""

    flag: str
    help: str
    metavar: str = ""
    multiple: bool = False
    choices: tuple[str, ...] = ()
    switch: bool = False
    """A flag without a value."""
    chooses: bool = False
    """It chooses what is asked (targets, regions) and changes no answer, so it is no part of a job's identity."""
    enables: tuple[str, ...] = ()
    """Ids of opt-in probes that are read where this option is given."""

    @property
    def name(self) -> str:
        """`--aws-profile` becomes `aws_profile`."""
        return self.flag.lstrip("-").replace("-", "_")


@dataclass(frozen=True, slots=True)
class Probe:
    """One read. `calls` is the expected number of calls a job makes, `usd` its price per job."""

    id: str
    target_kind: str
    calls: int
    permissions: tuple[str, ...]
    yields: tuple[type[Fact], ...]
    per_region: bool = False
    usd: float = 0.0
    opt_in: bool = False
    seconds: float = 1.0
    """Expected duration of one job, for the estimate before anything was measured."""
    finds: tuple[str, ...] = ()
    """Kinds of the targets that its jobs may yield. Such a job is run again by `--resume`, so that what it found
    is planned again."""
    source: str = ""
    """The call or command as a person would repeat it; `{target}` and `{region}` stand for name and region."""


@dataclass(frozen=True, slots=True)
class Target:
    """An account, organisation, repository or checkout to be read. `settings` hold what `run` needs to reach it
    (a path, a role name): plain strings, never a credential. `labels` feed the environment rules."""

    id: TargetId
    kind: str
    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    """`where` -> text for environment rules: name, ou, path, tag."""
    excluded: str = ""
    """Why it does not count (archived, fork, template, suspended); empty if it counts."""
    notes: tuple[str, ...] = ()
    """Sentences about what could not be found out when it was named. Told, and not kept with it."""
    remarks: tuple[str, ...] = ()
    """Sentences for whoever named it, for which nothing is missing. Told, and not kept with it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Parsed options of one collector, profile and scope: plain data, picklable, no credentials."""

    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    profile: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    """Probe ids or prefixes of `--only`; empty: all that are not opt-in."""
    choosing: frozenset[str] = frozenset()
    """Names of the options that choose and change no answer; the engine fills it in."""

    def first(self, name: str, default: str = "") -> str:
        """The first value of an option."""
        values = self.options.get(name, ())
        return values[0] if values else default

    def digest(self) -> str:
        """Identifies what changes the answer of a job."""
        options = sorted((k, list(v)) for k, v in self.options.items() if k not in self.choosing)
        text = json.dumps([options, sorted(self.profile.items())])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Job:
    """One probe on one target and region. `shard` groups jobs that run in one process, `limit_key` names the
    token bucket they share."""

    id: JobId
    collector: str
    probe: str
    target: Target
    region: str = ""
    shard: str = ""
    limit_key: str = ""

    @staticmethod
    def make(
        collector: str,
        probe: Probe,
        target: Target,
        settings: Settings,
        *,
        region: str = "",
        shard: str = "",
        limit_key: str = "",
    ) -> Job:
        """A job with its stable id: sha256 of probe, target, region and settings digest."""
        text = "\0".join((probe.id, target.id, region, settings.digest()))
        identifier = JobId(hashlib.sha256(text.encode()).hexdigest()[:24])
        return Job(identifier, collector, probe.id, target, region, shard or target.id, limit_key or collector)


class JobState(StrEnum):
    """How a job ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a job brought: facts, further targets, and why it is not `done` if so. `seconds` is its duration."""

    job: Job
    state: JobState
    facts: tuple[Fact, ...] = ()
    targets: tuple[Target, ...] = ()
    unread: Unread | None = None
    calls: int = 0
    seconds: float = 0.0
    at: datetime | None = None
    source: str = ""
    """The call or command it was read with, as a person would repeat it."""


class Limiter(Protocol):
    """A token bucket for calls that share a limit."""

    def wait(self, key: str, calls: int = 1) -> None:
        """Blocks until that many calls may be made; raises `Cancelled` if the run is being stopped."""
        ...


class Cancelled(Exception):  # noqa: N818 - a condition
    """The run is being stopped; a probe lets it pass."""


class Cancel(Protocol):
    """Whether the run is being stopped."""

    def is_set(self) -> bool:
        """True once it is."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What a probe is handed: the time of the run, cancellation, limits, a cache folder, and a counter of calls."""

    now: datetime
    cancel: Cancel
    limiter: Limiter
    cache: Path
    deadline: float
    """Seconds a job may take before the engine gives up on it."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What the other side allows: so many calls a second, after a first burst."""

    per_second: float
    burst: int = 1


@runtime_checkable
class RateLimited(Protocol):
    """A collector whose calls share limits. Jobs of one limited key never run in two processes at once."""

    def rate(self, limit_key: str) -> Rate | None:
        """The known limit of that key; None if there is none."""
        ...


@runtime_checkable
class Threaded(Protocol):
    """A collector whose jobs wait for answers from afar: so many of them run at once in one process."""

    threads: int


@runtime_checkable
class SlowToStart(Protocol):
    """A collector that needs much before its first answer in a process: work that is expected to take less than
    `start_seconds` in one process is done where the engine runs."""

    start_seconds: float


@runtime_checkable
class PolicyWriter(Protocol):
    """A collector that writes the least permissions of its probes in the forms that its platform takes."""

    @property
    def policy_formats(self) -> tuple[str, ...]:
        """The forms, the usual one first."""
        ...

    def policy(self, form: str) -> str:
        """The text in one of these forms, ending in a line break."""
        ...


class Collector(Protocol):
    """A plug-in, found through the entry-point group `assess.collectors`; it may be `Threaded`, `RateLimited` and
    `SlowToStart`."""

    name: str
    options: tuple[Option, ...]

    @property
    def probes(self) -> tuple[Probe, ...]:
        """Everything it can read. May be made when first asked for, so that finding the collector stays cheap."""
        ...

    def targets(self, settings: Settings) -> Iterable[Target]:
        """The targets named by the options. Raises `CollectorError` with one sentence on a bad one."""
        ...

    def plan(self, target: Target, settings: Settings) -> Iterable[Job]:
        """The jobs for one target of a kind this collector owns."""
        ...

    def run(self, job: Job, tools: Tools, settings: Settings) -> Iterator[Fact | Target | Unread]:
        """Runs one job. Yielding `Unread` marks the whole job as not done, with that reason (refused where it is not
        permitted, failed where not available, else skipped); its facts are kept, but the inventory is not complete.
        Facts are of the kinds the probe `yields`, targets of those it `finds`. Raises `Transient` to be tried again."""
        ...

    def checks(self) -> Iterable[Check]:
        """Every check of this collector; imports its checks package."""
        ...


class Sink(Protocol):
    """Where the engine puts results. The engagement file implements it; only the thread that runs the engine
    calls it."""

    def finished(self) -> frozenset[JobId]:
        """Ids of the jobs of this round that are done: a resumed run skips them."""
        ...

    def record(self, results: Sequence[JobResult]) -> None:
        """Saves jobs, facts and events of these results in one transaction."""
        ...


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job as it was saved, newest first choice for a snapshot (decisions section 5)."""

    id: JobId
    probe: str
    target: TargetId
    region: str
    state: JobState
    unread: Unread | None
    at: datetime
    stale: bool = False
    """True where a newer run was refused and the facts are of an older read."""
    source: str = ""
    """The call or command the facts were read with."""


class FactSource(Protocol):
    """Where saved facts come from. The engagement file implements it."""

    def jobs(self) -> Sequence[JobRecord]:
        """For each job id the newest usable record up to this round."""
        ...

    def targets(self) -> Sequence[Target]:
        """Every target known to the engagement, by id."""
        ...

    def facts(self, kind: str) -> Iterator[tuple[JobRecord, Fact | Unread]]:
        """Every fact of that kind with the job that read it, ordered by job id, then as saved. An `Unread` stands
        for all facts of that job and kind: they are kept in a form that this program cannot read."""
        ...
