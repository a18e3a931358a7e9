"""Printed numbers are rounded once, half up."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assess.scoring.rounding import exact, half_up, printed


@pytest.mark.parametrize(
    ("number", "decimals", "expected"),
    [
        ("9.375", 2, "9.38"),
        ("0.05", 1, "0.1"),
        ("0.25", 1, "0.3"),
        ("0.35", 1, "0.4"),
        ("0.449999", 1, "0.4"),
        ("2.625", 2, "2.63"),
        ("0.00005", 4, "0.0001"),
        ("49", 1, "49"),
    ],
)
def test_a_half_goes_up(number: str, decimals: int, expected: str) -> None:
    assert half_up(Fraction(number), decimals) == Fraction(expected)


def test_a_third_is_rounded_from_its_exact_value() -> None:
    assert printed(Fraction(2, 3), 4) == 0.6667
    assert printed(None, 4) is None


def test_a_number_is_taken_as_it_was_written() -> None:
    assert exact(0.7) == Fraction(7, 10)
    assert exact(1e-05) == Fraction(1, 100000)
    assert exact(3) == 3
