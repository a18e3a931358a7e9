"""What alarms look like after they were read."""

from __future__ import annotations

from assess.demo.aws_stand_in import Effect, Estate, Rule
from assess.evidence.facts import Reason
from collectors.aws.facts.alarms import Alarm, AlarmState
from collectors.aws.readers.cloudwatch import alarms
from tests.collectors.aws.jobs import PRODUCTION, Read


def put_alarm(estate: Estate, name: str, **more: object) -> None:
    arn = f"arn:aws:cloudwatch:eu-west-1:{PRODUCTION}:alarm:{name}"
    alarm = {"AlarmName": name, "AlarmArn": arn, "StateValue": "OK", "ActionsEnabled": True, **more}
    estate.put(PRODUCTION, "eu-west-1", "cloudwatch", "DescribeAlarms", {"MetricAlarms": [alarm]})


def test_an_alarm_keeps_its_state_and_actions(estate: Estate, read: Read) -> None:
    put_alarm(estate, "slow", AlarmActions=["arn:aws:sns:eu-west-1:111122223333:oncall"], StateValue="ALARM")
    (fact,) = read(alarms).facts
    assert isinstance(fact, Alarm)
    assert (fact.name, fact.state, fact.actions_enabled) == ("slow", AlarmState.ALARM, True)
    assert fact.actions == ("arn:aws:sns:eu-west-1:111122223333:oncall",)
    assert fact.subject.region == "eu-west-1"


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
