"""What findings say of a practice (method section 2): each rule on numbers worked out by hand."""

from __future__ import annotations

import pytest

from tests.method.small import ago, bounds, conclude, practice, read, said, score, seen

# CHG-07 and DEL-02 are fully observable; thresholds are 0.15, 0.50, 0.85 and 0.85


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (["pass"], (3, 4, 4, 3)),
        (["fail"], (0, 2, 2, 0)),
        (["unknown"], (0, 4, 4, 3)),
        (["refused"], (0, 4, 2, 3)),
        ([{"passed": 17, "failed": 3}], (2, 2, 2, 2)),  # 0.85 exactly does not support level 3
        ([{"passed": 18, "failed": 3}], (3, 4, 4, 3)),  # 0.857 does
        ([{"passed": 6, "failed": 4}], (2, 2, 2, 2)),  # 0.60 of level 3 supports level 2
        ([{"passed": 5, "failed": 5}], (1, 2, 2, 1)),  # 0.50 exactly does not
        ([{"passed": 3, "failed": 17}], (0, 2, 2, 0)),  # nor does 0.15 support level 1
        ([{"passed": 2, "failed": 1, "unknown": 17}], (0, 4, 4, 3)),  # lo 0.10, hi 0.95
        ([{"passed": 3, "refused": 1}], (2, 4, 2, 3)),  # complete: 3/4, 3/4, 4/4
        ([{"passed": 1, "refused": 1, "complete": False}], (0, 4, 2, 3)),  # whatever was counted: 0, 0, 1
        ([{"passed": 1, "failed": 1, "complete": False}], (0, 4, 4, 3)),  # skipped: 0, 1, 1
        ([{"failed": 1, "complete": False}], (0, 4, 4, 3)),
        ([{"passed": 0}, "pass"], (1, 4, 4, 3)),  # a tally without a subject says nothing: 0.5, 1, 1
        (["pass", None], (1, 4, 4, 3)),  # not read: 0.5, 1, 1
        (["pass", "absent"], (3, 4, 4, 3)),  # not applicable leaves the check
        ([{"passed": 1, "not_applicable": 9}], (3, 4, 4, 3)),  # and so do such subjects within a unit
    ],
)
def test_a_share_of_one_check_at_level_3(outcomes: list[str], expected: tuple[int, ...]) -> None:
    assert bounds("CHG-07", read("CHG-07", 3, *outcomes)) == expected


@pytest.mark.parametrize(
    ("level", "outcome", "expected"),
    [
        (1, "pass", (1, 4, 4, 1)),
        (1, "fail", (0, 0, 0, 0)),
        (1, {"passed": 3, "failed": 17}, (0, 0, 0, 0)),
        (1, {"passed": 4, "failed": 16}, (1, 4, 4, 1)),
        (2, "pass", (2, 4, 4, 2)),
        (2, {"passed": 1, "failed": 1}, (1, 1, 1, 1)),
        (2, "fail", (0, 1, 1, 0)),
        (4, "pass", (4, 4, 4, 4)),
        (4, "fail", (0, 3, 3, 0)),
    ],
)
def test_each_level_has_its_threshold(level: int, outcome: str, expected: tuple[int, ...]) -> None:
    assert bounds("DEL-02", read("DEL-02", level, outcome)) == expected


def test_a_unit_weighs_by_its_class() -> None:
    classes = ("production", "shared", "unlabelled", "other", "excluded")
    share = score("CHG-07", read("CHG-07", 3, "pass", "fail", "fail", "fail", "fail", classes=classes))

    assert share.observation
    assert share.observation.by_level[3].lo.as_integer_ratio() == (10, 27)  # 1 of 1 + 1 + 0.5 + 0.2


def test_a_unit_of_weight_0_is_listed_and_changes_nothing_else() -> None:
    given = conclude(read("CHG-07", 3, "pass", "fail", classes=("production", "excluded")))

    assert given["scope"] | {"repositories": 2, "scored": 1, "read": 2} == given["scope"]
    assert practice("CHG-07", read("CHG-07", 3, "fail", classes="excluded"))["observed"] is None


def test_what_enforces_also_exists() -> None:
    fails_below = [read("DEL-02", 2, "fail", check="two"), read("DEL-02", 3, "pass", check="three")]

    assert bounds("DEL-02", *fails_below) == (3, 4, 4, 3)


def test_the_least_check_of_a_level_counts() -> None:
    both = [read("DEL-02", 3, "pass", check="a"), read("DEL-02", 3, {"passed": 3, "failed": 2}, check="b")]

    assert bounds("DEL-02", *both) == (2, 2, 2, 2)


def test_refutation_begins_at_the_lowest_level_with_checks_of_its_own() -> None:
    both = [read("DEL-02", 1, "fail", check="one"), read("DEL-02", 4, "fail", check="four")]

    assert bounds("DEL-02", *both) == (0, 0, 0, 0)
    assert bounds("DEL-02", both[1]) == (0, 3, 3, 0)


class TestAge:
    def test_a_pass_supports_for_180_days(self) -> None:
        assert bounds("DEL-02", read("DEL-02", 3, "pass", days=180)) == (3, 4, 4, 3)
        assert bounds("DEL-02", read("DEL-02", 3, "pass", days=181)) == (0, 4, 4, 3)

    def test_a_failure_stays(self) -> None:
        assert bounds("DEL-02", read("DEL-02", 1, *["fail"] * 6, days=200)) == (0, 0, 0, 0)
        assert bounds("DEL-02", read("DEL-02", 1, *["pass"] * 6, days=200)) == (0, 4, 4, 1)

    def test_an_old_pass_is_neither_read_nor_seen(self) -> None:
        old = conclude(read("DEL-02", 3, "pass", days=181))

        assert practice("DEL-02", read("DEL-02", 3, "pass", days=181))["observed"] == {
            "low": 0,
            "high": 4,
            "visibility": 0.0,
        }
        assert old["headline"]["observed"] is None
        assert old["headline"]["nothing_shown"]


class TestProduct:
    failing = read("OBS-03", 1, "fail", product="metrics:native")

    def test_the_absence_of_one_product_is_not_the_absence_of_control(self) -> None:
        assert bounds("OBS-03", self.failing) == (0, 4, 4, 1)
        assert bounds("OBS-03", self.failing, {"profile": {"tools": {"metrics": "other"}}}) == (0, 4, 4, 1)
        assert bounds("OBS-03", self.failing, {"profile": {"tools": {"logs": "native"}}}) == (0, 4, 4, 1)

    def test_the_tool_of_record_is_expected_to_be_used(self) -> None:
        assert bounds("OBS-03", self.failing, {"profile": {"tools": {"metrics": "native"}}}) == (0, 0, 0, 0)

    def test_so_is_a_product_in_use_in_that_unit_and_only_there(self) -> None:
        used = read("OBS-03", 1, {"failed": 1, "in_use": True}, "fail", product="metrics:native")
        unused = read("OBS-03", 1, {"failed": 9, "in_use": True}, *["fail"] * 5, product="metrics:native")

        assert bounds("OBS-03", used) == (0, 4, 4, 1)  # hi 0.5
        assert score("OBS-03", used).observation.by_level[1].hi == 1 / 2  # type: ignore[union-attr]
        assert score("OBS-03", unused).observation.by_level[1].hi.as_integer_ratio() == (5, 6)  # type: ignore[union-attr]

    def test_its_passes_count_as_any(self) -> None:
        assert bounds("OBS-03", read("OBS-03", 3, "pass", product="metrics:native")) == (3, 4, 4, 3)


class TestGroups:
    def test_members_are_other_ways_to_the_same_end(self) -> None:
        one = read("CHG-07", 3, *["pass"] * 3, *["fail"] * 3, kind="account", check="tool", need="any_of:rollback")
        other = read("CHG-07", 3, *["fail"] * 3, *["pass"] * 3, kind="account", check="breaker", need="any_of:rollback")

        assert bounds("CHG-07", one, other) == (3, 4, 4, 3)
        assert bounds("CHG-07", one) == (1, 2, 2, 1)

    def test_the_best_of_each_end_may_come_from_different_members(self) -> None:
        half = read("CHG-07", 3, {"passed": 1, "failed": 1}, check="a", need="any_of:x")
        unread = read("CHG-07", 3, "refused", check="b", need="any_of:x")

        assert bounds("CHG-07", half, unread) == (1, 4, 2, 3)  # 0.5, 0.5, 1

    def test_another_group_or_level_counts_apart(self) -> None:
        passing = read("CHG-07", 3, "pass", check="a", need="any_of:x")

        assert bounds("CHG-07", passing, read("CHG-07", 3, "fail", check="b", need="any_of:y")) == (0, 2, 2, 0)
        assert bounds("CHG-07", passing, read("CHG-07", 2, "fail", check="b", need="any_of:x")) == (3, 4, 4, 3)

    def test_a_member_that_was_not_read_leaves_the_group_open(self) -> None:
        failing = read("CHG-07", 3, "fail", "fail", check="a", need="any_of:x")
        unread = read("CHG-07", 3, None, None, check="b", need="any_of:x")

        assert bounds("CHG-07", failing, unread) == (0, 4, 4, 3)

    def test_a_member_that_is_not_applicable_leaves_the_others(self) -> None:
        failing = read("CHG-07", 3, "fail", "fail", check="a", need="any_of:x")
        absent = read("CHG-07", 3, "absent", "absent", check="b", need="any_of:x")

        assert bounds("CHG-07", failing, absent) == (0, 2, 2, 0)

    def test_members_may_judge_different_kinds_of_unit(self) -> None:
        accounts = read("CHG-07", 3, "pass", "pass", kind="account", check="a", need="any_of:x")
        repositories = read("CHG-07", 3, "fail", "fail", kind="repository", check="b", need="any_of:x")

        assert bounds("CHG-07", accounts, repositories) == (1, 2, 2, 1)  # 2 of 4 units

    def test_a_check_whose_kind_has_no_unit_with_weight_is_absent(self) -> None:
        passing = read("CHG-07", 3, "pass")
        elsewhere = {"checks": [{"id": "b", "practice": "CHG-07", "level": 3, "kind": "account"}]}

        assert bounds("CHG-07", passing, elsewhere) == (3, 4, 4, 3)
        assert bounds("CHG-07", elsewhere) == (0, 4, 4, 0)

    def test_an_indicator_never_enters(self) -> None:
        aside = read("CHG-07", 3, "fail", check="aside", need="indicator")

        assert bounds("CHG-07", read("CHG-07", 3, "pass"), aside) == (3, 4, 4, 3)
        assert practice("CHG-07", aside)["observed"] is None


class TestDeclared:
    terraform = read("CHG-07", 3, *["pass"] * 5, check="declared", declared=True)

    def test_what_should_run_supports_level_2(self) -> None:
        assert bounds("CHG-07", self.terraform) == (2, 4, 4, 3)
        assert bounds("CHG-07", read("CHG-07", 4, "pass", declared=True)) == (2, 4, 4, 4)

    def test_below_level_3_it_counts_as_any(self) -> None:
        assert bounds("CHG-07", read("CHG-07", 2, "pass", declared=True)) == (2, 4, 4, 2)

    def test_it_refutes_as_any(self) -> None:
        assert bounds("CHG-07", read("CHG-07", 3, "fail", declared=True)) == (0, 2, 2, 0)

    def test_beside_a_live_check_that_read_something_it_is_an_indicator(self) -> None:
        failing = read("CHG-07", 3, *["fail"] * 4, kind="account", check="live")
        refused = read("CHG-07", 3, *["refused"] * 4, kind="account", check="live")
        passing = read("CHG-07", 3, *["pass"] * 4, kind="account", check="live")

        assert bounds("CHG-07", self.terraform, failing) == (0, 2, 2, 0)
        assert bounds("CHG-07", self.terraform, refused) == (0, 4, 2, 3)
        assert bounds("CHG-07", self.terraform, passing) == (3, 4, 4, 3)

    def test_a_live_check_that_read_nothing_leaves_it_in(self) -> None:
        group = {"need": "any_of:x"}
        declared = read("CHG-07", 3, "pass", check="declared", declared=True, **group)

        assert bounds("CHG-07", declared, read("CHG-07", 3, "unknown", check="live", **group)) == (2, 4, 4, 3)
        assert bounds("CHG-07", declared, read("CHG-07", 3, "pass", check="live", days=181, **group)) == (2, 4, 4, 3)

    def test_a_refused_live_check_too(self) -> None:
        declared = read("CHG-07", 3, "pass", check="declared", declared=True, need="any_of:x")
        refused = read("CHG-07", 3, "refused", check="live", need="any_of:x")

        assert bounds("CHG-07", declared, refused) == (0, 4, 2, 3)

    def test_a_live_check_of_another_level_or_an_indicator_leaves_it_in(self) -> None:
        other = read("CHG-07", 2, "fail", check="live")
        aside = read("CHG-07", 3, "fail", check="live", need="indicator")

        assert bounds("CHG-07", self.terraform, other) == (2, 4, 4, 3)
        assert bounds("CHG-07", self.terraform, aside) == (2, 4, 4, 3)


class TestEvery:
    def test_one_open_door_is_enough(self) -> None:
        assert bounds("DEL-01", read("DEL-01", 3, *["pass"] * 23, "fail", every_unit=True)) == (2, 2, 2, 2)
        assert bounds("DEL-01", read("DEL-01", 3, *["pass"] * 23, "fail")) == (3, 4, 4, 3)

    def test_only_in_a_unit_of_full_weight(self) -> None:
        classes = (*["production"] * 23, "unlabelled")

        assert bounds("DEL-01", read("DEL-01", 3, *["pass"] * 23, "fail", every_unit=True, classes=classes)) == (
            3,
            4,
            4,
            3,
        )

    def test_each_end_is_held_on_its_own(self) -> None:
        unread = read("DEL-01", 3, *["pass"] * 9, None, every_unit=True)
        refused = read("DEL-01", 3, *["pass"] * 9, "refused", every_unit=True)

        assert bounds("DEL-01", unread) == (2, 4, 4, 3)
        assert bounds("DEL-01", refused) == (2, 4, 2, 3)

    def test_a_failure_counts_even_in_a_list_that_is_not_complete(self) -> None:
        seen_failing = {"failed": 1, "refused": 1, "complete": False}

        assert bounds("DEL-01", read("DEL-01", 3, *["pass"] * 9, seen_failing, every_unit=True)) == (2, 2, 2, 2)

    def test_a_group_is_every_if_all_its_members_are(self) -> None:
        def members(second_every: bool, second: str) -> list[dict[str, object]]:
            first = read("DEL-01", 3, *["pass"] * 9, "fail", check="a", need="any_of:x", every_unit=True)
            return [
                first,
                read("DEL-01", 3, *["fail"] * 9, second, check="b", need="any_of:x", every_unit=second_every),
            ]

        assert bounds("DEL-01", *members(True, "fail")) == (2, 2, 2, 2)
        assert bounds("DEL-01", *members(False, "fail")) == (3, 4, 4, 3)  # 0.9, and not every
        assert bounds("DEL-01", *members(True, "pass")) == (3, 4, 4, 3)

    def test_a_group_has_a_failure_where_all_its_members_do(self) -> None:
        halves = [{"passed": 1, "failed": 1}]
        first = read("DEL-01", 1, *halves, check="a", need="any_of:x", every_unit=True)

        assert bounds("DEL-01", first, read("DEL-01", 1, *halves, check="b", need="any_of:x", every_unit=True)) == (
            0,
            0,
            0,
            0,
        )
        assert bounds("DEL-01", first, read("DEL-01", 1, "pass", check="b", need="any_of:x", every_unit=True)) == (
            1,
            4,
            4,
            1,
        )

    def test_a_member_that_was_not_read_may_hold_the_door(self) -> None:
        failing = read("DEL-01", 3, "fail", check="a", need="any_of:x", every_unit=True)
        unread = read("DEL-01", 3, None, check="b", need="any_of:x", every_unit=True)

        assert bounds("DEL-01", failing, unread) == (0, 4, 4, 3)


class TestVisibility:
    def visible(self, *parts: dict[str, object]) -> float | None:
        observed = practice("DEL-02", *parts)["observed"]
        return observed and observed["visibility"]

    def test_it_is_the_share_of_subjects_read_weighted_by_unit(self) -> None:
        mixed = [{"passed": 1, "unknown": 1}, "fail", None]

        assert self.visible(read("DEL-02", 3, *mixed, classes=("production", "unlabelled", "unlabelled"))) == 0.5

    def test_where_not_complete_it_is_0(self) -> None:
        assert self.visible(read("DEL-02", 3, "pass", {"passed": 9, "complete": False})) == 0.5

    def test_the_least_over_the_checks_counts(self) -> None:
        assert self.visible(read("DEL-02", 3, "pass", "pass"), read("DEL-02", 2, "pass", None, check="b")) == 0.5

    def test_what_is_not_applicable_leaves_it(self) -> None:
        assert self.visible(read("DEL-02", 3, "pass", "absent")) == 1.0

    def test_a_group_is_read_where_one_member_is(self) -> None:
        one = read("DEL-02", 3, "pass", "unknown", check="a", need="any_of:x")
        other = read("DEL-02", 3, "unknown", "pass", check="b", need="any_of:x")

        assert self.visible(one, other) == 1.0


class TestNoObservation:
    def test_without_a_tally_nothing_is_observed(self) -> None:
        assert bounds("DEL-02", read("DEL-02", 3, None, None)) == (0, 4, 4, 0)
        assert practice("DEL-02", read("DEL-02", 3, None))["observed"] is None

    def test_tallies_of_unknown_checks_and_units_and_of_other_kinds_are_passed_over(self) -> None:
        passing = read("DEL-02", 3, "pass")
        account = read("DEL-02", 1, None, kind="account", check="other")
        strays = {
            "tallies": [
                {"check": "nobody", "unit": "repository-1", "failed": 1},
                {"check": "check", "unit": "nowhere", "failed": 1},
                {"check": "check", "unit": "account-1", "failed": 1},
            ],
            "checks": [{"id": "x", "practice": "NO-01", "level": 3, "kind": "repository"}],
        }

        assert bounds("DEL-02", passing, account, strays) == bounds("DEL-02", passing, account)

    def test_two_tallies_of_one_check_in_one_unit_count_together(self) -> None:
        more = {"tallies": [{"check": "check", "unit": "repository-1", "failed": 3, "read_at": "2026-11-01"}]}

        assert bounds("DEL-02", read("DEL-02", 3, {"passed": 2}), more) == (1, 2, 2, 1)  # 2 of 5


OUTSIDE = {"kind": "figure", "inside": False}


class TestFigure:
    def test_an_outcome_out_of_bounds_is_not_proven(self) -> None:
        passing = read("DEL-02", 4, "pass")

        assert bounds("DEL-02", passing) == (4, 4, 4, 4)
        assert bounds("DEL-02", passing, said("DEL-02", security=4, shown=OUTSIDE)) == (3, 3, 3, 3)

    @pytest.mark.parametrize("answer", [0, 4, "dont_know", "not_applicable"])
    def test_it_comes_with_any_current_answer(self, answer: int | str) -> None:
        assert bounds("OWN-05", said("OWN-05", finops=answer, shown=OUTSIDE)) == (0, 3, 3, 0)

    def test_it_is_out_of_date_with_its_own_date_or_the_answer(self) -> None:
        def hi(answered: int, figure: int) -> int:
            day = seen(OUTSIDE) | {"date": ago(figure)}
            return bounds("OWN-05", said("OWN-05", cto=3, days=answered, shown=day))[1]

        assert (hi(3, 365), hi(3, 366), hi(365, 3), hi(366, 3)) == (3, 4, 3, 4)

    def test_a_figure_of_which_nobody_said_whether_it_is_inside_bounds_nothing(self) -> None:
        assert bounds("OWN-05", said("OWN-05", cto=3, shown={"kind": "figure", "inside": None})) == (0, 4, 4, 0)
