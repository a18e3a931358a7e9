"""Collects repositories as the engine would, and judges what was collected: what tests of this collector share."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from assess.evidence.checks import Outcome, Verdict, unknown
from assess.evidence.codec import decode, encode
from assess.evidence.collectors import Settings, Target, Tools
from assess.evidence.facts import Fact, NotRead, Subject, Unread
from collectors.repository import COLLECTOR

F = TypeVar("F", bound=Fact)
CHECKS = {check.id.partition("/")[2]: check for check in COLLECTOR.checks()}


class _Unhindered:
    """A limiter that never waits."""

    def wait(self, key: str, calls: int = 1) -> None:
        """Returns at once."""


@dataclass(frozen=True)
class Collected:
    """What was read of some repositories: also a `Snapshot` for checks."""

    targets: tuple[Target, ...]
    facts: tuple[Fact, ...]
    unread: Mapping[tuple[str, str], Unread]
    """(target, fact kind) -> why that inventory is not complete."""

    def of(self, kind: type[F]) -> Iterator[F]:
        return (fact for fact in self.facts if type(fact) is kind)

    def within(self, kind: type[F], near: Subject) -> Iterator[F] | Unread:
        why = self.unread.get((near.target, kind.kind))
        return why or (fact for fact in self.of(kind) if fact.subject.target == near.target)

    def get(self, kind: type[F], identifier: str, near: Subject) -> F | Unread | None:
        found = self.within(kind, near)
        if isinstance(found, Unread):
            return found
        return next((fact for fact in found if fact.subject.id == identifier), None)

    def one(self, kind: type[F]) -> F:
        """The only fact of that kind."""
        (found,) = self.of(kind)
        return found

    def verdicts(self, name: str) -> dict[str, Verdict]:
        """The verdicts of a check by the part of the subject id behind the target; of no subject: by ''."""
        check = CHECKS[name]
        made = {}
        for fact in self.of(check.subject):
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
    """Collects as the engine would: targets, jobs, facts; each fact goes through its stored form."""
    options = {"repository": tuple(map(str, paths)), **({"ref": (ref,)} if ref else {})}
    settings = Settings(options, only=only)
    tools = Tools(datetime(2026, 3, 2, tzinfo=UTC), threading.Event(), _Unhindered(), Path(), deadline)
    yields = {probe.id: probe.yields for probe in COLLECTOR.probes}
    targets = tuple(COLLECTOR.targets(settings))
    facts: list[Fact] = []
    unread: dict[tuple[str, str], Unread] = {}
    for target in targets:
        for job in COLLECTOR.plan(target, settings):
            for item in COLLECTOR.run(job, tools, settings):
                if isinstance(item, Fact):
                    assert type(item) in yields[job.probe]
                    facts.extend(decode(type(item), encode([item])))
                elif isinstance(item, Unread):
                    unread |= {(target.id, kind.kind): item for kind in yields[job.probe]}
    facts.sort(key=lambda fact: fact.subject.id)
    assert len({fact.id for fact in facts}) == len(facts), "two facts share an id"
    return Collected(targets, tuple(facts), unread)
