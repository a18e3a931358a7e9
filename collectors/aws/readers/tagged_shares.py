"""Reads which share of what costs money carries tags that say whose it is, from one sweep of a region."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.calling import environment
from collectors.aws.cost_tags import attributes
from collectors.aws.facts.spending import TagShare
from collectors.aws.readers.tagged_things import OWNABLE, ownable
from collectors.aws.reading import Caller, reader


@reader(
    "aws.resourcegroupstaggingapi.shares",
    service="resourcegroupstaggingapi",
    operations=("GetResources",),
    yields=(TagShare,),
)
def shares(caller: Caller) -> Iterator[TagShare]:
    """How many things carry a tag that says whose they are, of those that carry or once carried any."""
    things, attributed, placed = 0, 0, 0
    asked = {"ResourceTypeFilters": list(OWNABLE), "ResourcesPerPage": 100}
    for each in caller.items("GetResources", "ResourceTagMappingList", asked):
        if not ownable(each.text("ResourceARN")):
            continue
        tags = each.tags()
        things += 1
        if attributes(tags):
            attributed += 1
            placed += bool(environment(tags))
    if things:
        subject = caller.subject("tags", caller.arn("tagging", "share"))
        yield TagShare(subject=subject, things=things, attributed=attributed, with_environment=placed)
