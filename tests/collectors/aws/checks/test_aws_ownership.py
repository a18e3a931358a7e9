"""Ownership in accounts: who is named, what holds everywhere, what is silenced without a reason, who may act."""

from __future__ import annotations

from typing import Any

import pytest

from assess.evidence.checks import Outcome
from assess.evidence.facts import Fact, Unread
from collectors.aws.checks.ownership.governance import (
    a_pack_states_the_standard,
    a_product_carries_the_standard,
    account_inherits_a_guardrail,
    account_is_under_a_guardrail,
    accounts_are_compared_with_a_pack,
    exception_says_why,
    one_account_runs_services_for_all,
    operations_has_a_contact,
    people_can_take_the_emergency_role,
    the_emergency_role_may_act,
    the_emergency_role_was_used,
)
from collectors.aws.checks.ownership.owners import (
    no_thing_is_without_an_owner,
    thing_names_its_owner,
    what_has_no_owner_is_refused_or_found,
)
from collectors.aws.checks.ownership.routing import (
    alarm_names_its_team,
    alarms_exist,
    an_objective_is_a_figure_with_a_bound,
    every_alarm_reaches_somebody,
)
from collectors.aws.facts.accounts import (
    Delegate,
    EmergencyRole,
    GoldenProduct,
    ListedAccount,
    StandardPack,
    StandingException,
    TagRule,
    Thing,
)
from collectors.aws.facts.alarms import Alarm, Topic
from collectors.aws.facts.controls import ControlPolicy
from collectors.aws.facts.statements import Condition, Statement
from tests.collectors.aws.seen import (
    DENIED,
    FAIL,
    HERE,
    NONE,
    OTHER,
    PAGER,
    PASS,
    UNKNOWN,
    account,
    alarm,
    deny,
    guardrail,
    judged,
    listed,
    objective,
    outcome,
    subject,
    thing,
    topic,
)

TRAIL_OFF = deny("cloudtrail:Stop*")
BUT_ADMIN = deny("cloudtrail:*", when=Condition("ArnNotLike", "aws:PrincipalArn", ("arn:aws:iam::*:role/audit",)))
REGIONS = Statement(
    allow=False,
    not_actions=("iam:*",),
    resources=("*",),
    conditions=(Condition("StringNotEquals", "aws:RequestedRegion", ("eu-west-1",)),),
)
SIZES = deny("ec2:RunInstances", when=Condition("StringNotLike", "ec2:InstanceType", ("t4g.*",)))
ONE_TRAIL = Statement(allow=False, actions=("cloudtrail:StopLogging",), resources=("arn:aws:cloudtrail:*:*:trail/x",))
UNTAGGED = deny("ec2:RunInstances", when=Condition("Null", "aws:RequestTag/owner", ("true",)))
ODD_TEAM = deny("lambda:Create*", when=Condition("StringNotEquals", "aws:RequestTag/Team", ("shop", "grid")))
TAGGED = deny("ec2:RunInstances", when=Condition("StringEquals", "aws:RequestTag/owner", ("mallory",)))
IF_TAGGED = deny("ec2:RunInstances", when=Condition("StringNotEqualsIfExists", "aws:RequestTag/owner", ("shop",)))
COST = deny("ec2:RunInstances", when=Condition("Null", "aws:RequestTag/cost-center", ("true",)))
ALL = Statement(allow=True, actions=("*",), resources=("*",))
AWS_OWN = guardrail("FullAWSAccess", own=False, targets=("r-1", "ou-1", HERE), statements=(ALL,))


@pytest.mark.parametrize(("value", "expected"), [(True, PASS), (False, UNKNOWN), (DENIED, UNKNOWN)])
def test_a_contact_for_operations(value: bool | Unread, expected: Outcome) -> None:
    assert outcome(operations_has_a_contact, account(operations_contact=value)) is expected


def test_a_delegated_administrator_works_for_all() -> None:
    delegate = Delegate(subject=subject("d"), number=OTHER, services=("config.amazonaws.com",))
    assert outcome(one_account_runs_services_for_all, delegate) is PASS
    refused = Delegate(subject=subject("d"), number=OTHER, services=DENIED)
    assert outcome(one_account_runs_services_for_all, refused) is UNKNOWN


@pytest.mark.parametrize(("value", "expected"), [(True, PASS), (False, UNKNOWN), (DENIED, UNKNOWN)])
def test_a_pack_in_force(value: bool | Unread, expected: Outcome) -> None:
    pack = StandardPack(subject=subject("p"), name="standard", in_force=value)
    assert outcome(accounts_are_compared_with_a_pack, pack) is expected


def test_a_standard_as_code_is_found_by_either_way() -> None:
    pack = StandardPack(subject=subject("p"), name="standard", in_force=True)
    product = GoldenProduct(subject=subject("g"), name="service", owned=True)
    assert outcome(a_pack_states_the_standard, pack) is PASS
    assert outcome(a_product_carries_the_standard, product) is PASS


@pytest.mark.parametrize(
    ("facts", "expected", "inherited"),
    [
        ([listed(), guardrail(statements=(TRAIL_OFF,))], PASS, PASS),
        ([listed(), guardrail(statements=(BUT_ADMIN,))], PASS, PASS),
        ([listed(), guardrail(statements=(deny("organizations:LeaveOrganization"),), targets=("r-1",))], PASS, PASS),
        ([listed(), guardrail(statements=(TRAIL_OFF,), targets=("111122223333",))], PASS, FAIL),
        ([listed(), guardrail(statements=(TRAIL_OFF,), targets=("ou-other",))], FAIL, FAIL),
        ([listed(), guardrail(statements=(REGIONS,))], FAIL, FAIL),
        ([listed(), guardrail(statements=(SIZES,))], PASS, FAIL),
        ([listed(), guardrail(statements=(ONE_TRAIL,))], PASS, FAIL),
        ([listed(), guardrail(statements=(TRAIL_OFF, SIZES, REGIONS))], PASS, PASS),
        ([listed()], FAIL, FAIL),
        ([listed(), guardrail(statements=DENIED)], UNKNOWN, UNKNOWN),
        ([listed(), guardrail(statements=(TRAIL_OFF,), targets=DENIED)], UNKNOWN, UNKNOWN),
        ([listed(above=DENIED), guardrail(statements=(TRAIL_OFF,))], UNKNOWN, UNKNOWN),
        ([listed(manages=True)], NONE, NONE),
        ([listed(active=False)], NONE, NONE),
    ],
)
def test_a_guardrail_above_an_account(facts: list[Fact], expected: Outcome, inherited: Outcome) -> None:
    assert outcome(account_is_under_a_guardrail, account(), AWS_OWN, *facts) is expected
    assert outcome(account_inherits_a_guardrail, account(), AWS_OWN, *facts) is inherited


@pytest.mark.parametrize("refused", [ListedAccount, ControlPolicy])
def test_an_organisation_that_was_not_read_fails_nobody(refused: type[Fact]) -> None:
    facts = [] if refused is ListedAccount else [listed()]
    assert outcome(account_is_under_a_guardrail, account(), *facts, refused=[refused]) is UNKNOWN


def test_an_account_without_organisation_may_be_limited_otherwise() -> None:
    assert outcome(account_is_under_a_guardrail, account(management="none")) is UNKNOWN


@pytest.mark.parametrize(
    ("judged_thing", "facts", "expected"),
    [
        (thing(owner="shop"), [], PASS),
        (thing(), [listed()], FAIL),
        (thing(), [listed(owner="shop")], PASS),
        (thing(), [listed(owner="Shop"), thing("other", owner="shop")], PASS),
        (thing(), [listed(owner="platform"), thing("other", owner="shop")], FAIL),
        (thing(), [listed(owner="platform"), thing("other", owner="shop", account=OTHER)], PASS),
        (thing(), [listed(owner=DENIED)], UNKNOWN),
    ],
)
def test_the_owner_of_a_thing(judged_thing: Thing, facts: list[Fact], expected: Outcome) -> None:
    for check in (thing_names_its_owner, no_thing_is_without_an_owner):
        assert outcome(check, judged_thing, account(), *facts) is expected


def test_a_thing_whose_account_has_no_organisation_answers_for_itself() -> None:
    assert outcome(thing_names_its_owner, thing(), account(management="none")) is FAIL


def test_tags_of_an_account_that_were_not_read_fail_nobody() -> None:
    verdict = judged(thing_names_its_owner, thing(), account(), refused=[ListedAccount])
    assert verdict.outcome is UNKNOWN
    assert verdict.unread is not None
    assert verdict.unread.needs == "x:Read"


def tag_rule(name: str = "required-tags", **more: Any) -> TagRule:
    fields: dict[str, Any] = {"keys": ("owner",), "compliant": True, **more}
    return TagRule(subject=subject(name), name=name, **fields)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([thing(), listed(), guardrail(statements=(UNTAGGED,))], UNKNOWN),
        ([thing(kind="ec2:instance"), listed(), guardrail(statements=(UNTAGGED,))], PASS),
        ([thing(kind="ec2:instance"), thing(), listed(), guardrail(statements=(UNTAGGED,))], UNKNOWN),
        ([thing(kind="ec2:instance"), thing(), listed(), guardrail(statements=(UNTAGGED, ODD_TEAM))], PASS),
        ([thing(kind="ec2:instance"), thing(kind="sqs"), listed(), guardrail(statements=(UNTAGGED,))], PASS),
        ([thing(kind="sqs"), listed(), guardrail(statements=(UNTAGGED,))], PASS),
        ([thing(), listed(), guardrail(statements=(UNTAGGED,)), tag_rule(compliant=False)], FAIL),
        ([thing(), listed(), guardrail(statements=(ODD_TEAM,))], PASS),
        ([thing(kind="ec2:instance"), listed(), guardrail(statements=(TAGGED,))], UNKNOWN),
        ([thing(kind="ec2:instance"), listed(), guardrail(statements=(IF_TAGGED,))], PASS),
        ([thing(), listed(), guardrail(statements=(COST,))], UNKNOWN),
        ([thing(), listed(), guardrail(statements=(UNTAGGED,), targets=("ou-other",))], UNKNOWN),
        ([thing(), listed(), guardrail(statements=DENIED), tag_rule(compliant=False)], UNKNOWN),
        ([thing(), listed(), tag_rule()], PASS),
        ([thing(), listed(), tag_rule(compliant=False)], FAIL),
        ([thing(), listed(), tag_rule(keys=("cost-center",))], UNKNOWN),
        ([thing(), listed(), tag_rule(compliant=DENIED)], UNKNOWN),
        ([thing(), listed(), tag_rule(compliant=None)], UNKNOWN),
        ([thing(), listed()], UNKNOWN),
        ([listed()], NONE),
    ],
)
def test_what_has_no_owner(facts: list[Fact], expected: Outcome) -> None:
    assert outcome(what_has_no_owner_is_refused_or_found, account(), AWS_OWN, *facts) is expected


def test_what_is_refused_and_what_is_not_is_said() -> None:
    facts = [thing(kind="ec2:instance"), thing(), listed(), AWS_OWN, guardrail(statements=(UNTAGGED,))]
    told = judged(what_has_no_owner_is_refused_or_found, account(), *facts).message
    assert told.startswith("ec2:RunInstances is refused without an owner, and lambda:CreateFunction is not")


@pytest.mark.parametrize(("value", "expected"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_a_rule_that_silences(value: bool | None, expected: Outcome) -> None:
    rule = StandingException(subject=subject("x"), product="Security Hub", name="quiet", says_why=value)
    assert outcome(exception_says_why, rule) is expected


def role(**more: Any) -> EmergencyRole:
    fields: dict[str, Any] = {
        "by_people": True,
        "by_sign_on_only": False,
        "may_change": True,
        "used_days_ago": 20,
        **more,
    }
    return EmergencyRole(subject=subject("arn:role"), name="break-glass", **fields)


@pytest.mark.parametrize(
    ("judged_role", "taken", "acts", "used"),
    [
        (role(), PASS, PASS, PASS),
        (role(by_people=False), FAIL, PASS, PASS),
        (role(may_change=False), PASS, FAIL, PASS),
        (role(may_change=DENIED), PASS, UNKNOWN, PASS),
        (role(used_days_ago=180), PASS, PASS, PASS),
        (role(used_days_ago=181), PASS, PASS, UNKNOWN),
        (role(used_days_ago=None), PASS, PASS, UNKNOWN),
    ],
)
def test_a_role_for_emergencies(judged_role: EmergencyRole, taken: Outcome, acts: Outcome, used: Outcome) -> None:
    assert outcome(people_can_take_the_emergency_role, judged_role) is taken
    assert outcome(the_emergency_role_may_act, judged_role) is acts
    assert outcome(the_emergency_role_was_used, judged_role) is used


def test_without_a_role_for_emergencies_on_call_may_use_another() -> None:
    for check in (people_can_take_the_emergency_role, the_emergency_role_may_act, the_emergency_role_was_used):
        assert check.check.when_none.outcome is UNKNOWN  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([thing(), alarm()], PASS),
        ([thing()], FAIL),
        ([thing(kind="s3")], NONE),
        ([], NONE),
    ],
)
def test_alarms_where_something_runs(facts: list[Fact], expected: Outcome) -> None:
    assert outcome(alarms_exist, account(), *facts) is expected


def test_alarms_that_were_refused_are_not_absent() -> None:
    assert outcome(alarms_exist, account(), thing(), refused=[Alarm]) is UNKNOWN
    assert outcome(alarms_exist, account(), thing(), alarm(), refused=[Alarm]) is PASS
    assert outcome(alarms_exist, account(), refused=[Thing]) is UNKNOWN


def test_level_three_asks_the_same_way_of_every_alarm() -> None:
    assert outcome(every_alarm_reaches_somebody, alarm(to="oncall"), topic("oncall", PAGER)) is PASS
    assert outcome(every_alarm_reaches_somebody, alarm()) is FAIL


@pytest.mark.parametrize(
    ("judged_alarm", "facts", "expected"),
    [
        (alarm(owner="shop"), [], PASS),
        (alarm(to="oncall"), [topic("oncall", PAGER, owner="shop"), listed()], PASS),
        (alarm(to="oncall"), [topic("oncall", PAGER), listed(owner="shop")], PASS),
        (alarm(to="oncall"), [topic("oncall", PAGER), listed()], FAIL),
        (alarm(to="oncall", owner=DENIED), [topic("oncall", PAGER), listed()], UNKNOWN),
        (alarm(to="oncall"), [topic("oncall", PAGER, owner=DENIED), listed()], UNKNOWN),
        (alarm(to="arn:aws:automate:eu-west-1:ec2:recover"), [listed()], NONE),
    ],
)
def test_the_team_of_an_alarm(judged_alarm: Alarm, facts: list[Fact], expected: Outcome) -> None:
    assert outcome(alarm_names_its_team, judged_alarm, account(), *facts) is expected


@pytest.mark.parametrize(
    ("facts", "of_alarm", "of_thing"),
    [
        (
            [listed()],
            "neither it, nor its topic, nor its account names an owner",
            "neither it nor its account names an owner",
        ),
        (
            [listed(owner="platform"), thing(owner="shop")],
            "it and its topic name no owner; its account belongs to platform, and others own things in it",
            "it names no owner; its account belongs to platform, and others own things in it",
        ),
    ],
)
def test_what_is_said_of_an_account_that_passes_no_owner_on(facts: list[Fact], of_alarm: str, of_thing: str) -> None:
    told = judged(alarm_names_its_team, alarm(), account(), *facts)
    assert (told.outcome, told.message) == (FAIL, of_alarm)
    assert judged(thing_names_its_owner, thing("bare"), account(), *facts).message == of_thing


def test_a_topic_that_was_refused_leaves_the_team_open() -> None:
    assert outcome(alarm_names_its_team, alarm(to="oncall"), account(), listed(), refused=[Topic]) is UNKNOWN


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, PASS),
        ({"goal": None}, FAIL),
        ({"budget": "INSUFFICIENT_DATA"}, UNKNOWN),
        ({"goal": DENIED}, UNKNOWN),
        ({"budget": DENIED}, UNKNOWN),
    ],
)
def test_an_objective_as_a_figure(more: dict[str, Any], expected: Outcome) -> None:
    assert outcome(an_objective_is_a_figure_with_a_bound, objective(**more)) is expected
