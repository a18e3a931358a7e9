"""Accounts as the organisation and AWS know them: contacts, owners, what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from assess.evidence.facts import Fact, UnitKind, Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Fact):
    """One account (GetAlternateContact): whether it has a contact for operations. Names, addresses and numbers
    are not kept. Every account that is collected has this fact, so checks of a whole account start here."""

    kind: ClassVar[str] = "aws.account"
    unit_kind: ClassVar[UnitKind] = "account"

    number: str
    management: str
    """The number of the account that manages its organisation; `none` without one, empty if that was not read."""
    operations_contact: bool | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAccount(Fact):
    """An account as its organisation lists it (ListAccounts, the tree of units, ListTagsForResource), seen from the
    management account; its subject's id is the target of the account itself. It may be one that is not collected, so
    it is joined to an `Account` and never judged by itself. `above` are the ids of its root and units. `manages`: it
    is the management account, which no service control policy holds."""

    kind: ClassVar[str] = "aws.listed_account"
    unit_kind: ClassVar[UnitKind] = "account"

    number: str
    manages: bool
    active: bool
    above: tuple[str, ...] | Unread
    owner: str | Unread | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate(Fact):
    """An account that runs services for the whole organisation (ListDelegatedAdministrators)."""

    kind: ClassVar[str] = "aws.delegate"
    unit_kind: ClassVar[UnitKind] = "organisation"

    number: str
    services: tuple[str, ...] | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing(Fact):
    """Something that runs, stores or costs, and carries or carried a tag (tagging API), or carries none and is known
    to Resource Explorer. `type` is service and resource type (`lambda:function`)."""

    kind: ClassVar[str] = "aws.thing"
    unit_kind: ClassVar[UnitKind] = "account"

    type: str
    owner: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRule(Fact):
    """A rule of AWS Config that asks for tags (REQUIRED_TAGS) and what it found last (DescribeConfigRules,
    DescribeComplianceByConfigRule). `keys` are the tags it asks for."""

    kind: ClassVar[str] = "aws.tag_rule"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    keys: tuple[str, ...]
    compliant: bool | Unread | None
    """None: it has judged nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardPack(Fact):
    """A conformance pack of AWS Config (DescribeConformancePacks, DescribeConformancePackStatus): a standard that the
    account is compared with."""

    kind: ClassVar[str] = "aws.standard_pack"
    unit_kind: ClassVar[UnitKind] = "organisation"

    name: str
    in_force: bool | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenProduct(Fact):
    """A product of Service Catalog (SearchProductsAsAdmin): a template that services start from. Of those AWS
    publishes itself there is none."""

    kind: ClassVar[str] = "aws.golden_product"
    unit_kind: ClassVar[UnitKind] = "organisation"

    name: str
    owned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingException(Fact):
    """A rule that silences findings: an automation rule of Security Hub that suppresses (ListAutomationRules,
    BatchGetAutomationRules), or an archive rule of Access Analyzer. `says_why`: it has a description; None where
    the product has no place for one."""

    kind: ClassVar[str] = "aws.standing_exception"
    unit_kind: ClassVar[UnitKind] = "account"

    product: str
    name: str
    says_why: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyRole(Fact):
    """A role whose name says that it is for emergencies or for those on call (GetAccountAuthorizationDetails).

    `by_people`: its trust names people (single sign-on, a user, a role or account of one's own); `by_sign_on_only`:
    all of them come through single sign-on; `may_change`: its policies allow to change something; `used`: AWS
    remembers 400 days; None if never."""

    kind: ClassVar[str] = "aws.emergency_role"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    by_people: bool
    by_sign_on_only: bool
    may_change: bool | Unread
    used_days_ago: int | None
