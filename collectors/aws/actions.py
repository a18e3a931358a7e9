"""Which IAM actions an operation needs: mostly its own name behind the service's prefix, and the exceptions.

Source: the service authorization reference; a test compares the table with the list of reads that the collector
was designed from.
"""

from __future__ import annotations

from collections.abc import Iterable

from collectors.aws.guard import Operation

_PREFIXES = {
    "accessanalyzer": "access-analyzer",
    "amp": "aps",
    "apigatewayv2": "apigateway",
    "application-insights": "applicationinsights",
    "docdb": "rds",
    "efs": "elasticfilesystem",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "emr": "elasticmapreduce",
    "neptune": "rds",
    "opensearch": "es",
    "resourcegroupstaggingapi": "tag",
    "s3control": "s3",
    "service-quotas": "servicequotas",
    "servicecatalog-appregistry": "servicecatalog",
    "sso-admin": "sso",
    "stepfunctions": "states",
}
"""Services whose IAM prefix is not their name in the SDK."""

_EXCEPTIONS: dict[Operation, tuple[str, ...]] = {
    ("accessanalyzer", "ListFindingsV2"): ("access-analyzer:ListFindings",),
    ("accessanalyzer", "GetFindingV2"): ("access-analyzer:GetFinding",),
    ("budgets", "DescribeBudget"): ("budgets:ViewBudget",),
    ("budgets", "DescribeBudgets"): ("budgets:ViewBudget",),
    ("budgets", "DescribeBudgetNotificationsForAccount"): ("budgets:ViewBudget",),
    ("budgets", "DescribeBudgetPerformanceHistory"): ("budgets:ViewBudget",),
    ("budgets", "DescribeNotificationsForBudget"): ("budgets:ViewBudget",),
    ("budgets", "DescribeSubscribersForNotification"): ("budgets:ViewBudget",),
    ("resource-explorer-2", "Search"): ("resource-explorer-2:Search", "resource-explorer-2:GetView"),
    ("s3", "GetBucketEncryption"): ("s3:GetEncryptionConfiguration",),
    ("s3", "GetBucketLifecycleConfiguration"): ("s3:GetLifecycleConfiguration",),
    ("s3", "GetBucketNotificationConfiguration"): ("s3:GetBucketNotification",),
    ("s3", "GetBucketReplication"): ("s3:GetReplicationConfiguration",),
    ("s3", "GetObjectLockConfiguration"): ("s3:GetBucketObjectLockConfiguration",),
    ("s3", "GetPublicAccessBlock"): ("s3:GetBucketPublicAccessBlock",),
    ("s3", "ListBucketIntelligentTieringConfigurations"): ("s3:GetIntelligentTieringConfiguration",),
    ("s3", "ListBuckets"): ("s3:ListAllMyBuckets",),
    ("s3control", "GetPublicAccessBlock"): ("s3:GetAccountPublicAccessBlock",),
    ("sts", "GetCallerIdentity"): (),
}
"""Operations whose action is named otherwise, of which one needs two, or (GetCallerIdentity) none."""

_ONE_ACTION_FOR_ALL_READS = {"apigateway": "apigateway:GET", "apigatewayv2": "apigateway:GET"}


def actions_of(operation: Operation) -> tuple[str, ...]:
    """The IAM actions that a principal needs for this operation."""
    service, name = operation
    if service in _ONE_ACTION_FOR_ALL_READS:
        return (_ONE_ACTION_FOR_ALL_READS[service],)
    return _EXCEPTIONS.get(operation, (f"{_PREFIXES.get(service, service)}:{name}",))


def actions_for(operations: Iterable[Operation]) -> tuple[str, ...]:
    """The actions of several operations, each once, sorted."""
    return tuple(sorted({action for each in operations for action in actions_of(each)}))
