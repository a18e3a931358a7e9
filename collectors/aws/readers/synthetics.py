"""Reads canaries of CloudWatch Synthetics: that they run and passed, not their code nor what they brought."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.journeys import Canary
from collectors.aws.reading import Caller, Refused, reader

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_MINUTES = {"minute": 1, "hour": 60, "day": 1_440}


@reader(
    "aws.synthetics.canaries",
    service="synthetics",
    operations=("DescribeCanaries", "DescribeCanariesLastRun"),
    yields=(Canary,),
)
def canaries(caller: Caller) -> Iterator[Canary]:
    """Canaries, how often they run, and how the last run ended."""
    found = list(caller.items("DescribeCanaries", "Canaries", {"MaxResults": 20}))
    if not found:
        return
    last = _last_runs(caller)
    for each in found:
        name = each.text("Name")
        run = last if isinstance(last, Unread) else last.get(name)
        ended = run.part("Status") if isinstance(run, Answer) else None
        yield Canary(
            subject=caller.subject("canary", caller.arn("synthetics", f"canary:{name}"), each.tags()),
            name=name,
            running=each.text_or("Status.State") == "RUNNING",
            every_minutes=_every(each.text_or("Schedule.Expression")),
            last_passed=run if isinstance(run, Unread) else ended.text_or("State") == "PASSED" if ended else None,
        )


def _last_runs(caller: Caller) -> Mapping[str, Answer] | Unread:
    try:
        found = caller.items("DescribeCanariesLastRun", "CanariesLastRun", {"MaxResults": 100})
        return {each.text("CanaryName"): each.part("LastRun") for each in found}
    except Refused as refused:
        return refused.unread


def _every(expression: str) -> int:
    rate = _RATE.fullmatch(expression)
    return int(rate.group(1)) * _MINUTES[rate.group(2)] if rate else 0
