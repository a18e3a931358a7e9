"""Reads who is called by Incident Manager: escalation plans, contacts with their channels, rotations. No name, address
or number is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.facts.response import Contact, Rotation
from collectors.aws.reading import Caller, Refused, reader


@reader(
    "aws.ssm-contacts.contacts",
    service="ssm-contacts",
    operations=("ListContacts", "GetContact", "ListContactChannels"),
    yields=(Contact,),
)
def contacts(caller: Caller) -> Iterator[Contact]:
    """Contacts, schedules and escalation plans, with their stages and kinds of channels."""
    for each in caller.items("ListContacts", "Contacts", {"MaxResults": 50}):
        arn, kind = each.text("ContactArn"), each.text_or("Type", "PERSONAL")
        yield Contact(
            subject=caller.subject("contact", _without_name(arn) if kind == "PERSONAL" else arn),
            alias="a person" if kind == "PERSONAL" else each.text_or("Alias"),
            type=kind,
            stages=_stages(caller, arn),
            channels=_channels(caller, arn) if kind == "PERSONAL" else (),
        )


def _without_name(arn: str) -> str:
    """The ARN of a person's contact ends in an alias, mostly a name: told apart all the same, it is not kept."""
    return f"{arn.rpartition('/')[0]}/{hashlib.sha256(arn.encode()).hexdigest()[:12]}"


def _stages(caller: Caller, arn: str) -> int | Unread:
    plan = caller.ask("GetContact", {"ContactId": arn})
    if isinstance(plan, Unread):
        return plan
    return sum(bool(stage.items("Targets")) for stage in plan.items("Plan.Stages")) + bool(
        plan.texts("Plan.RotationIds")
    )


def _channels(caller: Caller, arn: str) -> tuple[str, ...] | Unread:
    try:
        found = list(caller.items("ListContactChannels", "ContactChannels", {"ContactId": arn}))
    except Refused as refused:
        return refused.unread
    return tuple(sorted({each.text("Type") for each in found if each.text_or("ActivationStatus") == "ACTIVATED"}))


@reader("aws.ssm-contacts.rotations", service="ssm-contacts", operations=("ListRotations",), yields=(Rotation,))
def rotations(caller: Caller) -> Iterator[Rotation]:
    """On-call rotations and how many take turns."""
    for each in caller.items("ListRotations", "Rotations", {"MaxResults": 50}):
        yield Rotation(
            subject=caller.subject("rotation", each.text("RotationArn")),
            name=each.text_or("Name"),
            people=len(set(each.texts("ContactIds"))),
        )
