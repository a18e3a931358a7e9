"""Are signals kept, felt where users are, and tied to somebody who acts, as far as repositories declare them?"""

from __future__ import annotations

import re

from assess.evidence.checks import Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Reason, Unread, known
from collectors.repository.document_facts import AlertRule, Objective
from collectors.repository.facts import Inventory
from collectors.repository.terraform_facts import DeclaredAlarm, LogGroup

_USER_FACING = re.compile(
    r"AWS/(ApplicationELB|NetworkELB|ELB|ApiGateway|CloudFront|AppSync|Route53)$|CloudWatchSynthetics|RUM|ApplicationSignals",
    re.IGNORECASE,
)
_FELT = re.compile(r"latency|duration|response|5xx|4xx|error|success|availab|healthcheck|lcp|burn", re.IGNORECASE)
_SAYS_WHAT_TO_DO = re.compile(
    r"https?://|run-?book|play-?book|next steps?\b|first (?:step|action)|\bactions?( required)?:|what to do|remediat"
    r"|\b(?:run|execute)\s+[`'\"]|`(?:kubectl|aws|helm|psql|ssh|curl)\s"
    r"|\b(?:check|investigate|contact|follow|restart|escalate|see|begin|page|consult)\s+(?:the|our|with|how|if|whether|a|docs)\b"
    r"|(?:^|[.!?;:,\n]\s*|\b(?:and|then|please|to)\s+)(?:check|investigate|inspect|contact|notify|restart|reboot|escalate"
    r"|consult|review|verify|rotate|scale|increase|raise|free|drain|redeploy|revert|roll\s*back|fail\s*over|open|look)\s+\w",
    re.IGNORECASE,
)


@check(practice="OBS-01", level=2, subject=Inventory, reads=(DeclaredAlarm,), accepts=("read", "declared"))
def an_alarm_watches_what_users_feel(repository: Inventory, snapshot: Snapshot) -> Verdict:
    """Among the alarms declared here at least one is on latency, errors or availability at the edge.

    Reads namespace and metric of CloudWatch alarms in Terraform: load balancers, API Gateway, CloudFront, health
    checks, canaries, real-user monitoring. An alarm without action, or switched off, does not count. Fails only where
    every alarm is known to watch something else; metrics of the application's own are unknown. A repository without
    alarms is not judged: they may be declared elsewhere."""
    found = snapshot.within(DeclaredAlarm, repository.subject)
    if isinstance(found, Unread):
        return unknown(found)
    alarms = [alarm for alarm in found if not alarm.composite]
    if not alarms:
        return not_applicable("it declares no alarm")
    unclear: Unread | None = None
    for alarm in alarms:
        if isinstance(alarm.namespace, Unread) or isinstance(alarm.metric, Unread):
            unclear = next(value for value in (alarm.namespace, alarm.metric) if isinstance(value, Unread))
        elif _is_silent(alarm):
            continue
        elif _USER_FACING.search(alarm.namespace or "") and _FELT.search(alarm.metric or ""):
            seen = pointer(alarm, "metric_name", f"{alarm.namespace} {alarm.metric}")
            return passed(f"{alarm.address} watches {alarm.metric} at the edge", seen)
        elif not (alarm.namespace or "").startswith("AWS/"):
            why = f"{alarm.address} watches a metric of the application's own; files do not say what it measures"
            unclear = Unread(Reason.UNRESOLVED, why, "the meaning of the metric")
    if unclear:
        return unknown(unclear)
    first = pointer(alarms[0], "metric_name", f"{alarms[0].namespace} {alarms[0].metric}")
    return failed(f"none of the {len(alarms)} alarms declared here tells anybody of what users feel", first)


def _is_silent(alarm: DeclaredAlarm) -> bool:
    return alarm.enabled is False or (alarm.has_action is False and not alarm.feeds_composite)


@check(practice="OBS-02", level=1, subject=Objective, accepts=("declared",))
def an_objective_is_defined(objective: Objective) -> Verdict:
    """A service-level objective exists as data.

    Reads OpenSLO, Sloth and Pyrra files. Objectives kept in a monitoring product are not seen here, so an absence is
    unknown."""
    return passed(f"{objective.form} defines {objective.name}", pointer(objective, "name", objective.name))


@check(practice="OBS-02", level=2, subject=Objective, accepts=("declared",))
def an_objective_has_target_and_window(objective: Objective) -> Verdict:
    """The objective states its target and the window over which its budget is counted.

    Reads the same files. Whether the figure steers any decision they do not show."""
    seen = pointer(objective, "target", f"{objective.target} over {objective.window}")
    if objective.target and objective.window:
        return passed(f"{objective.name}: {objective.target} over {objective.window}", seen)
    missing = "window" if objective.target else "target"
    return unknown(Unread(Reason.UNRESOLVED, f"{objective.name} states no {missing} in its file", "show it"), seen)


@check(practice="OBS-03", level=2, subject=Objective, accepts=("declared",))
def an_objective_pages_on_burn_rate(objective: Objective) -> Verdict:
    """The objective makes burn-rate alerts that page.

    Reads the alerting part of OpenSLO, Sloth and Pyrra files, whose generators write fast and slow burn alerts. That a
    page arrives is not shown."""
    seen = pointer(objective, "alerting", objective.alerts)
    if objective.alerts:
        return passed(f"{objective.name} alerts on burn rate", seen)
    why = f"{objective.name} makes no page alert by itself; it may be alerted on elsewhere"
    return unknown(Unread(Reason.UNRESOLVED, why, "show the alert"), seen)


@check(practice="OBS-13", level=2, subject=LogGroup, accepts=("declared",))
def log_group_has_retention(group: LogGroup) -> Verdict:
    """The log group declares how long it keeps logs.

    Reads `retention_in_days` in Terraform; absent or 0 keeps for ever. Variables and locals are followed in their
    folder; what a caller decides is unknown. Groups that services create by themselves are not seen here."""
    days = known(group.retention_days)
    seen = pointer(group, "retention_in_days", days)
    if days:
        return passed(f"{group.address} keeps logs for {days} days", seen)
    return failed(f"{group.address} keeps logs for ever", seen)


@check(practice="OBS-14", level=2, subject=DeclaredAlarm, accepts=("declared",), version=2)
def alarm_says_what_to_do(alarm: DeclaredAlarm) -> Verdict:
    """The alarm acts by itself, or its text says the first step or where it is written.

    Reads actions and `alarm_description` in Terraform: links, runbooks, next steps. A mapping from alarms to runbooks
    kept in a paging tool is not seen: such alarms fail here. Whether a link is alive and the step good is not looked
    at."""
    if alarm.automated is True:
        return passed(f"{alarm.address} acts by itself", pointer(alarm, "alarm_actions", "automation"))
    if alarm.feeds_composite and alarm.has_action is False:
        return not_applicable("it only feeds a composite alarm", pointer(alarm, "alarm_actions", "none"))
    text = known(alarm.description)
    seen = pointer(alarm, "alarm_description", text or "none")
    if text and _SAYS_WHAT_TO_DO.search(text):
        return passed(f"{alarm.address} says what to do first", seen)
    known(alarm.automated)
    return failed(f"{alarm.address} neither acts nor says what to do", seen)


@check(practice="OBS-14", level=2, subject=AlertRule, accepts=("declared",), version=2)
def alert_rule_says_what_to_do(rule: AlertRule) -> Verdict:
    """The alert rule has an annotation that links or names a runbook, or says the first step.

    Reads rules of Prometheus and Loki, links to dashboards left out. Templates filled in at installation are
    unknown. Whether the step is a good one is not looked at."""
    name = known(rule.name)
    if known(rule.runbook):
        return passed(f"{name} says where its first action is written", pointer(rule, "annotations", "a link"))
    text = known(rule.text)
    seen = pointer(rule, "annotations", text or "none")
    if _SAYS_WHAT_TO_DO.search(text):
        return passed(f"{name} says what to do first", seen)
    return failed(f"{name} neither names a runbook nor says what to do", seen)
