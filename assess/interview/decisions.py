"""Decisions and figures that are kept beside answers: environment labels, suppressions, days, fix states, texts.

Consensus, override and not-applicable, which change a level, are in `answers.py`; these change what is counted,
planned or printed. Plain values; the engagement file keeps them, `answers.yaml` states them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assess.interview.answers import Consensus, NotApplicable, Override
from assess.model.practices import PracticeId


class DecisionKind(StrEnum):
    """What is decided. The first six are those of `answers.yaml`."""

    CONSENSUS = "consensus"
    OVERRIDE = "override"
    NOT_APPLICABLE = "not_applicable"
    ENVIRONMENT = "environment"
    SUPPRESSION = "suppression"
    DAYS = "days"
    FIX_STATE = "fix_state"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class EnvironmentLabel:
    """A person says what class of environment a target is: production, shared, other or excluded."""

    target: str
    unit_class: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Suppression:
    """Findings that need no attention until a date. `filter` is a filter of decisions section 7 (`check:ID`,
    `unit:ID`, ...). Counted as they are and never hidden: a suppression lifts nothing."""

    filter: str
    reason: str
    approver: str
    expires: date


@dataclass(frozen=True, slots=True)
class FixDays:
    """The person-days that remain for the fix of a practice, as a person estimates them."""

    practice: PracticeId
    days: float
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FixState:
    """How far a fix has come: `open`, `started`, `done` or `dropped`."""

    practice: PracticeId
    state: str
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReportText:
    """A sentence of the report that a person worded, by its key (`summary`, `asks.1`)."""

    key: str
    text: str
    by: str


Decision = Consensus | Override | NotApplicable | EnvironmentLabel | Suppression | FixDays | FixState | ReportText


def decision_key(decision: Decision) -> tuple[DecisionKind, str]:
    """Kind and subject: what a newer decision replaces."""
    match decision:
        case Consensus():
            return DecisionKind.CONSENSUS, decision.practice
        case Override():
            return DecisionKind.OVERRIDE, decision.practice
        case NotApplicable():
            return DecisionKind.NOT_APPLICABLE, decision.practice
        case EnvironmentLabel():
            return DecisionKind.ENVIRONMENT, decision.target
        case Suppression():
            return DecisionKind.SUPPRESSION, decision.filter
        case FixDays():
            return DecisionKind.DAYS, decision.practice
        case FixState():
            return DecisionKind.FIX_STATE, decision.practice
        case ReportText():
            return DecisionKind.TEXT, decision.key


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured outcome: the KPI's id, its value, the period it covers (`2026-Q2`), and where it was read."""

    kpi: str
    value: float
    period: str
    source: str
    date: date
