"""What tests of the AWS collector share: an estate to answer, its endpoint, and readers run as the engine runs them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assess.demo.aws_stand_in import Account, Endpoint, Estate, Rule, running
from assess.evidence.collectors import Job, Settings, Target, Tools
from assess.evidence.facts import Fact, Unread
from collectors.aws import COLLECTOR
from collectors.aws.plan import probes
from collectors.aws.reading import ACCOUNT, Reader, Scope, target_id

PRODUCTION = "111122223333"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

Serve = Callable[..., Endpoint]
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


@pytest.fixture
def estate() -> Estate:
    """One account that answers what the test puts into it, and empty lists for the rest."""
    return Estate([Account(PRODUCTION, "acme-production")])


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """`serve(estate, rules=[...])` starts an estate and points the SDK at it."""
    with ExitStack() as stack:

        def start(estate: Estate, rules: Sequence[Rule] = (), **how: object) -> Endpoint:
            endpoint = stack.enter_context(running(estate, rules, **how))  # type: ignore[arg-type]
            for name, value in endpoint.environment().items():
                monkeypatch.setenv(name, value)
            return endpoint

        yield start


@pytest.fixture
def read(serve: Serve, estate: Estate, tmp_path: Path) -> Read:
    """`read(alarms)` runs a reader on the estate's account as a job would run: real calls, guard and refusals."""

    def run(
        function: Callable[..., object],
        *,
        region: str = "eu-west-1",
        account: str = PRODUCTION,
        rules: Sequence[Rule] = (),
        settings: Mapping[str, str] | None = None,
        seconds: float = 20.0,
    ) -> Brought:
        serve(estate, rules)
        reader: Reader = function.reader  # type: ignore[attr-defined]
        return brought(job_of(reader, account, region, settings or {}), tmp_path, seconds)

    return run


def job_of(reader: Reader, account: str, region: str, settings: Mapping[str, str]) -> Job:
    """The job of a reader on an account that is entered with the operator's own credentials."""
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
