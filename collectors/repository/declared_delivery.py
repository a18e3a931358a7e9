"""Readers for Terraform blocks about delivery: services and deployment groups, federated trust, module calls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from assess.evidence.facts import Fact, Reason, Unread
from collectors.repository.hcl import Block, Call, Listing, Object, Opaque, Template, Value, from_json
from collectors.repository.paths import folder_of, joined, shown
from collectors.repository.place import Place, texts_of
from collectors.repository.scope import as_written
from collectors.repository.terraform_facts import DeploymentGuard, FederatedTrust, ModuleCall, Reversal

GITHUB_TOKENS = "token.actions.githubusercontent.com"


def read_service(place: Place) -> Iterator[Fact]:
    """An ECS service."""
    yield DeploymentGuard(
        subject=place.subject,
        location=place.location,
        address=place.address,
        type="aws_ecs_service",
        reversal=_service_reversal(place),
        steps=None,
    )


def _service_reversal(place: Place) -> Reversal | Unread | None:
    for controller in place.block.inner("deployment_controller"):
        type_ = place.text("type", controller)
        if isinstance(type_, Unread):
            return type_
        if type_ not in (None, "ECS"):
            return None
    by_alarm = _both_set(place, "alarms")
    by_breaker = _both_set(place, "deployment_circuit_breaker")
    if by_alarm is True:
        return Reversal.ALARMS
    if by_breaker is True:
        return by_alarm if isinstance(by_alarm, Unread) else Reversal.OWN_SIGNALS
    return next((found for found in (by_alarm, by_breaker) if isinstance(found, Unread)), Reversal.NONE)


def _both_set(place: Place, type_: str) -> bool | Unread:
    blocks = place.inner(type_)
    if isinstance(blocks, Unread):
        return blocks
    if not blocks:
        return False
    flags = [place.flag(name, default=False, block=blocks[0]) for name in ("enable", "rollback")]
    if False in flags:
        return False
    return next((flag for flag in flags if isinstance(flag, Unread)), True)


def read_deployment_group(place: Place) -> Iterator[Fact]:
    """A CodeDeploy deployment group."""
    yield DeploymentGuard(
        subject=place.subject,
        location=place.location,
        address=place.address,
        type="aws_codedeploy_deployment_group",
        reversal=_group_reversal(place),
        steps=_group_steps(place),
    )


def _group_reversal(place: Place) -> Reversal | Unread:
    rollback = place.inner("auto_rollback_configuration")
    if isinstance(rollback, Unread):
        return rollback
    if not rollback:
        return Reversal.NONE
    enabled = place.flag("enabled", default=False, block=rollback[0])
    if isinstance(enabled, Unread) or not enabled:
        return enabled if isinstance(enabled, Unread) else Reversal.NONE
    events = texts_of(place.value("events", rollback[0])) or ()
    alarms = place.inner("alarm_configuration")
    if isinstance(alarms, Unread):
        return alarms
    watched = [place.flag("enabled", default=False, block=block) for block in alarms]
    if "DEPLOYMENT_STOP_ON_ALARM" in events and True in watched:
        return Reversal.ALARMS
    return Reversal.OWN_SIGNALS if "DEPLOYMENT_FAILURE" in events else Reversal.NONE


def _group_steps(place: Place) -> str | Unread | None:
    """ECS and Lambda go all at once unless told otherwise; for servers the default is one at a time."""
    named = place.text("deployment_config_name")
    if named is not None:
        return named
    if place.block.inner("ecs_service"):
        return "CodeDeployDefault.ECSAllAtOnce"
    why = f"{shown(place.path)}:{place.block.line}: the default depends on the platform of the application"
    return Unread(Reason.UNRESOLVED, why, "codedeploy:GetApplication")


def read_policy_document(place: Place) -> Iterator[Fact]:
    """A policy document that lets GitHub workflows assume a role."""
    if place.block.type != "data":
        return
    for statement in place.block.inner("statement"):
        conditions = statement.inner("condition")
        variables = [place.text("variable", condition) for condition in conditions]
        about = [*variables, *(as_written(value) for value in _principals(place, statement))]
        if not any(isinstance(text, str) and GITHUB_TOKENS in text for text in about):
            continue
        values: list[Value] = []
        for condition, variable in zip(conditions, variables, strict=True):
            if isinstance(variable, str) and variable.endswith(f"{GITHUB_TOKENS}:sub"):
                values.append(place.value("values", condition))
        yield _trust(place, values)
        return


def _principals(place: Place, statement: Block) -> list[Value]:
    found: list[Value] = []
    for principals in statement.inner("principals"):
        value = place.value("identifiers", principals)
        found.extend(value.items if isinstance(value, Listing) else [value])
    return found


def read_role(place: Place) -> Iterator[Fact]:
    """A role whose trust policy is written in place, as an object or as JSON."""
    value = place.value("assume_role_policy")
    policy: Value = value.arguments[0] if isinstance(value, Call) and value.arguments else value
    if isinstance(policy, str | Template):
        policy = _parsed(policy)
    if isinstance(policy, Object):
        for statement in _listed(policy.pairs.get("Statement")):
            if isinstance(statement, Object) and GITHUB_TOKENS in _flat(statement):
                yield _trust(place, _subjects(statement))
                return


def _parsed(policy: str | Template) -> Value:
    text = _as_text(policy)
    if GITHUB_TOKENS not in text:
        return None
    try:
        return from_json(json.loads(text))
    except (ValueError, RecursionError):
        return None


def _as_text(value: Value) -> str:
    """A string whole, with parts decided elsewhere as `${…}`."""
    if isinstance(value, Template):
        return "".join(part if isinstance(part, str) else f"${{{as_written(part)}}}" for part in value.parts)
    return value if isinstance(value, str) else ""


def _listed(value: Value) -> tuple[Value, ...]:
    return value.items if isinstance(value, Listing) else (value,)


def _flat(value: Value) -> str:
    if isinstance(value, Object):
        return " ".join(f"{key} {_flat(inner)}" for key, inner in value.pairs.items())
    return " ".join(map(_flat, value.items)) if isinstance(value, Listing) else as_written(value)


def _subjects(statement: Object) -> list[Value]:
    conditions = statement.pairs.get("Condition")
    found = []
    for operator in conditions.pairs.values() if isinstance(conditions, Object) else ():
        for key, value in operator.pairs.items() if isinstance(operator, Object) else ():
            if key.endswith(f"{GITHUB_TOKENS}:sub"):
                found.append(value)
    return found


def _trust(place: Place, values: list[Value]) -> FederatedTrust:
    subjects: list[str] = []
    unclear: Value = None
    for value in values:
        texts = texts_of(value)
        if texts is None:
            unclear = value
        else:
            subjects.extend(texts)
    return FederatedTrust(
        subject=place.subject,
        location=place.location,
        address=place.address,
        subjects=place.unread("the condition on sub", unclear) if unclear is not None else tuple(map(shown, subjects)),
    )


def read_module(place: Place) -> Iterator[Fact]:
    """A call of a module."""
    source = place.value("source")
    if not isinstance(source, str):
        unread = place.unread("source", source if source is not None else Opaque("absent"))
        yield _module(place, unread, "other", unread)
        return
    origin = _origin(source)
    if origin == "local" and not source.startswith("/"):
        origin = place.surroundings.kept.origin(joined(folder_of(place.path), source))
    version: str | Unread | None = place.text("version")
    if origin in ("git", "other"):
        match = re.search(
            r"[?&]ref=([^&]+)|/releases/download/([^/]+)/|/archive/(?:refs/tags/)?([^/]+)\.(?:zip|tar)", source
        )
        version = next(filter(None, match.groups())) if match else None
    yield _module(place, shown(source), origin, version)


def _module(place: Place, source: str | Unread, origin: str, version: str | Unread | None) -> ModuleCall:
    return ModuleCall(
        subject=place.subject,
        location=place.location,
        address=place.address,
        source=source,
        origin=origin,
        version=version,
    )


def _origin(source: str) -> str:
    """Source: https://developer.hashicorp.com/terraform/language/modules/sources"""
    if source.startswith(("./", "../", "/")):
        return "local"
    if source.startswith(("git::", "git@", "github.com/", "bitbucket.org/")) or re.search(r"\.git(//|\?|$)", source):
        return "git"
    if re.fullmatch(r"(?:[\w.-]+\.[\w.-]+/)?[\w-]+/[\w-]+/[\w-]+(?://.*)?", source):
        return "registry"
    return "other"
