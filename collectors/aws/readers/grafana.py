"""Reads workspaces of Amazon Managed Grafana and how people sign in to them."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.telemetry import Grafana
from collectors.aws.reading import Caller, reader


@reader("aws.grafana.workspaces", service="grafana", operations=("ListWorkspaces",), yields=(Grafana,))
def workspaces(caller: Caller) -> Iterator[Grafana]:
    """Workspaces that are up."""
    for each in caller.items("ListWorkspaces", "workspaces", {"maxResults": 100}):
        if each.text_or("status") == "ACTIVE":
            identifier = each.text("id")
            yield Grafana(
                subject=caller.subject(
                    "grafana workspace", caller.arn("grafana", f"/workspaces/{identifier}"), each.tags("tags")
                ),
                name=each.text_or("name") or identifier,
                sign_in=each.texts("authentication.providers"),
            )
