"""Reads shared monitoring between accounts: who receives (sinks), and who sends what (links)."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.telemetry import Link, Sink
from collectors.aws.reading import Caller, reader


@reader("aws.oam.sinks", service="oam", operations=("ListSinks",), yields=(Sink,))
def sinks(caller: Caller) -> Iterator[Sink]:
    """Whether the account is one from which others are watched."""
    for each in caller.items("ListSinks", "Items"):
        yield Sink(subject=caller.subject("sink", each.text("Arn")), name=each.text_or("Name"))


@reader("aws.oam.links", service="oam", operations=("ListLinks",), yields=(Link,))
def links(caller: Caller) -> Iterator[Link]:
    """To which account metrics, logs and traces are shown."""
    for each in caller.items("ListLinks", "Items"):
        sink = each.text("SinkArn")
        yield Link(
            subject=caller.subject("link", each.text("Arn")),
            sink=sink,
            sink_account=sink.split(":")[4],
            shares=each.texts("ResourceTypes"),
        )
