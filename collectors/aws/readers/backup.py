"""Reads AWS Backup for what was restored lately: a backup that nobody ever restored is a hope."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from collectors.aws.facts.response import Restore
from collectors.aws.readers.codedeploy import WINDOW_DAYS
from collectors.aws.reading import Caller, reader

_JUDGED = {"SUCCESSFUL": True, "FAILED": False, "TIMED_OUT": False}


@reader("aws.backup.restores", service="backup", operations=("ListRestoreJobs",), yields=(Restore,))
def restores(caller: Caller) -> Iterator[Restore]:
    """Restores that were completed in the last 180 days, and whether what came back was checked."""
    asked = {
        "ByStatus": "COMPLETED",
        "ByCreatedAfter": caller.now - timedelta(days=WINDOW_DAYS),
        "MaxResults": 1000,
    }
    for each in caller.items("ListRestoreJobs", "RestoreJobs", asked):
        made = each.moment("CreationDate")
        if each.text_or("Status") == "COMPLETED" and made is not None:
            yield Restore(
                subject=caller.subject("restore", caller.arn("backup", f"restore-job:{each.text('RestoreJobId')}")),
                type=each.text_or("ResourceType"),
                days_ago=(caller.now - made).days,
                rehearsed=each.has("CreatedBy.RestoreTestingPlanArn"),
                checked=_JUDGED.get(each.text_or("ValidationStatus")),
            )
