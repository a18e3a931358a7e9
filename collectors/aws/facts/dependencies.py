"""What a service leans on and how it bears loss and load: stores, queues, groups that scale, zones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from assess.evidence.facts import Fact, UnitKind, Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency(Fact):
    """Something stateful or queued: a database instance or cluster, a cache, a queue, a stream (RDS, ElastiCache, SQS,
    Kinesis). `dimensions` as CloudWatch names it, `Name=Value`. `zones`: in how many zones it lives, None where AWS
    spreads it by itself. `dead_letters`: messages that fail are kept apart; None where it is no queue, or is itself
    where they go."""

    kind: ClassVar[str] = "aws.dependency"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    type: str
    namespace: str
    dimensions: tuple[str, ...]
    zones: int | None
    dead_letters: bool | Unread | None
    receives_dead_letters: bool | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingGroup(Fact):
    """Something that adds and removes capacity by itself (DescribeAutoScalingGroups, DescribeScalableTargets).
    `running` None where the API does not say."""

    kind: ClassVar[str] = "aws.scaling_group"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    service: str
    least: int
    most: int
    running: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftReady(Fact):
    """A resource that can be moved out of a zone (arc-zonal-shift ListManagedResources, GetManagedResource).
    `practised`: outcome of the latest practice run (SUCCEEDED, FAILED, INTERRUPTED, PENDING), empty if none."""

    kind: ClassVar[str] = "aws.shift_ready"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    autoshift: bool
    practice: bool
    practised: str | Unread
