"""Why a number is what it is: answers, findings, the rule at each step, and the part it has in pillar and headline.

Every printed value follows from the values printed before it, to the printed digit. Used by the command that
explains a practice and by the app's key of that name.
"""

from __future__ import annotations

from fractions import Fraction

from assess.interview.claims import Claim
from assess.model.practices import Auto, PracticeId
from assess.scoring import assurance, rollups
from assess.scoring.explanation import Line, Section, decimal, plural
from assess.scoring.levels import ENFORCED, WORDS_ALONE, PracticeScore, Status
from assess.scoring.rollups import Area
from assess.scoring.rounding import SCORE_DECIMALS, SHARE_DECIMALS
from assess.scoring.scorecard import Scorecard
from assess.scoring.why_evidence import evidence_lines
from assess.scoring.why_words import in_words

_ALONE = {
    Auto.FULL: "evidence alone can establish it, up to 3",
    Auto.PARTIAL: "evidence shows a part of it, so alone it proves at most 2",
    Auto.NONE: "evidence alone proves nothing here",
}
_SURE = {
    assurance.EVIDENCE_AND_PEOPLE: "evidence carries the level and people say the same",
    assurance.EVIDENCE: "evidence carries the level",
    assurance.SHOWN_OR_ADMITTED: "not contested, and shown or admitted",
    assurance.SAID_BY_TWO: "not contested, and two roles or a consensus say so",
    assurance.THE_REST: "one voice, a dispute or an override",
    assurance.UNKNOWN: "nothing is established",
}


def why(scorecard: Scorecard, practice: PracticeId) -> tuple[Section, ...]:
    """The explanation of one practice, in reading order. Raises KeyError if the model has no such practice."""
    score = scorecard.of(practice)
    if score is None:
        raise KeyError(practice)
    out_of_bounds = score.claim is not None and score.claim.out_of_bounds
    return (
        Section("In short", tuple(Line("", sentence) for sentence in in_words(score))),
        Section("What people say", _claim(score.claim)),
        Section("What systems show", evidence_lines(score.observation, score.bounds, out_of_bounds)),
        Section("The level", _level(score)),
        Section("Its part in the whole", _part(score, scorecard)),
    )


def _claim(claim: Claim | None) -> tuple[Line, ...]:
    lines = []
    if claim and claim.without_level:
        lines.append(
            Line("no level", f"{plural(claim.without_level, 'answer')} without one: not known or not applicable")
        )
    if claim is None or claim.level is None:
        return (*lines, Line("claim", "nobody gave a level in the last year"))
    counting = {each.role for each in claim.counting}
    for each in claim.roles:
        said = ", ".join(str(int(level)) for level in each.answers)
        aside = "" if each.role in counting else "; not asked by this practice, so it does not vote"
        apart = "; divided" if each.divided else ""
        lines.append(Line(each.role, f"low median of {said}{apart}{aside}", str(int(each.level))))
    levels = sorted((int(each.level) for each in claim.counting), reverse=True)
    if levels:
        lines.append(Line("spread", f"{levels[0]} - {levels[-1]}", str(claim.spread)))
    votes = ", ".join(map(str, levels))
    if claim.consensus:
        text = f"consensus of {claim.consensus.date} by {claim.consensus.by}: {claim.consensus.reason}"
        lines.append(Line("claim C", text, str(int(claim.level))))
    elif claim.contested:
        lines.append(Line("median M", f"low median of {votes}", str(int(claim.median or 0))))
        lines.append(Line("claim C", f"contested: the lowest of {votes}", str(int(claim.level))))
    else:
        lines.append(Line("claim C", f"low median of {votes}, one vote a role", str(int(claim.level))))
    lines += [Line("shown", f"{seen.kind} of {seen.date}: {seen.what}") for seen in claim.shown]
    return tuple(lines)


def _level(score: PracticeScore) -> tuple[Line, ...]:
    bounds, claimed = score.bounds, score.claimed
    lines = [Line("alone", f"{_ALONE[score.practice.auto]}; Lo is {bounds.lo}", str(score.alone))]
    if score.support == score.alone:
        lines.append(Line("support S", "what evidence proves alone", str(score.support)))
    else:
        text = "a partial view does not overrule the people who live with it"
        lines.append(Line("support S", text, str(score.support)))
    full = score.practice.auto is Auto.FULL
    possible = min(bounds.lo_plus, ENFORCED) if full else score.support
    if score.ceiling is None or claimed is None:
        formula = f"min(Floor {bounds.floor}, S {score.support}), no claim"
        high = f"min(Hi {bounds.hi}, 4), no claim"
    else:
        lines.append(Line("ceiling K", _ceiling(score), str(score.ceiling)))
        formula = f"min(Floor {bounds.floor}, max(S {score.support}, min(C {int(claimed)}, K {score.ceiling})))"
        high = f"min(Hi {bounds.hi}, max(C {int(claimed)}, S+ {possible}))"
    lines.append(Line("A", formula, str(score.computed)))
    computed_high = min(bounds.hi, max(4 if claimed is None else int(claimed), possible))
    lines.append(Line("High", high, str(computed_high)))
    lines += _decided(score)
    if score.applies:
        lines.append(Line("assurance", _SURE[score.assurance], decimal(score.assurance, SHARE_DECIMALS)))
    if score.contradiction:
        each = score.contradiction
        text = f"claimed {int(each.claimed)}, evidence allows {each.observed_high}"
        lines.append(Line(each.kind, text, str(each.gap)))
    return tuple(lines)


def _ceiling(score: PracticeScore) -> str:
    lo, claim = score.bounds.lo, score.claim
    shown = claim is not None and bool(claim.shown)
    reasons = [f"words alone {WORDS_ALONE}", f"one level beyond Lo {min(lo + 1, ENFORCED)}"]
    if shown:
        reasons.append(f"shown {ENFORCED}")
    text = f"max({', '.join(reasons)})"
    if score.ceiling is not None and score.ceiling > ENFORCED:
        text += "; 4 for it was exercised, measured inside its bound or seen"
    return text


def _decided(score: PracticeScore) -> list[Line]:
    """What a decision, or the rule for unknown, makes of the computed level."""
    if score.status is Status.NOT_APPLICABLE:
        declared = score.not_applicable
        if declared:
            text = f"declared by {declared.approver} until {declared.expires}: {declared.reason.replace('_', ' ')}"
        else:
            text = "every check is not applicable in every unit"
        return [Line("status", f"{text}; leaves every sum", "not applicable")]
    lines = []
    if score.override:
        text = f"by {score.override.by} until {score.override.expires}: {score.override.reason}"
        lines.append(Line("override", text, str(int(score.override.level))))
    if score.what_if is not None:
        lines.append(Line("what if", "supposed, not stored", str(int(score.what_if))))
    if score.overridden:
        lines.append(Line("High", "not below the level that was set", str(score.high)))
    if score.status is Status.UNKNOWN:
        text = f"A is 0, High is {score.high} and nobody admitted 0: counts 0 in low, {score.high} in high"
        lines.append(Line("status", text, "unknown"))
    else:
        lines.append(Line("status", f"range {score.low} to {score.high}", f"assessed {score.low}"))
    return lines


def _part(score: PracticeScore, scorecard: Scorecard) -> tuple[Line, ...]:
    pillar = next(area for area in scorecard.pillars if area.id == score.practice.pillar)
    mean, whole = pillar.figures.mean, pillar.figures.weight
    if not score.applies or mean is None:
        return (Line(pillar.id, "not applicable: no part in any sum"),)
    own = score.weight * score.low
    peers = [each for each in scorecard.practices if each.practice.pillar == pillar.id and each.applies]
    total = sum(each.weight * each.low for each in peers)
    lines = [
        Line("weight w", "its criticality", str(score.weight)),
        Line("w x level", f"{score.weight} x {score.low}", str(own)),
        Line(f"sum of {pillar.id}", f"{own} + {total - own} of {plural(len(peers) - 1, 'other practice')}", str(total)),
        Line(f"mean of {pillar.id}", f"25 x {total} / W {whole}", decimal(mean, SCORE_DECIMALS)),
        Line("its part", f"25 x {own} / W {whole}", decimal(mean * own / total if total else mean, SCORE_DECIMALS)),
    ]
    lines += _area(pillar)
    lines.append(_headline(scorecard))
    topic = next(area for area in scorecard.topics if area.id == score.practice.topic)
    held = f"min({_score(topic.figures.mean)}, {topic.cap.at})" if topic.cap else "no gate below 3: the mean"
    lines.append(Line(f"low of topic {topic.id}", held, _score(topic.low)))
    return tuple(lines)


def _area(pillar: Area) -> list[Line]:
    lines = []
    low = _score(pillar.low)
    if pillar.cap:
        level = next(level for level, at in rollups.CAPS.items() if at == pillar.cap.at)
        text = f"weakest gates {', '.join(pillar.cap.by)} at {level}"
        lines.append(Line("cap", text, decimal(Fraction(pillar.cap.at), SCORE_DECIMALS)))
        lines.append(Line("low", f"min({_score(pillar.figures.mean)}, {pillar.cap.at})", low))
    else:
        lines.append(Line("low", "no gate below 3: the mean", low))
    coverage = pillar.figures.coverage or Fraction(0)
    share = decimal(coverage, SHARE_DECIMALS)
    if pillar.score is None:
        text = f"coverage {share} is below {float(rollups.ENOUGH_COVERAGE)}: only the range"
        lines.append(Line(f"score of {pillar.id}", text, f"{low} to {_score(pillar.high)}"))
    else:
        lines.append(Line(f"score of {pillar.id}", f"coverage {share}, so low is the score", low))
    return lines


def _headline(scorecard: Scorecard) -> Line:
    areas = [area for area in scorecard.pillars if area.figures.weight]
    lows = ", ".join(f"{area.id} {_score(area.low)}" for area in areas)
    headline = scorecard.headline
    value = _score(headline.low)
    if headline.score is None:
        value = f"{value} to {_score(headline.high)}"
    return Line("headline", f"the least of {lows}", value)


def _score(number: Fraction | None) -> str:
    return "" if number is None else decimal(number, SCORE_DECIMALS)
