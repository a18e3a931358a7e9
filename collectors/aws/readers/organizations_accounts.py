"""Reads an organisation from its management account: accounts with their place and owner, and those that run services
for all. Its policies are read in `organizations_controls.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assess.evidence.facts import Unread
from collectors.aws.facts.accounts import Delegate, ListedAccount
from collectors.aws.owner_tags import owner_of
from collectors.aws.reading import Caller, Refused, Scope, reader, target_id

ASK_ONE_BY_ONE = 50
"""Most accounts whose tags are asked for one by one if the tagging API knows none of them."""
_TAGGING = "resourcegroupstaggingapi:GetResources"


@reader(
    "aws.organizations.accounts",
    service="organizations",
    operations=(
        "ListAccounts",
        "ListRoots",
        "ListOrganizationalUnitsForParent",
        "ListAccountsForParent",
        "ListTagsForResource",
        _TAGGING,
    ),
    yields=(ListedAccount,),
    scope=Scope.MANAGEMENT,
)
def accounts(caller: Caller) -> Iterator[ListedAccount]:
    """Accounts with the units above them and the owner their tags name."""
    found = list(caller.items("ListAccounts", "Accounts", {"MaxResults": 20}))
    try:
        above: Mapping[str, tuple[str, ...]] | Unread = dict(_placed(caller))
    except Refused as refused:
        above = refused.unread
    numbers = [each.text("Id") for each in found]
    owners = _owners(caller, numbers)
    for each, number in zip(found, numbers, strict=True):
        yield ListedAccount(
            subject=caller.subject("account", target_id(number)),
            number=number,
            manages=number == caller.account,
            active=(each.text_or("State") or each.text_or("Status", "ACTIVE")) == "ACTIVE",
            above=above if isinstance(above, Unread) else above.get(number, ()),
            owner=owners if isinstance(owners, Unread) else owners.get(number),
        )


def _placed(caller: Caller) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each account with the ids above it, the root first. Two calls for each unit, none for each account."""
    waiting: list[tuple[str, ...]] = [(each.text("Id"),) for each in caller.items("ListRoots", "Roots")]
    while waiting:
        path = waiting.pop()
        asked = {"ParentId": path[-1], "MaxResults": 20}
        for each in caller.items("ListAccountsForParent", "Accounts", asked):
            yield each.text("Id"), path
        units = caller.items("ListOrganizationalUnitsForParent", "OrganizationalUnits", asked)
        waiting += [(*path, each.text("Id")) for each in units]


def _owners(caller: Caller, numbers: Sequence[str]) -> Mapping[str, str | None] | Unread:
    """The owner of each account by its tags: from one sweep, else one by one where there are few."""
    try:
        asked = {"ResourceTypeFilters": ["organizations:account"], "ResourcesPerPage": 100}
        swept = {
            each.text("ResourceARN").rpartition("/")[2]: owner_of(each.tags())
            for each in caller.items(_TAGGING, "ResourceTagMappingList", asked)
        }
        if any(number in swept for number in numbers) or len(numbers) > ASK_ONE_BY_ONE:
            return swept
        return dict(zip(numbers, caller.each(numbers, lambda number: _owner(caller, number)), strict=True))
    except Refused as refused:
        return refused.unread


def _owner(caller: Caller, number: str) -> str | None:
    return owner_of(caller.call("ListTagsForResource", {"ResourceId": number}).tags())


@reader(
    "aws.organizations.delegates",
    service="organizations",
    operations=("ListDelegatedAdministrators", "ListDelegatedServicesForAccount"),
    yields=(Delegate,),
    scope=Scope.MANAGEMENT,
)
def delegates(caller: Caller) -> Iterator[Delegate]:
    """Accounts that run services for the whole organisation."""
    for each in caller.items("ListDelegatedAdministrators", "DelegatedAdministrators", {"MaxResults": 20}):
        number = each.text("Id")
        try:
            found = caller.items("ListDelegatedServicesForAccount", "DelegatedServices", {"AccountId": number})
            services: tuple[str, ...] | Unread = tuple(service.text("ServicePrincipal") for service in found)
        except Refused as refused:
            services = refused.unread
        subject = caller.subject("delegate", each.text_or("Arn") or number)
        yield Delegate(subject=subject, number=number, services=services)
