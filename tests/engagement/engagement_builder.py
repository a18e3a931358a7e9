"""Small builders for engagement tests: a file, a clock that ticks, answers, and a collector's results."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import ClassVar, TypeVar

from assess.clock import Clock, frozen_clock
from assess.engagement import Engagement
from assess.evidence.collectors import Job, JobResult, JobState, Probe, Settings, Target
from assess.evidence.facts import Fact, Location, Reason, Subject, TargetId, UnitKind, Unread
from assess.interview.answers import Answer, AnswerState, RespondentId
from assess.model.practices import Level, PracticeId

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
T = TypeVar("T")


def ticking(start: datetime = NOW) -> Clock:
    """A clock that advances one second with each reading."""
    return frozen_clock(start, timedelta(seconds=1))


def new(path: Path, clock: Clock | None = None) -> Engagement:
    """A new engagement, open for writing."""
    return Engagement.create(
        path,
        organisation="Acme",
        model_digest="model-1",
        program="assess 0.1",
        actor="consultant",
        clock=clock or ticking(),
    )


def reopen(path: Path, *, write: bool = True, clock: Clock | None = None, round_id: int | None = None) -> Engagement:
    """An existing engagement, opened again."""
    return Engagement.open(
        path,
        clock=clock or ticking(NOW + timedelta(days=1)),
        actor="consultant",
        program="assess 0.1",
        write=write,
        round_id=round_id,
    )


def says(
    respondent: RespondentId, level: int | None = 2, practice: str = "OWN-01", *, note: str = "", day: date = TODAY
) -> Answer:
    """An answer; without a level a don't-know."""
    state = AnswerState.DONT_KNOW if level is None else AnswerState.LEVEL
    return Answer(respondent, PracticeId(practice), state, day, None if level is None else Level(level), note=note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamp(Fact):
    """A fact for tests."""

    kind: ClassVar[str] = "test.lamp"
    unit_kind: ClassVar[UnitKind] = "repository"
    lit: bool | Unread


KINDS: dict[str, type[Fact]] = {"test.lamp": Lamp}
PROBE = Probe("test.lamps", "repository", 1, (), (Lamp,))


def repository(name: str = "app") -> Target:
    return Target(TargetId(f"repository:example.org/acme/{name}"), "repository", name, {"path": f"../{name}"})


def lamps(target: Target, *lit: bool) -> tuple[Lamp, ...]:
    return tuple(
        Lamp(
            subject=Subject("lamp", f"{target.id}:lamps#{number}", target.id),
            location=Location("lamps", number + 1, number + 1),
            lit=one,
        )
        for number, one in enumerate(lit)
    )


def done(target: Target, *lit: bool, at: datetime = NOW, targets: tuple[Target, ...] = ()) -> JobResult:
    """A job that read everything."""
    return JobResult(
        Job.make("test", PROBE, target, Settings()),
        JobState.DONE,
        lamps(target, *lit),
        targets,
        calls=1,
        seconds=0.5,
        at=at,
        source="cat lamps",
    )


def refused(target: Target, *lit: bool, at: datetime = NOW) -> JobResult:
    """A job that was denied, after it had read some."""
    return JobResult(
        Job.make("test", PROBE, target, Settings()),
        JobState.REFUSED,
        lamps(target, *lit),
        unread=Unread(Reason.NOT_PERMITTED, "the lamp room is locked", "lamp:Read"),
        at=at,
    )


def as_nobody(act: Callable[[], T]) -> T:
    """What `act` returns, or raises, when done by a user without rights: root is refused nothing."""
    if os.geteuid() != 0:
        return act()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            outcome: tuple[bool, object] = (True, act())
        except BaseException as error:  # noqa: BLE001 - handed to the parent, which raises it
            outcome = (False, error)
        with os.fdopen(writer, "wb") as pipe:
            pickle.dump(outcome, pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        worked, value = pickle.load(pipe)
    os.waitpid(child, 0)
    if not worked:
        raise value
    return value  # type: ignore[no-any-return]
