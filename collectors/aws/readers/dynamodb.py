"""Reads DynamoDB: whether a table can be taken back to an earlier moment."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.facts.releases import DataUndo
from collectors.aws.reading import Caller, reader

_TAGGING = "resourcegroupstaggingapi:GetResources"


@reader(
    "aws.dynamodb.undo",
    service="dynamodb",
    operations=("ListTables", "DescribeContinuousBackups", _TAGGING),
    yields=(DataUndo,),
    calls=1,
)
def undo(caller: Caller) -> Iterator[DataUndo]:
    """Tables and their point-in-time recovery."""
    names = [name for page in caller.pages("ListTables", {"Limit": 100}) for name in page.texts("TableNames")]
    for name, recovery in zip(names, caller.each(names, lambda name: _recovery(caller, name)), strict=True):
        arn = caller.arn("dynamodb", f"table/{name}")
        yield DataUndo(
            subject=caller.subject("table", arn, caller.tags_of(arn)),
            name=name,
            type="table",
            undo=recovery,
            guarded=None,
        )


def _recovery(caller: Caller, name: str) -> bool | Unread:
    answer = caller.ask("DescribeContinuousBackups", {"TableName": name})
    if isinstance(answer, Unread):
        return answer
    path = "ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus"
    return answer.text_or(path) == "ENABLED"
