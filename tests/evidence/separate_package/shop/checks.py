"""Judges shops."""

from __future__ import annotations

from assess.evidence.checks import Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Reason, Unread, known
from shop.facts import Clerk, Door, Policy, Shelf


@check(practice="OWN-06", level=2, subject=Shelf)
def stands_low(shelf: Shelf) -> Verdict:
    """The shelf is within reach."""
    height = known(shelf.height)
    return passed("low", pointer(shelf, "height", height)) if height < 3 else failed(f"{height} high")


@check(practice="OWN-06", level=3, subject=Shelf, when_none=failed("no shelf at all"))
def has_a_shelf(shelf: Shelf) -> Verdict:
    """There is a shelf."""
    return passed("there is one")


@check(practice="DEL-01", level=3, subject=Door, every_unit=True)
def is_locked(door: Door) -> Verdict:
    """The door is locked."""
    return passed("locked") if known(door.locked) else failed("open")


@check(practice="DEL-01", level=1, subject=Door, when_none=failed("no door at all"))
def has_a_door(door: Door) -> Verdict:
    """There is a door."""
    return passed("there is one")


@check(practice="DEL-02", level=3, subject=Door, reads=(Clerk,))
def has_a_clerk_awake(door: Door, snapshot: Snapshot) -> Verdict:
    """Its clerk is awake."""
    if not door.clerk:
        return not_applicable("needs no clerk")
    clerk = snapshot.get(Clerk, door.clerk, door.subject)
    if clerk is None:
        return failed("its clerk is gone")
    return passed("awake") if known(known(clerk).awake) else failed("asleep")


@check(practice="DEL-03", level=2, subject=Door, reads=(Clerk,), product="rota:acme")
def has_as_many_clerks_as_doors(door: Door, snapshot: Snapshot) -> Verdict:
    """There is a clerk for each door of the shop."""
    clerks = snapshot.within(Clerk, door.subject)
    doors = snapshot.within(Door, door.subject)
    if isinstance(clerks, Unread) or isinstance(doors, Unread):
        return passed("never reached") if known(clerks) == known(doors) else failed("never reached")
    hired = len(list(clerks))
    return passed("enough") if hired >= len(list(doors)) else failed("too few", in_use=hired > 0)


@check(practice="DEL-04", level=2, subject=Door)
def looks_where_it_may_not(door: Door) -> Verdict:
    """It breaks on doors called `odd`."""
    if door.subject.id.endswith("odd"):
        raise KeyError("odd")
    return passed("fine")


@check(practice="DEL-05", level=2, subject=Door, rules_out=True)
def back_door_is_watched(door: Door) -> Verdict:
    """The back door is watched; a door that was seen to be none needs nobody."""
    return failed("nobody watches") if door.subject.id.endswith("back") else not_applicable("no back door")


@check(practice="IRP-01", level=2, subject=Policy)
def says_who_decides(policy: Policy) -> Verdict:
    """A policy says who decides."""
    text = known(policy.text)
    if "fail" in text:
        return failed("a mistake of this check: what an organisation needs once cannot fail in one place")
    if "vague" in text:
        return unknown(Unread(Reason.UNRESOLVED, "it is vague", "say it"), pointer(policy, "text", text))
    return passed("it says who") if "decides" in text else not_applicable("it is about something else")
