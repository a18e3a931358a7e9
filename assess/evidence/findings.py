"""A finding: the outcome of one check on one subject, as it is stored, filtered, shown and counted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from assess.evidence.checks import Outcome, Pointer
from assess.evidence.facts import Location, Reason, Subject

FindingId = NewType("FindingId", str)


@dataclass(frozen=True, slots=True)
class Finding:
    """`reason` and `needs` only where the outcome is unknown. `whole_list` marks the engine's own unknown that
    stands for an inventory nobody saw: the unit's tally for that check is then not complete. `in_use`: the product that
    the check asks for was seen at work in the unit."""

    id: FindingId
    check: str
    practice: str
    level: int
    outcome: Outcome
    unit: str
    subject: Subject
    message: str
    location: Location | None = None
    evidence: tuple[Pointer, ...] = ()
    reason: Reason | None = None
    needs: str = ""
    whole_list: bool = False
    in_use: bool = False
    at: datetime | None = None
    source: str = ""


def finding_id(check: str, subject_id: str) -> FindingId:
    """First 12 hex digits of sha256(check id, subject id): equal in every round and on every machine."""
    return FindingId(hashlib.sha256(f"{check}\0{subject_id}".encode("utf-8", "surrogateescape")).hexdigest()[:12])
