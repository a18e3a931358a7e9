"""Scorecard and plan as they are printed: the one place where exact numbers are rounded (method section 11).

Pure like the arithmetic it prints; the report adds names, texts and findings.
"""

from __future__ import annotations

from typing import Literal

from assess.fixfirst.lists import Listing, SettleItem
from assess.fixfirst.planning import Plan, PlannedFix, StopNow
from assess.fixfirst.printed import (
    Conclusions,
    PrintedArea,
    PrintedClaim,
    PrintedCompared,
    PrintedContradiction,
    PrintedControl,
    PrintedFigures,
    PrintedFix,
    PrintedHeadline,
    PrintedObservation,
    PrintedOverride,
    PrintedPractice,
    PrintedScope,
    PrintedSettle,
    PrintedSlice,
    PrintedStopNow,
)
from assess.interview.claims import Claim
from assess.scoring.contradiction import Contradiction, Kind
from assess.scoring.levels import PracticeScore, Status
from assess.scoring.rollups import Area, Compared, Control, Headline, Slice
from assess.scoring.rounding import DAYS_DECIMALS, SCORE_DECIMALS, SHARE_DECIMALS, VALUE_DECIMALS, printed
from assess.scoring.scorecard import Scorecard


def conclusions(scorecard: Scorecard, plan: Plan) -> Conclusions:
    """Everything the product concludes, with the keys of method section 11 and no others; all practices of the
    model, in catalogue order."""
    return Conclusions(
        headline=_headline(scorecard.headline, plan),
        pillars=[_area(area) for area in scorecard.pillars],
        topics=[_area(area) for area in scorecard.topics],
        components=[_slice(each) for each in scorecard.components],
        loop=[_slice(each) for each in scorecard.loop],
        risks=[_slice(each) for each in scorecard.risks],
        practices=[_practice(score, plan.lists.get(score.practice.id)) for score in scorecard.practices],
        contradictions=[_contradiction(each) for each in scorecard.contradictions],
        settle=[_settle(item) for item in plan.settle],
        fixes=[_fix(fix) for fix in plan.fixes],
        stop_now=[_stop_now(each) for each in plan.stop_now],
        scope=_scope(scorecard),
    )


def _headline(headline: Headline, plan: Plan) -> PrintedHeadline:
    return PrintedHeadline(
        **_figures(headline),
        weakest_pillar=headline.weakest_pillar,
        control=_control(headline.control),
        nothing_shown=headline.nothing_shown,
        first_three=list(plan.first_three),
    )


def _area(area: Area) -> PrintedArea:
    return PrintedArea(
        **_figures(area),
        id=area.id,
        cap={"at": area.cap.at, "by": list(area.cap.by)} if area.cap else None,
    )


def _figures(area: Area | Headline) -> PrintedFigures:
    figures = area.figures
    return PrintedFigures(
        score=printed(area.score, SCORE_DECIMALS),
        band=area.band,
        low=printed(area.low, SCORE_DECIMALS),
        high=printed(area.high, SCORE_DECIMALS),
        mean=printed(figures.mean, SCORE_DECIMALS),
        claimed=printed(figures.claimed, SCORE_DECIMALS),
        observed=printed(figures.observed, SCORE_DECIMALS),
        compared=_compared(figures.compared),
        coverage=printed(figures.coverage, SHARE_DECIMALS),
        assurance=printed(figures.assurance, SHARE_DECIMALS),
        activity_index=printed(figures.activity_index, SHARE_DECIMALS),
        control_index=printed(figures.control_index, SHARE_DECIMALS),
    )


def _compared(compared: Compared | None) -> PrintedCompared | None:
    if compared is None:
        return None
    return PrintedCompared(
        claimed=printed(compared.claimed, SCORE_DECIMALS),
        observed=printed(compared.observed, SCORE_DECIMALS),
        share=printed(compared.share, SHARE_DECIMALS),
    )


def _control(control: Control | None) -> PrintedControl | None:
    if control is None:
        return None
    return PrintedControl(
        confirmed=printed(control.confirmed, SHARE_DECIMALS),
        unknown=printed(control.unknown, SHARE_DECIMALS),
        contradicted=printed(control.contradicted, SHARE_DECIMALS),
        not_shown=printed(control.not_shown, SHARE_DECIMALS),
        lacking=printed(control.lacking, SHARE_DECIMALS),
    )


def _slice(each: Slice) -> PrintedSlice:
    return PrintedSlice(
        id=each.id, score=printed(each.score, SCORE_DECIMALS), coverage=printed(each.coverage, SHARE_DECIMALS)
    )


def _practice(score: PracticeScore, listed: Listing | None) -> PrintedPractice:
    applies = score.applies
    return PrintedPractice(
        id=score.practice.id,
        status=_status(score.status),
        assessed=score.low if score.status is Status.ASSESSED else None,
        low=score.low if applies else None,
        high=score.high if applies else None,
        target=score.target,
        ceiling=_ceiling(score) if applies else None,
        assurance=printed(score.assurance, SHARE_DECIMALS) if applies else None,
        contradiction=_kind(score.contradiction.kind) if score.contradiction else None,
        claimed=_claim(score.claim),
        observed=_observation(score),
        override=_override(score),
        list=None if listed is None else ("build" if listed is Listing.BUILD else "settle"),
    )


def _status(status: Status) -> Literal["assessed", "unknown", "not_applicable"]:
    if status is Status.ASSESSED:
        return "assessed"
    return "unknown" if status is Status.UNKNOWN else "not_applicable"


def _kind(kind: Kind) -> Literal["contradiction", "exception"]:
    return "contradiction" if kind is Kind.CONTRADICTION else "exception"


def _ceiling(score: PracticeScore) -> int | None:
    """K; without a claim what evidence alone proves; None without either."""
    if score.ceiling is not None:
        return score.ceiling
    return score.alone if score.observation else None


def _claim(claim: Claim | None) -> PrintedClaim | None:
    if claim is None or claim.level is None or claim.median is None:
        return None
    return PrintedClaim(
        level=int(claim.level),
        median=int(claim.median),
        spread=claim.spread,
        contested=claim.contested,
        consensus=claim.consensus is not None,
        divided=list(claim.divided),
        roles=[{"role": each.role, "level": int(each.level)} for each in claim.roles],
    )


def _observation(score: PracticeScore) -> PrintedObservation | None:
    if score.observation is None:
        return None
    return PrintedObservation(
        low=score.bounds.lo,
        high=score.bounds.hi,
        visibility=printed(score.observation.visibility, SHARE_DECIMALS),
    )


def _override(score: PracticeScore) -> PrintedOverride | None:
    if score.override is None:
        return None
    return PrintedOverride(level=int(score.override.level), by=score.override.by, computed=score.computed)


def _contradiction(each: Contradiction) -> PrintedContradiction:
    return PrintedContradiction(
        practice=each.practice,
        kind=_kind(each.kind),
        claimed=int(each.claimed),
        observed_high=each.observed_high,
        says=[{"role": said.role, "level": int(said.level)} for said in each.says],
        shows=[
            {"checks": list(shown.checks), "failing_units": shown.failing_units, "of_units": shown.of_units}
            for shown in each.shows
        ],
    )


def _settle(item: SettleItem) -> PrintedSettle:
    return PrintedSettle(
        rank=item.rank,
        source=item.source,
        practices=list(item.practices),
        points=printed(item.points, VALUE_DECIMALS),
        effort_days=printed(item.effort_days, DAYS_DECIMALS),
    )


def _fix(fix: PlannedFix) -> PrintedFix:
    return PrintedFix(
        rank=fix.rank,
        practice=fix.practice,
        value=printed(fix.value, VALUE_DECIMALS),
        effort_days=printed(fix.effort_days, DAYS_DECIMALS),
        bundle=fix.bundle,
        ratio=printed(fix.ratio, VALUE_DECIMALS),
        lane="gate" if fix.gate else "rank",
        prerequisites=list(fix.prerequisites),
        settle_first=list(fix.settle_first),
        unlocks=fix.unlocks,
        wave=fix.wave,
        done_wave=fix.done_wave,
    )


def _stop_now(each: StopNow) -> PrintedStopNow:
    return PrintedStopNow(practice=each.practice, check=each.check, unit=each.unit, subjects=each.subjects)


def _scope(scorecard: Scorecard) -> PrintedScope:
    scope = scorecard.scope
    return PrintedScope(
        as_given=not scope.declared,
        accounts=scope.accounts,
        repositories=scope.repositories,
        scored=scope.scored,
        read=scope.read,
        not_applicable_share=printed(scorecard.not_applicable_share, SHARE_DECIMALS),
        not_applicable_warning=scorecard.not_applicable_warning,
    )
