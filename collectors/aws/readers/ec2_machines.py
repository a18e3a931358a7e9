"""Reads EC2 for what costs by itself: machines, volumes, snapshots, gateways and the ways around them; no user data."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

from collectors.aws.answers import Answer
from collectors.aws.facts.artifacts import RunnerMachine
from collectors.aws.facts.spending import GatewayNetwork, Machine, SnapshotPile, StoppedMachine, Volume
from collectors.aws.reading import Caller, reader

_RUNNER = re.compile(
    r"(^|[-_ ])(runner|runners|buildkite|jenkins|teamcity|bamboo|gha)([-_ ]|$)|gitlab-runner|github-runner|build-?agent"
    r"|ci-?(agent|worker|node)",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\((\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) GMT\)")
_GROUPS = ("aws:autoscaling:groupName", "aws:ecs:clusterName", "eks:cluster-name", "aws:eks:cluster-name")
_RULED = ("aws:backup:source-resource", "aws:dlm:lifecycle-policy-id", "dlm:managed")
YEAR = 365


@reader(
    "aws.ec2.machines",
    service="ec2",
    operations=("DescribeInstances",),
    yields=(Machine, StoppedMachine, RunnerMachine),
)
def machines(caller: Caller) -> Iterator[Machine | StoppedMachine | RunnerMachine]:
    """Instances that run or are stopped, and those that run builds by their name."""
    for reservation in caller.items("DescribeInstances", "Reservations", {"MaxResults": 1000}):
        for each in reservation.items("Instances"):
            yield from _machine(caller, each)


def _machine(caller: Caller, each: Answer) -> Iterator[Machine | StoppedMachine | RunnerMachine]:
    tags, state = each.tags(), each.text_or("State.Name")
    arn = caller.arn("ec2", f"instance/{each.text('InstanceId')}")
    subject = caller.subject("instance", arn, tags)
    if state == "stopped":
        yield StoppedMachine(subject=subject, type=each.text("InstanceType"), days=_stopped_days(caller, each))
    if state != "running":
        return
    launched = each.moment("LaunchTime")
    days = (caller.now - launched).days if launched is not None else None
    yield Machine(
        subject=subject,
        type=each.text("InstanceType"),
        days=days,
        grouped=any(name in tags for name in _GROUPS),
    )
    named = " ".join((tags.get("Name", ""), each.text_or("IamInstanceProfile.Arn").rpartition("/")[2]))
    if _RUNNER.search(named):
        yield RunnerMachine(
            subject=subject,
            basis="inferred",
            rule="its name says that it runs builds",
            name=tags.get("Name", "")[:100],
            launched=launched,
            days=days or 0,
        )


def _stopped_days(caller: Caller, each: Answer) -> int | None:
    found = _SINCE.search(each.text_or("StateTransitionReason"))
    if found is None:
        return None
    return (caller.now - datetime.strptime(found.group(1), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)).days


@reader("aws.ec2.volumes", service="ec2", operations=("DescribeVolumes",), yields=(Volume,))
def volumes(caller: Caller) -> Iterator[Volume]:
    """Volumes: type, size, and whether they hang on a machine."""
    for each in caller.items("DescribeVolumes", "Volumes", {"MaxResults": 500}):
        made = each.moment("CreateTime")
        yield Volume(
            subject=caller.subject("volume", caller.arn("ec2", f"volume/{each.text('VolumeId')}"), each.tags()),
            type=each.text_or("VolumeType"),
            size=each.number_or("Size"),
            attached=each.text_or("State") == "in-use" or bool(each.items("Attachments")),
            days=(caller.now - made).days if made is not None else 0,
        )


@reader("aws.ec2.snapshots", service="ec2", operations=("DescribeSnapshots",), yields=(SnapshotPile,))
def snapshots(caller: Caller) -> Iterator[SnapshotPile]:
    """Snapshots of the account's own, counted by age and by whether a rule removes them."""
    count, old, unruled = 0, 0, 0
    for each in caller.items("DescribeSnapshots", "Snapshots", {"OwnerIds": ["self"], "MaxResults": 1000}):
        made = each.moment("StartTime")
        count += 1
        if made is not None and (caller.now - made).days > YEAR:
            old += 1
            unruled += not any(name in each.tags() for name in _RULED)
    if count:
        subject = caller.subject("snapshots", caller.arn("ec2", "snapshot"))
        yield SnapshotPile(subject=subject, count=count, old=old, unruled=unruled)


@reader(
    "aws.ec2.gateways",
    service="ec2",
    operations=("DescribeNatGateways", "DescribeVpcEndpoints"),
    yields=(GatewayNetwork,),
    calls=1,
)
def gateways(caller: Caller) -> Iterator[GatewayNetwork]:
    """Networks with NAT gateways, and the endpoints by which storage is reached without them."""
    count = Counter(
        each.text("VpcId")
        for each in caller.items("DescribeNatGateways", "NatGateways", {"MaxResults": 1000})
        if each.text_or("State", "available") in ("available", "pending")
        and each.text_or("ConnectivityType") != "private"
    )
    if not count:
        return
    around: dict[str, set[str]] = defaultdict(set)
    for each in caller.items("DescribeVpcEndpoints", "VpcEndpoints", {"MaxResults": 1000}):
        if (
            each.text_or("VpcEndpointType", "Gateway") == "Gateway"
            and each.text_or("State", "available").lower() == "available"
        ):
            around[each.text("VpcId")].add(each.text("ServiceName").rpartition(".")[2])
    for network in sorted(count):
        yield GatewayNetwork(
            subject=caller.subject("network", caller.arn("ec2", f"vpc/{network}")),
            gateways=count[network],
            endpoints=tuple(sorted(around[network])),
        )
