"""Where an alarm ends: every step of its way, and what is said of each end."""

from __future__ import annotations

import pytest

from assess.evidence.checks import Outcome
from assess.evidence.facts import Fact
from collectors.aws.checks.ownership.routing import alarm_reaches_a_confirmed_subscriber
from collectors.aws.checks.routes import Reach, ways_of
from collectors.aws.facts.alarms import Alarm, EventRule, Subscription, SubscriptionKind, Topic
from tests.collectors.aws.seen import (
    CHAT,
    DENIED,
    FAIL,
    FRANKFURT,
    FUNCTION,
    MAIL,
    NONE,
    OTHER,
    PAGER,
    PASS,
    PENDING,
    UNKNOWN,
    Seen,
    alarm,
    event_rule,
    judged,
    topic,
    topic_arn,
)

ACT = "arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:1"
CALL = "arn:aws:lambda:eu-west-1:111122223333:function:tell"
PLAN = "arn:aws:ssm-incidents::111122223333:response-plan/shop"


@pytest.mark.parametrize(
    ("subject", "facts", "expected", "told"),
    [
        (alarm(to="oncall"), [topic("oncall", PAGER)], PASS, "it reaches events.pagerduty.com"),
        (alarm(to="oncall"), [topic("oncall", MAIL)], PASS, "it reaches e-mail"),
        (alarm(to="oncall"), [topic("oncall", MAIL, PAGER)], PASS, "it reaches events.pagerduty.com"),
        (alarm(to="oncall"), [topic("oncall", CHAT)], PASS, "it reaches hooks.slack.com"),
        (alarm(to="oncall"), [topic("oncall", PENDING)], FAIL, "it ends in a topic without a confirmed subscriber"),
        (alarm(to="oncall"), [topic("oncall")], FAIL, "it ends in a topic without a confirmed subscriber"),
        (alarm(to="oncall"), [], FAIL, "it ends in a topic that is gone"),
        (alarm(), [], FAIL, "it has no action that could reach anybody"),
        (alarm(to="oncall", actions_enabled=False), [topic("oncall", PAGER)], FAIL, "its actions are switched off"),
        (alarm(to="oncall"), [topic("oncall", FUNCTION)], UNKNOWN, "it leads to lambda, and AWS does not say who"),
        (alarm(to=CALL), [], UNKNOWN, "it leads to lambda, and AWS does not say who"),
        (alarm(to=ACT), [], NONE, "it makes a machine act"),
        (alarm(to=PLAN), [], PASS, "it reaches a response plan"),
        (alarm(to=(ACT, topic_arn("oncall"))), [topic("oncall", PAGER)], PASS, "it reaches events.pagerduty.com"),
    ],
)
def test_the_end_of_each_way(subject: Alarm, facts: list[Fact], expected: Outcome, told: str) -> None:
    verdict = judged(alarm_reaches_a_confirmed_subscriber, subject, *facts)
    assert verdict.outcome is expected
    assert verdict.message.startswith(told)


def test_a_refused_topic_is_unknown_and_names_what_would_settle_it() -> None:
    verdict = judged(alarm_reaches_a_confirmed_subscriber, alarm(to="oncall"), refused=[Topic])
    assert verdict.outcome is UNKNOWN
    assert verdict.unread == DENIED


def test_a_topic_of_another_account_is_followed_there() -> None:
    far = topic_arn("oncall", OTHER)
    assert (
        judged(alarm_reaches_a_confirmed_subscriber, alarm(to=far), topic("oncall", PAGER, account=OTHER)).outcome
        is PASS
    )


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ([alarm("any", to="oncall", composite=True, members=("slow",))], PASS),
        (
            [
                alarm("middle", composite=True, members=("slow",)),
                alarm("top", to="oncall", composite=True, members=("middle",)),
            ],
            PASS,
        ),
        ([alarm("both", to="oncall", composite=True, members=("slow", "errors"), any_member=False)], UNKNOWN),
        (
            [
                alarm("both", composite=True, members=("slow",), any_member=False),
                alarm("any", composite=True, members=("slow",)),
                alarm("top", to="oncall", composite=True, members=("both", "any")),
            ],
            PASS,
        ),
        ([alarm("any", to="oncall", composite=True, members=("slow",), actions_enabled=False)], FAIL),
        ([alarm("any", to="oncall", composite=True, members=("other",))], FAIL),
        ([alarm("any", to="oncall", composite=True, members=("slow",), region=FRANKFURT)], FAIL),
        (
            [
                alarm("any", composite=True, members=("slow", "all")),
                alarm("all", composite=True, members=("any",)),
            ],
            FAIL,
        ),
    ],
)
def test_a_composite_alarm_carries_its_members(above: list[Alarm], expected: Outcome) -> None:
    verdict = judged(alarm_reaches_a_confirmed_subscriber, alarm("slow"), topic("oncall", PAGER), *above)
    assert verdict.outcome is expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (event_rule("all", topic_arn("oncall")), PASS),
        (event_rule("named", topic_arn("oncall"), names=("slow",)), PASS),
        (event_rule("another", topic_arn("oncall"), names=("fast",)), FAIL),
        (event_rule("off", topic_arn("oncall"), enabled=False), FAIL),
        (event_rule("of-deploys", topic_arn("oncall"), sources=("aws.codedeploy",)), FAIL),
        (event_rule("other-detail", topic_arn("oncall"), details=("CloudWatch Alarm Configuration Change",)), FAIL),
        (event_rule("kept", "arn:aws:logs:eu-west-1:111122223333:log-group:alarms"), FAIL),
        (event_rule("sent-on", "arn:aws:events:us-east-1:222233334444:event-bus/all"), UNKNOWN),
        (event_rule("hidden", targets=DENIED), UNKNOWN),
    ],
)
def test_an_event_rule_carries_the_alarms_it_matches(rule: EventRule, expected: Outcome) -> None:
    verdict = judged(alarm_reaches_a_confirmed_subscriber, alarm("slow"), topic("oncall", PAGER), rule)
    assert verdict.outcome is expected


@pytest.mark.parametrize(
    ("subscription", "reach"),
    [
        (PAGER, Reach.PAGES),
        (Subscription(SubscriptionKind.TEXT_MESSAGE, confirmed=True), Reach.PAGES),
        (Subscription(SubscriptionKind.EMAIL, confirmed=True, host="acme.pagerduty.com"), Reach.PAGES),
        (MAIL, Reach.TELLS),
        (CHAT, Reach.TELLS),
        (
            Subscription(SubscriptionKind.HTTPS, confirmed=True, host="global.sns-api.chatbot.amazonaws.com"),
            Reach.TELLS,
        ),
        (Subscription(SubscriptionKind.HTTPS, confirmed=True, host="notpagerduty.com"), Reach.UNCLEAR),
        (Subscription(SubscriptionKind.QUEUE, confirmed=True), Reach.UNCLEAR),
        (PENDING, Reach.NOBODY),
    ],
)
def test_what_a_subscriber_is_worth_to_somebody_asleep(subscription: Subscription, reach: Reach) -> None:
    subject = alarm(to="oncall")
    assert ways_of(subject, Seen([subject, topic("oncall", subscription)])).reach is reach
