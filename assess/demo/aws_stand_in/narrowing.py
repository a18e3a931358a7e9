"""Narrows an answer to what the caller named: batch reads by name, filters that change what is seen."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assess.demo.aws_stand_in.estate import same
from assess.demo.aws_stand_in.values import Members, Value, placed

_BY_NAME: dict[tuple[str, str], tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    ("autoscaling", "DescribeAutoScalingGroups"): (
        ("AutoScalingGroupNames", "AutoScalingGroups", ("AutoScalingGroupName",)),
    ),
    ("application-autoscaling", "DescribeScalableTargets"): (
        ("ServiceNamespace", "ScalableTargets", ("ServiceNamespace",)),
        ("ResourceIds", "ScalableTargets", ("ResourceId",)),
    ),
    ("application-autoscaling", "DescribeScalingPolicies"): (
        ("ServiceNamespace", "ScalingPolicies", ("ServiceNamespace",)),
    ),
    ("cloudformation", "DescribeStacks"): (("StackName", "Stacks", ("StackName", "StackId")),),
    ("cloudtrail", "DescribeTrails"): (("trailNameList", "trailList", ("Name", "TrailARN")),),
    ("cloudwatch", "DescribeAlarms"): (
        ("AlarmNames", "MetricAlarms", ("AlarmName",)),
        ("AlarmNames", "CompositeAlarms", ("AlarmName",)),
        ("StateValue", "MetricAlarms", ("StateValue",)),
        ("StateValue", "CompositeAlarms", ("StateValue",)),
    ),
    ("cloudwatch", "DescribeAlarmHistory"): (
        ("AlarmName", "AlarmHistoryItems", ("AlarmName",)),
        ("HistoryItemType", "AlarmHistoryItems", ("HistoryItemType",)),
    ),
    ("cloudwatch", "ListMetrics"): (("Namespace", "Metrics", ("Namespace",)),),
    ("codebuild", "BatchGetBuilds"): (("ids", "builds", ("id", "arn")),),
    ("codebuild", "BatchGetProjects"): (("names", "projects", ("name", "arn")),),
    ("codedeploy", "BatchGetDeploymentGroups"): (
        ("deploymentGroupNames", "deploymentGroupsInfo", ("deploymentGroupName",)),
        ("applicationName", "deploymentGroupsInfo", ("applicationName",)),
    ),
    ("codedeploy", "BatchGetDeployments"): (("deploymentIds", "deploymentsInfo", ("deploymentId",)),),
    ("config", "DescribeConfigRules"): (("ConfigRuleNames", "ConfigRules", ("ConfigRuleName",)),),
    ("config", "DescribeRemediationConfigurations"): (
        ("ConfigRuleNames", "RemediationConfigurations", ("ConfigRuleName",)),
    ),
    ("ec2", "DescribeVolumes"): (("VolumeIds", "Volumes", ("VolumeId",)),),
    ("ecr", "DescribeRepositories"): (("repositoryNames", "repositories", ("repositoryName",)),),
    ("ecs", "DescribeClusters"): (("clusters", "clusters", ("clusterArn", "clusterName")),),
    ("ecs", "DescribeServices"): (
        ("services", "services", ("serviceArn", "serviceName")),
        ("cluster", "services", ("clusterArn",)),
    ),
    ("efs", "DescribeFileSystems"): (("FileSystemId", "FileSystems", ("FileSystemId",)),),
    ("elasticache", "DescribeReplicationGroups"): (
        ("ReplicationGroupId", "ReplicationGroups", ("ReplicationGroupId",)),
    ),
    ("elbv2", "DescribeLoadBalancers"): (("LoadBalancerArns", "LoadBalancers", ("LoadBalancerArn",)),),
    ("elbv2", "DescribeListeners"): (("LoadBalancerArn", "Listeners", ("LoadBalancerArn",)),),
    ("elbv2", "DescribeTargetGroups"): (("TargetGroupArns", "TargetGroups", ("TargetGroupArn",)),),
    ("inspector2", "BatchGetAccountStatus"): (("accountIds", "accounts", ("accountId",)),),
    ("lambda", "ListEventSourceMappings"): (("FunctionName", "EventSourceMappings", ("FunctionArn",)),),
    ("opensearch", "DescribeDomains"): (("DomainNames", "DomainStatusList", ("DomainName",)),),
    ("rds", "DescribeDBClusters"): (("DBClusterIdentifier", "DBClusters", ("DBClusterIdentifier",)),),
    ("rds", "DescribeDBInstances"): (("DBInstanceIdentifier", "DBInstances", ("DBInstanceIdentifier",)),),
    ("rds", "DescribeDBSnapshots"): (
        ("SnapshotType", "DBSnapshots", ("SnapshotType",)),
        ("DBInstanceIdentifier", "DBSnapshots", ("DBInstanceIdentifier",)),
    ),
}

_STARTS_WITH = {
    ("logs", "DescribeLogGroups"): ("logGroupNamePrefix", "logGroups", "logGroupName"),
    ("cloudwatch", "DescribeAlarms"): ("AlarmNamePrefix", "MetricAlarms", "AlarmName"),
}


def narrowed(service: str, operation: str, answer: Members, given: Members, places: Mapping[str, str]) -> Members:
    """The answer without what the caller did not name; everything where nothing was named. `places` stand for the
    names in braces that an estate writes in place of account and region."""
    for parameter, listed, names in _BY_NAME.get((service, operation), ()):
        wanted = given.get(parameter)
        if wanted:
            answer = _kept(
                answer, listed, [item for item in _items(answer, listed) if _named(item, names, wanted, places)]
            )
    if (service, operation) in _STARTS_WITH:
        parameter, listed, name = _STARTS_WITH[service, operation]
        start = given.get(parameter)
        if isinstance(start, str):
            kept = [item for item in _items(answer, listed) if str(item.get(name, "")).startswith(start)]
            answer = _kept(answer, listed, kept)
    if (service, operation) == ("cloudwatch", "DescribeAlarms"):
        return _alarms(answer, given.get("AlarmTypes"))
    if (service, operation) == ("resourcegroupstaggingapi", "GetResources"):
        return _tagged(answer, given.get("ResourceTypeFilters"))
    return answer


def _items(answer: Members, listed: str) -> list[Members]:
    value = answer.get(listed)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _kept(answer: Members, listed: str, items: list[Members]) -> Members:
    if listed not in answer:
        return answer
    kept: list[Value] = list(items)
    return {**answer, listed: kept}


def _named(item: Members, names: tuple[str, ...], wanted: Value, places: Mapping[str, str]) -> bool:
    return any(same(placed(item[name], places), wanted) for name in names if name in item)


def _tagged(answer: Members, types: Value) -> Members:
    """The tagging API shows the types asked for: `ec2:instance`, or `ec2` for all of a service."""
    if not isinstance(types, list) or not types:
        return answer
    kept = [
        item
        for item in _items(answer, "ResourceTagMappingList")
        if not set(map(str, types)).isdisjoint(_types_of(str(item.get("ResourceARN"))))
    ]
    return _kept(answer, "ResourceTagMappingList", kept)


def _types_of(arn: str) -> tuple[str, str]:
    """The service of an ARN, and the service with the type of thing: (`ec2`, `ec2:instance`)."""
    _, _, service, _, _, thing = arn.split(":", 5)
    return service, f"{service}:{re.split('[/:]', thing)[0]}"


def _alarms(answer: Members, types: Value) -> Members:
    """CloudWatch shows composite alarms only to those who ask for them (DescribeAlarms, parameter AlarmTypes)."""
    wanted = types if isinstance(types, list) and types else ["MetricAlarm"]
    empty: dict[str, Value] = {}
    if "CompositeAlarm" not in wanted:
        empty["CompositeAlarms"] = []
    if "MetricAlarm" not in wanted:
        empty["MetricAlarms"] = []
    return {**answer, **empty}
