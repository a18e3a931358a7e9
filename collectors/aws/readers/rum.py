"""Reads CloudWatch RUM: which apps are measured in the browsers of their users."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.journeys import BrowserMonitor
from collectors.aws.reading import Caller, reader


@reader("aws.rum.monitors", service="rum", operations=("ListAppMonitors",), yields=(BrowserMonitor,))
def monitors(caller: Caller) -> Iterator[BrowserMonitor]:
    """App monitors and whether they receive anything."""
    for each in caller.items("ListAppMonitors", "AppMonitorSummaries", {"MaxResults": 100}):
        name = each.text("Name")
        yield BrowserMonitor(
            subject=caller.subject("app monitor", caller.arn("rum", f"appmonitor/{name}")),
            name=name,
            active=each.text_or("State") == "ACTIVE",
        )
