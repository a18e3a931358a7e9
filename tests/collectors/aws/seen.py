"""What checks see in a test: facts of accounts, a snapshot over them, and lists that were refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

from assess.evidence.checks import Check, Outcome, Verdict
from assess.evidence.facts import Fact, NotRead, Reason, Subject, TargetId, Unread
from collectors.aws.facts.accounts import Account, ListedAccount, Thing
from collectors.aws.facts.alarms import (
    Alarm,
    AlarmState,
    EventRule,
    Subscription,
    SubscriptionKind,
    Topic,
    Watched,
)
from collectors.aws.facts.controls import ControlPolicy
from collectors.aws.facts.journeys import Canary, EntryKind, EntryPoint, HealthCheck, Objective
from collectors.aws.facts.statements import Condition, Statement

F = TypeVar("F", bound=Fact)

HERE, OTHER, ROOT = "111122223333", "222233334444", "999900001111"
"""The account that is judged, another of the organisation, and the one that manages it."""
IRELAND, FRANKFURT = "eu-west-1", "eu-central-1"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DENIED = Unread(Reason.NOT_PERMITTED, "refused", "x:Read")

PASS, FAIL, NONE, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE, Outcome.UNKNOWN


class Seen:
    """A snapshot of these facts. `refused` names kinds of which no list is whole; `allowed`, of a check, the kinds it
    may see, as the engine holds it to them."""

    def __init__(self, facts: Iterable[Fact], refused: Iterable[type[Fact]] = (), allowed: Check | None = None) -> None:
        self._facts = list(facts)
        self._refused = {kind.kind for kind in refused}
        self._allowed = {kind.kind for kind in (allowed.subject, *allowed.reads)} if allowed else None

    def of(self, kind: type[F]) -> Iterator[F]:
        self._look(kind)
        return iter(sorted((each for each in self._facts if isinstance(each, kind)), key=lambda each: each.subject.id))

    def within(self, kind: type[F], near: Subject) -> Iterator[F] | Unread:
        if kind.kind in self._refused:
            self._look(kind)
            return DENIED
        near_by = (each for each in self.of(kind) if each.subject.target == near.target)
        return (each for each in near_by if not near.region or each.subject.region in ("", near.region))

    def get(self, kind: type[F], identifier: str, near: Subject) -> F | Unread | None:
        found = next((each for each in self.of(kind) if each.subject.id == identifier), None)
        return DENIED if found is None and kind.kind in self._refused else found

    def _look(self, kind: type[Fact]) -> None:
        assert self._allowed is None or kind.kind in self._allowed, f"the check does not say that it reads {kind.kind}"


def judged(check: Callable[..., Verdict], subject: Fact, *facts: Fact, refused: Iterable[type[Fact]] = ()) -> Verdict:
    """What a check says of a subject among other facts, as the engine would run it."""
    made: Check = check.check  # type: ignore[attr-defined]
    try:
        if made.reads:
            return check(subject, Seen([subject, *facts], refused, made))
        return check(subject)
    except NotRead as error:
        return Verdict(UNKNOWN, error.unread.detail, (), error.unread)


def outcome(check: Callable[..., Verdict], subject: Fact, *facts: Fact, refused: Iterable[type[Fact]] = ()) -> Outcome:
    """Its outcome alone."""
    return judged(check, subject, *facts, refused=refused).outcome


def subject(identifier: str, *, account: str = HERE, region: str = IRELAND) -> Subject:
    return Subject("thing", identifier, TargetId(f"aws:{account}"), region)


def account(number: str = HERE, **more: Any) -> Account:
    fields: dict[str, Any] = {"management": ROOT, "operations_contact": True, **more}
    place = subject(f"arn:aws:account::{number}:account", account=number, region="")
    return Account(subject=place, number=number, **fields)


def listed(number: str = HERE, **more: Any) -> ListedAccount:
    fields: dict[str, Any] = {"manages": False, "active": True, "above": ("r-1", "ou-1"), "owner": None, **more}
    return ListedAccount(subject=subject(f"aws:{number}", account=ROOT, region=""), number=number, **fields)


def guardrail(name: str = "no-trail-off", **more: Any) -> ControlPolicy:
    """A service control policy of the organisation's own."""
    fields: dict[str, Any] = {"own": True, "targets": ("ou-1",), "statements": (), **more}
    return ControlPolicy(subject=subject(name, account=ROOT, region=""), name=name, **fields)


def deny(*actions: str, when: Condition | None = None, **more: Any) -> Statement:
    """A Deny of these actions on everything."""
    conditions = () if when is None else (when,)
    return Statement(allow=False, actions=actions, resources=("*",), conditions=conditions, **more)


def thing(name: str = "app", kind: str = "lambda:function", owner: str | None = None, **where: str) -> Thing:
    return Thing(subject=subject(f"arn:{kind}:{name}", **where), type=kind, owner=owner)


def alarm(name: str = "slow", *watches: Watched, to: str | tuple[str, ...] = (), **more: Any) -> Alarm:
    """An alarm; `to` are the names of topics in its account and region, or whole ARNs."""
    number, region = more.pop("account", HERE), more.pop("region", IRELAND)
    steps = (to,) if isinstance(to, str) else to
    fields: dict[str, Any] = {
        "composite": False,
        "members": (),
        "state": AlarmState.OK,
        "days_in_state": 1,
        "actions_enabled": True,
        "actions": tuple(each if each.startswith("arn:") else topic_arn(each, number, region) for each in steps),
        "no_data_actions": (),
        "missing_data": "missing",
        "says_first_step": False,
        "owner": None,
        **more,
    }
    arn = f"arn:aws:cloudwatch:{region}:{number}:alarm:{name}"
    return Alarm(subject=subject(arn, account=number, region=region), name=name, watches=watches, **fields)


def topic_arn(name: str, number: str = HERE, region: str = IRELAND) -> str:
    return f"arn:aws:sns:{region}:{number}:{name}"


PAGER = Subscription(SubscriptionKind.HTTPS, confirmed=True, host="events.pagerduty.com")
MAIL = Subscription(SubscriptionKind.EMAIL, confirmed=True)
PENDING = Subscription(SubscriptionKind.HTTPS, confirmed=False, host="events.pagerduty.com")
FUNCTION = Subscription(SubscriptionKind.LAMBDA, confirmed=True)
CHAT = Subscription(SubscriptionKind.HTTPS, confirmed=True, host="hooks.slack.com")


def topic(name: str = "oncall", *subscriptions: Subscription, owner: str | Unread | None = None, **where: str) -> Topic:
    arn = topic_arn(name, where.get("account", HERE), where.get("region", IRELAND))
    return Topic(subject=subject(arn, **where), name=name, subscriptions=subscriptions, owner=owner)


def event_rule(name: str = "rule", *targets: str, **more: Any) -> EventRule:
    fields: dict[str, Any] = {
        "bus": "default",
        "enabled": True,
        "scheduled": False,
        "sources": ("aws.cloudwatch",),
        "details": ("CloudWatch Alarm State Change",),
        "names": (),
        "exact": True,
        "targets": targets,
        **more,
    }
    return EventRule(subject=subject(f"arn:rule:{name}"), name=name, **fields)


def entry(name: str = "shop", **more: Any) -> EntryPoint:
    """A load balancer that faces the internet."""
    fields: dict[str, Any] = {
        "type": EntryKind.LOAD_BALANCER,
        "namespace": "AWS/ApplicationELB",
        "dimensions": (f"LoadBalancer=app/{name}/1",),
        "zones": 2,
        "throttled": False,
        **more,
    }
    return EntryPoint(subject=subject(f"arn:loadbalancer:{name}"), name=name, **fields)


def errors_of(name: str = "shop") -> Watched:
    return Watched("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", (f"LoadBalancer=app/{name}/1",))


def latency_of(name: str = "shop") -> Watched:
    return Watched("AWS/ApplicationELB", "TargetResponseTime", (f"LoadBalancer=app/{name}/1",))


def canary(name: str = "login", **more: Any) -> Canary:
    where = {key: more.pop(key) for key in ("account", "region") if key in more}
    fields: dict[str, Any] = {"running": True, "every_minutes": 1, **more}
    return Canary(subject=subject(f"arn:canary:{name}", **where), name=name, **fields)


def health_check(identifier: str = "h1", **more: Any) -> HealthCheck:
    fields: dict[str, Any] = {"of_endpoint": True, "host": "shop.example.org", "disabled": False, **more}
    return HealthCheck(subject=subject(f"arn:healthcheck:{identifier}", region=""), identifier=identifier, **fields)


def objective(name: str = "checkout", **more: Any) -> Objective:
    fields: dict[str, Any] = {
        "service": "checkout",
        "goal": 99.9,
        "window_days": 28,
        "burn_windows": (60, 360),
        "budget": "OK",
        **more,
    }
    return Objective(subject=subject(f"arn:slo:{name}"), name=name, **fields)


def burn_of(name: str, minutes: int) -> Watched:
    dimensions = (f"SloName={name}", f"BurnRateWindowMinutes={minutes}")
    return Watched("AWS/ApplicationSignals", "BurnRate", dimensions)
