"""The bill: whether it can be split, who hears of a budget or an anomaly, what acts by itself."""

from __future__ import annotations

from typing import TypeVar

from assess.evidence.checks import (
    INDICATOR,
    Outcome,
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
from assess.evidence.facts import Fact, Reason, Unread, known
from collectors.aws.checks.accounts import listing_of, management_of
from collectors.aws.checks.products import COST_ALERTS, COST_DATA, SAVINGS
from collectors.aws.checks.routes import ROUTE_FACTS, Reach, unclear, ways_of_topics
from collectors.aws.checks.wording import counted
from collectors.aws.cost_tags import says_whose
from collectors.aws.facts.accounts import Account, ListedAccount
from collectors.aws.facts.spending import (
    AnomalyMonitor,
    Budget,
    CostExport,
    CostKeys,
    SavingsHub,
    UnattributedCost,
)

F = TypeVar("F", bound=Fact)

MOST_UNATTRIBUTED = 10
"""Per cent of the bill that may be unattributed where allocation is under control (FinOps framework, allocation)."""
OVERRUNS = 3
_FROM_COST_EXPLORER = (AnomalyMonitor, CostKeys, UnattributedCost)
_HOW_TO_ASK = "collect the account that pays with --aws-costs (0.01 USD a request)"


@check(practice="CST-01", level=1, subject=Account, reads=(CostExport,), product=COST_DATA)
def cost_data_is_delivered(account: Account, snapshot: Snapshot) -> Verdict:
    """Cost and usage data of the account is delivered somewhere, and the delivery works.

    Reads deliveries at the account that pays. Data can be had from Cost Explorer or another product as well.
    """
    found = _at_the_payer(CostExport, account, snapshot)
    if isinstance(found, Unread):
        return unknown(found)
    working = next((each for each in found if each.healthy), None)
    if working is not None:
        return passed(f"{working.name} is delivered", pointer(working, "healthy", True))
    if found:
        return failed(f"the delivery of {found[0].name} is broken", pointer(found[0], "healthy", False), in_use=True)
    return failed("no cost data is delivered", pointer(account, "number", account.number))


@check(practice="CST-01", level=2, subject=Account, reads=(CostKeys,))
def bill_can_be_split(account: Account, snapshot: Snapshot) -> Verdict:
    """The bill can be split by a tag that says whose a cost is, or by a cost category.

    Reads which tags are active at the account that pays (Cost Explorer, only with --aws-costs).
    """
    keys = _one_at_the_payer(CostKeys, account, snapshot)
    if isinstance(keys, Unread):
        return unknown(keys)
    named = [tag for tag in keys.tags if says_whose(tag)]
    if named:
        return passed(f"by {', '.join(named)}", pointer(keys, "tags", ", ".join(named)))
    if keys.categories:
        return passed(f"by {keys.categories} cost categories", pointer(keys, "categories", keys.categories))
    return failed("no active tag says whose a cost is", pointer(keys, "tags", ", ".join(keys.tags) or "none"))


@check(practice="CST-01", level=3, subject=Account, reads=(UnattributedCost,))
def nearly_all_of_the_bill_is_attributed(account: Account, snapshot: Snapshot) -> Verdict:
    """At most a tenth of last month's bill carries no tag that says whose it is.

    Reads the bill at the account that pays (Cost Explorer, only with --aws-costs), by the best of the active tags.
    Cost categories may attribute more: they are not weighed. Unit costs and their limits are not seen.
    """
    cost = _one_at_the_payer(UnattributedCost, account, snapshot)
    if isinstance(cost, Unread):
        return unknown(cost)
    shown = pointer(cost, "percent", f"{cost.percent} % without {cost.tag}")
    if cost.percent > MOST_UNATTRIBUTED:
        return failed(f"{cost.percent} % of last month's cost has no {cost.tag}", shown)
    return passed(f"{cost.percent} % of last month's cost has no {cost.tag}", shown)


@check(practice="CST-08", level=1, subject=Account, reads=(Budget,), product=COST_ALERTS)
def somebody_hears_of_a_budget(account: Account, snapshot: Snapshot) -> Verdict:
    """A budget that covers the account, be it with others, has an alert that somebody is subscribed to.

    Reads budgets of the account and of the one that pays. Alerts of another product are not seen.
    """
    budgets = _budgets(account, snapshot, named=False)
    if isinstance(budgets, Unread):
        return unknown(budgets)
    for each in budgets:
        if any(alert.mailboxes or alert.topics for alert in known(each.alerts)):
            return passed(f"somebody hears of {each.name}", pointer(each, "alerts", len(known(each.alerts))))
    if budgets:
        return failed(f"nobody hears of {budgets[0].name}", pointer(budgets[0], "alerts", "none"), in_use=True)
    return failed("no budget covers it", pointer(account, "number", account.number))


@check(
    practice="CST-08",
    level=2,
    subject=Account,
    reads=(Budget, ListedAccount, *ROUTE_FACTS),
    need=any_of("spend is told to those who can act"),
    product=COST_ALERTS,
    version=2,
)
def budget_reaches_more_than_mailboxes(account: Account, snapshot: Snapshot) -> Verdict:
    """A budget for this account, and not for all that is paid, tells a topic that leads to somebody, or acts by itself.

    A mailbox named in the budget is finance's until shown otherwise. The topic may stand in another account.
    """
    budgets = _budgets(account, snapshot, named=True)
    if isinstance(budgets, Unread):
        return unknown(budgets)
    if not budgets:
        return _none_of_its_own(account, snapshot)
    verdicts = [_of_budget(each, account, snapshot) for each in budgets]
    return next((each for each in verdicts if each.outcome is Outcome.PASS), verdicts[0])


@check(
    practice="CST-08",
    level=2,
    subject=Account,
    reads=(AnomalyMonitor, *ROUTE_FACTS),
    need=any_of("spend is told to those who can act"),
    product=COST_ALERTS,
)
def anomaly_is_told_at_once(account: Account, snapshot: Snapshot) -> Verdict:
    """An anomaly of cost is told at once, to a topic that leads to somebody: not in a daily or weekly mail.

    Reads monitors at the account that pays (Cost Explorer, only with --aws-costs). Which accounts a monitor looks at
    is not weighed.
    """
    monitors = _at_the_payer(AnomalyMonitor, account, snapshot)
    if isinstance(monitors, Unread):
        return unknown(monitors)
    if not monitors:
        return failed("no monitor looks for anomalies", pointer(account, "number", account.number))
    verdicts = [_of_monitor(each, snapshot) for each in monitors]
    return next((each for each in verdicts if each.outcome is Outcome.PASS), verdicts[0])


@check(practice="CST-08", level=3, subject=Account, reads=(Budget, ListedAccount), product=COST_ALERTS, version=2)
def budget_can_stop_the_spending(account: Account, snapshot: Snapshot) -> Verdict:
    """A budget for this account can stop further spend without a person.

    Reads budgets of the account and those of the payer that name it. An action on identities or machines binds the
    account of the budget alone; only a service control policy reaches another. What it forbids is not judged.
    """
    budgets = _budgets(account, snapshot, named=True)
    if isinstance(budgets, Unread):
        return unknown(budgets)
    unread: Unread | None = None
    for each in budgets:
        acts = _acts(each, account, snapshot)
        if acts is True:
            return passed(f"{each.name} acts by itself", pointer(each, "actions", "automatic"))
        unread = acts if isinstance(acts, Unread) else unread
    if unread is not None:
        return unknown(unread)
    if budgets:
        return failed(f"{budgets[0].name} stops nothing here", pointer(budgets[0], "actions", "none"), in_use=True)
    return _none_of_its_own(account, snapshot)


@check(practice="CST-09", level=1, subject=Account, reads=(SavingsHub,), product=SAVINGS)
def savings_are_looked_for(account: Account, snapshot: Snapshot) -> Verdict:
    """Recommendations for savings are gathered for the account, at the one that pays.

    Reads whether Cost Optimization Hub is on. Cannot know whether anybody acts on what it recommends.
    """
    hub = _one_at_the_payer(SavingsHub, account, snapshot)
    if isinstance(hub, Unread):
        return unknown(hub)
    if not hub.enrolled:
        return failed("Cost Optimization Hub is off", pointer(hub, "enrolled", False))
    return passed("recommendations are gathered", pointer(hub, "monthly", hub.monthly))


@check(practice="CST-10", level=1, subject=Budget)
def spend_is_compared_with_a_plan(budget: Budget) -> Verdict:
    """A budget compares what is spent with what was planned.

    Reads budgets of cost. Cannot know whether anybody looks at the comparison, and does not see plans kept outside of
    AWS.
    """
    return passed(f"{budget.name}, {budget.every.lower()}", pointer(budget, "every", budget.every))


@check(practice="CST-10", level=2, subject=Budget)
def plan_is_for_a_part_of_the_bill(budget: Budget) -> Verdict:
    """The budget is for named accounts, a service or a tag, so that drift can be seen where it arises.

    Reads the filters of the budget. Cannot know whether somebody answers for that part, nor whether the budgets
    together cover the bill.
    """
    if budget.narrow or budget.accounts:
        what = "a part of the bill" if budget.narrow else counted(len(budget.accounts), "account")
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
    """The budget tells when spend is forecast to go beyond it, and not only when it did.

    Reads notifications and who is subscribed; a budget that nobody hears of is left out. Cannot know whether anybody
    acts on a forecast.
    """
    ahead = [each for each in known(budget.alerts) if each.type == "FORECASTED" and (each.mailboxes or each.topics)]
    if not any(each.mailboxes or each.topics for each in known(budget.alerts)):
        return not_applicable("nobody hears of it at all")
    if ahead:
        return passed("it tells of the forecast", pointer(budget, "alerts", "FORECASTED"))
    return failed("it tells when the money is spent", pointer(budget, "alerts", "ACTUAL"))


def _none_of_its_own(account: Account, snapshot: Snapshot) -> Verdict:
    """What to say where no budget is for the account: another may cover it together with all that is paid."""
    wide = _budgets(account, snapshot, named=False)
    if isinstance(wide, Unread):
        return unknown(wide)
    if wide:
        what = f"{wide[0].name} is for all that is paid; no budget is for this account alone"
        return failed(what, pointer(wide[0], "accounts", "all"), in_use=True)
    return failed("no budget covers it", pointer(account, "number", account.number))


def _of_budget(budget: Budget, account: Account, snapshot: Snapshot) -> Verdict:
    acts = _acts(budget, account, snapshot)
    if isinstance(acts, Unread):
        return unknown(acts)
    if acts:
        return passed(f"{budget.name} acts by itself", pointer(budget, "actions", "automatic"))
    topics = tuple(topic for alert in known(budget.alerts) for topic in alert.topics)
    return _heard(topics, budget, snapshot)


def _of_monitor(monitor: AnomalyMonitor, snapshot: Snapshot) -> Verdict:
    if not monitor.alerts:
        return failed(f"nobody hears of {monitor.name}", pointer(monitor, "alerts", "none"), in_use=True)
    at_once = [each for each in monitor.alerts if each.frequency == "IMMEDIATE"]
    if not at_once:
        slow = monitor.alerts[0].frequency.lower()
        return failed(f"an anomaly is told {slow}", pointer(monitor, "alerts", slow), in_use=True)
    return _heard(tuple(topic for each in at_once for topic in each.topics), monitor, snapshot)


def _heard(topics: tuple[str, ...], fact: Budget | AnomalyMonitor, snapshot: Snapshot) -> Verdict:
    if not topics:
        return failed(f"{fact.name} ends in mailboxes, or nowhere", pointer(fact, "alerts", "no topic"), in_use=True)
    ways = ways_of_topics(topics, pointer(fact, "alerts", topics[0]), snapshot)
    best = ways.best
    if best and best.reach >= Reach.TELLS:
        return passed(f"{fact.name} reaches {best.channel}", best.because)
    if ways.unread is not None:
        return unknown(ways.unread, pointer(fact, "alerts", topics[0]))
    if best and best.reach is Reach.UNCLEAR:
        return unknown(unclear(best), best.because)
    end = best.channel if best else "topic"
    return failed(f"{fact.name} ends in a {end}", pointer(fact, "alerts", topics[0]), in_use=True)


def _acts(budget: Budget, account: Account, snapshot: Snapshot) -> bool | Unread:
    """Whether an action binds this account. What a budget does to identities or machines it does in its own account; on
    others it can only put a service control policy, on them or on a unit above."""
    acting = [each for each in known(budget.actions) if each.automatic and each.armed]
    if any(each.type != "APPLY_SCP_POLICY" for each in acting) and budget.subject.target == account.subject.target:
        return True
    targets = {target for each in acting if each.type == "APPLY_SCP_POLICY" for target in each.targets}
    if not targets or account.management in ("none", account.number):
        return False  # no such policy holds an account that manages, or that belongs to no organisation
    if account.number in targets:
        return True
    listed = listing_of(account, snapshot)
    if listed is None or isinstance(listed, Unread):
        return listed or False
    return listed.above if isinstance(listed.above, Unread) else not targets.isdisjoint(listed.above)


def _budgets(account: Account, snapshot: Snapshot, *, named: bool) -> list[Budget] | Unread:
    """Budgets for the whole of the account: its own, and the payer's that name it; if not `named`, also the payer's
    for all that it pays."""
    own = snapshot.within(Budget, account.subject)
    if isinstance(own, Unread):
        return own
    pays = account.management in ("", "none", account.number)
    found = [each for each in own if not each.narrow and _is_for(each, account, named=named and pays)]
    if pays:
        return found
    paid = snapshot.within(Budget, management_of(account))
    if isinstance(paid, Unread):
        return found or paid
    return found + [each for each in paid if not each.narrow and _is_for(each, account, named=named)]


def _is_for(budget: Budget, account: Account, *, named: bool) -> bool:
    alone = account.management == "none"
    return account.number in budget.accounts or (not budget.accounts and (alone or not named))


def _at_the_payer(kind: type[F], account: Account, snapshot: Snapshot) -> list[F] | Unread:
    """The facts of that kind at the account that pays for this one."""
    payer = account.subject if account.management in ("none", account.number) else management_of(account)
    found = snapshot.within(kind, payer)
    if not isinstance(found, Unread):
        return list(found)
    if kind in _FROM_COST_EXPLORER and found.reason is Reason.NOT_COLLECTED:
        return Unread(found.reason, "Cost Explorer was not asked at the account that pays", _HOW_TO_ASK)
    return found


def _one_at_the_payer(kind: type[F], account: Account, snapshot: Snapshot) -> F | Unread:
    found = _at_the_payer(kind, account, snapshot)
    if isinstance(found, Unread):
        return found
    return (
        found[0]
        if found
        else Unread(
            Reason.UNRESOLVED, "no active tag attributes the bill; cost categories may", "show how the bill is split"
        )
    )
