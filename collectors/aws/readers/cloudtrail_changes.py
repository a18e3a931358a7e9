"""Reads the newest writing events of CloudTrail: who changes things, and whether by hand.

Of an event only its name, its actor's kind and name, and whether it came from the console are kept. What the call said
(which may hold secrets) is looked at for none of that and thrown away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import cast

from collectors.aws.answers import Answer
from collectors.aws.facts.releases import HandChange, HandChanges
from collectors.aws.reading import Caller, reader

WINDOW_DAYS = 7
MOST_EVENTS = 500
"""Events read in a region: the newest. CloudTrail answers 50 a call and two calls a second."""
MOST_ACTORS = 50

_SIGN_ON = re.compile(r":assumed-role/AWSReservedSSO_")
_NO_CHANGE = re.compile(
    r"^(Get|List|Describe|Lookup|Search|Select|BatchGet|Head|Generate(Credential|ServiceLast)|AssumeRole|ConsoleLogin"
    r"|CheckMfa|Decrypt|Encrypt|GenerateDataKey|StartQuery|StopQuery|SwitchRole|ExitRole|RenewRole|Test|Preview|Validate"
    r"|Estimate|Simulate|UserAuthentication|Authenticate|Federate|CredentialChallenge|CredentialVerification|Logout"
    r"|OpenDataChannel|StartSession|ResumeSession|TerminateSession|PutMetricData|PutLogEvents|CreateLogStream"
    r"|StartConfigRulesEvaluation|DetectStackDrift|DetectStackSetDrift|SharedSnapshot)"
)


@reader("aws.cloudtrail.changes", service="cloudtrail", operations=("LookupEvents",), yields=(HandChanges,), calls=4)
def changes(caller: Caller) -> Iterator[HandChanges]:
    """Who changed things in the last week, by the newest five hundred writing events."""
    since = caller.now - timedelta(days=WINDOW_DAYS)
    asked = {
        "LookupAttributes": [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}],
        "StartTime": since,
        "EndTime": caller.now,
        "MaxResults": 50,
    }
    actors: dict[tuple[str, str], _Counted] = {}
    count, oldest = 0, caller.now
    for each in islice(caller.items("LookupEvents", "Events", asked), MOST_EVENTS):
        count += 1
        at = each.moment("EventTime")
        oldest = min(oldest, at) if at is not None else oldest
        if not _NO_CHANGE.match(each.text_or("EventName")):
            kind, name, console = _actor(each)
            actors.setdefault((kind, name), _Counted()).add(each.text_or("EventName"), at, console=console)
    if not count:
        return
    found = sorted(actors.items(), key=lambda item: (-item[1].count, item[0]))
    yield HandChanges(
        subject=caller.subject("changes", caller.arn("cloudtrail", "events")),
        events=count,
        since=oldest if count == MOST_EVENTS else since,
        actors=tuple(
            HandChange(kind, name, each.count, each.console, each.last, each.example)
            for (kind, name), each in found[:MOST_ACTORS]
        ),
    )


@dataclass
class _Counted:
    count: int = 0
    console: int = 0
    last: datetime | None = None
    example: str = ""

    def add(self, event: str, at: datetime | None, *, console: bool) -> None:
        self.count += 1
        self.console += console
        self.example = self.example or event
        if at is not None and (self.last is None or at > self.last):
            self.last = at


def _actor(each: Answer) -> tuple[str, str, bool]:
    """Kind, name and whether in the console. The name of a session may be a person's address, so it is never kept."""
    record = _record(each.text_or("CloudTrailEvent"))
    if not record:
        return "unknown", "" if "@" in each.text_or("Username") else each.text_or("Username"), False
    identity = _mapping(record.get("userIdentity"))
    console = record.get("sessionCredentialFromConsole") in (True, "true")
    kind, arn = str(identity.get("type", "")), str(identity.get("arn", ""))
    if kind == "Root":
        return "root", "root", console
    if kind == "IAMUser":
        return "user", str(identity.get("userName", "")), console
    if (
        identity.get("invokedBy")
        or kind in ("AWSService", "AWSAccount")
        or record.get("eventType") == "AwsServiceEvent"
    ):
        return "service", str(identity.get("invokedBy") or kind), False
    role = arn.partition(":assumed-role/")[2].partition("/")[0]
    return "sign-on" if _SIGN_ON.search(arn) else "role", role, console


def _record(text: str) -> Mapping[str, object]:
    try:
        return _mapping(json.loads(text)) if text else {}
    except ValueError:
        return {}


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
