"""What was not read: said once for each gap, what costs most first, in the words of every format."""

from __future__ import annotations

from fractions import Fraction

import documents
import pytest

from assess.model.practices import PracticeId
from assess.report.coverage import coverage, gap_sentence
from assess.report.shape import Finding, Gap
from assess.scoring.gaps import Cost, Costs, Wider

REFUSED = "not_permitted"


def finding(needs: str, unit: str, practice: str = "DEL-06", **more: object) -> Finding:
    """An unknown finding that something would settle."""
    one = next(each for each in documents.rich()["findings"] if each["outcome"] == "unknown")
    return {**one, "needs": needs, "unit": unit, "practice": practice, "reason": REFUSED, **more}  # type: ignore[typeddict-item]


def cost(points: Fraction, *practices: str) -> Cost:
    wider = tuple(Wider(PracticeId(each), 1, 2, 2) for each in practices)
    return Cost(wider, points, Fraction(31, 10), {"guardrails": Fraction(6)})


ROLES, ALARMS, KEYS = "iam:ListRoles", "cloudwatch:DescribeAlarms", "iam:ListAccessKeys"
COSTS = Costs(
    {
        (REFUSED, ROLES): cost(Fraction(19, 2), "DEL-06", "DEL-07"),
        (REFUSED, ALARMS): cost(Fraction(1), "OBS-01"),
        (REFUSED, KEYS): Cost((), Fraction(0), Fraction(0), {}),
    },
    cost(Fraction(21, 2), "DEL-06", "DEL-07", "OBS-01"),
)
FINDINGS = [
    finding(KEYS, "aws:111122223333/production"),
    finding(ALARMS, "aws:111122223333/production", "OBS-01"),
    finding(ALARMS, "aws:222233334444/production", "OBS-01"),
    finding(ROLES, "aws:111122223333/production"),
    finding(ROLES, "aws:111122223333/shared", "DEL-07"),
    finding(ROLES, "aws:222233334444/production"),
    finding(ROLES, "aws:333344445555/production"),
]


def test_what_costs_most_points_comes_first_however_often_it_is_met() -> None:
    found = coverage(FINDINGS, COSTS)
    assert [each["needs"] for each in found["not_permitted"]] == [ROLES, ALARMS, KEYS]
    first = found["not_permitted"][0]
    assert (first["points"], first["headline"], first["findings"]) == (9.5, 3.1, 4)
    assert first["wider"][0] == {"practice": "DEL-06", "rise": 1, "fall": 2, "by": 2}
    assert found["together"]["points"] == 10.5
    assert [each["practice"] for each in found["together"]["wider"]] == ["DEL-06", "DEL-07", "OBS-01"]


def test_a_gap_is_summed_up_in_one_sentence() -> None:
    told = [gap_sentence(REFUSED, each) for each in coverage(FINDINGS, COSTS)["not_permitted"]]
    assert told == [
        "iam:ListRoles refused in 3 accounts: 2 practices wider by up to 9.5 points",
        "cloudwatch:DescribeAlarms refused in 2 accounts: 1 practice wider by up to 1 point",
        "iam:ListAccessKeys refused in 1 account: no range is wider for it",
    ]


@pytest.mark.parametrize(
    ("reason", "needs", "units", "expected"),
    [
        ("unresolved", "show the drill", ["aws:1/production"], "show the drill (1 account): no range is wider for it"),
        ("unresolved", "", ["aws:1/production"], "nobody knows: no range is wider for it"),
        ("not_permitted", "unknown", ["aws:1/production"], "nobody knows: no range is wider for it"),
        (
            "not_collected",
            "connect:github",
            ["repository:x/a", "repository:x/b", "aws:1/other"],
            "connect:github not read in 1 account and 2 repositories: no range is wider for it",
        ),
        ("not_available", "collect again", ["organisation"], "collect again: no range is wider for it"),
    ],
)
def test_every_reason_has_its_words(reason: str, needs: str, units: list[str], expected: str) -> None:
    gap: Gap = {
        "needs": needs, "detail": "nobody knows", "targets": units, "findings": 1, "practices": [],
        **documents.COSTS_NOTHING,
    }  # fmt: skip
    assert gap_sentence(reason, gap) == expected


def test_without_costs_the_most_frequent_comes_first() -> None:
    found = coverage(FINDINGS)
    assert [each["needs"] for each in found["not_permitted"]] == [ROLES, ALARMS, KEYS]
    assert found["together"] == documents.COSTS_NOTHING
