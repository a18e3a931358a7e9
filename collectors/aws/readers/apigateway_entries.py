"""Reads REST APIs that take requests from the internet: their limits and whether their stages are traced."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.journeys import EntryKind, EntryPoint
from collectors.aws.facts.telemetry import TracedStage
from collectors.aws.reading import Caller, reader

_ACCOUNT_LIMIT = 10_000.0
"""Requests a second that an account has without asking: a stage set to that is not limited."""


@reader(
    "aws.apigateway.entries",
    service="apigateway",
    operations=("GetRestApis", "GetStages"),
    yields=(EntryPoint, TracedStage),
)
def entries(caller: Caller) -> Iterator[EntryPoint | TracedStage]:
    """REST APIs that are not private, with the limits and tracing of their stages."""
    found = [
        each
        for each in caller.items("GetRestApis", "items", {"limit": 500})
        if "PRIVATE" not in each.texts("endpointConfiguration.types")
    ]
    stages = caller.each(found, lambda each: caller.ask("GetStages", {"restApiId": each.text("id")}))
    for each, answer in zip(found, stages, strict=True):
        arn = f"arn:{caller.partition}:apigateway:{caller.region}::/restapis/{each.text('id')}"
        kept = answer if isinstance(answer, Unread) else answer.items("item")
        if not isinstance(kept, Unread) and not kept:
            continue  # an API without a stage answers nobody
        yield EntryPoint(
            subject=caller.subject("REST API", arn, each.tags("tags")),
            name=each.text_or("name"),
            type=EntryKind.REST_API,
            namespace="AWS/ApiGateway",
            dimensions=(f"ApiName={each.text_or('name')}", f"ApiId={each.text('id')}"),
            zones=0,
            throttled=kept if isinstance(kept, Unread) else all(_limited(stage) for stage in kept),
        )
        for stage in () if isinstance(kept, Unread) else kept:
            name = stage.text("stageName")
            yield TracedStage(
                subject=caller.subject("API stage", f"{arn}/stages/{name}", stage.tags("tags")),
                name=f"{each.text_or('name')} {name}",
                active=stage.flag("tracingEnabled"),
            )


def _limited(stage: Answer) -> bool:
    rates = [each.decimal_or("throttlingRateLimit", -1.0) for _, each in stage.entries("methodSettings")]
    return any(0 <= rate < _ACCOUNT_LIMIT for rate in rates)
