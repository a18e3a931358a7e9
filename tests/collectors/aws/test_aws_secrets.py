"""Nothing secret that an account holds is kept: not in the engagement file, its journal, what is printed, or a
temporary file.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from assess.demo.aws_stand_in import Account, Estate, running
from tests.collectors.aws.jobs import PRODUCTION

Assess = Callable[..., "subprocess.CompletedProcess[str]"]
REGION = "eu-west-1"
MARK = "hunter2-Planted"


def arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{REGION}:{PRODUCTION}:{rest}"


def planted() -> Estate:
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


def test_no_planted_secret_is_kept_anywhere(assess: Assess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    file = tmp_path / "acme.assess"
    with running(planted()) as endpoint:
        for name, value in endpoint.environment(PRODUCTION).items():
            monkeypatch.setenv(name, value)
        assert assess("new", file, "--organisation", "Acme").returncode == 0
        ran = assess("collect", file, "--aws", "--debug", timeout=300)
    assert "DescribeTaskDefinition" not in ran.stderr, "it was refused, so the test shows nothing"
    said = assess("facts", file, "--json").stdout + assess("findings", file, "--json").stdout
    assert "DB_PASSWORD" in said, "the variable itself is named"
    assert MARK not in said + ran.stdout + ran.stderr
    kept = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert file in kept
    assert [path for path, content in kept.items() if MARK.encode() in content] == []
    # facts are kept packed, so the file is also read as the program unpacks it: `said`, above
