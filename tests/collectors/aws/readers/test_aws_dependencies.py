"""Stores, queues, groups that scale, and what can leave a zone, after they were read."""

from __future__ import annotations

import json

import pytest

from assess.demo.aws_stand_in import Effect, Estate, Rule
from assess.evidence.facts import Unread
from collectors.aws.facts.dependencies import Dependency, ScalingGroup, ShiftReady
from collectors.aws.readers import (
    application_autoscaling_targets,
    arc_zonal_shift,
    autoscaling_groups,
    elasticache_stores,
    rds_stores,
    sqs,
)
from tests.collectors.aws.jobs import PRODUCTION, Brought, Read

EU = "eu-west-1"


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{EU}:{PRODUCTION}:{resource}"


def dependencies(brought: Brought) -> list[Dependency]:
    return [fact for fact in brought.facts if isinstance(fact, Dependency)]


def instance(name: str, **more: object) -> dict[str, object]:
    return {"DBInstanceIdentifier": name, "DBInstanceArn": arn("rds", f"db:{name}"), "Engine": "postgres", **more}


def test_an_instance_stands_in_one_zone_or_two_and_a_replica_is_left_open(estate: Estate, read: Read) -> None:
    listed = [
        instance("one", TagList=[{"Key": "Environment", "Value": "prod"}]),
        instance("two", MultiAZ=True),
        instance("copy", ReadReplicaSourceDBInstanceIdentifier="two"),
    ]
    estate.put(PRODUCTION, EU, "rds", "DescribeDBInstances", {"DBInstances": listed})
    found = dependencies(read(rds_stores.stores))
    assert [(each.name, each.zones) for each in found] == [("one", 1), ("two", 2), ("copy", None)]
    assert found[0].subject.environment == "prod"
    assert found[0].dimensions == ("DBInstanceIdentifier=one",)


def test_a_cluster_stands_in_the_zones_of_its_members(estate: Estate, read: Read) -> None:
    members = [instance(f"m{zone}", DBClusterIdentifier="shop", AvailabilityZone=f"{EU}{zone}") for zone in "ab"]
    estate.put(PRODUCTION, EU, "rds", "DescribeDBInstances", {"DBInstances": members})
    cluster = {
        "DBClusterIdentifier": "shop",
        "DBClusterArn": arn("rds", "cluster:shop"),
        "Engine": "docdb",
        "DBClusterMembers": [{"DBInstanceIdentifier": "ma"}, {"DBInstanceIdentifier": "mb"}],
    }
    estate.put(PRODUCTION, EU, "rds", "DescribeDBClusters", {"DBClusters": [cluster]})
    (found,) = dependencies(read(rds_stores.stores))
    assert (found.name, found.zones, found.namespace) == ("shop", 2, "AWS/DocDB")
    assert found.dimensions == ("DBClusterIdentifier=shop", "DBInstanceIdentifier=ma", "DBInstanceIdentifier=mb")


@pytest.mark.parametrize(("spread", "zones"), [("enabled", 2), ("disabled", 1)])
def test_a_cache(estate: Estate, read: Read, spread: str, zones: int) -> None:
    group = {
        "ReplicationGroupId": "carts",
        "ARN": arn("elasticache", "replicationgroup:carts"),
        "MultiAZ": spread,
        "MemberClusters": ["carts-001"],
    }
    estate.put(PRODUCTION, EU, "elasticache", "DescribeReplicationGroups", {"ReplicationGroups": [group]})
    (found,) = dependencies(read(elasticache_stores.stores))
    assert (found.zones, found.dimensions) == (zones, ("ReplicationGroupId=carts", "CacheClusterId=carts-001"))


def put_queues(estate: Estate, *names: str) -> None:
    urls = [f"https://sqs.{EU}.amazonaws.com/{PRODUCTION}/{name}" for name in names]
    estate.put(PRODUCTION, EU, "sqs", "ListQueues", {"QueueUrls": urls})
    estate.put(PRODUCTION, EU, "sqs", "GetQueueAttributes", {"Attributes": {}})
    redrive = json.dumps({"deadLetterTargetArn": arn("sqs", "failed"), "maxReceiveCount": 3})
    answer = {"Attributes": {"RedrivePolicy": redrive}}
    estate.put(PRODUCTION, EU, "sqs", "GetQueueAttributes", answer, when={"QueueUrl": urls[0]})


def test_a_queue_keeps_failed_messages_and_another_receives_them(estate: Estate, read: Read) -> None:
    put_queues(estate, "orders", "failed", "loose")
    found = dependencies(read(sqs.queues))
    assert [(each.name, each.dead_letters, each.receives_dead_letters) for each in found] == [
        ("orders", True, False),
        ("failed", False, True),
        ("loose", False, False),
    ]


def test_refused_attributes_leave_the_queue_read(estate: Estate, read: Read) -> None:
    put_queues(estate, "orders")
    (found,) = dependencies(read(sqs.queues, rules=[Rule(Effect.DENY, operation="GetQueueAttributes")]))
    assert isinstance(found.dead_letters, Unread)
    assert isinstance(found.receives_dead_letters, Unread)
    assert found.dead_letters.needs == "sqs:GetQueueAttributes"


def test_groups_of_machines_but_those_held_at_nothing(estate: Estate, read: Read) -> None:
    groups = [
        {
            "AutoScalingGroupName": name,
            "AutoScalingGroupARN": arn("autoscaling", f"autoScalingGroup:1:autoScalingGroupName/{name}"),
            "MinSize": 1 if most else 0,
            "MaxSize": most,
            "DesiredCapacity": min(2, most),
            "DefaultCooldown": 300,
            "AvailabilityZones": [f"{EU}a"],
            "HealthCheckType": "EC2",
            "CreatedTime": "2026-01-01T00:00:00Z",
        }
        for name, most in (("web", 4), ("parked", 0))
    ]
    estate.put(PRODUCTION, EU, "autoscaling", "DescribeAutoScalingGroups", {"AutoScalingGroups": groups})
    (fact,) = read(autoscaling_groups.groups).facts
    assert isinstance(fact, ScalingGroup)
    assert (fact.name, fact.least, fact.most, fact.running) == ("web", 1, 4, 2)


def test_services_that_scale(estate: Estate, read: Read) -> None:
    target = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/shop/web",
        "ScalableDimension": "ecs:service:DesiredCount",
        "MinCapacity": 3,
        "MaxCapacity": 12,
        "RoleARN": "arn:aws:iam::111122223333:role/scaling",
        "CreationTime": "2026-01-01T00:00:00Z",
    }
    answer = {"ScalableTargets": [target]}
    asked = {"ServiceNamespace": "ecs"}
    estate.put(PRODUCTION, EU, "application-autoscaling", "DescribeScalableTargets", answer, when=asked)
    found = [each for each in read(application_autoscaling_targets.targets).facts if isinstance(each, ScalingGroup)]
    assert [(each.name, each.least, each.most, each.running) for each in found] == [("service/shop/web", 3, 12, None)]


def put_shift(estate: Estate) -> str:
    balancer = arn("elasticloadbalancing", "loadbalancer/app/shop/1")
    listed = {"arn": balancer, "name": "shop", "availabilityZones": ["euw1-az1"], "practiceRunStatus": "ENABLED"}
    estate.put(PRODUCTION, EU, "arc-zonal-shift", "ListManagedResources", {"items": [listed]})
    return balancer


def test_a_practice_run_and_how_the_latest_ended(estate: Estate, read: Read) -> None:
    balancer = put_shift(estate)
    runs = [
        {
            "appliedStatus": "NOT_APPLIED",
            "zonalShiftId": number,
            "resourceIdentifier": balancer,
            "awayFrom": "euw1-az1",
            "expiryTime": f"2026-0{number}-01T01:00:00Z",
            "startTime": f"2026-0{number}-01T00:00:00Z",
            "comment": "",
            "practiceRunOutcome": ended,
        }
        for number, ended in (("1", "SUCCEEDED"), ("2", "FAILED"))
    ]
    detail = {"appliedWeights": {}, "zonalShifts": runs}
    estate.put(PRODUCTION, EU, "arc-zonal-shift", "GetManagedResource", detail)
    (fact,) = read(arc_zonal_shift.resources).facts
    assert isinstance(fact, ShiftReady)
    assert (fact.practice, fact.autoshift, fact.practised) == (True, False, "FAILED")


def test_a_refused_practice_run_leaves_the_resource_read(estate: Estate, read: Read) -> None:
    put_shift(estate)
    (fact,) = read(arc_zonal_shift.resources, rules=[Rule(Effect.DENY, operation="GetManagedResource")]).facts
    assert isinstance(fact, ShiftReady)
    assert isinstance(fact.practised, Unread)


@pytest.mark.parametrize(
    ("reader", "needs"),
    [
        (rds_stores.stores, "rds:DescribeDBInstances"),
        (elasticache_stores.stores, "elasticache:DescribeReplicationGroups"),
        (sqs.queues, "sqs:ListQueues"),
        (autoscaling_groups.groups, "autoscaling:DescribeAutoScalingGroups"),
        (application_autoscaling_targets.targets, "application-autoscaling:DescribeScalableTargets"),
        (arc_zonal_shift.resources, "arc-zonal-shift:ListManagedResources"),
    ],
)
def test_a_refused_list_names_its_action_and_is_not_empty(read: Read, reader: object, needs: str) -> None:
    service = reader.reader.service  # type: ignore[attr-defined]
    brought = read(reader, rules=[Rule(Effect.DENY, service=service)])
    assert brought.facts == []
    assert brought.reason.needs == needs
