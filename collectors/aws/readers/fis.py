"""Reads Fault Injection Service: drills that were prepared, and drills that were run."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.facts.response import Drill, DrillTemplate
from collectors.aws.reading import Caller, reader


@reader(
    "aws.fis.templates",
    service="fis",
    operations=("ListExperimentTemplates", "GetExperimentTemplate"),
    yields=(DrillTemplate,),
)
def templates(caller: Caller) -> Iterator[DrillTemplate]:
    """Experiment templates, what they do, and whether an alarm stops them."""
    found = list(caller.items("ListExperimentTemplates", "experimentTemplates", {"maxResults": 100}))
    details = caller.each(found, lambda each: caller.ask("GetExperimentTemplate", {"id": each.text("id")}))
    for each, detail in zip(found, details, strict=True):
        stops = detail if isinstance(detail, Unread) else detail.items("experimentTemplate.stopConditions")
        arn = each.text_or("arn") or caller.arn("fis", f"experiment-template/{each.text('id')}")
        yield DrillTemplate(
            subject=caller.subject("drill template", arn, each.tags("tags")),
            identifier=each.text("id"),
            stops_on_alarm=stops
            if isinstance(stops, Unread)
            else any(stop.text_or("source") == "aws:cloudwatch:alarm" for stop in stops),
            actions=detail
            if isinstance(detail, Unread)
            else tuple(sorted({act.text_or("actionId") for _, act in detail.entries("experimentTemplate.actions")})),
        )


@reader("aws.fis.drills", service="fis", operations=("ListExperiments",), yields=(Drill,))
def drills(caller: Caller) -> Iterator[Drill]:
    """Experiments that were started, how they ended and when; those that only looked for targets are left out."""
    for each in caller.items("ListExperiments", "experiments", {"maxResults": 100}):
        if each.text_or("experimentOptions.actionsMode") == "skip-all":
            continue
        arn = each.text_or("arn") or caller.arn("fis", f"experiment/{each.text('id')}")
        made = each.moment("creationTime")
        yield Drill(
            subject=caller.subject("drill", arn, each.tags("tags")),
            identifier=each.text("id"),
            template=each.text_or("experimentTemplateId"),
            state=each.text_or("state.status"),
            days_ago=(caller.now - made).days if made else None,
        )
