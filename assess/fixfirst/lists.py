"""Two lists: what must be built, and what must first be settled because knowledge is missing, not control.

Asking costs half a day, building costs days: method section 8, rules 1 and 2. What a fix is worth is in `fixes.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assess.model.practices import Auto, Observable, PracticeId
from assess.scoring.levels import PracticeScore, Status
from assess.scoring.rounding import VALUE_DECIMALS, half_up
from assess.scoring.scorecard import Scorecard

SETTLE_DAYS = Fraction(1, 2)
"""Effort of one source, in person-days."""

_ENTRIES: Mapping[str, Callable[[Observable], int]] = {
    "aws": lambda reads: reads.aws,
    "github": lambda reads: reads.github,
    "repository": lambda reads: reads.repository,
}


class Listing(StrEnum):
    """The list a practice below its target, or unknown, is on."""

    BUILD = "build"
    SETTLE = "settle"


@dataclass(frozen=True, slots=True)
class SettleItem:
    """One source that would settle several practices: a read to permit, a collector to connect, a role to ask or
    to be shown something by. `points` is the width of the ranges it settles, weighted."""

    rank: int
    source: str
    practices: tuple[PracticeId, ...]
    points: Fraction
    effort_days: Fraction


def listing(score: PracticeScore) -> Listing | None:
    """The list this practice is on; None if it is at its target or not applicable."""
    if score.status is Status.NOT_APPLICABLE:
        return None
    if score.status is Status.UNKNOWN:
        return Listing.SETTLE
    if score.low >= score.target:
        return None
    claimed_below = score.claimed is not None and score.claimed < score.target
    if claimed_below or score.bounds.hi < score.target or score.overridden:
        return Listing.BUILD
    return Listing.SETTLE


def settle_list(scorecard: Scorecard, installed: Collection[str] | None = None) -> tuple[SettleItem, ...]:
    """What would settle most, by printed points, then by source. Of collectors only `installed` ones are proposed, for
    nobody can take a step that does not exist; None: all that the model knows."""
    by_source: dict[str, list[PracticeScore]] = defaultdict(list)
    for score in scorecard.practices:
        if listing(score) is Listing.SETTLE:
            by_source[source(score, scorecard.collected, installed)].append(score)
    points = {name: _points(scores) for name, scores in by_source.items()}
    ordered = sorted(by_source, key=lambda name: (-half_up(points[name], VALUE_DECIMALS), name))
    return tuple(
        SettleItem(
            rank=rank,
            source=name,
            practices=tuple(sorted(score.practice.id for score in by_source[name])),
            points=points[name],
            effort_days=SETTLE_DAYS,
        )
        for rank, name in enumerate(ordered, start=1)
    )


def source(score: PracticeScore, collected: frozenset[str], installed: Collection[str] | None = None) -> str:
    """What would settle this practice, the first that fits: permit a refused read, connect a collector that did
    not run, ask its first role, have its first role show it."""
    practice, observation = score.practice, score.observation
    if observation and observation.needs:
        return f"permit:{observation.needs[0]}"
    said = _said(score)
    if observation is None and (practice.auto is Auto.FULL or (practice.auto is Auto.PARTIAL and said)):
        collector = _collector(practice.observable, collected, installed)
        if collector:
            return f"connect:{collector}"
    return f"{'show' if said else 'ask'}:{practice.roles[0]}"


def _said(score: PracticeScore) -> bool:
    """Whether a role that the practice names, or a consensus, has given a level."""
    return score.claim is not None and (score.claim.consensus is not None or score.claim.named_roles > 0)


def _collector(reads: Observable, collected: frozenset[str], installed: Collection[str] | None) -> str | None:
    """Of the collectors that did not run, the one with most reads that can show something of the practice."""
    entries = {name: count(reads) for name, count in _ENTRIES.items() if name not in collected}
    if installed is not None:
        entries = {name: count for name, count in entries.items() if name in installed}
    useful = [name for name, number in entries.items() if number > 0]
    return min(useful, key=lambda name: (-entries[name], name), default=None)


def _points(scores: Sequence[PracticeScore]) -> Fraction:
    return Fraction(sum(score.weight * (score.high - score.low) for score in scores), 4)
