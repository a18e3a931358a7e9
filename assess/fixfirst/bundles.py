"""Bundles: a fix comes together with the prerequisites it can hardly do without, and ranks by what the whole
bundle removes per day (method section 8, rule 5).

Nobody may lock the console before an emergency path exists.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from fractions import Fraction

from assess.fixfirst.fixes import Fix
from assess.model.practices import OperatingModel, PracticeId
from assess.scoring.rounding import half_up

COMPARED_DECIMALS = 9
"""Ratios are compared at this many decimals, for a square root may have entered."""
HARDLY_WITHOUT = 2
"""A prerequisite below this level comes first."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A fix at its place: `bundle` is the fix that asked for it, `ratio` that bundle's value per person-day when
    it was taken (None where it costs nothing)."""

    rank: int
    fix: Fix
    bundle: PracticeId
    ratio: Fraction | None


@dataclass(frozen=True, slots=True)
class Graph:
    """The fixes of the build list with what each must wait for: `needs` are its direct prerequisites that are
    bundled, `whole` its full bundle without itself, `depth` its place in the prerequisite graph."""

    needs: Mapping[PracticeId, tuple[PracticeId, ...]]
    whole: Mapping[PracticeId, frozenset[PracticeId]]
    depth: Mapping[PracticeId, int]

    @classmethod
    def of(cls, model: OperatingModel, fixes: Mapping[PracticeId, Fix]) -> Graph:
        """Looks at prerequisites that are on the build list and below level 2."""
        needs = {
            practice.id: tuple(
                sorted(each for each in practice.prerequisites if each in fixes and fixes[each].level < HARDLY_WITHOUT)
            )
            for practice in model.practices
            if practice.id in fixes
        }
        return cls(needs, {each: _reached(each, needs, frozenset()) for each in needs}, _depths(model))

    def unlocks(self, practice: PracticeId) -> int:
        """How many other fixes have this one in their full bundle."""
        return sum(practice in whole for whole in self.whole.values())


def rank(fixes: Mapping[PracticeId, Fix], graph: Graph) -> tuple[Ranked, ...]:
    """Takes the bundle with the highest value per day, again and again; ties go to the higher value, then to the
    smaller id of the fix that asked."""
    taken: set[PracticeId] = set()
    bundles = {each: _Bundle.of(each, fixes, graph, taken) for each in fixes}
    order: list[Ranked] = []
    while bundles:
        asked = min(bundles, key=lambda each: (bundles[each].preference, each))
        chosen = bundles[asked]
        for member in sorted(chosen.members, key=lambda each: (graph.depth[each], each)):
            order.append(Ranked(len(order) + 1, fixes[member], asked, chosen.ratio))
        taken |= chosen.members
        bundles = {
            each: bundle if bundle.members.isdisjoint(chosen.members) else _Bundle.of(each, fixes, graph, taken)
            for each, bundle in bundles.items()
            if each not in taken
        }
    return tuple(order)


@dataclass(frozen=True, slots=True)
class _Bundle:
    members: frozenset[PracticeId]
    ratio: Fraction | None
    preference: tuple[bool, Fraction, Fraction]
    """Smaller is taken first."""

    @classmethod
    def of(cls, asked: PracticeId, fixes: Mapping[PracticeId, Fix], graph: Graph, taken: Set[PracticeId]) -> _Bundle:
        members = _reached(asked, graph.needs, taken) | {asked}
        value = sum((fixes[each].value for each in members), Fraction(0))
        effort = sum((fixes[each].effort for each in members), Fraction(0))
        ratio = value / effort if effort else None
        compared = half_up(ratio, COMPARED_DECIMALS) if ratio is not None else Fraction(0)
        return cls(members, ratio, (ratio is not None, -compared, -value))


def _reached(
    start: PracticeId, needs: Mapping[PracticeId, tuple[PracticeId, ...]], taken: Set[PracticeId]
) -> frozenset[PracticeId]:
    """Everything needed, directly or through others that are not yet taken."""
    found: set[PracticeId] = set()
    waiting = [start]
    while waiting:
        for each in needs[waiting.pop()]:
            if each not in taken and each not in found and each != start:
                found.add(each)
                waiting.append(each)
    return frozenset(found)


def _depths(model: OperatingModel) -> dict[PracticeId, int]:
    """The longest chain of prerequisites below each practice, 0 without any."""
    prerequisites = {practice.id: practice.prerequisites for practice in model.practices}
    depths: dict[PracticeId, int] = {}

    def depth(practice: PracticeId) -> int:
        if practice not in depths:
            depths[practice] = 1 + max((depth(each) for each in prerequisites.get(practice, ())), default=-1)
        return depths[practice]

    for practice in prerequisites:
        depth(practice)
    return depths
