"""What a gap costs: how much wider each range is for something that was not read, or is not known.

A gap is supposed to be settled twice: with everything passing behind it, and with everything failing. Nothing that it
could really bring lies outside of these two (method section 10, rule 1), so that reading it can raise the low end of a
range at most as far as the first does, and lower the high end at most as far as the second. A range is wider by at most
the sum of both, and never by more than it is wide. A list that nobody saw may be of any length. Where several gaps keep
one check from judging a unit, each is weighed as if the others were settled too: numbers of two gaps are not to be
added. What all refused and failed reads cost together is computed by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assess.evidence.facts import Reason
from assess.evidence.tallies import Evidence, Tally, Unseen
from assess.interview.answers import Decisions, Profile
from assess.interview.claims import Claim
from assess.model.practices import OperatingModel, PracticeId
from assess.scoring import rollups
from assess.scoring.levels import Decided, PracticeScore, practice_score
from assess.scoring.observation import Folding
from assess.scoring.scorecard import Scorecard

ANY_LENGTH = 1_000_000
"""Subjects that stand for a list nobody saw: so many that what else was counted there no longer weighs."""
_REFUSED = frozenset({Reason.NOT_PERMITTED.value, Reason.NOT_AVAILABLE.value})
_MOST_CHANGES = 4


@dataclass(frozen=True, slots=True)
class Wider:
    """A practice whose range a gap widens: by how many levels its low end could rise, and its high end fall."""

    practice: PracticeId
    rise: int
    fall: int
    by: int
    """At most this many levels narrower, once it is settled."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one gap costs at most. `points` is the sum over its practices of weight times levels, by 4: the unit of the
    list of what to settle first. `headline` and `pillars` are points of a score, 0 to 100; pillars that it does not
    widen are left out."""

    practices: tuple[Wider, ...]
    points: Fraction
    headline: Fraction
    pillars: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Costs:
    """The cost of every gap by reason and cause, and that of all reads that were refused or failed together."""

    by_gap: Mapping[tuple[str, str], Cost]
    refused: Cost


def costs(
    model: OperatingModel,
    profile: Profile,
    claims: Mapping[PracticeId, Claim],
    decisions: Decisions,
    scorecard: Scorecard,
    evidence: Evidence,
    unseen: Sequence[Unseen],
) -> Costs:
    """Weighs every gap. The order of its inputs never matters; what-ifs are not looked at."""
    weighing = _Weighing(model, profile, claims, decisions, scorecard, evidence)
    by_gap: dict[tuple[str, str], list[Unseen]] = defaultdict(list)
    for each in unseen:
        by_gap[each.reason, each.cause].append(each)
    return Costs(
        {gap: weighing.cost(by_gap[gap]) for gap in sorted(by_gap)},
        weighing.cost([each for each in unseen if each.reason in _REFUSED]),
    )


class _Weighing:
    """The scorecard as it is, and as it would be with a gap settled either way."""

    def __init__(
        self,
        model: OperatingModel,
        profile: Profile,
        claims: Mapping[PracticeId, Claim],
        decisions: Decisions,
        scorecard: Scorecard,
        evidence: Evidence,
    ) -> None:
        self._model, self._profile, self._claims, self._card = model, profile, claims, scorecard
        self._decided = Decided.of(decisions, scorecard.as_of)
        self._folding = Folding(evidence, profile, scorecard.as_of)
        self._checks = {check.id: check for check in evidence.checks}
        self._scores = {score.practice.id: score for score in scorecard.practices}

    def cost(self, gap: Sequence[Unseen]) -> Cost:
        """What the unknown findings of one gap cost together."""
        touched: dict[PracticeId, dict[tuple[str, str], _Known]] = defaultdict(dict)
        for each in gap:
            check = self._checks.get(each.check)
            if check is not None and PracticeId(check.practice) in self._scores:
                held = touched[PracticeId(check.practice)]
                held[each.check, each.unit] = held.get((each.check, each.unit), _NOTHING).and_of(each)
        best: dict[PracticeId, PracticeScore] = {}
        worst: dict[PracticeId, PracticeScore] = {}
        wider: list[Wider] = []
        for practice in sorted(touched):
            now = self._scores[practice]
            good, bad = (self._score(now, touched[practice], passing=passing) for passing in (True, False))
            rise, fall = max(0, good.low - now.low), max(0, now.high - bad.high)
            by = min(now.high - now.low, rise + fall)
            if by > 0:
                wider.append(Wider(practice, rise, fall, by))
                best[practice], worst[practice] = good, bad
        points = Fraction(sum(self._scores[each.practice].weight * each.by for each in wider), _MOST_CHANGES)
        if not wider:
            return Cost((), points, Fraction(0), {})
        high, low = self._areas(best), self._areas(worst)
        now_areas = {area.id: (area.low, area.high) for area in self._card.pillars}
        pillars = {
            name: width
            for name, ends in now_areas.items()
            if (width := _narrower(ends, high.get(name, ends)[0], low.get(name, ends)[1])) > 0
        }
        whole = _narrower(
            (self._card.headline.low, self._card.headline.high), _least(each[0] for each in high.values()),
            _least(each[1] for each in low.values()),
        )  # fmt: skip
        return Cost(tuple(wider), points, whole, pillars)

    def _score(self, now: PracticeScore, known: Mapping[tuple[str, str], _Known], *, passing: bool) -> PracticeScore:
        practice = now.practice.id

        instead: dict[str, dict[str, Tally]] = defaultdict(dict)
        for (check, unit), found in known.items():
            tally = self._folding.tally(check, unit)
            if tally is not None:
                once = self._checks[check].unit_kind == "organisation"
                instead[check][unit] = found.settled(tally, passing=passing, once=once)
        seen = self._folding.observed(practice, instead)
        return practice_score(now.practice, self._claims.get(practice), seen, self._profile, self._decided, now.what_if)

    def _areas(self, instead: Mapping[PracticeId, PracticeScore]) -> dict[str, tuple[Fraction | None, Fraction | None]]:
        scores = [instead.get(score.practice.id, score) for score in self._card.practices]
        return {area.id: (area.low, area.high) for area in rollups.pillars(self._model, scores) if area.figures.weight}


@dataclass(frozen=True, slots=True)
class _Known:
    """What becomes known of one check in one unit when a gap is settled."""

    refused: int = 0
    unknown: int = 0
    whole: bool = False

    def and_of(self, other: Unseen) -> _Known:
        refused = other.subjects if other.reason in _REFUSED else 0
        return _Known(self.refused + refused, self.unknown + other.subjects - refused, self.whole or other.whole)

    def settled(self, tally: Tally, *, passing: bool, once: bool) -> Tally:
        """The tally with this much of it passing or failing. What exists once is found or not, and never fails."""
        if once:
            return replace(tally, passed=1, unknown=0) if passing else tally
        subjects = ANY_LENGTH if self.whole else self.refused + self.unknown
        return replace(
            tally,
            passed=tally.passed + (subjects if passing else 0),
            failed=tally.failed + (0 if passing else subjects),
            refused=max(0, tally.refused - self.refused),
            unknown=max(0, tally.unknown - self.unknown),
            complete=True,
        )


_NOTHING = _Known()


def _narrower(now: tuple[Fraction | None, Fraction | None], low: Fraction | None, high: Fraction | None) -> Fraction:
    if now[0] is None or now[1] is None or low is None or high is None:
        return Fraction(0)
    return min(now[1] - now[0], max(Fraction(0), low - now[0]) + max(Fraction(0), now[1] - high))


def _least(numbers: Iterable[Fraction | None]) -> Fraction | None:
    return min((number for number in numbers if number is not None), default=None)
