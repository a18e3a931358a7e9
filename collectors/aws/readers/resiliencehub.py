"""Reads Resilience Hub: applications that were assessed against recovery targets."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.dependencies import ResilienceApp
from collectors.aws.reading import Caller, reader


@reader("aws.resiliencehub.apps", service="resiliencehub", operations=("ListApps",), yields=(ResilienceApp,))
def apps(caller: Caller) -> Iterator[ResilienceApp]:
    """Applications, whether they met their policy and when that was found."""
    for each in caller.items("ListApps", "appSummaries", {"maxResults": 100}):
        yield ResilienceApp(
            subject=caller.subject("resilience app", each.text("appArn")),
            name=each.text("name"),
            status=each.text_or("complianceStatus", "NotAssessed"),
            assessed=each.moment("lastAppComplianceEvaluationTime"),
        )
