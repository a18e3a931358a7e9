"""Pillars, topics, slices and the headline (method sections 6 and 9), worked out by hand.

Weights: ownership 81, observability 64, safe change 77, guardrails 96; together 318.
"""

from __future__ import annotations

import pytest

from assess.scoring.rollups import band, gate_cap
from assess.scoring.rounding import exact
from tests.method.small import (
    Part,
    catalogue,
    conclude,
    consensus,
    everybody,
    not_applicable,
    of,
    override,
    read,
    said,
)

PILLARS = {"ownership": 81, "observability": 64, "safe_change": 77, "guardrails": 96}


def pillar(identifier: str, *parts: Part) -> dict[str, object]:
    return of(conclude(*parts)["pillars"], identifier)  # type: ignore[no-any-return]


def topic(identifier: str, *parts: Part) -> dict[str, object]:
    return of(conclude(*parts)["topics"], identifier)  # type: ignore[no-any-return]


def test_the_weights_these_numbers_rest_on() -> None:
    sums = {each: sum(p.criticality for p in catalogue().practices if p.pillar == each) for each in PILLARS}

    assert sums == PILLARS


class TestGates:
    @pytest.mark.parametrize(
        ("level", "mean", "low", "at"),
        [(0, 70.1, 49.0, 49), (1, 71.8, 71.8, 74), (2, 73.4, 73.4, 89), (3, 75.0, 75.0, None)],
    )
    def test_a_pillar_is_at_most_one_band_above_its_weakest_gate(
        self, level: int, mean: float, low: float, at: int | None
    ) -> None:
        found = pillar(
            "safe_change", everybody(3, but=("CHG-04",)), said("CHG-04", product_engineer=level, shown="screen")
        )

        assert (found["mean"], found["low"], found["score"]) == (mean, low, low)
        assert found["cap"] == (at and {"at": at, "by": ["CHG-04"]})

    def test_high_is_capped_by_gates_at_their_high(self) -> None:
        found = pillar("safe_change", everybody(3, but=("CHG-04",)), override("CHG-04", 0), said("CHG-04", cto=1))

        assert (found["low"], found["high"]) == (49.0, 71.8)

    def test_an_unknown_gate_counts_as_0_in_low(self) -> None:
        found = pillar("safe_change", everybody(3, but=("CHG-04",)))

        assert (found["low"], found["high"], found["cap"]) == (49.0, 76.6, {"at": 49, "by": ["CHG-04"]})

    def test_a_gate_of_its_topic_does_not_rate_its_pillar(self) -> None:
        given = (everybody(3, but=("CST-01",)), said("CST-01", finops=0))

        assert pillar("guardrails", *given)["low"] == 71.1  # 75 - 25 x 5 x 3 / 96
        assert pillar("guardrails", *given)["cap"] is None
        assert topic("CST", *given)["low"] == 49.0
        assert topic("CST", *given)["cap"] == {"at": 49, "by": ["CST-01"]}

    def test_a_gate_caps_the_topic_of_its_id_and_the_pillar_it_belongs_to(self) -> None:
        given = (everybody(3, but=("IRP-10",)), said("IRP-10", cto=0))

        assert topic("IRP", *given)["cap"] == {"at": 49, "by": ["IRP-10"]}
        assert pillar("ownership", *given)["cap"] == {"at": 49, "by": ["IRP-10"]}
        assert topic("OWN", *given)["cap"] is None

    def test_a_gate_that_is_not_applicable_caps_nothing(self) -> None:
        found = pillar("guardrails", everybody(3, but=("DEL-01",)), read("DEL-01", 3, "absent"))

        assert (found["score"], found["cap"]) == (75.0, None)

    def test_all_gates_at_the_lowest_level_are_named(self) -> None:
        cap = gate_cap([("B", 1), ("A", 1), ("C", 2)])  # type: ignore[list-item]

        assert cap is not None
        assert (cap.at, cap.by) == (74, ("A", "B"))


class TestScore:
    def test_it_is_printed_from_three_quarters_assessed(self) -> None:
        # ownership: 81; leaving 20 unknown is 61/81 = 0.753, leaving 21 is 0.741
        enough = ("OWN-03", "OWN-04", "OWN-05", "OWN-08", "OWN-10")
        too_few = (*enough[:-1], "OWN-09")

        assert pillar("ownership", everybody(3, but=enough))["score"] == 56.5  # 25 x 3 x 61/81
        found = pillar("ownership", everybody(3, but=too_few))
        assert (found["score"], found["coverage"], found["band"]) == (None, 0.7407, None)
        assert (found["low"], found["high"]) == (49.0, 81.5)

    def test_exactly_three_quarters_is_enough(self) -> None:
        left = ("OBS-01", "OBS-02", "OBS-03", "OBS-04")  # 16 of 64

        assert pillar("observability", everybody(3, but=left))["coverage"] == 0.75
        assert pillar("observability", everybody(3, but=left))["score"] == 49.0

    @pytest.mark.parametrize(
        ("score", "expected"),
        [
            ("0", "absent"),
            ("24.94", "absent"),
            ("24.95", "activity"),
            ("49.94", "activity"),
            ("49.95", "partial control"),
            ("74.9", "partial control"),
            ("75", "control"),
            ("89.94", "control"),
            ("89.95", "proven"),
            ("100", "proven"),
        ],
    )
    def test_the_band_is_that_of_the_printed_score(self, score: str, expected: str) -> None:
        assert band(exact(float(score))) == expected
        assert band(None) is None


class TestClaimedAndObserved:
    def test_claimed_is_the_median_and_observed_what_is_supported(self) -> None:
        found = pillar(
            "guardrails",
            said("DEL-02", security=4, platform_lead=2),  # weight 5, contested: M 2
            said("DEL-03", platform_lead=3),  # weight 4
            read("DEL-03", 2, "pass", check="a"),
            read("DEL-04", 1, "pass", check="b"),  # weight 4
            read("DEL-05", 1, "unknown", check="c"),
        )

        assert found["claimed"] == 61.1  # 25 x (5 x 2 + 4 x 3) / 9
        assert found["observed"] == 37.5  # 25 x (4 x 2 + 4 x 1) / 8
        assert found["compared"] == {"claimed": 75.0, "observed": 50.0, "share": 0.0417}  # 4 of 96

    def test_null_without_any(self) -> None:
        found = pillar("guardrails")

        assert (found["claimed"], found["observed"], found["compared"]) == (None, None, None)

    def test_what_was_only_refused_was_not_observed(self) -> None:
        assert pillar("guardrails", read("DEL-02", 1, "refused"))["observed"] is None

    def test_a_consensus_is_what_is_claimed(self) -> None:
        assert pillar("ownership", said("OWN-09", cto=4), consensus("OWN-09", 2))["claimed"] == 50.0


def test_indices_are_shares_of_weight_at_activity_and_at_control() -> None:
    found = pillar("ownership", override("OWN-01", 1), override("OWN-02", 2), override("OWN-03", 3))

    assert found["activity_index"] == 0.1728  # (5 + 5 + 4) / 81
    assert found["control_index"] == 0.0494  # 4 / 81


def test_a_practice_that_is_not_applicable_leaves_every_sum() -> None:
    found = conclude(everybody(3, but=("OWN-05",)), not_applicable("OWN-05"))

    assert of(found["pillars"], "ownership")["score"] == 75.0
    assert of(found["components"], "governance") == {"id": "governance", "score": 75.0, "coverage": 1.0}
    assert found["headline"]["coverage"] == 1.0
    assert found["scope"]["not_applicable_share"] == 0.0126  # 4 of 318
    assert found["scope"]["not_applicable_warning"] is False


def test_much_that_is_not_applicable_is_a_warning() -> None:
    weights = {each.id: each.criticality for each in catalogue().practices if each.gate == "false"}
    chosen: list[str] = []
    while sum(weights[each] for each in chosen) <= 318 / 5:
        chosen.append(next(each for each in weights if each not in chosen))
    scope = conclude(*(not_applicable(each) for each in chosen))["scope"]
    one_less = conclude(*(not_applicable(each) for each in chosen[:-1]))["scope"]

    assert (scope["not_applicable_warning"], one_less["not_applicable_warning"]) == (True, False)


class TestSlices:
    def test_they_have_mean_and_coverage_and_no_cap(self) -> None:
        found = conclude(override("OWN-09", 0), override("IRP-01", 3), override("IRP-02", 1))

        assert of(found["loop"], "actions") == {"id": "actions", "score": 7.2, "coverage": 0.2121}  # 25 x 19/66, 14/66
        assert [each["id"] for each in found["loop"]] == ["signals", "decisions", "actions", "prevention"]

    def test_a_risk_counts_fully_where_it_is_first_and_half_elsewhere(self) -> None:
        found = conclude(override("CST-01", 4), override("OWN-07", 2))
        full = sum(each.criticality for each in catalogue().practices if each.risks[0] == "financial")
        half = sum(each.criticality for each in catalogue().practices if "financial" in each.risks[1:])

        # CST-01 (5) is financial first; OWN-07 (3) is security first, financial among others
        expected = 25 * (5 * 4 + 1.5 * 2) / (full + half / 2)
        assert of(found["risks"], "financial")["score"] == pytest.approx(expected, abs=0.05)
        assert of(found["risks"], "financial")["coverage"] == pytest.approx(6.5 / (full + half / 2), abs=0.00005)


class TestHeadline:
    def test_a_chain_breaks_at_its_weakest_link(self) -> None:
        found = conclude(everybody(3, but=("CHG-04",)), said("CHG-04", product_engineer=0))["headline"]

        assert (found["score"], found["low"], found["high"], found["band"]) == (49.0, 49.0, 49.0, "activity")
        assert found["weakest_pillar"] == "safe_change"
        assert found["mean"] == 73.8  # 75 - 25 x 5 x 3 / 318

    def test_without_the_score_of_one_pillar_there_is_none(self) -> None:
        topics = ("OWN", "OBS", "CHG", "IRP")
        found = conclude(everybody(3, topics=topics))["headline"]

        assert (found["score"], found["band"], found["low"]) == (None, None, 0.0)
        assert found["weakest_pillar"] == "ownership"  # the first in catalogue order of those with a score

    def test_the_weakest_pillar_of_equal_low_has_the_lower_high(self) -> None:
        found = conclude(everybody(2))["headline"]
        with_doubt = conclude(everybody(2, but=("OWN-01",)), said("OWN-01", cto=3))["headline"]

        assert found["weakest_pillar"] == "ownership"
        assert with_doubt["weakest_pillar"] == "observability"

    def test_where_control_stands_is_the_first_that_fits(self) -> None:
        found = conclude(
            override("OWN-01", 3),  # confirmed, 5
            read("DEL-02", 2, "fail", "fail"),
            said("DEL-02", security=3),  # contradicted, 5
            said("DEL-03", platform_lead=3),  # not shown, 4
            override("OWN-03", 1),  # not shown: no claim, Hi 4, 4
            said("DEL-04", security=2),  # lacking, 4
            read("DEL-05", 3, "pass", "pass", "fail", check="b"),
            said("DEL-05", security=3),  # an exception: lacking, 4
            said("CHG-07", cto=3, platform_lead=1),  # contested, M 1: lacking, 4
        )["headline"]["control"]

        assert found is not None
        assert found == {
            "confirmed": round(5 / 318, 4),
            "unknown": round(288 / 318, 4),
            "contradicted": round(5 / 318, 4),
            "not_shown": round(8 / 318, 4),
            "lacking": round(12 / 318, 4),
        }

    def test_nothing_shown_means_nothing_read_and_nothing_seen(self) -> None:
        def nothing(*parts: Part) -> bool:
            return conclude(*parts)["headline"]["nothing_shown"]

        assert nothing()
        assert nothing(said("OWN-05", cto=3), read("DEL-02", 3, "refused", "unknown"))
        assert nothing(said("OWN-05", cto=2, shown="screen"))
        assert nothing(read("DEL-02", 3, "pass", need="indicator"))
        assert not nothing(said("OWN-05", cto=3, shown="screen"))
        assert not nothing(read("DEL-02", 3, "fail"))


class TestWhatIf:
    gate_at_0 = (everybody(3, but=("CHG-04",)), said("CHG-04", product_engineer=0))

    def test_it_computes_everything_after_the_level_again(self) -> None:
        found = conclude(*self.gate_at_0, {"set": {"CHG-04": 3}})

        assert of(found["pillars"], "safe_change")["score"] == 75.0
        practice = of(found["practices"], "CHG-04")
        assert (practice["low"], practice["high"], practice["override"], practice["list"]) == (3, 3, None, None)
        assert practice["assurance"] == 0.3

    def test_below_target_it_is_on_the_build_list(self) -> None:
        found = conclude({"set": {"OWN-05": 2}})

        assert of(found["practices"], "OWN-05")["list"] == "build"
        assert [fix["practice"] for fix in found["fixes"]] == ["OWN-05"]

    def test_a_stored_override_stays_printed(self) -> None:
        found = conclude(override("OWN-05", 4), {"set": {"OWN-05": 1}})

        practice = of(found["practices"], "OWN-05")
        assert (practice["low"], practice["high"]) == (1, 4)
        assert practice["override"] == {"level": 4, "by": "assessor", "computed": 0}

    def test_what_is_not_applicable_stays_so(self) -> None:
        found = conclude(not_applicable("OWN-05"), {"set": {"OWN-05": 4, "NO-01": 2}})

        assert of(found["practices"], "OWN-05")["status"] == "not_applicable"


def test_an_area_without_applicable_practices_has_no_number() -> None:
    chosen = [each.id for each in catalogue().practices if each.component == "outcomes"]
    declared = [each for each in chosen if each != "CST-01"]
    absent = read("CST-01", 3, "absent")
    found = conclude(*(not_applicable(each) for each in declared), absent)

    assert of(found["components"], "outcomes") == {"id": "outcomes", "score": None, "coverage": None}


def test_the_scope_is_what_was_given_unless_declared() -> None:
    given = read("DEL-02", 3, "pass", None, "absent", classes=("production", "other", "excluded"))
    more = read("DEL-01", 3, "pass", None, kind="account", check="b", classes=("shared", "excluded"))

    assert conclude(given, more)["scope"] == {
        "as_given": False,
        "accounts": 2,
        "repositories": 3,
        "scored": 3,
        "read": 3,
        "not_applicable_share": 0.0,
        "not_applicable_warning": False,
    }
    assert conclude()["scope"]["as_given"] is True
