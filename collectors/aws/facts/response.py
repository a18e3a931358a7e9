"""Who is called and what they do: rotas, contacts, response plans, incidents, runbooks, drills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from assess.evidence.facts import Fact, UnitKind, Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Fact):
    """A contact of Incident Manager (ListContacts, GetContact, ListContactChannels). `type`: PERSONAL, ESCALATION or
    ONCALL_SCHEDULE. `stages` that engage somebody; `channels`: kinds of activated channels (VOICE, SMS, EMAIL) of a
    person; neither address nor number is kept."""

    kind: ClassVar[str] = "aws.contact"
    unit_kind: ClassVar[UnitKind] = "account"

    alias: str
    type: str
    stages: int | Unread
    channels: tuple[str, ...] | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation(Fact):
    """An on-call rotation of Incident Manager (ListRotations): how many people take turns."""

    kind: ClassVar[str] = "aws.rotation"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsePlan(Fact):
    """A response plan of Incident Manager (ListResponsePlans, GetResponsePlan): the impact it declares (1 critical to
    5 none), whom it engages, whether it opens a chat, which runbooks it starts."""

    kind: ClassVar[str] = "aws.response_plan"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    impact: int | Unread
    engages: int | Unread
    opens_chat: bool | Unread
    runbooks: tuple[str, ...] | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Fact):
    """An incident that Incident Manager recorded in the last year (ListIncidentRecords): its impact and its times."""

    kind: ClassVar[str] = "aws.incident"
    unit_kind: ClassVar[UnitKind] = "account"

    impact: int
    opened: datetime | None
    resolved: datetime | None
    by_machine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationRunbook(Fact):
    """An automation document of the account's own (ssm ListDocuments), with its owner tag."""

    kind: ClassVar[str] = "aws.automation_runbook"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    owner: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationRun(Fact):
    """The newest run of a document in the last 30 days, which is as long as AWS remembers it
    (DescribeAutomationExecutions). The subject is the document (`<ARN of the document>`)."""

    kind: ClassVar[str] = "aws.automation_run"
    unit_kind: ClassVar[UnitKind] = "account"

    document: str
    days_ago: int | None
    succeeded: bool
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillTemplate(Fact):
    """An experiment template of Fault Injection Service (ListExperimentTemplates, GetExperimentTemplate). `actions` are
    the kinds of what it does (`aws:network:disrupt-connectivity`), sorted."""

    kind: ClassVar[str] = "aws.drill_template"
    shape: ClassVar[int] = 2
    unit_kind: ClassVar[UnitKind] = "account"

    identifier: str
    stops_on_alarm: bool | Unread
    actions: tuple[str, ...] | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill(Fact):
    """An experiment that was started (ListExperiments): its state (completed, stopped, failed, ...) and how many
    days before the read it was made."""

    kind: ClassVar[str] = "aws.drill"
    unit_kind: ClassVar[UnitKind] = "account"

    identifier: str
    template: str
    state: str
    days_ago: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore(Fact):
    """A restore of AWS Backup that was completed in the last 180 days (ListRestoreJobs). `type` is that of what was
    restored (`RDS`, `DynamoDB`). `rehearsed`: a plan for testing restores made it. `checked`: what came back was found
    good; None where nobody looked, or not yet."""

    kind: ClassVar[str] = "aws.restore"
    unit_kind: ClassVar[UnitKind] = "account"

    type: str
    days_ago: int
    rehearsed: bool
    checked: bool | None
