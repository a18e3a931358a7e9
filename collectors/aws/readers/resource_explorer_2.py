"""Reads from Resource Explorer, where a region has an index, the things that carry no tag at all: the tagging API does
not know those that never had one. At most the 1,000 that one query answers.
"""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.facts.accounts import Thing
from collectors.aws.readers.tagged_things import ownable
from collectors.aws.reading import Caller, Refused, reader


@reader(
    "aws.resource-explorer-2.untagged",
    service="resource-explorer-2",
    operations=("ListIndexes", "Search"),
    yields=(Thing,),
)
def untagged(caller: Caller) -> Iterator[Thing]:
    """Things without any tag, where an index knows them."""
    if not any(True for _ in caller.items("ListIndexes", "Indexes", {"Regions": [caller.region]})):
        return
    asked = {"QueryString": f"tag:none region:{caller.region}", "MaxResults": 1000}
    # Unauthorized is no absence: it is said of a region without a default view and of a caller who lacks GetView alike.
    answer = caller.find("Search", asked, absent=("ResourceNotFoundException",))
    if isinstance(answer, Unread):
        raise Refused(answer)
    for each in answer.items("Resources") if answer is not None else ():
        arn = each.text("Arn")
        kind = ownable(arn)
        if kind and each.text_or("OwningAccountId", caller.account) == caller.account:
            yield Thing(subject=caller.subject("thing", arn), type=kind, owner=None)
