"""Policies of an organisation in full: what its service control policies say, which tags it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from assess.evidence.facts import Fact, UnitKind, Unread
from collectors.aws.facts.statements import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPolicy(Fact):
    """A service control policy with its statements and the ids of the roots, units and accounts that it hangs on
    (ListPolicies, DescribePolicy, ListTargetsForPolicy). `own`: the organisation wrote it, as it did not write AWS's
    FullAWSAccess."""

    kind: ClassVar[str] = "aws.control_policy"
    shape: ClassVar[int] = 2
    unit_kind: ClassVar[UnitKind] = "organisation"

    name: str
    own: bool
    targets: tuple[str, ...] | Unread
    statements: tuple[Statement, ...] | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class TagPolicy(Fact):
    """A tag policy: which keys it speaks of, for which types of resources wrong values are refused (`enforced_for`),
    and what it hangs on. It never refuses a resource for having no tag at all."""

    kind: ClassVar[str] = "aws.tag_policy"
    unit_kind: ClassVar[UnitKind] = "organisation"

    name: str
    keys: tuple[str, ...] | Unread
    enforced_for: tuple[str, ...] | Unread
    targets: tuple[str, ...] | Unread
