"""Small builders for tests of the evidence engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from assess.model.practices import Defaults, EnvironmentRule, OperatingModel

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATIENCE = 60
"""Seconds after which a test fails instead of waiting on."""


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


def until(holds: Callable[[], bool]) -> None:
    """Waits for something that has to happen."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(pids: set[int]) -> bool:
    return not any(alive(pid) for pid in pids)


def pids(shops: Iterable[Path]) -> set[int]:
    """The processes that asked something of these shops."""
    logs = [path / "asked.log" for path in shops if (path / "asked.log").exists()]
    return {int(line.rpartition(" ")[2]) for log in logs for line in log.read_text().splitlines()}
