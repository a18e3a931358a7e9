"""Who says so, and did we see it (method section 7)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assess.scoring.assurance import word
from tests.method.small import Part, conclude, consensus, of, override, practice, read, said

WORDS_OF_THREE = said("OWN-09", cto=4, platform_lead=3, product_engineer=3)
DISPUTE = said("OWN-09", cto=4, platform_lead=3, product_engineer=1)
MANDATE = consensus("OWN-09", 3, shown={"what": "mandate", "kind": "document", "date": "2026-09-01"})


@pytest.mark.parametrize(
    ("identifier", "parts", "expected"),
    [
        ("OWN-09", [WORDS_OF_THREE], 0.5),
        ("OWN-09", [DISPUTE], 0.3),
        ("OWN-09", [DISPUTE, consensus("OWN-09", 2)], 0.5),
        ("OWN-09", [DISPUTE, MANDATE], 0.7),
        ("OWN-09", [DISPUTE, consensus("OWN-09", 1)], 0.7),  # a consensus of 1 admits it for every role
        ("OWN-09", [said("OWN-09", cto=3)], 0.3),  # one voice
        ("OWN-09", [said("OWN-09", cto=1)], 0.7),  # admitted
        ("OWN-09", [said("OWN-09", cto=1, finops=2)], 0.3),  # not by every role
        ("OWN-09", [said("OWN-09", finops=3, security=3)], 0.3),  # two outsiders are not two named roles
        ("OWN-09", [said("OWN-09", cto=3, shown="screen")], 0.7),
        ("OWN-09", [said("OWN-09", cto=4, product_engineer=1, shown="screen")], 0.3),  # contested, shown or not
        ("OWN-09", [WORDS_OF_THREE, override("OWN-09", 3)], 0.3),
        ("OWN-09", [], 0.0),
        ("DEL-02", [read("DEL-02", 3, "pass")], 0.8),
        ("DEL-02", [read("DEL-02", 3, "pass"), said("DEL-02", security=3)], 1.0),
        ("DEL-02", [read("DEL-02", 3, "pass"), said("DEL-02", security=1)], 0.8),
        ("DEL-02", [read("DEL-02", 3, "pass"), said("DEL-02", security=3, platform_lead=3, cto=1)], 1.0),
        ("DEL-02", [read("DEL-02", 3, "pass"), said("DEL-02", security=3, platform_lead=1)], 0.8),  # contested
        ("DEL-02", [read("DEL-02", 3, "fail"), said("DEL-02", security=4)], 0.8),  # held down at Hi 2
        ("DEL-02", [read("DEL-02", 1, "fail"), said("DEL-02", security=4)], 0.8),  # to 0
        ("DEL-02", [read("DEL-02", 1, "fail"), said("DEL-02", security=0)], 1.0),
        ("DEL-02", [read("DEL-02", 4, "pass"), said("DEL-02", security=4)], 1.0),
        ("DEL-02", [read("DEL-02", 1, "pass"), said("DEL-02", security=4)], 0.3),  # 2 is beyond Lo 1
        ("DEL-02", [read("DEL-02", 3, "unknown"), said("DEL-02", security=4)], 0.3),
        ("DEL-02", [read("DEL-02", 3, "unknown"), said("DEL-02", security=0)], 0.7),  # 0 is not carried by Lo 0
        ("DEL-02", [read("DEL-02", 3, "unknown"), said("DEL-02", security=4, shown="exercise")], 0.7),  # nor 4 by Hi 4
    ],
)
def test_one_look_up(identifier: str, parts: list[Part], expected: float) -> None:
    assert practice(identifier, *parts)["assurance"] == expected


def test_a_figure_out_of_bounds_without_an_observation_carries_nothing() -> None:
    shown = {"kind": "figure", "inside": False}

    assert practice("OWN-05", said("OWN-05", cto=4, shown=shown))["assurance"] == 0.7


def test_areas_have_the_weighted_mean() -> None:
    printed = conclude(said("OWN-05", cto=3), said("OWN-09", cto=1), read("OWN-12", 3, "pass"))

    # weights 4, 5 and 3 of the 53 of ownership's own topic; all others are unknown
    assert of(printed["topics"], "OWN")["assurance"] == round((4 * 0.3 + 5 * 0.7 + 3 * 0.8) / 53, 4)


@pytest.mark.parametrize(
    ("value", "expected"), [("0.7", "high"), ("0.6999", "medium"), ("0.5", "medium"), ("0.4999", "low"), ("0", "low")]
)
def test_readers_get_a_word(value: str, expected: str) -> None:
    assert word(Fraction(value)) == expected
