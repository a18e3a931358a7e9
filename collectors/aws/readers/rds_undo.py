"""Reads RDS for what a change of data can be taken back by, and for the types of its machines."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.releases import DataUndo
from collectors.aws.facts.spending import Machine
from collectors.aws.reading import Caller, reader


@reader("aws.rds.undo", service="rds", operations=("DescribeDBInstances",), yields=(DataUndo, Machine))
def undo(caller: Caller) -> Iterator[DataUndo | Machine]:
    """Database instances: automatic backups, protection from deletion, type. What belongs to a cluster is protected
    there, and says nothing of it itself."""
    for each in caller.items("DescribeDBInstances", "DBInstances", {"MaxRecords": 100}):
        tags = each.tags("TagList")
        subject = caller.subject("database", each.text("DBInstanceArn"), tags)
        if not each.has("ReadReplicaSourceDBInstanceIdentifier"):
            yield DataUndo(
                subject=subject,
                name=each.text("DBInstanceIdentifier"),
                type="database",
                undo=each.number_or("BackupRetentionPeriod") > 0,
                guarded=None if each.has("DBClusterIdentifier") else each.flag("DeletionProtection"),
            )
        if each.text_or("DBInstanceClass") and each.text_or("DBInstanceClass") != "db.serverless":
            yield Machine(subject=subject, type=each.text("DBInstanceClass"), days=None, grouped=False)
