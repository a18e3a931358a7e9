"""Which regions an account uses, by its own list, and whether a region given by hand exists."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from assess.evidence.collectors import CollectorError
from collectors.aws.calling import Cell
from collectors.aws.desk import Desk
from collectors.aws.reading import Refused


def enabled_regions(caller: Cell) -> tuple[str, ...]:
    """The regions that are enabled, sorted: account:ListRegions, else ec2:DescribeRegions. Raises `Refused`, with
    what the first refused, if neither answers."""
    asked = {"RegionOptStatusContains": ["ENABLED", "ENABLED_BY_DEFAULT"], "MaxResults": 50}
    try:
        found = [each.text("RegionName") for each in caller.items("account:ListRegions", "Regions", asked)]
    except Refused as first:
        try:
            answer = caller.call("ec2:DescribeRegions")
        except Refused:
            raise first from None
        caller.job.untold.append(first.unread)
        found = [each.text("RegionName") for each in answer.items("Regions")]
    return tuple(sorted(found))


def checked_regions(bench: Desk, wanted: Sequence[str], partition: str) -> None:
    """Raises `CollectorError` for a region that the SDK does not know in this partition."""
    known = sorted(bench.clients.regions_of("ec2", partition))
    for region in wanted:
        if known and region not in known:
            near = get_close_matches(region, known, 1)
            hint = f": did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
            raise CollectorError(f"--region {region} does not exist in partition {partition}{hint}")
