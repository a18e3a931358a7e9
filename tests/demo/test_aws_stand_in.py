"""What users of the stand-in rely on: accounts apart, true counts and signatures, a clean end, no way out."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from assess.demo.aws_stand_in import Account, Effect, Estate, EstateError, Rule, running
from assess.demo.aws_stand_in.estate import Organization
from assess.demo.aws_stand_in.identity import Keys
from assess.demo.aws_stand_in.moto_behind import MotoMissingError
from assess.demo.aws_stand_in.writing import Refusal
from tests.demo.stand_in_calls import MANAGEMENT, PRODUCTION, assumed, client

VOLUMES = ("ec2", "DescribeVolumes")


def two_accounts() -> Estate:
    estate = Estate([Account(MANAGEMENT, "management"), Account(PRODUCTION, "production")])
    estate.put(MANAGEMENT, "eu-west-1", *VOLUMES, {"Volumes": [{"VolumeId": "vol-management"}]})
    estate.put(PRODUCTION, "", *VOLUMES, {"Volumes": [{"VolumeId": "vol-of-{account}-in-{region}"}]})
    return estate


def test_an_account_sees_its_own_things_only() -> None:
    with running(two_accounts()) as endpoint:
        keys = assumed(endpoint, PRODUCTION)
        ours = client(endpoint, "ec2").describe_volumes()["Volumes"]
        elsewhere = client(endpoint, "ec2", "us-east-1").describe_volumes()["Volumes"]
        theirs = client(endpoint, "ec2", "us-east-1", keys).describe_volumes()["Volumes"]
    assert [each["VolumeId"] for each in ours] == ["vol-management"]
    assert elsewhere == []
    assert [each["VolumeId"] for each in theirs] == [f"vol-of-{PRODUCTION}-in-us-east-1"]


@pytest.mark.parametrize("within", ["thread", "process"])
def test_every_call_is_counted_where_it_was_made(within: str) -> None:
    with running(two_accounts(), within=within) as endpoint:  # type: ignore[arg-type]
        keys = assumed(endpoint, PRODUCTION)
        for region in ("eu-west-1", "us-east-1", "us-east-1"):
            client(endpoint, "ec2", region, keys).describe_volumes()
        client(endpoint, "sns").list_topics()
        endpoint.obey([Rule(Effect.DENY, service="sns")])
        with pytest.raises(ClientError):
            client(endpoint, "sns").list_topics()
        counts = endpoint.counts()
    assert counts.total == 6
    assert counts.of(account=PRODUCTION) == 3
    assert counts.of(account=PRODUCTION, region="us-east-1", service="ec2", operation="DescribeVolumes") == 2
    assert counts.by_service() == {"ec2": 3, "sns": 2, "sts": 1}
    assert counts.refused == {(MANAGEMENT, "sns", "ListTopics", "AccessDenied"): 1}


def test_a_forged_signature_is_refused_and_counted() -> None:
    with running(two_accounts(), signatures=True) as endpoint:
        good = endpoint.keys(PRODUCTION)
        forged = Keys(good.access_key, endpoint.keys(MANAGEMENT).secret_key)
        for service, operation in (("ec2", "describe_volumes"), ("s3", "list_buckets"), ("lambda", "list_functions")):
            getattr(client(endpoint, service, keys=good), operation)()
            with pytest.raises(ClientError, match=r"SignatureDoesNotMatch|InvalidSignatureException"):
                getattr(client(endpoint, service, keys=forged), operation)()
        client(endpoint, "s3", keys=good).list_objects_v2(Bucket="a-bucket", Prefix="a b/ü+&=")
        assert endpoint.counts().bad_signatures == 3


def test_a_request_signed_by_another_account_than_it_names_is_counted() -> None:
    with running(two_accounts(), accounts=True) as endpoint:
        asking = client(endpoint, "sns", keys=endpoint.keys(PRODUCTION))
        for account in (PRODUCTION, MANAGEMENT):
            with pytest.raises(ClientError, match="NotFound"):
                asking.get_topic_attributes(TopicArn=f"arn:aws:sns:eu-west-1:{account}:alerts")
        assert endpoint.counts().wrong_account == 1


def test_an_unknown_key_gets_nothing() -> None:
    with running(two_accounts()) as endpoint:
        stranger = Keys("AKIA0000000000000000", endpoint.keys().secret_key)
        with pytest.raises(ClientError, match="InvalidClientTokenId"):
            client(endpoint, "sns", keys=stranger).list_topics()
        keys = assumed(endpoint, PRODUCTION)
        with pytest.raises(ClientError, match="InvalidClientTokenId"):
            client(endpoint, "sns", keys=Keys(keys.access_key, keys.secret_key, "stale")).list_topics()


def test_the_environment_is_all_an_sdk_needs_and_no_name_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own guard fails any look-up or connection that leaves this machine."""
    import boto3

    with running(two_accounts()) as endpoint:
        for name, value in endpoint.environment(PRODUCTION).items():
            monkeypatch.setenv(name, value)
        session = boto3.Session()
        assert session.client("sts").get_caller_identity()["Account"] == PRODUCTION
        with pytest.raises(ClientError, match="NoSuchPublicAccessBlockConfiguration"):
            session.client("s3control").get_public_access_block(AccountId=PRODUCTION)
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        assert (
            session.client("application-signals").list_services(StartTime=moment, EndTime=moment)["ServiceSummaries"]
            == []
        )
        assert endpoint.counts().total == 3


def test_two_profiles_of_one_account_are_the_same_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import boto3

    with running(two_accounts()) as endpoint:
        (tmp_path / "config").write_text(endpoint.config_file({"one": PRODUCTION, "two": PRODUCTION}))
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        seen = {boto3.Session(profile_name=each).client("sts").get_caller_identity()["Arn"] for each in ("one", "two")}
    assert seen == {f"arn:aws:iam::{PRODUCTION}:user/operator"}


def test_waiting_holds_nobody_else_up() -> None:
    with running(two_accounts(), [Rule(Effect.LATENCY, seconds=0.3)]) as endpoint:
        asking = client(endpoint, "ec2")
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: asking.describe_volumes()["Volumes"], range(8)))
        assert endpoint.counts().most_in_flight > 1
    assert [each["VolumeId"] for volumes in answers for each in volumes] == ["vol-management"] * 8


def test_an_estate_can_be_started_again_and_says_the_same() -> None:
    estate = Estate([Account(MANAGEMENT, "management")], Organization(MANAGEMENT))
    for _ in range(2):
        with running(estate) as endpoint:
            assert len(client(endpoint, "organizations").list_accounts()["Accounts"]) == 1


def test_answers_depend_on_what_is_asked() -> None:
    estate = two_accounts()
    for name in ("first", "second"):
        pipeline = {"name": name, "roleArn": "arn:aws:iam::{account}:role/p", "stages": [], "version": 1}
        estate.put(MANAGEMENT, "eu-west-1", "codepipeline", "GetPipeline", {"pipeline": pipeline}, when={"name": name})
    services = [
        {"serviceName": each, "serviceArn": f"arn:aws:ecs:eu-west-1:{MANAGEMENT}:service/live/{each}",
         "clusterArn": f"arn:aws:ecs:eu-west-1:{MANAGEMENT}:cluster/live"}
        for each in ("web", "jobs")
    ]  # fmt: skip
    estate.put(MANAGEMENT, "eu-west-1", "ecs", "DescribeServices", {"services": services})
    estate.put(MANAGEMENT, "", "s3", "GetBucketTagging", Refusal("AccessDenied", "no", 403), when={"Bucket": "closed"})
    with running(estate) as endpoint:
        pipelines, containers, buckets = (client(endpoint, each) for each in ("codepipeline", "ecs", "s3"))
        assert pipelines.get_pipeline(name="second")["pipeline"]["roleArn"] == f"arn:aws:iam::{MANAGEMENT}:role/p"
        with pytest.raises(ClientError, match="PipelineNotFoundException"):
            pipelines.get_pipeline(name="third")
        assert [each["name"] for each in pipelines.list_pipelines()["pipelines"]] == ["first", "second"]
        arns = containers.list_services(cluster="live")["serviceArns"]
        assert [each.rpartition("/")[2] for each in arns] == ["web", "jobs"]
        told = containers.describe_services(cluster="live", services=arns[1:])["services"]
        assert [each["serviceName"] for each in told] == ["jobs"]
        with pytest.raises(ClientError, match="AccessDenied"):
            buckets.get_bucket_tagging(Bucket="closed")
        with pytest.raises(ClientError, match="NoSuchTagSet"):
            buckets.get_bucket_tagging(Bucket="open")


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ({"Volume": []}, "has no member Volume"),
        ({"Volumes": [{"VolumeId": 3}]}, r"Volumes\[0\].VolumeId is int, the model wants string"),
        ({"Volumes": [{"State": "broken"}]}, "is 'broken', none of creating"),
        ({"Volumes": [{"CreateTime": "yesterday"}]}, "is not a time: 'yesterday'"),
    ],
)
def test_an_answer_that_aws_could_not_give_is_refused_at_once(answer: dict[str, object], complaint: str) -> None:
    with pytest.raises(EstateError, match=complaint):
        two_accounts().put(MANAGEMENT, "eu-west-1", *VOLUMES, answer)  # type: ignore[arg-type]
    with pytest.raises(EstateError, match="has no operation DescribeAll"):
        two_accounts().put(MANAGEMENT, "eu-west-1", "ec2", "DescribeAll", {})


@pytest.mark.parametrize("within", ["thread", "process"])
def test_nothing_listens_once_the_block_ends(within: str) -> None:
    with running(two_accounts(), within=within) as endpoint:  # type: ignore[arg-type]
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(endpoint.url + "/_stand-in/counts").close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", endpoint.port), timeout=5)


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "-m", "assess.demo.aws_stand_in", "--estate", "empty"]
        command += ["--port", str(taken.getsockname()[1])]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path)
    assert ran.returncode == 2
    assert re.fullmatch(r"the stand-in cannot start: it cannot listen on 127\.0\.0\.1:\d+: .* in use.*\n", ran.stderr)


def test_a_port_in_use_is_said_by_a_process_of_its_own_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        started = running(two_accounts(), port=taken.getsockname()[1], within="process")
        with pytest.raises(OSError, match="in use"), started:
            pass


def test_without_the_extra_only_an_estate_that_needs_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "moto", None)
    with pytest.raises(MotoMissingError, match=r"assess-operating-model\[demo\]"), running(Estate([], moto=True)):
        pass
    with running(two_accounts()) as endpoint:
        assert client(endpoint, "sns").list_topics()["Topics"] == []


def test_it_runs_in_the_foreground_for_people_who_try_things(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "assess.demo.aws_stand_in", "--estate", "sample"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        assert process.stdout is not None
        told = {}
        for line in process.stdout:
            if line.startswith("#"):
                break
            name, _, value = line.removeprefix("export ").strip().partition("=")
            told[name] = value
        ask = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'])"
        asked = subprocess.run(
            [sys.executable, "-c", ask],
            env={**os.environ, **told},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert asked.stdout.strip() == "123456789012"


def test_state_made_through_the_api_is_kept_apart_by_account() -> None:
    pytest.importorskip("moto")
    estate = Estate([Account(MANAGEMENT), Account(PRODUCTION)], moto=True)
    estate.put(PRODUCTION, "", "cloudwatch", "ListMetricStreams", {"Entries": [{"Name": "to-the-archive"}]})
    with running(estate) as endpoint:
        mine, theirs = endpoint.keys(MANAGEMENT), assumed(endpoint, PRODUCTION)
        topic = client(endpoint, "sns", keys=theirs).create_topic(Name="alerts")["TopicArn"]
        assert topic == f"arn:aws:sns:eu-west-1:{PRODUCTION}:alerts"
        assert client(endpoint, "sns", keys=mine).list_topics()["Topics"] == []
        assert client(endpoint, "sns", keys=theirs).list_topics()["Topics"] == [{"TopicArn": topic}]
        client(endpoint, "s3", keys=theirs).put_object(Bucket=_made(endpoint, theirs), Key="a", Body=b"x" * 2048)
        assert client(endpoint, "s3", keys=mine).list_buckets()["Buckets"] == []
        missing = client(endpoint, "cloudwatch", keys=theirs)
        assert [each["Name"] for each in missing.list_metric_streams()["Entries"]] == ["to-the-archive"]
        assert client(endpoint, "cloudwatch", keys=mine).list_metric_streams()["Entries"] == []
        assert client(endpoint, "support", keys=mine).describe_trusted_advisor_checks(language="en")["checks"]
    with running(estate) as endpoint:
        assert client(endpoint, "sns", keys=assumed(endpoint, PRODUCTION)).list_topics()["Topics"] == []


def _made(endpoint: object, keys: Keys) -> str:
    place = {"LocationConstraint": "eu-west-1"}
    client(endpoint, "s3", keys=keys).create_bucket(Bucket="a-bucket", CreateBucketConfiguration=place)  # type: ignore[arg-type]
    return "a-bucket"
