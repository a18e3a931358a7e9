"""Where an alarm ends: through topics, composite alarms and event rules to whoever is called.

No check of its own: checks on alarms ask here, and name `ROUTE_FACTS` in their `reads`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from weakref import WeakKeyDictionary

from assess.evidence.checks import Pointer, Snapshot, Verdict, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Fact, Reason, Subject, TargetId, Unread
from collectors.aws.facts.alarms import Alarm, EventRule, Subscription, SubscriptionKind, Topic
from collectors.aws.paging_products import is_chat, is_pager

ROUTE_FACTS: tuple[type[Fact], ...] = (Alarm, Topic, EventRule)
"""Everything an alarm's way may lead through. A chat shows as a subscriber; whom a response plan engages is judged
where plans are."""

PLAN = "a response plan"
"""The channel that is a plan of Incident Manager."""
_ALARM_EVENT = "CloudWatch Alarm State Change"
_MACHINES = {"autoscaling", "automate", "ec2", "swf", "states", "ecs", "codepipeline", "fis"}
"""Services that do something when an alarm calls them, and tell nobody."""


class Reach(IntEnum):
    """What happens at an end, in rising order of use to somebody asleep."""

    NOBODY = 0
    ACTS = 1
    """A machine does something; nobody is told."""
    UNCLEAR = 2
    """It leads into a function, a queue or a host of which AWS does not say what follows."""
    TELLS = 3
    """A mailbox or a chat."""
    PAGES = 4
    """A product that calls people, a text message, a response plan."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a way: what is there, by which channel, in whose account and region, and the fact that shows it."""

    reach: Reach
    channel: str
    place: str
    because: Pointer


@dataclass(frozen=True, slots=True)
class Ways:
    """All ends of an alarm, and why some way could not be followed."""

    ends: tuple[End, ...]
    unread: Unread | None

    @property
    def best(self) -> End | None:
        """The end that is of most use."""
        return max(self.ends, key=lambda end: end.reach, default=None)

    @property
    def reach(self) -> Reach:
        """The best reach; NOBODY where there is no end."""
        return self.best.reach if self.best else Reach.NOBODY

    @property
    def channels(self) -> tuple[str, ...]:
        """The different channels that reach people."""
        return tuple(sorted({end.channel for end in self.ends if end.reach >= Reach.TELLS}))


class _Index:
    """What is needed to walk from every alarm of a round, made once for a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.composites: Mapping[tuple[str, str, str], list[Alarm]] = _by_member(snapshot.of(Alarm))
        self.rules: dict[tuple[str, str], list[EventRule]] = defaultdict(list)
        for rule in snapshot.of(EventRule):
            if rule.enabled and "aws.cloudwatch" in rule.sources:
                self.rules[rule.subject.target, rule.subject.region].append(rule)


_indexes: WeakKeyDictionary[Snapshot, _Index] = WeakKeyDictionary()


def _index_of(snapshot: Snapshot) -> _Index:
    found = _indexes.get(snapshot)
    if found is None:
        found = _indexes[snapshot] = _Index(snapshot)
    return found


def _by_member(alarms: Iterable[Alarm]) -> Mapping[tuple[str, str, str], list[Alarm]]:
    found: dict[tuple[str, str, str], list[Alarm]] = defaultdict(list)
    for alarm in alarms:
        for member in alarm.members:
            found[alarm.subject.target, alarm.subject.region, member].append(alarm)
    return found


def ways_of(alarm: Alarm, snapshot: Snapshot) -> Ways:
    """Every end that the alarm, a composite alarm over it, or an event rule on it leads to."""
    index = _index_of(snapshot)
    ends: list[End] = []
    unread: Unread | None = None
    for step in _steps(alarm, index):
        if isinstance(step, Unread):
            unread = step
            continue
        action, shown, alone = step
        for each in _ends(action, shown, snapshot):
            if isinstance(each, Unread):
                unread = each
            else:
                ends.append(each if alone else replace(each, reach=min(each.reach, Reach.UNCLEAR)))
    return Ways(tuple(ends), unread)


def ways_of_targets(rules: Iterable[EventRule], snapshot: Snapshot) -> Ways:
    """Every end that the targets of these rules lead to: for events that are no alarms."""
    steps: list[tuple[str, Pointer]] = []
    unread: Unread | None = None
    for rule in rules:
        if isinstance(rule.targets, Unread):
            unread = rule.targets
        else:
            steps += [(target, pointer(rule, "targets", target)) for target in rule.targets]
    ways = _walked(steps, snapshot)
    return Ways(ways.ends, ways.unread or unread)


def ways_of_topics(topics: Iterable[str], shown: Pointer, snapshot: Snapshot) -> Ways:
    """Every end that topics lead to, by their ARNs: for what tells a topic and is no alarm."""
    return _walked([(topic, shown) for topic in topics], snapshot)


def _walked(steps: Iterable[tuple[str, Pointer]], snapshot: Snapshot) -> Ways:
    found = [each for step in steps for each in _ends(*step, snapshot)]
    ends = tuple(each for each in found if isinstance(each, End))
    return Ways(ends, next((each for each in found if isinstance(each, Unread)), None))


def _steps(alarm: Alarm, index: _Index) -> Iterator[tuple[str, Pointer, bool] | Unread]:
    """The first step of each way: an ARN that is called, what shows that it is, and whether this alarm alone calls it;
    or why it was not read."""
    for carrier, alone in _carriers(alarm, index):
        if carrier.actions_enabled:
            for action in carrier.actions:
                yield action, pointer(carrier, "actions", action), alone
    for rule in index.rules[alarm.subject.target, alarm.subject.region]:
        about = not rule.details or _ALARM_EVENT in rule.details
        if about and (not rule.names or alarm.name in rule.names):
            if isinstance(rule.targets, Unread):
                yield rule.targets
            else:
                yield from ((target, pointer(rule, "targets", target), True) for target in rule.targets)


def _carriers(alarm: Alarm, index: _Index) -> Sequence[tuple[Alarm, bool]]:
    """The alarm itself and every composite alarm above it, however deep, each with whether the alarm alone sets it
    off. A circle is walked once, and again where a second way up is surer than the first."""
    found = {alarm.subject.id: (alarm, True)}
    waiting = [alarm]
    while waiting:
        below = waiting.pop()
        for above in index.composites.get((alarm.subject.target, alarm.subject.region, below.name), ()):
            alone = found[below.subject.id][1] and above.any_member
            known_as = found.get(above.subject.id)
            if known_as is None or (alone and not known_as[1]):
                found[above.subject.id] = (above, alone)
                waiting.append(above)
    return tuple(found.values())


def _ends(arn: str, shown: Pointer, snapshot: Snapshot) -> Iterator[End | Unread]:
    parts = [*arn.split(":"), "", "", "", "", ""]
    service, region, account = parts[2], parts[3], parts[4]
    place = f"{account} {region}"
    if service == "sns":
        yield from _ends_of_topic(arn, account, region, shown, snapshot)
    elif service == "ssm-incidents":
        yield End(Reach.PAGES, PLAN, account, shown)
    elif service == "ssm":
        kind = "runbook" if ":automation-definition/" in arn or ":document/" in arn else "OpsItem"
        yield End(Reach.ACTS if kind == "runbook" else Reach.TELLS, kind, place, shown)
    elif service in _MACHINES:
        yield End(Reach.ACTS, service, place, shown)
    elif service == "logs":
        yield End(Reach.NOBODY, "log", place, shown)
    else:
        yield End(Reach.UNCLEAR, service or arn, place, shown)


def _ends_of_topic(arn: str, account: str, region: str, shown: Pointer, snapshot: Snapshot) -> Iterator[End | Unread]:
    place = f"{account} {region}"
    topic = topic_at(arn, snapshot)
    if isinstance(topic, Unread):
        yield topic
    elif topic is None:
        yield End(Reach.NOBODY, "topic that is gone", place, shown)
    else:
        confirmed = [each for each in topic.subscriptions if each.confirmed]
        if not confirmed:
            yield End(Reach.NOBODY, "topic without a confirmed subscriber", place, pointer(topic, "name", topic.name))
        for each in confirmed:
            reach, channel = _of_subscription(each)
            yield End(reach, channel, place, pointer(topic, "subscriptions", channel))


def topic_at(arn: str, snapshot: Snapshot) -> Topic | Unread | None:
    """The topic of that ARN, looked for in its own account; None only if that account has no such topic."""
    parts = [*arn.split(":"), "", "", "", "", ""]
    return snapshot.get(Topic, arn, Subject("topic", arn, TargetId(f"aws:{parts[4]}"), parts[3]))


def _of_subscription(each: Subscription) -> tuple[Reach, str]:
    match each.kind:
        case SubscriptionKind.TEXT_MESSAGE:
            return Reach.PAGES, "text message"
        case SubscriptionKind.EMAIL:
            return (Reach.PAGES, each.host) if each.host else (Reach.TELLS, "e-mail")
        case SubscriptionKind.HTTPS if is_pager(each.host):
            return Reach.PAGES, each.host
        case SubscriptionKind.HTTPS if is_chat(each.host):
            return Reach.TELLS, each.host
        case _:
            return Reach.UNCLEAR, each.host or each.kind.value


def verdict_on_reach(alarm: Alarm, ways: Ways, least: Reach = Reach.TELLS) -> Verdict:
    """Whether the alarm reaches at least that much: what every check on a way says in the same words."""
    best = ways.best
    if best and best.reach >= least:
        return passed(f"it reaches {best.channel}", best.because)
    if best and best.reach is Reach.ACTS and ways.unread is None:
        return not_applicable("it makes a machine act, and is not meant to call anybody", best.because)
    if ways.unread is not None:
        return unknown(ways.unread)
    if best and best.reach is Reach.UNCLEAR:
        return unknown(unclear(best), best.because)
    if best and best.reach is Reach.TELLS:
        return failed(f"it pages nobody: it ends in {' and '.join(ways.channels)}", best.because)
    if not alarm.actions_enabled:
        return failed("its actions are switched off", pointer(alarm, "actions_enabled", False))
    if best:
        return failed(f"it ends in a {best.channel}", best.because)
    return failed("it has no action that could reach anybody", pointer(alarm, "actions", "none"))


def unclear(end: End) -> Unread:
    """Why an end that AWS does not explain is unknown, and what would settle it."""
    return Unread(
        Reason.UNRESOLVED,
        f"it leads to {end.channel}, and AWS does not say who is told there",
        "show where a test alarm arrives",
    )
