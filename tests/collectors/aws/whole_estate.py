"""An organisation in which every operation that any reader declares is really called: the second estate, and beside it
one thing for each read that would find nothing there to look at closer.
"""

from __future__ import annotations

from dataclasses import replace

from assess.demo.aws_stand_in import Estate
from assess.demo.aws_stand_in.estates import estate_two
from assess.demo.aws_stand_in.values import Members

OPERATOR, GRID, TRADE, DEVELOPMENT = "100000000001", "200000000002", "300000000003", "400000000004"
"""The account that manages the organisation, and the three that it holds."""
REGION = "eu-central-1"
_MADE = "2026-01-05T08:00:00Z"


def whole_estate() -> Estate:
    """The estate. Nothing is refused in it."""
    estate = estate_two()
    estate.rules = ()
    # Where the tagging API knows no account they are asked one by one.
    estate.accounts = {name: replace(each, tags={}) for name, each in estate.accounts.items()}
    for service, operation, answer in _CLOSER_LOOKS:
        estate.put(GRID, REGION, service, operation, answer)
    for service, operation, answer in _IDENTITIES:
        estate.put(GRID, "", service, operation, answer)
    estate.put(TRADE, "", "iam", "GetAccountSummary", {"SummaryMap": {"Users": 1}})
    estate.put(TRADE, "", "iam", "GetCredentialReport", {"Content": _REPORT.encode()})
    estate.put(TRADE, "", "iam", "GenerateCredentialReport", {"State": "COMPLETE"})
    return estate


def _arn(service: str, rest: str, region: str = REGION) -> str:
    return f"arn:aws:{service}:{region}:{GRID}:{rest}"


_BALANCER: Members = {
    "LoadBalancerArn": _arn("elasticloadbalancing", "loadbalancer/app/portal/50dc6c495c0c9188"),
    "LoadBalancerName": "portal",
    "Scheme": "internet-facing",
    "Type": "application",
    "AvailabilityZones": [{"ZoneName": "eu-central-1a"}],
}
_RULE = {"RuleArn": _arn("securityhub", "automation-rule/1"), "RuleStatus": "ENABLED", "RuleName": "quiet"}
_GROUP: Members = {
    "applicationName": "portal",
    "deploymentGroupName": "machines",
    "deploymentConfigName": "own-steps",
    "serviceRoleArn": f"arn:aws:iam::{GRID}:role/deploy",
}
_CLOSER_LOOKS: tuple[tuple[str, str, Members], ...] = (
    ("accessanalyzer", "ListAnalyzers", {"analyzers": [{
        "arn": _arn("access-analyzer", "analyzer/outside"), "name": "outside", "type": "ACCOUNT", "createdAt": _MADE,
        "status": "ACTIVE",
    }]}),
    ("accessanalyzer", "ListArchiveRules", {"archiveRules": [{
        "ruleName": "known", "filter": {}, "createdAt": _MADE, "updatedAt": _MADE,
    }]}),
    ("apigateway", "GetRestApis", {"items": [{"id": "a1", "name": "orders"}]}),
    ("apigateway", "GetStages", {"item": [{"stageName": "live", "tracingEnabled": True}]}),
    ("apigatewayv2", "GetApis", {"Items": [{
        "ApiId": "b2", "Name": "meters", "ProtocolType": "HTTP", "RouteSelectionExpression": "$request.method",
    }]}),
    ("apigatewayv2", "GetStages", {"Items": [{"StageName": "$default"}]}),
    ("arc-zonal-shift", "ListManagedResources", {"items": [{
        "arn": _BALANCER["LoadBalancerArn"], "availabilityZones": [], "practiceRunStatus": "ENABLED",
        "zonalAutoshiftStatus": "ENABLED",
    }]}),
    ("arc-zonal-shift", "GetManagedResource", {"zonalShifts": [], "appliedWeights": {}}),
    ("cloudformation", "ListStackSets", {"Summaries": [{"StackSetName": "ground", "StackSetId": "ground:1"}]}),
    ("cloudtrail", "DescribeTrails", {"trailList": [{
        "Name": "chosen", "TrailARN": _arn("cloudtrail", "trail/chosen"), "S3BucketName": "audit-logs",
        "HomeRegion": REGION, "HasCustomEventSelectors": True,
    }]}),
    ("cloudtrail", "GetEventSelectors", {"EventSelectors": [{"ReadWriteType": "All"}]}),
    ("codeartifact", "ListRepositories", {"repositories": [{
        "name": "npm", "domainName": "shared", "domainOwner": GRID,
        "arn": _arn("codeartifact", "repository/shared/npm"),
    }]}),
    ("codecommit", "ListRepositories", {"repositories": [{"repositoryName": "scada"}]}),
    ("codecommit", "ListAssociatedApprovalRuleTemplatesForRepository", {"approvalRuleTemplateNames": ["two"]}),
    ("codecommit", "GetApprovalRuleTemplate", {"approvalRuleTemplate": {
        "approvalRuleTemplateContent": '{"Statements": [{"Type": "Approvers", "NumberOfApprovalsNeeded": 2}]}',
    }}),
    ("codedeploy", "BatchGetDeploymentGroups", {"deploymentGroupsInfo": [_GROUP]}),
    ("codedeploy", "GetDeploymentConfig", {"deploymentConfigInfo": {"deploymentConfigName": "own-steps"}}),
    ("config", "DescribeConformancePacks", {"ConformancePackDetails": [{
        "ConformancePackName": "operations", "ConformancePackArn": _arn("config", "conformance-pack/operations/1"),
        "ConformancePackId": "1",
    }]}),
    ("eks", "ListClusters", {"clusters": ["ovens"]}),
    ("elasticache", "DescribeReplicationGroups", {"ReplicationGroups": [{
        "ReplicationGroupId": "readings", "ARN": _arn("elasticache", "replicationgroup:readings"),
    }]}),
    ("elbv2", "DescribeLoadBalancers", {"LoadBalancers": [_BALANCER]}),
    ("glue", "ListSchemas", {"Schemas": [{
        "SchemaArn": _arn("glue", "schema/meters/reading"), "SchemaName": "reading",
    }]}),
    ("glue", "GetSchema", {"Compatibility": "BACKWARD"}),
    ("resource-explorer-2", "ListIndexes", {"Indexes": [{
        "Arn": _arn("resource-explorer-2", "index/1"), "Region": REGION, "Type": "LOCAL",
    }]}),
    ("resource-explorer-2", "Search", {"Resources": []}),
    ("securityhub", "ListAutomationRules", {"AutomationRulesMetadata": [_RULE]}),
    ("securityhub", "BatchGetAutomationRules", {"Rules": [_RULE]}),
    ("ssm-contacts", "ListContacts", {"Contacts": [{
        "ContactArn": _arn("ssm-contacts", "contact/kim"), "Alias": "kim", "Type": "PERSONAL",
    }]}),
)  # fmt: skip
_REPORT = "user,arn,password_enabled,access_key_1_active\ntrader,arn:aws:iam::300000000003:user/trader,false,true\n"
_USER: Members = {"UserName": "meter", "Arn": f"arn:aws:iam::{GRID}:user/meter", "UserId": "AIDAMETER0000000000A"}
_IDENTITIES: tuple[tuple[str, str, Members], ...] = (
    ("iam", "GetAccountSummary", {"SummaryMap": {"Users": 1}}),
    ("iam", "GetAccountAuthorizationDetails", {"UserDetailList": [{**_USER, "Path": "/", "CreateDate": _MADE}]}),
    ("iam", "ListAccessKeys", {"AccessKeyMetadata": [{
        "UserName": "meter", "AccessKeyId": "AKIAMETER0000000000A", "Status": "Active", "CreateDate": _MADE,
    }]}),
    ("iam", "GetAccessKeyLastUsed", {"UserName": "meter"}),
    ("s3", "ListBuckets", {"Buckets": [
        {"Name": "audit-logs", "BucketRegion": REGION}, {"Name": "grid-terraform-state", "BucketRegion": REGION},
    ]}),
)  # fmt: skip
