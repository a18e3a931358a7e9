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
)
def contacts(caller: Caller) -> Iterator[Account]:
    """Whether the account has a contact for operations."""
    asked = {"AlternateContactType": "OPERATIONS"}
    found = caller.find("GetAlternateContact", asked, absent=("ResourceNotFoundException",))
    yield Account(
        subject=caller.subject("account", f"arn:{caller.partition}:account::{caller.account}:account"),
        number=caller.account,
        management=caller.target.settings.get("management", ""),
        operations_contact=found
        if isinstance(found, Unread)
        else found is not None and found.has("AlternateContact.EmailAddress"),
    )
