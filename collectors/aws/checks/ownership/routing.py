"""Does an alarm reach the team that answers for it? Alarms, their way to somebody, and the figures leadership sees."""

from __future__ import annotations

from assess.evidence.checks import Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Reason, Unread, known
from collectors.aws.checks.accounts import has_alarms, inherited_owner, no_owner
from collectors.aws.checks.products import MONITORING
from collectors.aws.checks.routes import ROUTE_FACTS, Reach, topic_at, verdict_on_reach, ways_of
from collectors.aws.facts.accounts import Account, ListedAccount, Thing
from collectors.aws.facts.alarms import Alarm, Topic
from collectors.aws.facts.journeys import Objective


@check(practice="OWN-12", level=1, subject=Account, reads=(Thing, Alarm), product=MONITORING)
def alarms_exist(account: Account, snapshot: Snapshot) -> Verdict:
    """An account in which something runs has alarms.

    Reads alarms of every region, and what runs by its tags. Cannot know alerts that another product raises: then
    the absence is unknown."""
    return has_alarms(account, snapshot)


@check(practice="OWN-12", level=2, subject=Alarm, reads=ROUTE_FACTS, version=3)
def alarm_reaches_a_confirmed_subscriber(alarm: Alarm, snapshot: Snapshot) -> Verdict:
    """The alarm's actions are on and lead, by topic, composite alarm or event rule, to somebody who confirmed.

    Reads alarms, topics, subscriptions and event rules. Cannot know whether anybody reads what arrives, nor what a
    function, a queue or an unknown host does with it: those are unknown, as is a composite alarm that wants several at
    once. An alarm that only scales or recovers calls nobody by design; one that only a deployment looks at
    fails here, since alarms do not say who looks at them."""
    return verdict_on_reach(alarm, ways_of(alarm, snapshot))


@check(practice="OWN-12", level=3, subject=Alarm, reads=ROUTE_FACTS, version=2)
def every_alarm_reaches_somebody(alarm: Alarm, snapshot: Snapshot) -> Verdict:
    """No alarm is left whose way ends before it reaches somebody.

    The same way as at level 2, of which level 3 asks more than eight in ten. Whether a test alarm arrived is for
    people to show: CloudWatch forgets after 30 days."""
    return verdict_on_reach(alarm, ways_of(alarm, snapshot))


@check(practice="OWN-12", level=3, subject=Alarm, reads=(*ROUTE_FACTS, Account, ListedAccount, Thing))
def alarm_names_its_team(alarm: Alarm, snapshot: Snapshot) -> Verdict:
    """The alarm, the topic it leads to or its account carries the name of the team that owns it.

    Reads owner tags of the three. The tag of an account counts unless something in it belongs to somebody else, for
    then it says who runs the account. Cannot know a team that is named only in a paging product, nor whether the named
    one still exists. An alarm that makes a machine act and calls nobody is left out."""
    ways = ways_of(alarm, snapshot)
    if ways.reach is Reach.ACTS:
        return not_applicable("it makes a machine act, and is not meant to call anybody")
    unread: Unread | None = None
    for owner, seen in _owners(alarm, snapshot):
        if isinstance(owner, Unread):
            unread = owner
        elif owner is not None:
            return passed(f"{owner} owns it", pointer(seen, "owner", owner))
    if unread is not None:
        return unknown(unread)
    listed = inherited_owner(alarm.subject, snapshot)[1]
    return failed(no_owner(listed, "it", "its topic"), pointer(alarm, "owner", "none"))


def _owners(alarm: Alarm, snapshot: Snapshot) -> list[tuple[str | Unread | None, Alarm | Topic | ListedAccount]]:
    found: list[tuple[str | Unread | None, Alarm | Topic | ListedAccount]] = [(alarm.owner, alarm)]
    for arn in alarm.actions:
        topic = topic_at(arn, snapshot) if ":sns:" in arn else None
        if isinstance(topic, Topic):
            found.append((topic.owner, topic))
        elif topic is not None:
            found.append((topic, alarm))
    owner, listed = inherited_owner(alarm.subject, snapshot)
    found.append((owner, listed or alarm))
    return found


@check(practice="OWN-13", level=2, subject=Objective)
def an_objective_is_a_figure_with_a_bound(objective: Objective) -> Verdict:
    """The objective has a goal, and its figure is calculated: an outcome with a bound, not a count of work.

    Reads goal and budget of Application Signals. Whether leadership looks at it, and what follows when the bound is
    crossed, is for people to show. An account without objectives is left out: figures may be kept elsewhere."""
    goal, budget = known(objective.goal), known(objective.budget)
    seen = (pointer(objective, "goal", goal), pointer(objective, "budget", budget))
    if goal is None:
        return failed(f"{objective.name} has no goal", *seen)
    if budget == "INSUFFICIENT_DATA":
        why = f"{objective.name} has too little data for its figure to be calculated"
        return unknown(Unread(Reason.UNRESOLVED, why, "show the figure"), *seen)
    return passed(f"{objective.name} is held to {goal:g} per cent", *seen)
