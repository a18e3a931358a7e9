"""Reads CloudWatch Logs: groups with retention, whether all flow to one place, saved queries; never a line of a log.

Subscriptions of single groups are not asked for: they come one call for each group.
"""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.telemetry import LogExport, LogGroup, SavedQuery
from collectors.aws.made_by_aws import made_by_aws
from collectors.aws.reading import Caller, Parameters, reader

_EVERY_GROUP: Parameters = {"limit": 50}
_EXPORTS: Parameters = {"policyType": "SUBSCRIPTION_FILTER_POLICY"}


@reader("aws.logs.groups", service="logs", operations=("DescribeLogGroups",), yields=(LogGroup,))
def groups(caller: Caller) -> Iterator[LogGroup]:
    """Log groups, how long they keep, and how much they hold."""
    for each in caller.items("DescribeLogGroups", "logGroups", _EVERY_GROUP):
        name = each.text("logGroupName")
        if made_by_aws(name):
            continue
        yield LogGroup(
            subject=caller.subject("log group", caller.arn("logs", f"log-group:{name}")),
            name=name,
            made_by=name.split("/")[2] if name.startswith("/aws/") and name.count("/") > 1 else "",
            retention_days=each.number("retentionInDays") if each.has("retentionInDays") else None,
            bytes=each.number_or("storedBytes"),
        )


@reader("aws.logs.exports", service="logs", operations=("DescribeAccountPolicies",), yields=(LogExport,))
def exports(caller: Caller) -> Iterator[LogExport]:
    """Whether all logs of the account and region flow to one place."""
    for each in caller.items("DescribeAccountPolicies", "accountPolicies", _EXPORTS):
        name, to = each.text("policyName"), each.document("policyDocument").text_or("DestinationArn")
        yield LogExport(
            subject=caller.subject("log export", caller.arn("logs", f"account-policy:{name}")),
            name=name,
            destination=to,
            destination_account=_account_of(to),
            selective=bool(each.text_or("selectionCriteria")),
        )


def _account_of(arn: str) -> str:
    return arn.split(":")[4] if arn.count(":") >= 5 else ""


@reader("aws.logs.queries", service="logs", operations=("DescribeQueryDefinitions",), yields=(SavedQuery,))
def queries(caller: Caller) -> Iterator[SavedQuery]:
    """Saved queries by name, not their text."""
    for each in caller.items("DescribeQueryDefinitions", "queryDefinitions", {"maxResults": 1000}):
        identifier = each.text("queryDefinitionId")
        yield SavedQuery(
            subject=caller.subject("saved query", caller.arn("logs", f"query-definition:{identifier}")),
            name=each.text_or("name"),
        )
