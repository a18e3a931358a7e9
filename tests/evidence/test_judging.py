"""What a check concludes, and what the engine says itself where nothing was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from kept import Kept
from shops import NOON, RULES, model

from assess.evidence.checks import Check, Outcome
from assess.evidence.collectors import Collector, Job, JobId, JobRecord, JobResult, JobState, Target
from assess.evidence.facts import Fact, Reason, TargetId, Unread
from assess.evidence.findings import Finding, finding_id
from assess.evidence.judging import Judging, judge, judged_checks
from assess.evidence.tallies import Unit, UnitClass
from assess.evidence.units import EnvironmentDecision
from assess.model.loading import load

Shop = Callable[..., Path]
Collect = Callable[..., Kept]
Judge = Callable[..., tuple[list[Finding], Judging]]

PASS, FAIL, NONE, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE, Outcome.UNKNOWN
SHUT = {"unread": "not_permitted", "needs": "shop:GetHeight"}


@pytest.fixture
def judged(shop_collector: Collector) -> Judge:
    def all_of(kept: Kept, decisions: Mapping[TargetId, EnvironmentDecision] | None = None) -> tuple:
        judging = judge(kept, [shop_collector], model(*RULES), decisions)
        return list(judging), judging

    return all_of


def of(findings: list[Finding], check: str) -> list[Finding]:
    return [finding for finding in findings if finding.check == f"shop/{check}"]


def outcomes(findings: list[Finding], check: str) -> list[Outcome]:
    return [finding.outcome for finding in of(findings, check)]


def test_each_subject_gets_one_finding_of_each_check_with_what_decided_it(
    shop: Shop, collect: Collect, judged: Judge
) -> None:
    kept = collect(shop("a", shelves=[{"id": "low", "height": 1, "path": "hall"}, {"id": "high", "height": 9}]))
    low, high = of(judged(kept)[0], "stands_low")
    assert (low.outcome, high.outcome) == (PASS, FAIL)
    assert (low.unit, low.message, low.at, low.source) == ("shop:a", "low", NOON, "ls a/shelves")
    assert [(pointer.path, pointer.value) for pointer in low.evidence] == [("height", "1")]
    assert low.location is not None
    assert low.location.path == "hall"
    assert low.id == finding_id("shop/stands_low", "a/shelves/low")
    assert not low.whole_list


def test_a_value_that_was_not_read_is_unknown_with_its_reason_and_need(
    shop: Shop, collect: Collect, judged: Judge
) -> None:
    (found,) = of(judged(collect(shop("a", shelves=[{"id": "s", "height": SHUT}])))[0], "stands_low")
    assert (found.outcome, found.reason, found.needs) == (UNKNOWN, Reason.NOT_PERMITTED, "shop:GetHeight")
    assert not found.whole_list


@pytest.mark.parametrize(
    ("trouble", "reason", "needs"),
    [
        ("refuse shop:ListDoors", Reason.NOT_PERMITTED, "shop:ListDoors"),
        ("raise boom", Reason.NOT_AVAILABLE, ""),
        ("unresolved", Reason.UNRESOLVED, ""),
    ],
)
def test_a_list_nobody_saw_is_one_unknown_for_each_check_beside_what_was_seen(
    shop: Shop, collect: Collect, judged: Judge, trouble: str, reason: Reason, needs: str
) -> None:
    path = shop("a", doors_north=[{"id": "d"}], doors_south_trouble=trouble)
    findings, _ = judged(collect(path, shop_region=("north", "south")))
    seen, unseen = of(findings, "is_locked")
    assert (seen.outcome, seen.whole_list) == (PASS, False)
    assert (unseen.outcome, unseen.whole_list, unseen.reason, unseen.needs) == (UNKNOWN, True, reason, needs)
    assert (unseen.subject.target, unseen.subject.region) == ("shop:a", "south")
    assert [finding.whole_list for finding in of(findings, "looks_where_it_may_not")] == [False, True]


def test_what_a_refused_read_showed_before_it_was_refused_is_judged_too(
    shop: Shop, collect: Collect, judged: Judge
) -> None:
    path = shop("a", doors_north=[{"id": "d", "locked": False}], doors_north_trouble="refuse x")
    assert outcomes(judged(collect(path))[0], "is_locked") == [FAIL, UNKNOWN]


def test_a_refused_list_counts_in_every_environment_of_an_account(shop: Shop, collect: Collect, judged: Judge) -> None:
    path = shop("a", doors_north=[{"id": "d", "environment": "production"}], doors_south_trouble="refuse x")
    findings, _ = judged(collect(path, shop_region=("north", "south")))
    whole = [finding for finding in of(findings, "is_locked") if finding.whole_list]
    assert [finding.unit for finding in whole] == ["shop:a/production", "shop:a/unlabelled"]
    assert len({finding.id for finding in whole}) == 2


def test_a_check_that_reads_a_refused_kind_does_not_trust_silence(shop: Shop, collect: Collect, judged: Judge) -> None:
    path = shop("a", doors_north=[{"id": "d", "clerk": "a/clerks/c"}], clerks_trouble="refuse shop:ListClerks")
    findings, _ = judged(collect(path))
    subject, whole = of(findings, "has_a_clerk_awake")
    assert (subject.outcome, subject.reason, subject.needs) == (UNKNOWN, Reason.NOT_PERMITTED, "shop:ListClerks")
    assert whole.whole_list
    assert outcomes(findings, "has_as_many_clerks_as_doors") == [UNKNOWN, UNKNOWN]
    assert outcomes(findings, "is_locked") == [PASS]


@pytest.mark.parametrize(
    ("clerks", "outcome", "in_use"), [(["x", "y"], PASS, True), (["x"], FAIL, True), ([], FAIL, False)]
)
def test_a_product_is_in_use_where_a_check_says_so_or_passes(
    shop: Shop, collect: Collect, judged: Judge, clerks: list[str], outcome: Outcome, in_use: bool
) -> None:
    path = shop("a", doors_north=[{"id": "d"}, {"id": "e"}], clerks=[{"id": each} for each in clerks])
    findings, _ = judged(collect(path))
    for found in of(findings, "has_as_many_clerks_as_doors"):
        assert (found.outcome, found.in_use) == (outcome, in_use)
    assert not any(found.in_use for found in of(findings, "is_locked"))


def test_a_whole_list_without_the_subject_means_it_is_not_there(shop: Shop, collect: Collect, judged: Judge) -> None:
    path = shop("a", doors_north=[{"id": "d", "clerk": "a/clerks/gone"}, {"id": "e"}], clerks=[{"id": "c"}])
    findings, _ = judged(collect(path))
    assert outcomes(findings, "has_a_clerk_awake") == [FAIL, NONE]
    assert outcomes(findings, "has_as_many_clerks_as_doors") == [FAIL, FAIL]


def test_a_unit_read_whole_without_a_subject_says_so(shop: Shop, collect: Collect, judged: Judge) -> None:
    findings, _ = judged(collect(shop("a")))
    (low,) = of(findings, "stands_low")
    assert (low.outcome, low.message) == (NONE, "no shelf here")
    (has,) = of(findings, "has_a_shelf")
    assert (has.outcome, has.message) == (FAIL, "no shelf at all")


def test_where_nothing_was_asked_nothing_is_said(shop: Shop, shop_collector: Collector) -> None:
    assert list(judge(Kept(), [shop_collector], model())) == []


def test_a_thing_in_an_examples_folder_is_counted_apart_and_does_not_stand_for_one(
    shop: Shop, collect: Collect, judged: Judge
) -> None:
    findings, judging = judged(collect(shop("a", shelves=[{"id": "s", "height": 9, "path": "examples/s"}])))
    apart, own = of(findings, "stands_low")
    assert (apart.unit, judging.unit(apart.unit).unit_class) == ("shop:a/excluded", UnitClass.EXCLUDED)
    assert (own.unit, own.outcome) == ("shop:a", NONE)
    assert outcomes(findings, "has_a_shelf") == [PASS, FAIL]
    assert [each.check for each in findings if each.unit == apart.unit] == ["shop/has_a_shelf", "shop/stands_low"]


@pytest.mark.parametrize(
    ("doors", "clerk_awake", "back_door"),
    [
        ([{"id": "d"}], [NONE, UNKNOWN], [NONE]),
        ([{"id": "d"}, {"id": "e", "clerk": "a/clerks/c"}], [NONE, PASS], [NONE, NONE]),
        ([{"id": "d"}, {"id": "back"}], [NONE, NONE, UNKNOWN], [NONE, FAIL]),
        ([], [UNKNOWN], [UNKNOWN]),
    ],
    ids=["all set aside", "one judged", "the other seen", "none there"],
)
def test_what_evidence_alone_settles_is_unknown_where_all_that_was_seen_was_something_else(
    doors: list[object],
    clerk_awake: list[Outcome],
    back_door: list[Outcome],
    shop: Shop,
    collect: Collect,
    shop_collector: Collector,
) -> None:
    """Only a check that sees its subjects to be of another kind takes a practice out of the score."""
    kept = collect(shop("a", doors_north=doors, clerks=[{"id": "c", "awake": True}]))
    findings = list(judge(kept, [shop_collector], load()))
    assert sorted(outcomes(findings, "has_a_clerk_awake")) == sorted(clerk_awake)
    assert sorted(outcomes(findings, "back_door_is_watched")) == sorted(back_door)


def test_a_subject_known_in_a_way_the_check_does_not_accept_is_neither_there_nor_absent(
    shop: Shop, collect: Collect, judged: Judge
) -> None:
    findings, _ = judged(collect(shop("a", shelves=[{"id": "s", "basis": "declared"}])))
    (has,) = of(findings, "has_a_shelf")
    assert (has.outcome, has.reason) == (UNKNOWN, Reason.UNRESOLVED)


def test_a_check_that_breaks_is_unknown_on_that_subject_and_no_crash(
    shop: Shop, collect: Collect, judged: Judge
) -> None:
    findings, _ = judged(collect(shop("a", doors_north=[{"id": "odd"}, {"id": "even"}])))
    odd, even = of(findings, "looks_where_it_may_not")
    assert (odd.outcome, odd.reason) == (UNKNOWN, Reason.NOT_AVAILABLE)
    assert odd.message == "check failed: KeyError: 'odd'"
    assert even.outcome is PASS


class TestWhatAnOrganisationNeedsOnce:
    check = "says_who_decides"

    def test_found_anywhere_is_a_pass_and_unreadable_ones_do_not_lower_it(
        self, shop: Shop, collect: Collect, judged: Judge
    ) -> None:
        one = shop("a", shelves=[{"id": "p", "policy": "the board decides"}, {"id": "q", "policy": "lunch"}])
        two = shop("b", shelves=[{"id": "r", "policy": SHUT}])
        three = shop("c", shelves_trouble="refuse shop:ListShelves")
        findings = of(judged(collect(one, two, three))[0], self.check)
        assert sorted(finding.outcome for finding in findings) == [NONE, PASS]
        assert {finding.unit for finding in findings} == {"organisation"}

    def test_what_was_found_and_does_not_show_it_is_named_and_not_said_to_be_missing(
        self, shop: Shop, collect: Collect, judged: Judge
    ) -> None:
        vague = [{"id": name, "policy": f"vague {name}"} for name in ("p", "q")]
        (found,) = of(judged(collect(shop("a", shelves=vague)))[0], self.check)
        assert (found.outcome, found.needs) == (UNKNOWN, "say it")
        assert found.message == "it is vague; 1 more likewise"
        assert [each.value for each in found.evidence] == ["vague p"]

    def test_found_nowhere_is_one_unknown_that_no_refusal_makes_worse(
        self, shop: Shop, collect: Collect, judged: Judge
    ) -> None:
        one = shop("a", shelves=[{"id": "p", "policy": SHUT}])
        two = shop("b", shelves_trouble="refuse shop:ListShelves")
        findings, judging = judged(collect(one, two))
        (found,) = of(findings, self.check)
        assert (found.outcome, found.reason, found.whole_list) == (UNKNOWN, Reason.UNRESOLVED, False)
        assert found.message == "not found in what was read (1 of 2 reads were refused); it may live elsewhere"
        assert found.needs == "shop:ListShelves"
        assert judging.unit("organisation") == Unit(
            "organisation", "organisation", UnitClass.SHARED, "what exists once"
        )

    def test_never_fails_even_if_a_check_says_so(self, shop: Shop, collect: Collect, judged: Judge) -> None:
        findings, _ = judged(collect(shop("a", shelves=[{"id": "p", "policy": "fail"}])))
        outcome, rest = of(findings, self.check)
        assert (outcome.outcome, outcome.reason) == (UNKNOWN, Reason.NOT_AVAILABLE)
        assert "check failed" in outcome.message
        assert rest.outcome is UNKNOWN

    def test_what_lies_in_an_archived_shop_is_not_found(self, shop: Shop, collect: Collect, judged: Judge) -> None:
        path = shop("a", about={"excluded": "archived"}, shelves=[{"id": "p", "policy": "the board decides"}])
        assert outcomes(judged(collect(path))[0], self.check) == [UNKNOWN]


class TestUnits:
    def unit(self, judged: Judge, kept: Kept, **decisions: UnitClass) -> Mapping[str, tuple[UnitClass, str]]:
        found = {TargetId(f"shop:{name}"): EnvironmentDecision(made, "Ada") for name, made in decisions.items()}
        _, judging = judged(kept, found)
        return {unit.id: (unit.unit_class, unit.why) for unit in judging.units}

    def test_the_name_gives_the_class_where_nothing_else_does(
        self, shop: Shop, collect: Collect, judged: Judge
    ) -> None:
        units = self.unit(judged, collect(shop("eu-prod"), shop("shared"), shop("x")))
        assert units["shop:eu-prod"] == (UnitClass.PRODUCTION, "rule on its name eu-prod")
        assert units["shop:eu-prod/production"][0] is UnitClass.PRODUCTION
        assert units["shop:shared"][0] is UnitClass.SHARED
        assert units["shop:x"] == (UnitClass.UNLABELLED, "nothing says what it is")

    def test_a_decision_outranks_the_rules_and_the_own_tag_outranks_a_decision(
        self, shop: Shop, collect: Collect, judged: Judge
    ) -> None:
        tagged = shop("tagged", about={"labels": {"tag": "staging"}})
        kept = collect(shop("eu-prod"), tagged)
        units = self.unit(judged, kept, **{"eu-prod": UnitClass.OTHER, "tagged": UnitClass.PRODUCTION})
        assert units["shop:eu-prod"] == (UnitClass.OTHER, "decision of Ada")
        assert units["shop:tagged"] == (UnitClass.OTHER, "its own tag staging")

    def test_an_account_is_split_by_the_tags_of_its_subjects_and_a_repository_is_not(
        self, shop: Shop, collect: Collect, judged: Judge
    ) -> None:
        doors = [{"id": "p", "environment": "production"}, {"id": "q", "environment": "dev"}, {"id": "r"}]
        path = shop("a", doors_north=doors, shelves=[{"id": "s", "environment": "prod", "path": "prod/x"}])
        findings, judging = judged(collect(path))
        assert [f.unit for f in of(findings, "is_locked")] == ["shop:a/production", "shop:a/other", "shop:a/unlabelled"]
        assert [f.unit for f in of(findings, "stands_low")] == ["shop:a"]
        assert judging.unit("shop:a/other").why == "its own tag dev"

    def test_a_tag_that_no_rule_knows_leaves_the_account_as_it_is(
        self, shop: Shop, collect: Collect, judged: Judge
    ) -> None:
        findings, _ = judged(collect(shop("eu-prod", doors_north=[{"id": "d", "environment": "blue"}])))
        assert [finding.unit for finding in of(findings, "is_locked")] == ["shop:eu-prod/production"]

    def test_what_is_archived_does_not_count_unless_a_person_says_what_it_is_for(
        self, shop: Shop, collect: Collect, judged: Judge
    ) -> None:
        kept = collect(shop("prod-old", about={"excluded": "archived"}), shop("fork", about={"excluded": "fork"}))
        units = self.unit(judged, kept, fork=UnitClass.PRODUCTION)
        assert units["shop:prod-old"] == (UnitClass.EXCLUDED, "archived")
        assert units["shop:fork"] == (UnitClass.PRODUCTION, "decision of Ada")

    def test_an_environment_without_a_subject_is_not_failed_for_what_stands_in_another(
        self, shop: Shop, collect: Collect, judged: Judge
    ) -> None:
        doors = [{"id": "d", "environment": "dev", "clerk": "a/clerks/c"}]
        findings, _ = judged(collect(shop("a", doors_north=doors, clerks=[{"id": "c"}])))
        for name in ("is_locked", "has_a_door"):
            assert [(f.unit, f.outcome) for f in of(findings, name)] == [
                ("shop:a/other", PASS),
                ("shop:a/unlabelled", NONE),
            ]

    def test_an_account_without_a_subject_anywhere_is_failed_once(
        self, shop: Shop, collect: Collect, judged: Judge
    ) -> None:
        path = shop("a", clerks=[{"id": "c"}])
        findings, _ = judged(collect(path))
        assert [(f.unit, f.outcome) for f in of(findings, "has_a_door")] == [("shop:a/unlabelled", FAIL)]


def test_findings_come_in_one_order_with_distinct_ids(shop: Shop, collect: Collect, judged: Judge) -> None:
    shops = [shop(name, doors_north=[{"id": "d"}], shelves=[{"id": "s"}]) for name in "abc"]
    first, second = judged(collect(*shops))[0], judged(collect(*reversed(shops)))[0]
    assert first == second
    assert len({finding.id for finding in first}) == len(first)


def test_checks_pass_to_scoring_as_plain_values(shop_collector: Collector) -> None:
    checks = {check.id: check for check in judged_checks([shop_collector])}
    locked = checks["shop/is_locked"]
    assert (locked.practice, locked.level, locked.unit_kind, locked.every_unit) == ("DEL-01", 3, "account", True)
    assert (locked.product, locked.sentence) == (None, "The door is locked.")
    assert checks["shop/has_as_many_clerks_as_doors"].product == "rota:acme"
    assert checks["shop/says_who_decides"].unit_kind == "organisation"


class Source(Kept):
    """Kept results, of which one batch is stored in a form that cannot be read."""

    unreadable: tuple[str, str] = ("", "")

    def facts(self, kind: str) -> Iterator[tuple[JobRecord, Fact | Unread]]:
        told: set[JobId] = set()
        for record, fact in super().facts(kind):
            if (kind, record.target) != self.unreadable:
                yield record, fact
            elif record.id not in told:
                told.add(record.id)
                yield record, Unread(Reason.NOT_COLLECTED, "stored in an older form", "collect again")


def test_facts_that_cannot_be_read_any_more_are_not_absent(shop: Shop, collect: Collect, judged: Judge) -> None:
    source = Source()
    source.unreadable = ("shop.door", "shop:a")
    one = shop("a", doors_north=[{"id": "d"}], clerks=[{"id": "c"}])
    collect(one, shop("b", doors_north=[{"id": "d"}]), kept=source)
    findings = of(judged(source)[0], "is_locked")
    assert [(f.unit, f.outcome, f.whole_list, f.needs) for f in findings] == [
        ("shop:b/unlabelled", PASS, False, ""),
        ("shop:a/unlabelled", UNKNOWN, True, "collect again"),
    ]


def test_a_newer_read_with_other_options_replaces_the_older_and_a_refused_one_does_not(
    shop: Shop, collect: Collect, judged: Judge
) -> None:
    path = shop("a", doors_north=[{"id": "old"}])
    kept = collect(path)
    (path / "doors.north.json").write_text('[{"id": "new"}]')
    collect(path, kept=kept, lamp=("red",), at=NOON + timedelta(hours=1))
    assert [f.subject.id for f in of(judged(kept)[0], "is_locked")] == ["a/doors/new"]
    (path / "doors.north.trouble").write_text("refuse x")
    collect(path, kept=kept, lamp=("blue",), at=NOON + timedelta(hours=2))
    (finding,) = of(judged(kept)[0], "is_locked")
    assert (finding.subject.id, finding.outcome, finding.at) == ("a/doors/new", PASS, NOON + timedelta(hours=1))


def test_what_was_found_and_never_asked_is_a_unit_in_silence(shop_collector: Collector) -> None:
    kept = Kept()
    target = Target(TargetId("shop:seen"), "shop", "seen")
    chain = Target(TargetId("chain:c"), "chain", "c")
    job = Job(JobId("1"), "shop", "shop.branches", chain)
    kept.record([JobResult(job, JobState.DONE, targets=(target,), at=NOON)])
    judging = judge(kept, [shop_collector], model())
    assert list(judging) == []
    assert [unit.id for unit in judging.units] == ["shop:seen", "shop:seen/unlabelled"]


def test_a_check_sees_no_kind_that_it_does_not_name(shop: Shop, collect: Collect, shop_collector: Collector) -> None:
    kept = collect(shop("a", doors_north=[{"id": "d"}], clerks=[{"id": "c"}]))
    from shop.facts import Clerk, Door

    blind = replace(next(c for c in shop_collector.checks() if c.id == "shop/has_a_clerk_awake"), reads=(Door,))

    class Blind:
        name, options, probes = "shop", (), shop_collector.probes

        def checks(self) -> list[Check]:
            return [replace(blind, judge=lambda door, snapshot: list(snapshot.of(Clerk)))]

    (finding,) = judge(kept, [Blind()], model())
    assert (finding.outcome, finding.reason) == (UNKNOWN, Reason.NOT_AVAILABLE)
    assert "asks for shop.clerk and does not name it in `reads`" in finding.message
