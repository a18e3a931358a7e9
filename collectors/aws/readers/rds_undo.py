"""Reads RDS for what a change of data can be taken back by, and for the types of its machines."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.answers import Answer
from collectors.aws.facts.releases import DataUndo
from collectors.aws.facts.spending import Machine
from collectors.aws.reading import Caller, reader


@reader(
    "aws.rds.undo",
    service="rds",
    operations=("DescribeDBInstances", "DescribeDBClusters"),
    yields=(DataUndo, Machine),
)
def undo(caller: Caller) -> Iterator[DataUndo | Machine]:
    """Databases and clusters of them: automatic backups, protection from deletion, types. The members of a cluster keep
    no data of their own."""
    for each in caller.items("DescribeDBInstances", "DBInstances", {"MaxRecords": 100}):
        alone = not each.has("ReadReplicaSourceDBInstanceIdentifier") and not each.has("DBClusterIdentifier")
        if alone:
            yield _undo(caller, each, "DBInstance", "database")
        if each.text_or("DBInstanceClass") and each.text_or("DBInstanceClass") != "db.serverless":
            subject = caller.subject("database", each.text("DBInstanceArn"), each.tags("TagList"))
            yield Machine(subject=subject, type=each.text("DBInstanceClass"), days=None, grouped=False)
    for each in caller.items("DescribeDBClusters", "DBClusters", {"MaxRecords": 100}):
        if not each.text_or("ReplicationSourceIdentifier"):
            yield _undo(caller, each, "DBCluster", "database cluster")


def _undo(caller: Caller, each: Answer, what: str, kind: str) -> DataUndo:
    return DataUndo(
        subject=caller.subject("database", each.text(f"{what}Arn"), each.tags("TagList")),
        name=each.text(f"{what}Identifier"),
        type=kind,
        undo=each.number_or("BackupRetentionPeriod") > 0,
        guarded=each.flag("DeletionProtection"),
    )
