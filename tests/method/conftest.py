"""The operating model the method is tested with, and the two hypothesis profiles.

`pytest tests/method` runs 100 examples of each property, always the same ones; with
`--hypothesis-profile=thorough` it runs 1,000 fresh ones.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from assess.model.loading import load
from assess.model.practices import OperatingModel

settings.register_profile(
    "steady", max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def pytest_configure(config: pytest.Config) -> None:
    """Steady is what a plain run gets; a profile named on the command line stands."""
    if not config.getoption("--hypothesis-profile", default=None):
        settings.load_profile("steady")


@pytest.fixture(scope="session")
def model() -> OperatingModel:
    """The catalogue as it ships."""
    return load()
