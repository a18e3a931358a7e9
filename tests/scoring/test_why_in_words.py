"""The two sentences before the sums: why a level is what it is, and what would move it."""

from __future__ import annotations

import pytest

from assess.model.practices import PracticeId
from assess.scoring.why import why
from tests.method.reading import scorecard
from tests.method.small import Part, catalogue, not_applicable, override, read, said, together

# OWN-05: auto none, roles cto and platform_lead. DEL-02: auto full.


def short(identifier: str, *parts: Part) -> str:
    first = why(scorecard(together(*parts), catalogue()), PracticeId(identifier))[0]
    assert first.title == "In short"
    assert all(not line.label and not line.value for line in first.lines)
    return " ".join(line.text for line in first.lines)


@pytest.mark.parametrize(
    ("identifier", "parts", "told"),
    [
        ("OWN-05", [], "Nobody knows yet: anything from level 0 to 4 is possible. It is settled when the CTO says"),
        (
            "OWN-05",
            [said("OWN-05", cto=3)],
            "People say 3, but words alone reach level 2, partial control. It moves to 3",
        ),
        ("OWN-05", [said("OWN-05", cto=1)], "People say level 1, activity, and nothing that was read says less."),
        ("OWN-05", [said("OWN-05", cto=4, shown="document")], "It moves to 4 when an exercise"),
        ("OWN-05", [said("OWN-05", cto=3, platform_lead=1)], "People disagree, and until they agree the lowest"),
        ("OWN-05", [override("OWN-05", 3)], "set level 3 until"),
        ("OWN-05", [{"set": {"OWN-05": 2}}], "Level 2 is only supposed here. Without it the level is 0."),
        ("OWN-05", [not_applicable("OWN-05")], "It does not apply:"),
        ("DEL-02", [read("DEL-02", 3, "pass")], "nobody gave a level"),
        ("DEL-02", [read("DEL-02", 1, "fail"), said("DEL-02", security=4)], "although people say 4"),
        (
            "DEL-02",
            [read("DEL-02", 1, "fail")],
            "What was read allows no more than level 0, absent. It moves when the checks of level 1 pass",
        ),
        (
            "DEL-02",
            [read("DEL-02", 3, "pass"), said("DEL-02", security=1)],
            "What was read shows level 3, enforced control, whatever was said.",
        ),
        ("DEL-02", [read("DEL-02", 1, "refused"), said("DEL-02", security=3)], "It is settled by what was refused"),
    ],
)
def test_a_level_is_told_in_words(identifier: str, parts: list[Part], told: str) -> None:
    assert told in short(identifier, *parts)
