"""Are the ways on which customers arrive measured by what they feel, and does somebody hear of it?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from assess.evidence.checks import Snapshot, Verdict, check, failed, passed, pointer, unknown
from assess.evidence.facts import Reason, Unread
from collectors.aws.checks.accounts import first_of, idle, shown, watchers_of
from collectors.aws.checks.products import MONITORING
from collectors.aws.checks.routes import ROUTE_FACTS, Reach, unclear, ways_of
from collectors.aws.facts.accounts import Account, Thing
from collectors.aws.facts.alarms import Alarm, Watched
from collectors.aws.facts.journeys import Canary, EntryPoint

_FELT_ELSEWHERE = frozenset({"AWS/ApplicationSignals", "AWS/Route53"})
_ERRORS = re.compile(r"5xx|4xx|error|fault|reject|unhealthy|healthyhost|reset", re.IGNORECASE)
_LATENCY = re.compile(r"latency|responsetime|duration", re.IGNORECASE)
_HAS_LATENCY = frozenset({"AWS/ApplicationELB", "AWS/ApiGateway"})
"""Namespaces that measure latency without being asked to."""


@check(practice="OBS-01", level=1, subject=Account, reads=(Thing, Alarm, Canary), product=MONITORING)
def account_is_measured(account: Account, snapshot: Snapshot) -> Verdict:
    """An account in which something runs is measured at all: it has an alarm or a canary.

    Reads alarms and canaries of every region. Another product may measure it: then the absence is unknown."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    unread: Unread | None = None
    for found in (first_of(Alarm, account, snapshot), first_of(Canary, account, snapshot)):
        if isinstance(found, Unread):
            unread = found
        elif found is not None:
            return passed(f"{found.name} watches it", pointer(found, "name", found.name))
    if unread is not None:
        return unknown(unread)
    return failed("it has neither an alarm nor a canary", pointer(account, "number", account.number))


@check(practice="OBS-01", level=2, subject=EntryPoint, reads=(Alarm,), product=MONITORING)
def an_alarm_watches_what_users_feel_here(entry: EntryPoint, snapshot: Snapshot) -> Verdict:
    """Where users arrive, an alarm watches errors, availability or latency.

    Reads load balancers that face the internet, APIs and distributions, and the metrics of all alarms, those of
    another account too. Whether a metric of the application's own, a canary or a health check is about this entry it
    does not know: unknown where there is one."""
    pairs = list(_watchers(entry, snapshot))
    for alarm, watch in pairs:
        if _ERRORS.search(watch.metric) or _LATENCY.search(watch.metric):
            return passed(f"{alarm.name} watches {watch.metric}", shown(alarm, watch))
    return _unwatched(entry, snapshot, "no alarm watches errors or latency of it", _either)


@check(practice="OBS-01", level=3, subject=EntryPoint, reads=ROUTE_FACTS, product=MONITORING)
def somebody_hears_of_errors_and_latency(entry: EntryPoint, snapshot: Snapshot) -> Verdict:
    """Where users arrive, both errors and latency have an alarm that reaches somebody.

    As at level 2, with the way of each alarm. A network load balancer and a distribution measure no latency by
    themselves: there errors or availability are enough."""
    wanted = {"errors": _ERRORS}
    if entry.namespace in _HAS_LATENCY:
        wanted["latency"] = _LATENCY
    missing: dict[str, re.Pattern[str]] = {}
    for what, pattern in wanted.items():
        alarms = [alarm for alarm, watch in _watchers(entry, snapshot) if pattern.search(watch.metric)]
        heard = _heard(alarms, snapshot)
        if isinstance(heard, Unread):
            return unknown(heard)
        if heard is None:
            missing[what] = pattern
    if missing:
        told = f"nobody hears of its {' and '.join(missing)}"
        wanted_still = [pattern.search for pattern in missing.values()]
        return _unwatched(entry, snapshot, told, *wanted_still, only=lambda each: _heard([each], snapshot) is not None)
    return passed(f"somebody hears of its {' and '.join(wanted)}", pointer(entry, "name", entry.name))


def _watchers(entry: EntryPoint, snapshot: Snapshot) -> Iterator[tuple[Alarm, Watched]]:
    return watchers_of(entry, entry.namespace, entry.dimensions, snapshot)


def _heard(alarms: list[Alarm], snapshot: Snapshot) -> Alarm | Unread | None:
    """The first of these alarms that reaches somebody; unread if one of them may."""
    unread: Unread | None = None
    for alarm in alarms:
        ways = ways_of(alarm, snapshot)
        if ways.reach >= Reach.TELLS:
            return alarm
        if ways.unread is not None:
            unread = ways.unread
        elif ways.best and ways.reach is Reach.UNCLEAR:
            unread = unclear(ways.best)
    return unread


def _either(metric: str) -> object:
    return _ERRORS.search(metric) or _LATENCY.search(metric)


def _unwatched(
    entry: EntryPoint,
    snapshot: Snapshot,
    what: str,
    *wanted: Callable[[str], object],
    only: Callable[[Alarm], bool] = lambda _: True,
) -> Verdict:
    """Failed, unless alarms were not read, or alarms on metrics of the application's own, on a canary, a health check
    or an objective may watch the same. CloudWatch is in use where the account has any alarm."""
    found = snapshot.within(Alarm, entry.subject)
    if isinstance(found, Unread):
        return unknown(found)
    alarms = list(found)
    perhaps = [_may_watch(filter(only, alarms), each) for each in wanted]
    if all(perhaps) and perhaps[0] is not None:
        metric = shown(*perhaps[0])
        why = f"{what} by its own metrics; {perhaps[0][0].name} may watch it by another"
        return unknown(Unread(Reason.UNRESOLVED, why, "say what that alarm measures"), metric)
    return failed(what, pointer(entry, "name", entry.name), in_use=bool(alarms))


def _may_watch(alarms: Iterable[Alarm], wanted: Callable[[str], object]) -> tuple[Alarm, Watched] | None:
    for alarm in alarms:
        for watch in alarm.watches:
            own = not watch.namespace.startswith("AWS/") or watch.namespace in _FELT_ELSEWHERE
            if own and (wanted(watch.metric) or watch.namespace in (*_FELT_ELSEWHERE, "CloudWatchSynthetics")):
                return alarm, watch
    return None
