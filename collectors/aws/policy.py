"""The permissions that the readers need, no more: session policies for each group of services, and the policies to
attach to the role that assess assumes.

Everything follows from what readers declare; nothing is listed by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from collectors.aws.actions import actions_for
from collectors.aws.guard import ENTRY, WITNESSES, Operation
from collectors.aws.reading import Reader, all_readers

SESSION_LIMIT = 2_048
"""Characters of an inline session policy."""
MANAGED_LIMIT = 6_144
"""Characters of a managed policy; AWS does not count white space."""
FORMATS = ("json", "terraform", "cloudformation")

_ASSUME: Operation = ("sts", "AssumeRole")


@dataclass(frozen=True, slots=True)
class Group:
    """Services whose reads fit one session policy, and so share one assumed session in each account."""

    name: str
    services: frozenset[str]
    policy: str


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """One policy document with its name and what it is for."""

    name: str
    description: str
    document: str


ENTRY_GROUP = "entry"


@cache
def groups() -> tuple[Group, ...]:
    """Groups of services, by name, as few as the limit allows when filled in that order."""
    by_service: dict[str, list[Operation]] = {}
    for each in all_readers().values():
        by_service.setdefault(each.service, list(WITNESSES)).extend(each.operations)
    made: list[Group] = []
    services: list[str] = []
    for service in sorted(by_service):
        wider = [*services, service]
        if services and len(_session(by_service, wider)) > SESSION_LIMIT:
            made.append(_group(len(made), by_service, services))
            services = [service]
        else:
            services = wider
    return (*made, _group(len(made), by_service, services)) if services else tuple(made)


@cache
def group_of(service: str) -> Group:
    """The group that reads this service."""
    return next(each for each in groups() if service in each.services)


def entry_policy() -> str:
    """The session policy for finding out what an account is and which regions it has."""
    return session_policy(actions_for(ENTRY - {_ASSUME}))


def session_policy(actions: Iterable[str]) -> str:
    """A policy that allows these actions on everything, without white space. Raises ValueError if AWS would refuse
    its length."""
    text = _text(_statement(actions))
    if len(text) > SESSION_LIMIT:
        raise ValueError(f"a session policy of {len(text)} characters: a service needs more readers' actions than fit")
    return text


@cache
def managed_policies() -> tuple[ManagedPolicy, ...]:
    """What the role in each account needs for all readers that run by themselves, then for the opt-in ones, cut into
    as many policies as the limit asks for."""
    readers = all_readers().values()
    usual = actions_for([*_operations(each for each in readers if not each.opt_in), *(ENTRY - {_ASSUME}), *WITNESSES])
    chosen = [each for each in actions_for(_operations(each for each in readers if each.opt_in)) if each not in usual]
    made = list(_cut("assess-read", "What assess reads. Nothing here writes or starts work.", usual))
    made += _cut("assess-opt-in", "Only for reads that are asked for by name with --only.", chosen)
    return tuple(made)


def written(form: str) -> str:
    """The managed policies as JSON, as Terraform or as a CloudFormation template."""
    if form == "terraform":
        return "\n".join(_terraform(each) for each in managed_policies())
    if form == "cloudformation":
        resources = {
            "".join(part.title() for part in each.name.split("-")): {
                "Type": "AWS::IAM::ManagedPolicy",
                "Properties": {
                    "ManagedPolicyName": each.name,
                    "Description": each.description,
                    "PolicyDocument": json.loads(each.document),
                },
            }
            for each in managed_policies()
        }
        template = {"AWSTemplateFormatVersion": "2010-09-09", "Description": "Reads for assess", "Resources": resources}
        return json.dumps(template, indent=2) + "\n"
    policies = [
        {"name": each.name, "description": each.description, "document": json.loads(each.document)}
        for each in managed_policies()
    ]
    return json.dumps({"schema": "assess/policy/1", "collector": "aws", "policies": policies}, indent=2) + "\n"


def _group(index: int, by_service: dict[str, list[Operation]], services: Sequence[str]) -> Group:
    return Group(f"{index + 1:02}", frozenset(services), session_policy(_actions(by_service, services)))


def _session(by_service: dict[str, list[Operation]], services: Sequence[str]) -> str:
    return _text(_statement(_actions(by_service, services)))


def _actions(by_service: dict[str, list[Operation]], services: Sequence[str]) -> tuple[str, ...]:
    return actions_for(operation for service in services for operation in by_service[service])


def _operations(readers: Iterable[Reader]) -> Iterable[Operation]:
    return [operation for each in readers for operation in each.operations]


def _cut(name: str, description: str, actions: Sequence[str]) -> Iterable[ManagedPolicy]:
    """As many policies as needed; numbered only where there are several."""
    parts: list[list[str]] = [[]] if actions else []
    for action in actions:
        if len(_text(_statement([*parts[-1], action]))) > MANAGED_LIMIT:
            parts.append([])
        parts[-1].append(action)
    for index, part in enumerate(parts, start=1):
        numbered = f"{name}-{index}" if len(parts) > 1 else name
        yield ManagedPolicy(numbered, description, _text(_statement(part)))


def _statement(actions: Iterable[str]) -> dict[str, object]:
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": sorted(set(actions)), "Resource": "*"}],
    }


def _text(document: dict[str, object]) -> str:
    return json.dumps(document, separators=(",", ":"))


def _terraform(policy: ManagedPolicy) -> str:
    """`jsonencode` takes the document as HCL, whose object and list literals JSON text is valid for."""
    indented = json.dumps(json.loads(policy.document), indent=2).replace("\n", "\n  ")
    return (
        f'resource "aws_iam_policy" "{policy.name.replace("-", "_")}" {{\n'
        f'  name        = "{policy.name}"\n'
        f'  description = "{policy.description}"\n'
        f"  policy = jsonencode({indented})\n"
        "}\n"
    )
