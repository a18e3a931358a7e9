"""Topics with their subscribers and event rules with their targets, after they were read."""

from __future__ import annotations

import json

import pytest

from assess.demo.aws_stand_in import Effect, Estate, Rule
from assess.evidence.facts import Unread
from collectors.aws.facts.alarms import EventRule, SubscriptionKind, Topic
from collectors.aws.readers.events import rules
from collectors.aws.readers.sns import topics
from tests.collectors.aws.jobs import PRODUCTION, Read

EU = "eu-west-1"
TOPIC = f"arn:aws:sns:{EU}:{PRODUCTION}:oncall"


def subscribe(estate: Estate, protocol: str, endpoint: str, confirmed: bool = True) -> None:
    arn = f"{TOPIC}:1" if confirmed else "PendingConfirmation"
    entry = {"TopicArn": TOPIC, "Protocol": protocol, "Endpoint": endpoint, "SubscriptionArn": arn}
    estate.put(PRODUCTION, EU, "sns", "ListSubscriptions", {"Subscriptions": [entry]})


@pytest.mark.parametrize(
    ("protocol", "endpoint", "kind", "host"),
    [
        ("https", "https://events.pagerduty.com/s3cr3t/x", SubscriptionKind.HTTPS, "events.pagerduty.com"),
        ("email", "anna.smith@example.org", SubscriptionKind.EMAIL, ""),
        ("email-json", "shop@acme.pagerduty.com", SubscriptionKind.EMAIL, "acme.pagerduty.com"),
        ("sms", "+353870000000", SubscriptionKind.TEXT_MESSAGE, ""),
        ("lambda", f"arn:aws:lambda:{EU}:{PRODUCTION}:function:tell", SubscriptionKind.LAMBDA, ""),
        ("firehose", "arn:aws:firehose:x:1:deliverystream/s", SubscriptionKind.OTHER, ""),
    ],
)
def test_a_subscriber_is_known_by_its_kind_and_never_by_its_address(
    estate: Estate, read: Read, protocol: str, endpoint: str, kind: SubscriptionKind, host: str
) -> None:
    estate.put(PRODUCTION, EU, "sns", "ListTopics", {"Topics": [{"TopicArn": TOPIC}]})
    subscribe(estate, protocol, endpoint)
    (fact,) = read(topics).facts
    assert isinstance(fact, Topic)
    (told,) = fact.subscriptions
    assert (told.kind, told.confirmed, told.host) == (kind, True, host)
    for secret in ("s3cr3t", "anna", "+353"):
        assert secret not in repr(fact)


def test_a_pending_subscriber_is_not_confirmed(estate: Estate, read: Read) -> None:
    estate.put(PRODUCTION, EU, "sns", "ListTopics", {"Topics": [{"TopicArn": TOPIC}]})
    subscribe(estate, "email", "a@example.org", confirmed=False)
    (fact,) = read(topics).facts
    assert isinstance(fact, Topic)
    assert [each.confirmed for each in fact.subscriptions] == [False]


def test_without_topics_no_subscriptions_are_asked_for(read: Read) -> None:
    assert len([key for key in read(topics).keys if key.endswith("/sns")]) == 1


def put_rule(estate: Estate, name: str, pattern: object = None, **more: object) -> None:
    estate.put(PRODUCTION, EU, "events", "ListEventBuses", {"EventBuses": [{"Name": "default"}]})
    rule: dict[str, object] = {"Name": name, "Arn": f"arn:aws:events:{EU}:{PRODUCTION}:rule/{name}", "State": "ENABLED"}
    if pattern is not None:
        rule["EventPattern"] = json.dumps(pattern)
    estate.put(PRODUCTION, EU, "events", "ListRules", {"Rules": [{**rule, **more}]})


def one_rule(read: Read) -> EventRule:
    (fact,) = read(rules).facts
    assert isinstance(fact, EventRule)
    return fact


def test_a_rule_keeps_what_it_matches_and_where_it_leads(estate: Estate, read: Read) -> None:
    pattern = {
        "source": ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        "detail": {"alarmName": ["slow"]},
    }
    put_rule(estate, "alarms", pattern)
    estate.put(PRODUCTION, EU, "events", "ListTargetsByRule", {"Targets": [{"Id": "1", "Arn": TOPIC}]})
    fact = one_rule(read)
    assert (fact.enabled, fact.bus, fact.sources) == (True, "default", ("aws.cloudwatch",))
    assert (fact.details, fact.names, fact.exact) == (("CloudWatch Alarm State Change",), ("slow",), True)
    assert fact.targets == (TOPIC,)


def test_a_pattern_that_is_more_than_texts_is_not_exact(estate: Estate, read: Read) -> None:
    put_rule(estate, "some", {"source": ["aws.cloudwatch"], "detail": {"alarmName": [{"prefix": "shop-"}]}})
    fact = one_rule(read)
    assert (fact.names, fact.exact) == ((), False)


def test_a_rule_of_a_service_is_left_out(estate: Estate, read: Read) -> None:
    put_rule(estate, "theirs", {"source": ["aws.ec2"]}, ManagedBy="autoscaling.amazonaws.com")
    assert read(rules).facts == []


def test_refused_targets_leave_the_rule_read(estate: Estate, read: Read) -> None:
    put_rule(estate, "alarms", {"source": ["aws.cloudwatch"]})
    brought = read(rules, rules=[Rule(Effect.DENY, service="events", operation="ListTargetsByRule")])
    (fact,) = brought.facts
    assert isinstance(fact, EventRule)
    assert isinstance(fact.targets, Unread)
    assert fact.targets.needs == "events:ListTargetsByRule"
