"""What every test of the AWS collector shares: an endpoint that answers as AWS would, and the way to reach it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest

from assess.demo.aws_stand_in import Endpoint, Estate, Rule, running
from assess.demo.aws_stand_in.estates import empty_estate

StandIn = Callable[..., Endpoint]


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """Starts a stand-in over an estate, as in `running`, and points the SDK's environment at it until the test ends."""
    with ExitStack() as stack:

        def start(
            estate: Estate | None = None, rules: Sequence[Rule] = (), *, account: str = "", **options: object
        ) -> Endpoint:
            endpoint = stack.enter_context(running(estate or empty_estate(), rules, **options))  # type: ignore[arg-type]
            for name, value in endpoint.environment(account).items():
                monkeypatch.setenv(name, value)
            return endpoint

        yield start


@pytest.fixture
def estate() -> Estate:
    """Two accounts that hold nothing yet: `put` says what they answer."""
    return empty_estate("111122223333", "333344445555")
