"""The bill: whether it can be split, who hears of a budget or an anomaly, what acts by itself."""

from __future__ import annotations

from assess.evidence.checks import (
    INDICATOR,
    Snapshot,
    Verdict,
    any_of,
    check,
    failed,
    not_applicable,
    passed,
    pointer,
    unknown,
)
from assess.evidence.facts import Unread, known
from collectors.aws.checks.accounts import listing_of, management_of
from collectors.aws.checks.products import COST_ALERTS, SAVINGS
from collectors.aws.checks.routes import ROUTE_FACTS, Reach, unclear, ways_of_topics
from collectors.aws.cost_tags import says_whose
from collectors.aws.facts.accounts import Account, ListedAccount
from collectors.aws.facts.spending import AnomalyMonitor, Budget, CostExport, CostKeys, SavingsHub, UnattributedCost

HALF, TENTH = 50, 10
"""Per cent of the bill that may be unattributed: at a beginning, and under control (FinOps framework, allocation)."""
OVERRUNS = 3
_ENVIRONMENT = ("environment", "env", "stage")


@check(practice="CST-01", level=1, subject=CostExport)
def cost_data_is_delivered(export: CostExport) -> Verdict:
    """Cost and usage data is delivered somewhere, and the delivery works."""
    if export.healthy:
        return passed(f"{export.name} is delivered", pointer(export, "healthy", True))
    return failed(f"the delivery of {export.name} is broken", pointer(export, "healthy", False))


@check(practice="CST-01", level=2, subject=CostKeys, need=any_of("the bill can be split"))
def bill_can_be_split(keys: CostKeys) -> Verdict:
    """The bill can be split by a tag that says whose a cost is, or by a cost category.

    Reads which tags are active at the payer. How much of the bill carries them is judged by the bill itself.
    """
    named = [tag for tag in keys.tags if says_whose(tag)]
    if named:
        return passed(f"by {', '.join(named)}", pointer(keys, "tags", ", ".join(named)))
    if keys.categories:
        return passed(f"by {keys.categories} cost categories", pointer(keys, "categories", keys.categories))
    return failed("no active tag says whose a cost is", pointer(keys, "tags", ", ".join(keys.tags) or "none"))


@check(practice="CST-01", level=2, subject=UnattributedCost)
def half_of_the_bill_is_attributed(cost: UnattributedCost) -> Verdict:
    """At least half of last month's cost carries the best of the tags that say whose it is."""
    return _attributed(cost, HALF)


@check(practice="CST-01", level=3, subject=UnattributedCost)
def nearly_all_of_the_bill_is_attributed(cost: UnattributedCost) -> Verdict:
    """At most a tenth of last month's cost carries no tag that says whose it is.

    Cost categories may attribute more: they are not weighed. Unit costs and their limits are not seen.
    """
    return _attributed(cost, TENTH)


@check(practice="CST-08", level=1, subject=Budget)
def somebody_hears_of_the_budget(budget: Budget) -> Verdict:
    """The budget has an alert that somebody is subscribed to."""
    heard = [each for each in known(budget.alerts) if each.mailboxes or each.topics]
    if heard:
        return passed(f"{len(heard)} alerts are heard", pointer(budget, "alerts", len(heard)))
    return failed("nobody hears of it", pointer(budget, "alerts", "none"))


@check(practice="CST-08", level=2, subject=Budget, reads=ROUTE_FACTS, need=any_of("spend is told to those who can act"))
def budget_reaches_more_than_mailboxes(budget: Budget, snapshot: Snapshot) -> Verdict:
    """An alert of the budget goes to a topic that leads to somebody, or the budget acts by itself.

    A mailbox named in the budget is finance's until shown otherwise. The topic may stand in another account.
    """
    if any(each.automatic and each.armed for each in known(budget.actions)):
        return passed("it acts by itself", pointer(budget, "actions", "automatic"))
    topics = tuple(topic for alert in known(budget.alerts) for topic in alert.topics)
    return _heard(topics, budget, "alerts", snapshot)


@check(practice="CST-08", level=2, subject=AnomalyMonitor, reads=ROUTE_FACTS)
def anomaly_is_told_at_once(monitor: AnomalyMonitor, snapshot: Snapshot) -> Verdict:
    """An anomaly of cost is told at once, to a topic that leads to somebody: not in a daily or weekly mail."""
    if not monitor.alerts:
        return failed("nobody hears of an anomaly", pointer(monitor, "alerts", "none"))
    at_once = [each for each in monitor.alerts if each.frequency == "IMMEDIATE"]
    if not at_once:
        slow = monitor.alerts[0].frequency.lower()
        return failed(f"an anomaly is told {slow}", pointer(monitor, "alerts", slow))
    return _heard(tuple(topic for each in at_once for topic in each.topics), monitor, "alerts", snapshot)


@check(practice="CST-08", level=3, subject=Account, reads=(Budget, ListedAccount), product=COST_ALERTS)
def budget_can_stop_the_spending(account: Account, snapshot: Snapshot) -> Verdict:
    """The account has a budget of its own that can stop further spend without a person.

    Reads budgets of the account and those of the payer that name it. What the action forbids is not judged.
    """
    budgets: list[Budget] = []
    for where in (account.subject, management_of(account)):
        if where.target in ("aws:none", "aws:"):
            continue
        found = snapshot.within(Budget, where)
        if isinstance(found, Unread):
            return unknown(found)
        budgets += [each for each in found if _is_for(each, account)]
    listed = listing_of(account, snapshot)
    if isinstance(listed, Unread):
        return unknown(listed)
    if not budgets:
        return failed("no budget is for this account", pointer(account, "number", account.number))
    acting = [each for each in budgets if any(one.automatic and one.armed for one in known(each.actions))]
    if acting:
        return passed(f"{acting[0].name} acts by itself", pointer(acting[0], "actions", "automatic"))
    return failed(f"{budgets[0].name} only tells", pointer(budgets[0], "actions", "none"), in_use=True)


@check(practice="CST-09", level=1, subject=SavingsHub, product=SAVINGS)
def savings_are_looked_for(hub: SavingsHub) -> Verdict:
    """Recommendations for savings are gathered for the accounts that are paid for."""
    if not hub.enrolled:
        return failed("Cost Optimization Hub is off", pointer(hub, "enrolled", False))
    return passed(f"{hub.open} recommendations are open", pointer(hub, "monthly", hub.monthly))


@check(practice="CST-10", level=1, subject=Budget)
def spend_is_compared_with_a_plan(budget: Budget) -> Verdict:
    """A budget compares what is spent with what was planned."""
    return passed(f"{budget.name}, {budget.every.lower()}", pointer(budget, "every", budget.every))


@check(practice="CST-10", level=2, subject=Budget)
def plan_is_for_a_part_of_the_bill(budget: Budget) -> Verdict:
    """The budget is for named accounts, a service or a tag, so that drift can be seen where it arises."""
    if budget.narrow or budget.accounts:
        what = "a part of the bill" if budget.narrow else f"{len(budget.accounts)} accounts"
        return passed(f"it is for {what}", pointer(budget, "accounts", ", ".join(budget.accounts) or "filtered"))
    return failed("it is for all that is paid", pointer(budget, "accounts", "all"))


@check(practice="CST-10", level=3, subject=Budget)
def plan_is_not_overrun_again_and_again(budget: Budget) -> Verdict:
    """Of the last six closed periods of the budget fewer than three cost more than was planned.

    An overrun that comes again shows that none was decided on: neither the plan nor the spend was changed.
    """
    periods, overruns = known(budget.periods), known(budget.overruns)
    if periods < OVERRUNS:
        return not_applicable(f"{periods} closed periods are known")
    shown = pointer(budget, "overruns", f"{overruns} of {periods}")
    if overruns >= OVERRUNS:
        return failed(f"{overruns} of {periods} periods cost more than planned", shown)
    return passed(f"{overruns} of {periods} periods cost more than planned", shown)


@check(practice="CST-10", level=3, subject=Budget, need=INDICATOR)
def plan_looks_ahead(budget: Budget) -> Verdict:
    """The budget tells when spend is forecast to go beyond it, and not only when it did."""
    ahead = [each for each in known(budget.alerts) if each.type == "FORECASTED" and (each.mailboxes or each.topics)]
    if ahead:
        return passed("it tells of the forecast", pointer(budget, "alerts", "FORECASTED"))
    return failed("it tells when the money is spent", pointer(budget, "alerts", "ACTUAL"))


def _attributed(cost: UnattributedCost, most: int) -> Verdict:
    shown = pointer(cost, "percent", f"{cost.percent} % without {cost.tag}")
    if cost.percent > most:
        return failed(f"{cost.percent} % of last month's cost has no {cost.tag}", shown)
    return passed(f"{cost.percent} % of last month's cost has no {cost.tag}", shown)


def _heard(topics: tuple[str, ...], fact: Budget | AnomalyMonitor, path: str, snapshot: Snapshot) -> Verdict:
    if not topics:
        return failed("it ends in mailboxes, or nowhere", pointer(fact, path, "no topic"))
    ways = ways_of_topics(topics, pointer(fact, path, topics[0]), snapshot)
    best = ways.best
    if best and best.reach >= Reach.TELLS:
        return passed(f"it reaches {best.channel}", best.because)
    if ways.unread is not None:
        return unknown(ways.unread, pointer(fact, path, topics[0]))
    if best and best.reach is Reach.UNCLEAR:
        return unknown(unclear(best), best.because)
    return failed(f"it ends in a {best.channel if best else 'topic'}", pointer(fact, path, topics[0]))


def _is_for(budget: Budget, account: Account) -> bool:
    """Whether a budget is for the whole of this account: its own, or the payer's that names it alone or with others."""
    if budget.narrow:
        return False
    own = budget.subject.target == account.subject.target
    return account.number in budget.accounts or (own and not budget.accounts and account.management != account.number)
