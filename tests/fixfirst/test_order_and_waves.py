"""Which fix comes first, with what, and in which wave (method section 8, rules 5 to 7), worked out by hand.

All fixes here start at level 1: value 0.75 x criticality, effort 0.8 x size: S 1.6, M 4, L 12 days.
"""

from __future__ import annotations

from typing import Any

import pytest

from assess.fixfirst import plan
from tests.method.reading import scorecard
from tests.method.small import Part, catalogue, conclude, fixes, not_applicable, override, read, said, together


def at(level: int, *practices: str) -> Part:
    """Everyone who may say so puts these practices at a level."""
    return together(*(override(each, level) for each in practices))


def order(*parts: Part) -> list[str]:
    return list(fixes(*parts))


class TestBundles:
    def test_a_fix_comes_with_the_prerequisites_below_2(self) -> None:
        found = fixes(at(1, "OWN-09", "OWN-02", "OWN-01"))

        # together 11.25 / 7.2 = 1.5625; OWN-01 alone 0.94, with OWN-02 1.34
        assert list(found) == ["OWN-01", "OWN-02", "OWN-09"]
        assert {fix["bundle"] for fix in found.values()} == {"OWN-09"}
        assert {fix["ratio"] for fix in found.values()} == {1.56}
        assert [fix["prerequisites"] for fix in found.values()] == [[], ["OWN-01"], ["OWN-02"]]
        assert [fix["unlocks"] for fix in found.values()] == [2, 1, 0]
        assert [fix["rank"] for fix in found.values()] == [1, 2, 3]

    def test_a_prerequisite_at_2_is_not_needed_first(self) -> None:
        found = fixes(at(1, "OWN-09"), at(2, "OWN-02"))

        assert list(found) == ["OWN-09", "OWN-02"]  # 3.75/1.6 = 2.34, 1.75/1 = 1.75
        assert found["OWN-09"]["prerequisites"] == []

    def test_one_that_is_unknown_is_settled_first_and_not_bundled(self) -> None:
        found = fixes(at(1, "OWN-09"))

        assert found["OWN-09"]["settle_first"] == ["OWN-02"]
        assert found["OWN-09"]["prerequisites"] == []

    def test_one_that_is_claimed_at_2_on_the_settle_list_is_not_named(self) -> None:
        assert fixes(at(1, "OWN-09"), said("OWN-02", cto=3))["OWN-09"]["settle_first"] == []

    def test_one_that_is_met_or_not_applicable_is_neither(self) -> None:
        found = fixes(at(1, "CHG-05"), at(3, "CHG-04"), not_applicable("CHG-12"))

        assert found["CHG-05"]["prerequisites"] == []
        assert found["CHG-05"]["settle_first"] == ["CHG-12"]  # a gate is never declared away

    def test_a_bundle_holds_what_is_not_yet_taken(self) -> None:
        # DEL-02 alone 2.34 goes first; CHG-08 then stands alone: 2.25 / 4
        found = fixes(at(1, "DEL-02", "CHG-08"))

        assert list(found) == ["DEL-02", "CHG-08"]
        assert (found["CHG-08"]["bundle"], found["CHG-08"]["ratio"]) == ("CHG-08", 0.56)
        assert found["CHG-08"]["prerequisites"] == ["DEL-02"]
        assert found["DEL-02"]["unlocks"] == 1

    def test_of_equal_ratio_the_higher_value_then_the_smaller_id(self) -> None:
        # all at 1: CST-03 and OBS-08 are 2.25/1.6, OBS-11 and OBS-12 3/1.6, DEL-02 3.75/1.6
        assert order(at(1, "OBS-08", "CST-03", "OBS-12", "OBS-11", "DEL-02")) == [
            "DEL-02",
            "OBS-11",
            "OBS-12",
            "CST-03",
            "OBS-08",
        ]
        same_ratio = {"days": {"OBS-11": 1.5, "OBS-08": 1.125, "CST-03": 1.125}}  # all 2.00
        assert order(at(1, "OBS-08", "CST-03", "OBS-11"), same_ratio) == ["OBS-11", "CST-03", "OBS-08"]

    def test_members_stand_by_depth_then_id(self) -> None:
        found = fixes(at(0, "CHG-12", "CHG-14", "DEL-02"), {"days": {"CHG-12": 0.5, "CHG-14": 20, "DEL-02": 20}})

        # together 12.4 / 40.5 = 0.306 beats CHG-14 3.4 / 20 and DEL-02 4.25 / 20
        assert [(each, fix["bundle"]) for each, fix in found.items()] == [
            ("DEL-02", "CHG-12"),
            ("CHG-14", "CHG-12"),
            ("CHG-12", "CHG-12"),
        ]

    def test_what_costs_nothing_comes_first_and_has_no_ratio(self) -> None:
        found = fixes(at(1, "DEL-02", "OBS-08"), {"days": {"OBS-08": 0}})

        assert list(found) == ["OBS-08", "DEL-02"]
        assert (found["OBS-08"]["ratio"], found["OBS-08"]["effort_days"], found["OBS-08"]["wave"]) == (None, 0.0, 1)

    def test_unlocks_counts_full_bundles_not_only_direct_ones(self) -> None:
        found = fixes(at(1, "OWN-01", "OWN-02", "OWN-09", "CHG-14", "CHG-12"))

        assert found["OWN-01"]["unlocks"] == 4


class TestLanes:
    @pytest.mark.parametrize(
        ("identifier", "level", "lane"),
        [("DEL-02", 1, "gate"), ("DEL-02", 2, "rank"), ("CST-01", 1, "gate"), ("OWN-05", 0, "rank")],
    )
    def test_gates_below_2_have_half_of_each_wave(self, identifier: str, level: int, lane: str) -> None:
        assert fixes(at(level, identifier))[identifier]["lane"] == lane

    def test_what_a_gate_draws_into_its_line_keeps_its_own_lane(self) -> None:
        found = fixes(at(1, "CHG-12", "CHG-14"))

        assert (found["CHG-14"]["lane"], found["CHG-12"]["lane"]) == ("rank", "gate")


def spans(capacity: float, *parts: Part) -> dict[str, tuple[Any, Any]]:
    found = fixes(*parts, {"profile": {"capacity_days": capacity}})
    return {each: (fix["wave"], fix["done_wave"]) for each, fix in found.items()}


class TestWaves:
    def test_seven_tenths_of_the_capacity_are_for_fixes(self) -> None:
        # 10 days: 7 a wave. OWN-05 takes 4, IRP-07 4: 3 of it fit
        assert spans(10, at(1, "OWN-05", "IRP-07")) == {"IRP-07": (1, 1), "OWN-05": (1, 2)}
        assert spans(80 / 7, at(1, "OWN-05", "IRP-07")) == {"IRP-07": (1, 1), "OWN-05": (1, 1)}

    def test_half_goes_to_gates_and_what_they_leave_to_all(self) -> None:
        # 7 a wave: gate CHG-04 (4 days, last by rank) gets 3.5 of the first wave, OBS-08 and OBS-11 1.6 each, 0.3 left
        # for CHG-04 itself, the next by rank; its last 0.2 and OWN-04 follow in the second
        found = spans(10, at(1, "CHG-04", "OBS-08", "OBS-11", "OWN-04"))

        assert found == {"OBS-11": (1, 1), "OBS-08": (1, 1), "CHG-04": (1, 2), "OWN-04": (2, 3)}

    def test_a_gate_stands_behind_the_rest_of_its_bundle(self) -> None:
        # 2.8 a wave, 1.4 for gates: CHG-14 is worked on in the gates' half before CHG-12
        found = spans(4, at(1, "CHG-12", "CHG-14"), {"days": {"CHG-14": 2.8, "CHG-12": 1.4}})

        assert found == {"CHG-14": (1, 1), "CHG-12": (2, 2)}

    def test_at_most_seven_at_once(self) -> None:
        chosen = ["OBS-08", "CST-03", "OBS-11", "OBS-12", "OBS-03", "IRP-09", "CST-08", "DEL-09", "IRP-06"]
        days = {"days": dict.fromkeys(chosen, 1)}
        found = spans(1000, at(1, *chosen), days)

        assert sorted(found.values()) == [(1, 1)] * 7 + [(2, 2)] * 2

    def test_a_fix_that_both_lines_work_on_counts_once(self) -> None:
        # 700 a wave: the gate, last by rank, gets 350 of its 400, six others their day; the seventh would be the
        # eighth worked on and stops the line before it comes to the gate again
        chosen = ["OBS-08", "CST-03", "OBS-11", "OBS-12", "OBS-03", "IRP-09", "CST-08"]
        gate = {"days": {"DEL-02": 400} | dict.fromkeys(chosen, 1)}

        assert sorted(spans(1000, at(1, "DEL-02", *chosen), gate).values()) == [(1, 1)] * 6 + [(1, 2), (2, 2)]
        assert spans(1000, at(1, "DEL-02", *chosen[:6]), gate)["DEL-02"] == (1, 1)

    def test_a_large_gate_is_not_starved_by_cheap_fixes(self) -> None:
        found = spans(10, at(1, "CHG-01", "OBS-08", "CST-03", "OBS-11", "OBS-12", "OBS-03"))

        assert found["CHG-01"][0] == 1

    def test_without_capacity_nothing_starts(self) -> None:
        found = conclude(at(1, "OWN-05"), {"profile": {"capacity_days": 0}})

        assert [(fix["wave"], fix["done_wave"]) for fix in found["fixes"]] == [(None, None)]
        assert found["headline"]["first_three"] == []

    def test_a_tiny_capacity_takes_many_waves(self) -> None:
        assert spans(0.001, at(1, "OWN-05")) == {"OWN-05": (1, 5715)}  # 4 / 0.0007
        assert spans(1, at(1, "OWN-05")) == {"OWN-05": (1, 6)}  # 4 / 0.7

    def test_another_capacity_is_a_what_if(self) -> None:
        given = together(at(1, "OWN-05"))
        card = scorecard(given, catalogue())
        from tests.method.reading import read_profile

        planned = plan(catalogue(), read_profile({}, {}), card, 1)

        assert planned.fixes[0].done_wave == 6


class TestFirstThree:
    def test_the_largest_values_of_wave_1(self) -> None:
        found = conclude(at(1, "OBS-08", "OBS-11", "DEL-02", "OWN-05", "CHG-12"))

        assert found["headline"]["first_three"] == ["CHG-12", "DEL-02", "OBS-11"]  # 3.75, 3.75, 3.0 before OWN-05

    def test_what_starts_later_is_not_among_them(self) -> None:
        found = conclude(at(1, "OBS-08", "OBS-11", "OWN-04"), {"profile": {"capacity_days": 4.5}})

        assert found["headline"]["first_three"] == ["OBS-11", "OBS-08"]  # 3.15 days: 1.6 and 1.55, none for OWN-04


class TestStopNow:
    def doors(self, *parts: Part) -> list[tuple[str, str, int]]:
        return [(each["check"], each["unit"], each["subjects"]) for each in conclude(*parts)["stop_now"]]

    def test_failures_where_one_open_door_is_enough(self) -> None:
        some = read("DEL-01", 3, "pass", {"failed": 4, "passed": 1}, "refused", None, every_unit=True)

        assert self.doors(some) == [("check", "repository-2", 4)]
        assert self.doors(read("DEL-01", 3, "pass", "fail")) == []

    def test_in_units_of_full_weight_only(self) -> None:
        classes = ("shared", "unlabelled", "other", "excluded", "production")

        assert self.doors(read("DEL-01", 3, *["fail"] * 5, classes=classes, every_unit=True)) == [
            ("check", "repository-1", 1),
            ("check", "repository-5", 1),
        ]

    def test_also_where_the_list_is_not_complete(self) -> None:
        assert self.doors(read("DEL-01", 1, {"failed": 2, "complete": False}, every_unit=True)) == [
            ("check", "repository-1", 2)
        ]

    def test_of_a_group_only_where_all_its_members_fail(self) -> None:
        one = read("DEL-01", 3, "fail", "fail", "fail", check="a", need="any_of:x", every_unit=True)
        other = read("DEL-01", 3, "fail", "pass", "absent", check="b", need="any_of:x", every_unit=True)

        assert self.doors(one, other) == [
            ("a", "repository-1", 1),
            ("a", "repository-3", 1),
            ("b", "repository-1", 1),
        ]

    def test_a_product_that_need_not_be_the_one_in_use_is_no_door(self) -> None:
        assert self.doors(read("DEL-01", 3, "fail", every_unit=True, product="runner:x")) == []

    def test_they_are_outside_the_ranks(self) -> None:
        found = conclude(read("DEL-01", 3, "fail", every_unit=True), said("DEL-01", security=3))

        assert [fix["practice"] for fix in found["fixes"]] == ["DEL-01"]
        assert found["stop_now"] == [{"practice": "DEL-01", "check": "check", "unit": "repository-1", "subjects": 1}]
