"""Fixtures for tests of the AWS collector: an estate to answer, its endpoint, and readers run as the engine runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from assess.demo.aws_stand_in import Account, Endpoint, Estate, Rule, running
from tests.collectors.aws.jobs import PRODUCTION, Brought, Read, brought, job_of

Serve = Callable[..., Endpoint]


@pytest.fixture
def estate() -> Estate:
    """One account that answers what the test puts into it, and empty lists for the rest."""
    return Estate([Account(PRODUCTION, "acme-production")])


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """`serve(estate, rules=[...])` starts an estate and points the SDK at it until the test ends."""
    with ExitStack() as stack:

        def start(estate: Estate, rules: Sequence[Rule] = (), *, account: str = "", **how: object) -> Endpoint:
            endpoint = stack.enter_context(running(estate, rules, **how))  # type: ignore[arg-type]
            for name, value in endpoint.environment(account).items():
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
        serve(estate, rules, account=account)
        reader = function.reader  # type: ignore[attr-defined]
        return brought(job_of(reader, account, region, settings or {}), tmp_path, seconds)

    return run
