"""What still works when the account, the region or the sign-on is gone: pages, evidence, probes from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assess.evidence.checks import Pointer, Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Fact, Reason, Unread
from collectors.aws.checks.accounts import (
    elsewhere,
    first_of,
    first_unread,
    has_alarms,
    idle,
    of_account,
    watchers_of,
    watching_account,
)
from collectors.aws.checks.products import MONITORING, PROBES, TELEMETRY
from collectors.aws.checks.routes import ROUTE_FACTS, Reach, unclear, verdict_on_reach, ways_of
from collectors.aws.facts.accounts import Account, EmergencyRole, Thing
from collectors.aws.facts.alarms import Alarm, Watched
from collectors.aws.facts.journeys import Canary, EntryPoint, HealthCheck
from collectors.aws.facts.telemetry import Dashboard, Link, Sink

TWO_QUARTERS = 180
_PROBE_FACTS: tuple[type[Fact], ...] = (Thing, EntryPoint, Canary, HealthCheck, *ROUTE_FACTS)
OFTEN_MINUTES = 5
"""A probe that runs less often than this finds a failure later than users do."""
_CANARIES, _HEALTH = "CloudWatchSynthetics", "AWS/Route53"
_FELT = frozenset(
    {
        "AWS/ApplicationELB",
        "AWS/NetworkELB",
        "AWS/ApiGateway",
        "AWS/CloudFront",
        "AWS/ApplicationSignals",
        _CANARIES,
        _HEALTH,
    }
)
"""Namespaces of what users feel: an alarm there is one that somebody must be woken for."""
_OWN = re.compile(r"5xx|4xx|error|fault|fail|latency|duration|response", re.IGNORECASE)
"""Names of what users feel among the metrics of an application's own."""


@check(practice="OBS-09", level=1, subject=Account, reads=(Thing, Alarm), product=MONITORING)
def something_raises_alarms(account: Account, snapshot: Snapshot) -> Verdict:
    """An account in which something runs raises alarms by itself.

    Reads alarms of every region. What another product raises is not seen: unknown then."""
    return has_alarms(account, snapshot)


@check(practice="OBS-09", level=2, subject=Alarm, reads=ROUTE_FACTS)
def urgent_alarm_has_more_than_a_mailbox(alarm: Alarm, snapshot: Snapshot) -> Verdict:
    """An alarm on what users feel pages somebody, or reaches people by two different channels.

    Reads the ends of its way. Asked of alarms on load balancers, APIs, distributions, objectives, canaries and health
    checks, and on errors and latency that the application measures; the others may well wait for the morning. Whether a
    page got through is for a drill to show."""
    if not any(map(_is_felt, alarm.watches)):
        return not_applicable("it does not watch what users feel")
    ways = ways_of(alarm, snapshot)
    if len(ways.channels) > 1:
        return passed(f"it reaches {' and '.join(ways.channels)}", pointer(alarm, "actions", len(alarm.actions)))
    return verdict_on_reach(alarm, ways, Reach.PAGES)


def _is_felt(watch: Watched) -> bool:
    own = not watch.namespace.startswith("AWS/") and bool(_OWN.search(watch.metric))
    return watch.namespace in _FELT or own


@check(practice="OBS-09", level=3, subject=Account, reads=(Thing, *ROUTE_FACTS), product=MONITORING)
def a_page_comes_also_from_outside(account: Account, snapshot: Snapshot) -> Verdict:
    """Where something runs, somebody is also told by an alarm that stands in another region or account.

    Reads where alarms stand, what they watch and where they lead, those on the bill left out.
    Cannot know whether the second way shares the sign-on, nor what a product outside of AWS would send."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    found = _told_from_outside(account, snapshot)
    if isinstance(found, Unread):
        return unknown(found)
    if found is not None:
        return passed(f"{found.name} tells somebody from {_place(found)}", pointer(found, "name", found.name))
    whole = first_of(Alarm, account, snapshot)
    if isinstance(whole, Unread):
        return unknown(whole)
    what = "every way to somebody begins in the region where it runs"
    return failed(what, pointer(account, "number", account.number), in_use=whole is not None)


def _told_from_outside(account: Account, snapshot: Snapshot) -> Alarm | Unread | None:
    regions = _regions_in_use(account, snapshot)
    unread: Unread | None = None
    for alarm in _alarms_about(account, snapshot):
        outside = alarm.subject.target != account.subject.target or alarm.subject.region not in regions
        if not outside:
            continue
        ways = ways_of(alarm, snapshot)
        if ways.reach >= Reach.TELLS:
            return alarm
        unread = ways.unread or (unclear(ways.best) if ways.best and ways.reach is Reach.UNCLEAR else unread)
    return unread


def _alarms_about(account: Account, snapshot: Snapshot) -> Iterator[Alarm]:
    """Alarms on the work of this account, wherever they stand."""
    for alarm, watch in watching_account(account, snapshot):
        if watch.namespace not in _NOT_THE_WORK:
            yield alarm


def _regions_in_use(account: Account, snapshot: Snapshot) -> set[str]:
    """The regions in which most of the account stands: those with things in them, but for what must be in us-east-1."""
    return {thing.subject.region for thing in of_account(Thing, account, snapshot) if thing.type not in _ONLY_THERE}


_NOT_THE_WORK = frozenset({"AWS/Billing", "AWS/CertificateManager", "AWS/TrustedAdvisor", "AWS/Usage"})
"""Namespaces that say nothing of whether the service works; some exist in us-east-1 alone."""
_ONLY_THERE = frozenset({"cloudfront:distribution", "cloudwatch:alarm", "s3"})
"""Things that say nothing of where the work is done."""


def _place(alarm: Alarm) -> str:
    return f"{alarm.subject.region} of {alarm.subject.target.partition(':')[2]}"


@check(practice="OBS-10", level=1, subject=Account, reads=(Thing, Dashboard))
def there_is_a_dashboard(account: Account, snapshot: Snapshot) -> Verdict:
    """An account in which something runs has a dashboard.

    Reads names of CloudWatch dashboards. Those of other products are not seen: unknown then."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    found = first_of(Dashboard, account, snapshot)
    if isinstance(found, Unread):
        return unknown(found)
    if found is None:
        return unknown(elsewhere("it has no dashboard in CloudWatch", "show where responders look"))
    return passed(f"{found.name} is a dashboard", pointer(found, "name", found.name))


@check(practice="OBS-10", level=2, subject=Account, reads=(Thing, Link, Sink), product=TELEMETRY)
def evidence_is_seen_from_another_account(account: Account, snapshot: Snapshot) -> Verdict:
    """Metrics or logs of an account in which something runs can be seen from another account.

    Reads shared monitoring. Copies in another product are not seen; the account from which others are watched is left
    out. That responders got in with sign-on blocked is for a drill to show."""
    return seen_elsewhere(account, snapshot)


def seen_elsewhere(account: Account, snapshot: Snapshot) -> Verdict:
    """Whether shared monitoring shows the account to another. It is in use where any account has a sink or a link."""
    none = idle(account, snapshot)
    if none is not None:
        return none
    sink = first_of(Sink, account, snapshot)
    link = first_of(Link, account, snapshot, lambda each: each.sink_account != account.number)
    if isinstance(link, Link):
        return passed(f"account {link.sink_account} sees it", pointer(link, "sink", link.sink))
    if isinstance(sink, Sink):
        return not_applicable("it is the account from which others are watched", pointer(sink, "name", sink.name))
    unread = first_unread(link, sink)
    if unread is not None:
        return unknown(unread)
    in_use = any(True for _ in snapshot.of(Sink)) or any(True for _ in snapshot.of(Link))
    seen = pointer(account, "number", account.number)
    return failed("no other account sees its metrics or logs", seen, in_use=in_use)


@check(
    practice="OBS-10",
    level=3,
    subject=EmergencyRole,
    when_none=unknown(elsewhere("no role is named for emergencies", "show how responders get in without sign-on")),
)
def emergency_access_works_without_sign_on(role: EmergencyRole) -> Verdict:
    """The emergency role can be taken without single sign-on, and was in the last two quarters.

    Reads its trust and when it was last used. Where it was not used it may have been tried otherwise: unknown."""
    if not role.by_people:
        return not_applicable("only services can take it")
    if role.by_sign_on_only:
        seen = pointer(role, "by_sign_on_only", True)
        return failed(f"{role.name} can be taken through single sign-on alone", seen)
    seen = pointer(role, "used_days_ago", role.used_days_ago)
    if role.used_days_ago is not None and role.used_days_ago <= TWO_QUARTERS:
        return passed(f"{role.name} was used {role.used_days_ago} days ago", seen)
    what = f"{role.name} was not used in {TWO_QUARTERS} days"
    return unknown(Unread(Reason.UNRESOLVED, what, "show when it was last tried"), seen)


@dataclass(frozen=True, slots=True)
class _Probe:
    """A canary or health check that runs: its name, where, and whether it stands in the region it might try."""

    name: str
    fact: Fact
    often: bool
    namespace: str
    dimension: str

    @property
    def shown(self) -> Pointer:
        return pointer(self.fact, "name" if isinstance(self.fact, Canary) else "identifier", self.name)


def _probes(account: Account, snapshot: Snapshot) -> Iterator[_Probe]:
    for canary in of_account(Canary, account, snapshot):
        if canary.running:
            often = 0 < canary.every_minutes <= OFTEN_MINUTES
            yield _Probe(canary.name, canary, often, _CANARIES, f"CanaryName={canary.name}")
    for check_ in of_account(HealthCheck, account, snapshot):
        if check_.of_endpoint and not check_.disabled:
            name = check_.host or check_.identifier
            yield _Probe(name, check_, True, _HEALTH, f"HealthCheckId={check_.identifier}")


@check(practice="OBS-11", level=1, subject=Account, reads=(EntryPoint, Canary, HealthCheck), product=PROBES)
def a_probe_runs(account: Account, snapshot: Snapshot) -> Verdict:
    """Where users arrive, a canary or a health check of an endpoint runs.

    Reads canaries and health checks. What a canary calls is in its code and not read. A probe in another account may
    try this one: unknown then, as where none is found, for other products probe too."""
    none = _nothing_to_probe(account, snapshot)
    if none is not None:
        return none
    probe = next(_probes(account, snapshot), None)
    return passed(f"{probe.name} runs", probe.shown) if probe else _no_probe(account, snapshot)


@check(practice="OBS-11", level=2, subject=Account, reads=_PROBE_FACTS, product=PROBES)
def a_probe_tells_somebody(account: Account, snapshot: Snapshot) -> Verdict:
    """A probe has an alarm on its own result that reaches somebody.

    Reads alarms on canaries and health checks, and their way. Whether it was ahead of users is for people to show."""
    return _probe_that(account, snapshot, apart=False)


@check(practice="OBS-11", level=3, subject=Account, reads=_PROBE_FACTS, product=PROBES)
def a_probe_stands_apart(account: Account, snapshot: Snapshot) -> Verdict:
    """A probe that runs at least every five minutes and tells somebody stands in a region where nothing is entered.

    A health check is asked from many regions, and its alarm stands in us-east-1. Whether the probe goes beyond the
    first page is not known."""
    return _probe_that(account, snapshot, apart=True)


def _probe_that(account: Account, snapshot: Snapshot, *, apart: bool) -> Verdict:
    none = _nothing_to_probe(account, snapshot)
    if none is not None:
        return none
    entered = {entry.subject.region for entry in of_account(EntryPoint, account, snapshot)}
    regions = entered or _regions_in_use(account, snapshot)
    unread: Unread | None = None
    found = list(_probes(account, snapshot))
    for probe in found:
        for alarm, _ in watchers_of(probe.fact, probe.namespace, (probe.dimension,), snapshot):
            if apart and not (probe.often and alarm.subject.region not in regions):
                continue
            ways = ways_of(alarm, snapshot)
            if ways.reach >= Reach.TELLS:
                return passed(f"{alarm.name} tells somebody what {probe.name} found", probe.shown)
            unread = ways.unread or (unclear(ways.best) if ways.best and ways.reach is Reach.UNCLEAR else unread)
    if not found:
        return _no_probe(account, snapshot)
    unread = first_unread(unread, snapshot.within(Alarm, account.subject))
    if unread is not None:
        return unknown(unread)
    what = "no probe in another region tells anybody" if apart else "no probe tells anybody"
    return failed(what, found[0].shown, in_use=True)


def _nothing_to_probe(account: Account, snapshot: Snapshot) -> Verdict | None:
    entry = first_of(EntryPoint, account, snapshot)
    if isinstance(entry, Unread):
        return unknown(entry)
    if entry is None and next(_probes(account, snapshot), None) is None:
        return not_applicable("no user arrives here, and nothing is probed")
    return None


def _no_probe(account: Account, snapshot: Snapshot) -> Verdict:
    for kind in (Canary, HealthCheck):
        found = snapshot.within(kind, account.subject)
        if isinstance(found, Unread):
            return unknown(found)
    other = next((each for each in snapshot.of(Canary) if each.running), None)
    if other is not None:
        what = f"{other.name} of {other.subject.target.partition(':')[2]} may try it, which AWS does not say"
        return unknown(Unread(Reason.UNRESOLVED, what, "show what it tries"))
    return failed("no canary or health check runs", pointer(account, "number", account.number))
