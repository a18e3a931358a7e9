"""Facts of GitHub workflows: who can start them, what their token may do, what their jobs do and log in to.

Names of secrets are kept, values do not exist here. What the repository's settings decide (the default token, who
may approve) is unknown to files, and `None` or `Unread` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from assess.evidence.facts import Unread
from collectors.repository.facts import RepositoryFact


class ActKind(StrEnum):
    """What a step does, as far as it is recognised by its action or command."""

    DEPLOY = "deploy"
    DEPLOY_BY_NAME = "deploy by name"
    """A script, target or action that is called deploy, release or the like and was not read."""
    PUBLISH = "publish"
    SIGN = "sign"
    TEST = "test"
    VALIDATE = "validate"
    PLAN = "plan"
    SCAN = "scan"
    COST = "cost"
    SECRETS = "secrets"
    CONTRACT = "contract"


class Login(StrEnum):
    """How a job gets its cloud identity."""

    FEDERATED = "federated"
    """A token of the job is exchanged for short-lived credentials."""
    STORED = "stored"
    """A long-lived key lies among the secrets."""
    UNRESOLVED = "unresolved"


class PinKind(StrEnum):
    """What a `uses:` reference is bound to. Tags and branches can be moved by whoever owns them."""

    COMMIT = "commit"
    DIGEST = "digest"
    TAG = "tag"
    BRANCH = "branch"
    IMAGE_TAG = "image tag"
    LOCAL = "local"
    NONE = "nothing"


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission of the job token; `*` stands for all scopes."""

    scope: str
    access: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """An event that starts the workflow, with its filters."""

    event: str
    branches: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    before_merge: bool = False
    """Whether it comes before a change is merged: pull requests, the merge queue, pushes to any branch."""


@dataclass(frozen=True, slots=True)
class Act:
    """A recognised step. `soft` says why its failure does not stop the job; empty if it does. `within` is the local
    action or script it stands in; empty if it stands in the workflow."""

    kind: ActKind
    what: str
    line: int
    soft: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class CloudLogin:
    """One way a job signs in to a cloud. `names` are names of secrets or the role as written."""

    provider: str
    method: Login
    names: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class ForeignCheckout:
    """A step that fetches code of a pull request or of another run into the job. `guard` is the condition that
    keeps outsiders away, as written; empty if there is none."""

    ref: str
    line: int
    guard: str
    labelled: bool
    """Whether a condition on labels, which only members set, decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow(RepositoryFact):
    """One file of .github/workflows at the top of the tree: the only ones GitHub runs."""

    kind: ClassVar[str] = "repository.workflow"
    shape: ClassVar[int] = 2

    path: str
    title: str
    triggers: tuple[Trigger, ...] | Unread
    grants: tuple[Grant, ...] | Unread | None
    """`permissions` of the whole workflow; None if it has none and the repository's setting decides."""
    jobs: tuple[str, ...] | Unread
    jobs_without_grants: tuple[str, ...] | Unread
    """Jobs that state no permissions of their own and call no other workflow."""
    jobs_with_everything: tuple[str, ...] | Unread
    """Jobs whose own permissions are write-all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowJob(RepositoryFact):
    """One job of a workflow. Of a workflow that cannot be parsed there is one, `*`, with everything unread."""

    kind: ClassVar[str] = "repository.workflow_job"
    shape: ClassVar[int] = 2

    workflow: str
    workflow_title: str
    job: str
    title: str
    events: tuple[str, ...] | Unread
    """Events that start it; for a reusable workflow also those of the workflows here that call it."""
    before_merge: bool | Unread
    """Whether some of these events come before a change is merged."""
    calls: str
    """The reusable workflow it runs instead of steps; empty if it has steps."""
    runner: tuple[str, ...] | Unread
    """Labels of the runner; a matrix is expanded."""
    environment: str | Unread | None
    """The deployment environment as written, an expression included."""
    waits_for: tuple[str, ...]
    """Environments of the jobs it needs, which must have been let through before it starts."""
    grants: tuple[Grant, ...] | Unread | None
    """What its token may do; None if neither job nor workflow says."""
    own_grants: bool
    """Whether the job states its permissions itself."""
    acts: tuple[Act, ...] | Unread
    logins: tuple[CloudLogin, ...] | Unread
    secrets: tuple[str, ...] | Unread
    """Names of secrets it uses, without GITHUB_TOKEN."""
    all_secrets: bool
    """Whether it passes on every secret there is (`inherit`, `toJSON(secrets)`)."""
    foreign: tuple[ForeignCheckout, ...]
    opaque: bool
    """Whether it runs scripts, make targets or local actions that were not read."""
    rehearsal: str
    """Why its deployments reach no users: a local cluster or emulator in the job; empty if they may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionUse(RepositoryFact):
    """One `uses:` of a workflow or composite action."""

    kind: ClassVar[str] = "repository.action_use"

    action: str
    """Without the reference: `actions/checkout`, `docker://alpine`, `./.github/actions/x`."""
    owner: str
    """The account it belongs to, in lower case; empty for local actions and images."""
    reference: str
    pin: PinKind | Unread


class Degree(StrEnum):
    """Severity or confidence in zizmor's words."""

    UNKNOWN = "unknown"
    INFORMATIONAL = "informational"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One finding of zizmor, without the matched line."""

    audit: str
    severity: Degree
    confidence: Degree
    line: int
    description: str
    expression: str = ""
    """Of an injection: what is filled in (`github.event.issue.title`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowAudit(RepositoryFact):
    """What zizmor says about one workflow, action or Dependabot file, with the repository's own suppressions off."""

    kind: ClassVar[str] = "repository.workflow_audit"
    shape: ClassVar[int] = 2

    path: str
    auditor: str
    """Name and version: findings of different versions are not compared."""
    findings: tuple[AuditFinding, ...] | Unread
    suppressed: int | Unread
    """How many of them the repository's configuration or comments would have hidden."""
