"""Nothing secret that an account holds is kept: not in the engagement file, its journal, what is printed, a report, or
a temporary file.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assess.demo.aws_stand_in import Account, Effect, Endpoint, Estate, Rule, running
from assess.evidence.collectors import Settings
from collectors.aws import COLLECTOR
from tests.collectors.aws.jobs import PRODUCTION, brought
from tests.collectors.aws.planting import MARK, marks_in, planted
from tests.collectors.aws.whole_estate import OPERATOR, whole_estate

Assess = Callable[..., "subprocess.CompletedProcess[str]"]
REGION = "eu-west-1"


def arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{REGION}:{PRODUCTION}:{rest}"


def account_with_secrets() -> Estate:
    """An account with a secret wherever people put them."""
    estate = Estate([Account(PRODUCTION, "acme-production", regions=(REGION,))])
    cluster, definition = arn("ecs", "cluster/shop"), arn("ecs", "task-definition/api:1")
    variable = {"name": "DB_PASSWORD", "value": f"{MARK}-1"}
    function = {
        "FunctionName": "price",
        "FunctionArn": arn("lambda", "function:price"),
        "LastModified": "2026-02-01T10:00:00.000+0000",
        "Environment": {"Variables": {"API_TOKEN": f"{MARK}-2"}},
    }
    project = {
        "name": "shop",
        "arn": arn("codebuild", "project/shop"),
        "source": {
            "type": "GITHUB",
            "location": f"https://user:{MARK}-3@github.com/acme/shop",
            "buildspec": f"{MARK}-4",
        },
        "environment": {
            "type": "LINUX_CONTAINER",
            "image": "x",
            "computeType": "BUILD_GENERAL1_SMALL",
            "environmentVariables": [{**variable, "value": f"{MARK}-5", "type": "PLAINTEXT"}],
        },
        "webhook": {"secret": f"{MARK}-6", "filterGroups": []},
    }
    stack = {
        "StackName": "net",
        "StackId": arn("cloudformation", "stack/net/1"),
        "StackStatus": "UPDATE_COMPLETE",
        "CreationTime": "2025-01-01T00:00:00Z",
        "Parameters": [{"ParameterKey": "Password", "ParameterValue": f"{MARK}-7"}],
        "Outputs": [{"OutputKey": "Key", "OutputValue": f"{MARK}-8"}],
        "Tags": [{"Key": "note", "Value": f"{MARK}-9"}],
    }
    event = {
        "EventId": "1",
        "EventName": "ModifyDBInstance",
        "Username": f"{MARK}@example.org",
        "CloudTrailEvent": f'{{"requestParameters":{{"masterUserPassword":"{MARK}-10"}}}}',
    }
    service = {
        "serviceArn": arn("ecs", "service/shop/api"),
        "serviceName": "api",
        "clusterArn": cluster,
        "status": "ACTIVE",
        "desiredCount": 1,
        "taskDefinition": definition,
    }
    container = {"name": "app", "image": "app:1", "environment": [variable]}
    trust = {"Effect": "Allow", "Principal": {"AWS": "999900001111"}, "Action": "sts:AssumeRole"}
    role = {
        "Path": "/",
        "RoleName": "deploy",
        "RoleId": "AROA00000000000000001",
        "Arn": f"arn:aws:iam::{PRODUCTION}:role/deploy",
        "CreateDate": "2025-01-01T00:00:00Z",
        "AssumeRolePolicyDocument": {
            "Statement": [{**trust, "Condition": {"StringEquals": {"sts:ExternalId": f"{MARK}-11"}}}]
        },
        "RolePolicyList": [],
        "AttachedManagedPolicies": [],
        "Tags": [{"Key": "note", "Value": f"{MARK}-12"}],
    }
    answers: list[tuple[str, str, dict[str, object]]] = [
        ("ecs", "DescribeClusters", {"clusters": [{"clusterArn": cluster, "clusterName": "shop"}]}),
        ("ecs", "DescribeServices", {"services": [service]}),
        (
            "ecs",
            "DescribeTaskDefinition",
            {"taskDefinition": {"taskDefinitionArn": definition, "containerDefinitions": [container]}},
        ),
        ("lambda", "ListFunctions", {"Functions": [function]}),
        ("codebuild", "BatchGetProjects", {"projects": [project]}),
        ("cloudformation", "DescribeStacks", {"Stacks": [stack]}),
        ("cloudtrail", "LookupEvents", {"Events": [event]}),
        ("ssm", "DescribeParameters", {"Parameters": [{"Name": "/shop/password", "Description": f"{MARK}-13"}]}),
        (
            "secretsmanager",
            "ListSecrets",
            {"SecretList": [{"Name": "db", "ARN": arn("secretsmanager", "secret:db"), "Description": f"{MARK}-14"}]},
        ),
        ("iam", "GetAccountAuthorizationDetails", {"RoleDetailList": [role]}),
    ]
    for name, operation, answer in answers:
        estate.put(PRODUCTION, "", name, operation, answer)  # type: ignore[arg-type]
    return estate


KEPT = {
    "arc-zonal-shift:ListManagedResources.items[].name",
    "cloudwatch:DescribeAlarms.MetricAlarms[].TreatMissingData",
    "elasticache:DescribeReplicationGroups.ReplicationGroups[].Engine",
    "iam:GetAccountAuthorizationDetails.RoleDetailList[].PermissionsBoundary.PermissionsBoundaryArn",
}
"""Members without which a fact would not say what it is about: names, kinds and ARNs."""
FORMS = ("json", "md", "html", "pdf", "xlsx", "csv")
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
SLOW = Rule(Effect.LATENCY, seconds=0.5, service="lambda")


def test_of_all_text_that_aws_hands_out_only_names_become_part_of_a_fact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every reader, over answers in which each member that can hold text holds some that is marked."""
    estate = planted(whole_estate())
    answers = [each for service, name in estate.operations() for *_, each in estate.told(service, name)]
    assert sum(str(each).count(MARK) for each in answers) > 1_000
    found, said = set(), []
    with running(estate) as endpoint:
        point_at(endpoint, monkeypatch, OPERATOR)
        what = Settings(options={"aws_organization": ("AssessReader",), "region": ("eu-central-1",)})
        for target in COLLECTOR.targets(what):
            found |= marks_in(repr(target))
            for job in COLLECTOR.plan(target, what):
                got = brought(job, tmp_path)
                found |= marks_in(repr(got.facts))
                said += got.unread
    assert found == KEPT
    assert MARK not in repr(said)


def point_at(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, account: str = PRODUCTION) -> None:
    """Makes the SDK use a stand-in."""
    for name, value in endpoint.environment(account).items():
        monkeypatch.setenv(name, value)


def unpacked(data: bytes) -> Iterator[bytes]:
    """The bytes themselves, what is packed in them where they are a workbook, and the streams of a PDF."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    if data.startswith(b"%PDF"):
        for stream in STREAM.findall(data):
            with contextlib.suppress(zlib.error):
                yield zlib.decompressobj().decompress(stream)


def stored_in(file: Path) -> Iterator[bytes]:
    """Every value of every table of an engagement with what is still in its journal, facts unpacked."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in connection.execute(f"SELECT * FROM {table}"):
                for value in row:
                    yield value if isinstance(value, bytes) else str(value).encode()
                    if isinstance(value, bytes):
                        with contextlib.suppress(zlib.error):
                            yield zlib.decompress(value)


def saved(file: Path) -> bool:
    """Whether a read is saved."""
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as read,
    ):
        return bool(read.execute("SELECT count(*) FROM fact_batch").fetchone()[0])
    return False


def killed_in_the_middle(command: Path, file: Path) -> tuple[bytes, list[bytes]]:
    """A collection that is killed while its journal holds facts: the journal, and all that can be read of both."""
    process = subprocess.Popen(
        [command, "collect", file, "--aws"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    end = time.monotonic() + 60
    while not saved(file):
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.02)
    process.kill()
    process.wait()
    journal = file.with_name(f"{file.name}-wal").read_bytes()
    copy = file.with_name("copy.assess")
    for tail in ("", "-wal"):
        shutil.copy(f"{file}{tail}", f"{copy}{tail}")
    parts = [journal, *stored_in(copy)]
    for each in file.parent.glob("copy.assess*"):
        each.unlink()
    return journal, parts


def test_no_planted_secret_is_kept_anywhere(
    assess: Assess, command: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With everything that a run writes in one folder, its own debugging on, and one run killed in its middle."""
    for name in ("TMPDIR", "XDG_CACHE_HOME", "HOME"):
        (tmp_path / name.lower()).mkdir()
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("ASSESS_DEBUG", "1")
    file = tmp_path / "acme.assess"
    with running(account_with_secrets(), [SLOW]) as endpoint:
        point_at(endpoint, monkeypatch)
        assert assess("new", file, "--organisation", "Acme").returncode == 0
        journal, parts = killed_in_the_middle(command, file)
        ran = [assess("collect", file, "--aws", "--debug", "--resume", "--workers", workers) for workers in ("2", "1")]
        counts, own = endpoint.counts(), endpoint.keys(PRODUCTION)
    assert len(journal) > 10_000, "or nothing was in it"
    for operation in ("DescribeTaskDefinition", "ListFunctions", "BatchGetProjects", "DescribeStacks", "LookupEvents"):
        assert counts.of(operation=operation), "or nothing was handed out that could be kept"
    ran += [assess(each, file, "--json") for each in ("findings", "facts", "score", "practices")]
    ran += [assess("report", file, "--to", tmp_path / f"report.{form}") for form in FORMS]
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.suffix for path in written} >= {f".{form}" for form in ("assess", *FORMS)}
    parts += [part for path in written for part in unpacked(path.read_bytes())]
    parts += [*stored_in(file), *(text.encode() for each in ran for text in (each.stdout, each.stderr))]
    if shutil.which("pdftotext"):
        parts.append(
            subprocess.run(["pdftotext", tmp_path / "report.pdf", "-"], capture_output=True, check=True).stdout
        )
        assert b"Acme" in parts[-1]
    assert sum(b"DB_PASSWORD" in part for part in parts) > 2, "the variable itself is named"
    for part in parts:
        assert MARK.encode() not in part
        assert own.secret_key.encode() not in part


BROKEN = "{" + MARK
"""No JSON, and what is in it is secret."""


def test_an_answer_that_breaks_a_reader_is_not_told_in_the_words_of_that_answer(
    assess: Assess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Crash texts and tracebacks name the place, also with debugging on."""
    estate = account_with_secrets()
    role = {"Path": "/", "RoleName": "x", "RoleId": "AROA00000000000000002", "Arn": f"arn:aws:iam::{PRODUCTION}:role/x"}
    broken = {**role, "CreateDate": "2025-01-01T00:00:00Z", "AssumeRolePolicyDocument": BROKEN}
    estate.put(PRODUCTION, "", "iam", "GetAccountAuthorizationDetails", {"RoleDetailList": [broken]})  # type: ignore[arg-type]
    estate.put(PRODUCTION, "", "iam", "GetAccountSummary", {"SummaryMap": {"Users": 1}})
    report = f"user,arn,password_enabled,access_key_1_active,access_key_1_last_rotated\nx,arn,true,true,{MARK}\n"
    estate.put(PRODUCTION, "", "iam", "GetCredentialReport", {"Content": report.encode()})
    monkeypatch.setenv("ASSESS_DEBUG", "1")
    file = tmp_path / "acme.assess"
    assess("new", file, "--organisation", "Acme")
    with running(estate, [Rule(Effect.GARBAGE, service="logs")]) as endpoint:
        point_at(endpoint, monkeypatch)
        ran = assess("collect", file, "--aws", "--debug", "--only", "aws.iam", "--only", "aws.logs")
    assert ran.returncode == 4
    assert "aws.iam.principals" in ran.stderr
    assert "aws.iam.access_keys" in ran.stderr
    said = ran.stdout + ran.stderr + assess("findings", file, "--json").stdout + json.dumps(os.listdir(tmp_path))
    assert MARK not in said
    assert not any(MARK.encode() in part for part in stored_in(file))
