"""Observations: the levels that findings support and refute, folded once from tallies (method section 2).

The fold needs neither answers nor decisions, so an answer or a what-if folds nothing again; a figure that lies
outside its bound comes with an answer and is applied in `levels.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType

from assess.evidence.tallies import Evidence, JudgedCheck, Tally
from assess.interview.answers import Profile
from assess.model.practices import PracticeId
from assess.scoring.shares import THRESHOLDS, Group, Member, Scope, Shares, group

SUPPORT_DAYS = 180
"""A pass supports up to this age in days, that day included; a failure stays until it is seen to be gone."""
NEED_UNKNOWN = "unknown"
"""What would settle a refused read of which nobody said what it needs."""
_ANY_OF = "any_of:"
_INDICATOR = "indicator"
_LEVELS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What evidence allows: `lo` is supported, above `hi` is refuted, `floor` is `hi` with every refusal counted
    as a failure, `lo_plus` is `lo` if everything unread had passed."""

    lo: int
    hi: int
    floor: int
    lo_plus: int

    def at_most(self, level: int) -> Bounds:
        """Each bound lowered to that level."""
        return Bounds(min(self.lo, level), min(self.hi, level), min(self.floor, level), min(self.lo_plus, level))


NOTHING_OBSERVED = Bounds(lo=0, hi=4, floor=4, lo_plus=0)


@dataclass(frozen=True, slots=True)
class Observation:
    """What findings say of one practice. `groups` by level, then by first check id; `by_level` the shares of each
    level after "what enforces also exists"; `seen`: a subject was read as pass or fail; `needs` what would settle
    the refused reads, by name; `nothing_applies`: every check is not applicable in every unit; `scope` holds the
    units that weigh something."""

    practice: PracticeId
    groups: tuple[Group, ...]
    by_level: Mapping[int, Shares]
    bounds: Bounds
    visibility: Fraction
    seen: bool
    needs: tuple[str, ...]
    nothing_applies: bool
    scope: Scope


@dataclass(frozen=True, slots=True)
class ScopeRead:
    """The units of an assessment, counted: `scored` weigh something, `read` have a tally."""

    declared: bool
    accounts: int
    repositories: int
    scored: int
    read: int


@dataclass(frozen=True, slots=True)
class Observations:
    """Everything scoring takes from evidence: an observation for each practice that has a tally, the scope, and
    the collectors that ran."""

    practices: Mapping[PracticeId, Observation]
    scope: ScopeRead
    collected: frozenset[str]


def observe(evidence: Evidence, profile: Profile, as_of: date) -> Observations:
    """Folds the tallies of a round. Tallies of checks or units that `evidence` does not list are passed over;
    the order of its parts never matters."""
    folding = Folding(evidence, profile, as_of)
    found = {practice: seen for practice in folding.practices if (seen := folding.observed(practice)) is not None}
    return Observations(found, _scope_read(evidence), frozenset(evidence.collected))


class Folding:
    """The tallies of a round by practice, each of which can be folded alone and again with some tallies changed: what
    is supposed of a few units costs no more than these units."""

    def __init__(self, evidence: Evidence, profile: Profile, as_of: date) -> None:
        self._scope = Scope.of(evidence.units)
        listed = {check.id: check for check in evidence.checks}
        self._counted = _counted(listed, profile.tools, as_of)
        self._raw: dict[str, dict[str, Tally]] = defaultdict(dict)
        together: dict[str, dict[str, Tally]] = defaultdict(dict)
        for tally in evidence.tallies:
            check, unit = listed.get(tally.check), self._scope.units.get(tally.unit)
            if check and unit and check.unit_kind == unit.kind:
                _add(self._raw[check.id], tally)
                _add(together[check.id], self._counted(tally))
        self._members: dict[PracticeId, list[Member]] = defaultdict(list)
        for check in listed.values():
            if check.need != _INDICATOR and self._scope.weight.get(check.unit_kind):
                self._members[PracticeId(check.practice)].append(Member(check, together[check.id]))
        self._folded: dict[PracticeId, tuple[Group, ...]] = {}

    @property
    def practices(self) -> Sequence[PracticeId]:
        """Those of the checks, by id."""
        return sorted(self._members)

    def tally(self, check: str, unit: str) -> Tally | None:
        """What was counted for a check in a unit that weighs something; None where nothing was."""
        return self._raw[check].get(unit) if check in self._raw else None

    def observed(
        self, practice: PracticeId, instead: Mapping[str, Mapping[str, Tally]] = MappingProxyType({})
    ) -> Observation | None:
        """The observation of one practice, as it is or with other tallies instead, by check and unit; None without any
        tally."""
        members = self._members.get(practice, [])
        if not any(member.tallies for member in members):
            return None
        if practice not in self._folded:
            self._folded[practice] = _groups(members, self._scope)
        groups = self._folded[practice]
        if instead:
            members = [self._changed(member, instead.get(member.check.id, {})) for member in members]
            groups = self._regrouped(groups, members, instead)
        return _observation(practice, groups, self._scope)

    def _changed(self, member: Member, instead: Mapping[str, Tally]) -> Member:
        changed = {unit: self._counted(tally) for unit, tally in instead.items()}
        return Member(member.check, {**member.tallies, **changed}) if changed else member

    def _regrouped(
        self, groups: tuple[Group, ...], members: Sequence[Member], changed: Mapping[str, Mapping[str, Tally]]
    ) -> tuple[Group, ...]:
        """Only groups with a changed check are folded again; which checks count together may itself depend on tallies
        where some are declared."""
        if any(member.check.declared for member in members):
            return _groups(members, self._scope)
        by_id = {member.check.id: member for member in members}
        return tuple(
            group([by_id[check] for check in each.checks], self._scope, each, units)
            if (units := {unit for check in each.checks for unit in changed.get(check, ())})
            else each
            for each in groups
        )


def _counted(checks: Mapping[str, JudgedCheck], tools: Mapping[str, str], as_of: date) -> Callable[[Tally], Tally]:
    """Rules 2 and 3: an old pass is unknown, and so is the failure of a product that need not be the one in use."""
    oldest = as_of - timedelta(days=SUPPORT_DAYS)
    elsewhere = {check.id for check in checks.values() if check.product and not _of_record(check.product, tools)}

    def count(tally: Tally) -> Tally:
        if tally.passed and tally.read_at is not None and tally.read_at < oldest:
            tally = replace(tally, passed=0, unknown=tally.unknown + tally.passed)
        if tally.failed and tally.check in elsewhere and not tally.in_use:
            tally = replace(tally, failed=0, unknown=tally.unknown + tally.failed)
        return tally

    return count


def _of_record(product: str, tools: Mapping[str, str]) -> bool:
    """Whether `capability:name` is the organisation's tool of record for that capability."""
    capability, _, name = product.partition(":")
    return tools.get(capability, "").strip().casefold() == name.strip().casefold()


def _add(held: dict[str, Tally], tally: Tally) -> None:
    known = held.get(tally.unit)
    held[tally.unit] = tally if known is None else _both(known, tally)


def _both(one: Tally, other: Tally) -> Tally:
    """Two tallies of one check in one unit count together."""
    return replace(
        one,
        passed=one.passed + other.passed,
        failed=one.failed + other.failed,
        unknown=one.unknown + other.unknown,
        refused=one.refused + other.refused,
        not_applicable=one.not_applicable + other.not_applicable,
        complete=one.complete and other.complete,
        needs=min(filter(None, (one.needs, other.needs)), default=""),
    )


def _observation(practice: PracticeId, groups: tuple[Group, ...], scope: Scope) -> Observation:
    by_level = _by_level(groups)
    own = {each.level for each in groups if each.shares}
    tallies = [tally for each in groups for share in each.units.values() for tally in share.tallies]
    return Observation(
        practice=practice,
        groups=groups,
        by_level=by_level,
        bounds=Bounds(
            lo=_supported(by_level, "lo"),
            hi=_not_refuted(by_level, own, "hi"),
            floor=_not_refuted(by_level, own, "floor"),
            lo_plus=_supported(by_level, "hi"),
        ),
        visibility=min((each.visibility for each in groups if each.shares), default=Fraction(0)),
        seen=any(tally.passed or tally.failed for tally in tallies),
        needs=tuple(sorted({tally.needs or NEED_UNKNOWN for tally in tallies if tally.refused})),
        nothing_applies=not any(each.units or each.unread for each in groups),
        scope=scope,
    )


def _groups(members: Sequence[Member], scope: Scope) -> tuple[Group, ...]:
    """Rules 4 and 5: one group for each check or `any_of`; beside live checks that read something, declared ones
    of the same level are indicators."""
    live = {
        member.check.level
        for member in members
        if not member.check.declared
        and any(tally.passed or tally.failed or tally.refused for tally in member.tallies.values())
    }
    together: dict[tuple[int, str, str], list[Member]] = defaultdict(list)
    for member in members:
        check = member.check
        if check.declared and check.level in live:
            continue
        alone = "" if check.need.startswith(_ANY_OF) else check.id
        together[check.level, check.need, alone].append(member)
    groups = (group(each, scope) for each in together.values())
    return tuple(sorted(groups, key=lambda each: (each.level, each.checks)))


def _by_level(groups: Iterable[Group]) -> Mapping[int, Shares]:
    """Rule 7: the least of each end at a level, and at least that of the level above: what enforces also exists."""
    least: dict[int, Shares] = {}
    for each in groups:
        if each.shares:
            held = least.get(each.level)
            least[each.level] = Shares(*map(min, held, each.shares)) if held else each.shares
    above: Shares | None = None
    raised: dict[int, Shares] = {}
    for level in reversed(_LEVELS):
        own = least.get(level)
        above = Shares(*map(max, own, above)) if own and above else own or above
        if above:
            raised[level] = above
    return dict(sorted(raised.items()))


def _supported(by_level: Mapping[int, Shares], end: str) -> int:
    """The highest level whose share exceeds its threshold."""
    return max((level for level, shares in by_level.items() if getattr(shares, end) > THRESHOLDS[level]), default=0)


def _not_refuted(by_level: Mapping[int, Shares], own: set[int], end: str) -> int:
    """One below the lowest level that has checks of its own and whose share does not exceed its threshold."""
    return min((level for level in own if getattr(by_level[level], end) <= THRESHOLDS[level]), default=5) - 1


def _scope_read(evidence: Evidence) -> ScopeRead:
    units = {unit.id: unit for unit in evidence.units}
    return ScopeRead(
        declared=evidence.scope_declared,
        accounts=sum(unit.kind == "account" for unit in units.values()),
        repositories=sum(unit.kind == "repository" for unit in units.values()),
        scored=len(Scope.of(evidence.units).units),
        read=len({tally.unit for tally in evidence.tallies} & units.keys()),
    )
