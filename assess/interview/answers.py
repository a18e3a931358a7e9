"""Respondents, their answers, and what an assessor decided about them: plain values, nothing computed.

The keys are those of `answers.yaml` and of method section 1; claims are computed in `claims.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType

from assess.model.practices import Level, PracticeId, Role

RespondentId = NewType("RespondentId", str)


class AnswerState(StrEnum):
    """What kind of answer it is; only LEVEL carries a level. NOT_APPLICABLE is a proposal, decided elsewhere."""

    LEVEL = "level"
    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"


class ShownKind(StrEnum):
    """What kind of thing the assessor saw; exercises and figures can prove level 4."""

    SCREEN = "screen"
    DOCUMENT = "document"
    EXERCISE = "exercise"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the assessor saw, when, and for a figure whether it lies inside its bound."""

    what: str
    kind: ShownKind
    date: date
    inside: bool | None = None


@dataclass(frozen=True, slots=True)
class Respondent:
    """A person with one or more roles. `id` is an opaque id; the name occurs in the engagement file only."""

    id: RespondentId
    roles: tuple[Role, ...]
    name: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one respondent said about one practice on one date. Newer answers are added, none is overwritten."""

    respondent: RespondentId
    practice: PracticeId
    state: AnswerState
    date: date
    level: Level | None = None
    note: str = ""
    shown: Shown | None = None
    reason: str = ""
    """Only for a not-applicable proposal."""


@dataclass(frozen=True, slots=True)
class Consensus:
    """A contested practice settled in the room: one level with a reason, valid 365 days or until a later answer."""

    practice: PracticeId
    level: Level
    by: str
    reason: str
    date: date
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """A named assessor sets the level until a date; the computed one stays printed."""

    practice: PracticeId
    level: Level
    by: str
    reason: str
    expires: date


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """An approved statement that a practice has nothing to apply to. `reason`: `not_present` or `one_team`."""

    practice: PracticeId
    reason: str
    approver: str
    expires: date


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident and the practices whose weakness it showed."""

    id: str
    date: date
    practices: tuple[PracticeId, ...]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything an assessor decided that changes a level or an effort. `days` are a fix's remaining person-days."""

    consensus: tuple[Consensus, ...] = ()
    overrides: tuple[Override, ...] = ()
    not_applicable: tuple[NotApplicable, ...] = ()
    days: Mapping[PracticeId, float] = field(default_factory=dict)
    incidents: tuple[Incident, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """Size and wishes of the organisation. `tools`: capability -> name of the tool of record; `risk_weights`:
    risk -> 1 to 5; `targets`: practice -> level wanted; `capacity_days`: person-days of one wave."""

    engineers: int = 40
    teams: int = 2
    capacity_days: float = 60
    regions: tuple[str, ...] = ()
    tools: Mapping[str, str] = field(default_factory=dict)
    risk_weights: Mapping[str, int] = field(default_factory=dict)
    targets: Mapping[PracticeId, Level] = field(default_factory=dict)
    scope_accounts: tuple[str, ...] = ()
    scope_repositories: tuple[str, ...] = ()
