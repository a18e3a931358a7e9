"""In which order questions are asked: what caps a whole area first, then what matters most."""

from __future__ import annotations

from collections.abc import Collection

from assess.model.practices import Gate, OperatingModel, Practice, PracticeId, Role


def in_order(
    model: OperatingModel, role: Role | None = None, settled: Collection[PracticeId] = ()
) -> tuple[Practice, ...]:
    """The practices that a role is asked about (all without one): gates first, then by weight, what is already
    settled last; else in the order of the catalogue."""
    asked = [each for each in model.practices if role is None or role in each.roles]
    return tuple(sorted(asked, key=lambda each: (each.id in settled, each.gate is Gate.NONE, -each.criticality)))
