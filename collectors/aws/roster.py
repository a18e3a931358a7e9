"""Which accounts there are: from the organisation, or from a file, filtered as asked.

Names, organisational units and tags come along, because they say what an account is for. Entering the accounts is
`access.py`'s part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assess.evidence.collectors import CollectorError
from assess.evidence.facts import Unread
from collectors.aws.calling import Cell
from collectors.aws.reading import Refused

ACCOUNT_ID = re.compile(r"\d{12}")
ASK_ONE_BY_ONE = 60
"""Up to so many accounts are asked for their tags one by one where the tagging API may not be asked."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One account of the roster. `ou` joins the names of its units from the root down; `closed` says why it cannot
    be entered (suspended, pending closure), empty if it can."""

    account: str
    name: str = ""
    ou: str = ""
    units: tuple[str, ...] = ()
    """Ids of the units it sits in, from the root down."""
    closed: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


def of_organisation(caller: Cell) -> list[Listed]:
    """Every account of the organisation that the caller may list. Raises `CollectorError`."""
    try:
        found = {each.account: each for each in _accounts(caller)}
    except Refused as refused:
        raise CollectorError(
            f"the accounts of the organisation cannot be listed: {refused.unread.detail}; use credentials of the "
            "management account or of a delegated administrator, or give --aws-accounts-file"
        ) from None
    try:
        for account, ou, units in _placed(caller):
            if account in found:
                found[account] = replace(found[account], ou=ou, units=units)
    except Refused as refused:
        # Without the tree accounts are read all the same; an OU filter says so below.
        caller.job.untold.append(refused.unread)
    for account, tags in _tags(caller, list(found)).items():
        found[account] = replace(found[account], tags=tags)
    return [found[account] for account in sorted(found)]


def of_file(path: str) -> list[Listed]:
    """Accounts from a file: one id a line with an optional name and OU path after commas, `#` begins a comment; or
    the JSON that `aws organizations list-accounts` prints. Raises `CollectorError` with the line."""
    try:
        text = Path(path).expanduser().read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise CollectorError(f"--aws-accounts-file {path} cannot be read: {why}") from None
    found = _of_json(path, text) if text.lstrip().startswith("{") else list(_of_lines(path, text))
    if not found:
        raise CollectorError(f"{path} names no account: write one account id of 12 digits on each line")
    unique = {each.account: each for each in reversed(found)}
    return [unique[account] for account in sorted(unique)]


def filtered(listed: Sequence[Listed], accounts: Sequence[str], units: Sequence[str]) -> list[Listed]:
    """The accounts asked for by `--aws-account` and `--aws-ou` (an OU's id, or its path of names; what lies below is
    meant too). Raises `CollectorError` for one that is not there."""
    known = {each.account for each in listed}
    for wanted in accounts:
        if not ACCOUNT_ID.fullmatch(wanted):
            raise CollectorError(f"--aws-account {wanted}: an account id has 12 digits")
        if wanted not in known:
            raise CollectorError(f"--aws-account {wanted} is not among the {len(known)} accounts listed")
    for wanted in units:
        if not any(_within(each, wanted) for each in listed):
            there = ", ".join(sorted({each.ou for each in listed if each.ou})) or "none could be read"
            raise CollectorError(f"--aws-ou {wanted} holds no account; the organisational units are: {there}")
    return [
        each
        for each in listed
        if (not accounts or each.account in accounts) and (not units or any(_within(each, unit) for unit in units))
    ]


def _within(listed: Listed, unit: str) -> bool:
    path, wanted = f"/{listed.ou.lower()}/", f"/{unit.strip('/').lower()}/"
    return unit in listed.units or wanted in path


def _accounts(caller: Cell) -> Iterator[Listed]:
    for each in caller.items("organizations:ListAccounts", "Accounts", {"MaxResults": 20}):
        state = each.text_or("State") or each.text_or("Status", "ACTIVE")
        closed = "" if state == "ACTIVE" else state.lower().replace("_", " ")
        yield Listed(each.text("Id"), each.text_or("Name"), closed=closed)


def _placed(caller: Cell) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each account with the names and ids of the units above it. Two calls for each unit, none for each account."""
    waiting = [(each.text("Id"), (), (each.text("Id"),)) for each in caller.items("organizations:ListRoots", "Roots")]  # type: list[tuple[str, tuple[str, ...], tuple[str, ...]]]
    while waiting:
        parent, names, ids = waiting.pop()
        asked = {"ParentId": parent, "MaxResults": 20}
        for each in caller.items("organizations:ListAccountsForParent", "Accounts", asked):
            yield each.text("Id"), "/".join(names), ids
        waiting += [
            (each.text("Id"), (*names, each.text_or("Name")), (*ids, each.text("Id")))
            for each in caller.items("organizations:ListOrganizationalUnitsForParent", "OrganizationalUnits", asked)
        ]


def _tags(caller: Cell, accounts: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Tags of the accounts: all at once from the tagging API; where that is refused, one by one if there are few:
    Organizations answers eight calls a second, so sixty accounts would take as long as reading them does."""
    found: dict[str, Mapping[str, str]] = {}
    try:
        asked = {"ResourceTypeFilters": ["organizations:account"], "ResourcesPerPage": 100}
        for each in caller.items("resourcegroupstaggingapi:GetResources", "ResourceTagMappingList", asked):
            found[each.text("ResourceARN").rpartition("/")[2]] = each.tags()
    except Refused as refused:
        # Tags say more about an account; without them its name and OU still do.
        caller.job.untold.append(refused.unread)
        for account in accounts if len(accounts) <= ASK_ONE_BY_ONE else ():
            tags = caller.ask("organizations:ListTagsForResource", {"ResourceId": account})
            if isinstance(tags, Unread):
                caller.job.untold.append(tags)
                break
            found[account] = tags.tags()
    return {account: tags for account, tags in found.items() if account in accounts and tags}


def _of_json(path: str, text: str) -> list[Listed]:
    try:
        entries = json.loads(text)["Accounts"]
        return [
            Listed(
                _checked(path, index, str(each["Id"])),
                str(each.get("Name", "")),
                closed="" if each.get("Status", "ACTIVE") == "ACTIVE" else str(each["Status"]).lower(),
            )
            for index, each in enumerate(entries, start=1)
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CollectorError(
            f'{path} is not the JSON of `aws organizations list-accounts`: it needs "Accounts", each with "Id"'
        ) from None


def _of_lines(path: str, text: str) -> Iterator[Listed]:
    for number, line in enumerate(text.splitlines(), start=1):
        fields = [field.strip() for field in line.partition("#")[0].split(",")]
        if fields[0]:
            name, ou = (*fields[1:3], "", "")[:2]
            yield Listed(_checked(path, number, fields[0]), name, ou.strip("/"))


def _checked(path: str, line: int, account: str) -> str:
    if not ACCOUNT_ID.fullmatch(account):
        raise CollectorError(f"{path}:{line}: {account!r} is no account id: it has 12 digits")
    return account
