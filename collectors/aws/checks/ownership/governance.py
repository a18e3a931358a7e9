"""Does one function set the standard, does it hold everywhere, may those on call act? What accounts show of it."""

from __future__ import annotations

from assess.evidence.checks import (
    INDICATOR,
    Snapshot,
    Verdict,
    any_of,
    check,
    failed,
    not_applicable,
    passed,
    pointer,
    unknown,
)
from assess.evidence.facts import Reason, Unread, known
from collectors.aws.checks.accounts import elsewhere, listing_of
from collectors.aws.checks.limits import LIMIT_FACTS, Limits, limits_of
from collectors.aws.facts.accounts import (
    Account,
    Delegate,
    EmergencyRole,
    GoldenProduct,
    StandardPack,
    StandingException,
)
from collectors.aws.facts.statements import Statement

TWO_QUARTERS = 180
"""Days within which something must have been tried."""

_NO_ROLE = unknown(
    elsewhere("no role is named for emergencies or for those on call", "show what on-call may do and by which role")
)


@check(practice="OWN-01", level=1, subject=Account)
def operations_has_a_contact(account: Account) -> Verdict:
    """The account names a contact for operations, so that notices of AWS reach those who run it.

    Reads whether the alternate contact is set, not who it is. Without one the function may exist all the same: then
    it is unknown."""
    seen = pointer(account, "operations_contact", known(account.operations_contact))
    if known(account.operations_contact):
        return passed("it has a contact for operations", seen)
    return unknown(elsewhere("it has no contact for operations", "say who answers for how it is run"), seen)


@check(practice="OWN-01", level=2, subject=Delegate, need=INDICATOR)
def one_account_runs_services_for_all(delegate: Delegate) -> Verdict:
    """A delegated administrator runs services for the whole organisation: a function that works for all.

    Reads delegated administrators. Who works there, and what they may demand, is for people to show."""
    services = known(delegate.services)
    return passed(f"{delegate.number} runs {len(services)} services for all", pointer(delegate, "services", services))


@check(practice="OWN-03", level=1, subject=StandardPack, need=any_of("standard_as_code"))
def a_pack_states_the_standard(pack: StandardPack) -> Verdict:
    """A conformance pack of AWS Config states a standard as code.

    Reads conformance packs of all accounts. A standard kept as templates or text is not seen: unknown then."""
    return passed(f"{pack.name} is a standard as code", pointer(pack, "name", pack.name))


@check(practice="OWN-03", level=1, subject=GoldenProduct, need=any_of("standard_as_code"))
def a_product_carries_the_standard(product: GoldenProduct) -> Verdict:
    """Service Catalog offers a product from which services start.

    Reads the products of all accounts. Whether anybody starts from it is not read."""
    return passed(f"{product.name} is offered", pointer(product, "name", product.name))


@check(practice="OWN-03", level=2, subject=StandardPack)
def accounts_are_compared_with_a_pack(pack: StandardPack) -> Verdict:
    """A conformance pack is in force: something is compared with the standard.

    Reads the state of conformance packs. How many deviations it finds, and what follows, is not judged here."""
    seen = pointer(pack, "in_force", known(pack.in_force))
    if known(pack.in_force):
        return passed(f"{pack.name} is in force", seen)
    return unknown(Unread(Reason.UNRESOLVED, f"{pack.name} could not be put in force", "repair the pack"), seen)


@check(practice="OWN-04", level=2, subject=Account, reads=LIMIT_FACTS, version=2)
def account_is_under_a_guardrail(account: Account, snapshot: Snapshot) -> Verdict:
    """A service control policy of the organisation's own stops something in the account.

    Reads the policies, what they hang on, and the place of the account. A policy that only closes regions says where
    and not how, and does not count. Cannot know what a policy is worth, nor rules of other products. The management
    account is held by no such policy, and left out."""
    limits = _above(account, snapshot)
    if isinstance(limits, Verdict):
        return limits
    unread: Unread | None = None
    for each in limits.hanging():
        if isinstance(each.statements, Unread):
            unread = each.statements
        elif each.own and any(_says_how(statement) for statement in each.statements):
            return passed(f"{each.name} holds it", pointer(each, "statements", len(each.statements)))
    unread = unread or limits.unplaced
    if unread is not None:
        return unknown(unread)
    seen = pointer(account, "number", account.number)
    return failed("it is under no service control policy that stops more than regions", seen)


@check(practice="OWN-04", level=3, subject=Account, reads=LIMIT_FACTS, version=2)
def account_inherits_a_guardrail(account: Account, snapshot: Snapshot) -> Verdict:
    """A policy on a unit above the account, which a new account there gets too, keeps it from throwing off its rules:
    from leaving the organisation, or from stopping what records or watches it.

    Reads what service control policies deny on every resource, whoever asks, be it but for principals they name. One on
    the account alone, on sizes or on regions does not count: it bounds spend and place, and the account could still
    switch off what would show it. Rules of other products are not seen."""
    limits = _above(account, snapshot)
    if isinstance(limits, Verdict):
        return limits
    unread: Unread | None = None
    for action in _THROWS_OFF:
        stop = limits.inherited().stop(action)
        if isinstance(stop, Unread):
            unread = stop
        elif stop is not None:
            return passed(f"{stop.policy.name} denies {action}", pointer(stop.policy, "statements", action))
    if unread is not None:
        return unknown(unread)
    what = "no policy on a unit above keeps it from leaving the organisation or stopping what records it"
    return failed(what, pointer(account, "number", account.number))


_THROWS_OFF = (
    "organizations:LeaveOrganization",
    "cloudtrail:StopLogging",
    "cloudtrail:DeleteTrail",
    "config:StopConfigurationRecorder",
    "config:DeleteConfigurationRecorder",
    "guardduty:DeleteDetector",
    "securityhub:DisableSecurityHub",
)
"""What an account does that wants to be seen or held no more."""


def _above(account: Account, snapshot: Snapshot) -> Limits | Verdict:
    """The policies above the account, or the verdict where there can be none or they were not read."""
    listed = listing_of(account, snapshot)
    if isinstance(listed, Unread):
        return unknown(listed)
    if listed is None:
        return unknown(elsewhere("the account belongs to no organisation", "show what limits it"))
    if listed.manages:
        return not_applicable("no service control policy holds the management account")
    if not listed.active:
        return not_applicable("the account is closed or suspended")
    limits = limits_of(account.subject, snapshot)
    if isinstance(limits, Limits):
        return limits
    return unknown(limits or elsewhere("no policy can hold it", "show what limits it"))


def _says_how(statement: Statement) -> bool:
    return not statement.allow and not any(each.key.lower() == "aws:requestedregion" for each in statement.conditions)


@check(practice="OWN-07", level=2, subject=StandingException)
def exception_says_why(exception: StandingException) -> Verdict:
    """A rule that silences findings says why.

    Reads automation rules of Security Hub that suppress or resolve, and archive rules of Access Analyzer. The latter
    have no place for a reason, so they are unknown; who approved and until when neither says."""
    seen = pointer(exception, "name", exception.name)
    if exception.says_why is None:
        what = f"{exception.product} has no place for a reason"
        return unknown(Unread(Reason.UNRESOLVED, what, "show it in the register"), seen)
    if exception.says_why:
        return passed(f"{exception.name} says why", seen)
    return failed(f"{exception.name} silences findings and does not say why", seen)


@check(practice="OWN-09", level=1, subject=EmergencyRole, when_none=_NO_ROLE)
def people_can_take_the_emergency_role(role: EmergencyRole) -> Verdict:
    """A role named for emergencies or for those on call can be taken by people.

    Reads roles by name and their trust. Which people, and whether it takes an approval elsewhere, is not read.
    Without such a role on-call may use another: unknown."""
    seen = pointer(role, "by_people", role.by_people)
    if role.by_people:
        return passed(f"people can take {role.name}", seen)
    return failed(f"only services can take {role.name}", seen)


@check(practice="OWN-09", level=2, subject=EmergencyRole, when_none=_NO_ROLE)
def the_emergency_role_may_act(role: EmergencyRole) -> Verdict:
    """The role may change something, and not only look.

    Reads its policies, inline and attached. Boundaries and service control policies may still stop it."""
    seen = pointer(role, "may_change", known(role.may_change))
    if known(role.may_change):
        return passed(f"{role.name} may change something", seen)
    return failed(f"{role.name} may only look", seen)


@check(practice="OWN-09", level=3, subject=EmergencyRole, when_none=_NO_ROLE)
def the_emergency_role_was_used(role: EmergencyRole) -> Verdict:
    """The role was used in the last two quarters, in earnest or in a drill.

    Reads when AWS saw it last. Where it was not, on-call may have acted by another: unknown. That the mandate is
    written is for people to show."""
    seen = pointer(role, "used_days_ago", role.used_days_ago)
    if role.used_days_ago is not None and role.used_days_ago <= TWO_QUARTERS:
        return passed(f"{role.name} was used {role.used_days_ago} days ago", seen)
    what = f"{role.name} was not used in {TWO_QUARTERS} days"
    return unknown(Unread(Reason.UNRESOLVED, what, "show when on-call last acted alone"), seen)
