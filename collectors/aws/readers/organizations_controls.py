"""Reads the policies of an organisation in full, from its management account."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.controls import ControlPolicy, TagPolicy
from collectors.aws.iam_text import statements_of
from collectors.aws.reading import Caller, Refused, Scope, reader

_READS = ("ListPolicies", "DescribePolicy", "ListTargetsForPolicy")


@reader(
    "aws.organizations.controls",
    service="organizations",
    operations=_READS,
    yields=(ControlPolicy,),
    scope=Scope.MANAGEMENT,
    calls=7,
)
def controls(caller: Caller) -> Iterator[ControlPolicy]:
    """Service control policies with all they say, and what they hang on."""
    for each in _policies(caller, "SERVICE_CONTROL_POLICY"):
        content = caller.ask("DescribePolicy", {"PolicyId": each.text("Id")})
        yield ControlPolicy(
            subject=caller.subject("control policy", each.text("Arn")),
            name=each.text_or("Name"),
            own=not each.flag("AwsManaged"),
            targets=_targets(caller, each.text("Id")),
            statements=content if isinstance(content, Unread) else statements_of(content.document("Policy.Content")),
        )


@reader(
    "aws.organizations.tag_policies",
    service="organizations",
    operations=_READS,
    yields=(TagPolicy,),
    scope=Scope.MANAGEMENT,
    calls=2,
)
def tag_policies(caller: Caller) -> Iterator[TagPolicy]:
    """Tag policies: the keys they ask for, and where wrong values are refused."""
    for each in _policies(caller, "TAG_POLICY"):
        content = caller.ask("DescribePolicy", {"PolicyId": each.text("Id")})
        rules = () if isinstance(content, Unread) else content.document("Policy.Content").entries("tags")
        keys = tuple(
            sorted(_assigned(rule, "tag_key")[0] if _assigned(rule, "tag_key") else name for name, rule in rules)
        )
        enforced = tuple(sorted({one for _, rule in rules for one in _assigned(rule, "enforced_for")}))
        yield TagPolicy(
            subject=caller.subject("tag policy", each.text("Arn")),
            name=each.text_or("Name"),
            keys=content if isinstance(content, Unread) else keys,
            enforced_for=content if isinstance(content, Unread) else enforced,
            targets=_targets(caller, each.text("Id")),
        )


def _policies(caller: Caller, kind: str) -> Iterator[Answer]:
    return caller.items("ListPolicies", "Policies", {"Filter": kind, "MaxResults": 20})


def _targets(caller: Caller, identifier: str) -> tuple[str, ...] | Unread:
    try:
        found = caller.items("ListTargetsForPolicy", "Targets", {"PolicyId": identifier, "MaxResults": 20})
        return tuple(each.text("TargetId") for each in found)
    except Refused as refused:
        return refused.unread


def _assigned(rule: Answer, name: str) -> tuple[str, ...]:
    """The value that a policy gives, or gives on top of what it inherits."""
    part = rule.part(name)
    return next((found for operator in ("@@assign", "@@append") if (found := part.one_or_many(operator))), ())
