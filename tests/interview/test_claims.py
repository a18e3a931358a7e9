"""What people's answers come to (method section 3), worked out by hand."""

from __future__ import annotations

import pytest

from assess.fixfirst.printed import PrintedClaim
from tests.method.small import Part, ago, consensus, practice, said, seen

# OWN-09: cto, platform_lead, product_engineer; a decision right. OBS-01: product_engineer, platform_lead.


def claim(identifier: str, *parts: Part) -> PrintedClaim | None:
    return practice(identifier, *parts)["claimed"]


def level(identifier: str, *parts: Part) -> int | None:
    claimed = claim(identifier, *parts)
    return claimed and claimed["level"]


def answered(*answers: tuple[str, str, object], roles: dict[str, list[str]] | None = None) -> Part:
    """Answers of persons to OWN-09 on dates; everyone is a cto unless said otherwise."""
    persons = {person for person, _, _ in answers}
    return {
        "respondents": [{"id": each, "roles": (roles or {}).get(each, ["cto"])} for each in sorted(persons)],
        "answers": [
            {"respondent": person, "practice": "OWN-09", "date": day}
            | ({said_: True} if isinstance(said_, str) else {"level": said_})
            for person, day, said_ in answers
        ],
    }


class TestAnswers:
    def test_the_newest_of_each_respondent_counts(self) -> None:
        assert level("OWN-09", answered(("a", ago(3), 1), ("a", ago(9), 4))) == 1
        assert level("OWN-09", answered(("a", ago(9), 1), ("a", ago(3), 4))) == 4

    def test_of_the_same_day_the_lower(self) -> None:
        assert level("OWN-09", answered(("a", ago(3), 4), ("a", ago(3), 2), ("a", ago(3), 3))) == 2
        assert level("OWN-09", answered(("a", ago(3), 0), ("a", ago(3), "dont_know"))) is None

    def test_for_365_days(self) -> None:
        assert level("OWN-09", answered(("a", ago(365), 2))) == 2
        assert level("OWN-09", answered(("a", ago(366), 2))) is None

    def test_a_newer_dont_know_replaces_a_level(self) -> None:
        assert level("OWN-09", answered(("a", ago(9), 4), ("a", ago(3), "dont_know"))) is None

    def test_a_proposal_is_no_level(self) -> None:
        assert level("OWN-09", said("OWN-09", cto="not_applicable")) is None

    def test_answers_about_practices_the_model_does_not_hold_are_passed_over(self) -> None:
        assert level("OWN-09", said("OWN-09", cto=2), said("OWN-99", platform_lead=4)) == 2


class TestRoles:
    def test_a_respondent_counts_once_in_the_practices_first_role_they_hold(self) -> None:
        both = answered(("a", ago(3), 2), roles={"a": ["product_engineer", "finops", "platform_lead"]})

        assert claim("OWN-09", both)["roles"] == [{"role": "platform_lead", "level": 2}]  # type: ignore[index]

    def test_else_in_the_first_of_the_catalogue_as_an_outsider(self) -> None:
        outsider = answered(("a", ago(3), 2), roles={"a": ["finops", "security"]})

        assert claim("OWN-09", outsider)["roles"] == [{"role": "security", "level": 2}]  # type: ignore[index]

    def test_a_role_the_catalogue_does_not_know_is_an_outsider(self) -> None:
        strange = answered(("a", ago(3), 2), ("b", ago(3), 4), roles={"a": ["auditor"]})

        assert level("OWN-09", strange) == 4
        assert level("OWN-09", answered(("a", ago(3), 2), roles={"a": ["auditor"]})) == 2

    def test_who_has_no_role_does_not_vote(self) -> None:
        assert level("OWN-09", answered(("a", ago(3), 2), roles={"a": []})) is None

    @pytest.mark.parametrize(
        ("levels", "median"), [([4], 4), ([1, 3], 1), ([3, 1, 2], 2), ([4, 1, 3, 2], 2), ([0, 0, 4, 4, 4], 4)]
    )
    def test_a_role_holds_the_low_median_of_its_answers(self, levels: list[int], median: int) -> None:
        assert level("OWN-09", said("OWN-09", cto=levels)) == median

    def test_outsiders_count_only_if_no_named_role_gave_a_level(self) -> None:
        assert level("OBS-01", said("OBS-01", platform_lead=1, cto=4, finops=4)) == 1
        assert level("OBS-01", said("OBS-01", cto=4, finops=3)) == 3
        assert level("OBS-01", said("OBS-01", platform_lead="dont_know", cto=4)) == 4

    def test_outsiders_are_printed_all_the_same_by_name(self) -> None:
        printed = claim("OBS-01", said("OBS-01", platform_lead=1, cto=4, finops=3))

        assert printed is not None
        assert [each["role"] for each in printed["roles"]] == ["cto", "finops", "platform_lead"]


class TestDontKnow:
    @pytest.mark.parametrize(
        ("identifier", "role", "expected"),
        [
            ("OWN-09", "product_engineer", 0),
            ("OWN-09", "platform_lead", 0),
            ("OWN-09", "cto", None),  # does not have to act
            ("IRP-05", "product_engineer", None),  # the practice does not name engineers
            ("IRP-05", "platform_lead", 0),
            ("OBS-01", "product_engineer", None),  # no decision right
        ],
    )
    def test_who_must_act_and_does_not_know_that_they_may_may_not(
        self, identifier: str, role: str, expected: int | None
    ) -> None:
        assert level(identifier, said(identifier, **{role: "dont_know"})) == expected

    def test_it_is_the_role_in_which_one_counts(self) -> None:
        lead_and_cto = answered(("a", ago(3), "dont_know"), roles={"a": ["platform_lead", "cto"]})

        assert level("OWN-09", lead_and_cto) is None

    def test_a_0_of_that_kind_votes_like_any(self) -> None:
        assert level("OWN-09", said("OWN-09", product_engineer=["dont_know", 3, 3])) == 3


class TestDisputes:
    def test_one_vote_a_role(self) -> None:
        printed = claim(
            "OWN-09", said("OWN-09", cto=4, platform_lead=[3, 3, 3], product_engineer=[3, 3, 3, 1], finops=1)
        )

        assert printed is not None
        assert (printed["level"], printed["median"], printed["spread"], printed["contested"]) == (3, 3, 1, False)

    def test_two_levels_apart_the_lowest_role_holds_until_it_is_settled(self) -> None:
        printed = claim("OWN-09", said("OWN-09", cto=4, platform_lead=3, product_engineer=[1, 1]))

        assert printed is not None
        assert (printed["level"], printed["median"], printed["spread"], printed["contested"]) == (1, 3, 3, True)

    def test_one_level_apart_is_no_dispute(self) -> None:
        printed = claim("OWN-09", said("OWN-09", cto=3, platform_lead=2))

        assert printed is not None
        assert (printed["level"], printed["spread"], printed["contested"]) == (2, 1, False)

    def test_an_outsider_does_not_contest_named_roles(self) -> None:
        printed = claim("OWN-09", said("OWN-09", cto=4, finops=0))

        assert printed is not None
        assert (printed["level"], printed["spread"], printed["contested"]) == (4, 0, False)

    @pytest.mark.parametrize(
        ("levels", "divided"), [([1, 4], []), ([1, 1, 4], ["cto"]), ([1, 2, 3], []), ([0, 3, 3, 3], ["cto"])]
    )
    def test_a_role_of_three_that_lies_three_apart_is_divided_and_does_not_contest(
        self, levels: list[int], divided: list[str]
    ) -> None:
        printed = claim("OWN-09", said("OWN-09", cto=levels))

        assert printed is not None
        assert printed["divided"] == divided
        assert not printed["contested"]


class TestConsensus:
    dispute = said("OWN-09", cto=4, product_engineer=1, finops=0)

    def test_it_settles_and_roles_stay_as_answered(self) -> None:
        assert claim("OWN-09", self.dispute, consensus("OWN-09", 2)) == {
            "level": 2,
            "median": 2,
            "spread": 3,
            "contested": False,
            "consensus": True,
            "divided": [],
            "roles": [
                {"role": "cto", "level": 4},
                {"role": "finops", "level": 0},
                {"role": "product_engineer", "level": 1},
            ],
        }

    def test_it_needs_a_reason(self) -> None:
        assert level("OWN-09", self.dispute, consensus("OWN-09", 3, reason=" ")) == 1

    def test_it_holds_for_365_days(self) -> None:
        old = said("OWN-09", cto=4, product_engineer=1, days=365)

        assert level("OWN-09", old, consensus("OWN-09", 3, days=365)) == 3
        assert level("OWN-09", consensus("OWN-09", 3, days=366)) is None

    def test_it_ends_when_anyone_answers_that_practice_on_a_later_date(self) -> None:
        agreed = consensus("OWN-09", 3, days=3)

        assert level("OWN-09", self.dispute, agreed) == 3  # of the same day
        assert level("OWN-09", self.dispute, agreed, said("OWN-09", security="dont_know", days=2)) == 1
        assert level("OWN-09", self.dispute, agreed, said("OWN-01", security=1, days=2)) == 3

    def test_the_newest_counts_and_of_the_same_day_the_lower(self) -> None:
        assert level("OWN-09", self.dispute, consensus("OWN-09", 3), consensus("OWN-09", 2)) == 2
        assert level("OWN-09", self.dispute, consensus("OWN-09", 3, days=1), consensus("OWN-09", 2)) == 3

    def test_it_gives_a_level_where_nobody_did(self) -> None:
        printed = claim("OWN-09", consensus("OWN-09", 3))

        assert printed is not None
        assert (printed["level"], printed["spread"], printed["roles"]) == (3, 0, [])


class TestShown:
    """What was seen raises the ceiling (section 4.2) if it counts."""

    @pytest.mark.parametrize(("claimed", "ceiling"), [(2, 2), (3, 3), (4, 3)])
    def test_it_counts_with_a_level_of_3_or_4(self, claimed: int, ceiling: int) -> None:
        assert practice("OWN-05", said("OWN-05", cto=claimed, shown="screen"))["ceiling"] == ceiling

    @pytest.mark.parametrize(("age", "ceiling"), [(365, 3), (366, 2)])
    def test_it_counts_for_365_days(self, age: int, ceiling: int) -> None:
        shown = seen("document") | {"date": ago(age)}

        assert practice("OWN-05", said("OWN-05", cto=3, shown=shown))["ceiling"] == ceiling

    def test_what_an_outsider_shows_counts_only_if_the_outsider_votes(self) -> None:
        outsider = said("OWN-05", finops=3, shown="screen")

        assert practice("OWN-05", outsider)["ceiling"] == 3
        assert practice("OWN-05", outsider, said("OWN-05", cto=3))["ceiling"] == 2

    def test_it_counts_with_a_consensus_of_3_or_4(self) -> None:
        assert practice("OWN-05", consensus("OWN-05", 3, shown=seen("document")))["ceiling"] == 3
        assert practice("OWN-05", consensus("OWN-05", 2, shown=seen("document")))["ceiling"] == 2
