"""Where one open door is enough, the checks say so (docs/method.md, section 2.6)."""

from __future__ import annotations

import pytest

from assess.evidence.checks import INDICATOR
from assess.evidence.discovery import discover, gather_checks

ONE_OPEN_DOOR = ("DEL-01", "DEL-05", "DEL-06", "DEL-07", "DEL-08", "DEL-09")


@pytest.mark.parametrize("practice", ONE_OPEN_DOOR)
def test_from_level_3_on_every_unit_must_pass(practice: str) -> None:
    judged = [each for each in gather_checks(discover().collectors).checks if each.practice == practice]
    assert judged
    forgotten = [each.id for each in judged if each.level >= 3 and each.need != INDICATOR and not each.every_unit]
    assert forgotten == []
