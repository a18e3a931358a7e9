"""What is built, kept and run: build projects, registries, running images, signed functions, secrets and variables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from assess.evidence.facts import Fact, UnitKind, Unread
from collectors.aws.facts.statements import Statement


@dataclass(frozen=True, slots=True)
class WebhookFilter:
    """One filter of a webhook: EVENT, ACTOR_ACCOUNT_ID, HEAD_REF, BASE_REF ..., its pattern; whether it excludes."""

    type: str
    pattern: str
    excludes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildProject(Fact):
    """A project of CodeBuild (BatchGetProjects). `webhook` None: no event of the source starts it; else groups of
    filters of which one must fit whole (no group: every push and pull request). `approval`: whose pull requests need
    a comment of a maintainer first (ALL_PULL_REQUESTS, FORK_PULL_REQUESTS, DISABLED or empty). `fleet`: it runs on
    machines that are kept between builds."""

    kind: ClassVar[str] = "aws.build_project"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    role: str
    source: str
    privileged: bool
    public: bool
    fleet: bool
    webhook: tuple[tuple[WebhookFilter, ...], ...] | None
    runner: bool
    """It runs the jobs of another build service, whose settings decide what starts it."""
    approval: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerMachine(Fact):
    """A running EC2 instance whose name says that it runs builds (inferred), and since when it runs."""

    kind: ClassVar[str] = "aws.runner_machine"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    launched: datetime | None
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry(Fact):
    """A place where artifacts are taken from: a repository of ECR or CodeArtifact. `fixed_tags`: a tag, once pushed,
    cannot be moved (None: versions there are fixed by nature); `spared` are the patterns of tags that can. `policy` is
    its own, None without one. `expires`: old artifacts are removed by rule; None where there is no such rule."""

    kind: ClassVar[str] = "aws.registry"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    product: str
    fixed_tags: bool | None
    spared: tuple[str, ...]
    scanned: bool | Unread
    policy: tuple[Statement, ...] | Unread | None
    expires: bool | Unread | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningImage(Fact):
    """An image that an ECS service runs, as its task definition names it. The subject is service and container."""

    kind: ClassVar[str] = "aws.running_image"
    unit_kind: ClassVar[UnitKind] = "account"

    service: str
    registry: str
    repository: str
    tag: str
    by_digest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Variables(Fact):
    """The plain variables of something that runs (ListFunctions, BatchGetProjects, DescribeTaskDefinition): how many,
    and the names of those whose name and value both look like a secret. Values are never kept."""

    kind: ClassVar[str] = "aws.variables"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    type: str
    plain: int
    suspicious: tuple[str, ...]
    from_stores: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretParameter(Fact):
    """A parameter of Systems Manager whose name says that it holds a secret (DescribeParameters), and whether it is
    encrypted. Its value is never read."""

    kind: ClassVar[str] = "aws.secret_parameter"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    encrypted: bool
    changed: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret(Fact):
    """A secret of Secrets Manager (ListSecrets), of its own: none that a service keeps for itself. `every_days`: the
    interval of its rotation, None without. `overdue_days`: how long the rotation is late at the time of reading."""

    kind: ClassVar[str] = "aws.secret"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    rotates: bool
    every_days: int | None
    age_days: int
    """Since it was changed or rotated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCode(Fact):
    """A Lambda function that is deployed as an archive: whether it refuses code that is not signed
    (GetFunctionCodeSigningConfig): `Enforce`, `Warn` or `none`. `aliases` on published versions are counted only for
    functions changed in the last 180 days, else None."""

    kind: ClassVar[str] = "aws.signed_code"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    policy: str | Unread
    aliases: int | Unread | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRepository(Fact):
    """A repository of CodeCommit: how many approvals the templates bound to it ask of a pull request."""

    kind: ClassVar[str] = "aws.code_repository"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    approvals: int | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreatDetector(Fact):
    """GuardDuty in one region that is open to the account, used or not (ListDetectors, GetDetector). `frequency`: how
    fast a finding that comes again is told (FIFTEEN_MINUTES, ONE_HOUR, SIX_HOURS), empty where it is off."""

    kind: ClassVar[str] = "aws.threat_detector"
    unit_kind: ClassVar[UnitKind] = "account"

    enabled: bool | Unread
    frequency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SilencedFindings(Fact):
    """Findings of Security Hub that somebody suppressed in a region (GetFindings): counted, at most a thousand.
    `explained` have a note; `oldest_days` is the age of the oldest suppressed one."""

    kind: ClassVar[str] = "aws.silenced_findings"
    unit_kind: ClassVar[UnitKind] = "account"

    count: int
    explained: int
    oldest_days: int
    sampled: bool
