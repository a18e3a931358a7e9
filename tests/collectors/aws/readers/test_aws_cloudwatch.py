"""What alarms, their history and dashboards look like after they were read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assess.demo.aws_stand_in import Effect, Estate, Rule
from assess.evidence.facts import Reason, Unread
from collectors.aws.facts.alarms import Alarm, AlarmState, AlarmTurns, Watched
from collectors.aws.facts.telemetry import Dashboard
from collectors.aws.readers.cloudwatch import alarm_turns, alarms, dashboards
from tests.collectors.aws.jobs import NOW, PRODUCTION, Read

EU = "eu-west-1"
TELLING = "arn:aws:sns:eu-west-1:111122223333:oncall"


def arn_of(name: str) -> str:
    return f"arn:aws:cloudwatch:{EU}:{PRODUCTION}:alarm:{name}"


def put_alarm(estate: Estate, name: str, key: str = "MetricAlarms", **more: object) -> None:
    alarm = {"AlarmName": name, "AlarmArn": arn_of(name), "StateValue": "OK", "ActionsEnabled": True, **more}
    estate.put(PRODUCTION, EU, "cloudwatch", "DescribeAlarms", {key: [alarm]})


def one(read: Read) -> Alarm:
    (fact,) = read(alarms).facts
    assert isinstance(fact, Alarm)
    return fact


def test_an_alarm_keeps_its_state_and_actions(estate: Estate, read: Read) -> None:
    since = NOW - timedelta(days=12)
    put_alarm(estate, "slow", AlarmActions=[TELLING], StateValue="ALARM", StateUpdatedTimestamp=since.isoformat())
    fact = one(read)
    assert (fact.name, fact.state, fact.actions_enabled) == ("slow", AlarmState.ALARM, True)
    assert fact.actions == (TELLING,)
    assert fact.days_in_state == 12
    assert fact.subject.region == EU


def test_an_alarm_says_what_it_watches_in_each_of_the_ways(estate: Estate, read: Read) -> None:
    dimension = [{"Name": "LoadBalancer", "Value": "app/shop/1"}]
    metric = {"Namespace": "AWS/ApplicationELB", "MetricName": "RequestCount", "Dimensions": dimension}
    put_alarm(
        estate,
        "math",
        Metrics=[
            {"Id": "a", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}, "AccountId": "222233334444"},
            {"Id": "b", "Expression": 'SELECT MAX(Errors) FROM SCHEMA("AWS/Lambda", FunctionName)'},
            {"Id": "c", "Expression": "SEARCH('{AWS/SQS,QueueName} MetricName=\"NumberOfMessagesSent\"', 'Sum')"},
            {"Id": "d", "Expression": "a / b"},
        ],
    )
    assert one(read).watches == (
        Watched("AWS/ApplicationELB", "RequestCount", ("LoadBalancer=app/shop/1",), "222233334444"),
        Watched("AWS/Lambda", "Errors"),
        Watched("AWS/SQS", "NumberOfMessagesSent"),
    )


def test_a_composite_alarm_names_its_members(estate: Estate, read: Read) -> None:
    rule = f"ALARM(\"a b\") OR (ALARM(plain) AND NOT OK({arn_of('far')})) OR INSUFFICIENT_DATA('quoted')"
    put_alarm(estate, "any", "CompositeAlarms", AlarmRule=rule)
    fact = one(read)
    assert fact.composite
    assert fact.members == ("a b", "plain", "far", "quoted")
    assert not fact.any_member


@pytest.mark.parametrize(
    ("rule", "enough"),
    [
        ("ALARM(slow)", True),
        ("(ALARM(\"a or b\") OR ALARM('c')) OR ALARM(d)", True),
        ("ALARM(slow) AND ALARM(errors)", False),
        ("ALARM(slow) OR NOT ALARM(errors)", False),
        ("OK(slow)", False),
        ("ALARM(slow) OR INSUFFICIENT_DATA(slow)", False),
        ("TRUE", False),
    ],
)
def test_a_composite_alarm_tells_whether_one_member_is_enough(
    estate: Estate, read: Read, rule: str, enough: bool
) -> None:
    put_alarm(estate, "any", "CompositeAlarms", AlarmRule=rule)
    assert one(read).any_member is enough


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("See https://wiki.example.org/slow", True),
        ("Runbook: restart", True),
        ("Restart the worker, then watch", True),
        ("Latency is high", False),
        ("", False),
    ],
)
def test_a_description_is_known_by_whether_it_says_a_first_step(
    estate: Estate, read: Read, text: str, says: bool
) -> None:
    put_alarm(estate, "slow", AlarmDescription=text)
    fact = one(read)
    assert fact.says_first_step is says
    assert not text or text not in repr(fact)


def test_tags_give_owner_and_environment_and_may_be_refused_alone(estate: Estate, read: Read) -> None:
    put_alarm(estate, "slow")
    tags = [{"Key": "Team", "Value": "shop"}, {"Key": "env", "Value": "prod"}]
    mapping = {"ResourceTagMappingList": [{"ResourceARN": arn_of("slow"), "Tags": tags}]}
    estate.put(PRODUCTION, EU, "resourcegroupstaggingapi", "GetResources", mapping)
    fact = one(read)
    assert (fact.owner, fact.subject.environment) == ("shop", "prod")


def test_refused_tags_leave_the_owner_open_and_the_alarm_read(estate: Estate, read: Read) -> None:
    put_alarm(estate, "slow")
    brought = read(alarms, rules=[Rule(Effect.DENY, service="resourcegroupstaggingapi")])
    (fact,) = brought.facts
    assert isinstance(fact, Alarm)
    assert isinstance(fact.owner, Unread)
    assert fact.owner.needs == "tag:GetResources"
    assert brought.reason == fact.owner, "where it counts depends on its tags"


def test_alarms_that_target_tracking_made_are_left_out(estate: Estate, read: Read) -> None:
    scaling = "arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:1:policyName/p"
    put_alarm(estate, "TargetTracking-service/shop-AlarmHigh-1", AlarmActions=[scaling])
    put_alarm(estate, "TargetTracking-of-our-own", AlarmActions=[TELLING])
    assert [fact.name for fact in read(alarms).facts if isinstance(fact, Alarm)] == ["TargetTracking-of-our-own"]


def test_every_page_is_read(estate: Estate, read: Read) -> None:
    for name in ("a", "b", "c"):
        put_alarm(estate, name)
    brought = read(alarms, rules=[Rule(Effect.PAGES_OF, size=1)])
    assert [fact.name for fact in brought.facts if isinstance(fact, Alarm)] == ["a", "b", "c"]
    assert brought.unread == []


def test_a_denial_names_the_action(read: Read) -> None:
    brought = read(alarms, rules=[Rule(Effect.DENY, service="cloudwatch")])
    assert brought.reason.reason is Reason.NOT_PERMITTED
    assert brought.reason.needs == "cloudwatch:DescribeAlarms"


def test_history_counts_turns_into_alarm(estate: Estate, read: Read) -> None:
    put_alarm(estate, "slow")
    turns = ["OK to ALARM", "ALARM to OK", "INSUFFICIENT_DATA to ALARM"]
    items = [
        {
            "AlarmName": "slow",
            "HistoryItemType": "StateUpdate",
            "Timestamp": (NOW - timedelta(hours=hour)).isoformat(),
            "HistorySummary": f"Alarm updated from {turn}",
        }
        for hour, turn in enumerate(turns, start=1)
    ]
    estate.put(PRODUCTION, EU, "cloudwatch", "DescribeAlarmHistory", {"AlarmHistoryItems": items})
    (fact,) = read(alarm_turns).facts
    assert isinstance(fact, AlarmTurns)
    assert (fact.subject.id, fact.into_alarm, fact.sampled) == (arn_of("slow"), 2, False)


def test_without_alarms_no_history_is_asked_for(read: Read) -> None:
    brought = read(alarm_turns)
    assert brought.facts == []
    assert len([key for key in brought.keys if key.endswith("/cloudwatch")]) == 1


def test_dashboards_are_read_once_by_name(estate: Estate, read: Read) -> None:
    board = {"DashboardName": "shop", "DashboardArn": f"arn:aws:cloudwatch::{PRODUCTION}:dashboard/shop"}
    estate.put(PRODUCTION, "", "cloudwatch", "ListDashboards", {"DashboardEntries": [board]})
    (fact,) = read(dashboards).facts
    assert isinstance(fact, Dashboard)
    assert (fact.name, fact.subject.region) == ("shop", "")
