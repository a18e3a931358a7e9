"""Reads budgets: what they are for, who hears of them, what they do by themselves, how often they were overrun.

Reading budgets is free. Addresses of people are counted and not kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.spending import Alert, Budget, BudgetAction
from collectors.aws.reading import Caller, Refused, Scope, reader

PERIODS = 6
_ARMED = ("STANDBY", "PENDING", "EXECUTION_IN_PROGRESS", "EXECUTION_SUCCESS", "REVERSE_IN_PROGRESS", "REVERSE_SUCCESS")


@reader(
    "aws.budgets.budgets",
    service="budgets",
    operations=(
        "DescribeBudgets",
        "DescribeBudgetNotificationsForAccount",
        "DescribeSubscribersForNotification",
        "DescribeBudgetActionsForAccount",
        "DescribeBudgetPerformanceHistory",
    ),
    yields=(Budget,),
    scope=Scope.GLOBAL,
    calls=2,
)
def budgets(caller: Caller) -> Iterator[Budget]:
    """Budgets of cost: subscribers, actions, overruns of the last six periods."""
    own = {"AccountId": caller.account}
    found = [
        each
        for each in caller.items("DescribeBudgets", "Budgets", {**own, "MaxResults": 100})
        if each.text_or("BudgetType", "COST") == "COST"
    ]
    if not found:
        return
    notices = _by_budget(caller, "DescribeBudgetNotificationsForAccount", "BudgetNotificationsForAccount")
    actions = _by_budget(caller, "DescribeBudgetActionsForAccount", "Actions")
    for each in found:
        yield _budget(caller, each, notices, actions)


_ByBudget = list[tuple[str, Answer]] | Unread


def _by_budget(caller: Caller, operation: str, key: str) -> _ByBudget:
    try:
        found = caller.items(operation, key, {"AccountId": caller.account, "MaxResults": 100})
        return [(each.text("BudgetName"), each) for each in found]
    except Refused as refused:
        return refused.unread


def _budget(caller: Caller, each: Answer, notices: _ByBudget, actions: _ByBudget) -> Budget:
    name = each.text("BudgetName")
    filters = (
        {key: each.texts(f"CostFilters.{key}") for key in each.names("CostFilters")} if each.has("CostFilters") else {}
    )
    periods, overruns = _history(caller, name, each.text_or("TimeUnit"))
    return Budget(
        subject=caller.subject("budget", caller.arn("budgets", f"budget/{name}", region="")),
        name=name,
        every=each.text_or("TimeUnit"),
        accounts=filters.get("LinkedAccount", ()),
        narrow=bool(set(filters) - {"LinkedAccount"}) or each.has("FilterExpression"),
        alerts=notices if isinstance(notices, Unread) else _alerts(caller, name, _of(name, notices)),
        actions=actions if isinstance(actions, Unread) else tuple(_action(one) for one in _of(name, actions)),
        periods=periods,
        overruns=overruns,
    )


def _of(name: str, found: Sequence[tuple[str, Answer]]) -> list[Answer]:
    return [each for budget, each in found if budget == name]


def _alerts(caller: Caller, name: str, notices: Sequence[Answer]) -> tuple[Alert, ...] | Unread:
    try:
        return tuple(_alert(caller, name, notice) for each in notices for notice in each.items("Notifications"))
    except Refused as refused:
        return refused.unread


def _alert(caller: Caller, name: str, notice: Answer) -> Alert:
    told: dict[str, object] = {
        "NotificationType": notice.text("NotificationType"),
        "ComparisonOperator": notice.text("ComparisonOperator"),
        "Threshold": notice.decimal_or("Threshold"),
    }
    if notice.has("ThresholdType"):
        told["ThresholdType"] = notice.text("ThresholdType")
    asked = {"AccountId": caller.account, "BudgetName": name, "Notification": told}
    answer = caller.find("DescribeSubscribersForNotification", asked, absent=("NotFoundException",))
    if isinstance(answer, Unread):
        raise Refused(answer)
    heard = () if answer is None else answer.items("Subscribers")
    topics = tuple(one.text("Address") for one in heard if one.text_or("SubscriptionType") == "SNS")
    return Alert(notice.text("NotificationType"), len(heard) - len(topics), topics)


def _action(each: Answer) -> BudgetAction:
    status = each.text_or("Status")
    return BudgetAction(
        type=each.text_or("ActionType"),
        automatic=each.text_or("ApprovalModel") == "AUTOMATIC",
        armed=status in _ARMED,
        targets=each.texts("Definition.ScpActionDefinition.TargetIds"),
    )


def _history(caller: Caller, name: str, every: str) -> tuple[int | Unread, int | Unread]:
    """Closed periods of a monthly or shorter budget, and how many of them cost more than was planned."""
    if every not in ("MONTHLY", "DAILY", "CUSTOM", "QUARTERLY"):
        return 0, 0
    asked = {"AccountId": caller.account, "BudgetName": name}
    answer = caller.find("DescribeBudgetPerformanceHistory", asked, absent=("NotFoundException",))
    if isinstance(answer, Unread):
        return answer, answer
    told = () if answer is None else answer.items("BudgetPerformanceHistory.BudgetedAndActualAmountsList")
    closed = [one for one in told if (end := one.moment("TimePeriod.End")) is not None and end <= caller.now]
    newest = sorted(closed, key=lambda one: one.moment("TimePeriod.End") or caller.now)[-PERIODS:]
    return len(newest), sum(_amount(one, "ActualAmount") > _amount(one, "BudgetedAmount") > 0 for one in newest)


def _amount(each: Answer, name: str) -> float:
    try:
        return float(each.text_or(f"{name}.Amount", "0"))
    except ValueError:
        return 0.0
