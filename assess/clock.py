"""The one place where the time of day is read.

A `Clock` is made at the edge (command line, terminal app) and handed inward; tests and the demo freeze it.
Nothing else may ask for the time, and no environment variable changes it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present moment, UTC, whole microseconds."""
    return datetime.now(UTC)  # noqa: TID251 - the edge itself


def frozen_clock(start: datetime, step: timedelta = timedelta(0)) -> Clock:
    """A clock that begins at `start` and advances by `step` on each reading: the demo's and the tests' time."""
    moment = start - step

    def read() -> datetime:
        nonlocal moment
        moment += step
        return moment

    return read


def timestamp(moment: datetime) -> str:
    """ISO 8601 in UTC with a trailing Z and milliseconds: the only form of time in files and documents."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
