"""Reads load balancers that take requests from the internet, how many zones they stand in, and whether a web ACL
limits the rate.
"""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.journeys import EntryKind, EntryPoint
from collectors.aws.reading import Caller, reader

_NAMESPACES = {"application": "AWS/ApplicationELB", "network": "AWS/NetworkELB"}


@reader(
    "aws.elbv2.entries",
    service="elbv2",
    operations=("DescribeLoadBalancers", "wafv2:GetWebACLForResource", "resourcegroupstaggingapi:GetResources"),
    yields=(EntryPoint,),
)
def entries(caller: Caller) -> Iterator[EntryPoint]:
    """Load balancers that face the internet."""
    for each in caller.items("DescribeLoadBalancers", "LoadBalancers", {"PageSize": 400}):
        kind = each.text_or("Type")
        if each.text_or("Scheme") == "internet-facing" and kind in _NAMESPACES:
            arn = each.text("LoadBalancerArn")
            yield EntryPoint(
                subject=caller.subject("load balancer", arn, caller.tags_of(arn)),
                name=each.text("LoadBalancerName"),
                type=EntryKind.LOAD_BALANCER,
                namespace=_NAMESPACES[kind],
                dimensions=(f"LoadBalancer={arn.partition(':loadbalancer/')[2]}",),
                zones=len({zone.text_or("ZoneName") for zone in each.items("AvailabilityZones")}),
                throttled=_limited(caller, arn) if kind == "application" else None,
            )


def _limited(caller: Caller, arn: str) -> bool | Unread:
    found = caller.find("wafv2:GetWebACLForResource", {"ResourceArn": arn}, absent=("WAFNonexistentItemException",))
    return found if isinstance(found, Unread) else found is not None and limits_rate(found)


def limits_rate(acl: Answer) -> bool:
    """Whether a web ACL has a rule that blocks or challenges by rate, and does not only count."""
    return any(
        each.has("Statement.RateBasedStatement") and not each.has("Action.Count") for each in acl.items("WebACL.Rules")
    )
