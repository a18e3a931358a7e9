"""Are objectives kept, is their budget counted, and does somebody hear when it burns too fast?"""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.checks import Snapshot, Verdict, check, failed, passed, pointer, unknown
from assess.evidence.facts import Reason, Unread, known
from collectors.aws.checks.accounts import first_of, idle, watchers_of
from collectors.aws.checks.products import OBJECTIVES
from collectors.aws.checks.routes import ROUTE_FACTS, Reach, unclear, ways_of
from collectors.aws.facts.accounts import Account, Thing
from collectors.aws.facts.alarms import Alarm, Watched
from collectors.aws.facts.journeys import Objective, SeenService

FAST_MINUTES, SLOW_MINUTES = 60, 360
"""A burn rate over at most an hour is fast, over at least six hours slow (multi-window alerts of the SRE workbook)."""
_BURN_SPACE, _BURN_METRIC, _WINDOW = "AWS/ApplicationSignals", "BurnRate", "BurnRateWindowMinutes="


@check(practice="OBS-02", level=1, subject=Account, reads=(Thing, Objective), product=OBJECTIVES)
def an_objective_is_kept(account: Account, snapshot: Snapshot) -> Verdict:
    """An account in which something runs keeps a service-level objective.

    Reads objectives of Application Signals. Those kept in another product are not seen: unknown then."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    found = first_of(Objective, account, snapshot)
    if isinstance(found, Unread):
        return unknown(found)
    if found is None:
        return failed("no objective is kept in Application Signals", pointer(account, "number", account.number))
    return passed(f"{found.name} is an objective", pointer(found, "name", found.name))


@check(practice="OBS-02", level=2, subject=Objective)
def objective_counts_its_budget(objective: Objective) -> Verdict:
    """The objective has a goal and a window, and its error budget is calculated.

    Reads goal, window and budget report. What a spent budget changes is for people to show."""
    goal, window, budget = known(objective.goal), known(objective.window_days), known(objective.budget)
    seen = (pointer(objective, "goal", goal), pointer(objective, "window_days", window))
    if goal is None or window is None:
        return failed(f"it has no {'goal' if goal is None else 'window'}", *seen)
    if budget == "INSUFFICIENT_DATA":
        return failed("its budget cannot be calculated: no data arrive", pointer(objective, "budget", budget))
    return passed(f"{goal:g} per cent over {window} days, budget {budget}", *seen, pointer(objective, "budget", budget))


@check(practice="OBS-02", level=3, subject=SeenService, reads=(Objective,), product=OBJECTIVES)
def service_has_an_objective(service: SeenService, snapshot: Snapshot) -> Verdict:
    """A service that sends its telemetry has an objective.

    Reads services and objectives of Application Signals, joined by name. Which services are critical it does not
    know, so all are asked; services that send nothing are not seen."""
    found = snapshot.within(Objective, service.subject)
    if isinstance(found, Unread):
        return unknown(found)
    objectives = list(found)
    for each in objectives:
        if each.service == service.name:
            return passed(f"{each.name} is its objective", pointer(each, "service", each.service))
    nameless = next((each for each in objectives if not each.service), None)
    if nameless is not None:
        why = f"no objective names it, and {nameless.name} names no service"
        return unknown(Unread(Reason.UNRESOLVED, why, "say which service the objective is of"))
    return failed("it has no objective", pointer(service, "name", service.name), in_use=bool(objectives))


@check(practice="OBS-03", level=2, subject=Account, reads=(Thing, Objective, Alarm), product=OBJECTIVES)
def an_alarm_follows_a_burn_rate(account: Account, snapshot: Snapshot) -> Verdict:
    """Some alarm of an account in which something runs follows the rate at which an error budget burns.

    Reads burn-rate metrics of Application Signals and the alarms on them. Burn rates computed elsewhere, or by metric
    math over the application's own metrics, are not recognised: unknown where there is no objective."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    alarm = first_of(Alarm, account, snapshot, lambda each: any(_is_burn_rate(watch) for watch in each.watches))
    if isinstance(alarm, Unread):
        return unknown(alarm)
    if alarm is not None:
        return passed(f"{alarm.name} follows a burn rate", pointer(alarm, "watches", _BURN_METRIC))
    objective = first_of(Objective, account, snapshot)
    if isinstance(objective, Unread):
        return unknown(objective)
    seen = pointer(account, "number", account.number)
    return failed("no alarm follows a burn rate", seen, in_use=objective is not None)


@check(practice="OBS-03", level=2, subject=Objective, reads=(Alarm,))
def objective_has_a_burn_rate_alarm(objective: Objective, snapshot: Snapshot) -> Verdict:
    """The objective computes a burn rate, and an alarm watches it.

    Reads burn-rate windows and the alarms on them. Alarms of metric math over the same metrics count too."""
    windows = known(objective.burn_windows)
    for alarm, minutes in _burn_alarms(objective, snapshot):
        return passed(f"{alarm.name} watches the burn over {minutes} minutes", pointer(alarm, "watches", _BURN_METRIC))
    alarms = snapshot.within(Alarm, objective.subject)
    if isinstance(alarms, Unread):
        return unknown(alarms)
    what = "no alarm watches its burn rate" if windows else "it computes no burn rate"
    return failed(what, pointer(objective, "burn_windows", windows or "none"))


@check(practice="OBS-03", level=3, subject=Objective, reads=ROUTE_FACTS)
def somebody_hears_of_fast_and_slow_burn(objective: Objective, snapshot: Snapshot) -> Verdict:
    """The objective has an alarm on fast and one on slow burn, and both reach somebody.

    Fast is a window of at most an hour, slow one of at least six. That a page arrived within its bound is for a test
    to show."""
    known(objective.burn_windows)
    heard: set[str] = set()
    unread: Unread | None = None
    for alarm, minutes in _burn_alarms(objective, snapshot):
        ways = ways_of(alarm, snapshot)
        if ways.reach >= Reach.TELLS:
            heard |= {"fast"} if minutes <= FAST_MINUTES else {"slow"} if minutes >= SLOW_MINUTES else set()
        elif ways.unread is not None:
            unread = ways.unread
        elif ways.best and ways.reach is Reach.UNCLEAR:
            unread = unclear(ways.best)
    missing = [each for each in ("fast", "slow") if each not in heard]
    if not missing:
        return passed("somebody hears of fast and of slow burn", pointer(objective, "name", objective.name))
    alarms = snapshot.within(Alarm, objective.subject)
    if isinstance(alarms, Unread):
        return unknown(alarms)
    if unread is not None:
        return unknown(unread)
    return failed(f"nobody hears of {' and of '.join(missing)} burn", pointer(objective, "name", objective.name))


def _burn_alarms(objective: Objective, snapshot: Snapshot) -> Iterator[tuple[Alarm, int]]:
    """Alarms on the burn rate of this objective, with the window in minutes; 0 where they do not say."""
    for alarm, watch in watchers_of(objective, _BURN_SPACE, (f"SloName={objective.name}",), snapshot):
        if _is_burn_rate(watch):
            told = next((each for each in watch.dimensions if each.startswith(_WINDOW)), "").removeprefix(_WINDOW)
            yield alarm, int(told) if told.isdecimal() else 0


def _is_burn_rate(watch: Watched) -> bool:
    return (watch.namespace, watch.metric) == (_BURN_SPACE, _BURN_METRIC)
