"""Reads Cost Optimization Hub at the payer: on or off, and what it still recommends. Reading it is free."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.facts.spending import SavingsHub
from collectors.aws.reading import Caller, Scope, reader


@reader(
    "aws.cost-optimization-hub.savings",
    service="cost-optimization-hub",
    operations=("ListEnrollmentStatuses", "ListRecommendationSummaries"),
    yields=(SavingsHub,),
    scope=Scope.PAYER,
    calls=1,
)
def savings(caller: Caller) -> Iterator[SavingsHub]:
    """Whether savings are looked for, and what is still open."""
    subject = caller.subject("savings", caller.arn("cost-optimization-hub", "enrollment", region=""))
    enrolled = any(
        each.text_or("status") == "Active" and each.text_or("accountId", caller.account) == caller.account
        for each in caller.items("ListEnrollmentStatuses", "items")
    )
    if not enrolled:
        yield SavingsHub(subject=subject, enrolled=False, open=0, monthly=0.0)
        return
    answer = caller.ask("ListRecommendationSummaries", {"groupBy": "ResourceType"})
    if isinstance(answer, Unread):
        yield SavingsHub(subject=subject, enrolled=True, open=answer, monthly=answer)
        return
    found = answer.items("items")
    yield SavingsHub(
        subject=subject,
        enrolled=True,
        open=sum(each.number_or("recommendationCount") for each in found),
        monthly=round(sum(each.decimal_or("estimatedMonthlySavings") for each in found), 2),
    )
