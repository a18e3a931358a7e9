"""Reads what scales by itself beside machines: services of ECS and replicas of databases."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.dependencies import ScalingGroup
from collectors.aws.reading import Caller, reader

_SCALED = (("ecs", "ecs:service:DesiredCount"), ("rds", "rds:cluster:ReadReplicaCount"))


@reader(
    "aws.application-autoscaling.targets",
    service="application-autoscaling",
    operations=("DescribeScalableTargets",),
    yields=(ScalingGroup,),
    calls=len(_SCALED),
)
def targets(caller: Caller) -> Iterator[ScalingGroup]:
    """Scalable services and replicas with their bounds."""
    for service, dimension in _SCALED:
        asked = {"ServiceNamespace": service, "ScalableDimension": dimension, "MaxResults": 50}
        for each in caller.items("DescribeScalableTargets", "ScalableTargets", asked):
            name = each.text("ResourceId")
            yield ScalingGroup(
                subject=caller.subject("scalable target", caller.arn("application-autoscaling", f"{service}/{name}")),
                name=name,
                service=service,
                least=each.number_or("MinCapacity"),
                most=each.number_or("MaxCapacity"),
                running=None,
            )
