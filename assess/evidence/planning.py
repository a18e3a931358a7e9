"""What a run would do: targets named by options, jobs of their probes, and what that needs and costs. Reads nothing
but what collectors need to name their targets.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from assess.evidence.collectors import Collector, CollectorError, Job, JobId, Probe, Settings, Target
from assess.evidence.facts import TargetId
from assess.evidence.shards import threads_of


@dataclass(frozen=True)
class Plan:
    """Jobs in the order in which they were planned; a run may find further targets and plan more."""

    collectors: Mapping[str, Collector]
    settings: Mapping[str, Settings]
    targets: tuple[Target, ...] = ()
    jobs: tuple[Job, ...] = ()
    finished: frozenset[JobId] = frozenset()
    """Jobs that are done and not asked again."""
    already_done: int = 0
    """How many of the planned jobs are among them."""
    notes: tuple[str, ...] = ()
    """Sentences about what was named and cannot be read, or could not be found out about it."""
    finds: tuple[str, ...] = field(default=())
    """Kinds of further targets that these jobs may find; what reading those takes is not in the figures."""

    def probe(self, job: Job) -> Probe:
        """The probe of a job."""
        return self._probes[job.probe]

    @cached_property
    def _probes(self) -> dict[str, Probe]:
        return {probe.id: probe for collector in self.collectors.values() for probe in collector.probes}

    @property
    def permissions(self) -> tuple[str, ...]:
        """Everything the jobs need, by name."""
        return tuple(sorted({name for job in self.jobs for name in self.probe(job).permissions}))

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences about how targets were named, for which nothing is missing."""
        return tuple(dict.fromkeys(remark for target in self.targets for remark in target.remarks))

    @property
    def calls(self) -> int:
        """Expected number of calls."""
        return sum(self.probe(job).calls for job in self.jobs)

    @property
    def usd(self) -> float:
        """Expected price in US dollars."""
        return round(sum(self.probe(job).usd for job in self.jobs), 4)

    def seconds(self, workers: int) -> float:
        """Expected duration on so many worker processes, from what the probes say."""
        threads = {name: threads_of(collector) for name, collector in self.collectors.items()}
        work = sum(self.probe(job).seconds / threads[job.collector] for job in self.jobs)
        return work / max(1, workers)


def plan(
    collectors: Sequence[Collector],
    settings: Mapping[str, Settings],
    *,
    finished: frozenset[JobId] = frozenset(),
) -> Plan:
    """Plans the jobs of the targets that the options name.

    `settings` by collector name; a collector without any names no target, but reads those that others find. `only` is
    one list for all of them. `finished` are jobs to leave out (`--resume`).
    Raises `CollectorError` with one sentence on an option that cannot be used.
    """
    only = tuple(sorted({name for one in settings.values() for name in one.only}))
    _check_only(collectors, only)
    profile = next((one.profile for one in settings.values()), {})
    others = Settings(profile=profile, only=only)
    complete = {each.name: _completed(each, settings.get(each.name, others)) for each in collectors}
    planner = Planner(collectors, complete, finished)
    for collector in collectors:
        if collector.name in settings:
            planner.add(collector.targets(complete[collector.name]))
    return planner.plan()


class Planner:
    """Turns targets into jobs, each target and each job once; also those that are found while running."""

    def __init__(
        self, collectors: Sequence[Collector], settings: Mapping[str, Settings], finished: frozenset[JobId]
    ) -> None:
        self._collectors = {collector.name: collector for collector in collectors}
        self._settings = settings
        self._finished = finished
        self._probes = {probe.id: probe for collector in collectors for probe in collector.probes}
        self._owners: dict[str, list[Collector]] = {}
        for collector in collectors:
            for kind in dict.fromkeys(probe.target_kind for probe in collector.probes):
                self._owners.setdefault(kind, []).append(collector)
        self._targets: dict[TargetId, Target] = {}
        self._jobs: dict[JobId, Job] = {}
        self._already_done = 0
        self.notes: dict[str, None] = {}
        """Sentences about targets that cannot be planned, in order."""

    @classmethod
    def resumed(cls, plan: Plan) -> Planner:
        """A planner that knows what a plan holds, to add what is found while it is carried out."""
        planner = cls(tuple(plan.collectors.values()), plan.settings, plan.finished)
        planner._targets = {target.id: target for target in plan.targets}
        planner._jobs = {job.id: job for job in plan.jobs}
        planner._already_done = plan.already_done
        return planner

    @property
    def already_done(self) -> int:
        """How many jobs were left out because they are done."""
        return self._already_done

    def add(self, targets: Iterable[Target]) -> list[Job]:
        """Plans the targets that are new; the new jobs."""
        added: list[Job] = []
        for target in targets:
            if target.id in self._targets:
                continue
            self._targets[target.id] = target
            self.notes |= dict.fromkeys(target.notes)
            owners = self._owners.get(target.kind, [])
            if not owners:
                self.notes[f"{target.name} is a {target.kind}, and no installed collector reads that"] = None
            for collector in owners:
                added += self._jobs_of(collector, target)
        return added

    def plan(self) -> Plan:
        """Everything that was added."""
        probes = [self._probes[job.probe] for job in self._jobs.values()]
        return Plan(
            collectors=self._collectors,
            settings=self._settings,
            targets=tuple(self._targets.values()),
            jobs=tuple(self._jobs.values()),
            finished=self._finished,
            already_done=self._already_done,
            notes=tuple(self.notes),
            finds=tuple(sorted({kind for probe in probes for kind in probe.finds})),
        )

    def _jobs_of(self, collector: Collector, target: Target) -> list[Job]:
        settings = self._settings[collector.name]
        wanted = {probe.id for probe in collector.probes if _wanted(probe, collector, settings)}
        added: list[Job] = []
        for job in collector.plan(target, settings):
            probe = self._probes.get(job.probe)
            if probe is None or job.collector != collector.name:
                raise CollectorError(
                    f"the collector {collector.name} planned {job.collector}:{job.probe}, which is none of its probes"
                )
            if job.id in self._jobs or probe.id not in wanted:
                continue
            if job.id in self._finished and not probe.finds:
                self._already_done += 1
                continue
            self._jobs[job.id] = job
            added.append(job)
        return added


def _completed(collector: Collector, settings: Settings) -> Settings:
    choosing = frozenset(option.name for option in collector.options if option.chooses or option.enables)
    return replace(settings, choosing=choosing)


def _named(probe: str, only: Iterable[str]) -> bool:
    return any(probe == name or probe.startswith((f"{name}.", f"{name}:", f"{name}/")) for name in only)


def _wanted(probe: Probe, collector: Collector, settings: Settings) -> bool:
    """Whether a run reads a probe: what `only` names, else all. What is read on request alone, because it costs money
    or starts work, is asked for by an option or by its whole name: `--only aws.iam` means the usual reads of IAM."""
    asked = {name for option in collector.options if settings.options.get(option.name) for name in option.enables}
    if probe.opt_in and probe.id not in asked:
        return probe.id in settings.only
    return not settings.only or _named(probe.id, settings.only)


_NAMED_PROBES = 6
"""How many probes a sentence names; a collector may have a hundred."""


def _check_only(collectors: Sequence[Collector], only: Iterable[str]) -> None:
    probes = [probe.id for collector in collectors for probe in collector.probes]
    for name in only:
        if any(_named(probe, (name,)) for probe in probes):
            continue
        prefixes = {probe.rpartition(".")[0] for probe in probes} - {""}
        near = difflib.get_close_matches(name, [*probes, *sorted(prefixes)], n=1, cutoff=0.4)
        first = sorted(probes)[:_NAMED_PROBES]
        rest = f" and {len(probes) - len(first)} more, which --dry-run lists" if len(probes) > len(first) else ""
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(first)}{rest}"
        raise CollectorError(f"no probe is named {name}: {hint}")
