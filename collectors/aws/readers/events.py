"""Reads EventBridge: rules of every bus with their targets; not what they send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.alarms import EventRule
from collectors.aws.reading import Caller, reader


@reader(
    "aws.events.rules",
    service="events",
    operations=("ListEventBuses", "ListRules", "ListTargetsByRule"),
    yields=(EventRule,),
)
def rules(caller: Caller) -> Iterator[EventRule]:
    """Rules with what they match and where they lead, but those that services keep for themselves."""
    found = [
        (bus.text("Name"), rule)
        for bus in caller.items("ListEventBuses", "EventBuses", {"Limit": 100})
        for rule in caller.items("ListRules", "Rules", {"EventBusName": bus.text("Name"), "Limit": 100})
        if not rule.has("ManagedBy")
    ]
    targets = caller.each(found, lambda each: _targets(caller, *each))
    for (bus, rule), led in zip(found, targets, strict=True):
        pattern = _pattern(rule.text_or("EventPattern"))
        yield EventRule(
            subject=caller.subject("event rule", rule.text("Arn")),
            name=rule.text("Name"),
            bus=bus,
            enabled=rule.text_or("State").startswith("ENABLED"),
            scheduled=rule.has("ScheduleExpression"),
            sources=pattern.sources,
            details=pattern.details,
            names=pattern.names,
            exact=pattern.exact,
            targets=led,
        )


def _targets(caller: Caller, bus: str, rule: Answer) -> tuple[str, ...] | Unread:
    asked = {"Rule": rule.text("Name"), "EventBusName": bus, "Limit": 100}
    answer = caller.ask("ListTargetsByRule", asked)
    return answer if isinstance(answer, Unread) else tuple(each.text("Arn") for each in answer.items("Targets"))


@dataclass(frozen=True, slots=True)
class _Pattern:
    sources: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    exact: bool = True


def _pattern(text: str) -> _Pattern:
    """The plain values of a pattern. AWS lets only valid JSON in; what is none matches nothing."""
    try:
        pattern = json.loads(text) if text else {}
    except ValueError:
        return _Pattern(exact=False)
    if not isinstance(pattern, dict):
        return _Pattern(exact=False)
    detail = pattern.get("detail")
    inner = detail if isinstance(detail, dict) else {}
    parts = [pattern.get("source"), pattern.get("detail-type"), inner.get("alarmName")]
    texts = [tuple(each for each in part if isinstance(each, str)) if isinstance(part, list) else () for part in parts]
    plain = all(part is None or len(kept) == len(part) for part, kept in zip(parts, texts, strict=True))
    exact = plain and set(inner) <= {"alarmName"} and set(pattern) <= {"source", "detail-type", "detail"}
    sources, details, names = texts
    return _Pattern(sources, details, names, exact)
