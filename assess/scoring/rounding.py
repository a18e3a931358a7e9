"""Printed numbers: exact fractions are rounded once, half up, when a document is built (method, opening).

Nothing that is still to be compared or summed passes through here, except where a square root entered.
"""

from __future__ import annotations

from fractions import Fraction
from typing import overload

SCORE_DECIMALS = 1
SHARE_DECIMALS = 4
VALUE_DECIMALS = 2
DAYS_DECIMALS = 1


def exact(number: float | int | Fraction) -> Fraction:
    """A number as it was written: 0.1 becomes 1/10, not the nearest binary fraction."""
    if isinstance(number, float):
        return Fraction(repr(number))
    return Fraction(number)


def half_up(number: Fraction, decimals: int) -> Fraction:
    """Rounded to that many decimals, a half upward: 9.375 becomes 9.38."""
    scale: int = 10**decimals
    doubled = 2 * number * scale + 1
    return Fraction(doubled.numerator // (2 * doubled.denominator), scale)


@overload
def printed(number: Fraction, decimals: int) -> float: ...
@overload
def printed(number: None, decimals: int) -> None: ...
@overload
def printed(number: Fraction | None, decimals: int) -> float | None: ...
def printed(number: Fraction | None, decimals: int) -> float | None:
    """The number as it stands in a document; None stays None."""
    return None if number is None else float(half_up(number, decimals))
