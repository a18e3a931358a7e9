"""Do alarms mean something: no noise, a bound where load builds up, silence that counts, a first step?"""

from __future__ import annotations

import re

from assess.evidence.checks import Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Reason, Unread
from collectors.aws.checks.accounts import first_of, has_alarms, idle, shown, watchers_of
from collectors.aws.checks.products import MONITORING
from collectors.aws.checks.routes import PLAN, ROUTE_FACTS, Reach, unclear, ways_of
from collectors.aws.facts.accounts import Account, Thing
from collectors.aws.facts.alarms import Alarm, AlarmState, AlarmTurns, EventRule, Topic, Watched
from collectors.aws.facts.dependencies import Dependency

STUCK_DAYS = 7
MOST_TURNS = 10
"""Times an alarm may go off in a week before it counts as flapping: more than once in a working day."""

_LEADING = re.compile(
    r"age|depth|messagesvisible|throttl|saturat|connections|utilization|memory|storage|backlog|lag|concurren|queue|iterator",
    re.IGNORECASE,
)
_AVAILABILITY = re.compile(
    r"healthyhostcount|healthcheckstatus|successpercent|heartbeat|dead.?man|statuscheck|invocations$", re.IGNORECASE
)
_DELIVERY = frozenset(
    {
        ("AWS/SNS", "NumberOfNotificationsFailed"),
        ("AWS/SNS", "NumberOfNotificationsFilteredOut-InvalidAttributes"),
        ("AWS/SNS", "NumberOfNotificationsRedrivenToDlq"),
        ("AWS/SNS", "NumberOfNotificationsFailedToRedriveToDlq"),
        ("AWS/SNS", "SMSSuccessRate"),
        ("AWS/Events", "FailedInvocations"),
        ("AWS/Events", "InvocationsFailedToBeSentToDlq"),
        ("AWS/Logs", "DeliveryErrors"),
        ("AWS/Logs", "ForwardedLogEvents"),
        ("AWS/Logs", "IncomingLogEvents"),
        ("AWS/CloudWatch/MetricStreams", "PublishErrorRate"),
        ("AWS/Firehose", "DeliveryToS3.Success"),
        ("AWS/Firehose", "DeliveryToHttpEndpoint.Success"),
        ("AWS/Firehose", "DeliveryToHttpEndpoint.DataFreshness"),
        ("AWS/Firehose", "DeliveryToS3.DataFreshness"),
    }
)
_BEAT = re.compile(r"heart.?beat|dead.?man|watch.?dog", re.IGNORECASE)


@check(practice="OBS-04", level=1, subject=Account, reads=(Thing, Alarm), product=MONITORING)
def alarms_can_be_counted(account: Account, snapshot: Snapshot) -> Verdict:
    """An account in which something runs raises alarms that can be counted and tuned.

    Reads alarms of every region. Alerts that another product raises are not seen: unknown then."""
    return has_alarms(account, snapshot)


@check(practice="OBS-04", level=2, subject=Alarm)
def alarm_is_not_stuck(alarm: Alarm) -> Verdict:
    """The alarm has not stood in ALARM, or without data, for more than a week.

    Reads its state and since when. An alarm without actions disturbs nobody and is left out. A metric that is only
    written when something fails leaves its alarm without data for long: treat missing data as good there, or it
    cannot be told from a broken one."""
    if not alarm.actions_enabled or not (alarm.actions or alarm.no_data_actions):
        return not_applicable("it calls nothing, so that it can disturb nobody")
    if alarm.state is AlarmState.OK:
        return passed("it is OK", pointer(alarm, "state", alarm.state))
    if alarm.days_in_state is None:
        return unknown(Unread(Reason.UNRESOLVED, f"it is in {alarm.state}, and AWS does not say since when"))
    seen = pointer(alarm, "days_in_state", f"{alarm.state} for {alarm.days_in_state} days")
    if alarm.days_in_state > STUCK_DAYS:
        return failed(f"it has stood in {alarm.state} for {alarm.days_in_state} days", seen)
    return passed(f"it has been in {alarm.state} for {alarm.days_in_state} days", seen)


@check(practice="OBS-04", level=3, subject=Alarm, reads=(AlarmTurns,))
def alarm_does_not_flap(alarm: Alarm, snapshot: Snapshot) -> Verdict:
    """The alarm went off at most ten times in the last week.

    Reads its history. Whether those that went off meant action, only responders know. An alarm without actions is
    left out."""
    if not alarm.actions_enabled or not alarm.actions:
        return not_applicable("it calls nothing, so that it can disturb nobody")
    turns = snapshot.get(AlarmTurns, alarm.subject.id, alarm.subject)
    if isinstance(turns, Unread):
        return unknown(turns)
    count = turns.into_alarm if turns is not None else 0
    seen = pointer(turns or alarm, "into_alarm", count)
    if count > MOST_TURNS:
        return failed(f"it went off {count} times in a week", seen)
    return passed(f"it went off {count} times in a week", seen)


@check(practice="OBS-08", level=1, subject=Account, reads=(Thing, Alarm), product=MONITORING)
def an_alarm_watches_load_building_up(account: Account, snapshot: Snapshot) -> Verdict:
    """Some alarm of an account in which something runs watches load while it builds up.

    Reads the names of the metrics that alarms watch: age, depth, connections, throttles, what is left of memory or
    storage. What another product watches is unknown."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    found = first_of(Alarm, account, snapshot, _watches_load)
    if isinstance(found, Unread):
        return unknown(found)
    if found is not None:
        return passed(f"{found.name} watches load building up", pointer(found, "watches", found.watches[0].metric))
    other = first_of(Alarm, account, snapshot)
    return failed(
        "no alarm watches load building up", pointer(account, "number", account.number), in_use=isinstance(other, Alarm)
    )


def _watches_load(alarm: Alarm) -> bool:
    return any(_LEADING.search(watch.metric) for watch in alarm.watches)


@check(practice="OBS-08", level=2, subject=Dependency, reads=(Alarm,), product=MONITORING)
def dependency_has_a_bound(dependency: Dependency, snapshot: Snapshot) -> Verdict:
    """The database, cache or queue has an alarm on one of its own metrics.

    Reads metrics by the dimensions of the thing. Alarms that another product raises are unknown where CloudWatch is
    not used in the account; that the bound leaves time to act is for a load test to show."""
    for alarm, watch in watchers_of(dependency, dependency.namespace, dependency.dimensions, snapshot):
        return passed(f"{alarm.name} watches {watch.metric}", shown(alarm, watch))
    return _without(dependency, snapshot, "no alarm watches it")


@check(practice="OBS-08", level=3, subject=Dependency, reads=ROUTE_FACTS, product=MONITORING)
def somebody_hears_of_the_bound(dependency: Dependency, snapshot: Snapshot) -> Verdict:
    """An alarm on one of its own metrics reaches somebody, or makes a machine act.

    As at level 2, with the way of the alarm. The agreed action is for people to show."""
    unread: Unread | None = None
    for alarm, watch in watchers_of(dependency, dependency.namespace, dependency.dimensions, snapshot):
        ways = ways_of(alarm, snapshot)
        if ways.best and ways.reach in (Reach.ACTS, Reach.TELLS, Reach.PAGES):
            return passed(f"{alarm.name} on {watch.metric} reaches {ways.best.channel}", shown(alarm, watch))
        if ways.unread is not None:
            unread = ways.unread
        elif ways.best and ways.reach is Reach.UNCLEAR:
            unread = unclear(ways.best)
    if unread is not None:
        return unknown(unread)
    return _without(dependency, snapshot, "nobody hears when load builds up in it")


def _without(dependency: Dependency, snapshot: Snapshot, what: str) -> Verdict:
    alarms = snapshot.within(Alarm, dependency.subject)
    if isinstance(alarms, Unread):
        return unknown(alarms)
    return failed(what, pointer(dependency, "name", dependency.name), in_use=any(True for _ in alarms))


@check(practice="OBS-12", level=2, subject=Account, reads=(Thing, Alarm), product=MONITORING)
def an_alarm_watches_monitoring_itself(account: Account, snapshot: Snapshot) -> Verdict:
    """Some alarm of an account in which something runs watches that telemetry and pages arrive.

    Reads the metrics that alarms watch (deliveries that fail, logs that stop), and names with heartbeat, dead man or
    watchdog. A heartbeat kept in another product is not seen; where CloudWatch raises no alarm at all it is unknown."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    found = first_of(Alarm, account, snapshot, _watches_monitoring)
    if isinstance(found, Unread):
        return unknown(found)
    if found is not None:
        return passed(f"{found.name} watches monitoring itself", pointer(found, "name", found.name))
    other = first_of(Alarm, account, snapshot)
    seen = pointer(account, "number", account.number)
    return failed("no alarm would tell that telemetry or pages stopped", seen, in_use=isinstance(other, Alarm))


def _watches_monitoring(alarm: Alarm) -> bool:
    named = [alarm.name, *(watch.metric for watch in alarm.watches)]
    return any((watch.namespace, watch.metric) in _DELIVERY for watch in alarm.watches) or any(map(_BEAT.search, named))


@check(practice="OBS-12", level=3, subject=Alarm)
def silence_counts_as_failure(alarm: Alarm) -> Verdict:
    """An alarm on whether something is there goes off when no data arrive.

    Reads how missing data are treated, and actions on them. Asked of alarms on healthy hosts, health checks, canaries,
    status checks and heartbeats alone: where a metric is only written when something fails, silence is good."""
    watched = next((watch for watch in alarm.watches if _is_there(alarm, watch)), None)
    if watched is None:
        return not_applicable("it does not watch whether something is there")
    seen = pointer(alarm, "missing_data", alarm.missing_data)
    if alarm.missing_data == "breaching":
        return passed("missing data count as failure", seen)
    if alarm.no_data_actions and alarm.actions_enabled and alarm.missing_data == "missing":
        return passed("missing data call somebody", pointer(alarm, "no_data_actions", len(alarm.no_data_actions)))
    return failed(f"it stays quiet when {watched.metric} stops arriving", seen)


def _is_there(alarm: Alarm, watch: Watched) -> bool:
    counts_calls = watch.metric.lower() == "invocations"
    return bool(_AVAILABILITY.search(watch.metric) and not counts_calls) or bool(_BEAT.search(alarm.name))


@check(practice="OBS-14", level=2, subject=Alarm, reads=(Alarm, Topic, EventRule))
def alarm_says_or_does_the_first_step(alarm: Alarm, snapshot: Snapshot) -> Verdict:
    """The alarm makes a machine act, or its description says the first step or links it.

    Reads actions, and whether the description holds a link or words about what to do; a response plan is a first step.
    A mapping from alarms to runbooks in a paging product is not seen: such alarms fail here. That the link is alive is
    not tried."""
    return _first_step(alarm, snapshot)


@check(practice="OBS-14", level=3, subject=Alarm, reads=(Alarm, Topic, EventRule))
def no_alarm_is_without_a_first_step(alarm: Alarm, snapshot: Snapshot) -> Verdict:
    """No alarm is left that neither acts nor says the first step.

    The same as at level 2, of which level 3 asks more than eight in ten. Who decides, and by when, is for people."""
    return _first_step(alarm, snapshot)


def _first_step(alarm: Alarm, snapshot: Snapshot) -> Verdict:
    if alarm.says_first_step:
        return passed("its description says the first step", pointer(alarm, "says_first_step", True))
    ways = ways_of(alarm, snapshot)
    acting = next((end for end in ways.ends if end.reach is Reach.ACTS or end.channel == PLAN), None)
    if acting is not None:
        return passed(f"it starts {acting.channel}", acting.because)
    if not ways.ends and ways.unread is None:
        return not_applicable("it calls nobody, which is judged by another check")
    if ways.unread is not None:
        return unknown(ways.unread)
    if any(end.reach is Reach.UNCLEAR and end.channel == "lambda" for end in ways.ends):
        what = "it calls a function, which may be the first step"
        return unknown(Unread(Reason.UNRESOLVED, what, "say what the function does"))
    return failed("it neither acts nor says what to do", pointer(alarm, "says_first_step", False))
