"""Reads databases (RDS, and DocumentDB and Neptune, which answer there too): in how many zones each lives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from collectors.aws.facts.dependencies import Dependency
from collectors.aws.reading import Caller, reader

_NAMESPACES = {"docdb": "AWS/DocDB", "neptune": "AWS/Neptune"}


@reader("aws.rds.stores", service="rds", operations=("DescribeDBInstances", "DescribeDBClusters"), yields=(Dependency,))
def stores(caller: Caller) -> Iterator[Dependency]:
    """Database instances and clusters with the number of zones they stand in."""
    zones: dict[str, set[str]] = defaultdict(set)
    for each in caller.items("DescribeDBInstances", "DBInstances", {"MaxRecords": 100}):
        cluster = each.text_or("DBClusterIdentifier")
        if cluster:
            zones[cluster].add(each.text_or("AvailabilityZone"))
            continue
        replica = bool(each.text_or("ReadReplicaSourceDBInstanceIdentifier"))
        name = each.text("DBInstanceIdentifier")
        yield Dependency(
            subject=caller.subject("database", each.text("DBInstanceArn"), each.tags("TagList")),
            name=name,
            type=each.text_or("Engine"),
            namespace="AWS/RDS",
            dimensions=(f"DBInstanceIdentifier={name}",),
            zones=None if replica else 2 if each.flag("MultiAZ") else 1,
            dead_letters=None,
            receives_dead_letters=False,
        )
    for each in caller.items("DescribeDBClusters", "DBClusters", {"MaxRecords": 100}):
        name, engine = each.text("DBClusterIdentifier"), each.text_or("Engine")
        members = [member.text("DBInstanceIdentifier") for member in each.items("DBClusterMembers")]
        yield Dependency(
            subject=caller.subject("database", each.text("DBClusterArn"), each.tags("TagList")),
            name=name,
            type=engine,
            namespace=_NAMESPACES.get(engine, "AWS/RDS"),
            dimensions=(f"DBClusterIdentifier={name}", *(f"DBInstanceIdentifier={member}" for member in members)),
            zones=max(1, len(zones[name]), 3 if each.flag("MultiAZ") and not zones[name] else 1),
            dead_letters=None,
            receives_dead_letters=False,
        )
