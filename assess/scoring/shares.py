"""Shares: what tallies say of one check, or of one group of checks, in each unit and over all (method section 2,
rules 1, 4, 5 and 6).

Counts reach this module as rules 2 and 3 leave them; which level follows from the shares is `observation.py`.
Sums are kept as integers by denominator, which is equal to summing fractions and some twenty times faster.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from assess.evidence.facts import UnitKind
from assess.evidence.tallies import JudgedCheck, Tally, Unit, UnitClass

WEIGHTS: Mapping[UnitClass, int] = {
    UnitClass.PRODUCTION: 10,
    UnitClass.SHARED: 10,
    UnitClass.UNLABELLED: 5,
    UnitClass.OTHER: 2,
    UnitClass.EXCLUDED: 0,
}
"""Weight of a unit in tenths: production is what must be controlled."""
FULL_WEIGHT = 10

THRESHOLDS: Mapping[int, Fraction] = {1: Fraction(3, 20), 2: Fraction(1, 2), 3: Fraction(17, 20), 4: Fraction(17, 20)}
"""What a share must exceed at each level: the boundaries of ISO/IEC 33020."""
_DECLARED_FROM = 3
"""From this level on, what is only declared cannot pass the threshold."""


class Ratio(NamedTuple):
    """An exact share that is cheap to make: numerator and positive denominator, not reduced."""

    numerator: int
    denominator: int

    def fraction(self) -> Fraction:
        """The same as a Fraction."""
        return Fraction(self.numerator, self.denominator)


_NOTHING, _EVERYTHING = Ratio(0, 1), Ratio(1, 1)


class Ends(NamedTuple):
    """A share with its three ends: what passed; with what is unknown; with what was refused too."""

    lo: Ratio
    floor: Ratio
    hi: Ratio


class Shares(NamedTuple):
    """The three ends over units, exact."""

    lo: Fraction
    floor: Fraction
    hi: Fraction


UNREAD = Ends(_NOTHING, _EVERYTHING, _EVERYTHING)
_REFUSED = Ends(_NOTHING, _NOTHING, _EVERYTHING)


@dataclass(frozen=True, slots=True)
class UnitShare:
    """One unit under one check or group: its ends, the share of its subjects that was read, and whether a failure
    was seen in it (of a group, in all members). `tallies` are those of the members that judged it."""

    unit: Unit
    ends: Ends
    read: Ratio
    failed: bool
    tallies: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """The units that weigh something, by id, with what they sum to by kind: weight in tenths, number, number of
    full weight."""

    units: Mapping[str, Unit]
    weight: Mapping[UnitKind, int]
    number: Mapping[UnitKind, int]
    full: Mapping[UnitKind, int]

    @classmethod
    def of(cls, units: Iterable[Unit]) -> Scope:
        """Leaves out every unit of weight 0: it is listed elsewhere and changes nothing else."""
        weighed = {unit.id: unit for unit in units if WEIGHTS[unit.unit_class]}
        weight: dict[UnitKind, int] = defaultdict(int)
        number: dict[UnitKind, int] = defaultdict(int)
        full: dict[UnitKind, int] = defaultdict(int)
        for unit in weighed.values():
            tenths = WEIGHTS[unit.unit_class]
            weight[unit.kind] += tenths
            number[unit.kind] += 1
            full[unit.kind] += tenths == FULL_WEIGHT
        return cls(weighed, dict(weight), dict(number), dict(full))


@dataclass(frozen=True, slots=True)
class Member:
    """A check with its tallies by unit id, units of weight 0 and of other kinds left out."""

    check: JudgedCheck
    tallies: Mapping[str, Tally]


@dataclass(frozen=True, slots=True)
class Group:
    """One check, or the members of an `any_of` group at one practice and level, which count as one check.

    `units` holds the units with a tally that it applies to, `left` those where it is not applicable; every other
    unit of its kinds is unread. `shares` (None where it applies to nothing) are over all of them, after the rule
    for `every`; `raw` are the same before that rule."""

    level: int
    members: tuple[JudgedCheck, ...]
    every: bool
    units: Mapping[str, UnitShare]
    left: tuple[str, ...]
    unread: int
    weight: int
    raw: Shares | None
    shares: Shares | None
    visibility: Fraction

    @property
    def checks(self) -> tuple[str, ...]:
        """The ids of its members, in order."""
        return tuple(member.id for member in self.members)

    @property
    def of_units(self) -> int:
        """How many units it applies to, unread ones too."""
        return len(self.units) + self.unread

    def failing(self) -> tuple[UnitShare, ...]:
        """The units in which it is not met: its high end is below 1, or under `every` a failure was seen."""
        return tuple(
            share
            for share in self.units.values()
            if share.ends.hi.numerator < share.ends.hi.denominator or (self.every and share.failed)
        )


@dataclass(slots=True)
class _Sum:
    """A weighted sum of ratios, kept by denominator."""

    by_denominator: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, weight: int, ratio: Ratio) -> None:
        self.by_denominator[ratio.denominator] += weight * ratio.numerator

    def over(self, weight: int) -> Fraction:
        return sum((Fraction(top, bottom) for bottom, top in self.by_denominator.items()), Fraction(0)) / weight


def group(members: Sequence[Member], scope: Scope, kept: Group | None = None, but: Container[str] = ()) -> Group:
    """Folds the members into one share per unit and one over units. They share practice, level and group; at
    least one unit of each member's kind weighs something. `kept` is the same group before the tallies of the units
    `but` changed: the shares of all others are taken from it."""
    members = sorted(members, key=lambda member: member.check.id)
    level = members[0].check.level
    kinds = {member.check.unit_kind for member in members}
    units: dict[str, UnitShare] = {}
    left: list[str] = []
    for key in sorted({key for member in members for key in member.tallies}):
        share = _unit_share(members, scope.units[key]) if kept is None or key in but else kept.units.get(key)
        if share:
            units[key] = share
        else:
            left.append(key)
    gone = sum(_tenths(scope.units[key]) for key in left)
    folded = _Folded.of(units, left, kinds, scope)
    every = all(member.check.every_unit for member in members)
    raw = folded.raw
    return Group(
        level=level,
        members=tuple(member.check for member in members),
        every=every,
        units=units,
        left=tuple(left),
        unread=sum(scope.number[kind] for kind in kinds) - len(units) - len(left),
        weight=sum(scope.weight[kind] for kind in kinds) - gone,
        raw=raw,
        shares=folded.held_to(THRESHOLDS[level]) if every and raw else raw,
        visibility=folded.visibility,
    )


@dataclass(frozen=True, slots=True)
class _Folded:
    """Means over units, and which ends fall short in a unit of full weight."""

    raw: Shares | None
    visibility: Fraction
    short: tuple[bool, bool, bool]

    @classmethod
    def of(
        cls, units: Mapping[str, UnitShare], left: Sequence[str], kinds: Iterable[UnitKind], scope: Scope
    ) -> _Folded:
        sums = (_Sum(), _Sum(), _Sum())
        read = _Sum()
        short = [False, False, False]
        unread_weight = unread_full = 0
        for kind in kinds:
            unread_weight += scope.weight[kind]
            unread_full += scope.full[kind]
        weight = unread_weight
        for key in left:
            tenths = _tenths(scope.units[key])
            weight -= tenths
            unread_weight -= tenths
            unread_full -= tenths == FULL_WEIGHT
        for share in units.values():
            tenths = _tenths(share.unit)
            unread_weight -= tenths
            read.add(tenths, share.read)
            for place, end in enumerate(share.ends):
                sums[place].add(tenths, end)
            if tenths == FULL_WEIGHT:
                unread_full -= 1
                for place, end in enumerate(share.ends):
                    short[place] |= share.failed or end.numerator < end.denominator
        if weight == 0:
            return cls(None, Fraction(0), (False, False, False))
        for place, end in enumerate(UNREAD):
            sums[place].add(unread_weight, end)
            short[place] |= unread_full > 0 and end is _NOTHING
        lo, floor, hi = (each.over(weight) for each in sums)
        return cls(Shares(lo, floor, hi), read.over(weight), (short[0], short[1], short[2]))

    def held_to(self, threshold: Fraction) -> Shares | None:
        """One open door is enough: an end that falls short in a unit of full weight does not pass the threshold."""
        if self.raw is None:
            return None
        lo, floor, hi = (min(end, threshold) if short else end for end, short in zip(self.raw, self.short, strict=True))
        return Shares(lo, floor, hi)


def _unit_share(members: Sequence[Member], unit: Unit) -> UnitShare | None:
    """The best of each end over the members that judge this unit: other ways to the same end. None where all of
    them are not applicable."""
    best: list[Ratio] | None = None
    read = _NOTHING
    failed = True
    tallies = []
    for member in members:
        if member.check.unit_kind != unit.kind:
            continue
        tally = member.tallies.get(unit.id)
        if tally is None:
            ends: Ends | None = UNREAD
        else:
            ends = _ends(tally, member.check)
            tallies.append(tally)
        if ends is None:
            continue
        failed = failed and tally is not None and tally.failed > 0
        best = list(ends) if best is None else [_larger(one, other) for one, other in zip(best, ends, strict=True)]
        if tally is not None:
            read = _larger(read, _read(tally))
    if best is None:
        return None
    return UnitShare(unit, Ends(*best), read, failed, tuple(tallies))


def _ends(tally: Tally, check: JudgedCheck) -> Ends | None:
    """The share of one check in one unit; None where all its subjects are not applicable. A tally without a
    single subject says nothing: silence is unknown."""
    if not tally.complete:
        return _REFUSED if tally.refused else UNREAD
    supported = tally.passed + tally.unknown
    number = supported + tally.failed + tally.refused
    if number == 0:
        return None if tally.not_applicable else UNREAD
    lo = Ratio(tally.passed, number)
    if check.declared and check.level >= _DECLARED_FROM:
        lo = _smaller(lo, Ratio(*THRESHOLDS[check.level].as_integer_ratio()))
    return Ends(lo, Ratio(supported, number), Ratio(supported + tally.refused, number))


def _read(tally: Tally) -> Ratio:
    number = tally.passed + tally.failed + tally.unknown + tally.refused
    return Ratio(tally.passed + tally.failed, number) if tally.complete and number else _NOTHING


def _larger(one: Ratio, other: Ratio) -> Ratio:
    return one if one.numerator * other.denominator >= other.numerator * one.denominator else other


def _smaller(one: Ratio, other: Ratio) -> Ratio:
    return one if one.numerator * other.denominator <= other.numerator * one.denominator else other


def _tenths(unit: Unit) -> int:
    return WEIGHTS[unit.unit_class]
