"""Can traffic be moved away from what fails, and was that done?"""

from __future__ import annotations

from assess.evidence.checks import Outcome, Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Fact, Reason, Unread
from collectors.aws.checks.accounts import elsewhere, first_of, first_unread, of_account
from collectors.aws.checks.products import TRAFFIC
from collectors.aws.facts.accounts import Account
from collectors.aws.facts.dependencies import ShiftReady
from collectors.aws.facts.journeys import EntryPoint, Record
from collectors.aws.facts.response import Drill, DrillTemplate

TWO_QUARTERS = 180
_MOVING_FACTS: tuple[type[Fact], ...] = (EntryPoint, ShiftReady, Record)
_LOSES_A_PLACE = frozenset(
    {
        "aws:arc:start-zonal-autoshift",
        "aws:dynamodb:global-table-pause-replication",
        "aws:elasticache:interrupt-cluster-az-power",
        "aws:elasticache:replicationgroup-interrupt-az-power",
        "aws:network:disrupt-connectivity",
        "aws:network:route-table-disrupt-cross-region-connectivity",
        "aws:network:transit-gateway-disrupt-cross-region-connectivity",
        "aws:rds:failover-db-cluster",
        "aws:s3:bucket-pause-replication",
    }
)
"""Actions of Fault Injection Service by which a zone, a region or the way to it is lost."""


@check(practice="IRP-03", level=3, subject=Account, reads=_MOVING_FACTS, product=TRAFFIC, version=2)
def traffic_can_be_moved(account: Account, snapshot: Snapshot) -> Verdict:
    """Where users arrive, each load balancer can be moved out of a zone, or a record answers by the health of what it
    names.

    Users arrive at load balancers that face the internet, and at records of public zones that send them one way or
    another. Reads zonal autoshift, practice runs and those records. APIs and distributions are moved out of a zone by
    AWS itself, and left out. Weights that somebody would change by hand, a switch in another DNS or in a distribution
    are unknown. That a record of health stands before each entry is not read.
    """
    entries = list(of_account(EntryPoint, account, snapshot))
    records = list(of_account(Record, account, snapshot))
    shifts = {each.subject.id: each for each in of_account(ShiftReady, account, snapshot)}
    unread = first_unread(*(snapshot.within(kind, account.subject) for kind in _MOVING_FACTS))
    checked = next((each for each in records if each.checked), None)
    if checked is not None:
        what = f"{checked.name} answers by {checked.policy} and health"
        return passed(what, pointer(checked, "policy", checked.policy))
    if unread is not None:
        return unknown(unread)
    balancers = [each for each in entries if each.zones]
    bound = next((each for each in balancers if not _moves(shifts.get(each.subject.id))), None)
    if bound is None and balancers:
        moved = shifts[balancers[0].subject.id]
        return passed(f"{moved.name} moves out of a failing zone", pointer(moved, "autoshift", moved.autoshift))
    weighted = next((each for each in records if each.policy == "weighted"), None)
    if weighted is not None:
        what = f"{weighted.name} sends users by weights that somebody would change by hand"
        return unknown(Unread(Reason.UNRESOLVED, what, "show the last time traffic was moved by them"))
    if bound is not None:
        what = f"nothing would move the traffic of {bound.name} away"
        return failed(what, pointer(bound, "zones", bound.zones), in_use=bool(records or shifts))
    if records:
        what = f"{records[0].name} answers by {records[0].policy} and asks nobody's health"
        return failed(what, pointer(records[0], "checked", False), in_use=True)
    if entries:
        return not_applicable("AWS itself moves what users enter by out of a failing zone")
    return not_applicable("no user arrives here")


def _moves(shift: ShiftReady | None) -> bool:
    return shift is not None and (shift.autoshift or shift.practice)


@check(practice="IRP-03", level=4, subject=Account, reads=(*_MOVING_FACTS, Drill, DrillTemplate), version=2)
def moving_traffic_was_practised(account: Account, snapshot: Snapshot) -> Verdict:
    """Where traffic can be moved, a practice run of zonal shift succeeded, or a drill that takes a zone or region away
    was completed in the last two quarters.

    Reads the latest practice run, and experiments of Fault Injection Service with the actions of their templates.
    Exercises held without them, and drills of another kind, are unknown. Recovery time and data loss are for people to
    show.
    """
    movable = traffic_can_be_moved(account, snapshot)
    if movable.outcome is Outcome.NOT_APPLICABLE:
        return movable
    ready = movable.outcome is Outcome.PASS
    for shift in of_account(ShiftReady, account, snapshot):
        if ready and shift.practised == "SUCCEEDED":
            return passed(f"a practice run of {shift.name} succeeded", pointer(shift, "practised", shift.practised))
    unread = first_unread(movable.unread)
    for drill in of_account(Drill, account, snapshot):
        if drill.state == "completed" and drill.days_ago is not None and drill.days_ago <= TWO_QUARTERS:
            takes = _takes_a_place(drill, account, snapshot)
            if ready and takes is True:
                seen = pointer(drill, "days_ago", drill.days_ago)
                return passed(f"a drill was completed {drill.days_ago} days ago", seen)
            unread = takes if isinstance(takes, Unread) else unread
    unread = first_unread(
        unread, *(snapshot.within(kind, account.subject) for kind in (ShiftReady, Drill, DrillTemplate))
    )
    return unknown(
        unread or elsewhere("no practice run and no drill of a lost zone is known", "show the last exercise")
    )


def _takes_a_place(drill: Drill, account: Account, snapshot: Snapshot) -> bool | Unread:
    template = first_of(DrillTemplate, account, snapshot, lambda each: each.identifier == drill.template)
    if template is None or isinstance(template, Unread):
        return template or False
    if isinstance(template.actions, Unread):
        return template.actions
    return not _LOSES_A_PLACE.isdisjoint(template.actions)
