"""Reads zonal shift: what can be moved out of a failing zone, and whether that was practised."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.facts.dependencies import ShiftReady
from collectors.aws.reading import Caller, reader


@reader(
    "aws.arc-zonal-shift.resources",
    service="arc-zonal-shift",
    operations=("ListManagedResources", "GetManagedResource"),
    yields=(ShiftReady,),
)
def resources(caller: Caller) -> Iterator[ShiftReady]:
    """Resources that can be shifted, with autoshift, practice runs and how the latest one ended."""
    for each in caller.items("ListManagedResources", "items", {"maxResults": 100}):
        arn = each.text("arn")
        practice = each.text_or("practiceRunStatus") == "ENABLED"
        yield ShiftReady(
            subject=caller.subject("zonal shift", arn),
            name=each.text_or("name") or arn.rpartition(":")[2],
            autoshift=each.text_or("zonalAutoshiftStatus") == "ENABLED",
            practice=practice,
            practised=_outcome(caller, arn) if practice else "",
        )


def _outcome(caller: Caller, arn: str) -> str | Unread:
    answer = caller.ask("GetManagedResource", {"resourceIdentifier": arn})
    if isinstance(answer, Unread):
        return answer
    runs = [each for each in answer.items("zonalShifts") if each.has("practiceRunOutcome")]
    newest = max(runs, key=lambda each: str(each.moment("startTime") or ""), default=None)
    return newest.text("practiceRunOutcome") if newest else ""
