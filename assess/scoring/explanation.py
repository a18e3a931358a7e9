"""What an explanation is made of: sections of lines, each with a label, how the value came about, and the value.

A value can be worked out again from the text beside it and the lines above; `why.py` writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from assess.scoring.rounding import half_up


@dataclass(frozen=True, slots=True)
class Line:
    """`value` is empty where a line only states something."""

    label: str
    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that belong together, in reading order."""

    title: str
    lines: tuple[Line, ...]


def decimal(number: Fraction, decimals: int) -> str:
    """A number as documents print it, with all its decimals."""
    return f"{float(half_up(number, decimals)):.{decimals}f}"


def plural(number: int, noun: str) -> str:
    """`1 unit`, `2 units`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(names: tuple[str, ...], most: int = 3) -> str:
    """The names, or the first few and how many more."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most:,} more"
