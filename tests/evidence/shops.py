"""Small builders for tests of the evidence engine."""

from __future__ import annotations

from datetime import UTC, datetime

from assess.model.practices import Defaults, EnvironmentRule, OperatingModel

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def model(*rules: EnvironmentRule) -> OperatingModel:
    """An operating model that has environment rules and nothing else."""
    return OperatingModel("1", "", (), (), (), (), (), (), (), (), (), (), rules, Defaults(40, 2, 60, 3), ())


RULES = (
    EnvironmentRule("tag", "^prod", "production"),
    EnvironmentRule("tag", "^(dev|staging)", "other"),
    EnvironmentRule("path", "(^|/)examples/", "excluded"),
    EnvironmentRule("path", "prod/", "production"),
    EnvironmentRule("name", "prod", "production"),
    EnvironmentRule("name", "shared", "shared"),
)
