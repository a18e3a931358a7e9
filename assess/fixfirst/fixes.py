"""What a fix is worth and what it costs: harm removed, person-days (method section 8, rules 3 and 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from assess.interview.answers import Profile
from assess.model.practices import Gate, OperatingModel, PracticeId
from assess.scoring.contradiction import Kind
from assess.scoring.levels import PracticeScore
from assess.scoring.rounding import exact

HARM_LEFT = (Fraction(1), Fraction(90, 100), Fraction(50, 100), Fraction(15, 100), Fraction(5, 100))
"""What is left of the harm at each level: activity removes little."""
WORK_DONE = (Fraction(0), Fraction(2, 10), Fraction(5, 10), Fraction(1), Fraction(15, 10))
"""How much of the work is done at each level; level 3 is the whole of the catalogue's size."""
SIZE_DAYS: Mapping[str, int] = {"S": 2, "M": 5, "L": 15, "XL": 40}
"""Person-days of each size for 40 engineers."""

_ENGINEERS_OF_SIZES = 40
_SMALLEST, _LARGEST = Fraction(1, 2), Fraction(5)
_USUAL_RISK = 3
_LIFT = Fraction(1, 2)
_ROOT_DIGITS = 30
_GATE_BELOW = 2


@dataclass(frozen=True, slots=True)
class Fix:
    """Raising one practice to its target. `effort` is in person-days and may be 0 where a person named no
    remaining days; `level` is A; `gate` says that it goes to the gates' half of each wave."""

    practice: PracticeId
    level: int
    value: Fraction
    effort: Fraction
    gate: bool


def fix(score: PracticeScore, model: OperatingModel, profile: Profile) -> Fix:
    """The fix of a practice on the build list, so below its target."""
    practice = score.practice
    return Fix(
        practice=practice.id,
        level=score.low,
        value=value(score, _risk_weight(practice.risks[0], model, profile)),
        effort=score.days if score.days is not None else effort(score, profile.engineers),
        gate=practice.gate is not Gate.NONE and score.low < _GATE_BELOW,
    )


def value(score: PracticeScore, risk_weight: Fraction) -> Fraction:
    """Harm removed: importance, times what the levels between remove, more if evidence contradicts the claim or
    an incident of the last year names the practice."""
    importance = score.weight * risk_weight / _USUAL_RISK
    removed = HARM_LEFT[score.low] - HARM_LEFT[score.target]
    contradicted = score.contradiction is not None and score.contradiction.kind is Kind.CONTRADICTION
    return importance * removed * (1 + _LIFT * contradicted + _LIFT * score.incident)


def effort(score: PracticeScore, engineers: int) -> Fraction:
    """Person-days from the assessed level to the target, by the size of the fix and of the organisation."""
    work = WORK_DONE[score.target] - WORK_DONE[score.low]
    return SIZE_DAYS[score.practice.fix.effort] * size_factor(engineers) * work


def size_factor(engineers: int) -> Fraction:
    """sqrt(engineers / 40) held within 0.5 and 5, to 30 digits and exact where the root is."""
    ratio = Fraction(max(engineers, 0), _ENGINEERS_OF_SIZES)
    top, bottom = isqrt(ratio.numerator), isqrt(ratio.denominator)
    if top * top == ratio.numerator and bottom * bottom == ratio.denominator:
        root = Fraction(top, bottom)
    else:
        scale: int = 10**_ROOT_DIGITS
        root = Fraction(isqrt(ratio.numerator * scale * scale // ratio.denominator), scale)
    return min(max(root, _SMALLEST), _LARGEST)


def _risk_weight(risk: str, model: OperatingModel, profile: Profile) -> Fraction:
    return exact(profile.risk_weights.get(risk, model.defaults.risk_weight))
