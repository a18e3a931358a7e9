"""Can on-call act at once: run a move, find a cause, contain a failure? Moving traffic is judged in `traffic.py`."""

from __future__ import annotations

from assess.evidence.checks import Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Fact, Reason, Unread, known
from collectors.aws.checks.accounts import (
    elsewhere,
    first_of,
    first_unread,
    idle,
    inherited_owner,
    no_owner,
)
from collectors.aws.checks.products import RUNBOOKS
from collectors.aws.facts.accounts import Account, ListedAccount, Thing
from collectors.aws.facts.dependencies import Dependency, ScalingGroup
from collectors.aws.facts.journeys import EntryPoint
from collectors.aws.facts.response import AutomationRun, AutomationRunbook
from collectors.aws.facts.telemetry import SavedQuery


@check(practice="IRP-01", level=1, subject=Account, reads=(Thing, AutomationRunbook), product=RUNBOOKS)
def a_move_can_be_executed(account: Account, snapshot: Snapshot) -> Verdict:
    """An account in which something runs has a runbook that can be executed.

    Reads automation documents of its own. Scripts and jobs kept elsewhere are not seen: unknown then."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    found = first_of(AutomationRunbook, account, snapshot)
    if isinstance(found, Unread):
        return unknown(found)
    if found is None:
        return failed("no runbook can be executed", pointer(account, "number", account.number))
    return passed(f"{found.name} can be executed", pointer(found, "name", found.name))


@check(practice="IRP-01", level=2, subject=AutomationRunbook, reads=(Account, ListedAccount, Thing))
def runbook_has_an_owner(runbook: AutomationRunbook, snapshot: Snapshot) -> Verdict:
    """The runbook, or the account it stands in, carries the name of its owner.

    Reads tags. An owner that stands in its text is not seen, for the text is not read."""
    if runbook.owner is not None:
        return passed(f"{runbook.owner} owns it", pointer(runbook, "owner", runbook.owner))
    owner, listed = inherited_owner(runbook.subject, snapshot)
    if isinstance(owner, Unread):
        return unknown(owner)
    if owner is not None and listed is not None:
        return passed(f"its account belongs to {owner}", pointer(listed, "owner", owner))
    return failed(no_owner(listed, "it"), pointer(runbook, "owner", "none"))


@check(practice="IRP-01", level=4, subject=AutomationRunbook, reads=(AutomationRun,))
def runbook_was_run_lately(runbook: AutomationRunbook, snapshot: Snapshot) -> Verdict:
    """The runbook was run lately, and its last run succeeded.

    Reads runs, which AWS remembers for about 30 days: an older one is unknown. Whether it was timed is for people to
    show."""
    run = snapshot.get(AutomationRun, runbook.subject.id, runbook.subject)
    if isinstance(run, Unread):
        return unknown(run)
    if run is None:
        what = "AWS remembers no run of it, which it would for about 30 days"
        return unknown(Unread(Reason.UNRESOLVED, what, "show when it was last run"))
    seen = pointer(run, "days_ago", run.days_ago)
    if run.succeeded:
        return passed(f"it was run {run.days_ago} days ago", seen)
    return failed("its last run did not succeed", pointer(run, "succeeded", False))


@check(practice="IRP-02", level=1, subject=Account, reads=(Thing, ScalingGroup, Dependency, EntryPoint))
def something_buys_time(account: Account, snapshot: Snapshot) -> Verdict:
    """Something in an account in which something runs buys time: it grows by itself, queues, or limits its rate.

    Reads scaling groups, queues and limits. Breakers inside the code are not seen: unknown where nothing is found."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    found: list[tuple[Fact | Unread | None, str]] = [
        (first_of(ScalingGroup, account, snapshot, lambda each: each.most > each.least), "grows by itself"),
        (first_of(Dependency, account, snapshot, lambda each: each.type == "queue"), "holds work back"),
        (first_of(EntryPoint, account, snapshot, lambda each: each.throttled is True), "limits its rate"),
    ]
    for each, how in found:
        if isinstance(each, ScalingGroup | Dependency | EntryPoint):
            return passed(f"{each.name} {how}", pointer(each, "name", each.name))
    unread = first_unread(*(each for each, _ in found))
    return unknown(unread or elsewhere("nothing grows, queues or limits its rate", "show what buys time"))


@check(practice="IRP-02", level=2, subject=Dependency)
def queue_keeps_failed_messages_apart(queue: Dependency) -> Verdict:
    """A queue keeps messages apart that fail again and again.

    Reads the redrive policy. Whether somebody looks at them is judged where alarms are. Queues that receive such
    messages are left out, and stores."""
    if queue.type != "queue":
        return not_applicable("it is no queue")
    if queue.receives_dead_letters is True:
        return not_applicable("it is the queue where such messages go")
    apart = queue.dead_letters if queue.dead_letters is not None else False
    if known(apart):
        return passed("messages that fail are kept apart", pointer(queue, "dead_letters", True))
    known(queue.receives_dead_letters)
    return failed("a message that fails comes again until it expires", pointer(queue, "dead_letters", False))


@check(practice="IRP-02", level=2, subject=EntryPoint)
def entry_point_limits_its_rate(entry: EntryPoint) -> Verdict:
    """Where users arrive, the rate is limited: by a stage of the API, or by a web ACL that blocks by rate.

    Reads stages and the web ACL of load balancers. Network load balancers and distributions are left out: the one has
    no such limit, the other's may lie in a rule group that is not read."""
    if entry.throttled is None:
        return not_applicable("no limit of its own can be seen")
    if known(entry.throttled):
        return passed("its rate is limited", pointer(entry, "throttled", True))
    return failed("nothing limits its rate", pointer(entry, "throttled", False))


@check(practice="IRP-02", level=2, subject=ScalingGroup)
def group_has_room_to_grow(group: ScalingGroup) -> Verdict:
    """What scales by itself has room left.

    Reads bounds, and the size now where AWS gives it with them. Whether the account's quota and the zone have room too
    is not read."""
    size = group.running if group.running is not None else group.least
    seen = pointer(group, "most", f"{size} of {group.most}")
    if group.most > size:
        return passed(f"it may grow from {size} to {group.most}", seen)
    return failed(f"it stands at its upper bound of {group.most}", seen)


@check(practice="IRP-03", level=1, subject=EntryPoint)
def entry_point_stands_in_several_zones(entry: EntryPoint) -> Verdict:
    """A load balancer that faces the internet stands in more than one zone.

    Reads its zones. APIs and distributions are spread by AWS, and left out."""
    if entry.zones == 0:
        return not_applicable("AWS spreads it by itself")
    seen = pointer(entry, "zones", entry.zones)
    if entry.zones > 1:
        return passed(f"it stands in {entry.zones} zones", seen)
    return failed("it stands in one zone", seen)


@check(practice="IRP-03", level=2, subject=Dependency)
def store_survives_a_zone(store: Dependency) -> Verdict:
    """A database or cache stands in more than one zone.

    Reads zones of instances, of members of clusters, and of caches. A replica is left out, and what AWS spreads by
    itself. That the switch was tried is judged at level 4."""
    if store.zones is None:
        return not_applicable("it is a replica, or AWS spreads it by itself")
    seen = pointer(store, "zones", store.zones)
    if store.zones > 1:
        return passed(f"it stands in {store.zones} zones", seen)
    return failed("it stands in one zone, and is lost with it", seen)


@check(practice="IRP-07", level=1, subject=Account, reads=(Thing, SavedQuery, AutomationRunbook))
def a_check_is_saved_for_others(account: Account, snapshot: Snapshot) -> Verdict:
    """An account in which something runs has a saved query or an executable runbook, which somebody else can use.

    Reads their names. What they find, and runbooks of other places, is not seen: unknown without any."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    query = first_of(SavedQuery, account, snapshot)
    runbook = first_of(AutomationRunbook, account, snapshot)
    for found in (query, runbook):
        if isinstance(found, SavedQuery | AutomationRunbook):
            return passed(f"{found.name} is there for others", pointer(found, "name", found.name))
    unread = first_unread(query, runbook)
    return unknown(unread or elsewhere("no query is saved and no runbook can be executed", "show the first steps"))
