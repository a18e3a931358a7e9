"""Response in accounts: moves to execute, time that is bought, traffic that moves, people who are called."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from assess.evidence.checks import Outcome
from assess.evidence.facts import Fact
from collectors.aws.checks.incident_response.calling import (
    a_drill_is_prepared,
    a_drill_was_run_in_two_quarters,
    declaring_calls_people_and_opens_a_channel,
    drill_stops_on_an_alarm,
    incident_keeps_its_times,
    page_goes_on_by_itself,
    person_is_called_by_several_channels,
    plan_sets_impact_and_calls_people,
    rotation_has_several_people,
    somebody_is_paged,
)
from collectors.aws.checks.incident_response.stabilising import (
    a_check_is_saved_for_others,
    a_move_can_be_executed,
    entry_point_limits_its_rate,
    entry_point_stands_in_several_zones,
    group_has_room_to_grow,
    queue_keeps_failed_messages_apart,
    runbook_has_an_owner,
    runbook_was_run_lately,
    something_buys_time,
    store_survives_a_zone,
)
from collectors.aws.checks.incident_response.traffic import moving_traffic_was_practised, traffic_can_be_moved
from collectors.aws.facts.accounts import ListedAccount
from collectors.aws.facts.alarms import Alarm, Topic
from collectors.aws.facts.dependencies import Dependency, ScalingGroup, ShiftReady
from collectors.aws.facts.journeys import EntryPoint, Record
from collectors.aws.facts.response import (
    AutomationRun,
    AutomationRunbook,
    Contact,
    Drill,
    DrillTemplate,
    Incident,
    ResponsePlan,
    Rotation,
)
from collectors.aws.facts.telemetry import SavedQuery
from tests.collectors.aws.seen import (
    DENIED,
    FAIL,
    FUNCTION,
    MAIL,
    NONE,
    PAGER,
    PASS,
    UNKNOWN,
    account,
    alarm,
    entry,
    judged,
    listed,
    outcome,
    subject,
    thing,
    topic,
)


def runbook(owner: str | None = None) -> AutomationRunbook:
    return AutomationRunbook(subject=subject("arn:document/restart"), name="restart", owner=owner)


def run(**more: Any) -> AutomationRun:
    fields: dict[str, Any] = {"days_ago": 3, "succeeded": True, "runs": 2, **more}
    return AutomationRun(subject=subject("arn:document/restart"), document="restart", **fields)


@pytest.mark.parametrize(
    ("facts", "expected"), [([thing(), runbook()], PASS), ([thing()], FAIL), ([runbook()], NONE), ([], NONE)]
)
def test_a_move_that_can_be_executed(facts: list[Fact], expected: Outcome) -> None:
    assert outcome(a_move_can_be_executed, account(), *facts) is expected
    assert outcome(a_move_can_be_executed, account(), thing(), refused=[AutomationRunbook]) is UNKNOWN


@pytest.mark.parametrize(
    ("judged_runbook", "facts", "expected"),
    [
        (runbook("shop"), [listed()], PASS),
        (runbook(), [listed(owner="shop")], PASS),
        (runbook(), [listed()], FAIL),
        (runbook(), [listed(owner="platform"), thing(owner="shop")], FAIL),
    ],
)
def test_the_owner_of_a_runbook(judged_runbook: AutomationRunbook, facts: list[Fact], expected: Outcome) -> None:
    assert outcome(runbook_has_an_owner, judged_runbook, account(), *facts) is expected
    assert outcome(runbook_has_an_owner, runbook(), account(), refused=[ListedAccount]) is UNKNOWN


@pytest.mark.parametrize(("runs", "expected"), [([run()], PASS), ([run(succeeded=False)], FAIL), ([], UNKNOWN)])
def test_the_last_run_of_a_runbook(runs: list[Fact], expected: Outcome) -> None:
    assert outcome(runbook_was_run_lately, runbook(), *runs) is expected
    assert outcome(runbook_was_run_lately, runbook(), refused=[AutomationRun]) is UNKNOWN


def group(most: int = 4, least: int = 1, running: int | None = 2) -> ScalingGroup:
    return ScalingGroup(subject=subject("g"), name="g", service="ec2", least=least, most=most, running=running)


def dependency(kind: str = "queue", **more: Any) -> Dependency:
    fields: dict[str, Any] = {
        "namespace": "AWS/SQS",
        "dimensions": (),
        "zones": None,
        "dead_letters": True,
        "receives_dead_letters": False,
        **more,
    }
    return Dependency(subject=subject("d"), name="d", type=kind, **fields)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([thing(), group()], PASS),
        ([thing(), group(most=1)], UNKNOWN),
        ([thing(), dependency()], PASS),
        ([thing(), dependency("postgres")], UNKNOWN),
        ([thing(), entry(throttled=True)], PASS),
        ([thing(), entry(throttled=DENIED)], UNKNOWN),
        ([thing()], UNKNOWN),
        ([], NONE),
    ],
)
def test_something_buys_time(facts: list[Fact], expected: Outcome) -> None:
    assert outcome(something_buys_time, account(), *facts) is expected


@pytest.mark.parametrize(
    ("queue", "expected"),
    [
        (dependency(), PASS),
        (dependency(dead_letters=False), FAIL),
        (dependency(dead_letters=False, receives_dead_letters=True), NONE),
        (dependency(dead_letters=DENIED), UNKNOWN),
        (dependency(dead_letters=False, receives_dead_letters=DENIED), UNKNOWN),
        (dependency("postgres", dead_letters=None), NONE),
    ],
)
def test_a_queue_keeps_failed_messages(queue: Dependency, expected: Outcome) -> None:
    assert outcome(queue_keeps_failed_messages_apart, queue) is expected


@pytest.mark.parametrize(("limit", "expected"), [(True, PASS), (False, FAIL), (None, NONE), (DENIED, UNKNOWN)])
def test_a_door_limits_its_rate(limit: Any, expected: Outcome) -> None:
    assert outcome(entry_point_limits_its_rate, entry(throttled=limit)) is expected


@pytest.mark.parametrize(
    ("judged_group", "expected"),
    [
        (group(most=4, running=2), PASS),
        (group(most=4, running=4), FAIL),
        (group(most=4, least=1, running=None), PASS),
        (group(most=4, least=4, running=None), FAIL),
    ],
)
def test_room_to_grow(judged_group: ScalingGroup, expected: Outcome) -> None:
    assert outcome(group_has_room_to_grow, judged_group) is expected


@pytest.mark.parametrize(("zones", "expected"), [(2, PASS), (1, FAIL), (0, NONE)])
def test_zones_of_a_door(zones: int, expected: Outcome) -> None:
    assert outcome(entry_point_stands_in_several_zones, entry(zones=zones)) is expected


@pytest.mark.parametrize(("zones", "expected"), [(2, PASS), (1, FAIL), (None, NONE)])
def test_zones_of_a_store(zones: int | None, expected: Outcome) -> None:
    assert outcome(store_survives_a_zone, dependency("postgres", zones=zones)) is expected


def shift(of: str = "shop", **more: Any) -> ShiftReady:
    """The load balancer of that name, as it stands in the list of what can be shifted."""
    fields: dict[str, Any] = {"autoshift": False, "practice": False, "practised": "", **more}
    return ShiftReady(subject=subject(f"arn:loadbalancer:{of}"), name=of, **fields)


def record(checked: bool = True, policy: str = "failover") -> Record:
    return Record(subject=subject("rec", region=""), name="shop.example.org.", policy=policy, checked=checked)


def drill(state: str = "completed", days_ago: int | None = 20) -> Drill:
    return Drill(subject=subject("x"), identifier="EXP1", template="EXT1", state=state, days_ago=days_ago)


def template(stops: Any = True, actions: Any = ("aws:network:disrupt-connectivity",)) -> DrillTemplate:
    return DrillTemplate(subject=subject("t"), identifier="EXT1", stops_on_alarm=stops, actions=actions)


API = entry("api", zones=0)


@pytest.mark.parametrize(
    ("facts", "ready", "in_use"),
    [
        ([entry(), shift(autoshift=True)], PASS, False),
        ([entry(), shift(practice=True)], PASS, False),
        ([entry(), entry("admin"), shift(autoshift=True)], FAIL, True),
        ([entry(), entry("admin"), shift(autoshift=True), shift("admin", practice=True)], PASS, False),
        ([entry(), shift("a group of machines", autoshift=True)], FAIL, True),
        ([entry(), record()], PASS, False),
        ([record()], PASS, False),
        ([entry(), record(checked=False)], FAIL, True),
        ([record(checked=False)], FAIL, True),
        ([record(checked=False, policy="latency")], FAIL, True),
        ([record(checked=False, policy="weighted")], UNKNOWN, False),
        ([entry(), record(checked=False, policy="weighted")], UNKNOWN, False),
        ([entry(), shift()], FAIL, True),
        ([entry()], FAIL, False),
        ([API], NONE, False),
        ([API, record(checked=False)], FAIL, True),
        ([API, entry(), shift(autoshift=True)], PASS, False),
        ([], NONE, False),
    ],
)
def test_traffic_can_be_moved(facts: list[Fact], ready: Outcome, in_use: bool) -> None:
    verdict = judged(traffic_can_be_moved, account(), *facts)
    assert (verdict.outcome, verdict.in_use) == (ready, in_use)


@pytest.mark.parametrize("refused", [EntryPoint, ShiftReady, Record])
def test_switches_that_were_refused_are_unknown(refused: type[Fact]) -> None:
    facts = [] if refused is EntryPoint else [entry()]
    assert outcome(traffic_can_be_moved, account(), *facts, refused=[refused]) is UNKNOWN


READY = [entry(), shift(autoshift=True, practised="")]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([entry(), shift(practice=True, practised="SUCCEEDED")], PASS),
        ([entry(), shift(practice=True, practised="FAILED")], UNKNOWN),
        ([*READY, drill(), template()], PASS),
        ([*READY, drill(), template(actions=("aws:ssm:send-command",))], UNKNOWN),
        ([*READY, drill(), template(actions=DENIED)], UNKNOWN),
        ([*READY, drill()], UNKNOWN),
        ([entry(), drill(), template()], UNKNOWN),
        ([*READY, drill(days_ago=200), template()], UNKNOWN),
        ([*READY, drill("stopped"), template()], UNKNOWN),
        ([record(), drill(), template()], PASS),
        ([entry()], UNKNOWN),
        ([API], NONE),
        ([], NONE),
    ],
)
def test_moving_traffic_was_practised(facts: list[Fact], expected: Outcome) -> None:
    assert outcome(moving_traffic_was_practised, account(), *facts) is expected


def test_a_check_is_saved_for_others() -> None:
    query = SavedQuery(subject=subject("q"), name="errors of the last hour")
    assert outcome(a_check_is_saved_for_others, account(), thing(), query) is PASS
    assert outcome(a_check_is_saved_for_others, account(), thing(), runbook()) is PASS
    assert outcome(a_check_is_saved_for_others, account(), thing()) is UNKNOWN
    assert outcome(a_check_is_saved_for_others, account()) is NONE


@pytest.mark.parametrize(
    ("facts", "prepared", "held", "in_use"),
    [
        ([thing(), template(), drill()], PASS, PASS, False),
        ([thing(), template(), drill(days_ago=181)], PASS, FAIL, True),
        ([thing(), template(), drill("failed")], PASS, FAIL, True),
        ([thing(), template()], PASS, FAIL, True),
        ([thing()], FAIL, FAIL, False),
        ([], NONE, NONE, False),
    ],
)
def test_drills(facts: list[Fact], prepared: Outcome, held: Outcome, in_use: bool) -> None:
    assert outcome(a_drill_is_prepared, account(), *facts) is prepared
    verdict = judged(a_drill_was_run_in_two_quarters, account(), *facts)
    assert (verdict.outcome, verdict.in_use) == (held, in_use)


def test_drills_that_were_refused_are_unknown() -> None:
    assert outcome(a_drill_is_prepared, account(), thing(), refused=[DrillTemplate]) is UNKNOWN
    assert outcome(a_drill_was_run_in_two_quarters, account(), thing(), refused=[Drill]) is UNKNOWN


@pytest.mark.parametrize(("value", "expected"), [(True, PASS), (False, FAIL), (DENIED, UNKNOWN)])
def test_a_drill_that_stops(value: Any, expected: Outcome) -> None:
    assert outcome(drill_stops_on_an_alarm, template(value)) is expected


def plan(**more: Any) -> ResponsePlan:
    fields: dict[str, Any] = {"impact": 1, "engages": 1, "opens_chat": True, "runbooks": (), **more}
    return ResponsePlan(subject=subject("p"), name="shop", **fields)


@pytest.mark.parametrize(
    ("judged_plan", "calls", "declares"),
    [
        (plan(), PASS, PASS),
        (plan(engages=0), FAIL, FAIL),
        (plan(impact=0), FAIL, PASS),
        (plan(opens_chat=False), PASS, FAIL),
        (plan(engages=DENIED), UNKNOWN, UNKNOWN),
    ],
)
def test_a_response_plan(judged_plan: ResponsePlan, calls: Outcome, declares: Outcome) -> None:
    assert outcome(plan_sets_impact_and_calls_people, judged_plan) is calls
    assert outcome(declaring_calls_people_and_opens_a_channel, judged_plan) is declares


@pytest.mark.parametrize(
    ("facts", "expected", "in_use"),
    [
        ([thing(), alarm(to="oncall"), topic("oncall", PAGER)], PASS, False),
        ([thing(), alarm(to="oncall"), topic("oncall", MAIL)], FAIL, True),
        (
            [thing(), alarm("a", to="mail"), alarm("b", to="page"), topic("mail", MAIL), topic("page", PAGER)],
            PASS,
            False,
        ),
        ([thing(), alarm(to="oncall"), topic("oncall", FUNCTION)], UNKNOWN, False),
        ([thing(), alarm()], FAIL, True),
        ([thing()], FAIL, False),
        ([], NONE, False),
    ],
)
def test_somebody_is_paged(facts: list[Fact], expected: Outcome, in_use: bool) -> None:
    verdict = judged(somebody_is_paged, account(), *facts)
    assert (verdict.outcome, verdict.in_use) == (expected, in_use)


@pytest.mark.parametrize("refused", [Alarm, Topic])
def test_pages_that_were_refused_are_unknown(refused: type[Fact]) -> None:
    assert outcome(somebody_is_paged, account(), thing(), alarm(to="oncall"), refused=[refused]) is UNKNOWN


@pytest.mark.parametrize(("people", "expected"), [(3, PASS), (1, FAIL), (0, FAIL)])
def test_a_rotation(people: int, expected: Outcome) -> None:
    assert outcome(rotation_has_several_people, Rotation(subject=subject("r"), name="first", people=people)) is expected


def contact(kind: str, stages: Any = 1, channels: Any = ()) -> Contact:
    return Contact(subject=subject("c"), alias="shop", type=kind, stages=stages, channels=channels)


@pytest.mark.parametrize(
    ("judged_contact", "goes_on", "called"),
    [
        (contact("ESCALATION", stages=2), PASS, NONE),
        (contact("ESCALATION", stages=1), FAIL, NONE),
        (contact("ESCALATION", stages=DENIED), UNKNOWN, NONE),
        (contact("PERSONAL", channels=("EMAIL", "VOICE")), NONE, PASS),
        (contact("PERSONAL", channels=("EMAIL",)), NONE, FAIL),
        (contact("PERSONAL", channels=("SMS",)), NONE, FAIL),
        (contact("PERSONAL", channels=()), NONE, FAIL),
        (contact("PERSONAL", channels=DENIED), NONE, UNKNOWN),
        (contact("ONCALL_SCHEDULE"), NONE, NONE),
    ],
)
def test_a_contact(judged_contact: Contact, goes_on: Outcome, called: Outcome) -> None:
    assert outcome(page_goes_on_by_itself, judged_contact) is goes_on
    assert outcome(person_is_called_by_several_channels, judged_contact) is called


MORNING = datetime(2026, 2, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opened", "resolved", "expected"), [(MORNING, MORNING, PASS), (None, MORNING, FAIL), (MORNING, None, NONE)]
)
def test_times_of_an_incident(opened: datetime | None, resolved: datetime | None, expected: Outcome) -> None:
    incident = Incident(subject=subject("i"), impact=2, opened=opened, resolved=resolved, by_machine=True)
    assert outcome(incident_keeps_its_times, incident) is expected
