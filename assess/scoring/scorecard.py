"""The scorecard: what claims, findings and decisions add up to, practice by practice and over every area.

The order of steps is that of the method, sections 4 to 7 and 9; what to do about it is `assess.fixfirst`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assess.interview.answers import Decisions, Profile
from assess.interview.claims import Claim
from assess.model.practices import Level, OperatingModel, PracticeId
from assess.scoring import rollups
from assess.scoring.contradiction import Contradiction
from assess.scoring.levels import Decided, PracticeScore, Status, practice_score
from assess.scoring.observation import Observations, ScopeRead
from assess.scoring.rollups import Area, Headline, Slice

TOO_MANY_NOT_APPLICABLE = Fraction(1, 5)
"""Above this share of the weight declared or found not applicable, the report warns."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Everything concluded on a date. `practices` in catalogue order; `contradictions` by kind, widest gap, id."""

    as_of: date
    practices: tuple[PracticeScore, ...]
    headline: Headline
    pillars: tuple[Area, ...]
    topics: tuple[Area, ...]
    components: tuple[Slice, ...]
    loop: tuple[Slice, ...]
    risks: tuple[Slice, ...]
    contradictions: tuple[Contradiction, ...]
    scope: ScopeRead
    collected: frozenset[str]
    not_applicable_share: Fraction

    @property
    def not_applicable_warning(self) -> bool:
        """Whether so much is not applicable that the scores say little of the whole."""
        return self.not_applicable_share > TOO_MANY_NOT_APPLICABLE

    def of(self, practice: PracticeId) -> PracticeScore | None:
        """The score of one practice; None if the model has no such practice."""
        return next((score for score in self.practices if score.practice.id == practice), None)


def score(
    model: OperatingModel,
    profile: Profile,
    claims: Mapping[PracticeId, Claim],
    observations: Observations,
    decisions: Decisions,
    as_of: date,
    what_if: Mapping[PracticeId, Level] | None = None,
) -> Scorecard:
    """Scores every practice of the model and sums them up. `what_if` sets levels as a further override, neither
    stored nor printed; what is not applicable stays so."""
    decided = Decided.of(decisions, as_of)
    supposed = what_if or {}
    practices = tuple(
        practice_score(
            practice,
            claims.get(practice.id),
            observations.practices.get(practice.id),
            profile,
            decided,
            supposed.get(practice.id),
        )
        for practice in model.practices
    )
    pillars = rollups.pillars(model, practices)
    return Scorecard(
        as_of=as_of,
        practices=practices,
        headline=rollups.headline(pillars, practices),
        pillars=pillars,
        topics=rollups.topics(model, practices),
        components=rollups.components(model, practices),
        loop=rollups.loop(model, practices),
        risks=rollups.risks(model, practices),
        contradictions=_contradictions(practices),
        scope=observations.scope,
        collected=observations.collected,
        not_applicable_share=_not_applicable_share(practices),
    )


def _contradictions(practices: tuple[PracticeScore, ...]) -> tuple[Contradiction, ...]:
    found = [each.contradiction for each in practices if each.contradiction]
    return tuple(sorted(found, key=lambda each: (each.kind, -each.gap, each.practice)))


def _not_applicable_share(practices: tuple[PracticeScore, ...]) -> Fraction:
    weight = sum(each.weight for each in practices)
    left = sum(each.weight for each in practices if each.status is Status.NOT_APPLICABLE)
    return Fraction(left, weight) if weight else Fraction(0)
