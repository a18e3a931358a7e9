"""Where users arrive and what tries the way from outside: entry points, probes, records, objectives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from assess.evidence.facts import Fact, UnitKind, Unread


class EntryKind(StrEnum):
    """What receives requests from the internet."""

    LOAD_BALANCER = "load balancer"
    REST_API = "REST API"
    HTTP_API = "HTTP API"
    DISTRIBUTION = "distribution"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPoint(Fact):
    """Something that receives requests of users from the internet. `dimensions` are those by which CloudWatch names
    its metrics, as `Name=Value`; any one of them is enough. `zones` is 0 where AWS spreads it by itself."""

    kind: ClassVar[str] = "aws.entry_point"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    type: EntryKind
    namespace: str
    dimensions: tuple[str, ...]
    zones: int
    throttled: bool | Unread | None
    """A rate limit of its own or of a web ACL; None where the kind has none that can be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary(Fact):
    """A canary of CloudWatch Synthetics (DescribeCanaries). What it calls is in its code and not read.
    `every_minutes` is 0 where it runs once, or by a cron expression."""

    kind: ClassVar[str] = "aws.canary"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    running: bool
    every_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck(Fact):
    """A health check of Route 53 (ListHealthChecks). It is asked from several regions at once. `of_endpoint`: it asks
    a host (`host`) or address by itself, and does not only combine others or follow an alarm."""

    kind: ClassVar[str] = "aws.health_check"
    unit_kind: ClassVar[UnitKind] = "account"

    identifier: str
    of_endpoint: bool
    host: str
    disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Fact):
    """A record of a public zone that can send users elsewhere (ListResourceRecordSets): it has a routing policy.

    `policy`: failover, weighted, latency, geolocation, geoproximity, multivalue, cidr. `checked`: a health check or
    the health of its alias target decides whether it is answered."""

    kind: ClassVar[str] = "aws.record"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    policy: str
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective(Fact):
    """A service-level objective of Application Signals (ListServiceLevelObjectives, GetServiceLevelObjective,
    BatchGetServiceLevelObjectiveBudgetReport). `budget` is the status as reported: OK, WARNING, BREACHED,
    INSUFFICIENT_DATA."""

    kind: ClassVar[str] = "aws.objective"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    service: str
    goal: float | Unread | None
    window_days: int | Unread | None
    burn_windows: tuple[int, ...] | Unread
    """Look-back windows of its burn rates, in minutes."""
    budget: str | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenService(Fact):
    """A service that Application Signals saw in the last day (ListServices), by name and environment."""

    kind: ClassVar[str] = "aws.seen_service"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    environment: str
