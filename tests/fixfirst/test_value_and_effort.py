"""What a fix is worth and what it costs (method section 8, rules 3 and 4), worked out by hand."""

from __future__ import annotations

import pytest

from assess.fixfirst.fixes import size_factor
from tests.method.small import Part, ago, consensus, fixes, override, read, said


def fix(identifier: str, *parts: Part) -> tuple[float, float]:
    found = fixes(*parts)[identifier]
    return found["value"], found["effort_days"]


def incident(days: int, *practices: str) -> Part:
    return {"incidents": [{"id": "i", "date": ago(days), "practices": list(practices)}]}


@pytest.mark.parametrize(
    ("level", "target", "value", "days"),
    [
        (0, 3, 3.40, 5.0),  # 4 x (1 - 0.15), 5 x 1
        (1, 3, 3.00, 4.0),
        (2, 3, 1.40, 2.5),
        (0, 1, 0.40, 1.0),
        (1, 2, 1.60, 1.5),
        (2, 4, 1.80, 5.0),
        (3, 4, 0.40, 2.5),
        (0, 4, 3.80, 7.5),
    ],
)
def test_harm_removed_and_work_left(level: int, target: int, value: float, days: float) -> None:
    """OWN-05: criticality 4, size M."""
    given = ({"targets": {"OWN-05": target}}, override("OWN-05", level))

    assert fix("OWN-05", *given) == (value, days)


@pytest.mark.parametrize(("weight", "value"), [(1, 1.0), (3, 3.0), (4, 4.0), (5, 5.0)])
def test_importance_weighs_the_first_risk(weight: int, value: float) -> None:
    risks = {"profile": {"risk_weights": {"organisational": weight, "major_incident": 5}}}

    assert fix("OWN-05", said("OWN-05", cto=1), risks)[0] == value


class TestLift:
    claim = said("DEL-02", security=3)

    def test_a_contradiction_adds_half(self) -> None:
        assert fix("DEL-02", read("DEL-02", 3, "fail", "fail"), override("DEL-02", 1), self.claim)[0] == 5.63

    def test_an_exception_does_not(self) -> None:
        assert fix("DEL-02", read("DEL-02", 3, "pass", "pass", "fail"), self.claim)[0] == 1.75

    @pytest.mark.parametrize(("days", "value"), [(0, 4.5), (365, 4.5), (366, 3.0)])
    def test_an_incident_of_the_last_year_adds_half(self, days: int, value: float) -> None:
        assert fix("OWN-05", said("OWN-05", cto=1), incident(days, "OWN-05", "OWN-06"))[0] == value

    def test_one_that_names_another_practice_does_not(self) -> None:
        assert fix("OWN-05", said("OWN-05", cto=1), incident(3, "OWN-06"))[0] == 3.0

    def test_both_double_it_and_two_incidents_count_once(self) -> None:
        both = (read("DEL-02", 3, "fail", "fail"), override("DEL-02", 1), self.claim)
        two = incident(3, "DEL-02")["incidents"] * 2

        assert fix("DEL-02", *both, {"incidents": two})[0] == 7.5


class TestEffort:
    @pytest.mark.parametrize(
        ("identifier", "days"), [("OWN-09", 1.6), ("OWN-05", 4.0), ("OWN-04", 12.0), ("IRP-03", 32.0)]
    )
    def test_the_size_of_a_fix(self, identifier: str, days: float) -> None:
        assert fix(identifier, override(identifier, 1))[1] == days  # 0.8 of 2, 5, 15 and 40

    @pytest.mark.parametrize(
        ("engineers", "days"),
        [(40, 12.0), (160, 24.0), (10, 6.0), (9, 6.0), (0, 6.0), (1000, 60.0), (5000, 60.0), (90, 18.0), (80, 17.0)],
    )
    def test_grows_with_the_root_of_the_organisation_within_bounds(self, engineers: int, days: float) -> None:
        assert fix("OWN-04", override("OWN-04", 1), {"profile": {"engineers": engineers}})[1] == days

    def test_days_that_a_person_named_replace_it(self) -> None:
        named = (override("OWN-04", 1), {"days": {"OWN-04": 3.25}, "profile": {"engineers": 160}})

        assert fix("OWN-04", *named)[1] == 3.3

    def test_a_root_that_is_exact_stays_exact(self) -> None:
        assert size_factor(90) == 3 / 2
        assert abs(size_factor(80) ** 2 - 2) < 1e-29


def test_a_consensus_is_what_is_built_from() -> None:
    assert fix("OWN-05", said("OWN-05", cto=4, platform_lead=0), consensus("OWN-05", 1)) == (3.0, 4.0)
