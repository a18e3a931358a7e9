"""Alarms and where they go: CloudWatch alarms, the SNS topics and event rules that carry them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from assess.evidence.facts import Fact, UnitKind, Unread


class AlarmState(StrEnum):
    """The state as CloudWatch names it."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


@dataclass(frozen=True, slots=True)
class Watched:
    """One metric that an alarm looks at. `dimensions` as `Name=Value`; `account` where it is another's than the
    alarm's own. A query over all things of a namespace (SEARCH, SELECT) has no dimensions."""

    namespace: str
    metric: str
    dimensions: tuple[str, ...] = ()
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm(Fact):
    """One metric or composite alarm (DescribeAlarms), but none that target tracking made for itself.

    `watches` is empty for composite alarms, whose `members` are the names of the alarms in their rule; `any_member`:
    one of them in ALARM is enough. `actions` are the ARNs called in ALARM, `no_data_actions` those called in
    INSUFFICIENT_DATA. `missing_data` is as in the API: `missing` (the default), `breaching`, `notBreaching`, `ignore`.
    `days_in_state` counts from the last change of state to the read. `says_first_step`: its description has a link,
    or words about what to do; the text itself is not kept."""

    kind: ClassVar[str] = "aws.alarm"
    shape: ClassVar[int] = 3
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    composite: bool
    watches: tuple[Watched, ...]
    members: tuple[str, ...]
    state: AlarmState
    days_in_state: int | None
    actions_enabled: bool
    actions: tuple[str, ...]
    no_data_actions: tuple[str, ...]
    missing_data: str
    says_first_step: bool
    owner: str | Unread | None
    any_member: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmTurns(Fact):
    """How often an alarm went into ALARM in the last seven days (DescribeAlarmHistory). Only for alarms that did; the
    subject is that of the alarm. `sampled`: there was more history in the region than was read."""

    kind: ClassVar[str] = "aws.alarm_turns"
    unit_kind: ClassVar[UnitKind] = "account"

    into_alarm: int
    sampled: bool


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
    """One subscriber of a topic. `host` is that of an HTTPS endpoint and nothing more of it, for paths carry tokens;
    of an e-mail address it is the domain if that is a product that pages, for an address of a person is not kept."""

    kind: SubscriptionKind
    confirmed: bool
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Fact):
    """One SNS topic with its subscriptions (ListTopics, ListSubscriptions)."""

    kind: ClassVar[str] = "aws.topic"
    shape: ClassVar[int] = 2
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    subscriptions: tuple[Subscription, ...]
    owner: str | Unread | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule(Fact):
    """An EventBridge rule with its targets (ListRules, ListTargetsByRule), of any bus; none that a service made.

    `sources` and `details` are the plain values of `source` and `detail-type` in its pattern, `names` those of
    `detail.alarmName`; a part that is no list of texts (prefix, anything-but) is left out and `exact` is false.
    `targets` are ARNs."""

    kind: ClassVar[str] = "aws.event_rule"
    unit_kind: ClassVar[UnitKind] = "account"

    name: str
    bus: str
    enabled: bool
    scheduled: bool
    sources: tuple[str, ...]
    details: tuple[str, ...]
    names: tuple[str, ...]
    exact: bool
    targets: tuple[str, ...] | Unread
