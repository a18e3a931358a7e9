"""Where claim and evidence meet: the level of one practice (method section 4), worked out by hand."""

from __future__ import annotations

import pytest

from tests.method.small import (
    Part,
    ago,
    conclude,
    consensus,
    not_applicable,
    override,
    practice,
    read,
    said,
    score,
    seen,
)

# DEL-02 is fully observable, OWN-09 partly, OWN-05 not at all. DEL-05 is full and no gate. CST-01 gates its topic.


def levels(identifier: str, *parts: Part) -> tuple[str, int | None, int | None]:
    printed = practice(identifier, *parts)
    return printed["status"], printed["low"], printed["high"]


class TestAlone:
    @pytest.mark.parametrize(
        ("identifier", "level", "low"),
        [("DEL-02", 4, 3), ("DEL-02", 2, 2), ("OWN-09", 4, 2), ("OWN-09", 1, 1), ("OWN-05", 4, 0)],
    )
    def test_evidence_alone_proves_3_full_2_partial_0_none(self, identifier: str, level: int, low: int) -> None:
        assert levels(identifier, read(identifier, level, "pass"))[1:] == (low, 4)

    def test_a_partial_view_does_not_overrule_the_people_who_live_with_it(self) -> None:
        assert levels("OWN-09", read("OWN-09", 3, "pass"), said("OWN-09", product_engineer=1)) == ("assessed", 1, 1)
        assert levels("DEL-02", read("DEL-02", 3, "pass"), said("DEL-02", product_engineer=1)) == ("assessed", 3, 3)

    def test_a_dont_know_that_is_no_level_is_no_claim(self) -> None:
        assert levels("OWN-09", read("OWN-09", 3, "pass"), said("OWN-09", cto="dont_know")) == ("assessed", 2, 4)


class TestCeiling:
    @pytest.mark.parametrize(
        ("evidence", "shown", "ceiling"),
        [
            (None, None, 2),
            (1, None, 2),
            (2, None, 3),
            (3, None, 3),
            (4, None, 4),
            (None, "screen", 3),
            (None, "document", 3),
            (None, "exercise", 4),
            (None, "figure", 4),
            (None, {"kind": "figure", "inside": False}, 3),
            (None, {"kind": "figure", "inside": None}, 3),
        ],
    )
    def test_words_reach_2_evidence_one_more_and_4_must_be_exercised_or_measured(
        self, evidence: int | None, shown: str | Part | None, ceiling: int
    ) -> None:
        parts = [said("DEL-02", platform_lead=4, shown=shown)]
        if evidence:
            parts.append(read("DEL-02", evidence, "pass"))

        assert practice("DEL-02", *parts)["ceiling"] == ceiling

    def test_without_a_claim_it_is_what_evidence_proves_alone_and_null_without_either(self) -> None:
        assert practice("OWN-09", read("OWN-09", 4, "pass"))["ceiling"] == 2
        assert practice("OWN-09")["ceiling"] is None
        assert practice("OWN-09", said("OWN-09", cto="dont_know"))["ceiling"] is None


class TestAssessed:
    def test_a_claim_adds_to_evidence_up_to_the_ceiling(self) -> None:
        assert levels("DEL-02", read("DEL-02", 2, "pass"), said("DEL-02", security=4)) == ("assessed", 3, 4)
        assert levels("DEL-02", read("DEL-02", 1, "pass"), said("DEL-02", security=4)) == ("assessed", 2, 4)

    def test_refuting_evidence_caps_a_shown_claim(self) -> None:
        shown = said("DEL-02", security=4, shown="exercise")

        assert levels("DEL-02", read("DEL-02", 1, "fail"), shown) == ("assessed", 0, 0)
        assert levels("DEL-02", read("DEL-02", 2, "fail"), shown) == ("assessed", 1, 1)

    def test_so_does_refused_evidence_but_not_in_high(self) -> None:
        shown = said("DEL-02", security=4, shown="exercise")

        assert levels("DEL-02", read("DEL-02", 2, "refused"), shown) == ("assessed", 1, 4)
        assert levels("DEL-02", read("DEL-02", 1, "refused"), shown) == ("unknown", 0, 4)

    def test_evidence_of_no_person_is_never_above_its_floor(self) -> None:
        assert levels("DEL-02", read("DEL-02", 3, "pass"), read("DEL-02", 1, "fail", check="one")) == ("assessed", 3, 4)


class TestHigh:
    def test_it_is_what_is_claimed_if_all_were_shown(self) -> None:
        assert levels("OWN-05", said("OWN-05", cto=3)) == ("assessed", 2, 3)
        assert levels("OWN-05", said("OWN-05", cto=1)) == ("assessed", 1, 1)

    def test_and_what_evidence_would_prove_if_all_unread_had_passed(self) -> None:
        half_read = read("DEL-02", 4, "pass", None)  # lo 0.5, hi 1: Lo 1, Lo+ 4

        assert levels("DEL-02", half_read, said("DEL-02", security=1)) == ("assessed", 1, 3)
        assert levels("OWN-09", read("OWN-09", 4, "pass", None), said("OWN-09", cto=1)) == ("assessed", 1, 1)

    def test_without_a_claim_all_that_is_not_refuted_is_possible(self) -> None:
        assert levels("OWN-05") == ("unknown", 0, 4)
        assert levels("DEL-02", read("DEL-02", 3, "fail")) == ("unknown", 0, 2)


class TestUnknown:
    def test_a_0_that_somebody_admits_is_assessed(self) -> None:
        assert levels("OWN-05", said("OWN-05", cto=0)) == ("assessed", 0, 0)
        assert levels("DEL-02", read("DEL-02", 3, None, "pass"), said("DEL-02", security=0)) == ("assessed", 1, 3)
        assert levels("DEL-02", read("DEL-02", 3, None, "unknown"), said("DEL-02", security=0)) == ("assessed", 0, 3)

    def test_so_is_a_0_that_evidence_leaves_alone(self) -> None:
        assert levels("DEL-02", read("DEL-02", 1, "fail")) == ("assessed", 0, 0)

    def test_it_prints_no_level_but_a_range(self) -> None:
        printed = practice("OWN-05")

        assert (printed["status"], printed["assessed"], printed["low"], printed["high"]) == ("unknown", None, 0, 4)
        assert printed["assurance"] == 0.0


class TestNotApplicable:
    absent = read("DEL-05", 3, "absent", "absent", "absent")

    def test_evidence_shows_it_if_every_check_is_in_every_unit(self) -> None:
        printed = practice("DEL-05", self.absent)

        assert printed["status"] == "not_applicable"
        nothing = ("assessed", "low", "high", "ceiling", "assurance", "list")
        assert [printed[key] for key in nothing] == [None] * 6  # type: ignore[literal-required]
        assert (
            practice("DEL-05", self.absent, read("DEL-05", 2, "pass", check="aside", need="indicator"))["low"] is None
        )

    @pytest.mark.parametrize(
        "last", [None, "unknown", "refused", {"passed": 0}, {"not_applicable": 1, "complete": False}]
    )
    def test_one_unit_that_is_not_read_leaves_it_unknown(self, last: str | Part | None) -> None:
        assert levels("DEL-05", read("DEL-05", 3, "absent", "absent", last))[0] == "unknown"

    def test_one_check_without_a_tally_leaves_it_unknown(self) -> None:
        unread = {"checks": [{"id": "b", "practice": "DEL-05", "level": 2, "kind": "repository"}]}
        grouped = read("DEL-05", 2, "absent", None, "absent", check="b", need="any_of:x")
        other = read("DEL-05", 2, "absent", "absent", None, check="c", need="any_of:x")

        assert levels("DEL-05", self.absent, unread)[0] == "unknown"
        assert levels("DEL-05", self.absent, grouped, other)[0] == "unknown"

    def test_a_unit_of_weight_0_does_not_matter(self) -> None:
        classes = ("production", "excluded")

        assert levels("DEL-05", read("DEL-05", 3, "absent", "pass", classes=classes))[0] == "not_applicable"

    def test_checks_of_kinds_that_are_not_in_scope_show_nothing(self) -> None:
        account = {"checks": [{"id": "b", "practice": "DEL-05", "level": 3, "kind": "account"}]}

        assert levels("DEL-05", account)[0] == "unknown"
        assert levels("DEL-05", self.absent, account)[0] == "not_applicable"

    def test_a_partial_view_cannot_show_it(self) -> None:
        printed = practice("OWN-09", read("OWN-09", 3, "absent"))

        assert printed["status"] == "unknown"
        assert printed["observed"] == {"low": 0, "high": 4, "visibility": 0.0}

    def test_an_approver_may_declare_it_until_a_date(self) -> None:
        assert levels("DEL-05", not_applicable("DEL-05"))[0] == "not_applicable"
        assert levels("DEL-05", not_applicable("DEL-05", expires=0))[0] == "not_applicable"
        assert levels("DEL-05", not_applicable("DEL-05", expires=-1))[0] == "unknown"
        assert levels("DEL-05", not_applicable("DEL-05", approver=" "))[0] == "unknown"

    @pytest.mark.parametrize("reason", ["another_team", "accepted_risk", "", "one_team"])
    def test_only_for_a_reason_that_is_one(self, reason: str) -> None:
        assert levels("DEL-05", not_applicable("DEL-05", reason))[0] == "unknown"

    def test_one_team_has_no_failures_between_teams(self) -> None:
        assert levels("OWN-05", not_applicable("OWN-05", "one_team"))[0] == "not_applicable"

    @pytest.mark.parametrize("gate", ["DEL-02", "OWN-09", "CST-01"])
    def test_never_for_a_gate(self, gate: str) -> None:
        assert levels(gate, not_applicable(gate))[0] == "unknown"

    def test_evidence_may_show_that_a_gate_has_nothing_to_hold(self) -> None:
        assert levels("DEL-01", read("DEL-01", 3, "absent"))[0] == "not_applicable"

    def test_it_is_stronger_than_an_override(self) -> None:
        assert levels("DEL-05", not_applicable("DEL-05"), override("DEL-05", 3))[0] == "not_applicable"


class TestOverride:
    def test_a_named_assessor_sets_the_level_until_a_date(self) -> None:
        claimed = said("CHG-04", product_engineer=1)
        printed = practice("CHG-04", claimed, override("CHG-04", 3))

        assert (printed["status"], printed["assessed"], printed["low"], printed["high"]) == ("assessed", 3, 3, 3)
        assert printed["override"] == {"level": 3, "by": "assessor", "computed": 1}
        assert practice("CHG-04", claimed, override("CHG-04", 3, expires=0))["low"] == 3
        assert practice("CHG-04", claimed, override("CHG-04", 3, expires=-1))["low"] == 1
        assert practice("CHG-04", claimed, override("CHG-04", 3, by=""))["override"] is None

    def test_it_may_lower_and_keeps_what_was_possible(self) -> None:
        printed = practice("OWN-05", said("OWN-05", cto=3), override("OWN-05", 0))

        assert (printed["status"], printed["low"], printed["high"]) == ("assessed", 0, 3)

    def test_on_an_unknown_practice_the_computed_level_is_0(self) -> None:
        printed = practice("OWN-05", override("OWN-05", 1))

        assert printed["override"] == {"level": 1, "by": "assessor", "computed": 0}
        assert (printed["status"], printed["low"], printed["high"]) == ("assessed", 1, 4)

    def test_of_two_the_lower_counts_unless_it_has_expired(self) -> None:
        assert practice("OWN-05", override("OWN-05", 3), override("OWN-05", 1))["low"] == 1
        assert practice("OWN-05", override("OWN-05", 3), override("OWN-05", 1, expires=-1))["low"] == 3


class TestTarget:
    @pytest.mark.parametrize(
        ("profile", "identifier", "target"),
        [
            ({}, "OBS-08", 3),
            ({"engineers": 15, "teams": 1}, "OBS-08", 2),  # criticality 3
            ({"engineers": 15, "teams": 1}, "OBS-03", 3),  # criticality 4
            ({"engineers": 16, "teams": 1}, "OBS-08", 3),
            ({"engineers": 15, "teams": 2}, "OBS-08", 3),
        ],
    )
    def test_a_small_team_needs_fewer_enforced_rules(self, profile: Part, identifier: str, target: int) -> None:
        assert practice(identifier, {"profile": profile})["target"] == target

    def test_a_target_as_given_comes_first(self) -> None:
        assert practice("OBS-08", {"targets": {"OBS-08": 4}, "profile": {"engineers": 1, "teams": 1}})["target"] == 4


def test_age_of_a_consensus_of_the_day_itself_is_0() -> None:
    assert levels("OWN-05", consensus("OWN-05", 3, days=0, shown=seen("screen") | {"date": ago(0)}))[1] == 3


def test_proof_needs_no_evidence_and_lo_4_is_proof() -> None:
    assert score("DEL-02", read("DEL-02", 4, "pass"), said("DEL-02", security=4)).low == 4
    assert score("OWN-05", said("OWN-05", cto=4, shown="exercise")).low == 4
    assert conclude(said("OWN-05", cto=4, shown="exercise"))["headline"]["nothing_shown"] is False
