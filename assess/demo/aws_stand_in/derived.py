"""Lists that follow from details, so that an estate states each thing once: pipelines from a pipeline, keys from tags.

What an estate says itself is never touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from assess.demo.aws_stand_in.estate import Estate
from assess.demo.aws_stand_in.values import Members, Value, placed


@dataclass(frozen=True, slots=True)
class Listing:
    """`operation` answers `member`, made of what `source` tells.

    `at`: the member of the source that holds the thing or things; empty for the source's answer itself. `item`: the
    field that is listed, or fields by their new names (`when.X` is a parameter of the source). `by`: parameter of the
    list operation and the field that it must equal.
    """

    service: str
    operation: str
    member: str
    source: str
    at: str
    item: str | dict[str, str]
    by: tuple[str, str] | None = field(default=None)


_LISTINGS = (
    Listing(
        "codepipeline", "ListPipelines", "pipelines", "GetPipeline", "pipeline", {"name": "name", "version": "version"}
    ),
    Listing("codebuild", "ListProjects", "projects", "BatchGetProjects", "projects", "name"),
    Listing("codebuild", "ListBuilds", "ids", "BatchGetBuilds", "builds", "id"),
    Listing(
        "codebuild", "ListBuildsForProject", "ids", "BatchGetBuilds", "builds", "id", ("projectName", "projectName")
    ),
    Listing(
        "codedeploy",
        "ListApplications",
        "applications",
        "BatchGetDeploymentGroups",
        "deploymentGroupsInfo",
        "applicationName",
    ),
    Listing(
        "codedeploy",
        "ListDeploymentGroups",
        "deploymentGroups",
        "BatchGetDeploymentGroups",
        "deploymentGroupsInfo",
        "deploymentGroupName",
        ("applicationName", "applicationName"),
    ),
    Listing("codedeploy", "ListDeployments", "deployments", "BatchGetDeployments", "deploymentsInfo", "deploymentId"),
    Listing("ecs", "ListClusters", "clusterArns", "DescribeClusters", "clusters", "clusterArn"),
    Listing(
        "ecs", "ListServices", "serviceArns", "DescribeServices", "services", "serviceArn", ("cluster", "clusterArn")
    ),
    Listing(
        "ecs",
        "ListTaskDefinitions",
        "taskDefinitionArns",
        "DescribeTaskDefinition",
        "taskDefinition",
        "taskDefinitionArn",
    ),
    Listing("eks", "ListClusters", "clusters", "DescribeCluster", "cluster", "name"),
    Listing("dynamodb", "ListTables", "TableNames", "DescribeTable", "Table", "TableName"),
    Listing("sns", "ListTopics", "Topics", "GetTopicAttributes", "", {"TopicArn": "when.TopicArn"}),
    Listing(
        "sns",
        "ListSubscriptionsByTopic",
        "Subscriptions",
        "ListSubscriptions",
        "Subscriptions",
        {name: name for name in ("SubscriptionArn", "Owner", "Protocol", "Endpoint", "TopicArn")},
        ("TopicArn", "TopicArn"),
    ),
    Listing("sqs", "ListQueues", "QueueUrls", "GetQueueAttributes", "", "when.QueueUrl"),
    Listing("kms", "ListKeys", "Keys", "DescribeKey", "KeyMetadata", {"KeyId": "KeyId", "KeyArn": "Arn"}),
    Listing("guardduty", "ListDetectors", "DetectorIds", "GetDetector", "", "when.DetectorId"),
    Listing(
        "backup",
        "ListBackupPlans",
        "BackupPlansList",
        "GetBackupPlan",
        "",
        {
            "BackupPlanId": "BackupPlanId",
            "BackupPlanArn": "BackupPlanArn",
            "BackupPlanName": "BackupPlan.BackupPlanName",
            "VersionId": "VersionId",
            "CreationDate": "CreationDate",
        },
    ),
    Listing(
        "cloudwatch",
        "ListDashboards",
        "DashboardEntries",
        "GetDashboard",
        "",
        {"DashboardName": "DashboardName", "DashboardArn": "DashboardArn"},
    ),
    Listing(
        "ssm-incidents",
        "ListResponsePlans",
        "responsePlanSummaries",
        "GetResponsePlan",
        "",
        {"arn": "arn", "name": "name", "displayName": "displayName"},
    ),
    Listing(
        "application-signals",
        "ListServiceLevelObjectives",
        "SloSummaries",
        "GetServiceLevelObjective",
        "Slo",
        {"Arn": "Arn", "Name": "Name", "CreatedTime": "CreatedTime"},
    ),
    Listing(
        "fis",
        "ListExperimentTemplates",
        "experimentTemplates",
        "GetExperimentTemplate",
        "experimentTemplate",
        {"id": "id", "arn": "arn", "description": "description", "tags": "tags", "creationTime": "creationTime"},
    ),
    Listing(
        "iam",
        "ListOpenIDConnectProviders",
        "OpenIDConnectProviderList",
        "GetOpenIDConnectProvider",
        "",
        {"Arn": "when.OpenIDConnectProviderArn"},
    ),
    Listing(
        "opensearch",
        "ListDomainNames",
        "DomainNames",
        "DescribeDomains",
        "DomainStatusList",
        {"DomainName": "DomainName"},
    ),
    Listing(
        "cloudformation",
        "ListStacks",
        "StackSummaries",
        "DescribeStacks",
        "Stacks",
        {"StackName": "StackName", "StackId": "StackId", "StackStatus": "StackStatus", "CreationTime": "CreationTime"},
    ),
    Listing(
        "cloudformation",
        "ListStackSets",
        "Summaries",
        "DescribeStackSet",
        "StackSet",
        {"StackSetName": "StackSetName", "StackSetId": "StackSetId", "Status": "Status"},
    ),
    Listing(
        "wellarchitected",
        "ListWorkloads",
        "WorkloadSummaries",
        "GetWorkload",
        "Workload",
        {"WorkloadId": "WorkloadId", "WorkloadArn": "WorkloadArn", "WorkloadName": "WorkloadName"},
    ),
    Listing(
        "budgets",
        "DescribeNotificationsForBudget",
        "Notifications",
        "DescribeBudgetNotificationsForAccount",
        "BudgetNotificationsForAccount",
        "Notifications",
        ("BudgetName", "BudgetName"),
    ),
    Listing(
        "iam",
        "ListUsers",
        "Users",
        "GetAccountAuthorizationDetails",
        "UserDetailList",
        {"Path": "Path", "UserName": "UserName", "UserId": "UserId", "Arn": "Arn", "CreateDate": "CreateDate"},
    ),
)


def tell_of_lists(estate: Estate) -> None:
    """Adds the lists that the estate's own answers imply."""
    for listing in _LISTINGS:
        _list(estate, listing)
    _tags(estate)
    _summaries(estate)


def _list(estate: Estate, listing: Listing) -> None:
    found: dict[tuple[str, str], dict[str, list[Value]]] = {}
    for account, region, when, answer in estate.told(listing.service, listing.source):
        if _said(estate, account, region, listing.service, listing.operation):
            continue
        for thing in _things(answer, listing.at):
            group = str(thing.get(listing.by[1], "")) if listing.by else ""
            items = found.setdefault((account, region), {}).setdefault(group, [])
            item = _item(thing, when, listing.item)
            items += [each for each in (item if isinstance(item, list) else [item]) if each not in items]
    for (account, region), groups in found.items():
        for group, items in groups.items():
            here = {"account": account, **({"region": region} if region else {})}
            when = {listing.by[0]: placed(group, here)} if listing.by else {}
            estate.put(account, region, listing.service, listing.operation, {listing.member: items}, when=when)


def _said(estate: Estate, account: str, region: str, service: str, operation: str) -> bool:
    return any((a, r) == (account, region) for a, r, _, _ in estate.told(service, operation))


def _things(answer: Members, at: str) -> Iterator[Members]:
    value: Value = answer.get(at) if at else answer
    for thing in value if isinstance(value, list) else [value]:
        if isinstance(thing, dict):
            yield thing


def _item(thing: Members, when: Members, item: str | dict[str, str]) -> Value:
    if isinstance(item, str):
        return _field(thing, when, item)
    told = {name: _field(thing, when, source) for name, source in item.items()}
    return {name: value for name, value in told.items() if value is not None}


def _field(thing: Members, when: Members, path: str) -> Value:
    if path.startswith("when."):
        return when.get(path.removeprefix("when."))
    value: Value = thing
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _tags(estate: Estate) -> None:
    """GetTagKeys and GetTagValues from the tagged resources."""
    for account, region, _, answer in list(estate.told("resourcegroupstaggingapi", "GetResources")):
        values: dict[str, list[Value]] = {}
        for resource in _things(answer, "ResourceTagMappingList"):
            for tag in _things(resource, "Tags"):
                known = values.setdefault(str(tag.get("Key")), [])
                if tag.get("Value") not in known:
                    known.append(tag.get("Value"))
        if not _said(estate, account, region, "resourcegroupstaggingapi", "GetTagKeys"):
            keys: list[Value] = list(values)
            estate.put(account, region, "resourcegroupstaggingapi", "GetTagKeys", {"TagKeys": keys})
            for key, held in values.items():
                answer = {"TagValues": held}
                estate.put(account, region, "resourcegroupstaggingapi", "GetTagValues", answer, when={"Key": key})


def _summaries(estate: Estate) -> None:
    """GetAccountSummary counts what GetAccountAuthorizationDetails lists; what only it can say stays as stated."""
    for account, region, _, answer in list(estate.told("iam", "GetAccountAuthorizationDetails")):
        if _said(estate, account, region, "iam", "GetAccountSummary"):
            continue
        counted: Members = {
            name: len(list(_things(answer, member)))
            for name, member in (
                ("Users", "UserDetailList"),
                ("Roles", "RoleDetailList"),
                ("Groups", "GroupDetailList"),
            )
        }
        counted |= {
            "Policies": len(list(_things(answer, "Policies"))),
            "AccountMFAEnabled": 1,
            "AccountAccessKeysPresent": 0,
        }
        estate.put(account, region, "iam", "GetAccountSummary", {"SummaryMap": counted})
