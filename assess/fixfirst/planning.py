"""The plan: what to settle, what to build in which order and wave, and what to stop now (method section 8).

It removes the most harm per day together with what each fix needs. Titles, steps and owners are the report's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assess.fixfirst.bundles import HARDLY_WITHOUT, Graph, Ranked, rank
from assess.fixfirst.fixes import fix
from assess.fixfirst.lists import Listing, SettleItem, listing, settle_list
from assess.fixfirst.waves import Span, waves
from assess.interview.answers import Profile
from assess.model.practices import OperatingModel, PracticeId
from assess.scoring.levels import PracticeScore
from assess.scoring.rounding import exact
from assess.scoring.scorecard import Scorecard
from assess.scoring.shares import FULL_WEIGHT, WEIGHTS

_SHOWN_FIRST = 3


@dataclass(frozen=True, slots=True)
class PlannedFix:
    """One fix of the build list, in rank order. `ratio` is its bundle's; `prerequisites` (bundled) and
    `settle_first` are direct ones; the waves are None where there is no capacity at all."""

    rank: int
    practice: PracticeId
    value: Fraction
    effort_days: Fraction
    bundle: PracticeId
    ratio: Fraction | None
    gate: bool
    prerequisites: tuple[PracticeId, ...]
    settle_first: tuple[PracticeId, ...]
    unlocks: int
    wave: int | None
    done_wave: int | None

    @property
    def lane(self) -> str:
        """`gate` for a gate below level 2, else `rank`."""
        return "gate" if self.gate else "rank"


@dataclass(frozen=True, slots=True)
class StopNow:
    """Failing subjects of one check in one unit, to be stopped within hours, before any wave."""

    practice: PracticeId
    check: str
    unit: str
    subjects: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do first. `lists` says on which list each practice is that is on one."""

    capacity_days: Fraction
    lists: Mapping[PracticeId, Listing]
    settle: tuple[SettleItem, ...]
    fixes: tuple[PlannedFix, ...]
    stop_now: tuple[StopNow, ...]

    @property
    def first_three(self) -> tuple[PracticeId, ...]:
        """The fixes of the first wave that remove most harm: what the executive page shows."""
        first = sorted((each for each in self.fixes if each.wave == 1), key=lambda each: (-each.value, each.practice))
        return tuple(each.practice for each in first[:_SHOWN_FIRST])


def plan(
    model: OperatingModel,
    profile: Profile,
    scorecard: Scorecard,
    capacity: float | Fraction | None = None,
    installed: Collection[str] | None = None,
) -> Plan:
    """Plans by the scorecard, with `capacity` person-days a wave (the profile's if not given). Only `installed`
    collectors are proposed; None: all that the model knows."""
    lists = {score.practice.id: held for score in scorecard.practices if (held := listing(score))}
    scores = {score.practice.id: score for score in scorecard.practices}
    days = exact(profile.capacity_days if capacity is None else capacity)
    fixes = {each: fix(scores[each], model, profile) for each, held in lists.items() if held is Listing.BUILD}
    graph = Graph.of(model, fixes)
    ranked = rank(fixes, graph)
    spans = waves(ranked, graph, days)
    return Plan(
        capacity_days=days,
        lists=lists,
        settle=settle_list(scorecard, installed),
        fixes=tuple(
            _planned(each, graph, spans.get(each.fix.practice), _settle_first(scores[each.fix.practice], scores, lists))
            for each in ranked
        ),
        stop_now=stop_now(scorecard),
    )


def stop_now(scorecard: Scorecard) -> tuple[StopNow, ...]:
    """Failures of `every` checks in units of full weight, of a group only where all its members fail."""
    found = [
        StopNow(score.practice.id, tally.check, tally.unit, tally.failed)
        for score in scorecard.practices
        if score.observation
        for group in score.observation.groups
        if group.every
        for share in group.units.values()
        if share.failed and WEIGHTS[share.unit.unit_class] == FULL_WEIGHT
        for tally in share.tallies
        if tally.failed
    ]
    return tuple(sorted(found, key=lambda each: (each.practice, each.check, each.unit)))


def _planned(ranked: Ranked, graph: Graph, span: Span | None, settle_first: tuple[PracticeId, ...]) -> PlannedFix:
    practice = ranked.fix.practice
    return PlannedFix(
        rank=ranked.rank,
        practice=practice,
        value=ranked.fix.value,
        effort_days=ranked.fix.effort,
        bundle=ranked.bundle,
        ratio=ranked.ratio,
        gate=ranked.fix.gate,
        prerequisites=graph.needs[practice],
        settle_first=settle_first,
        unlocks=graph.unlocks(practice),
        wave=span.wave if span else None,
        done_wave=span.done_wave if span else None,
    )


def _settle_first(
    score: PracticeScore, scores: Mapping[PracticeId, PracticeScore], lists: Mapping[PracticeId, Listing]
) -> tuple[PracticeId, ...]:
    """Direct prerequisites of which nobody yet knows whether they hold."""
    return tuple(
        sorted(
            each
            for each in score.practice.prerequisites
            if lists.get(each) is Listing.SETTLE and scores[each].low < HARDLY_WITHOUT
        )
    )
