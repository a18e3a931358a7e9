"""Who can act in an account: roles of pipelines, people, keys, and who may push images."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from assess.evidence.facts import Fact, UnitKind, Unread
from collectors.aws.facts.statements import Statement
from collectors.aws.iam_trust import Door


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineRole(Fact):
    """A role that a pipeline takes (GetAccountAuthorizationDetails): its trust admits tokens of a build service,
    CodeBuild, CodePipeline, CodeDeploy or CloudFormation; or its name says so and another role or account takes it
    (then inferred).

    `statements` are those of its own and attached policies together, `unresolved` the names of attached AWS-managed
    policies whose text is not known here. `boundary` None: it has none."""

    kind: ClassVar[str] = "aws.pipeline_role"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    doors: tuple[Door, ...]
    trust: tuple[Statement, ...]
    statements: tuple[Statement, ...]
    unresolved: tuple[str, ...]
    boundary: tuple[Statement, ...] | Unread | None
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class Person:
    """A way for people into an account: a user, a role of single sign-on, or a role that one of these may take.

    `may` is an action by which it can change something, empty if it can only read; `emergency`: its name says that
    it is for emergencies."""

    name: str
    door: Door
    may: str | Unread
    emergency: bool
    last_used: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleAccess(Fact):
    """What people can do in an account (GetAccountAuthorizationDetails): one fact for each account.

    `strangers` are roles that change things and that another account's people or machines may take: which of both is
    not to be seen from here."""

    kind: ClassVar[str] = "aws.people_access"
    unit_kind: ClassVar[UnitKind] = "account"

    people: tuple[Person, ...]
    strangers: tuple[str, ...]
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagePusher(Fact):
    """A user or role that may push images (ecr:PutImage), and to which repositories: patterns of resources of its
    policies. `automated`: no person can take it. `emergency`: its name says that it is for emergencies."""

    kind: ClassVar[str] = "aws.image_pusher"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    automated: bool
    emergency: bool
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey(Fact):
    """An active access key of a user or of root (credential report, or ListAccessKeys). The key's id is not kept.
    `console`: the user also has a password, so the key may be a person's. `days` since it was made, `idle_days` since
    it was used, None if it never was."""

    kind: ClassVar[str] = "aws.access_key"
    unit_kind: ClassVar[UnitKind] = "account"

    user: str
    root: bool
    console: bool | Unread
    days: int | None
    idle_days: int | Unread | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountKeys(Fact):
    """The long-lived credentials of an account, counted: one fact for each account (GetAccountSummary and the keys)."""

    kind: ClassVar[str] = "aws.account_keys"
    unit_kind: ClassVar[UnitKind] = "account"

    users: int
    active_keys: int
    root_keys: bool
    root_mfa: bool
