"""Reads caches of ElastiCache that are kept by a replication group: do they survive a zone?"""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.dependencies import Dependency
from collectors.aws.reading import Caller, reader


@reader(
    "aws.elasticache.stores",
    service="elasticache",
    operations=("DescribeReplicationGroups", "resourcegroupstaggingapi:GetResources"),
    yields=(Dependency,),
)
def stores(caller: Caller) -> Iterator[Dependency]:
    """Replication groups with whether they stand in more than one zone."""
    for each in caller.items("DescribeReplicationGroups", "ReplicationGroups", {"MaxRecords": 100}):
        name, arn = each.text("ReplicationGroupId"), each.text("ARN")
        members = tuple(f"CacheClusterId={member}" for member in each.texts("MemberClusters"))
        yield Dependency(
            subject=caller.subject("cache", arn, caller.tags_of(arn)),
            name=name,
            type=each.text_or("Engine", "redis"),
            namespace="AWS/ElastiCache",
            dimensions=(f"ReplicationGroupId={name}", *members),
            zones=2 if each.text_or("MultiAZ") == "enabled" else 1,
            dead_letters=None,
            receives_dead_letters=False,
        )
