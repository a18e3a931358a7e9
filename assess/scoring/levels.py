"""The level of one practice: claim and evidence meet (method section 4).

Evidence decides what cannot be true, words add to evidence only up to a ceiling, and what was refused counts as
failing. Areas and the whole are summed in `rollups.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from assess.interview.answers import Decisions, NotApplicable, Override, Profile
from assess.interview.claims import CURRENT_DAYS, Claim
from assess.model.practices import Auto, Gate, Level, Practice, PracticeId
from assess.scoring import assurance
from assess.scoring.contradiction import Contradiction, contradiction
from assess.scoring.observation import NOTHING_OBSERVED, Bounds, Observation
from assess.scoring.rounding import exact

WORDS_ALONE = 2
"""The level that words reach without evidence."""
ENFORCED = 3
_PROVEN = 4
_ALONE_AT_MOST: Mapping[Auto, int] = {Auto.FULL: 3, Auto.PARTIAL: 2, Auto.NONE: 0}
_OUT_OF_BOUNDS = 3
_NOT_PRESENT, _ONE_TEAM = "not_present", "one_team"
_ONE_TEAM_ONLY_FOR = PracticeId("OWN-05")
_SMALL_ENGINEERS, _SMALL_TEAMS, _SMALL_CRITICALITY = 15, 1, 3


class Status(StrEnum):
    """Whether a level is established. Unknown counts as 0 in `low` and as `high` in `high`."""

    ASSESSED = "assessed"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class PracticeScore:
    """One practice with everything its number follows from. Letters are those of the method.

    `bounds` are Lo, Hi, Floor and Lo+; `alone` what evidence proves without a person; `support` is S; `ceiling`
    is K (None without a claim); `computed` is A before any override, 0 if unknown; `low` is A, 0 if unknown or
    not applicable; `target` is T. `override` is a stored one that counts, `what_if` the level of a what-if."""

    practice: Practice
    status: Status
    claim: Claim | None
    observation: Observation | None
    bounds: Bounds
    alone: int
    support: int
    ceiling: int | None
    computed: int
    low: int
    high: int
    target: int
    assurance: Fraction
    contradiction: Contradiction | None
    override: Override | None
    what_if: Level | None
    not_applicable: NotApplicable | None
    """The declaration, if it is one; None with status not applicable where evidence shows it."""
    days: Fraction | None
    """Remaining days named by a person."""
    incident: bool
    """Whether an incident of the last year names it."""

    @property
    def claimed(self) -> Level | None:
        """C: the level that counts as claimed."""
        return self.claim.level if self.claim else None

    @property
    def median(self) -> Level | None:
        """M: the median of the roles, or the level of a consensus."""
        return self.claim.median if self.claim else None

    @property
    def weight(self) -> int:
        """w: the criticality."""
        return self.practice.criticality

    @property
    def applies(self) -> bool:
        """Whether it enters any sum."""
        return self.status is not Status.NOT_APPLICABLE

    @property
    def overridden(self) -> bool:
        """Whether a person set the level, for good or as a what-if."""
        return self.override is not None or self.what_if is not None


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions of a round that still count on its date, by practice."""

    overrides: Mapping[PracticeId, Override]
    not_applicable: Mapping[PracticeId, NotApplicable]
    days: Mapping[PracticeId, Fraction]
    incidents: frozenset[PracticeId]

    @classmethod
    def of(cls, decisions: Decisions, as_of: date) -> Decided:
        """Leaves out what has expired, and overrides without a name. Of two overrides the lower level counts."""
        overrides: dict[PracticeId, Override] = {}
        for each in decisions.overrides:
            held = overrides.get(each.practice)
            if each.by.strip() and each.expires >= as_of and (held is None or _lower_first(each) < _lower_first(held)):
                overrides[each.practice] = each
        return cls(
            overrides=overrides,
            not_applicable=_declared_not_applicable(decisions.not_applicable, as_of),
            days={practice: exact(days) for practice, days in decisions.days.items()},
            incidents=frozenset(
                practice
                for incident in decisions.incidents
                if (as_of - incident.date).days <= CURRENT_DAYS
                for practice in incident.practices
            ),
        )


def practice_score(
    practice: Practice,
    claim: Claim | None,
    observation: Observation | None,
    profile: Profile,
    decided: Decided,
    what_if: Level | None = None,
) -> PracticeScore:
    """The levels of one practice, with the override of an assessor and then that of a what-if laid over them."""
    bounds = observation.bounds if observation else NOTHING_OBSERVED
    if claim and claim.out_of_bounds:
        bounds = bounds.at_most(_OUT_OF_BOUNDS)
    declared = decided.not_applicable.get(practice.id) if practice.gate is Gate.NONE else None
    override = decided.overrides.get(practice.id)
    level = _Levels.of(practice, claim, bounds)
    if declared or (practice.auto is Auto.FULL and observation and observation.nothing_applies):
        status, low, high, sure = Status.NOT_APPLICABLE, 0, 0, assurance.UNKNOWN
        what_if = None
    elif override or what_if is not None:
        set_to = int(override.level if what_if is None and override else what_if or 0)
        set_high = max(level.high, override.level if override else 0, set_to)
        status, low, high, sure = Status.ASSESSED, set_to, set_high, assurance.THE_REST
    elif level.unknown:
        status, low, high, sure = Status.UNKNOWN, 0, level.high, assurance.UNKNOWN
    else:
        status, low, high = Status.ASSESSED, level.assessed, level.high
        sure = assurance.assurance(low, claim, bounds if observation else None)
    return PracticeScore(
        practice=practice,
        status=status,
        claim=claim,
        observation=observation,
        bounds=bounds,
        alone=level.alone,
        support=level.support,
        ceiling=level.ceiling,
        computed=level.assessed,
        low=low,
        high=high,
        target=target(practice, profile),
        assurance=sure,
        contradiction=contradiction(claim, observation, bounds.hi),
        override=override,
        what_if=what_if,
        not_applicable=declared,
        days=decided.days.get(practice.id),
        incident=practice.id in decided.incidents,
    )


def target(practice: Practice, profile: Profile) -> int:
    """T: as wanted; else 3, or 2 for the least critical practices of one small team, which needs fewer enforced
    rules."""
    wanted = profile.targets.get(practice.id)
    if wanted is not None:
        return wanted
    small = profile.engineers <= _SMALL_ENGINEERS and profile.teams == _SMALL_TEAMS
    return WORDS_ALONE if small and practice.criticality <= _SMALL_CRITICALITY else ENFORCED


@dataclass(frozen=True, slots=True)
class _Levels:
    """The arithmetic of section 4, rules 1 to 5, without decisions."""

    alone: int
    support: int
    ceiling: int | None
    assessed: int
    high: int
    unknown: bool

    @classmethod
    def of(cls, practice: Practice, claim: Claim | None, bounds: Bounds) -> _Levels:
        full = practice.auto is Auto.FULL
        alone = min(bounds.lo, _ALONE_AT_MOST[practice.auto])
        claimed = claim.level if claim else None
        support = alone if full or claimed is None else 0
        ceiling = None
        reached = support
        if claim and claimed is not None:
            ceiling = _ceiling(claim, bounds)
            reached = max(support, min(claimed, ceiling))
        assessed = min(bounds.floor, reached)
        possible_support = min(bounds.lo_plus, ENFORCED) if full else support
        high = min(bounds.hi, max(_PROVEN if claimed is None else claimed, possible_support))
        return cls(alone, support, ceiling, assessed, high, unknown=assessed == 0 < high and claimed != 0)


def _ceiling(claim: Claim, bounds: Bounds) -> int:
    """K: words alone reach 2; words beyond the evidence one level more; 3 if shown; 4 must have been exercised,
    measured or seen."""
    ceiling = max(WORDS_ALONE, min(bounds.lo + 1, ENFORCED), ENFORCED if claim.shown else 0)
    proof = claim.proven or bounds.lo == _PROVEN
    return _PROVEN if ceiling == ENFORCED and proof else ceiling


def _declared_not_applicable(declared: Iterable[NotApplicable], as_of: date) -> dict[PracticeId, NotApplicable]:
    """Declarations with an accepted reason, an approver and a date that has not passed. "Another team does it" and
    "we accept the risk" are not reasons."""
    valid: dict[PracticeId, NotApplicable] = {}
    for each in sorted(declared, key=lambda one: (one.practice, one.expires, one.reason, one.approver)):
        accepted = each.reason == _NOT_PRESENT or (each.reason == _ONE_TEAM and each.practice == _ONE_TEAM_ONLY_FOR)
        if accepted and each.approver.strip() and each.expires >= as_of:
            valid[each.practice] = each
    return valid


def _lower_first(override: Override) -> tuple[int, str, str, date]:
    return int(override.level), override.by, override.reason, override.expires
