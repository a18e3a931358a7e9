"""What scoring receives from evidence: checks as plain values, units with their class, and counted outcomes.

No facts and no findings pass this line, so scoring needs no collector to be installed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assess.evidence.facts import UnitKind


class UnitClass(StrEnum):
    """How much a unit weighs: production is what must be controlled (method section 1)."""

    PRODUCTION = "production"
    SHARED = "shared"
    UNLABELLED = "unlabelled"
    OTHER = "other"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Unit:
    """Where outcomes are counted: a repository, an account in an environment, or the organisation.

    `why` says where its class comes from ("tag environment=prod", "rule name ~ sandbox", "decision of ...").
    """

    id: str
    kind: UnitKind
    unit_class: UnitClass
    why: str = ""


@dataclass(frozen=True, slots=True)
class JudgedCheck:
    """A check as scoring sees it: `unit_kind` of the units it judges, `need`, and what kind of thing it reads."""

    id: str
    practice: str
    level: int
    unit_kind: UnitKind
    need: str = "necessary"
    every_unit: bool = False
    declared: bool = False
    product: str | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Outcomes of one check in one unit, counted by subject. `complete` is false when a job that feeds the check
    was refused, failed or skipped there: one unknown cannot stand for a list nobody saw."""

    check: str
    unit: str
    passed: int = 0
    failed: int = 0
    unknown: int = 0
    refused: int = 0
    not_applicable: int = 0
    complete: bool = True
    read_at: date | None = None
    needs: str = ""
    in_use: bool = False


@dataclass(frozen=True, slots=True)
class Unseen:
    """Unknown findings of one check in one unit that one thing would settle: `cause` is the permission or step that
    would, else the words of the reason; `subjects` is their number. `whole`: a list that nobody saw is among them."""

    check: str
    unit: str
    reason: str
    cause: str
    subjects: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything scoring needs to know of systems: `scope_declared` is false where the scope is what was collected.

    `installed` names the collectors that could be run; None where nobody looked."""

    scope_declared: bool = False
    units: tuple[Unit, ...] = ()
    collected: tuple[str, ...] = ()
    checks: tuple[JudgedCheck, ...] = ()
    tallies: tuple[Tally, ...] = ()
    installed: frozenset[str] | None = None
