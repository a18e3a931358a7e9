"""Reads which enabled regions a service control policy closes, so that each is said once and not a hundred times."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.regions import Region
from collectors.aws.reading import Caller, Scope, reader


@reader(
    "aws.ec2.regions",
    service="ec2",
    operations=("DescribeVpcs",),
    yields=(Region,),
    scope=Scope.GLOBAL,
    calls=4,
)
def regions(caller: Caller) -> Iterator[Region]:
    """The account's enabled regions, and which of them policy closes."""
    under_policies = caller.target.settings.get("management") not in ("none", caller.account)
    names = caller.target.settings.get("regions", "").split()
    # No service control policy applies to a management account, nor outside of organisations.
    closed = caller.each(names, lambda name: under_policies and caller.at(name).closed())
    for name, is_closed in zip(names, closed, strict=True):
        subject = caller.subject("region", caller.arn("ec2", f"region/{name}", region=name))
        yield Region(subject=subject, name=name, closed=is_closed)
