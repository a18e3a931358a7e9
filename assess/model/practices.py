"""The types of the operating model: practices, levels, pillars and what surrounds them.

Plain frozen values without behaviour beyond look-ups; `source.py` reads and validates the YAML they come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NewType

PracticeId = NewType("PracticeId", str)
Role = NewType("Role", str)


class Level(IntEnum):
    """How far a practice has come: output exists (1) is not the same as harm is prevented (3)."""

    ABSENT = 0
    ACTIVITY = 1
    PARTIAL_CONTROL = 2
    ENFORCED_CONTROL = 3
    PROVEN_CONTROL = 4

    @property
    def label(self) -> str:
        """The word a reader sees, for example `enforced control`."""
        return self.name.lower().replace("_", " ")


class Gate(StrEnum):
    """Whether a weak practice caps what its area may be rated: not at all, pillar and topic, or its topic only."""

    NONE = "false"
    PILLAR = "true"
    TOPIC = "topic"


class Auto(StrEnum):
    """How much evidence alone can establish: the level (full), part of a claim (partial), nothing (none)."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class DoneWhen:
    """An observable test that a fix is done, with the ids of checks that prove it (which may not be installed yet)."""

    text: str
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snippet:
    """A short configuration text that is the fix, or shows it."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What raises a practice. `steps` maps "0-1" ... "3-4" to what takes it from one level to the next."""

    title: str
    effort: str
    owner_role: Role
    first_move: str
    steps: Mapping[str, tuple[str, ...]]
    done_when: tuple[DoneWhen, ...]

    @property
    def proof(self) -> str:
        """The checks whose passing shows that the fix is done, as one sentence; empty where only people can tell."""
        named = (check.partition("/") for done in self.done_when for check in done.checks)
        words = ", ".join(f"{name.replace('_', ' ')} ({collector})" for collector, _, name in named)
        return f"These checks pass: {words}." if words else ""

    @property
    def ends(self) -> tuple[str, ...]:
        """What is true when the fix is done: what people can see for themselves, then the checks that show it."""
        texts = tuple(each.text for each in self.done_when)
        return (*texts, self.proof) if self.proof else texts


@dataclass(frozen=True, slots=True)
class Observable:
    """How many reads of each collector can show something of a practice (method section 8 counts them)."""

    aws: int = 0
    github: int = 0
    repository: int = 0


@dataclass(frozen=True, slots=True)
class Practice:
    """One thing a well-controlled organisation does. `levels[k]` describes level k in observable words."""

    id: PracticeId
    aliases: tuple[str, ...]
    name: str
    topic: str
    pillar: str
    component: str
    loop_stage: str
    risks: tuple[str, ...]
    roles: tuple[Role, ...]
    criticality: int
    gate: Gate
    decision_right: bool
    auto: Auto
    observable: Observable
    looks_for: str
    definition: str
    question: str
    levels: tuple[str, str, str, str, str]
    follow_ups: tuple[str, ...]
    evidence: tuple[str, ...]
    false_claims: tuple[str, ...]
    why: str
    minutes: int
    prerequisites: tuple[PracticeId, ...]
    helps: tuple[PracticeId, ...]
    fix: Fix
    kpi: str | None
    side_effects: tuple[str, ...]
    snippet: Snippet | None
    source: str
    """Where it is written, `file:line`, for the reader who wants to change it."""


@dataclass(frozen=True, slots=True)
class Named:
    """An id with its name: a pillar, topic, component, loop stage, risk or role, in catalogue order."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Kpi:
    """An outcome figure; `better` says which direction is good (`higher` or `lower`)."""

    id: str
    name: str
    better: str


@dataclass(frozen=True, slots=True)
class AntiPattern:
    """Activity that looks like control: the sign by which it is known and the practices it weakens."""

    id: str
    name: str
    sign: str
    practices: tuple[PracticeId, ...]


@dataclass(frozen=True, slots=True)
class ChallengedClaim:
    """Something people often say, and the question that tells activity from control."""

    claim: str
    ask: str
    practices: tuple[PracticeId, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """A part of a review: who speaks in it, for how many minutes, and the most questions of which topics it takes."""

    id: str
    name: str
    roles: tuple[Role, ...]
    minutes: int
    topics: tuple[str, ...]
    questions: int


@dataclass(frozen=True, slots=True)
class EnvironmentRule:
    """First match wins (`environments.rule_for`). `where`: tag, name, ou or path; `pattern`: a regular expression,
    searched ignoring case; `unit_class`: production, shared, other or excluded."""

    where: str
    pattern: str
    unit_class: str


@dataclass(frozen=True, slots=True)
class Defaults:
    """Default profile: engineers, teams, person-days a wave, and the weight of each risk."""

    engineers: int
    teams: int
    capacity_days: int
    risk_weight: int


@dataclass(frozen=True, slots=True)
class OperatingModel:
    """The whole catalogue. `digest` identifies its content; order is catalogue order everywhere."""

    version: str
    digest: str
    pillars: tuple[Named, ...]
    topics: tuple[Named, ...]
    components: tuple[Named, ...]
    loop_stages: tuple[Named, ...]
    risks: tuple[Named, ...]
    roles: tuple[Named, ...]
    kpis: tuple[Kpi, ...]
    anti_patterns: tuple[AntiPattern, ...]
    claims_to_challenge: tuple[ChallengedClaim, ...]
    sessions: tuple[Session, ...]
    environment_rules: tuple[EnvironmentRule, ...]
    defaults: Defaults
    practices: tuple[Practice, ...]

    def practice(self, identifier: str) -> Practice | None:
        """The practice of that id or alias, in any case of letters; None if there is none."""
        wanted = identifier.upper()
        for practice in self.practices:
            if practice.id == wanted or wanted in (alias.upper() for alias in practice.aliases):
                return practice
        return None
