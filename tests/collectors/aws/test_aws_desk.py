"""Values that are made once keep what kind of refusal they ended in."""

from __future__ import annotations

import pytest

from assess.evidence.facts import Reason, Unread
from collectors.aws.calling import RegionClosed
from collectors.aws.desk import Once


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
