"""What ways of release, pipelines, stacks and changes look like after they were read."""

from __future__ import annotations

import json

from assess.demo.aws_stand_in import Effect, Estate, Rule
from assess.demo.aws_stand_in.writing import Refusal
from assess.evidence.facts import Fact, Unread
from collectors.aws.facts.releases import (
    ChangeCalendar,
    ChangeHook,
    DataUndo,
    FlagProfile,
    HandChanges,
    Pipeline,
    PolicyRules,
    ReleasePath,
    ReleaseRecord,
    SchemaContract,
    Stack,
    StackSet,
    Steps,
)
from collectors.aws.facts.response import Restore
from collectors.aws.readers.appconfig import settings
from collectors.aws.readers.backup import restores
from collectors.aws.readers.cloudformation import hooks, stack_sets, stacks
from collectors.aws.readers.cloudtrail_changes import changes
from collectors.aws.readers.codedeploy import deployments, groups
from collectors.aws.readers.codepipeline import pipelines
from collectors.aws.readers.config_gates import gates
from collectors.aws.readers.dynamodb import undo as tables
from collectors.aws.readers.ecs import releases, services
from collectors.aws.readers.eks import clusters
from collectors.aws.readers.glue import schemas
from collectors.aws.readers.rds_undo import undo as databases
from collectors.aws.readers.s3_buckets import bucket_versions
from collectors.aws.readers.ssm_parameters import change_calendars
from tests.collectors.aws.jobs import PRODUCTION, Read

REGION = "eu-west-1"
CLUSTER = f"arn:aws:ecs:{REGION}:{PRODUCTION}:cluster/shop"


def put(
    estate: Estate, service: str, operation: str, answer: dict[str, object], when: dict[str, object] | None = None
) -> None:
    estate.put(PRODUCTION, REGION, service, operation, answer, when=when)  # type: ignore[arg-type]


def the(facts: list[Fact], kind: type[Fact], name: str) -> Fact:
    """The one fact of that kind with that name."""
    (found,) = [each for each in facts if type(each) is kind and getattr(each, "name", "") == name]
    return found


def group(name: str, config: str, **more: object) -> dict[str, object]:
    return {"applicationName": "shop", "deploymentGroupName": name, "deploymentConfigName": config, **more}


def test_deployment_groups_say_in_which_steps_they_deploy_and_when_they_go_back(estate: Estate, read: Read) -> None:
    guarded = {
        "autoRollbackConfiguration": {"enabled": True, "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]},
        "alarmConfiguration": {"enabled": True, "ignorePollAlarmFailure": True, "alarms": [{"name": "errors"}]},
    }
    infos = [
        group("canary", "CodeDeployDefault.ECSCanary10Percent5Minutes", **guarded),
        group("linear", "CodeDeployDefault.LambdaLinear10PercentEvery3Minutes"),
        group("once", "CodeDeployDefault.LambdaAllAtOnce"),
        group("rolling", "CodeDeployDefault.OneAtATime"),
        group("own", "shop-slow"),
        group("all-hosts", "shop-fast"),
    ]
    put(estate, "codedeploy", "BatchGetDeploymentGroups", {"deploymentGroupsInfo": infos})
    routing = {"type": "TimeBasedCanary", "timeBasedCanary": {"canaryPercentage": 5, "canaryInterval": 20}}
    slow = {"deploymentConfigInfo": {"deploymentConfigName": "shop-slow", "trafficRoutingConfig": routing}}
    put(estate, "codedeploy", "GetDeploymentConfig", slow, {"deploymentConfigName": "shop-slow"})
    fast = {"deploymentConfigInfo": {"minimumHealthyHosts": {"type": "HOST_COUNT", "value": 0}}}
    put(estate, "codedeploy", "GetDeploymentConfig", fast, {"deploymentConfigName": "shop-fast"})
    brought = read(groups)
    assert brought.unread == []
    paths = {each.name: each for each in brought.facts if isinstance(each, ReleasePath)}
    assert {name.partition("/")[2]: (each.steps, each.hold_minutes) for name, each in paths.items()} == {
        "canary": (Steps.STAGED, 5),
        "linear": (Steps.STAGED, 3),
        "once": (Steps.AT_ONCE, 0),
        "rolling": (Steps.ROLLING, 0),
        "own": (Steps.STAGED, 20),
        "all-hosts": (Steps.AT_ONCE, 0),
    }
    canary = paths["shop/canary"]
    assert (canary.undoes_failure, canary.undoes_on_alarm, canary.blind, canary.alarms) == (
        True,
        True,
        True,
        ("errors",),
    )
    assert not paths["shop/once"].undoes_failure
    assert canary.subject.id == f"arn:aws:codedeploy:{REGION}:{PRODUCTION}:deploymentgroup:shop/canary"


def test_a_configuration_that_is_refused_leaves_its_steps_unread(estate: Estate, read: Read) -> None:
    put(estate, "codedeploy", "BatchGetDeploymentGroups", {"deploymentGroupsInfo": [group("own", "shop-slow")]})
    (path,) = read(groups, rules=[Rule(Effect.DENY, operation="GetDeploymentConfig")]).facts
    assert isinstance(path, ReleasePath)
    assert isinstance(path.steps, Unread)
    assert path.steps.needs == "codedeploy:GetDeploymentConfig"


def deployment(name: str, status: str, at: str, **more: object) -> dict[str, object]:
    told = {"applicationName": "shop", "deploymentGroupName": "api", "deploymentId": name, "status": status}
    return {**told, "createTime": at, "completeTime": at, "creator": "user", **more}


def test_deployments_are_counted_by_how_they_ended(estate: Estate, read: Read) -> None:
    infos = [
        deployment("d-1", "Succeeded", "2026-02-01T10:00:00Z"),
        deployment("d-2", "Failed", "2026-02-02T10:00:00Z"),
        deployment(
            "d-3",
            "Stopped",
            "2026-02-03T10:00:00Z",
            errorInformation={"code": "ALARM_ACTIVE", "message": "x"},
            rollbackInfo={"rollbackDeploymentId": "d-4"},
        ),
        deployment("d-4", "Succeeded", "2026-02-03T10:05:00Z", creator="codeDeployRollback"),
        deployment("d-5", "Failed", "2026-02-04T10:00:00Z", rollbackInfo={"rollbackDeploymentId": "d-6"}),
        deployment("d-6", "Failed", "2026-02-04T10:05:00Z", creator="codeDeployRollback"),
        deployment("d-0", "Failed", "2025-01-01T10:00:00Z"),
    ]
    put(estate, "codedeploy", "BatchGetDeployments", {"deploymentsInfo": infos})
    (record,) = read(deployments).facts
    assert isinstance(record, ReleaseRecord)
    assert (record.releases, record.failed, record.rolled_back, record.by_alarm) == (4, 3, 1, 1)
    assert record.last_rollback is not None
    assert record.last_rollback.isoformat() == "2026-02-03T10:05:00+00:00"


def service(name: str, controller: str = "ECS", desired: int = 4, **configuration: object) -> dict[str, object]:
    return {
        "serviceArn": f"arn:aws:ecs:{REGION}:{PRODUCTION}:service/shop/{name}",
        "serviceName": name,
        "clusterArn": CLUSTER,
        "status": "ACTIVE",
        "desiredCount": desired,
        "deploymentController": {"type": controller},
        "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 200, **configuration},
        "taskDefinition": f"arn:aws:ecs:{REGION}:{PRODUCTION}:task-definition/{name}:1",
        "tags": [{"key": "environment", "value": "production"}],
    }


def put_services(estate: Estate, *told: dict[str, object]) -> None:
    put(estate, "ecs", "DescribeClusters", {"clusters": [{"clusterArn": CLUSTER, "clusterName": "shop"}]})
    put(estate, "ecs", "DescribeServices", {"services": list(told)})


def test_services_of_ecs_say_how_they_replace_their_tasks(estate: Estate, read: Read) -> None:
    put_services(
        estate,
        service("api", deploymentCircuitBreaker={"enable": True, "rollback": True}),
        service("web", strategy="CANARY", canaryConfiguration={"canaryPercent": 10.0, "canaryBakeTimeInMinutes": 7}),
        service("blue", strategy="BLUE_GREEN", bakeTimeInMinutes=15),
        service("hard", minimumHealthyPercent=0),
        service("single", desired=1),
        service("watched", alarms={"alarmNames": ["errors"], "enable": True, "rollback": True}),
        service("unwatched", alarms={"alarmNames": ["errors"], "enable": False, "rollback": True}),
        service("foreign", controller="EXTERNAL"),
        service("deployed", controller="CODE_DEPLOY"),
        service("asleep", desired=0),
    )
    paths = {each.name: each for each in read(services).facts if isinstance(each, ReleasePath)}
    assert set(paths) == {"api", "web", "blue", "hard", "single", "watched", "unwatched", "foreign"}
    assert {name: each.steps for name, each in paths.items() if not isinstance(each.steps, Unread)} == {
        "api": Steps.ROLLING,
        "web": Steps.STAGED,
        "blue": Steps.AT_ONCE,
        "hard": Steps.AT_ONCE,
        "single": Steps.AT_ONCE,
        "watched": Steps.ROLLING,
        "unwatched": Steps.ROLLING,
    }
    assert isinstance(paths["foreign"].steps, Unread)
    assert paths["foreign"].undoes_failure == paths["foreign"].undoes_on_alarm == paths["foreign"].steps
    assert (paths["web"].hold_minutes, paths["blue"].hold_minutes) == (7, 15)
    assert paths["api"].undoes_failure
    assert not paths["hard"].undoes_failure
    assert (paths["watched"].undoes_on_alarm, paths["watched"].alarms) == (True, ("errors",))
    assert (paths["unwatched"].undoes_on_alarm, paths["unwatched"].alarms) == (False, ())
    assert paths["api"].subject.environment == "production"


def test_releases_of_ecs_are_counted(estate: Estate, read: Read) -> None:
    put_services(estate, service("api"))
    told = [
        {"status": "SUCCESSFUL", "createdAt": "2026-02-01T10:00:00Z"},
        {
            "status": "ROLLBACK_SUCCESSFUL",
            "createdAt": "2026-02-02T10:00:00Z",
            "finishedAt": "2026-02-02T10:09:00Z",
            "statusReason": "Service deployment rolled back because CloudWatch alarms were in ALARM",
        },
        {"status": "ROLLBACK_FAILED", "createdAt": "2026-02-03T10:00:00Z"},
        {"status": "IN_PROGRESS", "createdAt": "2026-02-04T10:00:00Z"},
    ]
    put(estate, "ecs", "ListServiceDeployments", {"serviceDeployments": told})
    (record,) = read(releases).facts
    assert isinstance(record, ReleaseRecord)
    assert (record.releases, record.failed, record.rolled_back, record.by_alarm) == (4, 2, 1, 1)


def test_settings_say_how_their_newest_change_was_spread(estate: Estate, read: Read) -> None:
    put(estate, "appconfig", "ListApplications", {"Items": [{"Id": "app1", "Name": "shop"}]})
    alarm = f"arn:aws:cloudwatch:{REGION}:{PRODUCTION}:alarm:errors"
    put(
        estate,
        "appconfig",
        "ListEnvironments",
        {"Items": [{"Id": "prod", "Name": "prod", "Monitors": [{"AlarmArn": alarm}]}, {"Id": "dev", "Name": "dev"}]},
        {"ApplicationId": "app1"},
    )
    profiles = [
        {"Id": "p1", "Name": "flags", "Type": "AWS.AppConfig.FeatureFlags"},
        {"Id": "p2", "Name": "limits", "Type": "AWS.Freeform"},
    ]
    put(estate, "appconfig", "ListConfigurationProfiles", {"Items": profiles}, {"ApplicationId": "app1"})
    newest = {
        "DeploymentNumber": 2,
        "ConfigurationName": "flags",
        "DeploymentDurationInMinutes": 20,
        "GrowthFactor": 10.0,
        "FinalBakeTimeInMinutes": 5,
        "CompletedAt": "2026-02-20T10:00:00Z",
    }
    put(estate, "appconfig", "ListDeployments", {"Items": [newest]}, {"EnvironmentId": "prod"})
    facts = read(settings).facts
    production, development = the(facts, ReleasePath, "shop/prod"), the(facts, ReleasePath, "shop/dev")
    assert isinstance(production, ReleasePath)
    assert isinstance(development, ReleasePath)
    assert (production.steps, production.alarms, production.undoes_on_alarm) == (Steps.STAGED, ("errors",), True)
    assert (development.steps, development.undoes_on_alarm) == (None, False)
    (flags,) = [each for each in facts if isinstance(each, FlagProfile)]
    assert (flags.name, str(flags.last_switched)[:10], flags.watched) == ("shop/flags", "2026-02-20", False)


def test_pipelines_keep_their_stages_in_order_and_what_holds_them(estate: Estate, read: Read) -> None:
    def action(category: str, provider: str) -> dict[str, object]:
        kind = {"category": category, "owner": "AWS", "provider": provider, "version": "1"}
        return {"name": provider, "actionTypeId": kind, "configuration": {"OAuthToken": "ghp_notkept"}}

    rule = {"name": "calm", "ruleTypeId": {"category": "Rule", "provider": "CloudWatchAlarm"}, "configuration": {}}
    stages = [
        {"name": "Source", "actions": [action("Source", "CodeStarSourceConnection")]},
        {"name": "Approve", "actions": [action("Approval", "Manual")]},
        {
            "name": "Deploy",
            "actions": [action("Deploy", "ECS")],
            "beforeEntry": {"conditions": [{"result": "FAIL", "rules": [rule]}]},
            "onFailure": {"result": "ROLLBACK"},
        },
    ]
    told = {"name": "shop", "roleArn": "arn:aws:iam::1:role/p", "version": 1, "stages": stages}
    put(estate, "codepipeline", "GetPipeline", {"pipeline": told}, {"name": "shop"})
    states = [{"stageName": "Deploy", "inboundTransitionState": {"enabled": False}}]
    put(estate, "codepipeline", "GetPipelineState", {"stageStates": states}, {"name": "shop"})
    runs = [
        {"pipelineExecutionId": "a", "status": "Succeeded", "startTime": "2026-02-01T10:00:00Z"},
        {"pipelineExecutionId": "b", "status": "Failed", "startTime": "2026-02-02T10:00:00Z"},
        {
            "pipelineExecutionId": "c",
            "status": "Succeeded",
            "startTime": "2026-02-02T10:05:00Z",
            "executionType": "ROLLBACK",
        },
        {"pipelineExecutionId": "d", "status": "Failed", "startTime": "2024-02-02T10:05:00Z"},
    ]
    put(
        estate, "codepipeline", "ListPipelineExecutions", {"pipelineExecutionSummaries": runs}, {"pipelineName": "shop"}
    )
    (pipeline,) = read(pipelines).facts
    assert isinstance(pipeline, Pipeline)
    assert [each.name for each in pipeline.stages] == ["Source", "Approve", "Deploy"]
    deploy = pipeline.stages[2]
    assert (deploy.actions, deploy.holds, deploy.after, deploy.on_failure, deploy.closed) == (
        ("Deploy",),
        ("CloudWatchAlarm",),
        (),
        "ROLLBACK",
        True,
    )
    assert (pipeline.runs, pipeline.failed, pipeline.rollbacks) == (2, 1, 1)


def stack(name: str, **more: object) -> dict[str, object]:
    identifier = f"arn:aws:cloudformation:{REGION}:{PRODUCTION}:stack/{name}/1"
    return {
        "StackName": name,
        "StackId": identifier,
        "StackStatus": "UPDATE_COMPLETE",
        "CreationTime": "2025-01-01T00:00:00Z",
        **more,
    }


def test_stacks_of_ones_own_are_read_with_their_drift(estate: Estate, read: Read) -> None:
    told = [
        stack(
            "net",
            DriftInformation={"StackDriftStatus": "DRIFTED", "LastCheckTimestamp": "2026-02-20T09:00:00Z"},
            Parameters=[{"ParameterKey": "Password", "ParameterValue": "hunter2-notkept"}],
        ),
        stack("new", DisableRollback=True),
        stack("nested", ParentId="arn:aws:cloudformation:eu-west-1:1:stack/net/1"),
        stack("StackSet-baseline-1"),
        stack("CDKToolkit"),
    ]
    put(estate, "cloudformation", "DescribeStacks", {"Stacks": told})
    found = {each.name: each for each in read(stacks).facts if isinstance(each, Stack)}
    assert set(found) == {"net", "new"}
    assert (found["net"].drift, found["net"].drift_days) == ("DRIFTED", 10)
    assert (found["new"].drift, found["new"].drift_days, found["new"].keeps_failure) == ("NOT_CHECKED", None, True)


def test_stack_sets_say_how_far_their_newest_change_went_at_once(estate: Estate, read: Read) -> None:
    told = {"StackSetName": "baseline", "StackSetId": "baseline:1", "Status": "ACTIVE"}
    put(estate, "cloudformation", "ListStackSets", {"Summaries": [told]})
    operations = [
        {"OperationId": "2", "Action": "DETECT_DRIFT", "CreationTimestamp": "2026-02-02T00:00:00Z"},
        {
            "OperationId": "1",
            "Action": "UPDATE",
            "CreationTimestamp": "2026-02-01T00:00:00Z",
            "OperationPreferences": {"MaxConcurrentPercentage": 25, "RegionConcurrencyType": "PARALLEL"},
        },
    ]
    put(estate, "cloudformation", "ListStackSetOperations", {"Summaries": operations}, {"StackSetName": "baseline"})
    (found,) = read(stack_sets).facts
    assert isinstance(found, StackSet)
    assert (found.operation, found.share_together, found.failures, found.regions_together) == ("UPDATE", 25, None, True)


def test_hooks_are_ones_own_and_activated_public_ones(estate: Estate, read: Read) -> None:
    own = {
        "Type": "HOOK",
        "TypeName": "Acme::Guard::Hook",
        "TypeArn": "arn:aws:cloudformation:eu-west-1:1:type/hook/Acme",
    }
    other = {"Type": "HOOK", "TypeName": "AWS::Hooks::GuardHook", "TypeArn": "arn:public", "IsActivated": True}
    idle = {"Type": "HOOK", "TypeName": "AWS::Hooks::Idle", "TypeArn": "arn:idle", "IsActivated": False}
    put(estate, "cloudformation", "ListTypes", {"TypeSummaries": [own]}, {"Visibility": "PRIVATE"})
    put(estate, "cloudformation", "ListTypes", {"TypeSummaries": [other, idle]}, {"Visibility": "PUBLIC"})
    found = [each for each in read(hooks).facts if isinstance(each, ChangeHook)]
    assert [(each.name, each.public) for each in found] == [
        ("Acme::Guard::Hook", False),
        ("AWS::Hooks::GuardHook", True),
    ]


def test_rules_of_config_are_counted_but_not_those_that_services_made(estate: Estate, read: Read) -> None:
    def rule(name: str, **more: object) -> dict[str, object]:
        source = {"Owner": "AWS", "SourceIdentifier": more.pop("identifier", "REQUIRED_TAGS")}
        return {"ConfigRuleName": name, "ConfigRuleState": "ACTIVE", "Source": source, **more}

    told = [
        rule("tags", EvaluationModes=[{"Mode": "DETECTIVE"}, {"Mode": "PROACTIVE"}]),
        rule("drift", identifier="CLOUDFORMATION_STACK_DRIFT_DETECTION_CHECK"),
        rule("securityhub-x", CreatedBy="securityhub.amazonaws.com"),
        {**rule("leaving"), "ConfigRuleState": "DELETING"},
    ]
    put(estate, "config", "DescribeConfigRules", {"ConfigRules": told})
    repairs = [{"ConfigRuleName": "tags", "TargetType": "SSM_DOCUMENT", "TargetId": "x", "Automatic": True}]
    put(estate, "config", "DescribeRemediationConfigurations", {"RemediationConfigurations": repairs})
    (found,) = read(gates).facts
    assert isinstance(found, PolicyRules)
    assert (found.active, found.before, found.drift, found.repairs) == (2, 1, True, 1)


def test_a_calendar_of_changes_is_found(estate: Estate, read: Read) -> None:
    told = [{"Name": "freeze", "Owner": PRODUCTION, "DocumentType": "ChangeCalendar"}]
    put(estate, "ssm", "ListDocuments", {"DocumentIdentifiers": told})
    (found,) = read(change_calendars).facts
    assert isinstance(found, ChangeCalendar)
    assert found.name == "freeze"


def test_schemas_say_which_changes_they_refuse(estate: Estate, read: Read) -> None:
    arn = f"arn:aws:glue:{REGION}:{PRODUCTION}:schema/orders/order"
    put(estate, "glue", "ListSchemas", {"Schemas": [{"SchemaName": "order", "SchemaArn": arn}]})
    put(estate, "glue", "GetSchema", {"SchemaArn": arn, "Compatibility": "FULL"})
    (found,) = read(schemas).facts
    assert isinstance(found, SchemaContract)
    assert found.compatibility == "FULL"


def event(name: str, identity: dict[str, object], **more: object) -> dict[str, object]:
    record = {"userIdentity": identity, "requestParameters": {"password": "hunter2-notkept"}, **more}
    return {
        "EventId": name,
        "EventName": name,
        "EventTime": "2026-03-01T10:00:00Z",
        "Username": "ada@example.org",
        "CloudTrailEvent": json.dumps(record),
    }


def test_changes_are_counted_by_who_made_them_and_no_session_is_named(estate: Estate, read: Read) -> None:
    sign_on = "arn:aws:sts::1:assumed-role/AWSReservedSSO_Admin_1/ada@example.org"
    events = [
        event("UpdateService", {"type": "AssumedRole", "arn": sign_on}, sessionCredentialFromConsole="true"),
        event("UpdateService", {"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/deploy/run-7"}),
        event("ModifyDBInstance", {"type": "IAMUser", "userName": "jenkins", "arn": "arn:aws:iam::1:user/jenkins"}),
        event("PutBucketPolicy", {"type": "Root", "arn": "arn:aws:iam::1:root"}),
        event("UpdateAutoScalingGroup", {"type": "AssumedRole", "invokedBy": "autoscaling.amazonaws.com"}),
        event("ConsoleLogin", {"type": "IAMUser", "userName": "ada"}),
        event("AssumeRole", {"type": "AWSService"}),
    ]
    put(estate, "cloudtrail", "LookupEvents", {"Events": events})
    (found,) = read(changes).facts
    assert isinstance(found, HandChanges)
    assert found.events == 7
    assert {(each.actor, each.name, each.count, each.by_console) for each in found.actors} == {
        ("sign-on", "AWSReservedSSO_Admin_1", 1, 1),
        ("role", "deploy", 1, 0),
        ("user", "jenkins", 1, 0),
        ("root", "root", 1, 0),
        ("service", "autoscaling.amazonaws.com", 1, 0),
    }
    assert "hunter2" not in repr(found)
    assert "ada@" not in repr(found)


def test_an_event_without_a_record_is_of_unknown_kind_and_names_no_address(estate: Estate, read: Read) -> None:
    bare = [
        {"EventId": "1", "EventName": "UpdateService", "Username": "jenkins"},
        {"EventId": "2", "EventName": "UpdateService", "Username": "ada@example.org", "CloudTrailEvent": "{cut off"},
    ]
    put(estate, "cloudtrail", "LookupEvents", {"Events": bare})
    (found,) = read(changes).facts
    assert isinstance(found, HandChanges)
    assert {(each.actor, each.name) for each in found.actors} == {("unknown", "jenkins"), ("unknown", "")}


def test_databases_tables_and_buckets_say_whether_an_earlier_moment_can_be_had(estate: Estate, read: Read) -> None:
    def database(name: str, days: int, **more: object) -> dict[str, object]:
        arn = f"arn:aws:rds:{REGION}:{PRODUCTION}:db:{name}"
        return {
            "DBInstanceIdentifier": name,
            "DBInstanceArn": arn,
            "BackupRetentionPeriod": days,
            "DBInstanceClass": "db.t4g.small",
            **more,
        }

    told = [
        database("orders", 7, DeletionProtection=True),
        database("lab", 0),
        database("copy", 0, ReadReplicaSourceDBInstanceIdentifier="orders"),
        database("of-a-cluster", 7, DBClusterIdentifier="aurora"),
    ]
    put(estate, "rds", "DescribeDBInstances", {"DBInstances": told})
    cluster = f"arn:aws:rds:{REGION}:{PRODUCTION}:cluster:"
    aurora = {"DBClusterIdentifier": "aurora", "DBClusterArn": f"{cluster}aurora", "BackupRetentionPeriod": 7}
    graph = {"DBClusterIdentifier": "graph", "DBClusterArn": f"{cluster}graph", "BackupRetentionPeriod": 1}
    copy = {**graph, "DBClusterIdentifier": "copy", "ReplicationSourceIdentifier": f"{cluster}graph"}
    put(estate, "rds", "DescribeDBClusters", {"DBClusters": [{**aurora, "DeletionProtection": True}, graph, copy]})
    found = {each.name: each for each in read(databases).facts if isinstance(each, DataUndo)}
    assert {name: (each.undo, each.guarded) for name, each in found.items()} == {
        "orders": (True, True),
        "lab": (False, False),
        "aurora": (True, True),
        "graph": (True, False),
    }


def test_tables_say_whether_they_can_be_taken_back(estate: Estate, read: Read) -> None:
    put(estate, "dynamodb", "ListTables", {"TableNames": ["carts", "logs"]})
    on = {
        "ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"},
    }
    off = {
        "ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"},
    }
    for name, told in (("carts", on), ("logs", off)):
        put(
            estate, "dynamodb", "DescribeContinuousBackups", {"ContinuousBackupsDescription": told}, {"TableName": name}
        )
    for name, guarded in (("carts", {"DeletionProtectionEnabled": True}), ("logs", {})):
        table = {"TableName": name, "TableStatus": "ACTIVE", **guarded}
        put(estate, "dynamodb", "DescribeTable", {"Table": table}, {"TableName": name})
    found = {each.name: (each.undo, each.guarded) for each in read(tables).facts if isinstance(each, DataUndo)}
    assert found == {"carts": (True, True), "logs": (False, False)}


def test_a_table_whose_description_is_refused_leaves_its_protection_open(estate: Estate, read: Read) -> None:
    put(estate, "dynamodb", "ListTables", {"TableNames": ["carts"]})
    (found,) = read(tables, rules=[Rule(Effect.DENY, operation="DescribeTable")]).facts
    assert isinstance(found, DataUndo)
    assert isinstance(found.guarded, Unread)


def test_only_buckets_that_hold_state_or_artifacts_are_asked_for_versions(estate: Estate, read: Read) -> None:
    names = ["acme-tfstate", "acme-artifacts", "acme-photos", "elasticbeanstalk-eu-west-1-1"]
    made = "2025-01-01T00:00:00Z"
    buckets = [{"Name": name, "BucketRegion": REGION, "CreationDate": made} for name in names]
    estate.put(PRODUCTION, "", "s3", "ListBuckets", {"Buckets": buckets, "Owner": {"ID": "acme"}})
    estate.put(PRODUCTION, "", "s3", "GetBucketVersioning", {"Status": "Enabled"}, when={"Bucket": "acme-tfstate"})
    estate.put(
        PRODUCTION,
        "",
        "s3",
        "GetBucketVersioning",
        Refusal("AccessDenied", "no", 403),
        when={"Bucket": "acme-artifacts"},
    )
    found = {each.name: each for each in read(bucket_versions).facts if isinstance(each, DataUndo)}
    assert set(found) == {"acme-tfstate", "acme-artifacts"}
    assert found["acme-tfstate"].undo is True
    assert found["acme-tfstate"].basis == "inferred"
    assert isinstance(found["acme-artifacts"].undo, Unread)


def test_restores_that_were_completed_with_who_made_them_and_how_they_were_found(estate: Estate, read: Read) -> None:
    def job(name: str, state: str = "COMPLETED", **more: object) -> dict[str, object]:
        made = {"RestoreJobId": name, "AccountId": PRODUCTION, "Status": state, "ResourceType": "RDS"}
        return {**made, "CreationDate": "2026-02-20T09:00:00Z", **more}

    plan = {"CreatedBy": {"RestoreTestingPlanArn": "arn:aws:backup:eu-west-1:1:restore-testing-plan:monthly"}}
    jobs = [
        job("good", ValidationStatus="SUCCESSFUL", **plan),
        job("late", ValidationStatus="TIMED_OUT"),
        job("bare"),
        job("still", "RUNNING"),
    ]
    put(estate, "backup", "ListRestoreJobs", {"RestoreJobs": jobs})
    found = [each for each in read(restores).facts if isinstance(each, Restore)]
    assert [(each.rehearsed, each.checked) for each in found] == [(True, True), (False, False), (False, None)]
    assert {(each.type, each.days_ago) for each in found} == {("RDS", 10)}


def test_what_releases_into_a_cluster_is_not_known_to_aws(estate: Estate, read: Read) -> None:
    put(estate, "eks", "ListClusters", {"clusters": ["gates"]})
    (found,) = read(clusters).facts
    assert isinstance(found, ReleasePath)
    assert (found.name, found.product) == ("gates", "EKS")
    assert found.subject.id == f"arn:aws:eks:{REGION}:{PRODUCTION}:cluster/gates"
    for each in (found.steps, found.hold_minutes, found.undoes_failure, found.undoes_on_alarm):
        assert isinstance(each, Unread)
        assert each.detail == "what releases into the cluster gates is not known to AWS"
