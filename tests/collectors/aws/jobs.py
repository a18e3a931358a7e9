"""Runs single jobs of the AWS collector in a test, as the engine would, and says what each brought."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from assess.evidence.collectors import Job, Settings, Target, Tools
from assess.evidence.facts import Fact, Unread
from collectors.aws import COLLECTOR
from collectors.aws.plan import probes
from collectors.aws.reading import ACCOUNT, Reader, Scope, target_id

PRODUCTION = "111122223333"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

Read = Callable[..., "Brought"]


@dataclass
class Counted:
    """A limiter that never waits, and counts."""

    calls: int = 0
    keys: list[str] = field(default_factory=list)

    def wait(self, key: str, calls: int = 1) -> None:
        self.calls += calls
        self.keys.append(key)


@dataclass
class Brought:
    """What one job brought."""

    facts: list[Fact]
    unread: list[Unread]
    calls: int
    keys: list[str]

    @property
    def reason(self) -> Unread:
        """Why it is not known, where the test expects exactly one reason."""
        (unread,) = self.unread
        return unread


def job_of(reader: Reader, account: str, region: str, settings: Mapping[str, str]) -> Job:
    """The job of a reader on an account that is its own management account; entered with the operator's own
    credentials unless `settings` hold a role."""
    target = Target(
        target_id(account), ACCOUNT, account, {"partition": "aws", "management": account, "regions": region, **settings}
    )
    where = region if reader.scope is Scope.REGIONAL else ""
    return Job.make(
        "aws", probes()[reader.id], target, Settings(), region=where, shard=f"{reader.id}/{account}/{region}"
    )


def brought(job: Job, cache: Path, seconds: float = 20.0, settings: Settings | None = None) -> Brought:
    """Runs one job through the collector."""
    limiter = Counted()
    tools = Tools(NOW, threading.Event(), limiter, cache, seconds)
    yielded = list(COLLECTOR.run(job, tools, settings or Settings()))
    return Brought(
        [each for each in yielded if isinstance(each, Fact)],
        [each for each in yielded if isinstance(each, Unread)],
        limiter.calls,
        limiter.keys,
    )
