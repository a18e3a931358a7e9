"""Reads which findings of Security Hub somebody silenced, and whether they said why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.artifacts import SilencedFindings
from collectors.aws.reading import Caller, Refused, reader

MOST = 1_000
_OFF = ("InvalidAccessException", "ResourceNotFoundException")


@reader(
    "aws.securityhub.silenced",
    service="securityhub",
    operations=("DescribeHub", "GetFindings"),
    yields=(SilencedFindings,),
)
def silenced(caller: Caller) -> Iterator[SilencedFindings]:
    """Suppressed findings: how many, how old, how many with a note."""
    hub = caller.find("DescribeHub", absent=_OFF)
    if isinstance(hub, Unread):
        raise Refused(hub)
    if hub is None:
        return
    asked = {
        "Filters": {
            "WorkflowStatus": [{"Value": "SUPPRESSED", "Comparison": "EQUALS"}],
            "RecordState": [{"Value": "ACTIVE", "Comparison": "EQUALS"}],
        },
        "MaxResults": 100,
    }
    found = [
        each
        for each in islice(caller.items("GetFindings", "Findings", asked), MOST)
        if each.text_or("Workflow.Status") == "SUPPRESSED"
    ]
    if not found:
        return
    yield SilencedFindings(
        subject=caller.subject("silenced findings", caller.arn("securityhub", "suppressed")),
        count=len(found),
        explained=sum(bool(each.text_or("Note.Text").strip()) for each in found),
        oldest_days=max(_days(caller, each) for each in found),
        sampled=len(found) == MOST,
    )


def _days(caller: Caller, each: Answer) -> int:
    made = datetime.fromisoformat(each.text("CreatedAt"))
    return (caller.now - made).days
