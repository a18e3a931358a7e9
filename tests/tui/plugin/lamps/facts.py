"""What lamps show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from assess.evidence.facts import Fact, UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch(Fact):
    """The default branch of a repository."""

    kind: ClassVar[str] = "lamps.branch"
    unit_kind: ClassVar[UnitKind] = "repository"
    protected: bool
    binding: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill(Fact):
    """Whether a rollback was rehearsed."""

    kind: ClassVar[str] = "lamps.drill"
    unit_kind: ClassVar[UnitKind] = "repository"
    rehearsed: bool
