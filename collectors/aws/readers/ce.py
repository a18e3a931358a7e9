"""Reads Cost Explorer at the payer: anomaly alerts, allocation tags, the unattributed share. Each request costs money
(0.01 USD), so these are read only when asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from collectors.aws.answers import Answer
from collectors.aws.cost_tags import says_whose
from collectors.aws.facts.spending import AnomalyAlert, AnomalyMonitor, CostKeys, UnattributedCost
from collectors.aws.reading import Caller, Scope, reader

USD_EACH = 0.01
MOST_TAGS = 3
"""Tags whose share of the bill is asked for: each costs a request."""


@reader(
    "aws.ce.anomaly_monitors",
    service="ce",
    operations=("GetAnomalyMonitors", "GetAnomalySubscriptions"),
    yields=(AnomalyMonitor,),
    scope=Scope.PAYER,
    usd=2 * USD_EACH,
    opt_in=True,
)
def anomaly_monitors(caller: Caller) -> Iterator[AnomalyMonitor]:
    """Monitors of cost anomalies, and who hears of one how soon."""
    heard: dict[str, list[AnomalyAlert]] = defaultdict(list)
    for each in caller.items("GetAnomalySubscriptions", "AnomalySubscriptions", {"MaxResults": 100}):
        for monitor in each.texts("MonitorArnList"):
            heard[monitor].append(_alert(each))
    for each in caller.items("GetAnomalyMonitors", "AnomalyMonitors", {"MaxResults": 100}):
        arn = each.text("MonitorArn")
        yield AnomalyMonitor(
            subject=caller.subject("anomaly monitor", arn), name=each.text_or("MonitorName"), alerts=tuple(heard[arn])
        )


def _alert(each: Answer) -> AnomalyAlert:
    confirmed = [one for one in each.items("Subscribers") if one.text_or("Status", "CONFIRMED") == "CONFIRMED"]
    topics = tuple(one.text("Address") for one in confirmed if one.text_or("Type") == "SNS")
    return AnomalyAlert(each.text_or("Frequency"), len(confirmed) - len(topics), topics)


@reader(
    "aws.ce.cost_keys",
    service="ce",
    operations=("ListCostAllocationTags", "ListCostCategoryDefinitions"),
    yields=(CostKeys,),
    scope=Scope.PAYER,
    usd=2 * USD_EACH,
    opt_in=True,
)
def cost_keys(caller: Caller) -> Iterator[CostKeys]:
    """Tags and categories by which the bill can be split."""
    yield CostKeys(
        subject=caller.subject("bill", caller.arn("ce", "cost-keys", region="")),
        tags=tuple(sorted(_active_tags(caller))),
        categories=sum(
            1 for _ in caller.items("ListCostCategoryDefinitions", "CostCategoryReferences", {"MaxResults": 100})
        ),
    )


def _active_tags(caller: Caller) -> Iterator[str]:
    asked = {"Status": "Active", "Type": "UserDefined", "MaxResults": 1000}
    for each in caller.items("ListCostAllocationTags", "CostAllocationTags", asked):
        if each.text_or("Status", "Active") == "Active" and each.text_or("Type", "UserDefined") == "UserDefined":
            yield each.text("TagKey")


@reader(
    "aws.ce.unattributed_cost",
    service="ce",
    operations=("ListCostAllocationTags", "GetCostAndUsage"),
    yields=(UnattributedCost,),
    scope=Scope.PAYER,
    calls=1 + MOST_TAGS,
    usd=(1 + MOST_TAGS) * USD_EACH,
    opt_in=True,
)
def unattributed_cost(caller: Caller) -> Iterator[UnattributedCost]:
    """The share of last month's cost that no owner or service tag explains."""
    end = caller.now.date().replace(day=1)
    start = (end - timedelta(days=1)).replace(day=1)
    tags = [tag for tag in sorted(_active_tags(caller)) if says_whose(tag)][:MOST_TAGS]
    shares = [
        (share, tag)
        for tag in tags
        if (share := _untagged(caller, tag, start.isoformat(), end.isoformat())) is not None
    ]
    if shares:
        percent, tag = min(shares)
        subject = caller.subject("bill", caller.arn("ce", "unattributed", region=""))
        yield UnattributedCost(subject=subject, tag=tag, percent=percent)


def _untagged(caller: Caller, tag: str, start: str, end: str) -> int | None:
    """Per cent of the cost without a value of the tag; None if there was no cost, or the answer is of other groups."""
    asked = {
        "TimePeriod": {"Start": start, "End": end},
        "Granularity": "MONTHLY",
        "Metrics": ["UnblendedCost"],
        "GroupBy": [{"Type": "TAG", "Key": tag}],
    }
    whole, without = 0.0, 0.0
    for page in caller.pages("GetCostAndUsage", asked):
        for group in (one for result in page.items("ResultsByTime") for one in result.items("Groups")):
            key = next(iter(group.texts("Keys")), "")
            if not key.startswith(f"{tag}$"):
                return None
            amount = float(group.text_or("Metrics.UnblendedCost.Amount", "0"))
            whole += amount
            without += amount if key == f"{tag}$" else 0.0
    return round(100 * without / whole) if whole > 0 else None
