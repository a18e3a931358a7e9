"""How changes reach what is running: ways of release with their brakes, pipelines, stacks, and what lately happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from assess.evidence.facts import Fact, UnitKind, Unread


class Steps(StrEnum):
    """In which steps a release reaches users."""

    AT_ONCE = "all at once"
    ROLLING = "one after another, without a stage that holds"
    STAGED = "a part first, which holds"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePath(Fact):
    """The last piece of the way to users: a deployment group of CodeDeploy, an ECS service that deploys by itself, an
    environment of AppConfig, a cluster of EKS. ECS services that CodeDeploy deploys are those of their group. Where a
    tool deploys of which AWS knows nothing (an external controller, what releases into a cluster), all is unread.

    `hold_minutes`: how long a stage, or the release before it counts as done, is held and watched. `tested`: a hook or
    a validation of its own decides. `alarms` are the names it watches; `undoes_failure` and `undoes_on_alarm` say
    that it goes back by itself. `blind`: it goes on when the alarms cannot be asked. Where each release chooses its own
    steps, they are those of the newest; None if there was none."""

    kind: ClassVar[str] = "aws.release_path"
    shape: ClassVar[int] = 2
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    product: str
    steps: Steps | Unread | None
    settings: str
    hold_minutes: int | Unread | None
    tested: bool
    undoes_failure: bool | Unread
    undoes_on_alarm: bool | Unread
    blind: bool
    alarms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRecord(Fact):
    """What a way of release did in the last 180 days (BatchGetDeployments; ListServiceDeployments, which keeps 90).

    `rolled_back` went back and arrived; `by_alarm` of these were stopped by an alarm. `sampled`: there were more than
    were read."""

    kind: ClassVar[str] = "aws.release_record"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    releases: int
    failed: int
    rolled_back: int
    by_alarm: int
    last_rollback: datetime | None
    sampled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagProfile(Fact):
    """Feature flags in AppConfig (ListConfigurationProfiles): how often they were switched, and when last
    (ListDeployments of the application's environments). `watched`: an alarm takes a switch back."""

    kind: ClassVar[str] = "aws.flag_profile"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    last_switched: datetime | Unread | None
    watched: bool | Unread


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a pipeline, by the kinds of its actions (Source, Build, Test, Approval, Deploy, Invoke, Compute).

    `holds`: rules that must pass before it is entered or left (CloudWatchAlarm, DeploymentWindow, LambdaInvoke ...);
    `after`: those of leaving alone. `on_failure` ROLLBACK, RETRY, FAIL, SKIP or empty. `closed` by hand now."""

    name: str
    actions: tuple[str, ...]
    providers: tuple[str, ...]
    holds: tuple[str, ...]
    after: tuple[str, ...]
    on_failure: str
    closed: bool | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline(Fact):
    """A pipeline of CodePipeline (GetPipeline, GetPipelineState, ListPipelineExecutions): stages in order, and of its
    newest hundred runs those of the last 180 days."""

    kind: ClassVar[str] = "aws.pipeline"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    role: str
    stages: tuple[Stage, ...]
    pull_requests: bool
    runs: int | Unread
    failed: int | Unread
    rollbacks: int | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack(Fact):
    """A CloudFormation stack of the account's own: no nested one, none that a stack set or a service of AWS made.

    `drift` is as in the API: IN_SYNC, DRIFTED, NOT_CHECKED, UNKNOWN; `drift_days`: since it was last looked for, None
    if never."""

    kind: ClassVar[str] = "aws.stack"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    status: str
    keeps_failure: bool
    """Rollback of a failed change is switched off."""
    protected: bool
    triggers: tuple[str, ...]
    drift: str
    drift_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StackSet(Fact):
    """A stack set (ListStackSets, ListStackSetOperations): how its newest change was spread. Percentages of the
    accounts of a region that could change, or fail, together; None where a number of accounts was given instead.
    `operation` empty: it was never changed. `service_made`: AWS made it."""

    kind: ClassVar[str] = "aws.stack_set"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    operation: str
    at: datetime | None
    accounts_together: int | None
    share_together: int | None
    failures: int | None
    share_failing: int | None
    regions_together: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeHook(Fact):
    """A hook of CloudFormation (ListTypes): it judges each change of a stack before it is made."""

    kind: ClassVar[str] = "aws.change_hook"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCalendar(Fact):
    """A change calendar of Systems Manager (ListDocuments): pipelines and automations can be made to ask it."""

    kind: ClassVar[str] = "aws.change_calendar"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRules(Fact):
    """The rules of AWS Config in a region that has any (DescribeConfigRules, DescribeRemediationConfigurations):
    counted. `before`: those that judge a resource before it is made; `repairs`: those with automatic remediation;
    `drift`: the rule that checks stacks for drift is among them. Rules made by services of AWS are not counted."""

    kind: ClassVar[str] = "aws.policy_rules"
    unit_kind: ClassVar[UnitKind] = "account"

    active: int
    before: int
    drift: bool
    repairs: int | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaContract(Fact):
    """A schema of the Glue registry (ListSchemas, GetSchema) and which changes it refuses: NONE, DISABLED, BACKWARD,
    FORWARD, FULL and their _ALL forms."""

    kind: ClassVar[str] = "aws.schema_contract"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    compatibility: str | Unread


@dataclass(frozen=True, slots=True)
class HandChange:
    """Changes by one actor in the window: its kind (`user`, `root`, `sign-on`, `role`, `service`, `unknown`), its name
    (a user's or role's, never a session's), how many, by how many in the console, and the newest."""

    actor: str
    name: str
    count: int
    by_console: int
    last: datetime | None
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandChanges(Fact):
    """Who changed things in a region lately, by the newest writing events of CloudTrail (LookupEvents): a sample of at
    most `events` events between `since` and the time of the run. Parameters of the events are not kept."""

    kind: ClassVar[str] = "aws.hand_changes"
    unit_kind: ClassVar[UnitKind] = "account"

    events: int
    since: datetime
    actors: tuple[HandChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataUndo(Fact):
    """Something that keeps data and whether it can be taken back to an earlier moment: a database or a cluster of them
    (automatic backups), a table (point-in-time recovery), a bucket that holds state or artifacts (versions). `guarded`:
    it cannot be deleted by the way; None where there is no such guard."""

    kind: ClassVar[str] = "aws.data_undo"
    shape: ClassVar[int] = 2
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    type: str
    undo: bool | Unread
    guarded: bool | Unread | None
