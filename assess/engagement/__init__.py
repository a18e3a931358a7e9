"""Where an assessment is kept: one SQLite file, an append-only chain of events, and the state that follows.

`Engagement` is the door; `answers.apply` takes in answers.yaml; `verify` says whether anything was changed by other
means. Names are loaded when first asked for: the app's first paint needs the errors alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assess.engagement.engagement import Engagement
    from assess.engagement.errors import EngagementError, UnwritableError
    from assess.engagement.lease import Holder
    from assess.engagement.ledger import ListedFinding, Where
    from assess.engagement.opening import BUSY_SECONDS
    from assess.engagement.reading import AssessmentInputs, Round, SavedAnswer
    from assess.engagement.verification import Verification, verify

__all__ = [
    "BUSY_SECONDS",
    "AssessmentInputs",
    "Engagement",
    "EngagementError",
    "Holder",
    "ListedFinding",
    "Round",
    "SavedAnswer",
    "UnwritableError",
    "Verification",
    "Where",
    "verify",
]

_HOMES = {
    "AssessmentInputs": "reading", "BUSY_SECONDS": "opening", "Engagement": "engagement", "EngagementError": "errors",
    "Holder": "lease", "ListedFinding": "ledger", "Round": "reading", "SavedAnswer": "reading",
    "UnwritableError": "errors", "Verification": "verification", "Where": "ledger", "verify": "verification",
}  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
