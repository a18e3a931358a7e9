"""Signals in accounts: what users feel, objectives and their burn, noise, load that builds up, silence, first steps."""

from __future__ import annotations

from typing import Any

import pytest

from assess.evidence.checks import Check, Outcome
from assess.evidence.facts import Fact
from collectors.aws.checks.observability.alarms import (
    alarm_does_not_flap,
    alarm_is_not_stuck,
    alarm_says_or_does_the_first_step,
    alarms_can_be_counted,
    an_alarm_watches_load_building_up,
    an_alarm_watches_monitoring_itself,
    dependency_has_a_bound,
    no_alarm_is_without_a_first_step,
    silence_counts_as_failure,
    somebody_hears_of_the_bound,
)
from collectors.aws.checks.observability.journeys import (
    account_is_measured,
    an_alarm_watches_what_users_feel_here,
    somebody_hears_of_errors_and_latency,
)
from collectors.aws.checks.observability.objectives import (
    an_alarm_follows_a_burn_rate,
    an_objective_is_kept,
    objective_counts_its_budget,
    objective_has_a_burn_rate_alarm,
    service_has_an_objective,
    somebody_hears_of_fast_and_slow_burn,
)
from collectors.aws.facts.alarms import Alarm, AlarmState, AlarmTurns, Topic, Watched
from collectors.aws.facts.dependencies import Dependency
from collectors.aws.facts.journeys import Objective, SeenService
from tests.collectors.aws.seen import (
    DENIED,
    FAIL,
    FRANKFURT,
    FUNCTION,
    MAIL,
    NONE,
    OTHER,
    PAGER,
    PASS,
    UNKNOWN,
    account,
    alarm,
    burn_of,
    canary,
    entry,
    errors_of,
    judged,
    latency_of,
    objective,
    outcome,
    subject,
    thing,
    topic,
)

ONCALL = topic("oncall", PAGER)
OWN_LATENCY = Watched("Shop", "CheckoutLatency")
OWN_ERRORS = Watched("Shop", "Errors")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [([thing(), alarm()], PASS), ([thing(), canary()], PASS), ([thing()], FAIL), ([], NONE)],
)
def test_an_account_is_measured(facts: list[Fact], expected: Outcome) -> None:
    assert outcome(account_is_measured, account(), *facts) is expected


def test_measuring_that_was_refused_is_unknown() -> None:
    assert outcome(account_is_measured, account(), thing(), refused=[Alarm]) is UNKNOWN


@pytest.mark.parametrize(
    ("facts", "watched", "heard", "in_use"),
    [
        ([], FAIL, FAIL, False),
        ([alarm("cpu", Watched("AWS/ECS", "CPUUtilization"))], FAIL, FAIL, True),
        (
            [alarm("errors", errors_of(), to="oncall"), alarm("slow", latency_of(), to="oncall"), ONCALL],
            PASS,
            PASS,
            True,
        ),
        ([alarm("errors", errors_of(), to="oncall"), ONCALL], PASS, FAIL, True),
        ([alarm("errors", errors_of()), alarm("slow", latency_of())], PASS, FAIL, True),
        ([alarm("both", errors_of(), latency_of(), to="oncall"), ONCALL], PASS, PASS, True),
        ([alarm("of-another", errors_of("other"), to="oncall"), ONCALL], FAIL, FAIL, True),
        ([alarm("elsewhere", errors_of(), region=FRANKFURT)], FAIL, FAIL, False),
        ([alarm("all", Watched("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count"))], PASS, FAIL, True),
        ([alarm("own", OWN_LATENCY, OWN_ERRORS, to="oncall"), ONCALL], UNKNOWN, UNKNOWN, False),
        ([alarm("own", OWN_LATENCY, OWN_ERRORS)], UNKNOWN, FAIL, True),
        (
            [alarm("probe", Watched("CloudWatchSynthetics", "SuccessPercent"), to="oncall"), ONCALL],
            UNKNOWN,
            UNKNOWN,
            False,
        ),
    ],
)
def test_the_door_is_watched(facts: list[Fact], watched: Outcome, heard: Outcome, in_use: bool) -> None:
    verdict = judged(an_alarm_watches_what_users_feel_here, entry(), *facts)
    assert verdict.outcome is watched
    verdict = judged(somebody_hears_of_errors_and_latency, entry(), *facts)
    assert verdict.outcome is heard
    assert verdict.in_use is (in_use and heard is FAIL)


def test_an_alarm_of_the_monitoring_account_counts() -> None:
    far = Watched("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", ("LoadBalancer=app/shop/1",), "111122223333")
    assert outcome(an_alarm_watches_what_users_feel_here, entry(), alarm("far", far, account=OTHER)) is PASS


def test_a_door_that_measures_no_latency_is_not_asked_for_it() -> None:
    line = entry("line", namespace="AWS/NetworkELB", dimensions=("LoadBalancer=net/line/1",))
    watch = Watched("AWS/NetworkELB", "UnHealthyHostCount", ("LoadBalancer=net/line/1",))
    assert outcome(somebody_hears_of_errors_and_latency, line, alarm("line", watch, to="oncall"), ONCALL) is PASS


@pytest.mark.parametrize("refused", [Alarm, Topic])
def test_a_door_whose_alarms_were_refused_is_unknown(refused: type[Fact]) -> None:
    facts = [] if refused is Alarm else [alarm("e", errors_of(), to="oncall"), alarm("l", latency_of(), to="oncall")]
    assert outcome(somebody_hears_of_errors_and_latency, entry(), *facts, refused=[refused]) is UNKNOWN


@pytest.mark.parametrize(
    ("facts", "kept", "burns", "in_use"),
    [
        ([thing(), objective()], PASS, FAIL, True),
        ([thing(), objective(), alarm("burn", burn_of("checkout", 60))], PASS, PASS, False),
        ([thing()], FAIL, FAIL, False),
        ([], NONE, NONE, False),
    ],
)
def test_objectives_of_an_account(facts: list[Fact], kept: Outcome, burns: Outcome, in_use: bool) -> None:
    assert outcome(an_objective_is_kept, account(), *facts) is kept
    verdict = judged(an_alarm_follows_a_burn_rate, account(), *facts)
    assert (verdict.outcome, verdict.in_use) == (burns, in_use)


def test_objectives_that_were_refused_are_not_absent() -> None:
    assert outcome(an_objective_is_kept, account(), thing(), refused=[Objective]) is UNKNOWN
    assert outcome(an_alarm_follows_a_burn_rate, account(), thing(), refused=[Objective]) is UNKNOWN


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, PASS),
        ({"budget": "BREACHED"}, PASS),
        ({"budget": "INSUFFICIENT_DATA"}, FAIL),
        ({"goal": None}, FAIL),
        ({"window_days": None}, FAIL),
        ({"window_days": DENIED}, UNKNOWN),
        ({"budget": DENIED}, UNKNOWN),
    ],
)
def test_the_budget_of_an_objective(more: dict[str, Any], expected: Outcome) -> None:
    assert outcome(objective_counts_its_budget, objective(**more)) is expected


@pytest.mark.parametrize(
    ("objectives", "expected", "in_use"),
    [
        ([objective()], PASS, False),
        ([objective(service="search")], FAIL, True),
        ([objective(service="")], UNKNOWN, False),
        ([], FAIL, False),
    ],
)
def test_each_service_has_an_objective(objectives: list[Fact], expected: Outcome, in_use: bool) -> None:
    service = SeenService(subject=subject("s"), name="checkout", environment="eks:prod")
    verdict = judged(service_has_an_objective, service, *objectives)
    assert (verdict.outcome, verdict.in_use) == (expected, in_use)
    assert outcome(service_has_an_objective, service, refused=[Objective]) is UNKNOWN


@pytest.mark.parametrize(
    ("facts", "some", "both"),
    [
        ([], FAIL, FAIL),
        ([alarm("fast", burn_of("checkout", 60))], PASS, FAIL),
        ([alarm("fast", burn_of("checkout", 60), to="oncall"), ONCALL], PASS, FAIL),
        (
            [
                alarm("fast", burn_of("checkout", 60), to="oncall"),
                alarm("slow", burn_of("checkout", 360), to="oncall"),
                ONCALL,
            ],
            PASS,
            PASS,
        ),
        ([alarm("fast", burn_of("search", 60), to="oncall"), ONCALL], FAIL, FAIL),
        (
            [
                alarm("fast", burn_of("checkout", 5), to="oncall"),
                alarm("slow", burn_of("checkout", 360), to="tell"),
                ONCALL,
                topic("tell", FUNCTION),
            ],
            PASS,
            UNKNOWN,
        ),
    ],
)
def test_fast_and_slow_burn(facts: list[Fact], some: Outcome, both: Outcome) -> None:
    assert outcome(objective_has_a_burn_rate_alarm, objective(), *facts) is some
    assert outcome(somebody_hears_of_fast_and_slow_burn, objective(), *facts) is both


def test_burn_that_was_not_read_is_unknown() -> None:
    assert outcome(objective_has_a_burn_rate_alarm, objective(burn_windows=DENIED)) is UNKNOWN
    assert outcome(somebody_hears_of_fast_and_slow_burn, objective(), refused=[Alarm]) is UNKNOWN


def test_alarms_can_be_counted_where_there_are_some() -> None:
    assert outcome(alarms_can_be_counted, account(), thing(), alarm()) is PASS
    assert outcome(alarms_can_be_counted, account(), thing()) is FAIL


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, PASS),
        ({"state": AlarmState.ALARM, "days_in_state": 7}, PASS),
        ({"state": AlarmState.ALARM, "days_in_state": 8}, FAIL),
        ({"state": AlarmState.INSUFFICIENT_DATA, "days_in_state": 264}, FAIL),
        ({"state": AlarmState.ALARM, "days_in_state": None}, UNKNOWN),
        ({"state": AlarmState.ALARM, "days_in_state": 90, "actions_enabled": False}, NONE),
        ({"state": AlarmState.ALARM, "days_in_state": 90, "to": ()}, NONE),
    ],
)
def test_an_alarm_that_is_stuck(more: dict[str, Any], expected: Outcome) -> None:
    assert outcome(alarm_is_not_stuck, alarm(**{"to": "oncall", **more})) is expected


@pytest.mark.parametrize(("turns", "expected"), [(0, PASS), (10, PASS), (11, FAIL)])
def test_an_alarm_that_flaps(turns: int, expected: Outcome) -> None:
    noisy = alarm(to="oncall")
    history = [AlarmTurns(subject=noisy.subject, into_alarm=turns, sampled=False)] if turns else []
    assert outcome(alarm_does_not_flap, noisy, *history) is expected
    assert outcome(alarm_does_not_flap, alarm(), *history) is NONE
    assert outcome(alarm_does_not_flap, noisy, refused=[AlarmTurns]) is UNKNOWN


def store(name: str = "orders", **more: Any) -> Dependency:
    fields: dict[str, Any] = {
        "type": "postgres",
        "namespace": "AWS/RDS",
        "dimensions": (f"DBInstanceIdentifier={name}",),
        "zones": 2,
        "dead_letters": None,
        "receives_dead_letters": False,
        **more,
    }
    return Dependency(subject=subject(f"arn:db:{name}"), name=name, **fields)


STORAGE = Watched("AWS/RDS", "FreeStorageSpace", ("DBInstanceIdentifier=orders",))


@pytest.mark.parametrize(
    ("facts", "bound", "heard", "in_use"),
    [
        ([alarm("full", STORAGE, to="oncall"), ONCALL], PASS, PASS, False),
        ([alarm("full", STORAGE, to="oncall"), topic("oncall", MAIL)], PASS, PASS, False),
        ([alarm("full", STORAGE, to="arn:aws:autoscaling:eu-west-1:1:scalingPolicy:p")], PASS, PASS, False),
        ([alarm("full", STORAGE)], PASS, FAIL, True),
        ([alarm("full", STORAGE, to="oncall"), topic("oncall", FUNCTION)], PASS, UNKNOWN, False),
        ([alarm("other", Watched("AWS/RDS", "CPUUtilization", ("DBInstanceIdentifier=old",)))], FAIL, FAIL, True),
        ([], FAIL, FAIL, False),
    ],
)
def test_a_store_has_a_bound(facts: list[Fact], bound: Outcome, heard: Outcome, in_use: bool) -> None:
    assert outcome(dependency_has_a_bound, store(), *facts) is bound
    verdict = judged(somebody_hears_of_the_bound, store(), *facts)
    assert (verdict.outcome, verdict.in_use) == (heard, in_use)


def test_a_bound_that_was_refused_is_unknown() -> None:
    assert outcome(dependency_has_a_bound, store(), refused=[Alarm]) is UNKNOWN


@pytest.mark.parametrize(
    ("facts", "expected", "in_use"),
    [
        ([thing(), alarm("full", STORAGE)], PASS, False),
        ([thing(), alarm("errors", errors_of())], FAIL, True),
        ([thing()], FAIL, False),
        ([], NONE, False),
    ],
)
def test_load_that_builds_up(facts: list[Fact], expected: Outcome, in_use: bool) -> None:
    verdict = judged(an_alarm_watches_load_building_up, account(), *facts)
    assert (verdict.outcome, verdict.in_use) == (expected, in_use)


@pytest.mark.parametrize(
    ("facts", "expected", "in_use"),
    [
        ([thing(), alarm("pages", Watched("AWS/SNS", "NumberOfNotificationsFailed"))], PASS, False),
        ([thing(), alarm("nightly-heartbeat", Watched("Shop", "Runs"))], PASS, False),
        ([thing(), alarm("errors", errors_of())], FAIL, True),
        ([thing()], FAIL, False),
        ([], NONE, False),
    ],
)
def test_monitoring_is_watched_itself(facts: list[Fact], expected: Outcome, in_use: bool) -> None:
    verdict = judged(an_alarm_watches_monitoring_itself, account(), *facts)
    assert (verdict.outcome, verdict.in_use) == (expected, in_use)
    assert outcome(an_alarm_watches_monitoring_itself, account(), thing(), refused=[Alarm]) is UNKNOWN


HEALTHY = Watched("AWS/ApplicationELB", "HealthyHostCount", ("LoadBalancer=app/shop/1",))


@pytest.mark.parametrize(
    ("judged_alarm", "expected"),
    [
        (alarm("up", HEALTHY, missing_data="breaching"), PASS),
        (alarm("up", HEALTHY, missing_data="missing", no_data_actions=("arn:aws:sns:x:1:oncall",)), PASS),
        (alarm("up", HEALTHY, missing_data="missing"), FAIL),
        (alarm("up", HEALTHY, missing_data="notBreaching"), FAIL),
        (alarm("up", HEALTHY, missing_data="ignore", no_data_actions=("arn:aws:sns:x:1:oncall",)), FAIL),
        (alarm("heartbeat", Watched("Shop", "Beats"), missing_data="notBreaching"), FAIL),
        (alarm("errors", errors_of(), missing_data="notBreaching"), NONE),
        (alarm("calls", Watched("AWS/Lambda", "Invocations")), NONE),
    ],
)
def test_silence_is_failure(judged_alarm: Alarm, expected: Outcome) -> None:
    assert outcome(silence_counts_as_failure, judged_alarm) is expected


@pytest.mark.parametrize(
    ("judged_alarm", "facts", "expected"),
    [
        (alarm(to="oncall", says_first_step=True), [ONCALL], PASS),
        (alarm(to=("oncall", "arn:aws:automate:eu-west-1:ec2:recover")), [ONCALL], PASS),
        (alarm(to="arn:aws:ssm-incidents::111122223333:response-plan/shop"), [], PASS),
        (alarm(to="oncall"), [ONCALL], FAIL),
        (alarm(to="arn:aws:lambda:eu-west-1:111122223333:function:stop"), [], UNKNOWN),
        (alarm(), [], NONE),
    ],
)
def test_the_first_step(judged_alarm: Alarm, facts: list[Fact], expected: Outcome) -> None:
    for check in (alarm_says_or_does_the_first_step, no_alarm_is_without_a_first_step):
        assert outcome(check, judged_alarm, *facts) is expected


def test_the_absence_of_one_product_is_marked_as_that() -> None:
    made: list[Check] = [
        each.check  # type: ignore[attr-defined]
        for each in (account_is_measured, an_objective_is_kept, dependency_has_a_bound, alarms_can_be_counted)
    ]
    assert all(each.product for each in made)
