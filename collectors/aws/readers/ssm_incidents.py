"""Reads Incident Manager: response plans and the incidents it recorded. The service takes no new customers, so that
it is empty says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.response import Incident, ResponsePlan
from collectors.aws.reading import Caller, reader

REMEMBERED_DAYS = 365


@reader(
    "aws.ssm-incidents.plans",
    service="ssm-incidents",
    operations=("ListResponsePlans", "GetResponsePlan"),
    yields=(ResponsePlan,),
)
def plans(caller: Caller) -> Iterator[ResponsePlan]:
    """Response plans: whom they engage, whether they open a chat, what they start."""
    found = list(caller.items("ListResponsePlans", "responsePlanSummaries", {"maxResults": 100}))
    details = caller.each(found, lambda each: caller.ask("GetResponsePlan", {"arn": each.text("arn")}))
    for each, plan in zip(found, details, strict=True):
        yield ResponsePlan(
            subject=caller.subject("response plan", each.text("arn")),
            name=each.text_or("name"),
            impact=plan if isinstance(plan, Unread) else plan.number_or("incidentTemplate.impact"),
            engages=plan if isinstance(plan, Unread) else _engaged(plan),
            opens_chat=plan if isinstance(plan, Unread) else bool(plan.texts("chatChannel.chatbotSns")),
            runbooks=plan if isinstance(plan, Unread) else _runbooks(plan),
        )


def _engaged(plan: Answer) -> int:
    return len(plan.texts("engagements")) + sum(
        each.has("pagerDutyConfiguration") for each in plan.items("integrations")
    )


def _runbooks(plan: Answer) -> tuple[str, ...]:
    return tuple(each.text_or("ssmAutomation.documentName") for each in plan.items("actions"))


@reader("aws.ssm-incidents.incidents", service="ssm-incidents", operations=("ListIncidentRecords",), yields=(Incident,))
def incidents(caller: Caller) -> Iterator[Incident]:
    """Incidents of the last year by impact and time; not their titles."""
    since = caller.now - timedelta(days=REMEMBERED_DAYS)
    asked = {"filters": [{"key": "creationTime", "condition": {"after": since}}], "maxResults": 100}
    for each in caller.items("ListIncidentRecords", "incidentRecordSummaries", asked):
        yield Incident(
            subject=caller.subject("incident", each.text("arn")),
            impact=each.number_or("impact"),
            opened=each.moment("creationTime"),
            resolved=each.moment("resolvedTime"),
            by_machine=each.text_or("incidentRecordSource.source") != "aws.ssm-incidents.custom",
        )
