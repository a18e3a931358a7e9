"""Facts: typed things that were read, with the honest value for what could not be read.

A field of a fact is `T`, `T | None` (known to be absent) or `T | Unread`. Values that are secret by nature have
no field at all. What a fact means for a practice is decided by checks, never here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Literal, NewType, TypeVar

TargetId = NewType("TargetId", str)
FactId = NewType("FactId", str)
T = TypeVar("T")

UnitKind = Literal["account", "repository", "organisation"]
Basis = Literal["read", "inferred", "declared"]


class Reason(StrEnum):
    """Why something is not known. The first two count as `refused` in a tally, the others as `unknown`."""

    NOT_PERMITTED = "not_permitted"
    NOT_AVAILABLE = "not_available"
    """An error, a throttle, a timeout, an unparsable file."""
    UNRESOLVED = "unresolved"
    """A reference that cannot be followed, an unsupported plan or region."""
    NOT_COLLECTED = "not_collected"

    @property
    def refused(self) -> bool:
        """Whether it counts as failing in the floor: hiding must gain nothing (method section 2.1)."""
        return self in (Reason.NOT_PERMITTED, Reason.NOT_AVAILABLE)


@dataclass(frozen=True, slots=True)
class Unread:
    """A value that was not read: why, in words, and what would settle it (an IAM action, a scope, a step)."""

    reason: Reason
    detail: str
    needs: str = ""


class NotRead(Exception):  # noqa: N818 - a statement, not a defect
    """Raised by `known`; the engine turns it into an unknown verdict."""

    def __init__(self, unread: Unread) -> None:
        super().__init__(unread.detail)
        self.unread = unread


def known(value: T | Unread) -> T:
    """The value itself; raises `NotRead` if it was not read, so that a check cannot mistake unknown for no."""
    if isinstance(value, Unread):
        raise NotRead(value)
    return value


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file of a target: path relative to the checkout, first and last line, 1-based."""

    path: str
    line: int = 0
    end_line: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about. `environment` only if it was read from the thing itself (its own tag)."""

    kind: str
    id: str
    target: TargetId
    region: str = ""
    environment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Base of every fact class of a collector. Subclasses are frozen, slotted, keyword-only and set `kind`.

    `kind` is registered once, dotted (`repository.workflow`); `shape` rises when fields change, and an older
    shape reads as NOT_COLLECTED. `unit_kind` says in which kind of unit its checks are counted.
    """

    kind: ClassVar[str]
    shape: ClassVar[int] = 1
    unit_kind: ClassVar[UnitKind]

    subject: Subject
    location: Location | None = None
    basis: Basis = "read"
    rule: str = ""
    """The rule an inferred fact follows from."""

    @property
    def id(self) -> FactId:
        """First 16 hex digits of sha256(kind, subject id): equal in every round and on every machine."""
        return fact_id(self.kind, self.subject.id)


def fact_id(kind: str, subject_id: str) -> FactId:
    """The id of the fact of that kind about that subject."""
    return FactId(hashlib.sha256(f"{kind}\0{subject_id}".encode("utf-8", "surrogateescape")).hexdigest()[:16])
