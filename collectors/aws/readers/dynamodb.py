"""Reads DynamoDB: whether a table can be taken back to an earlier moment, and whether it can be deleted by the way."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.facts.releases import DataUndo
from collectors.aws.reading import Caller, reader

_TAGGING = "resourcegroupstaggingapi:GetResources"


@reader(
    "aws.dynamodb.undo",
    service="dynamodb",
    operations=("ListTables", "DescribeContinuousBackups", "DescribeTable", _TAGGING),
    yields=(DataUndo,),
    calls=1,
)
def undo(caller: Caller) -> Iterator[DataUndo]:
    """Tables with their point-in-time recovery and their protection from deletion."""
    names = [name for page in caller.pages("ListTables", {"Limit": 100}) for name in page.texts("TableNames")]
    details = caller.each(names, lambda name: (_recovery(caller, name), _guarded(caller, name)))
    for name, (recovery, guarded) in zip(names, details, strict=True):
        arn = caller.arn("dynamodb", f"table/{name}")
        yield DataUndo(
            subject=caller.subject("table", arn, caller.tags_of(arn)),
            name=name,
            type="table",
            undo=recovery,
            guarded=guarded,
        )


def _recovery(caller: Caller, name: str) -> bool | Unread:
    answer = caller.ask("DescribeContinuousBackups", {"TableName": name})
    if isinstance(answer, Unread):
        return answer
    path = "ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus"
    return answer.text_or(path) == "ENABLED"


def _guarded(caller: Caller, name: str) -> bool | Unread:
    answer = caller.ask("DescribeTable", {"TableName": name})
    return answer if isinstance(answer, Unread) else answer.flag("Table.DeletionProtectionEnabled")
