"""Reads Secrets Manager: which secrets rotate and how old they are. No value is ever read."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.artifacts import Secret
from collectors.aws.reading import Caller, reader


@reader("aws.secretsmanager.secrets", service="secretsmanager", operations=("ListSecrets",), yields=(Secret,))
def secrets(caller: Caller) -> Iterator[Secret]:
    """Secrets with their rotation and age, but those that a service keeps for itself."""
    for each in caller.items("ListSecrets", "SecretList", {"MaxResults": 100}):
        if each.has("OwningService") or each.has("DeletedDate"):
            continue
        days = each.number_or("RotationRules.AutomaticallyAfterDays")
        moments = [each.moment(name) for name in ("LastRotatedDate", "LastChangedDate", "CreatedDate")]
        newest = max((moment for moment in moments if moment is not None), default=caller.now)
        yield Secret(
            subject=caller.subject("secret", each.text("ARN"), each.tags()),
            name=each.text("Name"),
            rotates=each.flag("RotationEnabled"),
            every_days=days or None,
            age_days=(caller.now - newest).days,
        )
