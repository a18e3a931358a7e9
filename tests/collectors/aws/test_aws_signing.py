"""Who signs: only the account in context, also with many accounts, many threads, refreshes and throttling at once."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assess.demo.aws_stand_in import Account, Effect, Estate, Rule
from assess.evidence.collectors import Settings
from assess.evidence.facts import Reason
from collectors.aws.clients import Clients
from collectors.aws.credentials import NoAccountInContext, acting_as
from collectors.aws.desk import desk
from collectors.aws.keyring import Door
from collectors.aws.policy import group_of
from collectors.aws.reading import Refused, all_readers
from collectors.aws.turns import OwnLimits
from tests.collectors.aws.conftest import Serve
from tests.collectors.aws.jobs import brought, job_of

ACCOUNTS = tuple(f"{number:012}" for number in range(210000000001, 210000000013))


def roles(account: str) -> dict[str, str]:
    return {"role": f"arn:aws:iam::{account}:role/AssessReader", "regions": "eu-west-1"}


def test_a_call_outside_any_account_is_never_signed_with_the_operators_keys(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{listener.getsockname()[1]}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOPERATOR")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    client = Clients().get("cloudwatch", "eu-west-1")
    with pytest.raises(NoAccountInContext):
        client.describe_alarms()
    with pytest.raises(TimeoutError):
        listener.accept()


def test_a_thread_does_not_inherit_the_account_of_whoever_started_it(serve: Serve, estate: Estate) -> None:
    serve(estate)
    client = Clients().get("cloudwatch", "eu-west-1")
    with acting_as(desk().keys.operator("")), ThreadPoolExecutor(1) as pool:
        assert "MetricAlarms" in client.describe_alarms()
        with pytest.raises(NoAccountInContext):
            pool.submit(client.describe_alarms).result()


def test_nobody_signs_for_another_account(serve: Serve) -> None:
    """Twelve accounts side by side on shared clients, each naming itself in every request; sessions that are refused
    as expired after a moment, and one call in ten throttled."""
    endpoint = serve(
        Estate([Account(each) for each in ACCOUNTS]),
        [Rule(Effect.THROTTLE, share=0.1), Rule(Effect.EXPIRED, service="cloudwatch", seconds=0.2, share=0.5)],
        signatures=True,
        accounts=True,
    )
    bench, limits = desk(), OwnLimits()
    group = group_of("cloudwatch")

    def ask(number: int) -> int:
        account = ACCOUNTS[number % len(ACCOUNTS)]
        door = Door(account, "", roles(account)["role"], "us-east-1")
        turns = limits.turns(60)
        for service, method, asked in (
            ("cloudwatch", "describe_alarms", {"AlarmNamePrefix": account}),
            ("ec2", "describe_vpcs", {"Filters": [{"Name": "owner-id", "Values": [account]}]}),
            ("logs", "describe_log_groups", {"logGroupNamePrefix": account}),
        ):
            client = bench.clients.get(service, "eu-west-1")
            credentials = bench.keys.credentials(door, group.name, group.policy, turns)
            try:
                with acting_as(credentials):
                    getattr(client, method)(**asked)
            except client.exceptions.ClientError:
                bench.keys.renew(door, group.name, credentials)
        return 3

    with ThreadPoolExecutor(32) as pool:
        made = sum(pool.map(ask, range(400)))
    counts = endpoint.counts()
    assert made == 1200
    assert counts.of(operation="AssumeRole") > len(ACCOUNTS)
    assert (counts.wrong_account, counts.bad_signatures) == (0, 0)


def test_the_yardstick_notices_a_request_signed_by_the_wrong_account(serve: Serve) -> None:
    endpoint = serve(Estate([Account(each) for each in ACCOUNTS]), signatures=True, accounts=True)
    with acting_as(desk().keys.operator("")):
        desk().clients.get("cloudwatch", "eu-west-1").describe_alarms(AlarmNamePrefix=ACCOUNTS[5])
    assert endpoint.counts().wrong_account == 1


@pytest.mark.parametrize("role", [True, False], ids=["by role", "by profile"])
def test_keys_of_another_account_read_nothing(serve: Serve, tmp_path: Path, role: bool) -> None:
    """A role that hands out keys of account 1 for account 2; a profile that changed hands since the plan."""
    rules = [Rule(Effect.WRONG_ACCOUNT, operation="AssumeRole", words=ACCOUNTS[0])] if role else []
    endpoint = serve(Estate([Account(each) for each in ACCOUNTS]), rules)
    reader = all_readers()["aws.cloudwatch.alarms"]
    got = brought(job_of(reader, ACCOUNTS[1], "eu-west-1", roles(ACCOUNTS[1]) if role else {}), tmp_path)
    assert got.facts == []
    assert got.reason.reason is Reason.NOT_AVAILABLE
    assert f"account {ACCOUNTS[1]}" in got.reason.detail
    assert endpoint.counts().of(service="cloudwatch") == 0


def test_identity_is_proved_before_the_first_read_and_once_for_a_group(serve: Serve, tmp_path: Path) -> None:
    endpoint = serve(Estate([Account(each) for each in ACCOUNTS]))
    reader = all_readers()["aws.cloudwatch.alarms"]
    for region in ("eu-west-1", "us-east-1"):
        brought(job_of(reader, ACCOUNTS[3], region, roles(ACCOUNTS[3])), tmp_path)
    counts = endpoint.counts()
    assert counts.of(account=ACCOUNTS[3], operation="GetCallerIdentity") == 1
    assert counts.of(operation="AssumeRole") == 1
    assert counts.of(operation="DescribeAlarms") == 2


def test_a_door_that_said_no_is_not_knocked_at_again(serve: Serve, tmp_path: Path) -> None:
    endpoint = serve(Estate([Account(ACCOUNTS[0]), Account(ACCOUNTS[1], reader_role="")]))
    reader = all_readers()["aws.cloudwatch.alarms"]
    for region in ("eu-west-1", "us-east-1", "eu-central-1"):
        got = brought(job_of(reader, ACCOUNTS[1], region, roles(ACCOUNTS[1])), tmp_path)
        assert got.reason.reason is Reason.NOT_PERMITTED
        assert got.reason.needs == "sts:AssumeRole"
    assert endpoint.counts().of(operation="AssumeRole") == 1


def test_the_external_id_comes_from_the_options_and_is_not_kept_with_the_target(serve: Serve, tmp_path: Path) -> None:
    serve(Estate([Account(ACCOUNTS[0]), Account(ACCOUNTS[1], external_id="acme-7")]))
    reader, role = all_readers()["aws.cloudwatch.alarms"], roles(ACCOUNTS[1])
    assert brought(job_of(reader, ACCOUNTS[1], "us-east-1", role), tmp_path).reason.needs == "sts:AssumeRole"
    job = job_of(reader, ACCOUNTS[1], "eu-west-1", role)
    desk().keys.__init__(desk().clients)  # type: ignore[misc] # a new run: doors are tried again
    settings = Settings(options={"aws_external_id": ("acme-7",)})
    assert brought(job, tmp_path, settings=settings).unread == []
    assert "acme-7" not in repr(job)


def test_no_credentials_at_all_are_a_reason_and_no_crash(
    serve: Serve, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(estate)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    door = Door("111122223333", "", "", "us-east-1")
    with pytest.raises(Refused, match="finds no AWS credentials"):
        desk().keys.credentials(door, "01", "{}", OwnLimits().turns(1))
