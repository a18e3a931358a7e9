"""Makes the glance of an assessment: the numbers of the overview, and the three next things to do."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from assess.clock import timestamp
from assess.fixfirst.lists import Listing
from assess.model.practices import Gate
from assess.report.naming import Names
from assess.scoring.contradiction import Kind
from assess.scoring.levels import PracticeScore, Status
from assess.scoring.rollups import Area, Cap, gate_cap
from assess.scoring.rounding import SCORE_DECIMALS, printed
from assess.tui.glance import Glance, PillarGlance, Todo
from assess.tui.missing import missing_answers, missing_in

if TYPE_CHECKING:
    from assess.assessment import Assessment

MOST_TODO = 3


def glance_of(assessment: Assessment) -> Glance:
    """The glance of this assessment."""
    card, plan, model, inputs = assessment.scorecard, assessment.plan, assessment.model, assessment.inputs
    headline = card.headline
    names = {each.id: each.name for each in model.pillars}
    control = headline.control
    said = {answer.practice for answer in inputs.answers}
    titles = {practice.id: practice.fix for practice in model.practices}
    return Glance(
        organisation=inputs.organisation,
        round_name=inputs.round.name,
        as_of=timestamp(inputs.as_of),
        low=_number(headline.low),
        high=_number(headline.high),
        score=_number(headline.score),
        coverage=float(headline.figures.coverage or 0),
        missing=missing_answers(card.practices) if headline.score is None else 0,
        activity=float(headline.figures.activity_index or 0),
        control=float(headline.figures.control_index or 0),
        band=headline.band or "",
        split=()
        if control is None
        else tuple(
            (name, float(getattr(control, name)))
            for name in ("confirmed", "not_shown", "contradicted", "lacking", "unknown")
        ),
        pillars=tuple(_pillar(area, names[area.id], card.practices) for area in card.pillars),
        contradictions=sum(each.kind is Kind.CONTRADICTION for each in card.contradictions),
        exceptions=sum(each.kind is Kind.EXCEPTION for each in card.contradictions),
        contested=sum(is_contested(score) for score in card.practices),
        practices=sum(score.applies for score in card.practices),
        answered=sum(score.practice.id in said for score in card.practices if score.applies),
        respondents=len(inputs.respondents),
        units=card.scope.scored,
        units_read=min(card.scope.read, card.scope.scored),  # what weighs nothing is read too
        refused=len({item.source for item in plan.settle if item.source.startswith("permit:")}),
        collected=tuple(sorted(card.collected)),
        fixes=tuple((each, titles[each].title, titles[each].effort) for each in plan.first_three),
        todo=todo(assessment),
    )


def is_contested(score: PracticeScore) -> bool:
    """Whether the roles lie apart and no consensus was recorded."""
    return score.claim is not None and score.claim.contested


def todo(assessment: Assessment) -> tuple[Todo, ...]:
    """The next things to do, most urgent first: what stands wrong, then what is not known, then what to build."""
    card, plan, model, inputs = assessment.scorecard, assessment.plan, assessment.model, assessment.inputs
    names = Names(model)
    found: list[Todo] = []
    if not inputs.respondents:
        found.append(Todo("Ask the first person: who answers, and in which role", "interview"))
    if not card.collected:
        found.append(Todo("Read a repository or an account: systems contradict words", "collect"))
    standing = [each for each in card.contradictions if each.kind is Kind.CONTRADICTION]
    if standing:
        first = standing[0]
        which = f"{first.practice} {names.practice(first.practice)}"
        text = f"Read {_count(len(standing), 'contradiction')} aloud, first {which}"
        found.append(Todo(text, "interview", first.practice))
    if plan.stop_now:
        first_stop = plan.stop_now[0]
        text = f"Stop now: {names.practice(first_stop.practice)}, {_count(len(plan.stop_now), 'open door')}"
        found.append(Todo(text, "findings", f"practice:{first_stop.practice} outcome:fail"))
    contested = sorted(
        (score for score in card.practices if is_contested(score)),
        key=lambda score: (score.practice.gate is Gate.NONE, -score.weight, score.practice.id),
    )
    if contested:
        one = contested[0].practice
        found.append(
            Todo(f"Settle {_count(len(contested), 'dispute')}, first {one.id} {one.name}", "interview", one.id)
        )
    found += _settle(assessment, names)
    if plan.fixes:
        best = plan.fixes[0].practice
        practice = model.practice(best)
        found.append(Todo(f"Fix first: {practice.fix.title if practice else best}", "board", best))
    return tuple(found[:MOST_TODO])


def _settle(assessment: Assessment, names: Names) -> list[Todo]:
    """The source that would settle most, where it is not said already that nobody was asked or nothing was read."""
    asked, read = bool(assessment.inputs.respondents), bool(assessment.scorecard.collected)
    for item in assessment.plan.settle:
        kind = item.source.partition(":")[0]
        text = f"{names.source(item.source)}: settles {_count(len(item.practices), 'practice')}"
        if kind in ("ask", "show") and asked:
            return [Todo(text, "interview", item.practices[0])]
        if kind in ("permit", "connect") and read:
            return [Todo(text, "collect", item.source)]
    return []


def unsettled(assessment: Assessment) -> frozenset[str]:
    """The practices of which nobody yet knows enough."""
    return frozenset(
        score.practice.id
        for score in assessment.scorecard.practices
        if score.status is Status.UNKNOWN or assessment.plan.lists.get(score.practice.id) is Listing.SETTLE
    )


def _pillar(area: Area, name: str, scores: tuple[PracticeScore, ...]) -> PillarGlance:
    compared = area.figures.compared
    own = [score for score in scores if score.practice.pillar == area.id]
    cap = _binding(area, own)
    return PillarGlance(
        id=area.id,
        name=name,
        score=_number(area.score),
        low=_number(area.low),
        high=_number(area.high),
        claimed=_number(compared.claimed if compared else None),
        verified=_number(compared.observed if compared else None),
        compared_share=float(compared.share) if compared else 0.0,
        cap=cap.at if cap else None,
        cap_by=cap.by if cap else (),
        coverage=float(area.figures.coverage or 0),
        missing=missing_in(own) if area.score is None else 0,
        band=area.band or "",
    )


def _binding(area: Area, own: Sequence[PracticeScore]) -> Cap | None:
    """The cap that holds the number which is shown: the score, or the upper end of the range where there is none; None
    where the number would be the same without it."""
    if area.score is not None:
        return area.cap if area.cap is not None and area.score == area.cap.at else None
    gates = [(each.practice.id, each.high) for each in own if each.applies and each.practice.gate is Gate.PILLAR]
    cap = gate_cap(gates)
    return cap if cap is not None and area.high == cap.at else None


def _number(value: Fraction | None) -> float | None:
    return printed(value, SCORE_DECIMALS)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
