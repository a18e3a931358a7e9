"""Collects repositories as the engine would, and judges what was collected: what tests of this collector share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from assess.evidence.checks import Outcome, Verdict, unknown
from assess.evidence.codec import decode, encode
from assess.evidence.collectors import Job, Settings, Tools
from assess.evidence.facts import Fact, NotRead, Subject, Unread
from collectors.repository import COLLECTOR

F = TypeVar("F", bound=Fact)
YIELDS = {probe.id: probe.yields for probe in COLLECTOR.probes}
CHECKS = {check.id.partition("/")[2]: check for check in COLLECTOR.checks()}


class _Unhindered:
    """A limiter that never waits."""

    def wait(self, key: str, calls: int = 1) -> None:
        """Returns at once."""


class Collected:
    """Some repositories as a `Snapshot` for checks. A probe runs when a kind it yields is first asked for."""

    def __init__(self, settings: Settings, tools: Tools) -> None:
        self.targets = tuple(COLLECTOR.targets(settings))
        self.tools = tools
        self._settings = settings
        self._waiting = [job for target in self.targets for job in COLLECTOR.plan(target, settings)]
        self._facts: list[Fact] = []
        self._unread: dict[tuple[str, str], Unread] = {}

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact of every probe."""
        self._run(self._waiting)
        return tuple(self._facts)

    def _run(self, jobs: list[Job]) -> None:
        for job in jobs:
            for item in COLLECTOR.run(job, self.tools, self._settings):
                if isinstance(item, Fact):
                    assert type(item) in YIELDS[job.probe]
                    self._facts.extend(decode(type(item), encode([item])))
                elif isinstance(item, Unread):
                    self._unread |= {(job.target.id, kind.kind): item for kind in YIELDS[job.probe]}
        self._waiting = [job for job in self._waiting if job not in jobs]
        self._facts.sort(key=lambda fact: fact.subject.id)
        assert len({fact.id for fact in self._facts}) == len(self._facts), "two facts share an id"

    def of(self, kind: type[F]) -> Iterator[F]:
        self._run([job for job in self._waiting if kind in YIELDS[job.probe]])
        return iter([fact for fact in self._facts if type(fact) is kind])

    def within(self, kind: type[F], near: Subject) -> Iterator[F] | Unread:
        found = self.of(kind)
        why = self._unread.get((near.target, kind.kind))
        return why or (fact for fact in found if fact.subject.target == near.target)

    def get(self, kind: type[F], identifier: str, near: Subject) -> F | Unread | None:
        found = self.within(kind, near)
        if isinstance(found, Unread):
            return found
        return next((fact for fact in found if fact.subject.id == identifier), None)

    def unread(self, kind: type[Fact]) -> Unread | None:
        """Why that inventory is not whole; None if it is."""
        self.of(kind)
        return next((why for (_, name), why in self._unread.items() if name == kind.kind), None)

    def one(self, kind: type[F]) -> F:
        """The only fact of that kind."""
        (found,) = self.of(kind)
        return found

    def verdicts(self, name: str) -> dict[str, Verdict]:
        """The verdicts of a check by the part of the subject id behind the target; of no subject: by ''."""
        check = CHECKS[name]
        made = {}
        for fact in self.of(check.subject):
            assert fact.basis in check.accepts
            try:
                verdict = check.judge(fact, self) if check.reads else check.judge(fact)
            except NotRead as error:
                verdict = unknown(error.unread)
            made[fact.subject.id.removeprefix(f"{fact.subject.target}:")] = verdict
        if not made and check.when_none:
            made[""] = check.when_none
        return made

    def outcomes(self, name: str) -> dict[str, Outcome]:
        """The outcomes of a check by subject."""
        return {subject: verdict.outcome for subject, verdict in self.verdicts(name).items()}

    def outcome(self, name: str) -> Outcome:
        """The outcome of a check that has one subject."""
        (found,) = self.outcomes(name).values()
        return found


def collected(*paths: Path | str, ref: str = "", only: tuple[str, ...] = (), deadline: float = 60.0) -> Collected:
    """Collects as the engine would; each fact goes through its stored form."""
    options = {"repository": tuple(map(str, paths)), **({"ref": (ref,)} if ref else {})}
    tools = Tools(datetime(2026, 3, 2, tzinfo=UTC), threading.Event(), _Unhindered(), Path(), deadline)
    return Collected(Settings(options, only=only), tools)
