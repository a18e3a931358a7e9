"""Reads Application Signals: objectives with goal, burn rates and budget, and the services it sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from assess.evidence.facts import Reason, Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.journeys import Objective, SeenService
from collectors.aws.reading import Caller, reader

_DAYS = {"MINUTE": 1 / 1_440, "HOUR": 1 / 24, "DAY": 1, "MONTH": 30}
_REPORTS_IN_A_CALL = 50


@reader(
    "aws.application-signals.objectives",
    service="application-signals",
    operations=(
        "ListServiceLevelObjectives",
        "GetServiceLevelObjective",
        "BatchGetServiceLevelObjectiveBudgetReport",
    ),
    yields=(Objective,),
)
def objectives(caller: Caller) -> Iterator[Objective]:
    """Service-level objectives with goal, window, burn-rate windows and the state of the budget."""
    found = list(caller.items("ListServiceLevelObjectives", "SloSummaries", {"MaxResults": 50}))
    if not found:
        return
    budgets = _budgets(caller, [each.text("Arn") for each in found])
    details = caller.each(found, lambda each: caller.ask("GetServiceLevelObjective", {"Id": each.text("Arn")}))
    for each, detail in zip(found, details, strict=True):
        arn = each.text("Arn")
        slo = detail if isinstance(detail, Unread) else detail.part("Slo")
        yield Objective(
            subject=caller.subject("objective", arn),
            name=each.text("Name"),
            service=each.texts_by_name("KeyAttributes").get("Name", ""),
            goal=slo if isinstance(slo, Unread) else slo.decimal_or("Goal.AttainmentGoal") or None,
            window_days=slo if isinstance(slo, Unread) else _window(slo),
            burn_windows=slo if isinstance(slo, Unread) else _burns(slo),
            budget=budgets.get(arn, _NO_REPORT) if isinstance(budgets, Mapping) else budgets,
        )


_NO_REPORT = Unread(Reason.UNRESOLVED, "Application Signals gave no budget report for this objective", "collect again")


def _window(slo: Answer) -> int | None:
    interval = slo.part("Goal.Interval")
    for kind in ("RollingInterval", "CalendarInterval"):
        if interval.has(kind):
            part = interval.part(kind)
            return max(1, round(part.number("Duration") * _DAYS.get(part.text_or("DurationUnit"), 1)))
    return None


def _burns(slo: Answer) -> tuple[int, ...]:
    return tuple(sorted(each.number("LookBackWindowMinutes") for each in slo.items("BurnRateConfigurations")))


def _budgets(caller: Caller, arns: Sequence[str]) -> Mapping[str, str] | Unread:
    found: dict[str, str] = {}
    for first in range(0, len(arns), _REPORTS_IN_A_CALL):
        asked = {"Timestamp": caller.now, "SloIds": list(arns[first : first + _REPORTS_IN_A_CALL])}
        answer = caller.ask("BatchGetServiceLevelObjectiveBudgetReport", asked)
        if isinstance(answer, Unread):
            return answer
        found |= {each.text("Arn"): each.text_or("BudgetStatus") for each in answer.items("Reports")}
    return found


@reader(
    "aws.application-signals.services",
    service="application-signals",
    operations=("ListServices",),
    yields=(SeenService,),
)
def services(caller: Caller) -> Iterator[SeenService]:
    """Services that sent telemetry to Application Signals in the last day."""
    asked = {"StartTime": caller.now - timedelta(days=1), "EndTime": caller.now, "MaxResults": 100}
    for each in caller.items("ListServices", "ServiceSummaries", asked):
        keys = each.texts_by_name("KeyAttributes")
        if keys.get("Type", "Service") == "Service":
            name, environment = keys.get("Name", ""), keys.get("Environment", "")
            yield SeenService(
                subject=caller.subject("service", caller.arn("application-signals", f"service/{name}@{environment}")),
                name=name,
                environment=environment,
            )
