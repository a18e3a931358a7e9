"""Safe change: what each check says of a good, a bad, an unread and a meaningless case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assess.evidence.checks import Outcome
from assess.evidence.facts import Fact
from collectors.aws.facts.accounts import Account
from collectors.aws.facts.alarms import Alarm
from collectors.aws.facts.artifacts import SignedCode
from collectors.aws.facts.identities import PeopleAccess, Person
from collectors.aws.facts.releases import (
    ChangeCalendar,
    ChangeHook,
    DataUndo,
    FlagProfile,
    HandChange,
    HandChanges,
    Pipeline,
    PolicyRules,
    ReleasePath,
    ReleaseRecord,
    SchemaContract,
    Stack,
    StackSet,
    Stage,
    Steps,
)
from collectors.aws.facts.response import DrillTemplate, Restore
from collectors.aws.facts.telemetry import Trail
from collectors.aws.iam_trust import Door
from tests.collectors.aws.facts_given import ACCOUNT, REFUSED, judged, outcome, some, subject

PASS, FAIL, NONE, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE, Outcome.UNKNOWN
DAY = datetime(2026, 3, 1, tzinfo=UTC)
ARN = "arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop/production"

PATH = ReleasePath(
    subject=subject("deployment group", ARN),
    name="shop/production",
    product="CodeDeploy",
    steps=Steps.STAGED,
    settings="CodeDeployDefault.ECSCanary10Percent5Minutes",
    hold_minutes=5,
    tested=False,
    undoes_failure=True,
    undoes_on_alarm=True,
    blind=False,
    alarms=("errors",),
)
RECORD = ReleaseRecord(
    subject=subject("deployment group", ARN),
    name="shop/production",
    releases=20,
    failed=2,
    rolled_back=1,
    by_alarm=1,
    last_rollback=DAY,
    sampled=False,
)


def alarm(name: str = "errors") -> Alarm:
    arn = f"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}"
    return some(Alarm, subject=subject("alarm", arn), name=name, actions_enabled=True)


AT_ONCE = replace(PATH, steps=Steps.AT_ONCE, hold_minutes=0)
ROLLING = replace(PATH, steps=Steps.ROLLING, hold_minutes=0)
NO_ALARM = replace(PATH, alarms=(), undoes_on_alarm=False)
NEVER = replace(PATH, product="AppConfig", steps=None, hold_minutes=None, settings="")


@pytest.mark.parametrize(
    ("check", "path", "others", "expected"),
    [
        ("release_goes_to_a_part_of_the_users_first", PATH, (), PASS),
        ("release_goes_to_a_part_of_the_users_first", AT_ONCE, (), FAIL),
        ("release_goes_to_a_part_of_the_users_first", ROLLING, (), FAIL),
        ("release_goes_to_a_part_of_the_users_first", NEVER, (), NONE),
        ("release_goes_to_a_part_of_the_users_first", replace(PATH, steps=REFUSED), (), UNKNOWN),
        ("each_stage_opens_only_when_checks_pass", PATH, (alarm(),), PASS),
        ("each_stage_opens_only_when_checks_pass", PATH, (), FAIL),
        ("each_stage_opens_only_when_checks_pass", PATH, (alarm("another"),), FAIL),
        ("each_stage_opens_only_when_checks_pass", NO_ALARM, (alarm(),), FAIL),
        ("each_stage_opens_only_when_checks_pass", replace(NO_ALARM, tested=True), (), PASS),
        ("each_stage_opens_only_when_checks_pass", replace(PATH, blind=True), (alarm(),), FAIL),
        ("each_stage_opens_only_when_checks_pass", ROLLING, (alarm(),), FAIL),
        ("each_stage_opens_only_when_checks_pass", NEVER, (), NONE),
        ("faulty_release_stopped_at_a_stage", PATH, (RECORD,), PASS),
        ("faulty_release_stopped_at_a_stage", PATH, (replace(RECORD, by_alarm=0),), UNKNOWN),
        ("faulty_release_stopped_at_a_stage", PATH, (), UNKNOWN),
        ("faulty_release_stopped_at_a_stage", AT_ONCE, (RECORD,), FAIL),
        ("way_back_is_prepared", PATH, (), PASS),
        ("way_back_is_prepared", replace(NO_ALARM, undoes_failure=False), (), UNKNOWN),
        ("rollback_arrived_within_two_quarters", PATH, (RECORD,), PASS),
        ("rollback_arrived_within_two_quarters", PATH, (replace(RECORD, rolled_back=0),), UNKNOWN),
        ("rollback_arrived_within_two_quarters", NEVER, (), NONE),
        ("failed_release_goes_back_by_itself", PATH, (), PASS),
        ("failed_release_goes_back_by_itself", replace(PATH, undoes_failure=False), (), PASS),
        ("failed_release_goes_back_by_itself", replace(NO_ALARM, undoes_failure=False), (), FAIL),
        ("alarms_take_a_release_back", PATH, (alarm(),), PASS),
        ("alarms_take_a_release_back", replace(PATH, alarms=("errors", "gone")), (alarm(),), PASS),
        ("alarms_take_a_release_back", replace(PATH, undoes_on_alarm=False), (alarm(),), FAIL),
        ("alarms_take_a_release_back", NO_ALARM, (alarm(),), FAIL),
        ("alarm_took_a_release_back", PATH, (RECORD,), PASS),
        ("alarm_took_a_release_back", PATH, (replace(RECORD, by_alarm=0),), UNKNOWN),
        ("release_is_watched_before_it_counts_as_done", PATH, (), PASS),
        ("release_is_watched_before_it_counts_as_done", NO_ALARM, (), PASS),
        ("release_is_watched_before_it_counts_as_done", replace(NO_ALARM, hold_minutes=0), (), FAIL),
        ("release_is_watched_before_it_counts_as_done", replace(NO_ALARM, hold_minutes=REFUSED), (), UNKNOWN),
        ("release_closes_only_after_its_limits_held", PATH, (alarm(),), PASS),
        ("release_closes_only_after_its_limits_held", replace(PATH, hold_minutes=0), (alarm(),), FAIL),
        ("release_closes_only_after_its_limits_held", NO_ALARM, (alarm(),), FAIL),
        ("release_closes_only_after_its_limits_held", NEVER, (), NONE),
    ],
)
def test_ways_of_release(check: str, path: ReleasePath, others: tuple[Fact, ...], expected: Outcome) -> None:
    assert outcome(check, path, *others) is expected


@pytest.mark.parametrize("check", ["each_stage_opens_only_when_checks_pass", "alarms_take_a_release_back"])
def test_alarms_that_were_not_read_are_not_taken_for_gone(check: str) -> None:
    assert outcome(check, PATH, unread=(Alarm,)) is UNKNOWN


def test_releases_that_were_not_read_are_not_taken_for_none() -> None:
    assert judged("alarm_took_a_release_back", PATH, unread=(ReleaseRecord,)).unread == REFUSED


STACK = Stack(
    subject=subject("stack", "arn:aws:cloudformation:eu-west-1:111122223333:stack/net/1"),
    name="net",
    status="UPDATE_COMPLETE",
    keeps_failure=False,
    protected=True,
    triggers=("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors",),
    drift="IN_SYNC",
    drift_days=3,
)
RULES = PolicyRules(
    subject=subject("rules", "arn:aws:config:eu-west-1:111122223333:config-rule"),
    active=4,
    before=0,
    drift=False,
    repairs=0,
)
HOOK = ChangeHook(subject=subject("hook", "arn:hook"), name="Acme::Guard::Hook", public=False)
STORE = DataUndo(subject=subject("database", "arn:db"), name="orders", type="database", undo=True, guarded=True)
SET = StackSet(
    subject=subject("stack set", "arn:set"),
    name="baseline",
    operation="UPDATE",
    at=DAY,
    accounts_together=None,
    share_together=10,
    failures=None,
    share_failing=0,
    regions_together=False,
)
FLAGS = FlagProfile(subject=subject("feature flags", "arn:flags"), name="shop/flags", last_switched=DAY, watched=True)
SCHEMA = SchemaContract(subject=subject("schema", "arn:schema"), name="orders", compatibility="BACKWARD")
CODE = SignedCode(subject=subject("function", "arn:function"), name="price", policy="none", aliases=1)


@pytest.mark.parametrize(
    ("check", "fact", "others", "expected"),
    [
        ("stack_takes_a_failed_change_back", STACK, (), PASS),
        ("stack_takes_a_failed_change_back", replace(STACK, keeps_failure=True), (), FAIL),
        ("stack_takes_a_failed_change_back", replace(STACK, status="UPDATE_ROLLBACK_FAILED"), (), FAIL),
        ("change_of_a_stack_goes_back_on_alarms", STACK, (alarm(),), PASS),
        ("change_of_a_stack_goes_back_on_alarms", STACK, (), FAIL),
        ("change_of_a_stack_goes_back_on_alarms", replace(STACK, triggers=()), (), FAIL),
        ("drift_was_looked_for", STACK, (), PASS),
        ("drift_was_looked_for", replace(STACK, drift="DRIFTED", drift_days=90), (), PASS),
        ("drift_was_looked_for", replace(STACK, drift_days=91), (), FAIL),
        ("drift_was_looked_for", replace(STACK, drift="NOT_CHECKED", drift_days=None), (), FAIL),
        ("drift_cannot_stay_silent", STACK, (), PASS),
        ("drift_cannot_stay_silent", replace(STACK, drift_days=31), (), FAIL),
        ("drift_cannot_stay_silent", replace(STACK, drift_days=None), (), FAIL),
        ("drift_cannot_stay_silent", replace(STACK, drift="DRIFTED"), (replace(RULES, drift=True),), PASS),
        ("drift_cannot_stay_silent", replace(STACK, drift="DRIFTED"), (RULES,), UNKNOWN),
        ("data_can_be_taken_back", STORE, (), PASS),
        ("data_can_be_taken_back", replace(STORE, undo=False), (), FAIL),
        ("data_can_be_taken_back", replace(STORE, undo=REFUSED), (), UNKNOWN),
        ("data_cannot_be_deleted_by_the_way", replace(STORE, guarded=REFUSED), (), UNKNOWN),
        ("data_cannot_be_deleted_by_the_way", STORE, (), PASS),
        ("data_cannot_be_deleted_by_the_way", replace(STORE, guarded=False), (), FAIL),
        ("data_cannot_be_deleted_by_the_way", replace(STORE, guarded=None), (), NONE),
        ("function_has_a_version_to_go_back_to", CODE, (), PASS),
        ("function_has_a_version_to_go_back_to", replace(CODE, aliases=0), (), FAIL),
        ("function_has_a_version_to_go_back_to", replace(CODE, aliases=None), (), NONE),
        ("function_has_a_version_to_go_back_to", replace(CODE, aliases=REFUSED), (), UNKNOWN),
        ("changes_of_many_accounts_go_through_a_tool", SET, (), PASS),
        ("change_reached_some_accounts_first", SET, (), PASS),
        ("change_reached_some_accounts_first", replace(SET, share_together=100), (), FAIL),
        ("change_reached_some_accounts_first", replace(SET, share_failing=100), (), FAIL),
        ("change_reached_some_accounts_first", replace(SET, share_together=None, share_failing=None), (), PASS),
        ("change_reached_some_accounts_first", replace(SET, operation=""), (), NONE),
        ("flags_are_kept_in_a_service", FLAGS, (), PASS),
        ("flags_can_be_switched_without_a_release", FLAGS, (), PASS),
        ("flags_can_be_switched_without_a_release", replace(FLAGS, last_switched=None), (), FAIL),
        ("flags_can_be_switched_without_a_release", replace(FLAGS, last_switched=REFUSED), (), UNKNOWN),
        ("registry_refuses_breaking_schemas", SCHEMA, (), PASS),
        ("registry_refuses_breaking_schemas", replace(SCHEMA, compatibility="NONE"), (), FAIL),
        ("registry_refuses_breaking_schemas", replace(SCHEMA, compatibility="DISABLED"), (), FAIL),
        ("registry_refuses_breaking_schemas", replace(SCHEMA, compatibility=REFUSED), (), UNKNOWN),
        ("rules_judge_what_was_changed", RULES, (), PASS),
        ("policy_judges_before_the_change", replace(RULES, before=1), (), PASS),
        ("policy_judges_before_the_change", RULES, (HOOK,), PASS),
        ("policy_judges_before_the_change", RULES, (), FAIL),
        ("releases_and_their_failures_are_recorded", RECORD, (), PASS),
        ("releases_and_their_failures_are_recorded", replace(RECORD, releases=0, failed=0), (), NONE),
        ("few_releases_fail", RECORD, (), PASS),
        ("few_releases_fail", replace(RECORD, failed=4), (), FAIL),
        ("few_releases_fail", replace(RECORD, releases=9), (), NONE),
        (
            "calendar_of_changes_is_kept",
            ChangeCalendar(subject=subject("change calendar", "arn:calendar"), name="freeze"),
            (),
            PASS,
        ),
        (
            "failures_are_kept_as_experiments",
            some(DrillTemplate, subject=subject("template", "arn:fis"), identifier="EXT1"),
            (),
            PASS,
        ),
    ],
)
def test_stacks_settings_and_data(check: str, fact: Fact, others: tuple[Fact, ...], expected: Outcome) -> None:
    assert outcome(check, fact, *others) is expected


@pytest.mark.parametrize(
    ("check", "fact", "kind"),
    [
        ("change_of_a_stack_goes_back_on_alarms", STACK, Alarm),
        ("drift_cannot_stay_silent", replace(STACK, drift="DRIFTED"), PolicyRules),
        ("policy_judges_before_the_change", RULES, ChangeHook),
    ],
)
def test_what_was_not_read_is_unknown(check: str, fact: Fact, kind: type[Fact]) -> None:
    assert judged(check, fact, unread=(kind,)).unread == REFUSED


def stage(name: str, *actions: str, **more: object) -> Stage:
    told = {"holds": (), "after": (), "on_failure": "", "closed": False, "providers": (), **more}
    return Stage(name=name, actions=actions, **told)  # type: ignore[arg-type]


def pipeline(*stages: Stage) -> Pipeline:
    return Pipeline(
        subject=subject("pipeline", "arn:aws:codepipeline:eu-west-1:111122223333:shop"),
        name="shop",
        role="arn:aws:iam::111122223333:role/pipeline",
        stages=stages,
        pull_requests=False,
        runs=3,
        failed=0,
        rollbacks=0,
    )


SOURCE, BUILD, TEST = stage("Source", "Source"), stage("Build", "Build"), stage("Test", "Test")
APPROVE, DEPLOY = stage("Approve", "Approval"), stage("Deploy", "Deploy", providers=("ECS",))
GUARDED = stage("Deploy", "Deploy", holds=("CloudWatchAlarm",))
WINDOW = stage("Deploy", "Deploy", holds=("DeploymentWindow",))


@pytest.mark.parametrize(
    ("check", "stages", "expected"),
    [
        ("pipeline_can_be_held", (SOURCE, BUILD, DEPLOY), FAIL),
        ("pipeline_can_be_held", (SOURCE, APPROVE, DEPLOY), PASS),
        ("pipeline_can_be_held", (SOURCE, DEPLOY, APPROVE), FAIL),
        ("pipeline_can_be_held", (SOURCE, WINDOW), PASS),
        ("pipeline_can_be_held", (SOURCE, replace(DEPLOY, closed=True)), PASS),
        ("pipeline_can_be_held", (SOURCE, replace(DEPLOY, closed=REFUSED)), UNKNOWN),
        ("pipeline_can_be_held", (SOURCE, BUILD), NONE),
        ("alarm_stops_the_pipeline", (SOURCE, GUARDED), PASS),
        ("alarm_stops_the_pipeline", (SOURCE, WINDOW), FAIL),
        ("alarm_stops_the_pipeline", (SOURCE, BUILD), NONE),
        ("pipeline_looks_after_it_deployed", (SOURCE, DEPLOY), FAIL),
        ("pipeline_looks_after_it_deployed", (SOURCE, DEPLOY, TEST), PASS),
        ("pipeline_looks_after_it_deployed", (SOURCE, TEST, DEPLOY), FAIL),
        ("pipeline_looks_after_it_deployed", (SOURCE, replace(DEPLOY, after=("LambdaInvoke",))), PASS),
        ("pipeline_looks_after_it_deployed", (SOURCE, replace(DEPLOY, providers=("CodeDeploy",))), NONE),
        ("pipeline_looks_after_it_deployed", (SOURCE, BUILD), NONE),
        ("release_waits_for_a_test", (SOURCE, BUILD, TEST, DEPLOY), PASS),
        ("release_waits_for_a_test", (SOURCE, BUILD, replace(TEST, on_failure="SKIP"), DEPLOY), UNKNOWN),
        ("release_waits_for_a_test", (SOURCE, BUILD, DEPLOY), UNKNOWN),
        ("release_waits_for_a_test", (SOURCE, DEPLOY, TEST), FAIL),
        ("release_waits_for_a_test", (SOURCE, BUILD), NONE),
        ("person_approves_before_deployment", (SOURCE, APPROVE, DEPLOY), PASS),
        ("person_approves_before_deployment", (SOURCE, DEPLOY, APPROVE), FAIL),
        ("person_approves_before_deployment", (SOURCE, BUILD), NONE),
    ],
)
def test_pipelines(check: str, stages: tuple[Stage, ...], expected: Outcome) -> None:
    assert outcome(check, pipeline(*stages)) is expected


def person(name: str, may: object = "ecs:UpdateService", *, emergency: bool = False) -> Person:
    return Person(name, Door.SIGN_ON, may, emergency, None)  # type: ignore[arg-type]


def people(*persons: Person, users: tuple[str, ...] = ()) -> PeopleAccess:
    return PeopleAccess(subject=subject("account", "arn:people", region=""), people=persons, strangers=(), users=users)


def trail(**more: object) -> Trail:
    at = subject("trail", "arn:trail@111122223333")
    return some(Trail, **{"subject": at, "name": "all", "logging": True, **more})


READER, ADMIN, GLASS = person("reader", ""), person("admin"), person("break-glass", emergency=True)
UNCLEAR = person("odd", REFUSED)


@pytest.mark.parametrize(
    ("check", "access", "others", "expected"),
    [
        ("people_can_only_read", people(READER), (), PASS),
        ("people_can_only_read", people(READER, GLASS), (), PASS),
        ("people_can_only_read", people(ADMIN, GLASS), (), FAIL),
        ("people_can_only_read", people(UNCLEAR), (), UNKNOWN),
        ("people_can_only_read", people(UNCLEAR, ADMIN), (), FAIL),
        ("people_can_only_read", people(), (), PASS),
        ("emergency_role_of_its_own_exists", people(GLASS), (trail(),), PASS),
        ("emergency_role_of_its_own_exists", people(GLASS, ADMIN), (trail(),), PASS),
        ("emergency_role_of_its_own_exists", people(GLASS), (trail(logging=False),), FAIL),
        ("emergency_role_of_its_own_exists", people(GLASS), (), FAIL),
        ("emergency_role_of_its_own_exists", people(ADMIN), (trail(),), FAIL),
        ("emergency_role_of_its_own_exists", people(READER), (trail(),), UNKNOWN),
        ("emergency_role_is_the_only_way", people(GLASS, READER), (), PASS),
        ("emergency_role_is_the_only_way", people(GLASS, ADMIN), (), FAIL),
        ("emergency_role_is_the_only_way", people(GLASS, UNCLEAR), (), UNKNOWN),
        ("emergency_role_is_the_only_way", people(READER), (), NONE),
    ],
)
def test_people(check: str, access: PeopleAccess, others: tuple[Fact, ...], expected: Outcome) -> None:
    assert outcome(check, access, *others) is expected


def test_a_trail_of_the_organisation_records_every_member() -> None:
    of_all = trail(subject=subject("trail", "arn:trail@999900001111", account="999900001111"), organisation=True)
    assert outcome("emergency_role_of_its_own_exists", people(GLASS), of_all) is PASS
    assert outcome("emergency_role_of_its_own_exists", people(GLASS), replace(of_all, organisation=False)) is FAIL
    assert outcome("emergency_role_of_its_own_exists", people(GLASS), unread=(Trail,)) is UNKNOWN


def changes(*actors: HandChange) -> HandChanges:
    return HandChanges(subject=subject("changes", "arn:events"), events=40, since=DAY, actors=actors)


def by(actor: str, name: str, console: int = 0) -> HandChange:
    return HandChange(actor, name, 3, console, DAY, "UpdateService")


@pytest.mark.parametrize(
    ("actors", "access", "expected"),
    [
        ((by("role", "deploy"), by("service", "autoscaling")), (), PASS),
        ((), (), PASS),
        ((by("user", "ada"),), (), FAIL),
        ((by("root", "root"),), (), FAIL),
        ((by("sign-on", "AWSReservedSSO_Admin_1"),), (), FAIL),
        ((by("role", "deploy", console=1),), (), FAIL),
        ((by("sign-on", "break-glass"),), (people(GLASS),), PASS),
        ((by("unknown", "ada"),), (people(users=("ada",)),), FAIL),
        ((by("unknown", "session-7"),), (people(users=("ada",)),), UNKNOWN),
    ],
)
def test_changes_by_hand(actors: tuple[HandChange, ...], access: tuple[Fact, ...], expected: Outcome) -> None:
    assert outcome("nobody_changed_things_by_hand", changes(*actors), *access) is expected


@pytest.mark.parametrize(("actor", "expected"), [("user", FAIL), ("root", FAIL), ("sign-on", UNKNOWN)])
def test_who_may_be_for_emergencies_is_not_held_against_anybody_unread(actor: str, expected: Outcome) -> None:
    assert outcome("nobody_changed_things_by_hand", changes(by(actor, "who")), unread=(PeopleAccess,)) is expected


HOME = some(Account, subject=subject("account", "arn:account", region=""), number=ACCOUNT)
RESTORE = some(Restore, subject=subject("restore", "arn:restore"), type="RDS", days_ago=20, checked=True)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((STORE, RESTORE), PASS),
        ((STORE, replace(RESTORE, checked=None)), PASS),
        ((STORE, replace(RESTORE, checked=False)), FAIL),
        ((STORE, replace(RESTORE, checked=False), replace(RESTORE, subject=subject("restore", "arn:second"))), PASS),
        ((STORE, replace(RESTORE, days_ago=181)), UNKNOWN),
        ((STORE,), UNKNOWN),
        ((RESTORE,), NONE),
    ],
)
def test_a_backup_counts_by_its_restore(others: tuple[Fact, ...], expected: Outcome) -> None:
    assert outcome("data_was_restored_lately", HOME, *others) is expected


@pytest.mark.parametrize("unread", [DataUndo, Restore])
def test_restores_that_were_not_read_are_unknown(unread: type[Fact]) -> None:
    given = () if unread is DataUndo else (STORE,)
    assert outcome("data_was_restored_lately", HOME, *given, unread=(unread,)) is UNKNOWN


@pytest.mark.parametrize(
    "check",
    [
        "release_goes_to_a_part_of_the_users_first",
        "each_stage_opens_only_when_checks_pass",
        "way_back_is_prepared",
        "failed_release_goes_back_by_itself",
        "alarms_take_a_release_back",
        "release_is_watched_before_it_counts_as_done",
        "release_closes_only_after_its_limits_held",
    ],
)
def test_a_way_that_another_tool_releases_by_is_unknown(check: str) -> None:
    other = replace(
        PATH, steps=REFUSED, hold_minutes=REFUSED, undoes_failure=REFUSED, undoes_on_alarm=REFUSED, alarms=()
    )
    assert outcome(check, other) is UNKNOWN
