"""A collection from the app: the options of each collector, a dry run, a run in a thread of its own that can pause and
stop. What it came to is in `watching.py`. No Textual.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from assess.engagement import Engagement
from assess.evidence.collectors import Collector, CollectorError, Job, JobId, Option, Settings, Target
from assess.evidence.discovery import Discovered, discover
from assess.evidence.planning import Plan, plan
from assess.evidence.running import Conditions, run
from assess.model.loading import cache_folder
from assess.tui.fields import Field, FieldKind, Form, Values, words
from assess.tui.identity import Identity
from assess.tui.watching import Watch


class Collection:
    """What the app can read: options, plan and run. One for an app; it goes on when its view is left."""

    def __init__(self, path: Path, identity: Identity, round_id: int) -> None:
        self._path = path
        self._identity = identity
        self._round = round_id
        self._stop = threading.Event()
        self._pausing = False
        self._done: tuple[Job, ...] = ()
        """Jobs of the plan that an earlier run has done."""
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
        """Whether the run was told to stop or to pause."""
        return self.running and self._stop.is_set()

    @property
    def paused(self) -> bool:
        """Whether the run was paused, and has ended what it was at."""
        return self._pausing and not self.running and self.left > 0

    @property
    def left(self) -> int:
        """How many reads of the last run have no result yet."""
        return self.watch.status.planned - self.watch.status.ended if self.watch is not None else 0

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
        self.plan, self.problem, self._done = None, "", ()
        if not self.settings:
            self.problem = "nothing is named yet: press Enter on a collector and say what to read"
            return False
        try:
            whole = plan(self.discovered.collectors, self.settings)
        except CollectorError as error:
            self.problem = str(error)
            return False
        self.plan = self._without_done(whole, engagement.sink().finished()) if resume else whole
        if not self.plan.jobs:
            self.problem = "everything is read already" if self.plan.already_done else "nothing to read was found"
        return bool(self.plan.jobs)

    def _without_done(self, whole: Plan, finished: frozenset[JobId]) -> Plan:
        """What is left of a plan. What finds further targets is asked again: its finds are not kept."""
        self._done = tuple(job for job in whole.jobs if job.id in finished and not whole.probe(job).finds)
        done = {job.id for job in self._done}
        left = tuple(job for job in whole.jobs if job.id not in done)
        return replace(whole, jobs=left, finished=finished, already_done=len(self._done))

    def begin(self) -> None:
        """Reads what was planned, in a thread of its own."""
        planned = self.plan
        if planned is None or self.running:
            return
        self._stop.clear()
        self._pausing = False
        self.problem = ""
        self.watch = Watch()
        self.watch.planned(planned.jobs, self._done)
        self._thread = threading.Thread(target=self._run, args=(planned, self.watch), name="collecting", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tells the run to stop; what was read is kept."""
        self._pausing = False
        self._stop.set()

    def pause(self) -> None:
        """Tells the run to pause: it stops asking, what was read is kept, and it can go on where it is."""
        self._pausing = True
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
                word, key = ("paused", "Space") if self._pausing else ("stopped", "m")
                self.problem = f"{word} with {summary.left:,} reads left; {key} goes on with them"
            elif summary.notes:
                self.problem = summary.notes[0]
        except Exception as error:  # noqa: BLE001 - the border to a job: the app goes on, and says why
            self.problem = str(error) or type(error).__name__


def form_of(collector: Collector, given: Mapping[str, tuple[str, ...]]) -> Form:
    """The form of a collector, from its own options."""
    return Form(
        f"What {collector.name} reads",
        tuple(_field(option, given.get(option.name, ())) for option in collector.options),
        done="Use these",
        check=lambda values: _quotes_close(collector, values),
    )


def _label(option: Option) -> str:
    """An option as a form calls it."""
    return option.flag.lstrip("-").replace("-", " ").capitalize()


def _field(option: Option, given: tuple[str, ...]) -> Field:
    label = _label(option)
    several = " Several: put spaces between, and quotes round one with a space." if option.multiple else ""
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
            given = words(values.get(option.name, ""))
        except ValueError:
            return f"{_label(option)}: a quote is not closed"
        if option.metavar.upper() == "PATH":
            missing = next((each for each in given if not Path(each).expanduser().exists()), None)
            if missing is not None:
                return f"{_label(option)}: there is no {missing}"
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
