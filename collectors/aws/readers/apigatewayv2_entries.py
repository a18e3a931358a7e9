"""Reads HTTP and WebSocket APIs, which take requests from the internet, and their limits."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.journeys import EntryKind, EntryPoint
from collectors.aws.reading import Caller, reader


@reader("aws.apigatewayv2.entries", service="apigatewayv2", operations=("GetApis", "GetStages"), yields=(EntryPoint,))
def entries(caller: Caller) -> Iterator[EntryPoint]:
    """HTTP and WebSocket APIs with the limits of their stages."""
    found = list(caller.items("GetApis", "Items", {"MaxResults": "500"}))
    stages = caller.each(found, lambda each: caller.ask("GetStages", {"ApiId": each.text("ApiId")}))
    for each, answer in zip(found, stages, strict=True):
        kept = answer if isinstance(answer, Unread) else answer.items("Items")
        yield EntryPoint(
            subject=caller.subject(
                "HTTP API",
                f"arn:{caller.partition}:apigateway:{caller.region}::/apis/{each.text('ApiId')}",
                each.tags(),
            ),
            name=each.text_or("Name"),
            type=EntryKind.HTTP_API,
            namespace="AWS/ApiGateway",
            dimensions=(f"ApiId={each.text('ApiId')}",),
            zones=0,
            throttled=kept if isinstance(kept, Unread) else bool(kept) and all(_limited(stage) for stage in kept),
        )


def _limited(stage: Answer) -> bool:
    usual = stage.part("DefaultRouteSettings")
    rates = [usual, *(each for _, each in stage.entries("RouteSettings"))]
    return any(each.decimal_or("ThrottlingRateLimit") > 0 for each in rates)
