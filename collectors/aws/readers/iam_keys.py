"""Reads the long-lived keys of an account: from the credential report where there is one, else key by key."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from assess.evidence.facts import Reason, Unread
from collectors.aws.answers import Answer, Garbled
from collectors.aws.facts.identities import AccessKey, AccountKeys
from collectors.aws.readers.iam_emergency import DETAILS
from collectors.aws.reading import Caller, Refused, Scope, reader

_NO_REPORT = ("ReportNotPresent", "ReportExpired", "ReportInProgress")
_IN_THE_REPORT = Unread(Reason.NOT_COLLECTED, "whether the user has a password is in the credential report", "")
_BLANK = ("", "N/A", "no_information", "not_supported")


@dataclass(frozen=True, slots=True)
class _Key:
    user: str
    arn: str
    number: int
    console: bool | Unread
    made: datetime | None
    last_used: datetime | Unread | None


@reader(
    "aws.iam.access_keys",
    service="iam",
    operations=(
        "GetAccountSummary",
        "GetCredentialReport",
        "GetAccountAuthorizationDetails",
        "ListAccessKeys",
        "GetAccessKeyLastUsed",
    ),
    yields=(AccessKey, AccountKeys),
    scope=Scope.GLOBAL,
    calls=3,
)
def access_keys(caller: Caller) -> Iterator[AccessKey | AccountKeys]:
    """Active access keys with their age, and whether root has one."""
    summary = caller.call("GetAccountSummary")
    if not summary.number_or("SummaryMap.Users"):
        keys: list[_Key] = []
    elif isinstance(report := caller.find("GetCredentialReport", absent=_NO_REPORT), Answer):
        keys = list(_reported(report))
    else:
        keys = list(_one_by_one(caller, report or _IN_THE_REPORT))
    yield from _facts(caller, keys, summary)


@reader(
    "aws.iam.fresh_credential_report",
    service="iam",
    operations=("GenerateCredentialReport", "GetCredentialReport", "GetAccountSummary"),
    yields=(AccessKey, AccountKeys),
    scope=Scope.GLOBAL,
    opt_in=True,
)
def fresh_credential_report(caller: Caller) -> Iterator[AccessKey | AccountKeys]:
    """The same from a credential report that IAM is asked to prepare first."""
    state = caller.call("GenerateCredentialReport").text_or("State")
    report = caller.find("GetCredentialReport", absent=_NO_REPORT)
    if isinstance(report, Unread):
        raise Refused(report)
    if report is None:
        raise Refused(
            Unread(Reason.NOT_AVAILABLE, f"IAM is still preparing the report ({state})", "run it again in a minute")
        )
    yield from _facts(caller, list(_reported(report)), caller.call("GetAccountSummary"))


def _facts(caller: Caller, keys: list[_Key], summary: Answer) -> Iterator[AccessKey | AccountKeys]:
    for each in keys:
        yield AccessKey(
            subject=caller.subject("access key", f"{each.arn}#key-{each.number}"),
            user=each.user,
            root=each.user == "root",
            console=each.console,
            days=(caller.now - each.made).days if each.made is not None else None,
            idle_days=_idle_days(caller, each.last_used),
        )
    yield AccountKeys(
        subject=caller.subject("account", caller.arn("iam", "credentials", region="")),
        users=summary.number_or("SummaryMap.Users"),
        active_keys=sum(each.user != "root" for each in keys),
        root_keys=summary.number_or("SummaryMap.AccountAccessKeysPresent") > 0,
        root_mfa=summary.number_or("SummaryMap.AccountMFAEnabled") > 0,
    )


def _idle_days(caller: Caller, used: datetime | Unread | None) -> int | Unread | None:
    return (caller.now - used).days if isinstance(used, datetime) else used


def _reported(report: Answer) -> Iterator[_Key]:
    for row in csv.DictReader(io.StringIO(report.content("Content"))):
        user = row.get("user", "")
        for number in (1, 2):
            if row.get(f"access_key_{number}_active") != "true":
                continue
            yield _Key(
                user="root" if user == "<root_account>" else user,
                arn=row.get("arn", ""),
                number=number,
                console=row.get("password_enabled") == "true",
                made=_moment(row.get(f"access_key_{number}_last_rotated", "")),
                last_used=_moment(row.get(f"access_key_{number}_last_used_date", "")),
            )


def _moment(text: str) -> datetime | None:
    if text in _BLANK:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Garbled("the credential report has a date that is none") from None


def _one_by_one(caller: Caller, console: Unread) -> Iterator[_Key]:
    users = list(caller.items("GetAccountAuthorizationDetails", "UserDetailList", DETAILS))
    for user, keys in zip(users, caller.each(users, lambda each: _keys_of(caller, each)), strict=True):
        for number, (made, used) in enumerate(keys, start=1):
            yield _Key(user.text("UserName"), user.text("Arn"), number, console, made, used)


def _keys_of(caller: Caller, user: Answer) -> list[tuple[datetime | None, datetime | Unread | None]]:
    asked = {"UserName": user.text("UserName")}
    found = []
    for key in caller.items("ListAccessKeys", "AccessKeyMetadata", asked):
        if key.text_or("Status") != "Active":
            continue
        used = caller.ask("GetAccessKeyLastUsed", {"AccessKeyId": key.text("AccessKeyId")})
        last = used if isinstance(used, Unread) else used.moment("AccessKeyLastUsed.LastUsedDate")
        found.append((key.moment("CreateDate"), last))
    return found
