"""What must hold for every input (method section 10), on inputs in which the rules meet."""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assess.fixfirst import Plan
from assess.fixfirst.lists import Listing
from assess.model.practices import OperatingModel
from assess.scoring import PracticeScore, Scorecard, Status
from assess.scoring.contradiction import Kind
from assess.scoring.rollups import Area
from tests.method import estates
from tests.method.estates import AS_OF, ROLES, Input, inputs
from tests.method.reading import all_concluded, outcome, scorecard

TODAY = AS_OF.isoformat()


def filled(given_: Input, model: OperatingModel) -> Input:
    """With `elsewhere`, everybody answers that level on every practice the strategies leave alone, and shows it."""
    level = given_.get("elsewhere")
    if level is None:
        return given_
    shown = {"what": "all of it", "kind": "screen", "date": TODAY}
    answers = [
        {"respondent": "all", "practice": practice.id, "level": level, "date": TODAY, "shown": shown}
        for practice in model.practices
        if practice.id not in estates.PRACTICES
    ]
    return {
        **given_,
        "respondents": [*given_["respondents"], {"id": "all", "roles": list(ROLES)}],
        "answers": [*given_["answers"], *answers],
    }


def scored(given_: Input, model: OperatingModel) -> Scorecard:
    return scorecard(filled(given_, model), model)


def planned(given_: Input, model: OperatingModel) -> tuple[Scorecard, Plan]:
    return outcome(filled(given_, model), model)


def areas(card: Scorecard) -> Iterator[Any]:
    yield from (*card.pillars, *card.topics, card.headline)


def pairs(before: Scorecard, after: Scorecard) -> Iterator[tuple[PracticeScore, PracticeScore]]:
    yield from zip(before.practices, after.practices, strict=True)


def not_above(one: Any, other: Any) -> bool:
    """Whether `one` is at most `other`, as far as both are numbers."""
    return one is None or other is None or one <= other


def changed(given_: Input, place: int, **counts: Any) -> Input:
    """The same input with one tally changed."""
    twin = copy.deepcopy(given_)
    twin["tallies"][place].update(counts)
    return twin


def practice_of(given_: Input, tally: Input) -> str:
    return next(check["practice"] for check in given_["checks"] if check["id"] == tally["check"])


def mixes_declared_and_live(given_: Input) -> bool:
    """Whether one `any_of` group holds declared and live checks: a live pass then turns the others into indicators."""
    kinds: dict[tuple[Any, ...], set[bool]] = {}
    for check in given_["checks"]:
        if check["need"].startswith("any_of"):
            kinds.setdefault((check["practice"], check["level"]), set()).add(check["declared"])
    return any(len(found) > 1 for found in kinds.values())


@given(data=st.data())
def test_hiding_gains_nothing(model: OperatingModel, data: st.DataObject) -> None:
    before_input = data.draw(inputs())
    read = [place for place, each in enumerate(before_input["tallies"]) if each.get("passed") or each.get("failed")]
    assume(read)
    place = data.draw(st.sampled_from(read))
    tally = before_input["tallies"][place]
    outcome_ = data.draw(st.sampled_from([each for each in ("passed", "failed") if tally.get(each)]))
    complete = tally.get("complete", True) and data.draw(st.booleans())
    hidden = {outcome_: tally[outcome_] - 1, "refused": tally.get("refused", 0) + 1, "complete": complete}
    before = scored(before_input, model)
    after = scored(changed(before_input, place, **hidden), model)

    for was, is_ in pairs(before, after):
        if was.practice.id == practice_of(before_input, tally) and was.applies:
            assert is_.bounds.lo <= was.bounds.lo
            assert is_.low <= was.low
            assert is_.bounds.hi >= was.bounds.hi
            assert is_.high >= was.high
    for was_area, is_area in zip(areas(before), areas(after), strict=True):
        if was_area.figures.weight == is_area.figures.weight:
            assert not_above(is_area.low, was_area.low)
            assert not_above(is_area.score, was_area.score)
            assert not (was_area.score is None and is_area.score is not None)
            assert not_above(was_area.high, is_area.high)


@given(data=st.data())
def test_leaving_a_unit_unread_gains_nothing(model: OperatingModel, data: st.DataObject) -> None:
    before_input = data.draw(inputs(declared=False))
    units = sorted({each["unit"] for each in before_input["tallies"]})
    assume(len(units) > 1)
    unread = data.draw(st.sampled_from(units))
    after_input = {**before_input, "tallies": [each for each in before_input["tallies"] if each["unit"] != unread]}
    before, after = scored(before_input, model), scored(after_input, model)

    for was, is_ in pairs(before, after):
        if was.observation and is_.observation and was.applies:
            assert is_.bounds.lo <= was.bounds.lo
            assert is_.bounds.hi >= was.bounds.hi
            assert is_.high >= was.high


@given(data=st.data())
def test_what_weighs_nothing_changes_nothing(model: OperatingModel, data: st.DataObject) -> None:
    plain = data.draw(inputs())
    kind = data.draw(st.sampled_from(estates.KINDS))
    sandbox = estates.excluded_unit(kind)
    practice = data.draw(st.sampled_from(estates.PRACTICES))
    aside = {"id": "aside", "practice": practice, "level": data.draw(st.integers(1, 4)), "kind": kind}
    aside |= {"need": "indicator", "every_unit": data.draw(st.booleans()), "declared": data.draw(st.booleans())}
    more = copy.deepcopy(plain)
    more["scope"]["units"] = data.draw(st.permutations([*more["scope"]["units"], sandbox]))
    more["checks"] = data.draw(st.permutations([*more["checks"], aside]))
    extra = [
        {"check": check["id"], "unit": unit["id"], "read_at": TODAY, **data.draw(estates.counts)}
        for check in more["checks"]
        for unit in more["scope"]["units"]
        if (check["id"] == "aside" or unit is sandbox or unit["id"] == sandbox["id"]) and unit["kind"] == check["kind"]
    ]
    more["tallies"] = data.draw(st.permutations([*more["tallies"], *extra]))
    for key in ("answers", "respondents", "consensus", "overrides", "not_applicable", "collected"):
        more[key] = data.draw(st.permutations(more[key]))

    one, other = all_concluded(filled(plain, model), model), all_concluded(filled(more, model), model)

    assert {**one, "scope": None} == {**other, "scope": None}
    assert one["scope"]["scored"] == other["scope"]["scored"]


@given(data=st.data())
def test_dropping_a_pass_never_raises_a_level(model: OperatingModel, data: st.DataObject) -> None:
    before_input = data.draw(inputs())
    assume(not mixes_declared_and_live(before_input))
    passing = [place for place, each in enumerate(before_input["tallies"]) if each.get("passed")]
    assume(passing)
    place = data.draw(st.sampled_from(passing))
    left = before_input["tallies"][place]["passed"] - 1
    before, after = scored(before_input, model), scored(changed(before_input, place, passed=left), model)

    for was, is_ in pairs(before, after):
        assert is_.low <= was.low


def monotone(before: Scorecard, after: Scorecard, *, claimed: bool) -> None:
    """Nothing that is a score, bound, mean, index or cap fell."""
    for was, is_ in pairs(before, after):
        assert was.low <= is_.low
        assert was.high <= is_.high
    for was, is_ in zip(areas(before), areas(after), strict=True):
        for name in ("score", "low", "high"):
            assert not_above(getattr(was, name), getattr(is_, name)), name
        for name in ("mean", "activity_index", "control_index", *(["claimed"] if claimed else [])):
            assert not_above(getattr(was.figures, name), getattr(is_.figures, name)), name
        if isinstance(was, Area):
            assert (was.cap.at if was.cap else 100) <= (is_.cap.at if is_.cap else 100)
    for was, is_ in zip((*before.risks, *before.loop), (*after.risks, *after.loop), strict=True):
        assert not_above(was.score, is_.score)


@given(data=st.data())
def test_one_person_who_claims_more_lowers_nothing(model: OperatingModel, data: st.DataObject) -> None:
    before_input = data.draw(inputs(most_people=1, elsewhere=False))
    said = [place for place, each in enumerate(before_input["answers"]) if each.get("level", 4) < 4]
    assume(said)
    place = data.draw(st.sampled_from(said))
    after_input = copy.deepcopy(before_input)
    after_input["answers"][place]["level"] = data.draw(st.integers(after_input["answers"][place]["level"] + 1, 4))

    monotone(scored(before_input, model), scored(after_input, model), claimed=True)


@given(data=st.data())
def test_an_outsider_changes_no_level_where_a_named_role_answered(model: OperatingModel, data: st.DataObject) -> None:
    plain = data.draw(inputs())
    practice = data.draw(st.sampled_from([each for each in model.practices if each.id in estates.PRACTICES]))
    outsiders = [role for role in ROLES if role not in practice.roles]
    before_input = copy.deepcopy(plain)
    before_input["consensus"] = []
    before_input["respondents"].append({"id": "named", "roles": [practice.roles[-1]]})
    named = {"respondent": "named", "practice": practice.id, "level": data.draw(estates.levels), "date": TODAY}
    before_input["answers"].append(named)
    shown = data.draw(estates.maybe_shown.filter(lambda seen: not seen or seen.get("inside") is not False))
    outsider = {"respondent": "outsider", "practice": practice.id, "level": data.draw(estates.levels), "date": TODAY}
    after_input = copy.deepcopy(before_input)
    after_input["respondents"].append({"id": "outsider", "roles": [data.draw(st.sampled_from(outsiders))]})
    after_input["answers"].append(outsider | ({"shown": shown} if shown else {}))

    for was, is_ in pairs(scored(before_input, model), scored(after_input, model)):
        assert (is_.low, is_.high, is_.ceiling) == (was.low, was.high, was.ceiling)


@given(data=st.data())
def test_admitting_0_on_what_is_unknown_changes_no_low(model: OperatingModel, data: st.DataObject) -> None:
    before_input = data.draw(inputs())
    before = scored(before_input, model)
    unknown = [each for each in before.practices if each.status is Status.UNKNOWN]
    assume(unknown)
    one = data.draw(st.sampled_from(unknown))
    assume(not (one.claim and one.claim.consensus))
    free = [role for role in ROLES if role not in {each.role for each in (one.claim.roles if one.claim else ())}]
    assume(free)
    after_input = copy.deepcopy(before_input)
    after_input["respondents"].append({"id": "new", "roles": [data.draw(st.sampled_from(free))]})
    after_input["answers"].append({"respondent": "new", "practice": one.practice.id, "level": 0, "date": TODAY})
    after = scored(after_input, model)

    for was, is_ in pairs(before, after):
        assert is_.low == was.low
        assert is_.high <= was.high
    for was_area, is_area in zip(areas(before), areas(after), strict=True):
        assert is_area.low == was_area.low
        assert is_area.high <= was_area.high


@given(given_=inputs())
def test_bounds_enclose_and_the_split_is_whole(model: OperatingModel, given_: Input) -> None:
    card = scored(given_, model)

    for each in card.practices:
        assert 0 <= each.bounds.lo <= each.bounds.hi <= 4
        assert each.bounds.floor <= each.bounds.hi
        assert each.bounds.lo <= each.bounds.lo_plus
        assert 0 <= each.low <= each.high <= 4
        assert 0 <= each.assurance <= 1
    for area in areas(card):
        assert not_above(area.low, area.high)
        assert not_above(area.low, area.figures.mean)
    control = card.headline.control
    assert control is not None
    assert control.confirmed + control.unknown + control.contradicted + control.not_shown + control.lacking == 1


@given(data=st.data())
def test_more_seen_of_the_same_never_lowers_assurance(model: OperatingModel, data: st.DataObject) -> None:
    after_input = data.draw(inputs(declared=False))
    products = {check["id"] for check in after_input["checks"] if check["product"]}
    same = [
        place
        for place, tally in enumerate(after_input["tallies"])
        if tally.keys() & {"passed", "failed"} == tally.keys() - {"check", "unit", "read_at"} and len(tally) == 4
        if tally["check"] not in products and tally["read_at"] >= estates.ago(180)
        if any(other["check"] == tally["check"] and other is not tally for other in after_input["tallies"])
    ]
    assume(same)
    unseen = data.draw(st.sampled_from(same))
    before_input = {**after_input, "tallies": [*after_input["tallies"][:unseen], *after_input["tallies"][unseen + 1 :]]}

    for was, is_ in pairs(scored(before_input, model), scored(after_input, model)):
        if was.low == is_.low and was.status is is_.status:
            assert is_.assurance >= was.assurance


@given(data=st.data())
def test_a_what_if_of_higher_levels_lowers_nothing(model: OperatingModel, data: st.DataObject) -> None:
    before_input = data.draw(inputs())
    before = scored(before_input, model)
    picked = data.draw(st.lists(st.sampled_from(before.practices), max_size=6, unique_by=lambda each: each.practice.id))
    supposed = {each.practice.id: data.draw(st.integers(each.low, 4)) for each in picked}
    after = scored({**before_input, "set": supposed}, model)

    monotone(before, after, claimed=False)
    for was, is_ in pairs(before, after):
        assert is_.override == was.override
        if was.practice.id in supposed:
            assert is_.low == supposed[was.practice.id] or not was.applies


@given(given_=inputs())
def test_a_plan_starts_nothing_before_what_it_needs(model: OperatingModel, given_: Input) -> None:
    card, plan = planned(given_, model)
    fixes = {fix.practice: fix for fix in plan.fixes}
    settling = [practice for item in plan.settle for practice in item.practices]

    assert not fixes.keys() & set(settling)
    assert len(settling) == len(set(settling))
    assert {each.practice.id for each in card.practices if each.status is Status.UNKNOWN} <= set(settling)
    for score in card.practices:
        if score.practice.id in fixes:
            assert score.status is Status.ASSESSED
            assert score.low < score.target
    for fix in plan.fixes:
        assert fix.wave is not None
        assert fix.wave <= fix.done_wave
        for needed in fix.prerequisites:
            assert fixes[needed].rank < fix.rank
            assert fixes[needed].done_wave <= fix.wave
        for unsettled in fix.settle_first:
            assert plan.lists[unsettled] is Listing.SETTLE
    assert [fix.rank for fix in plan.fixes] == list(range(1, len(fixes) + 1))
    worked = Counter(fix.wave for fix in plan.fixes if fix.effort_days)
    assert all(number <= 7 for number in worked.values())


RULES = {
    "contested": lambda card, plan, each: each.claim and each.claim.contested,
    "consensus": lambda card, plan, each: each.claim and each.claim.consensus,
    "divided": lambda card, plan, each: each.claim and each.claim.divided,
    "outsiders only": lambda card, plan, each: each.claim and each.claim.roles and not each.claim.named_roles,
    "a don't-know that is 0": lambda card, plan, each: each.practice.decision_right and each.claimed == 0,
    "shown": lambda card, plan, each: each.claim and each.claim.shown,
    "a figure out of bounds": lambda card, plan, each: each.claim and each.claim.out_of_bounds,
    "ceiling 4": lambda card, plan, each: each.ceiling == 4,
    "a group of several": lambda card, plan, each: any(len(group.members) > 1 for group in groups(each)),
    "a group over kinds": lambda card, plan, each: any(
        len({member.unit_kind for member in group.members}) > 1 for group in groups(each)
    ),
    "an open door": lambda card, plan, each: any(group.every and group.raw != group.shares for group in groups(each)),
    "declared held down": lambda card, plan, each: any(
        member.declared and group.level >= 3 and group.shares for group in groups(each) for member in group.members
    ),
    "refused": lambda card, plan, each: each.observation and each.observation.needs,
    "floor below hi": lambda card, plan, each: each.bounds.floor < each.bounds.hi,
    "supported 4": lambda card, plan, each: each.bounds.lo == 4,
    "refuted": lambda card, plan, each: each.bounds.hi < 2,
    "a unit left": lambda card, plan, each: any(group.left for group in groups(each)),
    "not applicable by evidence": lambda card, plan, each: not each.applies and not each.not_applicable,
    "not applicable declared": lambda card, plan, each: each.not_applicable,
    "overridden": lambda card, plan, each: each.override,
    "unknown though observed": lambda card, plan, each: each.status is Status.UNKNOWN and each.observation,
    "contradiction": lambda card, plan, each: each.contradiction and each.contradiction.kind is Kind.CONTRADICTION,
    "exception": lambda card, plan, each: each.contradiction and each.contradiction.kind is Kind.EXCEPTION,
    "a score": lambda card, plan, each: card.headline.score is not None,
    "a cap that bites": lambda card, plan, each: any(a.cap and a.figures.mean > a.cap.at for a in card.pillars),
    "stop now": lambda card, plan, each: plan.stop_now,
    "a bundle": lambda card, plan, each: any(fix.prerequisites for fix in plan.fixes),
    "settle first": lambda card, plan, each: any(fix.settle_first for fix in plan.fixes),
    "a fix over several waves": lambda card, plan, each: any(fix.done_wave > fix.wave for fix in plan.fixes),
    "permit": lambda card, plan, each: any(item.source.startswith("permit:") for item in plan.settle),
    "show": lambda card, plan, each: any(item.source.startswith("show:") for item in plan.settle),
    "a small team's target": lambda card, plan, each: each.target == 2,
} | {
    f"assurance {tenths / 10}": lambda card, plan, each, tenths=tenths: each.assurance * 10 == tenths
    for tenths in (0, 3, 5, 7, 8, 10)
}


def groups(score: PracticeScore) -> tuple[Any, ...]:
    return score.observation.groups if score.observation else ()


def test_the_inputs_drawn_exercise_every_rule(model: OperatingModel) -> None:
    """The other properties say something only if what they draw reaches the rules."""
    met: Counter[str] = Counter()
    for seed in range(250):
        drawn = estates.estate(random.Random(seed).choice, most_people=5, declared=True, elsewhere=True)
        card, plan = planned(drawn, model)
        met.update(name for name, holds in RULES.items() if any(holds(card, plan, each) for each in card.practices))

    assert {name: met[name] for name in RULES if met[name] < 3} == {}


@pytest.mark.parametrize("capacity", [0, 0.001, 1])
def test_a_tiny_capacity_is_planned_at_once(model: OperatingModel, capacity: float) -> None:
    answers = [{"respondent": "all", "practice": each.id, "level": 0, "date": TODAY} for each in model.practices]
    profile = {"capacity_days": capacity, "engineers": 5000}
    given_ = {"as_of": TODAY, "profile": profile, "answers": answers, "respondents": [{"id": "all", "roles": ["cto"]}]}
    _, plan = outcome(given_, model)

    assert len(plan.fixes) == len(model.practices)
    assert all((fix.wave is None) == (capacity == 0) for fix in plan.fixes)
