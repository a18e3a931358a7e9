"""The collector under the real engine and the installed command: one process, several, and a dask scheduler."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assess.demo.aws_stand_in import Account, Effect, Endpoint, Estate, Rule, running
from assess.demo.aws_stand_in.estate import Organization

Assess = Callable[..., "subprocess.CompletedProcess[str]"]
MANAGEMENT, SHOP, LAB = "111122223333", "222233334444", "333344445555"
WHAT = (
    "--aws-organization", "AssessReader", "--region", "eu-west-1", "--region", "us-east-1",
    "--only", "aws.cloudwatch.alarms", "--only", "aws.sns.topics",
)  # fmt: skip
FAULTS = (
    Rule(Effect.THROTTLE, share=0.1),
    Rule(Effect.SERVER_ERROR, share=0.05, operation="[DL]*"),
    Rule(Effect.PAGES_OF, size=1, operation="[DL]*"),
    Rule(Effect.EXPIRED, share=0.05, operation="[DL]*"),
)


def alarm(account: str, region: str, name: str, topic: str) -> dict[str, object]:
    """An alarm that calls a topic."""
    return {
        "AlarmName": name,
        "AlarmArn": f"arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
        "StateValue": "OK",
        "ActionsEnabled": True,
        "AlarmActions": [topic],
    }


@pytest.fixture
def organisation() -> Estate:
    """Three accounts with alarms, two of which reach somebody."""
    accounts = [
        Account(MANAGEMENT, "acme-root", reader_role=""),
        Account(SHOP, "acme-shop-production"),
        Account(LAB, "acme-lab"),
    ]
    estate = Estate(accounts, Organization(MANAGEMENT))
    for account in (SHOP, LAB):
        for region in ("eu-west-1", "us-east-1"):
            topic = f"arn:aws:sns:{region}:{account}:oncall"
            alarms = [alarm(account, region, f"slow-{number}", topic) for number in range(3)]
            estate.put(account, region, "cloudwatch", "DescribeAlarms", {"MetricAlarms": alarms})
            estate.put(account, region, "sns", "ListTopics", {"Topics": [{"TopicArn": topic}]})
            subscription = {"TopicArn": topic, "Protocol": "https", "Endpoint": "https://events.pagerduty.com/tok3n-x"}
            confirmed = f"{topic}:1234" if region == "eu-west-1" else "PendingConfirmation"
            estate.put(
                account,
                region,
                "sns",
                "ListSubscriptions",
                {"Subscriptions": [subscription | {"SubscriptionArn": confirmed}]},
            )
    return estate


Collect = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def collect(organisation: Estate, assess: Assess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Collect:
    """Collects the organisation into a fresh file under rules; `.endpoint` is the last stand-in."""

    def run(*arguments: str, rules: tuple[Rule, ...] = ()) -> subprocess.CompletedProcess[str]:
        with running(organisation, rules, signatures=True) as endpoint:
            for name, value in endpoint.environment().items():
                monkeypatch.setenv(name, value)
            file = tmp_path / "acme.assess"
            if not file.exists():
                assert assess("new", file, "--organisation", "Acme").returncode == 0
            ran = assess("collect", file, *WHAT, *arguments, timeout=300)
            run.endpoint_counts = endpoint.counts()  # type: ignore[attr-defined]
            return ran

    return run


def outcomes(assess: Assess, file: Path) -> dict[str, str]:
    """Subject id to outcome of the check that alarms reach somebody."""
    ran = assess("findings", file, "--json")
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)["findings"]
    return {
        each["subject"]["id"]: each["outcome"]
        for each in found
        if each["check"] == "aws/alarm_reaches_a_confirmed_subscriber" and each["subject"]["kind"] == "alarm"
    }


EXPECTED = {
    f"arn:aws:cloudwatch:{region}:{account}:alarm:slow-{number}": outcome
    for account in (SHOP, LAB)
    for region, outcome in (("eu-west-1", "pass"), ("us-east-1", "fail"))
    for number in range(3)
}


def test_an_organisation_is_read_and_judged(collect: Collect, assess: Assess, tmp_path: Path) -> None:
    ran = collect()
    assert ran.returncode == 0, ran.stderr
    assert outcomes(assess, tmp_path / "acme.assess") == EXPECTED
    assert b"tok3n" not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_dry_run_reads_no_service_and_says_what_it_would_ask(collect: Collect) -> None:
    ran = collect("--dry-run")
    assert ran.returncode == 0
    assert "cloudwatch:DescribeAlarms" in ran.stdout
    assert "12 reads" in ran.stdout
    assert "0.00 US dollars" in ran.stdout
    assert "targets, 2 regions: eu-west-1, us-east-1" in ran.stdout
    assert collect.endpoint_counts.of(service="cloudwatch") == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_with_faults_the_findings_are_the_same(collect: Collect, assess: Assess, tmp_path: Path, workers: str) -> None:
    ran = collect("--workers", workers, rules=FAULTS)
    assert ran.returncode == 0, ran.stderr
    assert outcomes(assess, tmp_path / "acme.assess") == EXPECTED


def test_what_was_refused_is_told_and_asked_again_by_resume(collect: Collect, assess: Assess, tmp_path: Path) -> None:
    ran = collect(rules=(Rule(Effect.DENY, service="sns"),))
    assert ran.returncode == 4
    assert "sns:ListTopics" in ran.stderr
    assert set(outcomes(assess, tmp_path / "acme.assess").values()) == {"unknown"}
    again = collect("--resume")
    assert again.returncode == 0, again.stderr
    assert collect.endpoint_counts.of(operation="DescribeAlarms") == 0  # type: ignore[attr-defined]
    assert outcomes(assess, tmp_path / "acme.assess") == EXPECTED


def test_accounts_that_cannot_be_entered_are_told_once_and_not_for_each_read(collect: Collect) -> None:
    ran = collect(rules=(Rule(Effect.DENY, account=MANAGEMENT, service="sts", operation="AssumeRole"),))
    assert ran.returncode == 4
    (refused,) = [line for line in ran.stderr.splitlines() if line.startswith("refused: ")]
    assert "aws.cloudwatch.alarms, aws.sns.topics" in refused
    assert "acme-lab eu-west-1, acme-lab us-east-1, acme-shop-production eu-west-1 and 1 more" in refused
    assert any("2 of 3 accounts cannot be entered (acme-shop-production, acme-lab)" in line
               for line in ran.stderr.splitlines())  # fmt: skip


def test_expired_credentials_end_before_any_job(collect: Collect) -> None:
    ran = collect(rules=(Rule(Effect.CLOSED, service="sts"),))
    assert ran.returncode == 2
    assert len(ran.stderr.strip().splitlines()) == 1
    assert "sign in again" in ran.stderr


def test_a_dask_scheduler_runs_the_same_shards(
    organisation: Estate,
    assess: Assess,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two worker processes that hold no keys of ours: they find the operator's in their own environment."""
    distributed = pytest.importorskip("distributed")
    with running(organisation, FAULTS, signatures=True) as endpoint:
        for name, value in endpoint.environment().items():
            monkeypatch.setenv(name, value)
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
        ) as cluster:
            file = tmp_path / "acme.assess"
            assess("new", file, "--organisation", "Acme")
            ran = assess("collect", file, *WHAT, "--scheduler", cluster.scheduler_address, timeout=300)
    assert ran.returncode == 0, ran.stderr
    assert outcomes(assess, file) == EXPECTED


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("tcp://127.0.0.1:1", "no dask scheduler answers at tcp://127.0.0.1:1"),
        ("nonsense", "--scheduler nonsense is no address: write tcp://HOST:PORT"),
    ],
)
def test_no_scheduler_at_that_address_is_one_sentence(collect: Collect, address: str, sentence: str) -> None:
    ran = collect("--scheduler", address)
    assert ran.returncode == 2
    assert sentence in ran.stderr


SLOW = Rule(Effect.LATENCY, seconds=0.4, service="cloudwatch")


def begun(command: Path, file: Path, endpoint: Endpoint, *arguments: str) -> subprocess.Popen[bytes]:
    """A collection that is under way: some answers are out, and others are being waited for."""
    process = subprocess.Popen(
        [str(command), "collect", str(file), *WHAT, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 60
    while endpoint.counts().of(operation="DescribeAlarms") < 1:
        assert process.poll() is None
        assert time.monotonic() < until, "it never began to read"
    return process


def test_a_run_that_was_killed_goes_on_where_it_was(
    organisation: Estate, assess: Assess, command: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "acme.assess"
    with running(organisation, [SLOW]) as endpoint:
        for name, value in endpoint.environment().items():
            monkeypatch.setenv(name, value)
        assess("new", file, "--organisation", "Acme")
        process = begun(command, file, endpoint, "--workers", "2")
        process.kill()
        process.wait()
        endpoint.obey([])
        ran = assess("collect", file, *WHAT, "--resume")
    assert ran.returncode == 0, ran.stderr
    assert outcomes(assess, file) == EXPECTED


def test_a_dask_worker_that_dies_loses_nothing(
    organisation: Estate, assess: Assess, command: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed")
    file = tmp_path / "acme.assess"
    with running(organisation, [SLOW]) as endpoint:
        for name, value in endpoint.environment().items():
            monkeypatch.setenv(name, value)
        assess("new", file, "--organisation", "Acme")
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
        ) as cluster:
            with distributed.Client(cluster) as client:
                pids = list(client.run(os.getpid).values())
            process = begun(command, file, endpoint, "--scheduler", cluster.scheduler_address)
            os.kill(pids[0], signal.SIGKILL)
            assert process.wait(120) == 0
    assert outcomes(assess, file) == EXPECTED
