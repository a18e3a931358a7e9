"""Ownership in AWS: does an alarm reach somebody?"""

from __future__ import annotations

from assess.evidence.checks import Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Unread
from collectors.aws.facts.alarms import Alarm, SubscriptionKind, Topic


@check(practice="OWN-12", level=2, subject=Alarm, reads=(Topic,))
def alarm_reaches_a_confirmed_subscriber(alarm: Alarm, snapshot: Snapshot) -> Verdict:
    """The alarm's actions are on and lead to a topic with a confirmed subscriber.

    Reads alarms, topics and subscriptions of the same region. Cannot know whether anybody reads what arrives, nor
    what a topic of another account does. An alarm that only scales or recovers a machine calls nobody by design.
    """
    topics = [action for action in alarm.actions if action.split(":")[2:3] == ["sns"]]
    if not topics and any(action.split(":")[2:3] in (["autoscaling"], ["automate"]) for action in alarm.actions):
        return not_applicable("it scales or recovers, and is not meant to call anybody")
    if not alarm.actions_enabled:
        return failed("its actions are switched off", pointer(alarm, "actions_enabled", False))
    if not topics:
        return failed("it has no action that could reach anybody", pointer(alarm, "actions", "none"))
    unread: Unread | None = None
    for arn in topics:
        topic = snapshot.get(Topic, arn, alarm.subject)
        if isinstance(topic, Unread):
            unread = topic
        elif topic is not None and any(
            each.confirmed and each.kind is not SubscriptionKind.QUEUE for each in topic.subscriptions
        ):
            return passed(f"it reaches {topic.name}", pointer(topic, "subscriptions", len(topic.subscriptions)))
    if unread is not None:
        return unknown(unread, pointer(alarm, "actions", topics[0]))
    return failed("its topic is gone or has no confirmed subscriber", pointer(alarm, "actions", topics[0]))
