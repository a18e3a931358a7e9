"""What a real organisation is like on a bad day: each thing told and counted, nothing lost, and no endless loop."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assess.demo.aws_stand_in import Account, Effect, Endpoint, Estate, Rule, running
from assess.demo.aws_stand_in.estate import Organization
from assess.evidence.facts import Reason
from collectors.aws.facts.alarms import Alarm
from collectors.aws.readers.cloudwatch import alarms
from collectors.aws.readers.fis import templates
from collectors.aws.readers.ssm_incidents import plans
from tests.collectors.aws.jobs import PRODUCTION, Read

Assess = Callable[..., "subprocess.CompletedProcess[str]"]
MANAGEMENT, SHOP, LAB = "111122223333", "222233334444", "333344445555"
EU = "eu-west-1"
ALARMS: dict[str, Any] = {"service": "cloudwatch", "operation": "DescribeAlarms"}
NO_HOST = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
NO_NAME_SERVER = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def alarm(name: str, account: str = PRODUCTION, *actions: str) -> dict[str, Any]:
    """An alarm that calls these."""
    return {
        "AlarmName": name,
        "AlarmArn": f"arn:aws:cloudwatch:{EU}:{account}:alarm:{name}",
        "StateValue": "OK",
        "ActionsEnabled": True,
        "AlarmActions": list(actions),
    }


def use(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, account: str = "") -> None:
    """Points the SDK at a stand-in."""
    for name, value in endpoint.environment(account).items():
        monkeypatch.setenv(name, value)


def findings(assess: Assess, file: Path) -> list[dict[str, Any]]:
    """Every finding."""
    ran = assess("findings", file, "--json")
    assert ran.returncode == 0, ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout)["findings"]
    return found


@pytest.fixture
def no_name(monkeypatch: pytest.MonkeyPatch) -> Callable[[socket.gaierror], None]:
    """Makes Incident Manager and FIS hosts that the name server answers like this."""

    def answering(error: socket.gaierror) -> None:
        usual = socket.getaddrinfo

        def look_up(host: Any, *rest: Any, **named: Any) -> Any:
            if str(host) == "localhost.nowhere":
                raise error
            return usual(host, *rest, **named)

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        for service in ("SSM_INCIDENTS", "FIS"):
            monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", "http://localhost.nowhere:1")

    return answering


def test_a_service_that_is_not_offered_in_a_region_is_out_of_scope_there(
    read: Read, no_name: Callable[[socket.gaierror], None]
) -> None:
    """The SDK does not list it there, and there is no host of its name: nothing can stand there."""
    no_name(NO_HOST)
    got = read(plans, region="ap-east-2")
    assert (got.facts, got.unread) == ([], [])
    assert [key for key in got.keys if "ssm-incidents" in key] == [f"{PRODUCTION}/ap-east-2/ssm-incidents"]


@pytest.mark.parametrize(
    ("reader", "region", "error"),
    [
        (plans, EU, NO_HOST),
        (plans, "ap-east-2", NO_NAME_SERVER),
        (plans, "atlantis-1", NO_HOST),
        (templates, EU, NO_HOST),
    ],
    ids=["listed there", "the name server is down", "a region that the SDK does not know", "a service listed nowhere"],
)
def test_one_sign_alone_that_a_service_is_not_offered_is_a_read_that_failed(
    read: Read, no_name: Callable[[socket.gaierror], None], reader: Any, region: str, error: socket.gaierror
) -> None:
    no_name(error)
    got = read(reader, region=region, seconds=1)
    assert got.reason.reason is Reason.NOT_AVAILABLE
    assert "got no answer" in got.reason.detail
    assert "--resume" in got.reason.needs


def test_a_service_that_answers_where_the_sdk_does_not_list_it_is_read(read: Read, estate: Estate) -> None:
    """The list in the SDK may be older than what AWS offers."""
    region = "ap-east-2"
    estate.accounts[PRODUCTION] = Account(PRODUCTION, regions=(region,))
    plan = {"arn": f"arn:aws:ssm-incidents::{PRODUCTION}:response-plan/down", "name": "down"}
    estate.put(PRODUCTION, region, "ssm-incidents", "ListResponsePlans", {"responsePlanSummaries": [plan]})
    assert len(read(plans, region=region).facts) == 1


def test_an_answer_of_80_megabytes_is_read(read: Read, estate: Estate) -> None:
    estate.put(PRODUCTION, EU, "cloudwatch", "DescribeAlarms", {"MetricAlarms": [alarm("slow")]})
    got = read(alarms, rules=[Rule(Effect.HUGE, **ALARMS)], seconds=100)
    assert [type(each) for each in got.facts] == [Alarm]
    assert got.unread == []


def test_a_listing_without_end_is_given_up(read: Read, estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page leads to another one with a token that was not seen before."""
    monkeypatch.setattr("collectors.aws.calling.MOST_PAGES", 5)
    named = [alarm(f"a{number}") for number in range(9)]
    estate.put(PRODUCTION, EU, "cloudwatch", "DescribeAlarms", {"MetricAlarms": named})
    got = read(alarms, rules=[Rule(Effect.PAGES_OF, size=1, **ALARMS)])
    assert len(got.facts) == 5
    assert "has more than 5 pages; the pages before were kept" in got.reason.detail


def test_control_characters_of_a_tag_reach_neither_facts_nor_a_terminal(
    assess: Assess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate = Estate([Account(PRODUCTION, "acme-production", regions=(EU,))])
    made = alarm("slow")
    estate.put(PRODUCTION, EU, "cloudwatch", "DescribeAlarms", {"MetricAlarms": [made]})
    tags = [{"Key": "owner", "Value": "team\x1b[31m\x07 red"}, {"Key": "environment", "Value": "prod\x1b]0;x\x07"}]
    mapping = {"ResourceARN": made["AlarmArn"], "Tags": tags}
    estate.put(PRODUCTION, EU, "resourcegroupstaggingapi", "GetResources", {"ResourceTagMappingList": [mapping]})
    file = tmp_path / "acme.assess"
    assess("new", file, "--organisation", "Acme")
    with running(estate) as endpoint:
        use(endpoint, monkeypatch)
        ran = assess(
            "collect", file, "--aws", "--only", "aws.cloudwatch.alarms", "--only", "aws.resourcegroupstaggingapi"
        )
    assert ran.returncode == 0, ran.stderr
    said = assess("facts", file).stdout + assess("findings", file).stdout + assess("facts", file, "--json").stdout
    assert "team[31m red" in said, "what can be shown of it is kept"
    assert not set(said) & {"\x1b", "\x07"}
    assert "\\u001b" not in said


def test_an_arn_of_another_partition_is_followed_by_nobody_and_decides_nothing(
    assess: Assess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate = Estate([Account(PRODUCTION, "acme-production", regions=(EU,))])
    abroad = f"arn:aws-cn:sns:cn-north-1:{PRODUCTION}:oncall"
    estate.put(PRODUCTION, EU, "cloudwatch", "DescribeAlarms", {"MetricAlarms": [alarm("slow", PRODUCTION, abroad)]})
    file = tmp_path / "acme.assess"
    assess("new", file, "--organisation", "Acme")
    with running(estate) as endpoint:
        use(endpoint, monkeypatch)
        ran = assess(
            "collect", file, "--aws", "--only", "aws.cloudwatch.alarms", "--only", "aws.sns", "--only", "aws.events"
        )
    assert ran.returncode == 0, ran.stderr
    (found,) = [
        each
        for each in findings(assess, file)
        if each["check"] == "aws/alarm_reaches_a_confirmed_subscriber" and each["subject"]["kind"] == "alarm"
    ]
    assert (found["outcome"], bool(found["reason"])) == ("unknown", True)


def three_accounts() -> Estate:
    """An organisation in which two accounts have ten alarms each."""
    accounts = [Account(MANAGEMENT, "acme-root", reader_role=""), Account(SHOP, "acme-shop"), Account(LAB, "acme-lab")]
    estate = Estate(accounts, Organization(MANAGEMENT))
    for account in (SHOP, LAB):
        named = [alarm(f"a{number}", account) for number in range(10)]
        estate.put(account, EU, "cloudwatch", "DescribeAlarms", {"MetricAlarms": named})
    return estate


WHAT = ("--aws-organization", "AssessReader", "--region", EU, "--only", "aws.cloudwatch.alarms", "--only", "aws.sns")


def alarms_of(assess: Assess, file: Path, account: str) -> int:
    """How many alarms of an account are kept."""
    facts = json.loads(assess("facts", file, "aws.alarm", "--json").stdout)["facts"]
    return sum(f":{account}:" in each["subject"] for each in facts)


def test_an_account_that_is_closed_in_mid_run_keeps_what_was_read_and_takes_no_other_along(
    assess: Assess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "acme.assess"
    assess("new", file, "--organisation", "Acme")
    closing = [
        Rule(Effect.PAGES_OF, size=2, **ALARMS),
        Rule(Effect.CLOSED, account=LAB, service="[!s]*", operation="[!GL]*", after=3),
    ]
    with running(three_accounts(), closing) as endpoint:
        use(endpoint, monkeypatch)
        ran = assess("collect", file, *WHAT)
        asked = endpoint.counts()
    assert ran.returncode == 4
    assert "acme-lab eu-west-1" in ran.stderr
    assert "acme-shop" not in ran.stderr
    assert alarms_of(assess, file, SHOP) == 10
    assert 0 < alarms_of(assess, file, LAB) < 10
    assert asked.of(account=LAB) < 40, "it is not knocked at for ever"
    open_ones = [each for each in findings(assess, file) if each["subject"]["account"] == LAB and each["reason"]]
    assert open_ones
    assert all(each["outcome"] == "unknown" for each in open_ones)


def test_temporary_keys_that_run_out_in_mid_run_are_told_and_the_rest_is_read_with_new_ones(
    assess: Assess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they lie in the environment: nobody can renew them but whoever signed in."""
    file = tmp_path / "acme.assess"
    assess("new", file, "--organisation", "Acme")
    what = ("--aws", *WHAT[2:])
    running_out = [
        Rule(Effect.PAGES_OF, size=2, **ALARMS),
        Rule(Effect.EXPIRED, after=3, account=SHOP, service="[!st]*"),
    ]
    with running(three_accounts()) as endpoint:
        use(endpoint, monkeypatch, MANAGEMENT)
        sign_in(endpoint, monkeypatch)
        endpoint.obey(running_out)
        ran = assess("collect", file, *what)
        endpoint.obey([])
        sign_in(endpoint, monkeypatch)
        again = assess("collect", file, *what, "--resume")
    assert ran.returncode == 4
    assert "the credentials expired; needs sign in again, then collect with --resume" in ran.stderr
    assert again.returncode == 0, again.stderr
    assert alarms_of(assess, file, SHOP) == 10


def sign_in(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts keys of a session in the shop's account into the environment."""
    from tests.demo.stand_in_calls import assumed

    keys = assumed(endpoint, SHOP)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret_key)
    monkeypatch.setenv("AWS_SESSION_TOKEN", keys.token)


GIVES_KEYS = """
import datetime, json, os, sys
with open({log!r}, "a") as log:
    log.write("asked\\n")
ends = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=10)
print(json.dumps({{"Version": 1, "AccessKeyId": {key!r}, "SecretAccessKey": {secret!r}, "SessionToken": {token!r},
                  "Expiration": ends.isoformat()}}))
"""


def test_keys_that_last_ten_minutes_are_fetched_by_the_profiles_own_command(
    assess: Assess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SDK renews what ends within ten minutes; it does so before calls and not without end."""
    from tests.demo.stand_in_calls import assumed

    file, log, script = tmp_path / "acme.assess", tmp_path / "log", tmp_path / "keys.py"
    assess("new", file, "--organisation", "Acme")
    with running(three_accounts()) as endpoint:
        use(endpoint, monkeypatch, MANAGEMENT)
        keys = assumed(endpoint, SHOP)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name)
        fields = {"log": str(log), "key": keys.access_key, "secret": keys.secret_key, "token": keys.token}
        script.write_text(GIVES_KEYS.format(**fields))
        config = tmp_path / "config"
        config.write_text(f"[profile short]\nregion = {EU}\ncredential_process = {sys.executable} {script}\n")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
        ran = assess("collect", file, "--aws-profile", "short", *WHAT[2:])
        asked = endpoint.counts().of(account=SHOP)
    assert ran.returncode == 0, ran.stderr
    assert alarms_of(assess, file, SHOP) == 10
    assert 1 <= log.read_text().count("asked") <= asked + 4


def test_two_profiles_of_one_account_are_told_and_cost_no_exit_code(
    assess: Assess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, config = tmp_path / "acme.assess", tmp_path / "config"
    assess("new", file, "--organisation", "Acme")
    with running(three_accounts()) as endpoint:
        use(endpoint, monkeypatch, MANAGEMENT)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name)
        config.write_text(endpoint.config_file({"reader": SHOP, "admin": SHOP}))
        monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
        ran = assess("collect", file, "--aws-profile", "reader", "--aws-profile", "admin", *WHAT[2:])
        asked = endpoint.counts().of(account=SHOP, operation="DescribeAlarms")
    assert ran.returncode == 0, ran.stderr
    assert f"the profiles admin, reader are all of account {SHOP}: it is read once, with reader" in ran.stderr
    assert asked == 1


def test_a_proxy_that_drops_is_one_sentence_before_anything_is_read(
    assess: Assess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "acme.assess"
    assess("new", file, "--organisation", "Acme")
    with running(three_accounts()) as endpoint, socket.create_server(("127.0.0.1", 0)) as proxy:
        use(endpoint, monkeypatch)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        command = [str(Path(sys.executable).with_name("assess")), "collect", str(file), *WHAT]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
        proxy.settimeout(0.2)
        while process.poll() is None:
            try:
                proxy.accept()[0].close()
            except TimeoutError:
                continue
        told = process.communicate()[1].strip()
        assert endpoint.counts().total == 0
    assert process.returncode == 2
    assert len(told.splitlines()) == 1
    assert "AWS STS cannot be reached" in told
    assert "HTTPS_PROXY" in told
