"""Reads which contacts an account has for notices of AWS; that there is one, never who."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.facts.accounts import Account
from collectors.aws.reading import Caller, Scope, reader


@reader(
    "aws.account.contacts",
    service="account",
    operations=("GetAlternateContact",),
    yields=(Account,),
    scope=Scope.GLOBAL,
    calls=2,
)
def contacts(caller: Caller) -> Iterator[Account]:
    """Whether operations and security have a contact of their own."""
    yield Account(
        subject=caller.subject("account", f"arn:{caller.partition}:account::{caller.account}:account"),
        number=caller.account,
        management=caller.target.settings.get("management", ""),
        operations_contact=_has(caller, "OPERATIONS"),
        security_contact=_has(caller, "SECURITY"),
    )


def _has(caller: Caller, kind: str) -> bool | Unread:
    asked = {"AlternateContactType": kind}
    found = caller.find("GetAlternateContact", asked, absent=("ResourceNotFoundException",))
    return found if isinstance(found, Unread) else found is not None and found.has("AlternateContact.EmailAddress")
