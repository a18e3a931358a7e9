"""Readers for each kind of Terraform block that says something about control: one function a kind, in `READERS`.

What their facts mean is left to the checks. Defaults are those of the AWS, PagerDuty and Opsgenie providers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypedDict

from assess.evidence.facts import Fact, Location, Subject, Unread
from collectors.repository.declared_delivery import (
    read_deployment_group,
    read_module,
    read_policy_document,
    read_role,
    read_service,
)
from collectors.repository.hcl import Listing, Reference, Template, Value
from collectors.repository.place import Place, default_tags, is_aws_provider, keys_of, mentions
from collectors.repository.reading import Reading
from collectors.repository.scope import as_written
from collectors.repository.terraform_facts import (
    Bucket,
    CostAlert,
    CostResource,
    DeclaredAlarm,
    DeploymentGuard,
    EscalationPolicy,
    FederatedTrust,
    ImageRepository,
    LogGroup,
    ModuleCall,
)

Reader = Callable[[Place], Iterator[Fact]]

COST_TYPES = frozenset(
    f"aws_{name}"
    for name in (
        "cloudfront_distribution", "db_instance", "dynamodb_table", "ebs_volume", "ecs_service", "efs_file_system",
        "eks_cluster", "eks_node_group", "elasticache_cluster", "elasticache_replication_group", "instance",
        "kinesis_stream", "lambda_function", "lb", "alb", "msk_cluster", "nat_gateway", "opensearch_domain",
        "rds_cluster", "rds_cluster_instance", "redshift_cluster", "s3_bucket", "sqs_queue",
    )
)  # fmt: skip
_POINTS = re.compile(r"https?://|runbook|playbook", re.IGNORECASE)
_FEWEST_WORDS = 2
_LONG_ENOUGH = 6
_AUTOMATIONS = (":automate:", "aws_appautoscaling_policy.", "aws_autoscaling_policy.", "aws_ssm", ":ssm:", "scaling")


def _log_group(place: Place) -> Iterator[Fact]:
    days = place.numbers("retention_in_days")
    kept: int | Unread | None
    if isinstance(days, Unread):
        kept = days
    elif all(not day for day in days):
        kept = None
    elif all(days):
        kept = int(max(day or 0 for day in days))
    else:
        kept = place.unread("retention_in_days", place.value("retention_in_days"))
    yield LogGroup(subject=place.subject, location=place.location, address=place.address, retention_days=kept)


def _alarm(place: Place) -> Iterator[Fact]:
    yield DeclaredAlarm(
        subject=place.subject,
        location=place.location,
        address=place.address,
        composite=place.block.labels[0] == "aws_cloudwatch_composite_alarm",
        has_action=place.filled("alarm_actions"),
        enabled=place.flag("actions_enabled", default=True),
        namespace=_metric(place, "namespace"),
        metric=_metric(place, "metric_name"),
        description=_description(place),
        feeds_composite=_feeds_composite(place),
        automated=_automated(place),
    )


def _feeds_composite(place: Place) -> bool:
    """Whether a composite alarm beside it names it, by reference, by name, or by the fixed beginning of its name."""
    own, name = ".".join(place.block.labels), place.value("alarm_name")
    if isinstance(name, Template):
        name = name.parts[0]
    for other in place.beside("aws_cloudwatch_composite_alarm"):
        rule = place.value("alarm_rule", other)
        written = as_written(rule)
        if mentions(rule, own) or (isinstance(name, str) and len(name) >= _LONG_ENOUGH and name in written):
            return True
    return False


def _metric(place: Place, name: str) -> str | Unread | None:
    """The metric's own argument, or that of the first metric inside a metric query (metric math)."""
    if name in place.block.arguments:
        return place.text(name)
    for query in place.block.inner("metric_query"):
        for metric in query.inner("metric"):
            return place.text(name, metric)
    return None


def _description(place: Place) -> str | Unread | None:
    """The text with names that are filled in; unread where all of it, or nearly all, is decided elsewhere."""
    value = place.value("alarm_description")
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Template):
        words = "".join(part for part in value.parts if isinstance(part, str))
        if len(words.split()) >= _FEWEST_WORDS or _POINTS.search(words):
            return "".join(part if isinstance(part, str) else f"${{{as_written(part)}}}" for part in value.parts)
    return place.unread("alarm_description", value)


def _automated(place: Place) -> bool | Unread:
    value = place.value("alarm_actions")
    if value is None:
        return False
    if not isinstance(value, Listing):
        return place.unread("alarm_actions", value)
    return any(mark in as_written(item) for item in value.items for mark in _AUTOMATIONS)


def _image_repository(place: Place) -> Iterator[Fact]:
    tags = place.text("image_tag_mutability")
    yield ImageRepository(
        subject=place.subject,
        location=place.location,
        address=place.address,
        immutable=tags if isinstance(tags, Unread) else (tags or "").startswith("IMMUTABLE"),
        expires=place.belongs("aws_ecr_lifecycle_policy", "repository"),
    )


def _bucket(place: Place) -> Iterator[Fact]:
    yield Bucket(subject=place.subject, location=place.location, address=place.address, expires=_bucket_expires(place))


def _bucket_expires(place: Place) -> bool | Unread:
    inline = place.inner("lifecycle_rule")
    if isinstance(inline, Unread):
        return inline
    if any(place.flag("enabled", default=True, block=rule) is True for rule in inline):
        return True
    return place.belongs("aws_s3_bucket_lifecycle_configuration", "bucket")


def _cost_resource(place: Place) -> Iterator[Fact]:
    own, all_own = keys_of(place.value("tags"))
    given, all_given = _default_tags(place)
    yield CostResource(
        subject=place.subject,
        location=place.location,
        address=place.address,
        type=place.block.labels[0],
        tags=tuple(dict.fromkeys((*own, *given))),
        whole=all_own and all_given,
    )


def _default_tags(place: Place) -> tuple[tuple[str, ...], bool]:
    """Keys of the provider's default tags, and whether they are all: a folder that configures no provider gets that
    of its callers."""
    providers = [block for block in place.folder if is_aws_provider(block)]
    chosen: Value = place.block.arguments.get("provider")
    alias = chosen.path.partition(".")[2] if isinstance(chosen, Reference) else None
    for provider in providers:
        if provider.arguments.get("alias") == alias:
            return default_tags(provider, place.scope)
    return place.surroundings.inherited_tags


def _escalation(place: Place) -> Iterator[Fact]:
    name = "rule" if place.block.labels[0].startswith("pagerduty") else "rules"
    rules = place.inner(name)
    stages = rules if isinstance(rules, Unread) else len(rules)
    yield EscalationPolicy(subject=place.subject, location=place.location, address=place.address, stages=stages)


def _budget(place: Place) -> Iterator[Fact]:
    notifications = place.inner("notification")
    reaches: bool | Unread = False
    if isinstance(notifications, Unread):
        reaches = notifications
    else:
        for notification in notifications:
            found = place.filled("subscriber_sns_topic_arns", notification)
            reaches = found if found is True or reaches is False else reaches
    yield CostAlert(
        subject=place.subject,
        location=place.location,
        address=place.address,
        type="budget",
        reaches_a_topic=reaches,
        notifies=notifications if isinstance(notifications, Unread) else bool(notifications),
        immediate=None,
    )


def _anomaly_subscription(place: Place) -> Iterator[Fact]:
    frequency = place.text("frequency")
    subscribers = place.inner("subscriber")
    types = [] if isinstance(subscribers, Unread) else [place.text("type", block) for block in subscribers]
    unread = next((found for found in types if isinstance(found, Unread)), None)
    topic = subscribers if isinstance(subscribers, Unread) else "SNS" in types or (unread or False)
    yield CostAlert(
        subject=place.subject,
        location=place.location,
        address=place.address,
        type="anomaly subscription",
        reaches_a_topic=topic,
        notifies=subscribers if isinstance(subscribers, Unread) else bool(subscribers),
        immediate=frequency if isinstance(frequency, Unread) else frequency == "IMMEDIATE",
    )


def _beside(place: Place) -> Iterator[Fact]:
    """Blocks that only say something about others."""
    return iter(())


_SINGLE: Mapping[str, Reader] = {
    "aws_cloudwatch_log_group": _log_group,
    "aws_cloudwatch_metric_alarm": _alarm,
    "aws_cloudwatch_composite_alarm": _alarm,
    "aws_ecr_repository": _image_repository,
    "aws_ecr_lifecycle_policy": _beside,
    "aws_s3_bucket": _bucket,
    "aws_s3_bucket_lifecycle_configuration": _beside,
    "pagerduty_escalation_policy": _escalation,
    "opsgenie_escalation": _escalation,
    "aws_budgets_budget": _budget,
    "aws_ce_anomaly_subscription": _anomaly_subscription,
    "aws_ecs_service": read_service,
    "aws_codedeploy_deployment_group": read_deployment_group,
    "aws_iam_policy_document": read_policy_document,
    "aws_iam_role": read_role,
    "module": read_module,
}


def _read(place: Place) -> Iterator[Fact]:
    name = place.block.labels[0] if place.block.type in ("resource", "data") else place.block.type
    if name in _SINGLE:
        yield from _SINGLE[name](place)
    if name in COST_TYPES and place.block.type == "resource":
        yield from _cost_resource(place)


READERS: Mapping[str, Reader] = dict.fromkeys((*_SINGLE, *COST_TYPES), _read)
"""By resource type, or by block type for modules."""


_FOR_COST = frozenset(("count", "provider", "tags"))


def arguments_of(type_: str) -> bool | frozenset[str]:
    """Which arguments of a resource type are read: all, the few that say whose cost it is, or none."""
    return True if type_ in _SINGLE else type_ in COST_TYPES and _FOR_COST


class _Where(TypedDict):
    subject: Subject
    location: Location
    address: str


def unread_facts(reading: Reading, path: str, why: Unread, data: bytes) -> Iterator[Fact]:
    """For a file that cannot be parsed: one fact of each kind of thing that it mentions, with everything unread."""
    subject, location = reading.subject("declared resource", path, "*"), reading.place(path)
    text = data.decode("utf-8", "replace")

    def mentions(*types: str) -> bool:
        return any(f'"{type_}"' in text for type_ in types)

    where: _Where = {"subject": subject, "location": location, "address": "*"}
    if mentions("aws_cloudwatch_log_group"):
        yield LogGroup(**where, retention_days=why)
    if mentions("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"):
        yield DeclaredAlarm(
            **where, composite=False, feeds_composite=False,
            has_action=why, enabled=why, namespace=why, metric=why, description=why, automated=why,
        )  # fmt: skip
    if mentions("aws_ecr_repository"):
        yield ImageRepository(**where, immutable=why, expires=why)
    if mentions("aws_s3_bucket"):
        yield Bucket(**where, expires=why)
    if mentions(*COST_TYPES):
        yield CostResource(**where, type="", tags=(), whole=False)
    if mentions("aws_ecs_service", "aws_codedeploy_deployment_group"):
        yield DeploymentGuard(**where, type="", reversal=why, steps=why)
    if mentions("pagerduty_escalation_policy", "opsgenie_escalation"):
        yield EscalationPolicy(**where, stages=why)
    if mentions("aws_budgets_budget", "aws_ce_anomaly_subscription"):
        yield CostAlert(**where, type="", reaches_a_topic=why, notifies=why, immediate=why)
    if "token.actions.githubusercontent.com" in text:
        yield FederatedTrust(**where, subjects=why)
    if "module " in text:
        yield ModuleCall(**where, source=why, origin="other", version=why)
