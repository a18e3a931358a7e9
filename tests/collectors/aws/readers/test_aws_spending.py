"""What spend and its bounds look like after they were read."""

from __future__ import annotations

from assess.demo.aws_stand_in import Effect, Estate, Rule
from assess.demo.aws_stand_in.writing import Refusal
from assess.evidence.facts import Unread
from collectors.aws.facts.spending import (
    Alert,
    AnomalyAlert,
    AnomalyMonitor,
    Bucket,
    Budget,
    BudgetAction,
    CostExport,
    CostKeys,
    GatewayNetwork,
    Machine,
    SavingsHub,
    SnapshotPile,
    StoppedMachine,
    TagShare,
    UnattributedCost,
    Volume,
)
from collectors.aws.readers.bcm_data_exports import exports
from collectors.aws.readers.budgets import budgets
from collectors.aws.readers.ce import anomaly_monitors, cost_keys, unattributed_cost
from collectors.aws.readers.cost_optimization_hub import savings
from collectors.aws.readers.ec2_machines import gateways, machines, snapshots, volumes
from collectors.aws.readers.rds_undo import undo
from collectors.aws.readers.s3_buckets import bucket_rules
from collectors.aws.readers.tagged_shares import shares
from tests.collectors.aws.jobs import PRODUCTION, Read

REGION = "eu-west-1"
TOPIC = f"arn:aws:sns:{REGION}:{PRODUCTION}:costs"
Members = dict[str, object]


def put(
    estate: Estate, service: str, operation: str, answer: Members, when: Members | None = None, region: str = REGION
) -> None:
    estate.put(PRODUCTION, region, service, operation, answer, when=when)  # type: ignore[arg-type]


def money(amount: str) -> Members:
    return {"Amount": amount, "Unit": "USD"}


def put_budgets(estate: Estate) -> None:
    told = [
        {
            "BudgetName": "shop",
            "BudgetType": "COST",
            "TimeUnit": "MONTHLY",
            "BudgetLimit": money("100"),
            "CostFilters": {"LinkedAccount": [PRODUCTION]},
        },
        {"BudgetName": "ec2", "BudgetType": "COST", "TimeUnit": "MONTHLY", "CostFilters": {"Service": ["EC2"]}},
        {"BudgetName": "coverage", "BudgetType": "RI_COVERAGE", "TimeUnit": "MONTHLY"},
    ]
    put(estate, "budgets", "DescribeBudgets", {"Budgets": told}, region="")
    notices = [
        {
            "NotificationType": "FORECASTED",
            "ComparisonOperator": "GREATER_THAN",
            "Threshold": 100.0,
            "ThresholdType": "PERCENTAGE",
        },
        {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0},
    ]
    listed = {"BudgetNotificationsForAccount": [{"BudgetName": "shop", "Notifications": notices}]}
    put(estate, "budgets", "DescribeBudgetNotificationsForAccount", listed, region="")
    heard = [
        {"SubscriptionType": "SNS", "Address": TOPIC},
        {"SubscriptionType": "EMAIL", "Address": "ada@notkept.example"},
    ]
    put(
        estate,
        "budgets",
        "DescribeSubscribersForNotification",
        {"Subscribers": heard},
        {"BudgetName": "shop"},
        region="",
    )
    action = {
        "ActionId": "00000000-0000-4000-8000-000000000001",
        "BudgetName": "shop",
        "NotificationType": "ACTUAL",
        "ActionType": "APPLY_SCP_POLICY",
        "ActionThreshold": {"ActionThresholdValue": 100.0, "ActionThresholdType": "PERCENTAGE"},
        "Definition": {"ScpActionDefinition": {"PolicyId": "p-1", "TargetIds": [PRODUCTION]}},
        "ExecutionRoleArn": "arn:aws:iam::1:role/b",
        "ApprovalModel": "AUTOMATIC",
        "Status": "STANDBY",
        "Subscribers": [],
    }
    put(estate, "budgets", "DescribeBudgetActionsForAccount", {"Actions": [action]}, region="")


def test_budgets_say_who_hears_of_them_and_what_they_do_by_themselves(estate: Estate, read: Read) -> None:
    put_budgets(estate)

    def month(n: int, actual: str) -> Members:
        period = {"Start": f"2025-{n:02}-01T00:00:00Z", "End": f"2025-{n + 1:02}-01T00:00:00Z"}
        return {"BudgetedAmount": money("100"), "ActualAmount": money(actual), "TimePeriod": period}

    months = [month(n, "150" if n in (5, 9) else "90") for n in range(3, 11)]
    months.append(
        {
            "BudgetedAmount": money("100"),
            "ActualAmount": money("400"),
            "TimePeriod": {"Start": "2026-03-01T00:00:00Z", "End": "2026-04-01T00:00:00Z"},
        }
    )
    told = {"BudgetPerformanceHistory": {"BudgetName": "shop", "BudgetedAndActualAmountsList": months}}
    put(estate, "budgets", "DescribeBudgetPerformanceHistory", told, {"BudgetName": "shop"}, region="")
    brought = read(budgets)
    found = {each.name: each for each in brought.facts if isinstance(each, Budget)}
    assert set(found) == {"shop", "ec2"}
    shop = found["shop"]
    assert (shop.accounts, shop.narrow, found["ec2"].narrow) == ((PRODUCTION,), False, True)
    assert shop.alerts == (Alert("FORECASTED", 1, (TOPIC,)), Alert("ACTUAL", 1, (TOPIC,)))
    assert shop.actions == (BudgetAction("APPLY_SCP_POLICY", automatic=True, armed=True, targets=(PRODUCTION,)),)
    assert (shop.periods, shop.overruns) == (6, 2)
    assert (found["ec2"].alerts, found["ec2"].periods) == ((), 0)
    assert "notkept" not in repr(brought.facts)


def test_what_of_a_budget_is_refused_is_unread_and_the_rest_is_there(estate: Estate, read: Read) -> None:
    put_budgets(estate)
    brought = read(budgets, rules=[Rule(Effect.DENY, operation="DescribeBudgetActionsForAccount")])
    found = {each.name: each for each in brought.facts if isinstance(each, Budget)}
    assert isinstance(found["shop"].actions, Unread)
    assert isinstance(found["shop"].alerts, tuple)


def test_an_account_without_budgets_is_asked_no_further(read: Read) -> None:
    brought = read(budgets)
    assert (brought.facts, brought.unread) == ([], [])


def test_monitors_of_anomalies_say_who_hears_how_soon(estate: Estate, read: Read) -> None:
    monitor = {"MonitorArn": "arn:m", "MonitorName": "services", "MonitorType": "DIMENSIONAL"}
    put(estate, "ce", "GetAnomalyMonitors", {"AnomalyMonitors": [monitor]}, region="")
    heard = [
        {"Address": TOPIC, "Type": "SNS", "Status": "CONFIRMED"},
        {"Address": "ada@notkept.example", "Type": "EMAIL", "Status": "DECLINED"},
    ]
    subscription = {
        "SubscriptionName": "s",
        "MonitorArnList": ["arn:m"],
        "Subscribers": heard,
        "Frequency": "IMMEDIATE",
    }
    put(estate, "ce", "GetAnomalySubscriptions", {"AnomalySubscriptions": [subscription]}, region="")
    (found,) = read(anomaly_monitors).facts
    assert isinstance(found, AnomalyMonitor)
    assert found.alerts == (AnomalyAlert("IMMEDIATE", 0, (TOPIC,)),)


TAGS = [
    {"TagKey": "team", "Type": "UserDefined", "Status": "Active"},
    {"TagKey": "Name", "Type": "UserDefined", "Status": "Active"},
    {"TagKey": "owner", "Type": "UserDefined", "Status": "Inactive"},
    {"TagKey": "aws:createdBy", "Type": "AWSGenerated", "Status": "Active"},
]


def test_only_active_tags_split_a_bill(estate: Estate, read: Read) -> None:
    put(estate, "ce", "ListCostAllocationTags", {"CostAllocationTags": TAGS}, region="")
    put(estate, "ce", "ListCostCategoryDefinitions", {"CostCategoryReferences": [{"Name": "unit"}]}, region="")
    (found,) = read(cost_keys).facts
    assert isinstance(found, CostKeys)
    assert (found.tags, found.categories) == (("Name", "team"), 1)


def test_the_share_that_no_tag_explains_is_computed_from_last_month(estate: Estate, read: Read) -> None:
    put(estate, "ce", "ListCostAllocationTags", {"CostAllocationTags": TAGS}, region="")

    def cost(key: str, amount: str) -> Members:
        return {"Keys": [key], "Metrics": {"UnblendedCost": money(amount)}}

    groups = [cost("team$", "25"), cost("team$shop", "60.5"), cost("team$till", "14.5")]
    month = {"Start": "2026-02-01", "End": "2026-03-01"}
    told = {"ResultsByTime": [{"TimePeriod": month, "Groups": groups}]}
    put(estate, "ce", "GetCostAndUsage", told, {"TimePeriod": month}, region="")
    (found,) = read(unattributed_cost).facts
    assert isinstance(found, UnattributedCost)
    assert (found.tag, found.percent) == ("team", 25)


def test_groups_that_were_not_asked_for_say_nothing(estate: Estate, read: Read) -> None:
    put(estate, "ce", "ListCostAllocationTags", {"CostAllocationTags": TAGS}, region="")
    groups = [{"Keys": [PRODUCTION], "Metrics": {"UnblendedCost": money("25")}}]
    put(estate, "ce", "GetCostAndUsage", {"ResultsByTime": [{"Groups": groups}]}, region="")
    assert read(unattributed_cost).facts == []


def test_exports_and_savings_of_a_payer(estate: Estate, read: Read) -> None:
    export = {"ExportArn": "arn:e", "ExportName": "usage", "ExportStatus": {"StatusCode": "UNHEALTHY"}}
    put(estate, "bcm-data-exports", "ListExports", {"Exports": [export]}, region="")
    (delivered,) = read(exports).facts
    assert isinstance(delivered, CostExport)
    assert not delivered.healthy
    enrolled = {"items": [{"accountId": PRODUCTION, "status": "Active"}]}
    put(estate, "cost-optimization-hub", "ListEnrollmentStatuses", enrolled, region="")
    items = [
        {"group": "Ec2Instance", "recommendationCount": 2, "estimatedMonthlySavings": 10.5},
        {"group": "RdsDbInstance", "recommendationCount": 1, "estimatedMonthlySavings": 4.0},
    ]
    put(estate, "cost-optimization-hub", "ListRecommendationSummaries", {"items": items}, region="")
    (hub,) = read(savings).facts
    assert isinstance(hub, SavingsHub)
    assert (hub.enrolled, hub.open, hub.monthly) == (True, 3, 14.5)


def test_machines_volumes_and_snapshots(estate: Estate, read: Read) -> None:
    stopped = {
        "InstanceId": "i-2",
        "InstanceType": "t2.large",
        "State": {"Name": "stopped"},
        "StateTransitionReason": "User initiated (2026-02-20 09:00:00 GMT)",
    }
    odd = {"InstanceId": "i-3", "InstanceType": "t2.large", "State": {"Name": "stopped"}, "StateTransitionReason": ""}
    group = [{"Key": "aws:autoscaling:groupName", "Value": "web"}, {"Key": "environment", "Value": "production"}]
    running = {
        "InstanceId": "i-1",
        "InstanceType": "m4.large",
        "State": {"Name": "running"},
        "LaunchTime": "2026-02-28T09:00:00Z",
        "Tags": group,
    }
    gone = {"InstanceId": "i-4", "InstanceType": "m4.large", "State": {"Name": "terminated"}}
    put(estate, "ec2", "DescribeInstances", {"Reservations": [{"Instances": [running, stopped, odd, gone]}]})
    facts = read(machines).facts
    (machine,) = [each for each in facts if isinstance(each, Machine)]
    assert (machine.type, machine.days, machine.grouped, machine.subject.environment) == (
        "m4.large",
        2,
        True,
        "production",
    )
    assert {each.subject.id[-3:]: each.days for each in facts if isinstance(each, StoppedMachine)} == {
        "i-2": 10,
        "i-3": None,
    }
    held = [
        {"VolumeId": "vol-1", "VolumeType": "gp2", "Size": 8, "State": "in-use", "CreateTime": "2026-02-20T09:00:00Z"},
        {
            "VolumeId": "vol-2",
            "VolumeType": "gp3",
            "Size": 9,
            "State": "available",
            "CreateTime": "2025-03-02T09:00:00Z",
        },
    ]
    put(estate, "ec2", "DescribeVolumes", {"Volumes": held})
    kept = [each for each in read(volumes).facts if isinstance(each, Volume)]
    assert [(each.type, each.attached, each.days) for each in kept] == [("gp2", True, 10), ("gp3", False, 365)]
    ruled = [{"Key": "aws:dlm:lifecycle-policy-id", "Value": "policy-1"}]
    pile = [
        {"SnapshotId": "snap-1", "StartTime": "2024-01-01T00:00:00Z"},
        {"SnapshotId": "snap-2", "StartTime": "2024-01-01T00:00:00Z", "Tags": ruled},
        {"SnapshotId": "snap-3", "StartTime": "2026-01-01T00:00:00Z"},
    ]
    put(estate, "ec2", "DescribeSnapshots", {"Snapshots": pile})
    (counted,) = read(snapshots).facts
    assert isinstance(counted, SnapshotPile)
    assert (counted.count, counted.old, counted.unruled) == (3, 2, 1)


def test_networks_with_gateways_say_what_they_reach_without_them(estate: Estate, read: Read) -> None:
    told = [
        {"NatGatewayId": "nat-1", "VpcId": "vpc-1", "State": "available"},
        {"NatGatewayId": "nat-2", "VpcId": "vpc-1", "State": "available"},
        {"NatGatewayId": "nat-3", "VpcId": "vpc-2", "State": "available"},
        {"NatGatewayId": "nat-4", "VpcId": "vpc-3", "State": "deleted"},
        {"NatGatewayId": "nat-5", "VpcId": "vpc-4", "State": "available", "ConnectivityType": "private"},
    ]
    put(estate, "ec2", "DescribeNatGateways", {"NatGateways": told})
    around = [
        {
            "VpcEndpointId": "a",
            "VpcEndpointType": "Gateway",
            "VpcId": "vpc-1",
            "ServiceName": "com.amazonaws.eu-west-1.s3",
            "State": "Available",
        },
        {
            "VpcEndpointId": "b",
            "VpcEndpointType": "Interface",
            "VpcId": "vpc-2",
            "ServiceName": "com.amazonaws.eu-west-1.s3",
            "State": "Available",
        },
    ]
    put(estate, "ec2", "DescribeVpcEndpoints", {"VpcEndpoints": around})
    found = [each for each in read(gateways).facts if isinstance(each, GatewayNetwork)]
    assert [(each.subject.id.rpartition("/")[2], each.gateways, each.endpoints) for each in found] == [
        ("vpc-1", 2, ("s3",)),
        ("vpc-2", 1, ()),
    ]


def test_databases_have_a_type_too(estate: Estate, read: Read) -> None:
    told = {
        "DBInstanceIdentifier": "a",
        "DBInstanceArn": f"arn:aws:rds:{REGION}:{PRODUCTION}:db:a",
        "DBInstanceClass": "db.m4.large",
    }
    less = {
        "DBInstanceIdentifier": "b",
        "DBInstanceArn": f"arn:aws:rds:{REGION}:{PRODUCTION}:db:b",
        "DBInstanceClass": "db.serverless",
    }
    put(estate, "rds", "DescribeDBInstances", {"DBInstances": [told, less]})
    assert [each.type for each in read(undo).facts if isinstance(each, Machine)] == ["db.m4.large"]


def test_a_rule_of_a_bucket_counts_if_it_ends_or_moves_something(estate: Estate, read: Read) -> None:
    rules: dict[str, list[Members]] = {
        "ends": [{"Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 9}}],
        "moves": [
            {"Status": "Enabled", "Filter": {"Prefix": ""}, "Transitions": [{"Days": 9, "StorageClass": "GLACIER"}]}
        ],
        "clears": [
            {
                "Status": "Enabled",
                "Filter": {"Prefix": ""},
                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
            }
        ],
        "off": [{"Status": "Disabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 9}}],
    }
    made = "2025-01-01T00:00:00Z"
    buckets = [
        {"Name": name, "BucketRegion": REGION, "CreationDate": made}
        for name in (*rules, "none", "refused", "cdk-abc-assets-1-2")
    ]
    put(estate, "s3", "ListBuckets", {"Buckets": buckets, "Owner": {"ID": "acme"}}, region="")
    for name, told in rules.items():
        put(estate, "s3", "GetBucketLifecycleConfiguration", {"Rules": told}, {"Bucket": name}, region="")
    estate.put(
        PRODUCTION,
        "",
        "s3",
        "GetBucketLifecycleConfiguration",
        Refusal("AccessDenied", "no", 403),
        when={"Bucket": "refused"},
    )
    found = {each.name: each.ruled for each in read(bucket_rules).facts if isinstance(each, Bucket)}
    assert isinstance(found.pop("refused"), Unread)
    assert found == {"ends": True, "moves": True, "clears": False, "off": False, "none": False}


def test_the_share_of_things_that_say_whose_they_are(estate: Estate, read: Read) -> None:
    def thing(resource: str, **tags: str) -> Members:
        return {
            "ResourceARN": f"arn:aws:{resource}",
            "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
        }

    told = [
        thing(f"lambda:{REGION}:{PRODUCTION}:function:a", owner="shop", environment="production"),
        thing(f"lambda:{REGION}:{PRODUCTION}:function:b", CostCentre="4100"),
        thing(f"rds:{REGION}:{PRODUCTION}:db:c", Name="c"),
        thing(f"rds:{REGION}:{PRODUCTION}:db:d", owner=""),
        thing(f"ec2:{REGION}:{PRODUCTION}:network-interface/eni-1", owner="shop"),
    ]
    put(estate, "resourcegroupstaggingapi", "GetResources", {"ResourceTagMappingList": told})
    (found,) = read(shares).facts
    assert isinstance(found, TagShare)
    assert (found.things, found.attributed, found.with_environment) == (4, 2, 1)
