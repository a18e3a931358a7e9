"""Reads Auto Scaling groups: how far they may grow."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.dependencies import ScalingGroup
from collectors.aws.reading import Caller, reader


@reader(
    "aws.autoscaling.groups", service="autoscaling", operations=("DescribeAutoScalingGroups",), yields=(ScalingGroup,)
)
def groups(caller: Caller) -> Iterator[ScalingGroup]:
    """Groups of machines with their bounds and their size now; groups held at nothing are left out."""
    for each in caller.items("DescribeAutoScalingGroups", "AutoScalingGroups", {"MaxRecords": 100}):
        if each.number_or("MaxSize") == 0:
            continue
        yield ScalingGroup(
            subject=caller.subject("scaling group", each.text("AutoScalingGroupARN"), each.tags()),
            name=each.text("AutoScalingGroupName"),
            service="ec2",
            least=each.number_or("MinSize"),
            most=each.number_or("MaxSize"),
            running=each.number_or("DesiredCapacity"),
        )
