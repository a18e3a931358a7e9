"""Facts of Terraform: what should run, as declared. A value decided elsewhere (a variable, a module) is unread.

Every fact here has the basis `declared`: what does run, only the cloud shows. Resources with `count = 0` are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from assess.evidence.facts import Basis, Unread
from collectors.repository.facts import RepositoryFact


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredFact(RepositoryFact):
    """Base of what Terraform declares."""

    kind: ClassVar[str] = ""
    basis: Basis = "declared"
    address: str
    """`aws_cloudwatch_log_group.app`; `*` for the part of a file that cannot be parsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogGroup(DeclaredFact):
    """A CloudWatch log group."""

    kind: ClassVar[str] = "repository.log_group"

    retention_days: int | Unread | None
    """None: kept for ever (absent or 0). Of a choice between bounded values, the longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredAlarm(DeclaredFact):
    """A CloudWatch alarm, single or composite."""

    kind: ClassVar[str] = "repository.alarm"

    composite: bool
    has_action: bool | Unread
    """Whether `alarm_actions` names anything."""
    enabled: bool | Unread
    """`actions_enabled`, true unless set."""
    namespace: str | Unread | None
    metric: str | Unread | None
    description: str | Unread | None
    feeds_composite: bool
    """Whether the rule of a composite alarm in the same folder names it."""
    automated: bool | Unread
    """Whether an action is an automation, a scaling policy or an instance recovery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRepository(DeclaredFact):
    """An ECR repository."""

    kind: ClassVar[str] = "repository.image_repository"

    immutable: bool | Unread
    expires: bool | Unread
    """Whether a lifecycle policy belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket(DeclaredFact):
    """An S3 bucket."""

    kind: ClassVar[str] = "repository.bucket"

    expires: bool | Unread
    """Whether an enabled lifecycle rule belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostResource(DeclaredFact):
    """An AWS resource that costs money by itself and can be tagged."""

    kind: ClassVar[str] = "repository.cost_resource"

    type: str
    tags: tuple[str, ...]
    """Keys known to be set: its own and the provider's default tags."""
    whole: bool
    """Whether that is all; false where a map or the provider of a caller adds keys that are not known."""


class Reversal(StrEnum):
    """What undoes a failed deployment without a person."""

    NONE = "none"
    OWN_SIGNALS = "own signals"
    """The deployment's own health (a circuit breaker, a failed deployment)."""
    ALARMS = "alarms"
    """Alarms on what users feel or on the workload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentGuard(DeclaredFact):
    """A service or deployment group that replaces running code."""

    kind: ClassVar[str] = "repository.deployment_guard"

    type: str
    reversal: Reversal | Unread | None
    """None: something else deploys it (CodeDeploy, an external controller)."""
    steps: str | Unread | None
    """Name of the traffic configuration; None: the resource does not decide it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationPolicy(DeclaredFact):
    """A PagerDuty or Opsgenie escalation."""

    kind: ClassVar[str] = "repository.escalation_policy"

    stages: int | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class CostAlert(DeclaredFact):
    """A budget or a subscription to cost anomalies."""

    kind: ClassVar[str] = "repository.cost_alert"

    type: str
    reaches_a_topic: bool | Unread
    """Whether a notification goes to SNS (chat, pager, automation) and not to mailboxes only."""
    notifies: bool | Unread
    immediate: bool | Unread | None
    """For anomalies: at once instead of a daily or weekly summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FederatedTrust(DeclaredFact):
    """A policy by which GitHub workflows may assume a role."""

    kind: ClassVar[str] = "repository.federated_trust"

    subjects: tuple[str, ...] | Unread
    """Accepted `sub` claims as written; parts decided elsewhere as `${…}`. Empty: any workflow of GitHub."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleCall(DeclaredFact):
    """A call of a module."""

    kind: ClassVar[str] = "repository.module_call"

    source: str | Unread
    origin: str
    """`local`, `submodule`, `absent` (a local path that is not in the tree), `registry`, `git`, `other`."""
    version: str | Unread | None
    """Version constraint or git ref; None if there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TerraformFolder(DeclaredFact):
    """A folder of Terraform files."""

    kind: ClassVar[str] = "repository.terraform_folder"

    folder: str
    files: int
    resources: int
    """Resource blocks, those with `count = 0` included."""
    state: str | None
    """Type of its backend (`s3`, `cloud`); None: it declares none, as modules do."""
    unparsable: tuple[str, ...]
    """Files that cannot be parsed, with the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression(RepositoryFact):
    """A finding of a scanner that the code switches off."""

    kind: ClassVar[str] = "repository.suppression"

    tool: str
    check: str
    reason: str | None
    expires: str | None
    """The date on which the tool itself ends it, as written."""
