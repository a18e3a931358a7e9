"""Where an assessment is kept: one SQLite file, an append-only chain of events, and the state that follows.

`Engagement` is the door; `answers.apply` takes in answers.yaml; `verify` says whether anything was changed by other
means.
"""

from __future__ import annotations

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
