"""Reads CloudWatch: alarms with their actions. Where the actions lead is read by `sns.py`."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.alarms import Alarm, AlarmState
from collectors.aws.reading import Caller, reader


@reader("aws.cloudwatch.alarms", service="cloudwatch", operations=("DescribeAlarms",), yields=(Alarm,))
def alarms(caller: Caller) -> Iterator[Alarm]:
    """Metric and composite alarms with their state and actions."""
    asked = {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": 100}
    for page in caller.pages("DescribeAlarms", asked):
        for composite, key in ((False, "MetricAlarms"), (True, "CompositeAlarms")):
            for each in page.items(key):
                yield Alarm(
                    subject=caller.subject("alarm", each.text("AlarmArn")),
                    name=each.text("AlarmName"),
                    composite=composite,
                    namespace=each.text_or("Namespace"),
                    metric=each.text_or("MetricName"),
                    state=AlarmState(each.text_or("StateValue", "INSUFFICIENT_DATA")),
                    actions_enabled=each.flag("ActionsEnabled", default=True),
                    actions=each.texts("AlarmActions"),
                )
