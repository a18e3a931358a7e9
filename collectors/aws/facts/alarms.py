"""Alarms and where they go: CloudWatch alarms, and the SNS topics that carry them to somebody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from assess.evidence.facts import Fact, UnitKind


class AlarmState(StrEnum):
    """The state as CloudWatch names it."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm(Fact):
    """One metric or composite alarm (DescribeAlarms). `namespace` and `metric` are empty for composite alarms and
    metric math; `actions` are the ARNs it calls when it goes into ALARM."""

    kind: ClassVar[str] = "aws.alarm"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    composite: bool
    namespace: str
    metric: str
    state: AlarmState
    actions_enabled: bool
    actions: tuple[str, ...]


class SubscriptionKind(StrEnum):
    """What is at the end of a subscription, by its protocol."""

    EMAIL = "email"
    TEXT_MESSAGE = "sms"
    HTTPS = "https"
    LAMBDA = "lambda"
    QUEUE = "sqs"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscriber of a topic. `host` is the host of an HTTPS endpoint and nothing more of it: paths carry tokens,
    and an address of a person is not kept."""

    kind: SubscriptionKind
    confirmed: bool
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Fact):
    """One SNS topic with its subscriptions (ListTopics, ListSubscriptions)."""

    kind: ClassVar[str] = "aws.topic"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    subscriptions: tuple[Subscription, ...]
