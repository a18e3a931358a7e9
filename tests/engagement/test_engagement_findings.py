"""The findings ledger: counted by one rule, listed in pages, kept under a key, never blown up by their number."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from engagement_builder import NOW, new, reopen

from assess.engagement import Engagement, EngagementError
from assess.evidence.checks import Outcome, Pointer
from assess.evidence.facts import FactId, Location, Reason, Subject, TargetId, UnitKind
from assess.evidence.findings import Finding, FindingId, finding_id
from assess.evidence.tallies import Tally, Unit, UnitClass

REFUSED, LATE, UNRESOLVED = Reason.NOT_PERMITTED, Reason.NOT_AVAILABLE, Reason.UNRESOLVED
APP = "repository:example.org/acme/app"


def finding(
    outcome: Outcome | Reason = Outcome.PASS,
    *,
    check: str = "test/lit",
    unit: str = APP,
    subject: str = "lamp",
    needs: str = "",
    whole_list: bool = False,
    at: datetime | None = NOW,
    message: str = "the lamp is lit",
    in_use: bool = False,
) -> Finding:
    reason = outcome if isinstance(outcome, Reason) else None
    return Finding(
        id=finding_id(check, subject),
        check=check,
        practice="OBS-01",
        level=2,
        outcome=outcome if isinstance(outcome, Outcome) else Outcome.UNKNOWN,
        unit=unit,
        subject=Subject("lamp", subject, TargetId(APP), "eu-west-1"),
        message=message,
        location=Location("lamps", 3, 4),
        evidence=(Pointer(FactId("f" * 16), "lit", 'tr"ue'),),
        reason=reason,
        needs=needs,
        whole_list=whole_list,
        in_use=in_use,
        at=at,
        source="cat lamps",
    )


def unit(identifier: str, kind: UnitKind = "repository") -> Unit:
    return Unit(identifier, kind, UnitClass.PRODUCTION)


def counted(engagement: Engagement, *findings: Finding, kind: UnitKind = "repository") -> tuple[Tally, ...]:
    engagement.replace_findings("key", findings, unit_of=lambda one: unit(one, kind))
    return engagement.tallies()


def test_outcomes_are_counted_by_check_and_unit(engagement: Engagement) -> None:
    outcomes: list[Outcome | Reason] = [
        Outcome.PASS,
        Outcome.PASS,
        Outcome.FAIL,
        Outcome.NOT_APPLICABLE,
        REFUSED,
        LATE,
        UNRESOLVED,
    ]
    tallies = counted(
        engagement,
        *(finding(outcome, subject=str(n)) for n, outcome in enumerate(outcomes)),
        finding(Outcome.FAIL, unit="repository:other"),
        finding(Reason.NOT_COLLECTED, check="test/other"),
    )
    assert tallies == (
        Tally("test/lit", APP, 2, 1, 1, 2, 1, True, NOW.date()),
        Tally("test/lit", "repository:other", failed=1, read_at=NOW.date()),
        Tally("test/other", APP, unknown=1, read_at=NOW.date()),
    )


def test_a_list_nobody_saw_makes_the_count_incomplete(engagement: Engagement) -> None:
    (tally,) = counted(engagement, finding(), finding(REFUSED, subject="all", whole_list=True, needs="lamp:List"))
    assert (tally.passed, tally.refused, tally.complete, tally.needs) == (1, 1, False, "lamp:List")


@pytest.mark.parametrize(
    ("findings", "needs"),
    [
        (
            [finding(UNRESOLVED, needs="a:step"), finding(REFUSED, needs="z:Read"), finding(REFUSED, needs="y:Read")],
            "y:Read",
        ),
        ([finding(UNRESOLVED, needs="b:step"), finding(REFUSED), finding(UNRESOLVED, needs="c:step")], "b:step"),
        ([finding(REFUSED)], ""),
    ],
)
def test_needs_name_the_smallest_refused_permission_first(
    engagement: Engagement, findings: list[Finding], needs: str
) -> None:
    assert counted(engagement, *findings)[0].needs == needs


def test_a_product_seen_at_work_once_is_in_use_in_the_whole_unit(engagement: Engagement) -> None:
    seen = finding(Outcome.FAIL, subject="a", in_use=True)
    here, elsewhere = counted(
        engagement, seen, finding(Outcome.FAIL, subject="b"), finding(Outcome.FAIL, unit="repository:other")
    )
    assert (here.failed, here.in_use, elsewhere.in_use) == (2, True, False)
    assert engagement.finding(seen.id).finding == seen


def test_the_newest_read_dates_the_count(engagement: Engagement) -> None:
    (tally,) = counted(engagement, finding(at=NOW), finding(at=NOW - timedelta(days=9)), finding(at=None))
    assert tally.read_at == NOW.date()
    assert counted(engagement, finding(at=None))[0].read_at is None


@pytest.mark.parametrize(
    ("findings", "passed", "unknown"),
    [
        ([finding(), finding(), finding(REFUSED, whole_list=True)], 1, 0),
        ([finding(UNRESOLVED), finding(REFUSED, whole_list=True)], 0, 1),
        ([finding(Outcome.FAIL)], 0, 1),
    ],
)
def test_what_an_organisation_needs_once_is_found_or_unknown(
    engagement: Engagement, findings: list[Finding], passed: int, unknown: int
) -> None:
    tallies = counted(engagement, *findings, kind="organisation")
    (tally,) = tallies
    assert (tally.passed, tally.failed, tally.unknown, tally.refused, tally.complete) == (passed, 0, unknown, 0, True)


def test_a_finding_comes_back_as_it_was_made(engagement: Engagement) -> None:
    made = [finding(), finding(REFUSED, subject="no UTF-8", message="two\nlines", needs="x", whole_list=True)]
    engagement.replace_findings("key", made, unit_of=unit, owners={APP: "@acme/platform"})
    listed = engagement.findings()
    assert [one.finding for one in listed] == made
    assert engagement.finding(made[1].id) == listed[1]
    assert engagement.finding(FindingId("nothing")) is None
    first = listed[0]
    assert (first.unit_kind, first.unit_class, first.repository) == ("repository", "production", APP[11:])
    assert (first.environment, first.owner, first.state) == ("production", "@acme/platform", "open")


def test_text_that_is_no_text_is_kept_readable(engagement: Engagement) -> None:
    engagement.replace_findings("key", [finding(), finding(message="caf\udce9"), finding(subject="x")])
    assert [one.finding.message for one in engagement.findings()] == ["the lamp is lit", "caf\\xe9", "the lamp is lit"]


def test_lists_are_filtered_ordered_and_cut_into_pages(engagement: Engagement) -> None:
    made = [finding(Outcome.FAIL if n % 3 else Outcome.PASS, subject=f"{n:03}") for n in range(100)]
    engagement.replace_findings("key", made)
    failed = ("outcome = ?", ("fail",))
    page = engagement.findings(failed, ("-subject_id",), limit=3, offset=1)
    assert [one.finding.subject.id for one in page] == ["097", "095", "094"]
    assert engagement.count_findings(failed) == 66
    assert engagement.count_findings_by("outcome") == (("fail", 66), ("pass", 34))
    numbers = engagement.finding_numbers(failed, ("-subject_id",))
    assert [one.finding.subject.id for one in engagement.findings_numbered(numbers[1:4])] == ["097", "095", "094"]
    assert engagement.findings_numbered([10_000]) == ()
    assert [one.finding.subject.id for one in engagement.every_finding(failed)] == [
        one.subject.id for one in made if one.outcome is Outcome.FAIL
    ]
    with pytest.raises(EngagementError, match="no column password"):
        engagement.findings(order=("password",))


def test_suppressed_findings_are_marked_and_counted_as_they_are(engagement: Engagement) -> None:
    made = [finding(Outcome.FAIL, subject=str(n)) for n in range(3)]
    engagement.replace_findings("key", made, suppressed=[("subject_id = ?", ("1",))])
    assert [one.state for one in engagement.findings()] == ["open", "suppressed", "open"]
    assert engagement.tallies()[0].failed == 3


def test_findings_are_replaced_whole_and_known_by_their_key(engagement: Engagement) -> None:
    assert engagement.findings_key() is None
    counted(engagement, finding(), finding(check="test/other"))
    engagement.replace_findings("newer", [finding(Outcome.FAIL)])
    assert engagement.findings_key() == "newer"
    assert [tally.failed for tally in engagement.tallies()] == [1]

    def breaks() -> Iterator[Finding]:
        yield finding()
        raise RuntimeError("a check broke")

    with pytest.raises(RuntimeError):
        engagement.replace_findings("newest", breaks())
    assert engagement.findings_key() == "newer"
    assert engagement.count_findings() == 1


def test_findings_are_no_events_and_outlive_closing(path: Path) -> None:
    with new(path) as engagement:
        before = len(engagement.history())
        engagement.replace_findings("key", [finding()])
        engagement.keep_derived("scorecard", "key", b"{}")
        assert len(engagement.history()) == before
    with reopen(path, write=False) as reader:
        assert (reader.findings_key(), reader.count_findings()) == ("key", 1)
        assert reader.derived("scorecard") == ("key", b"{}")
        assert reader.derived("nothing") is None


def test_where_nothing_may_be_written_findings_last_as_long_as_the_connection(path: Path) -> None:
    with new(path) as engagement:
        engagement.replace_findings("kept", [finding()])
    before = path.read_bytes()
    with reopen(path, write=False) as reader:
        reader.replace_findings("mine", [finding(), finding(subject="second")], unit_of=unit)
        reader.keep_derived("scorecard", "mine", b"{}")
        assert (reader.findings_key(), reader.count_findings(), reader.tallies()[0].passed) == ("mine", 2, 2)
        assert reader.derived("scorecard") == ("mine", b"{}")
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["acme.assess"]


def test_looking_at_an_older_round_keeps_the_findings_of_the_newest(path: Path) -> None:
    with new(path) as engagement:
        engagement.open_round("Round 2", model_digest="m")
        engagement.replace_findings("round 2", [finding()])
        engagement.replace_findings("round 1", [finding(), finding(subject="2")], round_id=1)
        engagement.keep_derived("checks", "round 1", b"old")
        assert (engagement.findings_key(), engagement.count_findings()) == ("round 1", 2)
        assert engagement.derived("checks") == ("round 1", b"old")
        engagement.replace_findings("round 2 again", [finding()])
        assert (engagement.findings_key(), engagement.derived("checks")) == ("round 2 again", None)
    with reopen(path) as again:
        assert (again.findings_key(), again.count_findings()) == ("round 2 again", 1)


def test_memory_does_not_grow_with_the_number_of_findings(engagement: Engagement) -> None:
    def peak(number: int) -> int:
        tracemalloc.start()
        engagement.replace_findings("key", (finding(subject=str(n)) for n in range(number)))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    small = peak(10_000)
    assert peak(40_000) < small * 1.5
    assert sum(1 for _ in engagement.every_finding()) == 40_000
    assert engagement.tallies() == (Tally("test/lit", APP, passed=40_000, read_at=date(2026, 3, 2)),)
