"""Reads canaries of CloudWatch Synthetics: whether they run and how often, not their code nor what they brought."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.aws.facts.journeys import Canary
from collectors.aws.reading import Caller, reader

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_MINUTES = {"minute": 1, "hour": 60, "day": 1_440}


@reader("aws.synthetics.canaries", service="synthetics", operations=("DescribeCanaries",), yields=(Canary,))
def canaries(caller: Caller) -> Iterator[Canary]:
    """Canaries, whether they run and how often."""
    for each in caller.items("DescribeCanaries", "Canaries", {"MaxResults": 20}):
        name = each.text("Name")
        yield Canary(
            subject=caller.subject("canary", caller.arn("synthetics", f"canary:{name}"), each.tags()),
            name=name,
            running=each.text_or("Status.State") == "RUNNING",
            every_minutes=_every(each.text_or("Schedule.Expression")),
        )


def _every(expression: str) -> int:
    rate = _RATE.fullmatch(expression)
    return int(rate.group(1)) * _MINUTES[rate.group(2)] if rate else 0
