"""Reads CloudWatch: alarms with their actions, what they did lately, dashboards. Where the actions lead
is read by `sns.py` and `events.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.alarms import Alarm, AlarmState, AlarmTurns, Watched
from collectors.aws.facts.telemetry import Dashboard
from collectors.aws.owner_tags import owner_of
from collectors.aws.reading import Caller, Parameters, Scope, reader

TURN_DAYS = 7
"""Days over which changes into ALARM are counted."""
MOST_ITEMS = 5_000
"""Items of history read in a region: an estate that flaps has many more, and they add nothing."""

_EVERY_ALARM: Parameters = {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": 100}
_TAGGING = "resourcegroupstaggingapi:GetResources"
_MEMBER = re.compile(r"""\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|'([^']+)'|([^\s"'()]+))\s*\)""")
_IN_ALARM = re.compile(r"""\bALARM\s*\(\s*(?:"[^"]+"|'[^']+'|[^\s"'()]+)\s*\)""")
_ONLY_OR = re.compile(r"(?:[\s()]|\bOR\b)*")
_NAMESPACE = re.compile(r"""(?:SCHEMA\(\s*["']?|\{\s*["']?|Namespace\s*=\s*["']?)((?:AWS/)?[A-Za-z][\w./-]*)""")
_METRIC = re.compile(r"""(?:\bSELECT\s+\w+\(\s*["']?|MetricName\s*=\s*["'\\]*)([\w.-]+)""")
_FIRST_STEP = re.compile(
    r"https?://|run-?book|play-?book|next steps?\b|first (?:step|action)|\bactions?( required)?:|what to do|remediat"
    r"|\b(?:check|investigate|follow|restart|escalate|scale|roll back|fail over|drain|page|call)\s+"
    r"(?:the|our|with|how|if|whether|a|to)\b",
    re.IGNORECASE,
)


@reader("aws.cloudwatch.alarms", service="cloudwatch", operations=("DescribeAlarms", _TAGGING), yields=(Alarm,))
def alarms(caller: Caller) -> Iterator[Alarm]:
    """Metric and composite alarms with their state, actions and owner."""
    for page in caller.pages("DescribeAlarms", _EVERY_ALARM):
        for composite, key in ((False, "MetricAlarms"), (True, "CompositeAlarms")):
            for each in page.items(key):
                if not _made_by_target_tracking(each):
                    yield _alarm(caller, each, composite=composite)


def _made_by_target_tracking(each: Answer) -> bool:
    actions = each.texts("AlarmActions")
    return each.text("AlarmName").startswith("TargetTracking-") and all(":autoscaling:" in arn for arn in actions)


def _alarm(caller: Caller, each: Answer, *, composite: bool) -> Alarm:
    arn = each.text("AlarmArn")
    tags = caller.tags_of(arn)
    rule = each.text_or("AlarmRule")
    since = each.moment("StateTransitionedTimestamp") or each.moment("StateUpdatedTimestamp")
    members = (next(filter(None, found)) for found in _MEMBER.findall(rule))
    return Alarm(
        subject=caller.subject("alarm", arn, tags),
        name=each.text("AlarmName"),
        composite=composite,
        watches=tuple(_watched(each, caller.account)),
        members=tuple(dict.fromkeys(name.rpartition(":alarm:")[2] for name in members)),
        state=AlarmState(each.text_or("StateValue", "INSUFFICIENT_DATA")),
        days_in_state=(caller.now - since).days if since else None,
        actions_enabled=each.flag("ActionsEnabled", default=True),
        actions=each.texts("AlarmActions"),
        no_data_actions=each.texts("InsufficientDataActions"),
        missing_data=each.text_or("TreatMissingData", "missing"),
        says_first_step=bool(_FIRST_STEP.search(each.text_or("AlarmDescription"))),
        owner=tags if isinstance(tags, Unread) else owner_of(tags),
        any_member=not composite or _any_member_is_enough(rule),
    )


def _any_member_is_enough(rule: str) -> bool:
    """Whether a rule is only `ALARM(a) OR ALARM(b) ...`: with AND, NOT or another state, one alone may call nobody."""
    return bool(_ONLY_OR.fullmatch(_IN_ALARM.sub("", rule)))


def _watched(each: Answer, account: str) -> Iterator[Watched]:
    """The metrics of an alarm: its own, those of its metric math, and those of its queries as far as they say."""
    if each.has("MetricName"):
        yield Watched(each.text_or("Namespace"), each.text("MetricName"), _dimensions(each))
    for part in each.items("Metrics"):
        other = part.text_or("AccountId")
        other = "" if other == account else other
        if part.has("MetricStat"):
            metric = part.part("MetricStat.Metric")
            yield Watched(metric.text_or("Namespace"), metric.text_or("MetricName"), _dimensions(metric), other)
        elif (space := _NAMESPACE.search(part.text_or("Expression"))) is not None:
            name = _METRIC.search(part.text("Expression"))
            yield Watched(space.group(1), name.group(1) if name else "", (), other)


def _dimensions(metric: Answer) -> tuple[str, ...]:
    return tuple(f"{each.text('Name')}={each.text('Value')}" for each in metric.items("Dimensions"))


@reader(
    "aws.cloudwatch.alarm_turns",
    service="cloudwatch",
    operations=("DescribeAlarms", "DescribeAlarmHistory"),
    yields=(AlarmTurns,),
)
def alarm_turns(caller: Caller) -> Iterator[AlarmTurns]:
    """How often alarms went off in the last week."""
    first = next(iter(caller.pages("DescribeAlarms", _EVERY_ALARM)))
    if not first.items("MetricAlarms") and not first.items("CompositeAlarms"):
        return
    turns: Counter[str] = Counter()
    count = 0
    asked = {
        "HistoryItemType": "StateUpdate",
        "AlarmTypes": ["MetricAlarm", "CompositeAlarm"],
        "StartDate": caller.now - timedelta(days=TURN_DAYS),
        "EndDate": caller.now,
        "MaxRecords": 100,
        "ScanBy": "TimestampDescending",
    }
    for each in islice(caller.items("DescribeAlarmHistory", "AlarmHistoryItems", asked), MOST_ITEMS):
        count += 1
        if each.text_or("HistorySummary").endswith("to ALARM"):
            turns[each.text_or("AlarmName")] += 1
    for name, into_alarm in sorted(turns.items()):
        arn = caller.arn("cloudwatch", f"alarm:{name}")
        yield AlarmTurns(subject=caller.subject("alarm", arn), into_alarm=into_alarm, sampled=count >= MOST_ITEMS)


@reader(
    "aws.cloudwatch.dashboards",
    service="cloudwatch",
    operations=("ListDashboards",),
    yields=(Dashboard,),
    scope=Scope.GLOBAL,
)
def dashboards(caller: Caller) -> Iterator[Dashboard]:
    """Dashboards by name, not what is on them. They exist once in an account."""
    for each in caller.items("ListDashboards", "DashboardEntries"):
        yield Dashboard(
            subject=caller.subject("dashboard", each.text("DashboardArn")),
            name=each.text("DashboardName"),
        )
