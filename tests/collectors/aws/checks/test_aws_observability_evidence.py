"""Evidence in accounts: what still works without the region, what comes together, what nobody can alter."""

from __future__ import annotations

from typing import Any

import pytest

from assess.evidence.checks import Outcome
from assess.evidence.facts import Fact
from collectors.aws.checks.observability.evidence import (
    a_trail_records_the_account,
    changes_by_hand_are_recorded,
    deployments_raise_an_event,
    every_region_shows_metrics_logs_and_traces,
    function_is_traced,
    log_group_has_an_end,
    no_function_breaks_the_trace,
    no_log_group_is_kept_for_ever,
    requests_are_traced_from_the_door,
    something_is_traced,
    telemetry_comes_together,
    the_archive_cannot_be_altered,
    the_trail_is_kept_in_another_account,
    what_is_archived_has_an_end,
)
from collectors.aws.checks.observability.independence import (
    a_page_comes_also_from_outside,
    a_probe_runs,
    a_probe_stands_apart,
    a_probe_tells_somebody,
    emergency_access_works_without_sign_on,
    evidence_is_seen_from_another_account,
    something_raises_alarms,
    there_is_a_dashboard,
    urgent_alarm_has_more_than_a_mailbox,
)
from collectors.aws.facts.accounts import EmergencyRole
from collectors.aws.facts.alarms import Alarm, EventRule, Topic, Watched
from collectors.aws.facts.journeys import Canary, EntryPoint, HealthCheck
from collectors.aws.facts.telemetry import (
    ArchiveBucket,
    Dashboard,
    Link,
    LogExport,
    LogGroup,
    Recorder,
    Sink,
    TracedFunction,
    TracedStage,
    Trail,
)
from tests.collectors.aws.seen import (
    CHAT,
    DENIED,
    FAIL,
    FRANKFURT,
    FUNCTION,
    HERE,
    IRELAND,
    MAIL,
    NONE,
    OTHER,
    PAGER,
    PASS,
    ROOT,
    UNKNOWN,
    account,
    alarm,
    canary,
    entry,
    errors_of,
    event_rule,
    health_check,
    judged,
    outcome,
    subject,
    thing,
    topic,
)

ONCALL = topic("oncall", PAGER)
VIRGINIA = "us-east-1"


def test_something_raises_alarms_where_something_runs() -> None:
    assert outcome(something_raises_alarms, account(), thing(), alarm()) is PASS
    assert outcome(something_raises_alarms, account(), thing()) is FAIL


@pytest.mark.parametrize(
    ("watch", "subscribers", "expected"),
    [
        (errors_of(), [PAGER], PASS),
        (errors_of(), [MAIL], FAIL),
        (errors_of(), [MAIL, CHAT], PASS),
        (errors_of(), [FUNCTION], UNKNOWN),
        (errors_of(), [], FAIL),
        (Watched("Shop", "CheckoutErrors"), [MAIL], FAIL),
        (Watched("Shop", "Orders"), [MAIL], NONE),
        (Watched("AWS/RDS", "CPUUtilization"), [MAIL], NONE),
    ],
)
def test_an_urgent_alarm_has_more_than_a_mailbox(watch: Watched, subscribers: list[Any], expected: Outcome) -> None:
    facts = [topic("oncall", *subscribers)]
    assert outcome(urgent_alarm_has_more_than_a_mailbox, alarm("a", watch, to="oncall"), *facts) is expected


OUTSIDE = topic("oncall", PAGER, region=FRANKFURT)
BILL = Watched("AWS/Billing", "EstimatedCharges")
FAR = alarm("far", Watched("Shop", "Errors", (), HERE), to="oncall", account=OTHER)


@pytest.mark.parametrize(
    ("facts", "expected", "in_use"),
    [
        ([thing(), alarm("here", errors_of(), to="oncall"), ONCALL], FAIL, True),
        ([thing(), alarm("there", Watched("Shop", "Beats"), to="oncall", region=FRANKFURT), OUTSIDE], PASS, False),
        ([thing(), alarm("there", Watched("Shop", "Beats"), region=FRANKFURT)], FAIL, True),
        ([thing(), alarm("bill", BILL, to="oncall", region=FRANKFURT), OUTSIDE], FAIL, True),
        (
            [thing(), FAR, topic("oncall", PAGER, account=OTHER)],
            PASS,
            False,
        ),
        ([thing(), alarm("far", errors_of(), to="oncall", account=OTHER)], FAIL, False),
        ([thing()], FAIL, False),
        ([], NONE, False),
    ],
)
def test_a_page_from_outside(facts: list[Fact], expected: Outcome, in_use: bool) -> None:
    verdict = judged(a_page_comes_also_from_outside, account(), *facts)
    assert (verdict.outcome, verdict.in_use) == (expected, in_use)


def test_a_page_from_outside_that_was_refused_is_unknown() -> None:
    far = alarm("there", Watched("Shop", "Beats"), to="oncall", region=FRANKFURT)
    assert outcome(a_page_comes_also_from_outside, account(), thing(), refused=[Alarm]) is UNKNOWN
    assert outcome(a_page_comes_also_from_outside, account(), thing(), far, refused=[Topic]) is UNKNOWN


def test_a_dashboard() -> None:
    board = Dashboard(subject=subject("d", region=""), name="shop")
    assert outcome(there_is_a_dashboard, account(), thing(), board) is PASS
    assert outcome(there_is_a_dashboard, account(), thing()) is UNKNOWN
    assert outcome(there_is_a_dashboard, account()) is NONE


def link(to: str = OTHER, *shares: str, region: str = IRELAND) -> Link:
    kept = shares or ("AWS::CloudWatch::Metric", "AWS::Logs::LogGroup", "AWS::XRay::Trace")
    return Link(subject=subject(f"link-{region}", region=region), sink=f"arn:sink:{to}", sink_account=to, shares=kept)


def sink(number: str = HERE) -> Sink:
    return Sink(subject=subject("sink", account=number), name="all")


def export() -> LogExport:
    return LogExport(
        subject=subject("e"), name="all", destination="arn:logs", destination_account=OTHER, selective=False
    )


@pytest.mark.parametrize(
    ("facts", "seen", "together", "whole", "in_use"),
    [
        ([thing(), link()], PASS, PASS, PASS, False),
        ([thing(), link(HERE)], FAIL, FAIL, PASS, True),
        ([thing(), link(OTHER, "AWS::CloudWatch::Metric")], PASS, PASS, FAIL, False),
        ([thing(), thing("b", region=FRANKFURT), link()], PASS, PASS, FAIL, False),
        ([thing(), link(), thing("b", region=FRANKFURT), link(region=FRANKFURT)], PASS, PASS, PASS, False),
        ([thing(), export()], FAIL, PASS, FAIL, False),
        ([thing(), sink()], NONE, NONE, NONE, False),
        ([thing(), sink(OTHER)], FAIL, FAIL, FAIL, True),
        ([thing()], FAIL, FAIL, FAIL, False),
        ([], NONE, NONE, NONE, False),
    ],
)
def test_what_another_account_sees(
    facts: list[Fact], seen: Outcome, together: Outcome, whole: Outcome, in_use: bool
) -> None:
    verdict = judged(evidence_is_seen_from_another_account, account(), *facts)
    assert (verdict.outcome, verdict.in_use) == (seen, in_use)
    assert outcome(telemetry_comes_together, account(), *facts) is together
    assert outcome(every_region_shows_metrics_logs_and_traces, account(), *facts) is whole


def test_links_that_were_refused_are_unknown() -> None:
    for check in (evidence_is_seen_from_another_account, telemetry_comes_together):
        assert outcome(check, account(), thing(), refused=[Link]) is UNKNOWN


def role(**more: Any) -> EmergencyRole:
    fields: dict[str, Any] = {
        "by_people": True,
        "by_sign_on_only": False,
        "may_change": True,
        "used_days_ago": 9,
        **more,
    }
    return EmergencyRole(subject=subject("r", region=""), name="break-glass", **fields)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, PASS),
        ({"by_sign_on_only": True}, FAIL),
        ({"used_days_ago": 200}, UNKNOWN),
        ({"used_days_ago": None}, UNKNOWN),
        ({"by_people": False}, NONE),
    ],
)
def test_access_without_sign_on(more: dict[str, Any], expected: Outcome) -> None:
    assert outcome(emergency_access_works_without_sign_on, role(**more)) is expected


def of_canary(name: str = "login") -> Watched:
    return Watched("CloudWatchSynthetics", "SuccessPercent", (f"CanaryName={name}",))


def of_health(identifier: str = "h1") -> Watched:
    return Watched("AWS/Route53", "HealthCheckStatus", (f"HealthCheckId={identifier}",))


@pytest.mark.parametrize(
    ("facts", "runs", "tells", "apart"),
    [
        ([entry(), canary(), alarm("c", of_canary(), to="oncall"), ONCALL], PASS, PASS, FAIL),
        (
            [
                entry(),
                canary(region=FRANKFURT),
                alarm("c", of_canary(), to="oncall", region=FRANKFURT),
                topic("oncall", PAGER, region=FRANKFURT),
            ],
            PASS,
            PASS,
            PASS,
        ),
        (
            [
                entry(),
                canary(region=FRANKFURT, every_minutes=60),
                alarm("c", of_canary(), to="oncall", region=FRANKFURT),
                topic("oncall", PAGER, region=FRANKFURT),
            ],
            PASS,
            PASS,
            FAIL,
        ),
        (
            [
                entry(),
                health_check(),
                alarm("h", of_health(), to="oncall", region=VIRGINIA),
                topic("oncall", MAIL, region=VIRGINIA),
            ],
            PASS,
            PASS,
            PASS,
        ),
        ([entry(), health_check()], PASS, FAIL, FAIL),
        ([entry(), health_check(of_endpoint=False)], FAIL, FAIL, FAIL),
        ([entry(), health_check(disabled=True)], FAIL, FAIL, FAIL),
        ([entry(), canary(running=False)], FAIL, FAIL, FAIL),
        ([entry(), canary(account=OTHER)], UNKNOWN, UNKNOWN, UNKNOWN),
        ([entry(), canary(), alarm("c", of_canary(), to="oncall"), topic("oncall", FUNCTION)], PASS, UNKNOWN, FAIL),
        ([thing(), canary()], PASS, FAIL, FAIL),
        ([entry()], FAIL, FAIL, FAIL),
        ([], NONE, NONE, NONE),
    ],
)
def test_a_probe(facts: list[Fact], runs: Outcome, tells: Outcome, apart: Outcome) -> None:
    assert outcome(a_probe_runs, account(), *facts) is runs
    assert outcome(a_probe_tells_somebody, account(), *facts) is tells
    assert outcome(a_probe_stands_apart, account(), *facts) is apart


def test_a_probe_is_in_use_where_one_runs() -> None:
    assert judged(a_probe_tells_somebody, account(), entry(), canary()).in_use
    assert not judged(a_probe_tells_somebody, account(), entry()).in_use


@pytest.mark.parametrize("refused", [Canary, HealthCheck, EntryPoint])
def test_probes_that_were_refused_are_unknown(refused: type[Fact]) -> None:
    facts = [] if refused is EntryPoint else [entry()]
    assert outcome(a_probe_runs, account(), *facts, refused=[refused]) is UNKNOWN


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([thing(), event_rule("d", "arn:aws:sns:x:1:t", sources=("aws.codedeploy",), details=())], PASS),
        ([thing(), event_rule("d", sources=("aws.codedeploy",), details=())], UNKNOWN),
        ([thing(), event_rule("d", "arn:t", sources=("aws.codedeploy",), enabled=False)], UNKNOWN),
        ([thing(), event_rule("d", "arn:t", sources=("aws.health",))], UNKNOWN),
        ([], NONE),
    ],
)
def test_deployments_raise_an_event(facts: list[Fact], expected: Outcome) -> None:
    assert outcome(deployments_raise_an_event, account(), *facts) is expected
    assert outcome(deployments_raise_an_event, account(), thing(), refused=[EventRule]) is UNKNOWN


def trail(name: str = "all", number: str = HERE, **more: Any) -> Trail:
    """A trail as `number` sees it."""
    fields: dict[str, Any] = {
        "account": number,
        "bucket": "acme-trail",
        "home": IRELAND,
        "organisation": False,
        "every_region": True,
        "validated": True,
        "logging": True,
        "management_writes": True,
        **more,
    }
    arn = f"arn:aws:cloudtrail:{IRELAND}:{fields['account']}:trail/{name}@{number}"
    return Trail(subject=subject(arn, account=number), name=name, **fields)


def bucket(number: str = OTHER, **more: Any) -> ArchiveBucket:
    fields: dict[str, Any] = {"versioned": False, "locked_days": 365, "expires": True, **more}
    place = subject("arn:aws:s3:::acme-trail", account=number, region="")
    return ArchiveBucket(subject=place, name="acme-trail", **fields)


def recorder(**more: Any) -> Recorder:
    return Recorder(subject=subject("c"), name="default", **{"everything": True, "recording": True, **more})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([thing(), trail()], PASS),
        ([thing(), trail(logging=False)], FAIL),
        ([thing(), trail(management_writes=False)], FAIL),
        ([thing(), trail(every_region=False)], FAIL),
        ([thing(), trail(logging=DENIED)], UNKNOWN),
        ([thing(), trail(logging=False), recorder()], PASS),
        ([thing(), recorder(everything=False)], FAIL),
        ([thing(), recorder(recording=False)], FAIL),
        ([thing(), recorder(recording=DENIED)], UNKNOWN),
        ([thing(), trail("all", ROOT, organisation=True)], PASS),
        ([thing(), trail("own", ROOT)], FAIL),
        ([thing(kind="s3")], FAIL),
        ([], NONE),
    ],
)
def test_changes_by_hand(facts: list[Fact], expected: Outcome) -> None:
    assert outcome(changes_by_hand_are_recorded, account(), *facts) is expected


@pytest.mark.parametrize("refused", [Trail, Recorder])
def test_records_that_were_refused_are_unknown(refused: type[Fact]) -> None:
    assert outcome(changes_by_hand_are_recorded, account(), thing(), refused=[refused]) is UNKNOWN


OF_ALL: dict[str, Any] = {"organisation": True, "account": ROOT}


@pytest.mark.parametrize(
    ("facts", "on", "kept", "safe"),
    [
        ([thing(), trail(), bucket()], PASS, PASS, PASS),
        ([thing(), trail(), bucket(locked_days=0, versioned=True)], PASS, PASS, PASS),
        ([thing(), trail(), bucket(locked_days=0)], PASS, PASS, FAIL),
        ([thing(), trail(), bucket(locked_days=DENIED, versioned=True)], PASS, PASS, PASS),
        ([thing(), trail(), bucket(locked_days=DENIED)], PASS, PASS, UNKNOWN),
        ([thing(), trail(validated=False), bucket()], PASS, PASS, FAIL),
        ([thing(), trail(), bucket(HERE)], PASS, FAIL, FAIL),
        ([thing(), trail(**OF_ALL), bucket(HERE)], PASS, NONE, NONE),
        ([thing(), trail()], PASS, PASS, UNKNOWN),
        ([thing(), trail("own", bucket="mine"), trail("all", **OF_ALL), bucket()], PASS, PASS, PASS),
        ([thing(), trail("all", ROOT, organisation=True), bucket()], PASS, PASS, PASS),
        ([thing(), trail(logging=False)], FAIL, FAIL, FAIL),
        ([thing(), trail(every_region=False)], FAIL, FAIL, FAIL),
        ([thing(), trail(logging=DENIED)], UNKNOWN, UNKNOWN, UNKNOWN),
        ([thing()], FAIL, FAIL, FAIL),
        ([], NONE, NONE, NONE),
    ],
)
def test_the_archive_of_the_trail(facts: list[Fact], on: Outcome, kept: Outcome, safe: Outcome) -> None:
    assert outcome(a_trail_records_the_account, account(), *facts) is on
    assert outcome(the_trail_is_kept_in_another_account, account(), *facts) is kept
    assert outcome(the_archive_cannot_be_altered, account(), *facts) is safe


def test_a_trail_or_bucket_that_was_refused_is_unknown() -> None:
    assert outcome(a_trail_records_the_account, account(), thing(), refused=[Trail]) is UNKNOWN
    assert (
        outcome(the_trail_is_kept_in_another_account, account(), thing(), trail(), refused=[ArchiveBucket]) is UNKNOWN
    )


@pytest.mark.parametrize(("value", "expected"), [(True, PASS), (False, FAIL), (DENIED, UNKNOWN)])
def test_an_archive_ends(value: Any, expected: Outcome) -> None:
    assert outcome(what_is_archived_has_an_end, bucket(expires=value)) is expected


@pytest.mark.parametrize(("days", "size", "expected"), [(30, 5, PASS), (None, 5, FAIL), (None, 0, NONE), (1, 0, PASS)])
def test_a_log_group_ends(days: int | None, size: int, expected: Outcome) -> None:
    group = LogGroup(subject=subject("g"), name="/shop", made_by="", retention_days=days, bytes=size)
    assert outcome(log_group_has_an_end, group) is expected
    assert outcome(no_log_group_is_kept_for_ever, group) is expected


def function(name: str = "f", active: bool = False, tracer: str = "") -> TracedFunction:
    return TracedFunction(subject=subject(name), name=name, active=active, other_tracer=tracer)


@pytest.mark.parametrize(
    ("judged_function", "others", "expected", "in_use"),
    [
        (function(active=True), [], PASS, False),
        (function(tracer="datadog"), [], PASS, False),
        (function(), [], FAIL, False),
        (function(), [function("g", active=True)], FAIL, True),
    ],
)
def test_a_function_is_traced(
    judged_function: TracedFunction, others: list[Fact], expected: Outcome, in_use: bool
) -> None:
    for check in (function_is_traced, no_function_breaks_the_trace):
        verdict = judged(check, judged_function, *others)
        assert (verdict.outcome, verdict.in_use) == (expected, in_use)


def stage(active: bool) -> TracedStage:
    return TracedStage(subject=subject("s"), name="shop live", active=active)


def test_a_stage_is_traced() -> None:
    assert outcome(requests_are_traced_from_the_door, stage(active=True)) is PASS
    assert outcome(requests_are_traced_from_the_door, stage(active=False)) is FAIL


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([thing(), function(active=True)], PASS),
        ([thing(), function(tracer="otel")], PASS),
        ([thing(), stage(active=True)], PASS),
        ([thing(), function(), stage(active=False)], FAIL),
        ([thing()], UNKNOWN),
        ([], NONE),
    ],
)
def test_something_is_traced(facts: list[Fact], expected: Outcome) -> None:
    assert outcome(something_is_traced, account(), *facts) is expected
    assert outcome(something_is_traced, account(), thing(), refused=[TracedStage]) is UNKNOWN
