"""Shared monitoring, logs, trails, archives, recorders and tracing, after they were read."""

from __future__ import annotations

import json

import pytest

from assess.demo.aws_stand_in import Effect, Estate, Rule
from assess.demo.aws_stand_in.writing import Refusal
from assess.evidence.facts import Fact, Unread
from collectors.aws.facts.accounts import StandardPack, TagRule
from collectors.aws.facts.telemetry import (
    ArchiveBucket,
    Link,
    LogExport,
    LogGroup,
    Recorder,
    SavedQuery,
    Sink,
    TracedFunction,
    Trail,
)
from collectors.aws.readers import cloudtrail_trails, config_standards, lambda_tracing, logs, oam, s3_archives
from tests.collectors.aws.jobs import PRODUCTION, Read

EU = "eu-west-1"
OTHER = "222233334444"
TRAIL = f"arn:aws:cloudtrail:{EU}:{PRODUCTION}:trail/all"


def test_both_ends_of_shared_monitoring(estate: Estate, read: Read) -> None:
    there = f"arn:aws:oam:{EU}:{OTHER}:sink/1"
    shares = ["AWS::CloudWatch::Metric", "AWS::Logs::LogGroup"]
    link = {"Arn": f"arn:aws:oam:{EU}:{PRODUCTION}:link/1", "ResourceTypes": shares, "SinkArn": there}
    estate.put(PRODUCTION, EU, "oam", "ListLinks", {"Items": [link]})
    (fact,) = read(oam.links).facts
    assert isinstance(fact, Link)
    assert (fact.sink, fact.sink_account, fact.shares) == (there, OTHER, tuple(shares))


def test_the_receiving_end(estate: Estate, read: Read) -> None:
    sink = {"Arn": f"arn:aws:oam:{EU}:{PRODUCTION}:sink/1", "Name": "all"}
    estate.put(PRODUCTION, EU, "oam", "ListSinks", {"Items": [sink]})
    (fact,) = read(oam.sinks).facts
    assert isinstance(fact, Sink)
    assert fact.name == "all"


def test_a_log_group_keeps_its_retention_or_none(estate: Estate, read: Read) -> None:
    groups = [
        {"logGroupName": "/aws/lambda/tell", "retentionInDays": 30, "storedBytes": 5},
        {"logGroupName": "/shop", "storedBytes": 7},
    ]
    estate.put(PRODUCTION, EU, "logs", "DescribeLogGroups", {"logGroups": groups})
    found = [fact for fact in read(logs.groups).facts if isinstance(fact, LogGroup)]
    assert [(fact.made_by, fact.retention_days, fact.bytes) for fact in found] == [("lambda", 30, 5), ("", None, 7)]
    assert found[0].subject.id == f"arn:aws:logs:{EU}:{PRODUCTION}:log-group:/aws/lambda/tell"


def test_a_subscription_of_the_whole_account(estate: Estate, read: Read) -> None:
    to = f"arn:aws:logs:{EU}:{OTHER}:destination:all"
    policy = {"policyName": "all", "policyDocument": json.dumps({"DestinationArn": to, "FilterPattern": ""})}
    estate.put(PRODUCTION, EU, "logs", "DescribeAccountPolicies", {"accountPolicies": [policy]})
    (fact,) = read(logs.exports).facts
    assert isinstance(fact, LogExport)
    assert (fact.destination, fact.destination_account, fact.selective) == (to, OTHER, False)


def test_a_saved_query_is_kept_by_name_and_not_by_text(estate: Estate, read: Read) -> None:
    query = {"queryDefinitionId": "q1", "name": "errors", "queryString": "filter card = '4111'"}
    estate.put(PRODUCTION, EU, "logs", "DescribeQueryDefinitions", {"queryDefinitions": [query]})
    (fact,) = read(logs.queries).facts
    assert isinstance(fact, SavedQuery)
    assert fact.name == "errors"
    assert "4111" not in repr(fact)


def put_trail(estate: Estate, **more: object) -> None:
    trail = {
        "Name": "all",
        "TrailARN": TRAIL,
        "S3BucketName": "acme-trail",
        "HomeRegion": EU,
        "IsMultiRegionTrail": True,
        "LogFileValidationEnabled": True,
        **more,
    }
    estate.put(PRODUCTION, EU, "cloudtrail", "DescribeTrails", {"trailList": [trail]})
    estate.put(PRODUCTION, EU, "cloudtrail", "GetTrailStatus", {"IsLogging": True}, when={"Name": TRAIL})


def one_trail(read: Read, **how: object) -> Trail:
    (fact,) = read(cloudtrail_trails.trails, **how).facts
    assert isinstance(fact, Trail)
    return fact


def test_a_trail_whose_selection_was_never_touched_takes_every_change(estate: Estate, read: Read) -> None:
    put_trail(estate)
    fact = one_trail(read)
    assert (fact.account, fact.bucket, fact.every_region, fact.validated) == (PRODUCTION, "acme-trail", True, True)
    assert (fact.logging, fact.management_writes) == (True, True)


def fields(**equals: str) -> dict[str, object]:
    return {"FieldSelectors": [{"Field": name, "Equals": [value]} for name, value in equals.items()]}


@pytest.mark.parametrize(
    ("selection", "writes"),
    [
        ({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]}, True),
        ({"EventSelectors": [{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": True}]}, False),
        ({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": False}]}, False),
        ({"AdvancedEventSelectors": [fields(eventCategory="Data"), fields(eventCategory="Management")]}, True),
        ({"AdvancedEventSelectors": [fields(eventCategory="Management", readOnly="true")]}, False),
        ({"AdvancedEventSelectors": [fields(eventCategory="Data")]}, False),
    ],
)
def test_a_trail_takes_what_its_selection_says(
    estate: Estate, read: Read, selection: dict[str, object], writes: bool
) -> None:
    put_trail(estate, HasCustomEventSelectors=True)
    estate.put(PRODUCTION, EU, "cloudtrail", "GetEventSelectors", selection)
    assert one_trail(read).management_writes is writes


def test_a_refused_status_leaves_the_trail_read(estate: Estate, read: Read) -> None:
    put_trail(estate)
    logging = one_trail(read, rules=[Rule(Effect.DENY, operation="GetTrailStatus")]).logging
    assert isinstance(logging, Unread)
    assert logging.needs == "cloudtrail:GetTrailStatus"


def test_the_shadow_of_a_trail_is_read_where_the_trail_lives(estate: Estate, read: Read) -> None:
    put_trail(estate, HomeRegion="us-east-1")
    assert read(cloudtrail_trails.trails, settings={"regions": f"{EU} us-east-1"}).facts == []


def test_the_shadow_of_a_trail_that_lives_in_no_region_read_is_taken(estate: Estate, read: Read) -> None:
    put_trail(estate, HomeRegion="us-west-2")
    assert len(read(cloudtrail_trails.trails, settings={"regions": f"{EU} us-east-1"}).facts) == 1


def put_bucket(estate: Estate, name: str) -> None:
    bucket = {"Name": name, "BucketRegion": EU, "CreationDate": "2022-03-01T10:00:00Z"}
    estate.put(PRODUCTION, "", "s3", "ListBuckets", {"Buckets": [bucket]})


def one_bucket(read: Read, **how: object) -> ArchiveBucket:
    (fact,) = read(s3_archives.archives, **how).facts
    assert isinstance(fact, ArchiveBucket)
    return fact


def test_an_archive_keeps_lock_versions_and_end(estate: Estate, read: Read) -> None:
    put_bucket(estate, "acme-audit-logs")
    estate.put(PRODUCTION, "", "s3", "GetBucketVersioning", {"Status": "Enabled"})
    retention = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 1}}}
    estate.put(PRODUCTION, "", "s3", "GetObjectLockConfiguration", {"ObjectLockConfiguration": retention})
    rule = {"ID": "end", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 400}}
    estate.put(PRODUCTION, "", "s3", "GetBucketLifecycleConfiguration", {"Rules": [rule]})
    fact = one_bucket(read)
    assert (fact.versioned, fact.locked_days, fact.expires) == (True, 365, True)


def test_an_archive_without_lock_and_lifecycle(estate: Estate, read: Read) -> None:
    put_bucket(estate, "acme-trail")
    for operation, code in (
        ("GetObjectLockConfiguration", "ObjectLockConfigurationNotFoundError"),
        ("GetBucketLifecycleConfiguration", "NoSuchLifecycleConfiguration"),
    ):
        estate.put(PRODUCTION, "", "s3", operation, Refusal(code, "none", 404))
    fact = one_bucket(read)
    assert (fact.versioned, fact.locked_days, fact.expires) == (False, 0, False)


def test_a_refused_lock_is_unread_and_not_absent(estate: Estate, read: Read) -> None:
    put_bucket(estate, "acme-trail")
    locked = one_bucket(read, rules=[Rule(Effect.DENY, operation="GetObjectLockConfiguration")]).locked_days
    assert isinstance(locked, Unread)
    assert locked.needs == "s3:GetBucketObjectLockConfiguration"


@pytest.mark.parametrize(("name", "kept"), [("acme-catalog", False), ("logistics", False), ("acme-1234", True)])
def test_a_bucket_is_an_archive_by_its_name_or_by_a_trail(estate: Estate, read: Read, name: str, kept: bool) -> None:
    put_bucket(estate, name)
    trail = {"Name": "all", "TrailARN": TRAIL, "S3BucketName": "acme-1234", "HomeRegion": EU}
    estate.put(PRODUCTION, "", "cloudtrail", "DescribeTrails", {"trailList": [trail]})
    assert bool(read(s3_archives.archives).facts) is kept


def test_a_recorder_and_whether_it_runs(estate: Estate, read: Read) -> None:
    group = {"allSupported": True}
    ours = {"name": "default", "recordingGroup": group}
    theirs = {"name": "theirs", "recordingGroup": group, "servicePrincipal": "securityhub.amazonaws.com"}
    estate.put(PRODUCTION, EU, "config", "DescribeConfigurationRecorders", {"ConfigurationRecorders": [ours, theirs]})
    status = {"ConfigurationRecordersStatus": [{"name": "default", "recording": True}]}
    estate.put(PRODUCTION, EU, "config", "DescribeConfigurationRecorderStatus", status)
    (fact,) = read(config_standards.recorders).facts
    assert isinstance(fact, Recorder)
    assert (fact.name, fact.everything, fact.recording) == ("default", True, True)


def put_tag_rule(estate: Estate, told: str) -> None:
    rule = {
        "ConfigRuleName": "tags",
        "ConfigRuleArn": f"arn:aws:config:{EU}:{PRODUCTION}:config-rule/1",
        "ConfigRuleState": "ACTIVE",
        "Source": {"Owner": "AWS", "SourceIdentifier": "REQUIRED_TAGS"},
        "InputParameters": '{"tag1Key":"owner","tag1Value":"shop","tag2Key":"cost-center"}',
    }
    other = {**rule, "ConfigRuleName": "x", "Source": {"Owner": "AWS", "SourceIdentifier": "S3_BUCKET_LOGGING_ENABLED"}}
    estate.put(PRODUCTION, EU, "config", "DescribeConfigRules", {"ConfigRules": [rule, other]})
    compliance = [{"ConfigRuleName": "tags", "Compliance": {"ComplianceType": told}}]
    estate.put(PRODUCTION, EU, "config", "DescribeComplianceByConfigRule", {"ComplianceByConfigRules": compliance})


@pytest.mark.parametrize(
    ("told", "compliant"), [("COMPLIANT", True), ("NON_COMPLIANT", False), ("INSUFFICIENT_DATA", None)]
)
def test_a_rule_that_asks_for_tags(estate: Estate, read: Read, told: str, compliant: bool | None) -> None:
    put_tag_rule(estate, told)
    (fact,) = read(config_standards.tag_rules).facts
    assert isinstance(fact, TagRule)
    assert (fact.keys, fact.compliant) == (("owner", "cost-center"), compliant)


def test_refused_compliance_leaves_the_rule_read(estate: Estate, read: Read) -> None:
    put_tag_rule(estate, "COMPLIANT")
    (fact,) = read(config_standards.tag_rules, rules=[Rule(Effect.DENY, operation="DescribeCompliance*")]).facts
    assert isinstance(fact, TagRule)
    assert isinstance(fact.compliant, Unread)


@pytest.mark.parametrize(("state", "in_force"), [("CREATE_COMPLETE", True), ("CREATE_FAILED", False)])
def test_a_pack_and_whether_it_is_in_force(estate: Estate, read: Read, state: str, in_force: bool) -> None:
    named = {"ConformancePackName": "standard", "ConformancePackId": "1"}
    pack = {**named, "ConformancePackArn": f"arn:aws:config:{EU}:{PRODUCTION}:conformance-pack/standard/1"}
    estate.put(PRODUCTION, EU, "config", "DescribeConformancePacks", {"ConformancePackDetails": [pack]})
    status = {
        **pack,
        "ConformancePackState": state,
        "StackArn": "arn:x",
        "LastUpdateRequestedTime": "2026-01-01T00:00:00Z",
    }
    estate.put(PRODUCTION, EU, "config", "DescribeConformancePackStatus", {"ConformancePackStatusDetails": [status]})
    (fact,) = read(config_standards.packs).facts
    assert isinstance(fact, StandardPack)
    assert (fact.name, fact.in_force) == ("standard", in_force)


@pytest.mark.parametrize(
    ("more", "active", "tracer"),
    [
        ({"TracingConfig": {"Mode": "Active"}}, True, ""),
        ({"TracingConfig": {"Mode": "PassThrough"}}, False, ""),
        ({"Layers": [{"Arn": "arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Extension:65"}]}, False, "datadog"),
        ({"Layers": [{"Arn": "arn:aws:lambda:eu-west-1:111122223333:layer:fonts:1"}]}, False, ""),
    ],
)
def test_a_function_and_what_traces_it(
    estate: Estate, read: Read, more: dict[str, object], active: bool, tracer: str
) -> None:
    arn = f"arn:aws:lambda:{EU}:{PRODUCTION}:function:tell"
    secret = {"Variables": {"TOKEN": "s3cr3t"}}
    function = {"FunctionName": "tell", "FunctionArn": arn, "Environment": secret, **more}
    estate.put(PRODUCTION, EU, "lambda", "ListFunctions", {"Functions": [function]})
    (fact,) = read(lambda_tracing.tracing).facts
    assert isinstance(fact, TracedFunction)
    assert (fact.active, fact.other_tracer) == (active, tracer)
    assert "s3cr3t" not in repr(fact)


@pytest.mark.parametrize(
    ("reader", "needs"),
    [
        (oam.links, "oam:ListLinks"),
        (oam.sinks, "oam:ListSinks"),
        (logs.groups, "logs:DescribeLogGroups"),
        (logs.exports, "logs:DescribeAccountPolicies"),
        (logs.queries, "logs:DescribeQueryDefinitions"),
        (cloudtrail_trails.trails, "cloudtrail:DescribeTrails"),
        (config_standards.recorders, "config:DescribeConfigurationRecorders"),
        (config_standards.tag_rules, "config:DescribeConfigRules"),
        (config_standards.packs, "config:DescribeConformancePacks"),
        (s3_archives.archives, "s3:ListAllMyBuckets"),
        (lambda_tracing.tracing, "lambda:ListFunctions"),
    ],
)
def test_a_refused_list_names_its_action_and_is_not_empty(read: Read, reader: object, needs: str) -> None:
    service = reader.reader.service  # type: ignore[attr-defined]
    brought = read(reader, rules=[Rule(Effect.DENY, service=service)])
    found: list[Fact] = brought.facts
    assert found == []
    assert brought.reason.needs == needs
