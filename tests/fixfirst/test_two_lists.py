"""What is built and what is first settled, and by what (method section 8, rules 1 and 2)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.method.small import Part, conclude, consensus, not_applicable, override, practice, read, said

# OWN-05: auto none, roles cto and platform_lead. OWN-01: partial, aws 2, github 1, repository 3. DEL-04: full, 3 each
# of aws and github and of repository. CST-10: full, aws alone. CHG-02: partial, aws 3, github 1, repository 3.


def listed(identifier: str, *parts: Part) -> str | None:
    return practice(identifier, *parts)["list"]


def source(identifier: str, *parts: Part) -> str | None:
    return next((item["source"] for item in conclude(*parts)["settle"] if identifier in item["practices"]), None)


class TestLists:
    @pytest.mark.parametrize(
        ("parts", "expected"),
        [
            ([], "settle"),  # unknown
            ([said("OWN-05", cto=3)], "settle"),  # A 2, claimed at target, nothing against it
            ([said("OWN-05", cto=2)], "build"),  # claimed below
            ([said("OWN-05", cto=0)], "build"),
            ([said("OWN-05", cto=3, shown="screen")], None),  # at target
            ([said("OWN-05", cto=3), override("OWN-05", 2)], "build"),
            ([override("OWN-05", 3)], None),
            ([not_applicable("OWN-05")], None),
            ([said("OWN-05", cto=2), {"targets": {"OWN-05": 2}}], None),
            ([said("OWN-05", cto=3, shown="screen"), {"targets": {"OWN-05": 4}}], "build"),
            ([{"set": {"OWN-05": 2}}], "build"),
        ],
    )
    def test_knowledge_is_missing_or_control_is(self, parts: list[Part], expected: str | None) -> None:
        assert listed("OWN-05", *parts) == expected

    def test_refuting_evidence_calls_for_building_whatever_is_claimed(self) -> None:
        assert listed("DEL-02", read("DEL-02", 3, "fail"), said("DEL-02", security=4)) == "build"
        assert listed("DEL-02", read("DEL-02", 1, "fail")) == "build"

    def test_an_unknown_is_settled_even_where_evidence_says_it_cannot_reach_the_target(self) -> None:
        assert listed("DEL-02", read("DEL-02", 3, "fail")) == "settle"

    def test_without_a_claim_what_evidence_reaches_is_settled(self) -> None:
        assert listed("DEL-02", read("DEL-02", 2, "pass")) == "settle"

    def test_a_figure_out_of_bounds_holds_a_target_of_4_off(self) -> None:
        wanted = {"targets": {"OWN-05": 4}}
        shown = {"kind": "figure", "inside": False}

        assert listed("OWN-05", said("OWN-05", cto=4, shown=shown), wanted) == "build"


class TestSources:
    def test_a_refused_read_is_to_be_permitted_by_the_first_need_by_name(self) -> None:
        refused = {"refused": 1, "complete": False}
        several = read("DEL-02", 3, refused | {"needs": "z:read"}, refused | {"needs": "b:read"}, refused)

        assert source("DEL-02", several) == "permit:b:read"
        assert source("DEL-02", read("DEL-02", 3, refused)) == "permit:unknown"
        assert source("OWN-05", read("OWN-05", 3, refused)) == "permit:unknown"

    def test_what_an_indicator_was_refused_asks_for_nothing(self) -> None:
        aside = read("DEL-02", 3, "refused", need="indicator", check="aside")

        assert source("DEL-02", aside, read("DEL-02", 3, "unknown")) == "ask:platform_lead"

    def test_a_read_that_was_skipped_is_not_refused(self) -> None:
        skipped = {"unknown": 1, "complete": False, "needs": "x:read"}

        assert source("DEL-02", read("DEL-02", 3, skipped)) == "ask:platform_lead"

    @pytest.mark.parametrize(
        ("collected", "expected"),
        [
            ([], "connect:aws"),  # 3 each: ties by name
            (["aws"], "connect:github"),
            (["aws", "github"], "connect:repository"),
            (["aws", "github", "repository"], "ask:security"),
        ],
    )
    def test_a_collector_that_did_not_run_is_connected(self, collected: list[str], expected: str) -> None:
        assert source("DEL-04", {"collected": collected}) == expected

    def test_the_one_with_most_entries_comes_first(self) -> None:
        assert source("CST-06") == "connect:repository"  # 1, 2 and 6

    def test_one_without_an_entry_is_no_use(self) -> None:
        assert source("CST-10", {"collected": ["aws"]}) == "ask:finops"

    def test_a_partial_practice_is_asked_for_first(self) -> None:
        assert source("OWN-01") == "ask:cto"
        assert source("OWN-01", said("OWN-01", finops=3)) == "ask:cto"  # an outsider has not settled it
        assert source("OWN-01", said("OWN-01", platform_lead=3)) == "connect:repository"
        assert source("OWN-01", consensus("OWN-01", 3)) == "connect:repository"

    def test_what_evidence_cannot_show_is_shown_by_the_first_role(self) -> None:
        assert source("OWN-05") == "ask:cto"
        assert source("OWN-05", said("OWN-05", finops=3)) == "ask:cto"
        assert source("OWN-05", said("OWN-05", platform_lead=3)) == "show:cto"
        assert source("OWN-05", consensus("OWN-05", 3)) == "show:cto"

    def test_once_observed_people_settle_it(self) -> None:
        assert source("OWN-01", said("OWN-01", cto=3), read("OWN-01", 1, "pass")) == "show:cto"
        assert source("DEL-04", read("DEL-04", 1, "unknown")) == "ask:security"


class TestOrder:
    def items(self, *parts: Part) -> list[Any]:
        return list(conclude(*parts)["settle"])

    def test_points_are_ranges_weighted(self) -> None:
        found = self.items(said("OWN-05", cto=3), read("OWN-05", 1, "refused"))

        # A: Floor 0, so unknown from 0 to 3, weight 4
        assert next(item for item in found if item["source"] == "permit:a:read") == {
            "rank": len(found),
            "source": "permit:a:read",
            "practices": ["OWN-05"],
            "points": 3.0,
            "effort_days": 0.5,
        }

    def test_most_points_first_then_by_source(self) -> None:
        found = self.items()
        order = [(-item["points"], item["source"]) for item in found]

        assert order == sorted(order)
        assert [item["rank"] for item in found] == list(range(1, len(found) + 1))

    def test_sources_of_equal_points_are_ordered_by_name(self) -> None:
        one = read("OWN-05", 3, {"refused": 1, "complete": False, "needs": "b:read"})
        other = read("OWN-03", 3, {"refused": 1, "complete": False, "needs": "a:read"}, check="other")
        sources = [item["source"] for item in self.items(one, other) if item["source"].startswith("permit")]

        assert sources == ["permit:a:read", "permit:b:read"]
