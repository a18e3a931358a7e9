"""Which jobs there are, which travel together, and that their ids outlive how an account is entered."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

import pytest

from assess.evidence.collectors import Job, Rate, RateLimited, Settings, Target, Threaded
from collectors.aws import COLLECTOR
from collectors.aws.plan import regions_of, runs_in
from collectors.aws.policy import group_of
from collectors.aws.reading import ACCOUNT, Reader, Scope, all_readers, target_id
from collectors.aws.turns import limit_key, limit_of, rate_of

SHOP, MANAGEMENT = "222233334444", "111122223333"


def account(number: str = SHOP, **settings: str) -> Target:
    """An account with two regions."""
    usual = {"regions": "eu-west-1 us-east-1", "management": MANAGEMENT, "partition": "aws"}
    return Target(target_id(number), ACCOUNT, number, usual | settings)


def jobs(target: Target, options: Mapping[str, tuple[str, ...]] | None = None) -> list[Job]:
    """The jobs planned for an account."""
    return list(COLLECTOR.plan(target, Settings(options=options or {})))


def reader(scope: Scope, region: str = "") -> Reader:
    """A reader of that scope."""
    return Reader("aws.x.y", "sns", (("sns", "ListTopics"),), (), scope, 1, 0.0, False, region, lambda caller: ())


LOADED = "import sys; print([each for each in sys.modules if each.split('.')[0] in {sdk} or each.startswith('{too}')])"
SDK = ("boto3", "botocore", "distributed", "jmespath")


@pytest.mark.parametrize(
    ("doing", "too"),
    [
        ("COLLECTOR.options", "collectors.aws.readers"),
        ("COLLECTOR.probes, list(COLLECTOR.checks()), COLLECTOR.policy('json')", "moto"),
    ],
    ids=["found", "asked for probes, checks and permissions"],
)
def test_the_sdk_is_not_loaded_before_an_account_is_wanted(doing: str, too: str) -> None:
    code = f"from collectors.aws import COLLECTOR; {doing}; " + LOADED.format(sdk=SDK, too=too)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_each_regional_reader_has_a_job_in_each_region_and_others_one() -> None:
    planned = jobs(account())
    for each in all_readers().values():
        where = [job.region for job in planned if job.probe == each.id]
        if each.scope is Scope.REGIONAL:
            assert sorted(where) == ["eu-west-1", "us-east-1"]
        elif each.scope is Scope.GLOBAL:
            assert where == [""]
        else:
            assert where == []


def test_ids_do_not_depend_on_profile_role_limits_or_batch() -> None:
    plain = {job.id for job in jobs(account())}
    other = account(profile="shop", role="arn:aws:iam::222233334444:role/Other", batch="007", sts_region="eu-west-1")
    assert {job.id for job in jobs(other, {"aws_profile": ("shop",), "scheduler": ("tcp://x:1",)})} == plain
    assert not {job.id for job in jobs(account(MANAGEMENT))} & plain
    assert len(plain) == len(jobs(account()))


def test_jobs_of_a_shard_share_region_batch_and_one_session_policy() -> None:
    for job in jobs(account(batch="003")):
        group, region, batch = job.shard.split("/")
        service = all_readers()[job.probe].service
        assert (group, batch) == (group_of(service).name, "003")
        assert region == job.region or not job.region


def test_an_excluded_account_has_no_jobs() -> None:
    suspended = Target(target_id(SHOP), ACCOUNT, SHOP, {"regions": "eu-west-1"}, excluded="suspended")
    assert jobs(suspended) == []


@pytest.mark.parametrize(
    ("scope", "management", "expected"),
    [
        (Scope.REGIONAL, "", True),
        (Scope.GLOBAL, "", True),
        (Scope.MANAGEMENT, SHOP, True),
        (Scope.MANAGEMENT, MANAGEMENT, False),
        (Scope.MANAGEMENT, "none", False),
        (Scope.MANAGEMENT, "", False),
        (Scope.PAYER, SHOP, True),
        (Scope.PAYER, "none", True),
        (Scope.PAYER, MANAGEMENT, False),
        (Scope.PAYER, "", False),
    ],
)
def test_organisation_wide_reads_run_where_they_can_be_answered(scope: Scope, management: str, expected: bool) -> None:
    assert runs_in(reader(scope), account(management=management)) is expected


def test_services_that_exist_once_are_asked_where_they_answer() -> None:
    assert regions_of(reader(Scope.GLOBAL), account()) == ("us-east-1",)
    assert regions_of(reader(Scope.GLOBAL, "us-east-2"), account()) == ("us-east-2",)
    assert regions_of(reader(Scope.GLOBAL), account(partition="aws-cn")) == ("cn-north-1",)


def test_limits_are_of_an_account_a_region_and_a_service() -> None:
    assert isinstance(COLLECTOR, RateLimited)
    assert COLLECTOR.rate(limit_key(SHOP, "eu-west-1", "cloudtrail")) == Rate(10, 20)
    assert rate_of(limit_of(SHOP, "eu-west-1", ("cloudtrail", "LookupEvents"))) == Rate(2, 4)
    assert rate_of(limit_of(SHOP, "eu-west-1", ("cloudtrail", "DescribeTrails"))) == Rate(10, 20)
    assert limit_of(SHOP, "eu-west-1", ("sns", "ListTopics")) != limit_of(SHOP, "us-east-1", ("sns", "ListTopics"))
    assert limit_of(SHOP, "eu-west-1", ("sns", "ListTopics")) != limit_of(
        MANAGEMENT, "eu-west-1", ("sns", "ListTopics")
    )


def test_jobs_wait_side_by_side() -> None:
    assert isinstance(COLLECTOR, Threaded)
    assert COLLECTOR.threads == 32


def test_every_probe_says_what_it_asks_and_needs() -> None:
    for probe in COLLECTOR.probes:
        assert probe.permissions
        assert probe.source.endswith(" in {target} {region}")
        assert probe.calls >= 1
        assert probe.usd == 0 or probe.opt_in, "what costs money is asked for by name"
