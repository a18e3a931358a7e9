"""Roll-ups: pillars, topics, components, loop stages, risks and the headline (method section 6).

A gate holds its pillar one band above itself, and a chain breaks at its weakest link. Everything is exact here;
numbers are rounded when a document is built.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assess.model.practices import Gate, OperatingModel, PracticeId
from assess.scoring import rounding
from assess.scoring.contradiction import Kind
from assess.scoring.levels import ENFORCED, PracticeScore, Status

PER_LEVEL = 25
"""Points of a score for each level."""
CAPS: Mapping[int, int] = {0: 49, 1: 74, 2: 89}
"""What an area may be rated at most, by the level of its weakest gate."""
ENOUGH_COVERAGE = Fraction(3, 4)
"""Below this share assessed only the range is printed."""
_BANDS = ((25, "absent"), (50, "activity"), (75, "partial control"), (90, "control"))
_BEST_BAND = "proven"
_POSSIBLE_CONTROL = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """Claimed beside observed over the practices that have both, with their share of the weight: the only pair
    that may be drawn as claimed against verified."""

    claimed: Fraction
    observed: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True)
class Figures:
    """What is said of a set of practices. Scores are 0 to 100, shares 0 to 1; None where nothing is applicable,
    `claimed`, `observed` and `compared` also where no practice has them."""

    weight: int
    mean: Fraction | None
    claimed: Fraction | None
    observed: Fraction | None
    compared: Compared | None
    coverage: Fraction | None
    assurance: Fraction | None
    activity_index: Fraction | None
    control_index: Fraction | None


@dataclass(frozen=True, slots=True)
class Cap:
    """The most an area may be rated, and the gates at the lowest level that hold it there."""

    at: int
    by: tuple[PracticeId, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A pillar or topic. `score` is None where only the range may be printed."""

    id: str
    figures: Figures
    score: Fraction | None
    low: Fraction | None
    high: Fraction | None
    cap: Cap | None

    @property
    def band(self) -> str | None:
        """The word for the printed score."""
        return band(self.score)


@dataclass(frozen=True, slots=True)
class Slice:
    """A component, loop stage or risk: mean and coverage, no cap."""

    id: str
    score: Fraction | None
    coverage: Fraction | None


@dataclass(frozen=True, slots=True)
class Control:
    """Where control stands: shares of the weight that sum to 1."""

    confirmed: Fraction
    unknown: Fraction
    contradicted: Fraction
    not_shown: Fraction
    lacking: Fraction


@dataclass(frozen=True, slots=True)
class Headline:
    """The whole: the least over the pillars that have applicable practices. `nothing_shown`: no subject was read
    as pass or fail and nothing shown counts, so the report leads with what is claimed."""

    figures: Figures
    score: Fraction | None
    low: Fraction | None
    high: Fraction | None
    weakest_pillar: str | None
    control: Control | None
    nothing_shown: bool

    @property
    def band(self) -> str | None:
        """The word for the printed score."""
        return band(self.score)


def band(score: Fraction | None) -> str | None:
    """The word for a score as it is printed, so that number and word never disagree."""
    if score is None:
        return None
    shown = rounding.half_up(score, rounding.SCORE_DECIMALS)
    return next((word for below, word in _BANDS if shown < below), _BEST_BAND)


def pillars(model: OperatingModel, scores: Sequence[PracticeScore]) -> tuple[Area, ...]:
    """The pillars in catalogue order; a gate of its topic only does not cap a pillar."""
    return tuple(
        _area(each.id, [score for score in scores if score.practice.pillar == each.id], (Gate.PILLAR,))
        for each in model.pillars
    )


def topics(model: OperatingModel, scores: Sequence[PracticeScore]) -> tuple[Area, ...]:
    """The topics in catalogue order, capped by every gate."""
    return tuple(
        _area(each.id, [score for score in scores if score.practice.topic == each.id], (Gate.PILLAR, Gate.TOPIC))
        for each in model.topics
    )


def components(model: OperatingModel, scores: Sequence[PracticeScore]) -> tuple[Slice, ...]:
    """The components in catalogue order."""
    return tuple(
        _slice(each.id, [(score, 1) for score in scores if score.practice.component == each.id])
        for each in model.components
    )


def loop(model: OperatingModel, scores: Sequence[PracticeScore]) -> tuple[Slice, ...]:
    """The stages of the loop in their order."""
    return tuple(
        _slice(each.id, [(score, 1) for score in scores if score.practice.loop_stage == each.id])
        for each in model.loop_stages
    )


def risks(model: OperatingModel, scores: Sequence[PracticeScore]) -> tuple[Slice, ...]:
    """The risks in catalogue order; a practice counts fully for its first risk, half for its others."""
    return tuple(
        _slice(
            each.id,
            [
                (score, 2 if score.practice.risks[0] == each.id else 1)
                for score in scores
                if each.id in score.practice.risks
            ],
        )
        for each in model.risks
    )


def headline(pillar_areas: Sequence[Area], scores: Sequence[PracticeScore]) -> Headline:
    """The least over the pillars; everything else over all practices."""
    applicable = [area for area in pillar_areas if area.figures.weight]
    scored = [area for area in applicable if area.score is not None]
    weakest = min(scored, key=lambda area: (area.low, area.high), default=None)
    applies = [score for score in scores if score.applies]
    return Headline(
        figures=figures(scores),
        score=_least(area.score for area in applicable) if len(scored) == len(applicable) else None,
        low=_least(area.low for area in applicable),
        high=_least(area.high for area in applicable),
        weakest_pillar=weakest.id if weakest else None,
        control=_control(applies),
        nothing_shown=not any(
            (score.observation and score.observation.seen) or (score.claim and score.claim.shown) for score in applies
        ),
    )


def figures(scores: Iterable[PracticeScore]) -> Figures:
    """What is said of these practices; those that are not applicable are left out."""
    applies = [score for score in scores if score.applies]
    weight = _weight(applies)
    claimed = [score for score in applies if score.median is not None]
    observed = [score for score in applies if score.observation and score.observation.seen]
    both = [score for score in claimed if score.observation and score.observation.seen]
    if not weight:
        return Figures(0, None, None, None, None, None, None, None, None)
    return Figures(
        weight=weight,
        mean=_points(applies, [score.low for score in applies]),
        claimed=_claimed(claimed),
        observed=_observed(observed),
        compared=_compared(both, weight),
        coverage=_coverage(applies, weight),
        assurance=sum((score.weight * score.assurance for score in applies), Fraction(0)) / weight,
        activity_index=Fraction(_weight(score for score in applies if score.low >= 1), weight),
        control_index=Fraction(_weight(score for score in applies if score.low >= ENFORCED), weight),
    )


def gate_cap(gates: Iterable[tuple[PracticeId, int]]) -> Cap | None:
    """The cap by gates and their levels; None where every gate is at enforced control."""
    levels = list(gates)
    lowest = min((level for _, level in levels), default=ENFORCED)
    if lowest not in CAPS:
        return None
    return Cap(CAPS[lowest], tuple(sorted(practice for practice, level in levels if level == lowest)))


def _area(identifier: str, scores: Sequence[PracticeScore], kinds: tuple[Gate, ...]) -> Area:
    applies = [score for score in scores if score.applies]
    gates = [score for score in applies if score.practice.gate in kinds]
    summed = figures(applies)
    cap = gate_cap((score.practice.id, score.low) for score in gates)
    cap_of_high = gate_cap((score.practice.id, score.high) for score in gates)
    low = _capped(summed.mean, cap)
    enough = summed.coverage is not None and summed.coverage >= ENOUGH_COVERAGE
    return Area(
        id=identifier,
        figures=summed,
        score=low if enough else None,
        low=low,
        high=_capped(_points(applies, [score.high for score in applies]), cap_of_high),
        cap=cap,
    )


def _slice(identifier: str, shares: Sequence[tuple[PracticeScore, int]]) -> Slice:
    applies = [(score, score.weight * share) for score, share in shares if score.applies]
    weight = sum(part for _, part in applies)
    if not weight:
        return Slice(identifier, None, None)
    return Slice(
        identifier,
        Fraction(PER_LEVEL * sum(part * score.low for score, part in applies), weight),
        Fraction(sum(part for score, part in applies if score.status is Status.ASSESSED), weight),
    )


def _control(applies: Sequence[PracticeScore]) -> Control | None:
    weight = _weight(applies)
    if not weight:
        return None
    held = dict.fromkeys(("confirmed", "unknown", "contradicted", "not_shown", "lacking"), 0)
    for score in applies:
        held[standing(score)] += score.weight
    return Control(**{name: Fraction(part, weight) for name, part in held.items()})


def standing(score: PracticeScore) -> str:
    """Where control stands in one applicable practice: the first that fits."""
    if score.low >= ENFORCED:
        return "confirmed"
    if score.status is Status.UNKNOWN:
        return "unknown"
    if score.contradiction and score.contradiction.kind is Kind.CONTRADICTION:
        return "contradicted"
    if score.bounds.hi >= _POSSIBLE_CONTROL and (score.median is None or score.median >= _POSSIBLE_CONTROL):
        return "not_shown"
    return "lacking"


def _weight(scores: Iterable[PracticeScore]) -> int:
    return sum(score.weight for score in scores)


def _points(scores: Sequence[PracticeScore], levels: Sequence[int]) -> Fraction | None:
    """25 times the weighted mean of levels; None over nothing."""
    weight = _weight(scores)
    if not weight:
        return None
    return Fraction(PER_LEVEL * sum(score.weight * level for score, level in zip(scores, levels, strict=True)), weight)


def _claimed(scores: Sequence[PracticeScore]) -> Fraction | None:
    return _points(scores, [score.median or 0 for score in scores])


def _observed(scores: Sequence[PracticeScore]) -> Fraction | None:
    return _points(scores, [score.bounds.lo for score in scores])


def _compared(both: Sequence[PracticeScore], weight: int) -> Compared | None:
    claimed, observed = _claimed(both), _observed(both)
    if claimed is None or observed is None:
        return None
    return Compared(claimed, observed, Fraction(_weight(both), weight))


def _coverage(applies: Sequence[PracticeScore], weight: int) -> Fraction:
    return Fraction(_weight(score for score in applies if score.status is Status.ASSESSED), weight)


def _capped(mean: Fraction | None, cap: Cap | None) -> Fraction | None:
    return mean if mean is None or cap is None else min(mean, Fraction(cap.at))


def _least(numbers: Iterable[Fraction | None]) -> Fraction | None:
    return min((number for number in numbers if number is not None), default=None)
