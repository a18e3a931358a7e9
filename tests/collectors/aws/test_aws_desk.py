"""What a process keeps between jobs, how much of it, and for how long."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from assess.evidence.facts import Reason, Unread
from collectors.aws.calling import RegionClosed
from collectors.aws.desk import Once, desk, new_desk
from tests.collectors.aws.jobs import NOW


def test_a_closed_region_stays_one_for_whoever_asks_next() -> None:
    asked: list[int] = []

    def make() -> int:
        asked.append(1)
        raise RegionClosed(Unread(Reason.UNRESOLVED, "closed"))

    once = Once()
    for _ in range(2):
        with pytest.raises(RegionClosed):
            once.get("key", make)
    assert len(asked) == 1


def test_only_so_many_are_kept_and_the_oldest_is_made_again() -> None:
    made: list[int] = []
    once = Once(most=2)

    def make(key: int) -> int:
        made.append(key)
        return key

    for key in (1, 2, 3, 3, 2, 1):
        assert once.get(key, partial(make, key)) == key
    assert made == [1, 2, 3, 1]


def test_what_was_refused_in_one_run_is_asked_again_in_the_next() -> None:
    """Also where one process outlives both, as the terminal program and a dask worker do."""
    first = desk(NOW)
    assert desk(NOW) is first
    assert desk() is first
    later = desk(NOW + timedelta(hours=1))
    assert later is not first
    assert desk() is later
    assert new_desk() is not later


def test_a_desk_belongs_to_the_environment_of_the_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    first = desk(NOW)
    monkeypatch.setenv("AWS_PROFILE", "another")
    assert desk(NOW) is not first
