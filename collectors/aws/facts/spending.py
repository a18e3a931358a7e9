"""What is spent and what bounds it: budgets, anomaly alerts, cost settings, machines, storage, ways around gateways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from assess.evidence.facts import Fact, UnitKind, Unread


@dataclass(frozen=True, slots=True)
class Alert:
    """A notification of a budget: on FORECASTED or ACTUAL spend, how many mailboxes hear of it, and which topics."""

    type: str
    mailboxes: int
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BudgetAction:
    """What a budget does by itself: APPLY_IAM_POLICY, APPLY_SCP_POLICY or RUN_SSM_DOCUMENTS. `automatic`: without an
    approval. `armed`: it is on standby or was executed, and not in error. `targets`: accounts and units that a service
    control policy is put on."""

    type: str
    automatic: bool
    armed: bool
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget(Fact):
    """A budget of cost (DescribeBudgets and its notifications, subscribers and actions), of the account that is asked.

    `accounts`: those it is for, empty for all that the account pays for; `narrow`: it is for a service, tag, category
    or other part, and not for whole accounts. `overruns` of the last six closed `periods` that are known."""

    kind: ClassVar[str] = "aws.budget"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    every: str
    accounts: tuple[str, ...]
    narrow: bool
    alerts: tuple[Alert, ...] | Unread
    actions: tuple[BudgetAction, ...] | Unread
    periods: int | Unread
    overruns: int | Unread


@dataclass(frozen=True, slots=True)
class AnomalyAlert:
    """Who hears of an anomaly and how soon: IMMEDIATE, DAILY or WEEKLY."""

    frequency: str
    mailboxes: int
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyMonitor(Fact):
    """A monitor of Cost Anomaly Detection with its subscriptions (GetAnomalyMonitors, GetAnomalySubscriptions). A
    monitor over services looks at all accounts that are paid for."""

    kind: ClassVar[str] = "aws.anomaly_monitor"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    alerts: tuple[AnomalyAlert, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostKeys(Fact):
    """How the payer can split the bill (ListCostAllocationTags, ListCostCategoryDefinitions): the user-defined
    tags that are active, and the cost categories. One fact for each payer."""

    kind: ClassVar[str] = "aws.cost_keys"
    unit_kind: ClassVar[UnitKind] = "account"

    tags: tuple[str, ...]
    categories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnattributedCost(Fact):
    """The share of the last closed month's cost, in per cent, that carries no value of an active tag (GetCostAndUsage
    grouped by that tag): the best of the tags that name an owner or a service."""

    kind: ClassVar[str] = "aws.unattributed_cost"
    unit_kind: ClassVar[UnitKind] = "account"

    tag: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CostExport(Fact):
    """A delivery of cost and usage data (bcm-data-exports ListExports): whether it works."""

    kind: ClassVar[str] = "aws.cost_export"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    healthy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingsHub(Fact):
    """Cost Optimization Hub of a payer: on or not, how many recommendations are open and for how much a month in its
    currency (ListEnrollmentStatuses, ListRecommendationSummaries)."""

    kind: ClassVar[str] = "aws.savings_hub"
    unit_kind: ClassVar[UnitKind] = "account"

    enrolled: bool
    open: int | Unread
    monthly: float | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class TagShare(Fact):
    """How many things of a region that the tagging API knows and that cost money carry a tag that says whose they are
    (owner, service, cost centre ...), and how many say their environment too. What never had a tag is not in that
    list, so the real share is lower."""

    kind: ClassVar[str] = "aws.tag_share"
    unit_kind: ClassVar[UnitKind] = "account"

    things: int
    attributed: int
    with_environment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine(Fact):
    """A running EC2 instance or database instance and its type. `days`: since its start, None where the API does not
    say. `grouped`: a group or cluster made it."""

    kind: ClassVar[str] = "aws.machine"
    unit_kind: ClassVar[UnitKind] = "account"

    type: str
    days: int | None
    grouped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedMachine(Fact):
    """An EC2 instance that is stopped, and for how many days (its state transition); None where AWS no longer says."""

    kind: ClassVar[str] = "aws.stopped_machine"
    unit_kind: ClassVar[UnitKind] = "account"

    type: str
    days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume(Fact):
    """An EBS volume: its type, size in GiB, whether it hangs on a machine, and its age in days."""

    kind: ClassVar[str] = "aws.volume"
    unit_kind: ClassVar[UnitKind] = "account"

    type: str
    size: int
    attached: bool
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotPile(Fact):
    """The account's own EBS snapshots in a region that has any: how many, how many are older than a year, and how many
    of those no rule removes (no tag of AWS Backup or Data Lifecycle Manager on them)."""

    kind: ClassVar[str] = "aws.snapshot_pile"
    unit_kind: ClassVar[UnitKind] = "account"

    count: int
    old: int
    unruled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayNetwork(Fact):
    """A VPC that has NAT gateways: how many, and to which services its gateway endpoints lead (`s3`, `dynamodb`)."""

    kind: ClassVar[str] = "aws.gateway_network"
    unit_kind: ClassVar[UnitKind] = "account"

    gateways: int
    endpoints: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket(Fact):
    """A bucket of S3 (ListBuckets, GetBucketLifecycleConfiguration): whether some rule in force ends or moves what
    is in it. Buckets that services of AWS make for themselves are left out."""

    kind: ClassVar[str] = "aws.bucket"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    ruled: bool | Unread
