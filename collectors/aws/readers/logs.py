"""Reads CloudWatch Logs: groups with retention, where logs flow, saved queries; never a line of a log.

Subscription filters come group by group, so only the largest groups are asked, and none where a subscription of the
whole account makes the question idle.
"""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.telemetry import LogExport, LogFlow, LogGroup, SavedQuery
from collectors.aws.reading import Caller, Parameters, Refused, reader

ASKED_GROUPS = 20
"""Log groups of a region whose own subscriptions are asked for, the largest first."""
_EVERY_GROUP: Parameters = {"limit": 50}
_EXPORTS: Parameters = {"policyType": "SUBSCRIPTION_FILTER_POLICY"}


@reader("aws.logs.groups", service="logs", operations=("DescribeLogGroups",), yields=(LogGroup,))
def groups(caller: Caller) -> Iterator[LogGroup]:
    """Log groups, how long they keep, and how much they hold."""
    for each in caller.items("DescribeLogGroups", "logGroups", _EVERY_GROUP):
        name = each.text("logGroupName")
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


@reader(
    "aws.logs.flows",
    service="logs",
    operations=("DescribeLogGroups", "DescribeAccountPolicies", "DescribeSubscriptionFilters"),
    yields=(LogFlow,),
    calls=2 + ASKED_GROUPS,
)
def flows(caller: Caller) -> Iterator[LogFlow]:
    """How many of the largest log groups flow somewhere by subscriptions of their own."""
    found = list(caller.items("DescribeLogGroups", "logGroups", _EVERY_GROUP))
    if not found or any(True for _ in caller.items("DescribeAccountPolicies", "accountPolicies", _EXPORTS)):
        return
    largest = sorted(found, key=lambda each: (-each.number_or("storedBytes"), each.text("logGroupName")))
    asked = largest[:ASKED_GROUPS]
    led = [_destinations(each) for each in caller.each(asked, lambda group: _filters(caller, group))]
    yield LogFlow(
        subject=caller.subject("log flow", caller.arn("logs", "log-groups")),
        asked=len(asked),
        subscribed=sum(bool(each) for each in led),
        elsewhere=sum(any(account != caller.account for account in each) for each in led),
        groups=len(found),
    )


def _filters(caller: Caller, group: Answer) -> Answer:
    answer = caller.ask("DescribeSubscriptionFilters", {"logGroupName": group.text("logGroupName")})
    if isinstance(answer, Unread):
        raise Refused(answer)
    return answer


def _destinations(filters: Answer) -> tuple[str, ...]:
    return tuple(_account_of(each.text_or("destinationArn")) for each in filters.items("subscriptionFilters"))


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
