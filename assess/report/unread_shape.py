"""The part of the document that says what was not read, and what each gap costs. Its other parts are in `shape.py`."""

from __future__ import annotations

from typing import TypedDict


class Widened(TypedDict):
    """A practice whose range something unread widens: by how many levels its low end could rise and its high end fall,
    and how many levels narrower it would be at most."""

    practice: str
    rise: int
    fall: int
    by: int


class Gap(TypedDict):
    """What was not read: the reason's words, what would settle it, how often, and which practices it touches. What it
    costs at most: `wider` are those whose range it widens, `points` the sum of their levels by weight, by 4 (as in
    `settle`), `headline` the points of the score by which the whole range is wider. Not to be added up."""

    needs: str
    detail: str
    targets: list[str]
    findings: int
    practices: list[str]
    points: float
    headline: float
    wider: list[Widened]


class Together(TypedDict):
    """What all reads that were refused or failed cost together, at most."""

    points: float
    headline: float
    wider: list[Widened]


class Coverage(TypedDict):
    """Everything not read, by reason, what costs most points first; and what was refused or failed, taken together."""

    not_permitted: list[Gap]
    not_available: list[Gap]
    unresolved: list[Gap]
    not_collected: list[Gap]
    together: Together
