"""The regions of an account, and whether a policy of the organisation closes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from assess.evidence.facts import Fact, UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Region(Fact):
    """A region that is enabled in an account. What stands in a `closed` one can be neither used nor read: it is out
    of scope, and no reader counts as refused there."""

    kind: ClassVar[str] = "aws.region"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    closed: bool
    """By a service control policy."""
