"""Assurance: who says so, and did we see it? One look-up, never multiplied into a score (method section 7)."""

from __future__ import annotations

from fractions import Fraction

from assess.interview.claims import Claim
from assess.scoring.observation import Bounds

UNKNOWN = Fraction(0)
THE_REST = Fraction(3, 10)
SAID_BY_TWO = Fraction(1, 2)
SHOWN_OR_ADMITTED = Fraction(7, 10)
EVIDENCE = Fraction(8, 10)
EVIDENCE_AND_PEOPLE = Fraction(1)

_ADMITTED = 1
_TWO_ROLES = 2
_HIGHEST = 4


def assurance(assessed: int, claim: Claim | None, observed: Bounds | None) -> Fraction:
    """How sure the assessed level of one practice is, 0 to 1. `observed` is None where there is no observation.
    Neither for unknown practices (`UNKNOWN`) nor for overrides (`THE_REST`)."""
    agreed = claim is not None and claim.level is not None and not claim.contested
    if carries(assessed, observed):
        said = claim is not None and agreed and claim.level == assessed
        return EVIDENCE_AND_PEOPLE if said else EVIDENCE
    if claim is None or not agreed:
        return THE_REST
    if claim.shown or _admitted(claim):
        return SHOWN_OR_ADMITTED
    if claim.consensus or claim.named_roles >= _TWO_ROLES:
        return SAID_BY_TWO
    return THE_REST


def carries(assessed: int, observed: Bounds | None) -> bool:
    """Whether findings alone support the level, or hold it down."""
    if observed is None:
        return False
    return 0 < assessed <= observed.lo or assessed == observed.hi < _HIGHEST


def word(value: Fraction) -> str:
    """The word a reader sees for the assurance of a practice or an area."""
    if value >= SHOWN_OR_ADMITTED:
        return "high"
    return "medium" if value >= SAID_BY_TWO else "low"


def _admitted(claim: Claim) -> bool:
    """Whether every role, outsiders too, admits at most activity; a consensus speaks for every role."""
    return claim.highest is not None and claim.highest <= _ADMITTED
