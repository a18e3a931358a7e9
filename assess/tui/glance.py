"""The glance: what the overview and the status line show of an assessment, small enough to be kept and painted first.

Made of a scorecard and a plan by `glance_of.py`; here are only the values and their JSON.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

GLANCE = "glance"
"""The name under which it is kept."""


@dataclass(frozen=True, slots=True)
class PillarGlance:
    """One pillar. Scores 0 to 100; None where the method allows none. With `verified`, `claimed` is the pair that may
    be compared; without it, what people say of everything they spoke of. `cap_by` are the gates that hold the
    score, or without one the upper end, at `cap`; `missing` is how many answers or reads its score lacks."""

    id: str
    name: str
    score: float | None
    low: float | None
    high: float | None
    claimed: float | None
    verified: float | None
    compared_share: float
    cap: int | None
    cap_by: tuple[str, ...]
    coverage: float
    missing: int
    band: str


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do next, and where it is done: a view and what to go to there."""

    text: str
    view: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Glance:
    """The whole in a few numbers."""

    organisation: str
    round_name: str
    as_of: str
    low: float | None
    high: float | None
    score: float | None
    band: str
    coverage: float
    missing: int
    activity: float
    control: float
    split: tuple[tuple[str, float], ...]
    pillars: tuple[PillarGlance, ...]
    contradictions: int
    exceptions: int
    contested: int
    practices: int
    answered: int
    respondents: int
    units: int
    units_read: int
    refused: int
    collected: tuple[str, ...]
    fixes: tuple[tuple[str, str, str], ...]
    """The first three: practice, title, effort."""
    todo: tuple[Todo, ...]


def key_of(version: str, digest: str, round_: int, last_event: int) -> str:
    """What a kept glance follows from: the program, the model, the round and its last event."""
    return f"{version} {digest} {round_} {last_event}"


def to_json(glance: Glance) -> bytes:
    """A glance as it is kept."""
    return json.dumps(asdict(glance)).encode()


def from_json(content: bytes) -> Glance | None:
    """A kept glance; None if another version of the program kept it in another form."""
    try:
        found = json.loads(content)
        found["pillars"] = tuple(PillarGlance(**{**one, "cap_by": tuple(one["cap_by"])}) for one in found["pillars"])
        found["todo"] = tuple(Todo(**one) for one in found["todo"])
        for name in ("split", "fixes"):
            found[name] = tuple(tuple(one) for one in found[name])
        found["collected"] = tuple(found["collected"])
        return Glance(**found)
    except (ValueError, TypeError, KeyError):
        return None
