"""Has everything that runs an owner, and would something without one be noticed or refused?"""

from __future__ import annotations

from assess.evidence.checks import Snapshot, Verdict, check, failed, passed, pointer, unknown
from assess.evidence.facts import Unread
from collectors.aws.checks.accounts import elsewhere, empty, inherited_owner, listing_of, of_account
from collectors.aws.facts.accounts import Account, Guardrail, ListedAccount, TagRule, Thing
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
    shared = listed is not None and isinstance(listed.owner, str)
    what = (
        "it names no owner, and others own things in its account"
        if shared
        else "neither it nor its account names an owner"
    )
    return failed(what, pointer(thing, "owner", "none"))


@check(practice="OWN-06", level=3, subject=Account, reads=(Thing, TagRule, Guardrail, ListedAccount))
def what_has_no_owner_is_refused_or_found(account: Account, snapshot: Snapshot) -> Verdict:
    """A policy refuses what is made without an owner tag, or a rule looks for it and finds nothing.

    Reads service control policies above the account, and REQUIRED_TAGS rules with what they found. Cannot know a
    refusal in a pipeline or a template, so where neither exists it is unknown."""
    none = empty(account, snapshot)
    if none is not None:
        return none
    for guardrail in _guardrails_above(account, snapshot):
        if not isinstance(guardrail.denies, Unread):
            keys = {key for deny in guardrail.denies for key in deny.condition_keys}
            asked = next((key for key in sorted(keys) if _asks_for_owner(key)), None)
            if asked:
                return passed(f"{guardrail.name} refuses what lacks {asked}", pointer(guardrail, "denies", asked))
    rules = [rule for rule in of_account(TagRule, account, snapshot) if any(map(is_owner_key, rule.keys))]
    for rule in rules:
        if rule.compliant is True:
            return passed(f"{rule.name} finds nothing without an owner", pointer(rule, "compliant", True))
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
    what = "nothing in AWS refuses or looks for things without an owner"
    return unknown(elsewhere(what, "show that making a thing without an owner fails"))


def _asks_for_owner(key: str) -> bool:
    """`aws:RequestTag/owner` in a condition of a Deny."""
    name, slash, tag = key.partition("/")
    return bool(slash) and name.lower() == "aws:requesttag" and is_owner_key(tag)


def _guardrails_above(account: Account, snapshot: Snapshot) -> list[Guardrail]:
    """The service control policies of the organisation's own that hold the account: attached to it or to a unit above
    it. Those whose attachment was not read are left out."""
    listed = listing_of(account, snapshot)
    if not isinstance(listed, ListedAccount) or listed.manages or isinstance(listed.above, Unread):
        return []
    holds = {listed.number, *listed.above}
    return [
        each
        for each in snapshot.of(Guardrail)
        if not isinstance(each.targets, Unread) and holds.intersection(each.targets)
    ]
