"""Why a level is what it is and what would move it, in two plain sentences; the sums behind them are in `why.py`."""

from __future__ import annotations

from assess.model.practices import Level
from assess.scoring.levels import ENFORCED, WORDS_ALONE, PracticeScore, Status

_ABBREVIATIONS = {"cto": "CTO", "finops": "FinOps lead", "security": "security lead"}


def in_words(score: PracticeScore) -> tuple[str, str]:
    """Why the level of a practice is what it is, and what would move it."""
    if score.status is Status.NOT_APPLICABLE:
        return _not_applicable(score)
    if score.what_if is not None:
        return f"Level {score.low} is only supposed here.", f"Without it the level is {score.computed}."
    if score.override is not None:
        held = score.override
        return (
            f"{held.by} set level {int(held.level)} until {held.expires}: {held.reason}.",
            f"Without that it would be {score.computed}, by what was said and read.",
        )
    if score.status is Status.UNKNOWN:
        return f"Nobody knows yet: anything from level 0 to {score.high} is possible.", _moves_unknown(score)
    return _assessed(score)


def _not_applicable(score: PracticeScore) -> tuple[str, str]:
    declared = score.not_applicable
    if declared is None:
        return "It does not apply: nothing of it is present where we looked.", "It counts again where something is."
    return (
        f"It does not apply: {declared.approver} declared so until {declared.expires}.",
        "It is left out of every sum until then.",
    )


def _assessed(score: PracticeScore) -> tuple[str, str]:
    low, claim = score.low, score.claimed
    said = None if claim is None else min(int(claim), score.ceiling or 0)
    if low == score.bounds.floor < max(score.support, 4 if said is None else said):
        return _held_by_evidence(score)
    if said is None:
        return f"What was read shows {_level(low)}; nobody gave a level.", _more(
            f"the {_role(score)} says what is in place", low
        )
    if said < score.support:
        return f"What was read shows {_level(low)}, whatever was said.", _more("more of it is enforced", low)
    if score.claim is not None and score.claim.contested:
        return (
            f"People disagree, and until they agree the lowest of what they say counts: {_level(low)}.",
            "It moves when they agree, with a reason that is recorded.",
        )
    if score.ceiling is not None and claim is not None and score.ceiling < claim:
        return _held_by_ceiling(score, int(claim))
    return f"People say {_level(low)}, and nothing that was read says less.", _more("they have more and show it", low)


def _held_by_evidence(score: PracticeScore) -> tuple[str, str]:
    low, hi, claim = score.low, score.bounds.hi, score.claimed
    above = "" if claim is None or claim <= low else f", although people say {int(claim)}"
    if hi > low:
        needs = score.observation.needs if score.observation else ()
        permit = f" ({needs[0]})" if needs else ""
        return (
            f"A part of it could not be read, which counts as failing: {_level(low)} at most{above}.",
            f"It can be as high as {score.high} once that can be read{permit}.",
        )
    return (
        f"What was read allows no more than {_level(low)}{above}.",
        f"It moves when the checks of level {hi + 1} pass, which fail now.",
    )


def _held_by_ceiling(score: PracticeScore, claim: int) -> tuple[str, str]:
    if score.low >= ENFORCED:
        return (
            f"People say {claim}, and up to {_level(score.low)} was shown or read.",
            "It moves to 4 when an exercise, or a figure inside its bound, is shown.",
        )
    if score.low == WORDS_ALONE:
        return f"People say {claim}, but words alone reach {_level(score.low)}.", "It moves to 3 when they show it."
    return f"People say {claim}, but {_level(score.low)} is what was shown or read.", "It moves when more is shown."


def _moves_unknown(score: PracticeScore) -> str:
    needs = score.observation.needs if score.observation else ()
    if needs and needs[0] not in ("", "unknown"):
        return f"It is settled by what was refused or is missing: {needs[0]}."
    if score.claimed is None:
        return f"It is settled when the {_role(score)} says a level, or systems show one."
    return "It is settled when what is claimed is shown, or read."


def _more(when: str, low: int) -> str:
    return f"It moves when {when}." if low < Level.PROVEN_CONTROL else "There is no level above it."


def _level(level: int) -> str:
    return f"level {level}, {Level(level).label}"


def _role(score: PracticeScore) -> str:
    first = score.practice.roles[0]
    return _ABBREVIATIONS.get(first, first.replace("_", " "))
