"""What a gap costs: cases worked out by hand, and that no reading could narrow a range by more than was said."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from assess.evidence.tallies import Unseen
from assess.interview.claims import claims
from assess.model.practices import OperatingModel, PracticeId
from assess.scoring import Scorecard, observe
from assess.scoring.gaps import ANY_LENGTH, Cost, costs
from assess.scoring.observation import Folding
from tests.method.estates import AS_OF, Input, inputs
from tests.method.reading import (
    read_answers,
    read_decisions,
    read_evidence,
    read_profile,
    read_respondents,
    scorecard,
)
from tests.method.small import Part, catalogue, everybody, read, said, together
from tests.method.test_properties import changed, filled

REFUSED, OPEN = "not_permitted", "unresolved"
KEYS = "iam:ListRoles"


def weighed(given_: Input, unseen: Sequence[Unseen], model: OperatingModel) -> tuple[Scorecard, Cost, Cost]:
    """The scorecard of an input, the cost of the gap that `KEYS` would close, and of all that was refused."""
    card, decisions = scorecard(given_, model), read_decisions(given_)
    profile = read_profile(given_.get("profile") or {}, given_.get("targets") or {})
    told = claims(read_answers(given_), read_respondents(given_), decisions, model, AS_OF)
    found = costs(model, profile, told, decisions, card, read_evidence(given_), unseen)
    (mine,) = (cost for (_, cause), cost in found.by_gap.items() if cause == KEYS)
    return card, mine, found.refused


def gap(unit: int = 1, subjects: int = 1, *, whole: bool = False, cause: str = KEYS, **more: str) -> Unseen:
    told = {"check": "check", "reason": REFUSED, **more}
    return Unseen(told["check"], f"repository-{unit}", told["reason"], cause, subjects, whole)


def of(*parts: Part, unseen: Sequence[Unseen]) -> list[tuple[str, int, int, int]]:
    """The practices that are wider, by how much they could rise and fall, and at most narrow."""
    cost = weighed(together(*parts), unseen, catalogue())[1]
    return [(each.practice, each.rise, each.fall, each.by) for each in cost.practices]


def test_a_refusal_costs_the_whole_range_where_nothing_else_is_known() -> None:
    refused = read("DEL-02", 3, {"refused": 1, "complete": False})
    card, cost, together_ = weighed(together(refused), [gap(whole=True)], catalogue())
    practice = card.of(cost.practices[0].practice)
    assert practice is not None
    assert (practice.low, practice.high) == (0, 4)
    assert [(each.rise, each.fall, each.by) for each in cost.practices] == [(3, 2, 4)]
    assert cost.points == Fraction(practice.weight * 4, 4)
    assert set(cost.pillars) == {practice.practice.pillar}
    assert together_ == cost


def test_a_refusal_costs_nothing_where_what_was_read_decides() -> None:
    assert of(read("DEL-02", 1, {"failed": 9, "refused": 1}), unseen=[gap()]) == []


def test_a_refusal_counts_once_by_what_it_could_prove_and_by_what_it_could_refute() -> None:
    # as `del-02-repaired` of the method: claimed 3, seen at 2, two of 26 repositories could not be read
    seen = read("DEL-02", 3, *["pass"] * 21, *["fail"] * 3, *[{"refused": 1, "complete": False}] * 2)
    claim = said("DEL-02", platform_lead=3)
    both = [gap(25, whole=True), gap(26, whole=True)]
    assert of(seen, claim, unseen=both) == [("DEL-02", 1, 1, 1)]
    assert of(seen, claim, unseen=both[:1]) == [("DEL-02", 0, 1, 1)]


def test_one_subject_of_a_list_that_was_read_weighs_as_one() -> None:
    one_of_many = read("DEL-02", 3, {"passed": 18, "refused": 1})
    assert of(one_of_many, unseen=[gap()]) == []
    assert of(read("DEL-02", 3, {"passed": 5, "refused": 1}), unseen=[gap()]) == [("DEL-02", 1, 2, 2)]


def test_a_list_that_nobody_saw_may_be_of_any_length() -> None:
    part = read("DEL-02", 3, {"passed": 18, "failed": 9, "refused": 1, "complete": False})
    assert of(part, unseen=[gap(whole=True)]) == [("DEL-02", 3, 2, 4)]
    assert ANY_LENGTH > 10_000


def test_two_refusals_of_one_list_are_each_weighed_as_if_the_other_were_granted() -> None:
    part = read("DEL-02", 3, {"refused": 2, "complete": False})
    unseen = [gap(whole=True), gap(whole=True, cause="organizations:ListAccounts")]
    assert of(part, unseen=unseen) == [("DEL-02", 3, 2, 4)]


def test_what_is_only_undecided_costs_as_well_but_is_not_among_the_refused() -> None:
    part = read("DEL-02", 3, "unknown")
    _, cost, refused = weighed(together(part), [gap(reason=OPEN)], catalogue())
    assert [(each.rise, each.fall) for each in cost.practices] == [(3, 2)]
    assert refused == Cost((), Fraction(0), Fraction(0), {})


def test_the_absence_of_a_product_refutes_nothing_so_that_a_refusal_there_only_hides_a_pass() -> None:
    part = read("DEL-02", 3, {"refused": 1}, product="hosting:github")
    assert of(part, unseen=[gap()]) == [("DEL-02", 3, 0, 3)]


def test_a_unit_of_weight_0_costs_nothing() -> None:
    kept = read("DEL-02", 3, "pass", {"refused": 1}, classes=("production", "excluded"))
    assert of(kept, unseen=[gap(2)]) == []


def test_what_exists_once_was_not_found_and_never_fails() -> None:
    part = read("OWN-02", 2, "unknown", kind="organisation")
    unseen = [Unseen("check", "organisation-1", OPEN, KEYS, 1, whole=False)]
    assert all(each[2] == 0 for each in of(part, said("OWN-02", cto=2), unseen=unseen))


def test_the_whole_is_wider_only_where_its_weakest_pillar_is() -> None:
    part = read("DEL-02", 3, {"refused": 1, "complete": False})
    alone = weighed(together(part), [gap(whole=True)], catalogue())[1]
    assert set(alone.pillars) == {"guardrails"}
    assert alone.headline == 11  # a gate at level 2 would hold its pillar, and so the whole, to 89
    nothing_owned = everybody(0, topics=("OWN",), shown=False)
    beside = weighed(together(part, nothing_owned), [gap(whole=True)], catalogue())[1]
    assert (beside.pillars, beside.headline) == (alone.pillars, 0)


@given(data=st.data())
def test_no_reading_narrows_a_range_by_more_than_was_said(data: st.DataObject) -> None:
    model = catalogue()
    given_ = filled(data.draw(inputs(declared=False)), model)
    assume(given_["tallies"])
    place = data.draw(st.integers(0, len(given_["tallies"]) - 1))
    tally = given_["tallies"][place]
    assume(sum((each["check"], each["unit"]) == (tally["check"], tally["unit"]) for each in given_["tallies"]) == 1)
    kinds = {each["id"]: each["kind"] for each in given_["checks"]}
    assume(kinds[tally["check"]] != "organisation")  # what exists once is found or unknown, never refuted
    whole = data.draw(st.booleans())
    given_ = changed(given_, place, refused=data.draw(st.integers(1, 3)), complete=not whole)
    tally = given_["tallies"][place]
    unseen = Unseen(tally["check"], tally["unit"], REFUSED, KEYS, tally["refused"], whole)
    before, cost, _ = weighed(given_, [unseen], model)

    subjects = data.draw(st.integers(1, 30)) if whole else tally["refused"]
    good = data.draw(st.integers(0, subjects))
    counts: dict[str, Any] = {"refused": 0, "complete": True}
    for name, more in (("passed", good), ("failed", subjects - good)):
        counts[name] = tally.get(name, 0) + more
    after = scorecard(changed(given_, place, **counts), model)

    wider = {each.practice: each for each in cost.practices}
    for was, is_ in zip(before.practices, after.practices, strict=True):
        if was.applies and is_.applies:
            found = wider.get(was.practice.id)
            rise, fall, by = (found.rise, found.fall, found.by) if found else (0, 0, 0)
            assert (was.high - was.low) - (is_.high - is_.low) <= by
            if found:
                assert is_.low <= was.low + rise
                assert is_.high >= was.high - fall
    for was_area, is_area in zip(before.pillars, after.pillars, strict=True):
        if was_area.figures.weight == is_area.figures.weight and was_area.low is not None and is_area.low is not None:
            assert was_area.high is not None
            assert is_area.high is not None
            narrower = (was_area.high - was_area.low) - (is_area.high - is_area.low)
            assert narrower <= cost.pillars.get(was_area.id, Fraction(0))


@given(data=st.data())
def test_folding_again_what_changed_is_folding_all_of_it_again(data: st.DataObject) -> None:
    given_ = data.draw(inputs())
    assume(given_["tallies"])
    place = data.draw(st.integers(0, len(given_["tallies"]) - 1))
    tally = given_["tallies"][place]
    assume(sum((each["check"], each["unit"]) == (tally["check"], tally["unit"]) for each in given_["tallies"]) == 1)
    counts = {name: data.draw(st.integers(0, 3)) for name in ("passed", "failed", "unknown", "refused")}
    after = changed(given_, place, **counts)
    profile = read_profile(given_.get("profile") or {}, {})
    folding = Folding(read_evidence(given_), profile, AS_OF)
    practice = next(PracticeId(each["practice"]) for each in given_["checks"] if each["id"] == tally["check"])
    folding.observed(practice)
    whole = observe(read_evidence(after), profile, AS_OF).practices.get(practice)
    instead = next(
        each for each in read_evidence(after).tallies if (each.check, each.unit) == (tally["check"], tally["unit"])
    )
    assume(folding.tally(instead.check, instead.unit) is not None)
    assert folding.observed(practice, {instead.check: {instead.unit: instead}}) == whole
