"""Reads which Lambda functions are traced; no code, no variables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.aws.facts.telemetry import TracedFunction
from collectors.aws.made_by_aws import made_by_aws
from collectors.aws.reading import Caller, reader

_TRACERS = re.compile(
    r"(datadog|newrelic|dynatrace|lumigo|honeycomb|instana|epsagon|thundra|elastic-apm|splunk|sentry|opentelemetry|otel|adot)",
    re.IGNORECASE,
)


@reader("aws.lambda.tracing", service="lambda", operations=("ListFunctions",), yields=(TracedFunction,))
def tracing(caller: Caller) -> Iterator[TracedFunction]:
    """Functions with their tracing mode, and whether a layer of another tracer is attached."""
    for each in caller.items("ListFunctions", "Functions", {"MaxItems": 50}):
        if made_by_aws(each.text("FunctionName")):
            continue
        layers = [layer.text_or("Arn").split(":layer:")[-1] for layer in each.items("Layers")]
        tracers = [found.group(1).lower() for name in layers if (found := _TRACERS.search(name))]
        yield TracedFunction(
            subject=caller.subject("function", each.text("FunctionArn")),
            name=each.text("FunctionName"),
            active=each.text_or("TracingConfig.Mode") == "Active",
            other_tracer=tracers[0] if tracers else "",
        )
