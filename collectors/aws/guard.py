"""The wall that no write passes: an allow-list of operations, enforced inside botocore before anything is signed.

The list is what readers declare and what entering an account needs, nothing else; what is not on it raises.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

Operation = tuple[str, str]
"""A service as boto3 names it, and an operation as its API names it."""

ENTRY: frozenset[Operation] = frozenset(
    {
        ("sts", "GetCallerIdentity"),
        ("sts", "AssumeRole"),
        ("account", "ListRegions"),
        ("ec2", "DescribeRegions"),
        ("iam", "ListAccountAliases"),
        ("organizations", "DescribeOrganization"),
        ("organizations", "ListAccounts"),
        ("organizations", "ListRoots"),
        ("organizations", "ListOrganizationalUnitsForParent"),
        ("organizations", "ListAccountsForParent"),
        ("organizations", "ListTagsForResource"),
        ("resourcegroupstaggingapi", "GetResources"),
    }
)
"""What finding and entering the accounts asks, before any reader runs."""

WITNESSES: tuple[Operation, ...] = (
    ("ec2", "DescribeVpcs"),
    ("cloudwatch", "ListDashboards"),
    ("logs", "DescribeLogGroups"),
)
"""Three unrelated cheap reads: a region is closed by policy only if that policy refuses all of them."""

STARTS_WORK: frozenset[Operation] = frozenset(
    {("iam", "GenerateCredentialReport"), ("iam", "GenerateServiceLastAccessedDetails")}
)
"""Reads that make the service prepare a report first. They change nothing else and are only ever opt-in."""

READING_VERBS = ("Describe", "Get", "List", "BatchGet", "Search", "Select", "Lookup")

READS_CONTENT: frozenset[Operation] = frozenset(
    {
        ("cloudwatch", "GetMetricData"),
        ("codecommit", "GetFile"),
        ("dynamodb", "GetItem"),
        ("ecr", "GetAuthorizationToken"),
        ("ecr", "GetDownloadUrlForLayer"),
        ("ec2", "GetConsoleOutput"),
        ("ec2", "GetPasswordData"),
        ("ec2", "DescribeInstanceAttribute"),
        ("ec2", "GetLaunchTemplateData"),
        ("kinesis", "GetRecords"),
        ("kms", "GetParametersForImport"),
        ("lambda", "GetFunction"),
        ("logs", "GetLogEvents"),
        ("logs", "GetQueryResults"),
        ("s3", "GetObject"),
        ("secretsmanager", "GetSecretValue"),
        ("secretsmanager", "BatchGetSecretValue"),
        ("sqs", "ReceiveMessage"),
        ("ssm", "GetDocument"),
        ("ssm", "GetParameter"),
        ("ssm", "GetParameterHistory"),
        ("ssm", "GetParameters"),
        ("ssm", "GetParametersByPath"),
        ("sso", "GetRoleCredentials"),
        ("sts", "GetFederationToken"),
        ("sts", "GetSessionToken"),
        ("codeartifact", "GetAuthorizationToken"),
        ("codecommit", "GetBlob"),
    }
)
"""Reads of content or credentials: no reader may ever declare one."""


class NotAllowed(Exception):  # noqa: N818 - a refusal, not a defect of the caller's data
    """An operation that is not on the list was about to be sent."""


@cache
def allowed() -> frozenset[Operation]:
    """Everything that may be sent: what the readers declare, what entry asks, and the witnesses of a closed region."""
    from collectors.aws.reading import all_readers

    declared = frozenset(operation for each in all_readers().values() for operation in each.operations)
    return declared | ENTRY | frozenset(WITNESSES)


def never(operation: Operation, *, opt_in: bool = False) -> str:
    """Why no reader may declare this operation; empty if it may. What starts work is for opt-in readers only."""
    if operation in READS_CONTENT:
        return "it reads content or credentials"
    if operation in STARTS_WORK:
        return "" if opt_in else "it makes the service prepare a report, which only an opt-in reader may"
    if not operation[1].startswith(READING_VERBS):
        return "its verb is not one of reading"
    return ""


def install(emitter: Any, operations: Iterable[Operation]) -> None:
    """Makes a botocore event emitter refuse everything but `operations`. Each client made from its session carries
    the wall: once before parameters are built, so that nothing is looked at, and once more after every other handler
    has run, before the request is signed."""
    permitted = frozenset(operations)

    def refuse(model: Any, **_: object) -> None:
        operation = (str(model.service_model.service_name), str(model.name))
        if operation not in permitted:
            raise NotAllowed(f"{operation[0]}:{operation[1]} is not on the list of reads; nothing was sent")

    emitter.register_first("before-parameter-build", refuse, unique_id="assess-allow-list-first")
    emitter.register_last("before-call", refuse, unique_id="assess-allow-list-last")
