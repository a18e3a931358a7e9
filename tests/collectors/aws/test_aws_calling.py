"""What a job makes of answers that are late, refused, cut, endless or spoiled: facts, or one reason each."""

from __future__ import annotations

from pathlib import Path

import pytest

from assess.demo.aws_stand_in import Account, Effect, Estate, Rule
from assess.demo.aws_stand_in.writing import Refusal
from assess.evidence.facts import Fact, Reason
from collectors.aws.facts.alarms import Alarm
from collectors.aws.facts.regions import Region
from collectors.aws.readers.cloudwatch import alarms
from collectors.aws.readers.ec2_regions import regions
from collectors.aws.readers.sns import topics
from collectors.aws.reading import all_readers
from tests.collectors.aws.conftest import Serve
from tests.collectors.aws.jobs import NOW, PRODUCTION, Read, brought, job_of

NAMES = ["a", "b", "c", "d", "e"]


@pytest.fixture
def estate() -> Estate:
    """An account with five alarms in Ireland, and a second account as large."""
    accounts = [Account(PRODUCTION, "acme-production"), Account("444455556666", "acme-other")]
    made = Estate(accounts)
    for account in accounts:
        for name in NAMES:
            arn = f"arn:aws:cloudwatch:eu-west-1:{account.id}:alarm:{name}"
            alarm = {"AlarmName": name, "AlarmArn": arn, "StateValue": "OK", "ActionsEnabled": True}
            made.put(account.id, "eu-west-1", "cloudwatch", "DescribeAlarms", {"MetricAlarms": [alarm]})
    return made


def names(facts: list[Fact]) -> list[str]:
    """The names of the alarms read."""
    return [fact.name for fact in facts if isinstance(fact, Alarm)]


ALARMS = {"service": "cloudwatch", "operation": "DescribeAlarms"}


@pytest.mark.parametrize(
    "rules",
    [
        [Rule(Effect.THROTTLE, times=3, **ALARMS)],
        [Rule(Effect.SERVER_ERROR, times=2, **ALARMS)],
        [Rule(Effect.SERVER_ERROR, times=2, size=503, **ALARMS)],
        [Rule(Effect.GARBAGE, times=2, **ALARMS)],
        [Rule(Effect.DROP, times=2, **ALARMS)],
        [Rule(Effect.TRUNCATED, times=2, **ALARMS)],
        [Rule(Effect.PAGES_OF, size=2, **ALARMS)],
        [Rule(Effect.EMPTY_PAGE, **ALARMS)],
        [Rule(Effect.PAGES_OF, size=1, **ALARMS), Rule(Effect.THROTTLE, share=0.5, **ALARMS)],
        [Rule(Effect.PAGES_OF, size=1, **ALARMS), Rule(Effect.SERVER_ERROR, share=0.4, **ALARMS)],
    ],
    ids=lambda rules: "+".join(f"{rule.effect}" for rule in rules),
)
def test_what_passes_is_waited_out_and_nothing_is_lost(read: Read, rules: list[Rule]) -> None:
    got = read(alarms, rules=rules)
    assert names(got.facts) == NAMES
    assert got.unread == []


@pytest.mark.parametrize(
    ("rules", "reason", "words", "needs"),
    [
        (
            [Rule(Effect.DENY, **ALARMS)],
            Reason.NOT_PERMITTED,
            "cloudwatch:DescribeAlarms refused in account 111122223333 eu-west-1",
            "cloudwatch:DescribeAlarms",
        ),
        (
            [Rule(Effect.DENY_BY_SCP, **ALARMS)],
            Reason.NOT_PERMITTED,
            "refused by a service control policy",
            "cloudwatch:DescribeAlarms",
        ),
        ([Rule(Effect.THROTTLE, **ALARMS)], Reason.NOT_AVAILABLE, "throttled until the time was up", "--resume"),
        ([Rule(Effect.SERVER_ERROR, **ALARMS)], Reason.NOT_AVAILABLE, "failed with 500", "--resume"),
        ([Rule(Effect.DROP, **ALARMS)], Reason.NOT_AVAILABLE, "got no answer", "--resume"),
        ([Rule(Effect.GARBAGE, **ALARMS)], Reason.NOT_AVAILABLE, "cannot be parsed", "--resume"),
        ([Rule(Effect.UNMODELLED_404, **ALARMS)], Reason.NOT_AVAILABLE, "404", ""),
        ([Rule(Effect.REGION_OFF, **ALARMS)], Reason.UNRESOLVED, "does not know these credentials", "region"),
        ([Rule(Effect.NO_SUBSCRIPTION, **ALARMS)], Reason.UNRESOLVED, "needs a subscription or plan", "plan"),
        ([Rule(Effect.CLOCK_SKEW, **ALARMS)], Reason.NOT_AVAILABLE, "rejected the signature", "clock"),
        (
            [Rule(Effect.REPEATED_TOKEN, **ALARMS), Rule(Effect.PAGES_OF, size=2, **ALARMS)],
            Reason.NOT_AVAILABLE,
            "page token that it had answered before",
            "--resume",
        ),
    ],
    ids=lambda value: value[0].effect if isinstance(value, list) else "",
)
def test_each_refusal_has_its_own_reason_and_what_settles_it(
    read: Read, rules: list[Rule], reason: Reason, words: str, needs: str
) -> None:
    got = read(alarms, rules=rules, seconds=3)
    assert got.reason.reason is reason
    assert words in got.reason.detail
    assert needs in got.reason.needs


def test_what_was_read_before_a_listing_broke_is_kept(read: Read) -> None:
    rules = [Rule(Effect.PAGES_OF, size=2, **ALARMS), Rule(Effect.DENY, after=1, **ALARMS)]
    got = read(alarms, rules=rules)
    assert names(got.facts) == NAMES[:2]
    assert got.reason.reason is Reason.NOT_PERMITTED


def test_a_region_closed_by_policy_is_out_of_scope_and_no_refusal(read: Read) -> None:
    got = read(alarms, rules=[Rule(Effect.REGION_LOCK, region="eu-west-1")])
    assert (got.facts, got.unread) == ([], [])


def test_a_closed_region_is_found_out_once(serve: Serve, estate: Estate, tmp_path: Path) -> None:
    endpoint = serve(estate, [Rule(Effect.REGION_LOCK, region="eu-west-1")])
    for name in ("aws.cloudwatch.alarms", "aws.sns.topics", "aws.cloudwatch.alarms"):
        brought(job_of(all_readers()[name], PRODUCTION, "eu-west-1", {}), tmp_path)
    for witness in ("DescribeVpcs", "ListDashboards", "DescribeLogGroups"):
        assert endpoint.counts().of(operation=witness) == 1


def test_closed_regions_are_listed_once(read: Read) -> None:
    settings = {"regions": "eu-west-1 us-east-1", "management": "999988887777"}
    rules = [Rule(Effect.REGION_LOCK, region="eu-west-1")]
    got = read(regions, settings=settings, rules=rules)
    assert [(fact.name, fact.closed) for fact in got.facts if isinstance(fact, Region)] == [
        ("eu-west-1", True),
        ("us-east-1", False),
    ]
    assert {fact.subject.region for fact in got.facts} == {""}


def test_a_management_account_has_no_closed_regions_and_is_not_asked(read: Read) -> None:
    got = read(regions, settings={"regions": "eu-west-1 us-east-1"})
    assert [fact.closed for fact in got.facts if isinstance(fact, Region)] == [False, False]
    assert got.calls == 0


def test_a_policy_that_closes_one_service_only_is_a_refusal(read: Read) -> None:
    got = read(alarms, rules=[Rule(Effect.DENY_BY_SCP, service="cloudwatch")])
    assert got.reason.reason is Reason.NOT_PERMITTED


def test_credentials_that_expire_during_the_run_are_renewed(serve: Serve, estate: Estate, tmp_path: Path) -> None:
    endpoint = serve(
        estate, [Rule(Effect.PAGES_OF, size=1, **ALARMS), Rule(Effect.EXPIRED, after=2, times=1, **ALARMS)]
    )
    settings = {"role": "arn:aws:iam::444455556666:role/AssessReader"}
    got = brought(job_of(alarms.reader, "444455556666", "eu-west-1", settings), tmp_path)  # type: ignore[attr-defined]
    assert names(got.facts) == NAMES
    assert endpoint.counts().of(operation="AssumeRole") == 2


def test_credentials_that_stay_expired_are_a_reason(serve: Serve, estate: Estate, tmp_path: Path) -> None:
    serve(estate, [Rule(Effect.EXPIRED, **ALARMS)])
    settings = {"role": "arn:aws:iam::444455556666:role/AssessReader"}
    got = brought(job_of(alarms.reader, "444455556666", "eu-west-1", settings), tmp_path)  # type: ignore[attr-defined]
    assert got.reason.reason is Reason.NOT_AVAILABLE
    assert "expired" in got.reason.detail
    assert "sign in again" in got.reason.needs


def test_an_account_closed_during_the_run_is_a_reason(read: Read) -> None:
    got = read(alarms, rules=[Rule(Effect.CLOSED, service="cloudwatch")])
    assert got.facts == []
    assert got.reason.reason is Reason.UNRESOLVED


def test_a_huge_answer_is_read(read: Read) -> None:
    got = read(alarms, rules=[Rule(Effect.HUGE, size=3_000_000, **ALARMS)], seconds=60)
    assert len(got.facts) >= len(NAMES)
    assert got.unread == []


def test_an_answer_of_another_shape_is_unread_and_no_crash(read: Read, estate: Estate) -> None:
    estate.put(PRODUCTION, "eu-west-1", "cloudwatch", "DescribeAlarms", {"CompositeAlarms": [{"AlarmName": "x"}]})
    got = read(alarms)
    assert "AlarmArn" in got.reason.detail
    assert names(got.facts) == NAMES


def test_an_error_that_no_reader_named_is_never_absence(read: Read, estate: Estate) -> None:
    refusal = Refusal("ResourceNotFoundException", "Unknown", 404)
    estate.put(PRODUCTION, "eu-west-1", "sns", "ListTopics", refusal)
    got = read(topics)
    assert got.reason.reason is Reason.NOT_AVAILABLE
    assert "404 ResourceNotFoundException" in got.reason.detail


def test_control_characters_of_a_message_do_not_reach_a_terminal(read: Read, estate: Estate) -> None:
    estate.put(PRODUCTION, "eu-west-1", "sns", "ListTopics", Refusal("InvalidParameter", "bad \x1b[31m tag", 400))
    assert "\x1b" not in read(topics).reason.detail


def test_calls_are_counted_and_wait_for_the_limit_of_their_account_region_and_service(read: Read) -> None:
    got = read(alarms, rules=[Rule(Effect.PAGES_OF, size=2, **ALARMS)])
    own = [key for key in got.keys if key.endswith("/cloudwatch")]
    assert own == [f"{PRODUCTION}/eu-west-1/cloudwatch"] * 3


def test_a_reader_may_ask_only_what_it_declared(serve: Serve, estate: Estate, tmp_path: Path) -> None:
    from dataclasses import replace

    from assess.evidence.collectors import Settings
    from collectors.aws.calling import Call, Cell
    from collectors.aws.desk import Once, desk
    from collectors.aws.keyring import Door
    from collectors.aws.turns import OwnLimits

    serve(estate)
    reader = all_readers()["aws.cloudwatch.alarms"]
    job = job_of(reader, PRODUCTION, "eu-west-1", {})
    call = Call(desk(), Door.of(job.target, Settings()), "x", "{}", Once(), OwnLimits().turns(5))
    cell = Cell(replace(reader), job.target, "eu-west-1", NOW, call)
    with pytest.raises(ValueError, match="which it does not declare"):
        cell.call("sns:ListTopics")
    with pytest.raises(ValueError, match="no error codes"):
        cell.find("DescribeAlarms", absent=("NotModelledAtAll",))
