"""Reads Systems Manager: runbooks that can be executed and their newest runs. Not what is written in a runbook,
nor what a run gave out.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.answers import Answer
from collectors.aws.facts.response import AutomationRun, AutomationRunbook
from collectors.aws.owner_tags import owner_of
from collectors.aws.reading import Caller, Parameters, reader

MOST_RUNS = 2_500
"""Newest runs that are looked at in a region: a schedule that runs each minute fills the rest."""
_OWN_AUTOMATION: Parameters = {
    "Filters": [{"Key": "Owner", "Values": ["Self"]}, {"Key": "DocumentType", "Values": ["Automation"]}],
    "MaxResults": 50,
}


@reader("aws.ssm.runbooks", service="ssm", operations=("ListDocuments",), yields=(AutomationRunbook,))
def runbooks(caller: Caller) -> Iterator[AutomationRunbook]:
    """Automation documents of the account's own, with their owner."""
    for each in caller.items("ListDocuments", "DocumentIdentifiers", _OWN_AUTOMATION):
        if each.text_or("DocumentType", "Automation") != "Automation":
            continue
        tags = each.tags()
        name = each.text("Name")
        yield AutomationRunbook(
            subject=caller.subject("runbook", name if name.startswith("arn:") else _document(caller, name), tags),
            name=name.rpartition("/")[2],
            owner=owner_of(tags),
        )


@reader("aws.ssm.runs", service="ssm", operations=("DescribeAutomationExecutions",), yields=(AutomationRun,))
def runs(caller: Caller) -> Iterator[AutomationRun]:
    """Which documents were run in the last 30 days, when last and with what end."""
    newest: dict[str, Answer] = {}
    count: dict[str, int] = {}
    found = caller.items("DescribeAutomationExecutions", "AutomationExecutionMetadataList", {"MaxResults": 50})
    for seen, each in enumerate(found, start=1):
        name = each.text_or("DocumentName")
        count[name] = count.get(name, 0) + 1
        if name not in newest or _began(each) > _began(newest[name]):
            newest[name] = each
        if seen >= MOST_RUNS:
            break
    for name, each in sorted(newest.items()):
        began = each.moment("ExecutionStartTime")
        yield AutomationRun(
            subject=caller.subject("automation run", name if name.startswith("arn:") else _document(caller, name)),
            document=name.rpartition("/")[2],
            days_ago=(caller.now - began).days if began else None,
            succeeded=each.text_or("AutomationExecutionStatus") == "Success",
            runs=count[name],
        )


def _began(run: Answer) -> str:
    at = run.moment("ExecutionStartTime")
    return at.isoformat() if at else ""


def _document(caller: Caller, name: str) -> str:
    return caller.arn("ssm", f"document/{name}")
