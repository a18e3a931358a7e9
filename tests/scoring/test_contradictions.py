"""Where what a role holds lies above what evidence can support (method section 5)."""

from __future__ import annotations

import pytest

from tests.method.small import Part, conclude, consensus, not_applicable, practice, read, said


def kind(*parts: Part) -> str | None:
    return practice("DEL-02", *parts)["contradiction"]


def fails(level: int, **terms: str) -> Part:
    return read("DEL-02", level, "fail", "fail", "fail", **terms)


class TestLine:
    @pytest.mark.parametrize(
        ("failing", "claimed", "crossed"),
        [
            (3, 3, True),  # Hi 2
            (3, 2, False),
            (2, 2, False),  # Hi 1
            (2, 3, True),
            (1, 2, True),  # Hi 0: two levels apart
            (1, 1, False),
            (4, 4, False),  # Hi 3
        ],
    )
    def test_control_is_claimed_and_not_there_or_two_levels_lie_between(
        self, failing: int, claimed: int, crossed: bool
    ) -> None:
        assert (kind(fails(failing), said("DEL-02", security=claimed)) is not None) == crossed

    def test_the_highest_any_role_holds_counts_outsiders_too(self) -> None:
        assert kind(fails(2), said("DEL-02", security=1, platform_lead=1, cto=4)) == "contradiction"

    def test_after_a_consensus_its_level_counts(self) -> None:
        dispute = said("DEL-02", security=4, platform_lead=1)

        assert kind(fails(2), dispute, consensus("DEL-02", 1)) is None
        assert kind(fails(2), dispute, consensus("DEL-02", 3)) == "contradiction"

    def test_refused_and_unread_contradict_nobody(self) -> None:
        assert kind(read("DEL-02", 1, "refused", "refused"), said("DEL-02", security=4)) is None
        assert kind(read("DEL-02", 1, None, "unknown"), said("DEL-02", security=4)) is None

    def test_nobody_who_claims_is_contradicted(self) -> None:
        assert kind(fails(1)) is None
        assert kind(fails(1), said("DEL-02", security="dont_know")) is None


class TestKind:
    claim = said("DEL-02", security=3)

    def judged(self, *outcomes: str | None, classes: str | tuple[str, ...] = "production", **terms: bool) -> str | None:
        return kind(read("DEL-02", 3, *outcomes, classes=classes, **terms), self.claim)

    def test_one_unit_of_several_is_an_exception(self) -> None:
        assert self.judged("pass", "pass", "fail") == "exception"

    def test_two_are_a_contradiction(self) -> None:
        assert self.judged(*["pass"] * 10, "fail", "fail") == "contradiction"

    def test_so_is_half_the_weight(self) -> None:
        assert self.judged("pass", "fail") == "contradiction"
        assert self.judged("fail") == "contradiction"
        assert self.judged("pass", "fail", classes=("unlabelled", "production")) == "contradiction"
        assert self.judged("pass", "fail", "pass", classes=("production", "unlabelled", "other")) == "exception"

    def test_unread_units_belong_to_the_whole_and_others_do_not(self) -> None:
        hidden = read("DEL-02", 3, {"failed": 9, "passed": 1}, None, {"passed": 1, "failed": 1}, None, None)

        assert kind(hidden, self.claim) == "contradiction"
        assert self.judged("fail", "absent", "absent") == "contradiction"

    def test_units_of_weight_0_are_not_failing_units(self) -> None:
        assert self.judged("pass", "pass", "fail", "fail", classes=("production",) * 3 + ("excluded",)) == "exception"

    def test_one_open_door_of_full_weight_is_a_contradiction(self) -> None:
        assert self.judged(*["pass"] * 9, "fail", every_unit=True) == "contradiction"
        assert self.judged(*["pass"] * 5, "fail") == "exception"

    def test_an_open_door_of_less_weight_is_not(self) -> None:
        classes = (*["production"] * 2, "unlabelled")

        assert self.judged("pass", "pass", "fail", every_unit=True, classes=classes) == "exception"

    def test_a_failure_in_a_list_that_is_not_complete_opens_the_door(self) -> None:
        half_read = read("DEL-02", 3, *["pass"] * 9, {"failed": 1, "complete": False}, every_unit=True)

        assert kind(half_read, self.claim) == "contradiction"

    def test_only_the_checks_just_above_hi_count(self) -> None:
        below = read("DEL-02", 3, "pass", "pass", "fail", check="three")
        above = read("DEL-02", 4, "fail", "fail", "fail", check="four")

        assert kind(below, above, self.claim) == "exception"

    def test_failing_units_of_several_checks_add_up(self) -> None:
        one = read("DEL-02", 3, "pass", "pass", "pass", "pass", "fail", check="a")
        other = read("DEL-02", 3, "fail", "pass", "pass", "pass", "pass", check="b")

        assert kind(one, self.claim) == "exception"
        assert kind(one, other, self.claim) == "contradiction"


class TestPrinted:
    def test_both_sides_stand_beside_each_other(self) -> None:
        one = read("DEL-02", 2, "fail", "fail", "pass", None, "absent", check="b")
        grouped = read("DEL-02", 2, "fail", "pass", "pass", check="c", need="any_of:x")
        member = read("DEL-02", 2, "fail", "fail", "fail", check="a", need="any_of:x")
        passing = read("DEL-02", 2, "pass", "pass", "pass", check="d")

        printed = conclude(one, grouped, member, passing, said("DEL-02", security=1, cto=4, platform_lead=2))

        assert printed["contradictions"] == [
            {
                "practice": "DEL-02",
                "kind": "contradiction",
                "claimed": 4,
                "observed_high": 1,
                "says": [
                    {"role": "cto", "level": 4},
                    {"role": "platform_lead", "level": 2},
                    {"role": "security", "level": 1},
                ],
                "shows": [
                    {"checks": ["a", "c"], "failing_units": 1, "of_units": 5},
                    {"checks": ["b"], "failing_units": 2, "of_units": 4},
                ],
            }
        ]

    def test_after_a_consensus_it_speaks_alone(self) -> None:
        printed = conclude(fails(2), said("DEL-02", security=4, platform_lead=1), consensus("DEL-02", 3))

        assert printed["contradictions"][0]["says"] == [{"role": "consensus", "level": 3}]

    def test_contradictions_first_then_the_widest_gap_then_the_id(self) -> None:
        claims = [said(each, security=3) for each in ("DEL-01", "DEL-02", "DEL-03", "DEL-04")]
        evidence = [
            read("DEL-01", 3, "pass", "pass", "fail", check="a"),
            read("DEL-02", 3, "fail", "fail", "fail", check="b"),
            read("DEL-03", 1, "fail", "fail", "fail", check="c"),
            read("DEL-04", 3, "fail", "fail", "fail", check="d"),
        ]

        printed = conclude(*claims, *evidence)["contradictions"]

        assert [each["practice"] for each in printed] == ["DEL-03", "DEL-02", "DEL-04", "DEL-01"]

    def test_it_stands_beside_a_declaration_that_nothing_is_there(self) -> None:
        declared = practice("DEL-05", read("DEL-05", 1, "fail"), said("DEL-05", security=3), not_applicable("DEL-05"))

        assert (declared["status"], declared["contradiction"]) == ("not_applicable", "contradiction")
