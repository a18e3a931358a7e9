"""Has everything that runs an owner, and would something without one be noticed or refused?"""

from __future__ import annotations

from assess.evidence.checks import Snapshot, Verdict, check, failed, passed, pointer, unknown
from assess.evidence.facts import Unread
from collectors.aws.checks.accounts import elsewhere, empty, inherited_owner, no_owner, of_account
from collectors.aws.checks.creation import stops_of_untagged
from collectors.aws.checks.limits import LIMIT_FACTS
from collectors.aws.facts.accounts import Account, ListedAccount, TagRule, Thing
from collectors.aws.owner_tags import is_owner_key


@check(practice="OWN-06", level=2, subject=Thing, reads=(Account, ListedAccount, Thing))
def thing_names_its_owner(thing: Thing, snapshot: Snapshot) -> Verdict:
    """The thing, or the account it stands in, carries the name of its owner.

    Reads owner tags of what runs, stores or raises an alarm: things that carry or carried a tag, and where a region
    has a Resource Explorer index those that never did. A tag of the account counts for all in it, unless something
    there belongs to somebody else. Cannot know whether the named team exists, nor a map kept outside of tags."""
    return _owned(thing, snapshot)


@check(practice="OWN-06", level=3, subject=Thing, reads=(Account, ListedAccount, Thing))
def no_thing_is_without_an_owner(thing: Thing, snapshot: Snapshot) -> Verdict:
    """No thing is left without an owner.

    The same tags as at level 2, of which level 3 asks more than eight in ten."""
    return _owned(thing, snapshot)


def _owned(thing: Thing, snapshot: Snapshot) -> Verdict:
    if thing.owner is not None:
        return passed(f"{thing.owner} owns it", pointer(thing, "owner", thing.owner))
    owner, listed = inherited_owner(thing.subject, snapshot)
    if isinstance(owner, Unread):
        return unknown(owner, pointer(thing, "owner", "none"))
    if owner is not None and listed is not None:
        return passed(f"its account belongs to {owner}", pointer(listed, "owner", owner))
    return failed(no_owner(listed, "it"), pointer(thing, "owner", "none"))


@check(practice="OWN-06", level=3, subject=Account, reads=(Thing, TagRule, *LIMIT_FACTS), version=3)
def what_has_no_owner_is_refused_or_found(account: Account, snapshot: Snapshot) -> Verdict:
    """A policy refuses what is made without an owner tag, or a rule looks for it and finds nothing.

    Reads service control policies above the account, and REQUIRED_TAGS rules with what they found. The policies must
    speak of every kind of thing that runs or keeps data there. Cannot know a refusal in a pipeline or a template, so
    where neither exists it is unknown."""
    none = empty(account, snapshot)
    if none is not None:
        return none
    stop = _refusal(account, snapshot)
    if isinstance(stop, Verdict):
        return stop
    rules = [rule for rule in of_account(TagRule, account, snapshot) if any(map(is_owner_key, rule.keys))]
    for rule in rules:
        if rule.compliant is True:
            return passed(f"{rule.name} finds nothing without an owner", pointer(rule, "compliant", True))
    if stop is not None:
        return unknown(stop)
    for rule in rules:
        if rule.compliant is False:
            return failed(
                f"{rule.name} finds things without an owner, and they stay", pointer(rule, "compliant", False)
            )
    for rule in rules:
        if isinstance(rule.compliant, Unread):
            return unknown(rule.compliant)
    found = snapshot.within(TagRule, account.subject)
    if isinstance(found, Unread):
        return unknown(found)
    return unknown(elsewhere(_held_only(account, snapshot), "show that making a thing without an owner fails"))


def _refusal(account: Account, snapshot: Snapshot) -> Verdict | Unread | None:
    """A pass by policies above the account that refuse what is made without an owner; why it is not known whether there
    are such; None if there are none, or not for every kind of thing that stands there."""
    stops, loose, unread = stops_of_untagged(account, snapshot, is_owner_key)
    if unread is not None:
        return unread
    if loose or not stops:
        return None
    action, stop = next(iter(stops.items()))
    what = f"{stop.policy.name} refuses {', '.join(stops)} without an owner"
    return passed(what, pointer(stop.policy, "statements", action))


def _held_only(account: Account, snapshot: Snapshot) -> str:
    """What to say where nothing, or not all that stands there, is refused without an owner."""
    stops, loose, _ = stops_of_untagged(account, snapshot, is_owner_key)
    if stops and loose:
        return f"{', '.join(stops)} is refused without an owner, and {', '.join(loose)} is not"
    return "nothing in AWS refuses or looks for things without an owner"
