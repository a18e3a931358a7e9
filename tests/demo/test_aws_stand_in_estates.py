"""The estates that come with the stand-in say what AWS could say, and what their stories say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from botocore.exceptions import ClientError
from botocore.parsers import create_parser

from assess.demo.aws_stand_in import Endpoint, Estate, running
from assess.demo.aws_stand_in.derived import tell_of_lists
from assess.demo.aws_stand_in.estates import demo_estate, estate_two, fleet_estate, sample_estate
from assess.demo.aws_stand_in.organization import tell_of_organization
from assess.demo.aws_stand_in.request import Asked
from assess.demo.aws_stand_in.service_models import operation_model, service_model
from assess.demo.aws_stand_in.values import document, moment, placed
from assess.demo.aws_stand_in.writing import written
from tests.demo.stand_in_calls import assumed, client

ESTATES = {"demo": demo_estate, "sample": sample_estate, "two": estate_two, "fleet": lambda: fleet_estate(3)}


def completed(name: str) -> Estate:
    estate = ESTATES[name]()
    tell_of_organization(estate)
    tell_of_lists(estate)
    return estate


@pytest.mark.parametrize("name", ESTATES)
def test_botocore_reads_every_answer_back_as_it_was_written(name: str) -> None:
    estate = completed(name)
    read = 0
    for service, operation in estate.operations():
        model, protocol = operation_model(service, operation), service_model(service).resolved_protocol
        parser = create_parser(protocol)
        for account, region, when, answer in estate.told(service, operation):
            response = written(Asked(service, operation, protocol), answer)
            headers = {key.lower(): value for key, value in response.headers}
            parsed = parser.parse(
                {"status_code": response.status, "headers": headers, "body": response.body}, model.output_shape
            )
            del parsed["ResponseMetadata"]
            place = f"{account} {region} {service} {operation} {when}"
            assert said(model.output_shape, parsed) == said(model.output_shape, answer), place
            read += 1
    assert read > 15


def said(shape: Any, value: Any) -> Any:
    """A value as plain data: times as instants, documents as text; empty members count as absent, as in XML."""
    if shape.type_name == "structure":
        told = {key: said(shape.members[key], item) for key, item in value.items() if item is not None}
        return {key: item for key, item in told.items() if item not in ([], {}, "")}
    if shape.type_name == "list":
        return [said(shape.member, item) for item in value]
    if shape.type_name == "map":
        return {key: said(shape.value, item) for key, item in value.items()}
    if shape.type_name == "timestamp":
        return moment(value)
    if shape.type_name == "blob":
        return value.encode() if isinstance(value, str) else value
    if shape.type_name == "string" and isinstance(value, (dict, list)):
        return document(value)
    if shape.type_name == "string" and value.startswith("%7B"):
        return unquote(value)
    return value


@pytest.fixture(scope="module")
def demo() -> Iterator[Endpoint]:
    with running(demo_estate(), signatures=True) as endpoint:
        yield endpoint


PRODUCTION, SANDBOX = "333344445555", "444455556666"


def test_the_demo_is_an_organisation_of_three_accounts(demo: Endpoint) -> None:
    organizations = client(demo, "organizations")
    told = {each["Id"]: each["Name"] for each in organizations.list_accounts()["Accounts"]}
    assert told == {
        "111122223333": "meridian-management",
        PRODUCTION: "meridian-production",
        SANDBOX: "meridian-sandbox",
    }
    guardrail = organizations.list_targets_for_policy(PolicyId="p-guardrail")["Targets"]
    assert [(each["Name"], each["Type"]) for each in guardrail] == [("Sandbox", "ORGANIZATIONAL_UNIT")]


def test_alarms_of_the_demo_reach_one_mailbox(demo: Endpoint) -> None:
    keys = assumed(demo, PRODUCTION)
    alarms = client(demo, "cloudwatch", keys=keys).describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    subscriptions = client(demo, "sns", keys=keys).list_subscriptions()["Subscriptions"]
    confirmed = {
        each["TopicArn"]: each["Protocol"] for each in subscriptions if each["SubscriptionArn"].startswith("arn:")
    }
    heard = [
        each["AlarmName"]
        for each in alarms["MetricAlarms"]
        if each["ActionsEnabled"]
        and set(each["AlarmActions"]) & set(confirmed)
        and each["StateValue"] != "INSUFFICIENT_DATA"
    ]
    assert heard == ["checkout-p99-latency", "checkout-duplicate-charges"]
    assert set(confirmed.values()) == {"email"}
    assert alarms["CompositeAlarms"] == []
    assert len(alarms["MetricAlarms"]) == 7


def test_the_demo_closes_a_region_and_refuses_one_service(demo: Endpoint) -> None:
    keys = assumed(demo, PRODUCTION)
    with pytest.raises(ClientError, match="explicit deny in a service control policy"):
        client(demo, "ec2", "eu-central-1", keys).describe_vpcs()
    with pytest.raises(ClientError, match="no identity-based policy allows the secretsmanager:ListSecrets action"):
        client(demo, "secretsmanager", keys=keys).list_secrets()
    assert client(demo, "ec2", "eu-central-1").describe_vpcs()["Vpcs"] == []


def test_a_role_of_the_demo_is_open_to_every_branch(demo: Endpoint) -> None:
    details = client(demo, "iam", keys=assumed(demo, PRODUCTION)).get_account_authorization_details()
    role = next(each for each in details["RoleDetailList"] if each["RoleName"] == "github-deploy")
    condition = role["AssumeRolePolicyDocument"]["Statement"][0]["Condition"]
    assert condition["StringLike"] == {"token.actions.githubusercontent.com:sub": "repo:meridian-parcel/*"}


def test_the_sample_holds_what_the_budgets_are_measured_on() -> None:
    """About 390 objects of 18 services in 3 regions."""
    estate = sample_estate()
    assert 370 <= sample_objects(estate) <= 410
    services = {service for service, _ in estate.operations()}
    assert services >= {
        "backup", "batch", "cloudformation", "cloudtrail", "cloudwatch", "codebuild", "codepipeline", "ec2", "ecr",
        "iam", "lambda", "logs", "rds", "s3", "secretsmanager", "sns", "sqs", "ssm",
    }  # fmt: skip
    assert len(estate.accounts) == 1
    (account,) = estate.accounts.values()
    assert len(account.regions) == 3


def sample_objects(estate: Estate) -> int:
    """Things that the sample's own inventories list; details, tags and children of a thing are not counted again."""
    inventories = {
        ("iam", "GetAccountAuthorizationDetails"), ("ec2", "DescribeInstances"), ("ec2", "DescribeVolumes"),
        ("ec2", "DescribeSecurityGroups"), ("ec2", "DescribeSnapshots"), ("ec2", "DescribeVpcs"), ("s3", "ListBuckets"),
        ("logs", "DescribeLogGroups"), ("lambda", "ListFunctions"), ("cloudwatch", "DescribeAlarms"),
        ("sns", "GetTopicAttributes"), ("ecr", "DescribeRepositories"), ("ssm", "DescribeParameters"),
        ("rds", "DescribeDBInstances"), ("sqs", "GetQueueAttributes"), ("codebuild", "BatchGetProjects"),
        ("cloudformation", "DescribeStacks"), ("cloudtrail", "DescribeTrails"), ("codepipeline", "GetPipeline"),
        ("backup", "GetBackupPlan"), ("secretsmanager", "ListSecrets"), ("batch", "DescribeJobQueues"),
    }  # fmt: skip
    count = 0
    for service, operation in inventories:
        for _, _, when, answer in estate.told(service, operation):
            lists = [value for value in answer.values() if isinstance(value, list)]
            count += 1 if when else sum(map(len, lists))
    return count


def test_accounts_of_a_fleet_are_alike_and_name_themselves() -> None:
    with running(fleet_estate(4, regions=2, things=3)) as endpoint:
        assert len(endpoint.accounts) == 4
        for account in endpoint.accounts[1:]:
            asking = client(endpoint, "lambda", "us-east-1", assumed(endpoint, account))
            arns = [each["FunctionArn"] for each in asking.list_functions()["Functions"]]
            assert arns == [f"arn:aws:lambda:us-east-1:{account}:function:function-{n}" for n in range(3)]
        with pytest.raises(ClientError, match="UnrecognizedClientException"):
            client(endpoint, "lambda", "eu-central-1").list_functions()


TRUTH = yaml.safe_load((Path(__file__).parent / "nordlicht_truth.yaml").read_text("utf-8"))


def test_the_second_estate_has_ten_truths_on_each_topic() -> None:
    topics = Counter(row["topic"] for row in TRUTH)
    assert set(topics) == {"ownership", "observability", "safe_change", "incident_response", "delivery_plane", "cost"}
    assert min(topics.values()) >= 10
    for topic in topics:
        assert {row["holds"] for row in TRUTH if row["topic"] == topic} >= {True, False}, topic


def test_every_truth_is_about_something_the_second_estate_holds() -> None:
    estate = completed("two")
    held: dict[str, str] = dict.fromkeys(estate.accounts, "")
    for service, operation in estate.operations():
        held |= {each: held[each] + f" {service} {each}" for each in held}
        for account, region, when, answer in estate.told(service, operation):
            for each in estate.accounts if account == "*" else [account]:
                places = {"account": each, "region": region}
                held[each] += f" {placed(when, places)} {placed(answer, places)}"
    for row in TRUTH:
        assert row["subject"] in held[row["account"]], row
