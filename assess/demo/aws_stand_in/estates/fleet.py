"""An organisation of many alike accounts, for benchmarks and for the proof that no account signs for another.

Every answer holds the account's own number, and every account holds the same things.
"""

from __future__ import annotations

from assess.demo.aws_stand_in.estate import Account, Estate, Organization, Unit
from assess.demo.aws_stand_in.values import Members, Value

FIRST_ACCOUNT = 700_000_000_000
REGIONS = (
    "eu-west-1", "us-east-1", "eu-central-1", "us-west-2", "us-east-2", "us-west-1", "eu-west-2", "eu-west-3",
    "eu-north-1", "ca-central-1", "sa-east-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
)  # fmt: skip
"""The regions that are on in every account, in the order in which `fleet_estate` takes them."""

_MADE = "2025-02-03T04:05:06Z"
_LISTS: dict[tuple[str, str], tuple[str, Members]] = {
    ("cloudwatch", "DescribeAlarms"): (
        "MetricAlarms",
        {
            "AlarmName": "alarm-{n}",
            "AlarmArn": "arn:aws:cloudwatch:{region}:{account}:alarm:alarm-{n}",
            "StateValue": "OK",
            "ActionsEnabled": True,
            "AlarmActions": ["arn:aws:sns:{region}:{account}:topic-{n}"],
            "Namespace": "AWS/Lambda",
            "MetricName": "Errors",
            "StateUpdatedTimestamp": _MADE,
        },
    ),
    ("sns", "ListTopics"): ("Topics", {"TopicArn": "arn:aws:sns:{region}:{account}:topic-{n}"}),
    ("sns", "ListSubscriptions"): (
        "Subscriptions",
        {
            "SubscriptionArn": "arn:aws:sns:{region}:{account}:topic-{n}:1",
            "Owner": "{account}",
            "Protocol": "https",
            "Endpoint": "https://pager.example.com/events",
            "TopicArn": "arn:aws:sns:{region}:{account}:topic-{n}",
        },
    ),
    ("logs", "DescribeLogGroups"): (
        "logGroups",
        {
            "logGroupName": "/app/{n}",
            "arn": "arn:aws:logs:{region}:{account}:log-group:/app/{n}:*",
            "storedBytes": 1000,
            "creationTime": 1738555506000,
        },
    ),
    ("lambda", "ListFunctions"): (
        "Functions",
        {
            "FunctionName": "function-{n}",
            "FunctionArn": "arn:aws:lambda:{region}:{account}:function:function-{n}",
            "Runtime": "python3.12",
            "Role": "arn:aws:iam::{account}:role/role-{n}",
            "Version": "$LATEST",
            "LastModified": "2026-02-03T04:05:06.000+0000",
            "TracingConfig": {"Mode": "PassThrough"},
        },
    ),
    ("ec2", "DescribeVolumes"): (
        "Volumes",
        {
            "VolumeId": "vol-{n}",
            "Size": 100,
            "VolumeType": "gp2",
            "State": "available",
            "CreateTime": _MADE,
            "Tags": [],
        },
    ),
    ("ec2", "DescribeVpcs"): (
        "Vpcs",
        {"VpcId": "vpc-{n}", "IsDefault": False, "CidrBlock": "10.0.0.0/16", "State": "available", "Tags": []},
    ),
    ("rds", "DescribeDBInstances"): (
        "DBInstances",
        {
            "DBInstanceIdentifier": "database-{n}",
            "DBInstanceArn": "arn:aws:rds:{region}:{account}:db:database-{n}",
            "Engine": "postgres",
            "MultiAZ": False,
            "BackupRetentionPeriod": 7,
            "DeletionProtection": False,
        },
    ),
    ("ecr", "DescribeRepositories"): (
        "repositories",
        {
            "repositoryName": "image-{n}",
            "repositoryArn": "arn:aws:ecr:{region}:{account}:repository/image-{n}",
            "imageTagMutability": "MUTABLE",
            "imageScanningConfiguration": {"scanOnPush": False},
        },
    ),
    ("ssm", "DescribeParameters"): ("Parameters", {"Name": "/app/{n}", "Type": "String", "LastModifiedDate": _MADE}),
    ("cloudformation", "DescribeStacks"): (
        "Stacks",
        {
            "StackName": "stack-{n}",
            "StackId": "arn:aws:cloudformation:{region}:{account}:stack/stack-{n}/1",
            "StackStatus": "UPDATE_COMPLETE",
            "CreationTime": _MADE,
            "EnableTerminationProtection": False,
        },
    ),
    ("resourcegroupstaggingapi", "GetResources"): (
        "ResourceTagMappingList",
        {
            "ResourceARN": "arn:aws:lambda:{region}:{account}:function:function-{n}",
            "Tags": [{"Key": "owner", "Value": "team"}],
        },
    ),
}


def fleet_estate(accounts: int, regions: int = 4, things: int = 5) -> Estate:
    """`accounts` accounts with `regions` regions each (17 at most), and `things` things in every list of a region."""
    ids = [str(FIRST_ACCOUNT + n) for n in range(accounts)]
    units = (Unit("ou-fl01-product1", "Production", "r-ab12"), Unit("ou-fl01-develop1", "Development", "r-ab12"))
    made = [
        Account(
            each,
            f"fleet-{n:03d}-{'prod' if n % 2 else 'dev'}",
            unit=units[(n + 1) % 2].id if n else "",
            regions=REGIONS[:regions],
        )
        for n, each in enumerate(ids)
    ]
    estate = Estate(made, Organization(ids[0], units=units), name=f"fleet of {accounts}")
    for (service, operation), (member, thing) in _LISTS.items():
        items: list[Value] = [_numbered(thing, n) for n in range(things)]
        estate.put("*", "", service, operation, {member: items})
    estate.put("*", "", "iam", "GetAccountAuthorizationDetails", {"RoleDetailList": [_role(n) for n in range(things)]})
    return estate


def _numbered(value: Value, n: int) -> Value:
    if isinstance(value, str):
        return value.replace("{n}", str(n))
    if isinstance(value, list):
        return [_numbered(each, n) for each in value]
    if isinstance(value, dict):
        return {name: _numbered(each, n) for name, each in value.items()}
    return value


def _role(n: int) -> Value:
    trust: Members = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
    return {
        "RoleName": f"role-{n}",
        "RoleId": f"AROAFLEET{n:010d}",
        "Arn": f"arn:aws:iam::{{account}}:role/role-{n}",
        "CreateDate": _MADE,
        "Path": "/",
        "AssumeRolePolicyDocument": trust,
    }
