"""What a consultant reads aloud: a contradiction, a dispute, what a level would need. Pure; no sentence blames anyone.

A sentence says what was said, what was seen and where, and ends in a question, for the room knows what no system does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assess.interview.answers import Answer, AnswerState
from assess.model.practices import Gate, Level, OperatingModel
from assess.report.naming import Names
from assess.report.naming import check as check_name
from assess.scoring.contradiction import CONSENSUS, Contradiction, Kind, Says, Shows
from assess.scoring.levels import PracticeScore, Status
from assess.scoring.rollups import CAPS

SHOW_IT = "Press s when they show it."
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def contradiction(found: Contradiction, model: OperatingModel, sentences: Mapping[str, str]) -> str:
    """A contradiction in three sentences. `sentences`: what each check says, by id."""
    said = _said(found, model)
    saw = _saw(found, sentences)
    if found.kind is Kind.EXCEPTION:
        return f"{said} {saw} That is one place, and the rest agrees with you. Is it a known exception?"
    allowed = Level(found.observed_high)
    limit = f"What we read allows level {int(allowed)} at most, {allowed.label}."
    return f"{said} {saw} {limit} How do the two fit together?"


def dispute(score: PracticeScore, model: OperatingModel) -> str:
    """A contested practice in two sentences; empty if it is not contested."""
    if score.claim is None or not score.claim.contested:
        return ""
    names = Names(model)
    voices = [f"the {names.role_inside(held.role)} says {int(held.level)}" for held in score.claim.counting]
    text = f"{_joined(voices)}. Until you agree, the lowest counts: {int(score.claim.level or 0)}."
    return f"{text[0].upper()}{text[1:]} Which of the five levels describes last month?"


def counted(score: PracticeScore) -> str:
    """What an answer came to, where it is less than what was claimed: why, and what would raise it."""
    if score.status is not Status.ASSESSED or score.claimed is None or score.overridden:
        return ""
    claimed, low = int(score.claimed), score.low
    if low >= claimed or score.contradiction is not None:
        return ""
    if score.ceiling is not None and score.ceiling < claimed and score.ceiling == low:
        if score.ceiling >= 3:
            return f"Counts as {low}: level 4 needs an exercise or a figure that was shown (s)."
        return f"Counts as {low}: words alone reach no higher. {SHOW_IT}"
    if score.bounds.floor == low:
        return f"Counts as {low}: what was read, or was refused, allows no more."
    return f"Counts as {low}."


def not_knowing(score: PracticeScore, answers: Iterable[Answer]) -> str:
    """Why one don't-know can lower the whole: on a right to decide it is a 0, and a gate at 0 holds its pillar."""
    claim = score.claim
    if not score.practice.decision_right or claim is None or claim.level != Level.ABSENT or claim.consensus:
        return ""
    if not any(each.practice == score.practice.id and each.state is AnswerState.DONT_KNOW for each in answers):
        return ""
    text = "A don't-know counts as 0 here: who must act and does not know that they may, may not."
    if score.practice.gate is Gate.PILLAR:
        text += f" {score.practice.id} is a gate: at 0 it holds its pillar, and so the whole, at {CAPS[0]} or less."
    return text


def heard(
    score: PracticeScore, answers: Iterable[Answer], model: OperatingModel, sentences: Mapping[str, str]
) -> tuple[str, ...]:
    """All that is said of a practice after an answer, most urgent first. `sentences`: what each check says, by id."""
    found = contradiction(score.contradiction, model, sentences) if score.contradiction is not None else ""
    return tuple(filter(None, (found, dispute(score, model), not_knowing(score, answers), counted(score))))


def _said(found: Contradiction, model: OperatingModel) -> str:
    level = Level(found.claimed)
    names = Names(model)
    return f"{_speakers(found.says, found.claimed, names)} level {int(level)}, {level.label}."


def _speakers(says: tuple[Says, ...], claimed: Level, names: Names) -> str:
    """Who holds the highest level; roles, never persons."""
    holding = [each.role for each in says if each.level == claimed]
    if CONSENSUS in holding:
        return "You agreed on"
    if not holding:
        return "We heard"
    voices = [f"the {names.role_inside(role)}" for role in holding]
    text = f"{_joined(voices)} {'sees' if len(voices) == 1 else 'see'} this at"
    return f"{text[0].upper()}{text[1:]}"


def _saw(found: Contradiction, sentences: Mapping[str, str]) -> str:
    """What was seen, in the place where most fails."""
    shows = max(found.shows, key=lambda each: (each.failing_units, each.checks), default=None)
    if shows is None:
        return "What we read does not show that."
    return f"In {_places(shows)} this does not hold: {_checked(shows, sentences)}"


def _places(shows: Shows) -> str:
    failing, of = shows.failing_units, max(shows.of_units, shows.failing_units)
    if failing == of:
        return "the one place we looked" if of == 1 else f"all {_count(of)} places we looked"
    return f"{_count(failing)} of {_count(of)} places"


def _checked(shows: Shows, sentences: Mapping[str, str]) -> str:
    """The sentence of the check that failed, as it should be."""
    first = shows.checks[0]
    text = sentences.get(first, "") or f"{check_name(first)}."
    text = text.strip()
    return text if text.endswith(".") else f"{text}."


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else f"{number:,}"


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
