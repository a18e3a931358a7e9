"""A collection from the app: the options of each collector, a dry run, a run in a thread of its own. No Textual.

The engine tells a `Watch` what comes in; the screen samples it a few times a second. No event is a message.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assess.engagement import Engagement
from assess.evidence.collectors import Collector, CollectorError, JobResult, JobState, Option, Settings, Target
from assess.evidence.discovery import Discovered, discover
from assess.evidence.planning import Plan, plan
from assess.evidence.progress import Status
from assess.evidence.running import Conditions, run
from assess.model.loading import cache_folder
from assess.tui.fields import Field, FieldKind, Form, Values, words
from assess.tui.identity import Identity

_KEPT_PLACES = 3


@dataclass(frozen=True, slots=True)
class TargetState:
    """How far the reads of one target are."""

    name: str
    kind: str
    planned: int = 0
    done: int = 0
    refused: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def ended(self) -> int:
        """Reads with a result."""
        return self.done + self.refused + self.failed + self.skipped

    def plus(self, state: JobState) -> TargetState:
        """One more result."""
        counts = {name: getattr(self, name) for name in ("done", "refused", "failed", "skipped")}
        counts[state.value] += 1
        ended = sum(counts.values())
        return replace(self, planned=max(self.planned, ended), **counts)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Reads of one probe that ended the same way and need the same; `places` are the first few."""

    probe: str
    state: str
    needs: str
    detail: str
    count: int
    places: tuple[str, ...]


@dataclass(slots=True)
class Watch:
    """What a run came to so far: latest state, for a screen that samples it. Called by the thread of the engine."""

    revision: int = 0
    status: Status = field(default_factory=Status)
    targets: dict[str, TargetState] = field(default_factory=dict)
    troubles: dict[tuple[str, str, str], Trouble] = field(default_factory=dict)
    last: str = ""

    def planned(self, found: Plan) -> None:
        """Begins with what is planned."""
        for job in found.jobs:
            held = self.targets.get(job.target.id) or TargetState(job.target.name, job.target.kind)
            self.targets[job.target.id] = replace(held, planned=held.planned + 1)
        self.status = Status(planned=len(found.jobs))
        self.revision += 1

    def tell(self, status: Status, results: Sequence[JobResult] = ()) -> None:
        """Takes figures, and the results of a shard."""
        self.status = status
        for result in results:
            job = result.job
            held = self.targets.get(job.target.id) or TargetState(job.target.name, job.target.kind)
            self.targets[job.target.id] = held.plus(result.state)
            if result.state is not JobState.DONE:
                self._trouble(result)
        if results:
            last = results[-1]
            self.last = f"{last.job.probe} {last.job.target.name} {last.job.region}".strip()
        self.revision += 1

    def end(self, status: Status) -> None:
        """Takes the last figures."""
        self.status = status
        self.revision += 1

    def _trouble(self, result: JobResult) -> None:
        needs = result.unread.needs if result.unread is not None else ""
        key = (result.job.probe, result.state.value, needs)
        place = f"{result.job.target.name} {result.job.region}".strip()
        held = self.troubles.get(key)
        if held is None:
            detail = result.unread.detail if result.unread is not None else ""
            self.troubles[key] = Trouble(*key, detail, 1, (place,))
        else:
            places = held.places if len(held.places) >= _KEPT_PLACES else (*held.places, place)
            self.troubles[key] = replace(held, count=held.count + 1, places=places)


def read_before(engagement: Engagement) -> Watch:
    """What earlier runs of the round came to, as the file keeps it."""
    watch = Watch()
    names = {target.id: target for target in engagement.targets()}
    for record in engagement.saved_facts({}).jobs():
        target = names.get(record.target)
        name, kind = (target.name, target.kind) if target is not None else (str(record.target), "")
        held = watch.targets.get(record.target) or TargetState(name, kind)
        watch.targets[record.target] = held.plus(record.state)
        if record.state is not JobState.DONE or record.stale:
            needs = record.unread.needs if record.unread is not None else ""
            state = "refused again" if record.stale else record.state.value
            key = (record.probe, state, needs)
            place = f"{name} {record.region}".strip()
            before = watch.troubles.get(key)
            detail = record.unread.detail if record.unread is not None else ""
            places = (place,) if before is None else (*before.places, place)[:_KEPT_PLACES]
            watch.troubles[key] = Trouble(*key, detail, 1 + (before.count if before else 0), places)
    return watch


class Collection:
    """What the app can read: options, plan and run. One for an app; it goes on when its view is left."""

    def __init__(self, path: Path, identity: Identity, round_id: int) -> None:
        self._path = path
        self._identity = identity
        self._round = round_id
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._discovered: Discovered | None = None
        self.options: dict[str, dict[str, tuple[str, ...]]] = {}
        self.plan: Plan | None = None
        self.watch: Watch | None = None
        self.problem = ""
        """Why the last plan or run could not be made, or was not complete; empty if it was."""

    @property
    def discovered(self) -> Discovered:
        """The collectors that are installed, and what is wrong with others."""
        if self._discovered is None:
            self._discovered = discover()
        return self._discovered

    @property
    def running(self) -> bool:
        """Whether systems are being read now."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def stopping(self) -> bool:
        """Whether the run was told to stop."""
        return self.running and self._stop.is_set()

    def collector(self, name: str) -> Collector | None:
        """The collector of that name."""
        return next((each for each in self.discovered.collectors if each.name == name), None)

    def known(self, targets: Sequence[Target]) -> None:
        """Fills in what the file already names, so that reading again asks nothing: paths of checkouts."""
        for collector in self.discovered.collectors:
            for option in collector.options:
                paths = [t.settings["path"] for t in targets if t.kind == option.name and t.settings.get("path")]
                if paths and option.multiple:
                    self.options.setdefault(collector.name, {}).setdefault(option.name, tuple(dict.fromkeys(paths)))

    @property
    def settings(self) -> dict[str, Settings]:
        """The settings of each collector that any option names."""
        return {name: Settings(options=given) for name, given in self.options.items() if given}

    def dry_run(self, engagement: Engagement, *, resume: bool = False) -> bool:
        """Plans; whether there is anything to read. What is wrong is in `problem`."""
        self.plan, self.problem = None, ""
        if not self.settings:
            self.problem = "nothing is named yet: press Enter on a collector and say what to read"
            return False
        finished = engagement.sink().finished() if resume else frozenset()
        try:
            self.plan = plan(self.discovered.collectors, self.settings, finished=finished)
        except CollectorError as error:
            self.problem = str(error)
            return False
        if not self.plan.jobs:
            self.problem = "everything is read already" if self.plan.already_done else "nothing to read was found"
        return bool(self.plan.jobs)

    def begin(self) -> None:
        """Reads what was planned, in a thread of its own."""
        planned = self.plan
        if planned is None or self.running:
            return
        self._stop.clear()
        self.problem = ""
        self.watch = Watch()
        self.watch.planned(planned)
        self._thread = threading.Thread(target=self._run, args=(planned, self.watch), name="collecting", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tells the run to stop; what was read is kept."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Waits for the run to end."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self, planned: Plan, watch: Watch) -> None:
        who = self._identity
        try:
            with Engagement.open(
                self._path, clock=who.clock, actor=who.actor, program=who.program, round_id=self._round
            ) as own:
                conditions = Conditions(clock=who.clock, cache=cache_folder(), stop=self._stop)
                summary = run(planned, own.sink(), conditions, watch)
            if summary.interrupted:
                self.problem = f"stopped with {summary.left} reads left; m goes on with them"
            elif summary.notes:
                self.problem = summary.notes[0]
        except Exception as error:  # noqa: BLE001 - the border to a job: the app goes on, and says why
            self.problem = str(error) or type(error).__name__


def form_of(collector: Collector, given: Mapping[str, tuple[str, ...]]) -> Form:
    """The form of a collector, from its own options."""
    return Form(
        f"What {collector.name} reads",
        tuple(_field(option, given.get(option.name, ())) for option in collector.options),
        done="Take over",
        check=lambda values: _quotes_close(collector, values),
    )


def _field(option: Option, given: tuple[str, ...]) -> Field:
    label = option.flag.lstrip("-").replace("-", " ").capitalize()[:17]
    several = " Several: separated by spaces, quoted where one holds a space." if option.multiple else ""
    if option.switch:
        value = "yes" if given else "no"
        return Field(option.name, label, FieldKind.SWITCH, value, option.help, (("no", "no"), ("yes", "yes")))
    if option.choices and not option.multiple:
        choices = (("", "not given"), *((each, each) for each in option.choices))
        return Field(option.name, label, FieldKind.CHOICE, given[0] if given else "", option.help, choices)
    shown = " ".join(f'"{each}"' if " " in each else each for each in given)
    return Field(option.name, label, value=shown, help=option.help + several)


def _quotes_close(collector: Collector, values: Values) -> str:
    for option in collector.options:
        try:
            words(values.get(option.name, ""))
        except ValueError:
            return f"{option.flag}: a quote is not closed"
    return ""


def options_of(collector: Collector, values: Values) -> dict[str, tuple[str, ...]]:
    """The options that a form names; empty ones are left out."""
    found: dict[str, tuple[str, ...]] = {}
    for option in collector.options:
        value = values.get(option.name, "").strip()
        if option.switch:
            if value == "yes":
                found[option.name] = ("yes",)
        elif value:
            found[option.name] = words(value) if option.multiple else (value,)
    return found
