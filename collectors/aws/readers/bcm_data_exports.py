"""Reads deliveries of cost and usage data at the payer, which are free to list."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.spending import CostExport
from collectors.aws.reading import Caller, Scope, reader


@reader(
    "aws.bcm-data-exports.exports",
    service="bcm-data-exports",
    operations=("ListExports",),
    yields=(CostExport,),
    scope=Scope.PAYER,
)
def exports(caller: Caller) -> Iterator[CostExport]:
    """Deliveries of cost and usage data, and whether they work."""
    for each in caller.items("ListExports", "Exports", {"MaxResults": 100}):
        yield CostExport(
            subject=caller.subject("cost export", each.text("ExportArn")),
            name=each.text_or("ExportName"),
            healthy=each.text_or("ExportStatus.StatusCode") == "HEALTHY",
        )
