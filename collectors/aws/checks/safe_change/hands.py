"""Who changes production beside the pipeline: what people may do, what they lately did, and by which emergency way."""

from __future__ import annotations

from assess.evidence.checks import Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Reason, Unread
from collectors.aws.checks.wording import counted
from collectors.aws.facts.identities import PeopleAccess, Person
from collectors.aws.facts.releases import HandChange, HandChanges
from collectors.aws.facts.telemetry import Trail

_BY_HAND = ("root", "user", "sign-on")


@check(practice="CHG-12", level=2, subject=HandChanges, reads=(PeopleAccess,), version=2)
def nobody_changed_things_by_hand(changes: HandChanges, snapshot: Snapshot) -> Verdict:
    """In the last week nobody changed anything in the region with a user, root, or single sign-on.

    Reads the newest writing events of CloudTrail, five hundred at most. Roles are taken for machines, unless a change
    was made in the console. Roles that are named for emergencies do not count.
    """
    access = next(iter(_access(snapshot, changes)), None)
    users = () if access is None or isinstance(access, Unread) else access.users
    emergency = () if access is None or isinstance(access, Unread) else [p.name for p in access.people if p.emergency]
    hands = [each for each in changes.actors if _by_hand(each, users) and each.name not in emergency]
    if isinstance(access, Unread):
        # A user or root is certain; whether a role of sign-on is for emergencies is not.
        certain = [each for each in hands if each.actor in ("root", "user")]
        if hands and not certain:
            return unknown(access, pointer(changes, "actors", hands[0].name))
        hands = certain
    if hands:
        first = hands[0]
        count = sum(each.count for each in hands)
        who = f"{'user' if first.actor == 'unknown' else first.actor} {first.name}"
        message = f"{counted(count, 'change')} by hand, {first.example} by {who} for one"
        return failed(message, pointer(changes, "actors", f"{who}: {first.count}"))
    unclear = [each for each in changes.actors if each.actor == "unknown"]
    if unclear:
        why = Unread(Reason.UNRESOLVED, f"CloudTrail does not say what {unclear[0].name or 'an actor'} is", "")
        return unknown(why, pointer(changes, "actors", unclear[0].name))
    return passed(
        f"none of {changes.events} events since {changes.since.date()}", pointer(changes, "events", changes.events)
    )


def _access(snapshot: Snapshot, changes: HandChanges) -> list[PeopleAccess | Unread]:
    found = snapshot.within(PeopleAccess, changes.subject)
    return [found] if isinstance(found, Unread) else list(found)


def _by_hand(each: HandChange, users: tuple[str, ...]) -> bool:
    return each.actor in _BY_HAND or bool(each.by_console) or (each.actor == "unknown" and each.name in users)


@check(practice="CHG-12", level=3, subject=PeopleAccess)
def people_can_only_read(access: PeopleAccess) -> Verdict:
    """People can change nothing in the account but by a role that is for emergencies.

    Reads users and roles of single sign-on with all their policies and boundaries, and roles that these may take.
    Service control policies above the account are not weighed. Another account's people come by roles that are listed
    as strangers, and not judged.
    """
    standing, unclear = _standing(access), _unclear(access)
    if standing:
        names = ", ".join(each.name for each in standing[:3])
        shown = pointer(access, "people", f"{standing[0].name}: {standing[0].may}")
        return failed(f"{counted(len(standing), 'way')} of people to change things: {names}", shown)
    if unclear is not None:
        return unknown(unclear)
    spared = ", ".join(each.name for each in access.people if each.emergency and each.may)
    message = f"only {spared} may change anything" if spared else "people may change nothing"
    return passed(message, pointer(access, "people", len(access.people)))


@check(practice="CHG-14", level=2, subject=PeopleAccess, reads=(Trail,))
def emergency_role_of_its_own_exists(access: PeopleAccess, snapshot: Snapshot) -> Verdict:
    """A role for emergencies exists apart from daily access, and a trail records what is done with it.

    A role is known by its name. Where people have no standing way to change things, the emergency way may lie in a
    tool outside of AWS: then this is not known.
    """
    emergency = [each for each in access.people if each.emergency and each.may != ""]
    if not emergency:
        if _standing(access):
            return failed(
                "people fix things with their daily rights", pointer(access, "people", _standing(access)[0].name)
            )
        why = Unread(Reason.UNRESOLVED, "no role is named for emergencies; the way may lie outside of AWS", "show it")
        return unknown(why)
    for trail in snapshot.of(Trail):
        here = trail.organisation or trail.subject.target == access.subject.target
        if here and trail.logging is True:
            return passed(f"{emergency[0].name}, and a trail records it", pointer(access, "people", emergency[0].name))
    trails = snapshot.within(Trail, access.subject)
    if isinstance(trails, Unread):
        return unknown(trails)
    return failed(f"{emergency[0].name} exists, and no trail records it", pointer(access, "people", emergency[0].name))


@check(practice="CHG-14", level=3, subject=PeopleAccess)
def emergency_role_is_the_only_way(access: PeopleAccess) -> Verdict:
    """People can change things by a role for emergencies alone.

    Cannot know whether each use opens a record that stays open until the same change is merged.
    """
    standing, unclear = _standing(access), _unclear(access)
    if standing:
        return failed("people have other ways to change things", pointer(access, "people", standing[0].name))
    if unclear is not None:
        return unknown(unclear)
    emergency = [each.name for each in access.people if each.emergency and each.may]
    if emergency:
        return passed(f"only by {', '.join(emergency)}", pointer(access, "people", emergency[0]))
    return not_applicable("people have no way to change anything here")


def _standing(access: PeopleAccess) -> list[Person]:
    return [each for each in access.people if isinstance(each.may, str) and each.may and not each.emergency]


def _unclear(access: PeopleAccess) -> Unread | None:
    return next((each.may for each in access.people if isinstance(each.may, Unread) and not each.emergency), None)
