"""Where users arrive, what tries the way, and what is promised, after it was read."""

from __future__ import annotations

import pytest

from assess.demo.aws_stand_in import Effect, Estate, Rule
from assess.demo.aws_stand_in.writing import Refusal
from assess.evidence.facts import Reason, Unread
from collectors.aws.facts.journeys import (
    Canary,
    EntryKind,
    EntryPoint,
    HealthCheck,
    Objective,
    Record,
    SeenService,
)
from collectors.aws.facts.telemetry import TracedStage
from collectors.aws.readers import (
    apigateway_entries,
    apigatewayv2_entries,
    application_signals,
    cloudfront_entries,
    elbv2_entries,
    route53_routing,
    synthetics,
)
from tests.collectors.aws.jobs import PRODUCTION, Read

EU = "eu-west-1"
BALANCER = f"arn:aws:elasticloadbalancing:{EU}:{PRODUCTION}:loadbalancer/app/shop/1"
SLO = f"arn:aws:application-signals:{EU}:{PRODUCTION}:slo/checkout"


def put_balancer(estate: Estate, **more: object) -> None:
    zones = [{"ZoneName": "a"}, {"ZoneName": "b"}]
    balancer = {
        "LoadBalancerArn": BALANCER,
        "LoadBalancerName": "shop",
        "Type": "application",
        "Scheme": "internet-facing",
        "AvailabilityZones": zones,
        **more,
    }
    estate.put(PRODUCTION, EU, "elbv2", "DescribeLoadBalancers", {"LoadBalancers": [balancer]})


def put_acl(estate: Estate, action: dict[str, object]) -> None:
    statement = {"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"}}
    seen = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "rate"}
    rule = {"Name": "rate", "Priority": 1, "Statement": statement, "Action": action, "VisibilityConfig": seen}
    acl = {
        "Name": "shop",
        "Id": "1",
        "ARN": "arn:aws:wafv2:eu-west-1:1:regional/webacl/shop/1",
        "DefaultAction": {"Allow": {}},
        "VisibilityConfig": seen,
        "Rules": [rule],
    }
    estate.put(PRODUCTION, EU, "wafv2", "GetWebACLForResource", {"WebACL": acl})


def test_a_load_balancer_keeps_zones_and_the_name_of_its_metrics(estate: Estate, read: Read) -> None:
    put_balancer(estate)
    absent = Refusal("WAFNonexistentItemException", "none", 400)
    estate.put(PRODUCTION, EU, "wafv2", "GetWebACLForResource", absent)
    (fact,) = read(elbv2_entries.entries).facts
    assert isinstance(fact, EntryPoint)
    assert (fact.type, fact.namespace, fact.zones) == (EntryKind.LOAD_BALANCER, "AWS/ApplicationELB", 2)
    assert fact.dimensions == ("LoadBalancer=app/shop/1",)
    assert fact.throttled is False


@pytest.mark.parametrize(("action", "limited"), [({"Block": {}}, True), ({"Count": {}}, False)])
def test_a_web_acl_limits_the_rate_if_it_does_not_only_count(
    estate: Estate, read: Read, action: dict[str, object], limited: bool
) -> None:
    put_balancer(estate)
    put_acl(estate, action)
    (fact,) = read(elbv2_entries.entries).facts
    assert isinstance(fact, EntryPoint)
    assert fact.throttled is limited


def test_a_refused_web_acl_leaves_the_limit_open(estate: Estate, read: Read) -> None:
    put_balancer(estate)
    (fact,) = read(elbv2_entries.entries, rules=[Rule(Effect.DENY, service="wafv2")]).facts
    assert isinstance(fact, EntryPoint)
    assert isinstance(fact.throttled, Unread)
    assert fact.throttled.needs == "wafv2:GetWebACLForResource"


@pytest.mark.parametrize("more", [{"Scheme": "internal"}, {"Type": "gateway"}])
def test_a_load_balancer_that_no_user_reaches_is_left_out(estate: Estate, read: Read, more: dict[str, object]) -> None:
    put_balancer(estate, **more)
    assert read(elbv2_entries.entries).facts == []


@pytest.mark.parametrize(("limit", "limited"), [(50.0, True), (10_000.0, False), (-1.0, False)])
def test_a_rest_api_keeps_limit_and_tracing_of_its_stage(
    estate: Estate, read: Read, limit: float, limited: bool
) -> None:
    api = {"id": "a1", "name": "shop", "endpointConfiguration": {"types": ["REGIONAL"]}}
    estate.put(PRODUCTION, EU, "apigateway", "GetRestApis", {"items": [api]})
    stage = {"stageName": "live", "tracingEnabled": True, "methodSettings": {"*/*": {"throttlingRateLimit": limit}}}
    estate.put(PRODUCTION, EU, "apigateway", "GetStages", {"item": [stage]})
    entry, traced = read(apigateway_entries.entries).facts
    assert isinstance(entry, EntryPoint)
    assert isinstance(traced, TracedStage)
    assert (entry.dimensions, entry.throttled) == (("ApiName=shop", "ApiId=a1"), limited)
    assert (traced.name, traced.active) == ("shop live", True)


def test_a_private_rest_api_and_one_without_stage_are_left_out(estate: Estate, read: Read) -> None:
    private = {"id": "a1", "name": "inner", "endpointConfiguration": {"types": ["PRIVATE"]}}
    bare = {"id": "a2", "name": "bare", "endpointConfiguration": {"types": ["EDGE"]}}
    estate.put(PRODUCTION, EU, "apigateway", "GetRestApis", {"items": [private, bare]})
    estate.put(PRODUCTION, EU, "apigateway", "GetStages", {"item": []})
    assert read(apigateway_entries.entries).facts == []


def test_an_http_api_keeps_the_limit_of_its_routes(estate: Estate, read: Read) -> None:
    api = {"ApiId": "h1", "Name": "shop", "ProtocolType": "HTTP", "RouteSelectionExpression": "$request.method"}
    estate.put(PRODUCTION, EU, "apigatewayv2", "GetApis", {"Items": [api]})
    stage = {"StageName": "$default", "DefaultRouteSettings": {"ThrottlingRateLimit": 20.0}}
    estate.put(PRODUCTION, EU, "apigatewayv2", "GetStages", {"Items": [stage]})
    (fact,) = read(apigatewayv2_entries.entries).facts
    assert isinstance(fact, EntryPoint)
    assert (fact.type, fact.dimensions, fact.throttled) == (EntryKind.HTTP_API, ("ApiId=h1",), True)


def distribution(identifier: str, **more: object) -> dict[str, object]:
    arn = f"arn:aws:cloudfront::{PRODUCTION}:distribution/{identifier}"
    return {"Id": identifier, "ARN": arn, "DomainName": f"{identifier}.cloudfront.net", "Enabled": True, **more}


def test_a_distribution_is_read_if_users_reach_it(estate: Estate, read: Read) -> None:
    named = distribution("E1", Aliases={"Quantity": 1, "Items": ["shop.example.org"]})
    listed = [named, distribution("E2", Enabled=False), distribution("E3", Staging=True)]
    kept = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": 3, "Items": listed}
    estate.put(PRODUCTION, "", "cloudfront", "ListDistributions", {"DistributionList": kept})
    (fact,) = read(cloudfront_entries.entries).facts
    assert isinstance(fact, EntryPoint)
    assert (fact.name, fact.dimensions, fact.subject.region) == ("shop.example.org", ("DistributionId=E1",), "")


@pytest.mark.parametrize(
    ("expression", "minutes"), [("rate(1 minute)", 1), ("rate(2 hours)", 120), ("cron(0 8 * * ? *)", 0), ("", 0)]
)
def test_a_canary_keeps_how_often_it_runs(estate: Estate, read: Read, expression: str, minutes: int) -> None:
    canary = {"Name": "login", "Status": {"State": "RUNNING"}, "Schedule": {"Expression": expression}}
    estate.put(PRODUCTION, EU, "synthetics", "DescribeCanaries", {"Canaries": [canary]})
    (fact,) = read(synthetics.canaries).facts
    assert isinstance(fact, Canary)
    assert (fact.name, fact.running, fact.every_minutes) == ("login", True, minutes)


def test_a_health_check_is_of_an_endpoint_or_of_something_else(estate: Estate, read: Read) -> None:
    direct = {"Type": "HTTPS", "FullyQualifiedDomainName": "shop.example.org"}
    combined = {"Type": "CALCULATED", "HealthThreshold": 1, "ChildHealthChecks": ["h1"]}
    ours = [
        {"Id": name, "CallerReference": name, "HealthCheckVersion": 1, "HealthCheckConfig": asked}
        for name, asked in (("h1", direct), ("h2", combined))
    ]
    theirs = {**ours[0], "Id": "h3", "LinkedService": {"ServicePrincipal": "cloudmap.amazonaws.com"}}
    estate.put(PRODUCTION, "", "route53", "ListHealthChecks", {"HealthChecks": [*ours, theirs]})
    found = [fact for fact in read(route53_routing.health_checks).facts if isinstance(fact, HealthCheck)]
    assert [(fact.identifier, fact.of_endpoint, fact.host) for fact in found] == [
        ("h1", True, "shop.example.org"),
        ("h2", False, ""),
    ]


def zone(identifier: str, private: bool = False) -> dict[str, object]:
    config = {"PrivateZone": private}
    return {"Id": f"/hostedzone/{identifier}", "Name": "example.org.", "CallerReference": "1", "Config": config}


def test_records_with_a_routing_policy_in_public_zones_are_read(estate: Estate, read: Read) -> None:
    estate.put(PRODUCTION, "", "route53", "ListHostedZones", {"HostedZones": [zone("Z1"), zone("Z2", private=True)]})
    plain = {"Name": "www.example.org.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    first = {**plain, "Name": "shop.example.org.", "SetIdentifier": "1", "Failover": "PRIMARY", "HealthCheckId": "h1"}
    target = {"HostedZoneId": "Z9", "DNSName": "b.example.org.", "EvaluateTargetHealth": True}
    second = {"Name": "api.example.org.", "Type": "A", "SetIdentifier": "x", "Weight": 9, "AliasTarget": target}
    third = {**plain, "Name": "eu.example.org.", "SetIdentifier": "e", "Region": EU}
    sets = {"ResourceRecordSets": [plain, first, second, third]}
    estate.put(PRODUCTION, "", "route53", "ListResourceRecordSets", sets, when={"HostedZoneId": "Z1"})
    found = [fact for fact in read(route53_routing.records).facts if isinstance(fact, Record)]
    assert [(fact.name, fact.policy, fact.checked) for fact in found] == [
        ("shop.example.org.", "failover", True),
        ("api.example.org.", "weighted", True),
        ("eu.example.org.", "latency", False),
    ]


def put_objective(estate: Estate) -> None:
    keys = {"Type": "Service", "Name": "checkout", "Environment": "eks:prod"}
    made = "2026-01-01T00:00:00Z"
    summary = {"Arn": SLO, "Name": "checkout", "KeyAttributes": keys, "CreatedTime": made}
    estate.put(PRODUCTION, EU, "application-signals", "ListServiceLevelObjectives", {"SloSummaries": [summary]})
    goal = {"Interval": {"RollingInterval": {"DurationUnit": "DAY", "Duration": 28}}, "AttainmentGoal": 99.9}
    slo = {
        "Arn": SLO,
        "Name": "checkout",
        "CreatedTime": made,
        "LastUpdatedTime": made,
        "Goal": goal,
        "BurnRateConfigurations": [{"LookBackWindowMinutes": 360}, {"LookBackWindowMinutes": 60}],
    }
    estate.put(PRODUCTION, EU, "application-signals", "GetServiceLevelObjective", {"Slo": slo}, when={"Id": SLO})


def one_objective(read: Read, **how: object) -> Objective:
    (fact,) = read(application_signals.objectives, **how).facts
    assert isinstance(fact, Objective)
    return fact


def test_an_objective_keeps_goal_window_burn_and_budget(estate: Estate, read: Read) -> None:
    put_objective(estate)
    report = {"Arn": SLO, "Name": "checkout", "BudgetStatus": "WARNING"}
    answer = {"Timestamp": "2026-03-02T09:00:00Z", "Reports": [report], "Errors": []}
    estate.put(PRODUCTION, EU, "application-signals", "BatchGetServiceLevelObjectiveBudgetReport", answer)
    fact = one_objective(read)
    assert (fact.service, fact.goal, fact.window_days) == ("checkout", 99.9, 28)
    assert (fact.burn_windows, fact.budget) == ((60, 360), "WARNING")


def test_an_objective_without_report_leaves_its_budget_open(estate: Estate, read: Read) -> None:
    put_objective(estate)
    budget = one_objective(read).budget
    assert isinstance(budget, Unread)
    assert budget.reason is Reason.UNRESOLVED


def test_refused_details_leave_the_objective_read(estate: Estate, read: Read) -> None:
    put_objective(estate)
    fact = one_objective(read, rules=[Rule(Effect.DENY, operation="GetServiceLevelObjective")])
    assert isinstance(fact.goal, Unread)
    assert fact.goal.needs == "application-signals:GetServiceLevelObjective"


def test_services_that_were_seen(estate: Estate, read: Read) -> None:
    keys = [
        {"Type": "Service", "Name": "checkout", "Environment": "eks:prod"},
        {"Type": "RemoteService", "Name": "bank"},
    ]
    seen = [{"KeyAttributes": each, "MetricReferences": []} for each in keys]
    span = {"StartTime": "2026-03-01T09:00:00Z", "EndTime": "2026-03-02T09:00:00Z"}
    estate.put(PRODUCTION, EU, "application-signals", "ListServices", {**span, "ServiceSummaries": seen})
    found = [fact for fact in read(application_signals.services).facts if isinstance(fact, SeenService)]
    assert [(fact.name, fact.environment) for fact in found] == [("checkout", "eks:prod")]
