"""What is measured, written down and kept: dashboards, shared monitoring, log groups, trails, archives, tracing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from assess.evidence.facts import Fact, UnitKind, Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard(Fact):
    """One CloudWatch dashboard (ListDashboards): that it exists, not what is on it."""

    kind: ClassVar[str] = "aws.dashboard"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink(Fact):
    """The receiving end of shared monitoring (oam ListSinks): the account that holds it sees others."""

    kind: ClassVar[str] = "aws.sink"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Fact):
    """The sending end of shared monitoring (oam ListLinks). `shares` as in the API: `AWS::CloudWatch::Metric`,
    `AWS::Logs::LogGroup`, `AWS::XRay::Trace` and others; `sink` is the ARN of the other end, `sink_account` its
    account."""

    kind: ClassVar[str] = "aws.link"
    unit_kind: ClassVar[UnitKind] = "account"

    sink: str
    sink_account: str
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogGroup(Fact):
    """One log group (DescribeLogGroups). `retention_days` None keeps for ever. `made_by` is the service whose
    prefix the name bears (`lambda` for /aws/lambda/...), or empty."""

    kind: ClassVar[str] = "aws.log_group"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    made_by: str
    retention_days: int | None
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogExport(Fact):
    """A subscription of a whole account and region (DescribeAccountPolicies): all its log groups flow to one place,
    but those that its selection leaves out. `selective`: there is a selection."""

    kind: ClassVar[str] = "aws.log_export"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    destination: str
    destination_account: str
    selective: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery(Fact):
    """A saved query of CloudWatch Logs Insights (DescribeQueryDefinitions): its name, not its text."""

    kind: ClassVar[str] = "aws.saved_query"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail(Fact):
    """A trail as one account sees it (DescribeTrails, GetTrailStatus, GetEventSelectors). The subject is the account's
    view (`<trail ARN>@<account>`), for an organisation's trail is seen by every member; `account` is whose it is.

    `management_writes`: changes by the control plane are recorded."""

    kind: ClassVar[str] = "aws.trail"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    account: str
    bucket: str
    home: str
    organisation: bool
    every_region: bool
    validated: bool
    logging: bool | Unread
    management_writes: bool | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveBucket(Fact):
    """A bucket that receives logs: it is the target of a trail, or its name says so (ListBuckets and details).

    `locked_days`: default retention of the object lock; 0 without lock or default. `expires`: a lifecycle rule ends or
    moves what is in it."""

    kind: ClassVar[str] = "aws.archive_bucket"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    versioned: bool | Unread
    locked_days: int | Unread
    expires: bool | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder(Fact):
    """The recorder of AWS Config in a region (DescribeConfigurationRecorders, -Status)."""

    kind: ClassVar[str] = "aws.recorder"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    everything: bool
    recording: bool | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedFunction(Fact):
    """Whether a Lambda function is traced (ListFunctions). `other_tracer`: a layer of a tracing product or of
    OpenTelemetry is attached, which traces without X-Ray's own switch."""

    kind: ClassVar[str] = "aws.traced_function"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    active: bool
    other_tracer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedStage(Fact):
    """Whether a stage of a REST API, or a state machine, traces requests (GetStages, DescribeStateMachine)."""

    kind: ClassVar[str] = "aws.traced_stage"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    active: bool
