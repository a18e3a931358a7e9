"""Who acts, with which program, by which clock: what every saved event carries."""

from __future__ import annotations

from dataclasses import dataclass

from assess.clock import Clock


@dataclass(frozen=True, slots=True)
class Identity:
    """The person and the program behind the app."""

    actor: str
    program: str
    clock: Clock
