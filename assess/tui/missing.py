"""How many answers are missing until a score may be printed: the method asks for three quarters of the weight of each
pillar (method section 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from assess.scoring.levels import PracticeScore, Status
from assess.scoring.rollups import ENOUGH_COVERAGE


def missing_answers(scores: Sequence[PracticeScore]) -> int:
    """The fewest practices that must be settled until each pillar of these scores has enough: heaviest first."""
    pillars = dict.fromkeys(score.practice.pillar for score in scores)
    return sum(missing_in(score for score in scores if score.practice.pillar == pillar) for pillar in pillars)


def missing_in(scores: Iterable[PracticeScore]) -> int:
    """The same for the practices of one pillar."""
    applies = [score for score in scores if score.applies]
    whole = sum(score.weight for score in applies)
    lacking = Fraction(whole) * ENOUGH_COVERAGE - sum(
        score.weight for score in applies if score.status is Status.ASSESSED
    )
    count = 0
    for weight in sorted((score.weight for score in applies if score.status is Status.UNKNOWN), reverse=True):
        if lacking <= 0:
            break
        lacking -= weight
        count += 1
    return count
