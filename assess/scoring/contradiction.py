"""Contradictions: where what a role holds lies above what the evidence can support (method section 5).

Judged per role and before the claim is settled, because a wrong belief matters even if a colleague knows better.
Refused reads contradict nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assess.evidence.tallies import Unit
from assess.interview.claims import Claim
from assess.model.practices import Level, PracticeId, Role
from assess.scoring.observation import Observation
from assess.scoring.shares import FULL_WEIGHT, WEIGHTS, Group, Scope

CONSENSUS = Role("consensus")
"""Who says so after a consensus, in place of the roles."""
_CLAIMED_CONTROL, _SHOWN_LESS = 3, 2
_FAR_APART = 2
_SEVERAL = 2


class Kind(StrEnum):
    """A contradiction, or an exception: one named unit, quickly fixed."""

    CONTRADICTION = "contradiction"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Says:
    """The level a role holds."""

    role: Role
    level: Level


@dataclass(frozen=True, slots=True)
class Shows:
    """A check, or the members of a group, with the number of failing units among those it applies to."""

    checks: tuple[str, ...]
    failing_units: int
    of_units: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Both sides of it: the highest level `claimed` beside the highest that findings allow."""

    practice: PracticeId
    kind: Kind
    claimed: Level
    observed_high: int
    says: tuple[Says, ...]
    shows: tuple[Shows, ...]

    @property
    def gap(self) -> int:
        """How many levels lie between what is said and what is shown."""
        return self.claimed - self.observed_high


def contradiction(claim: Claim | None, observation: Observation | None, high: int) -> Contradiction | None:
    """What stands between the highest level any role holds and `high`, the highest that findings allow."""
    if claim is None or observation is None or claim.highest is None:
        return None
    held = claim.highest
    if not (held >= _CLAIMED_CONTROL and high <= _SHOWN_LESS) and held - high < _FAR_APART:
        return None
    refuting = [group for group in observation.groups if group.level == high + 1]
    if claim.consensus:
        says: tuple[Says, ...] = (Says(CONSENSUS, claim.consensus.level),)
    else:
        says = tuple(Says(each.role, each.level) for each in claim.roles)
    return Contradiction(
        practice=claim.practice,
        kind=_kind(refuting, observation.scope),
        claimed=held,
        observed_high=high,
        says=says,
        shows=tuple(
            Shows(group.checks, len(failing), group.of_units) for group in refuting if (failing := group.failing())
        ),
    )


def _kind(refuting: Sequence[Group], scope: Scope) -> Kind:
    """Two failing units, half the weight of the units judged, or one open door of full weight: a contradiction."""
    failing = {share.unit.id: share.unit for group in refuting for share in group.failing()}
    open_door = any(
        group.every and share.failed and WEIGHTS[share.unit.unit_class] == FULL_WEIGHT
        for group in refuting
        for share in group.failing()
    )
    widespread = 2 * _weight(failing.values()) >= _judged_weight(refuting, scope)
    return Kind.CONTRADICTION if len(failing) >= _SEVERAL or widespread or open_door else Kind.EXCEPTION


def _judged_weight(refuting: Sequence[Group], scope: Scope) -> int:
    """The weight, in tenths, of all units that at least one of these groups applies to, unread ones too."""
    weight = 0
    for kind in {member.unit_kind for group in refuting for member in group.members}:
        judging = [group for group in refuting if any(member.unit_kind == kind for member in group.members)]
        left = set.intersection(*(set(group.left) for group in judging))
        weight += scope.weight[kind] - _weight(scope.units[key] for key in left if scope.units[key].kind == kind)
    return weight


def _weight(units: Iterable[Unit]) -> int:
    return sum(WEIGHTS[unit.unit_class] for unit in units)
