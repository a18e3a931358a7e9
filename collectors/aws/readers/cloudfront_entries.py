"""Reads CloudFront distributions, where requests of users arrive first. Their metrics are kept in us-east-1."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.journeys import EntryKind, EntryPoint
from collectors.aws.reading import Caller, Scope, reader


@reader(
    "aws.cloudfront.entries",
    service="cloudfront",
    operations=("ListDistributions",),
    yields=(EntryPoint,),
    scope=Scope.GLOBAL,
)
def entries(caller: Caller) -> Iterator[EntryPoint]:
    """Distributions that are switched on; those for trying a change (staging) are left out."""
    for each in caller.items("ListDistributions", "DistributionList.Items"):
        if each.flag("Enabled") and not each.flag("Staging"):
            yield EntryPoint(
                subject=caller.subject("distribution", each.text("ARN")),
                name=next(iter(each.texts("Aliases.Items")), each.text_or("DomainName")),
                type=EntryKind.DISTRIBUTION,
                namespace="AWS/CloudFront",
                dimensions=(f"DistributionId={each.text('Id')}",),
                zones=0,
                throttled=None,
            )
