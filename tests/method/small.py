"""Small inputs for hand-computed tests: parts that are laid together, and what the product concludes from them.

A part is a piece of the method's input format. `read` makes units, a check and its tallies from one word a unit,
`said` makes respondents and answers; `conclude` merges parts and runs them through the same way as everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from assess.fixfirst import Conclusions
from assess.fixfirst.printed import PrintedFix, PrintedPractice
from assess.model.loading import load
from assess.model.practices import OperatingModel
from assess.scoring import PracticeScore
from tests.method.reading import all_concluded, scorecard

AS_OF = date(2026, 11, 23)
Part = dict[str, Any]

WORDS: Mapping[str, Part] = {
    "pass": {"passed": 1},
    "fail": {"failed": 1},
    "unknown": {"unknown": 1},
    "refused": {"refused": 1, "complete": False, "needs": "a:read"},
    "absent": {"not_applicable": 1},
}


@cache
def catalogue() -> OperatingModel:
    """The operating model as it ships."""
    return load()


def ago(days: int) -> str:
    """The date that many days before the assessment, as inputs write it."""
    return (AS_OF - timedelta(days=days)).isoformat()


def read(
    practice: str,
    level: int,
    *outcomes: str | Part | None,
    check: str = "check",
    kind: str = "repository",
    classes: str | tuple[str, ...] = "production",
    days: int = 3,
    **terms: Any,
) -> Part:
    """One check judged in one unit after the other: a word of WORDS, counts, or None where it was not read."""
    weighed = (classes,) * len(outcomes) if isinstance(classes, str) else classes
    units = [{"id": f"{kind}-{place}", "kind": kind, "class": weight} for place, weight in enumerate(weighed, start=1)]
    tallies = [
        {"check": check, "unit": unit["id"], "read_at": ago(days), **(WORDS[said] if isinstance(said, str) else said)}
        for unit, said in zip(units, outcomes, strict=True)
        if said is not None
    ]
    return {
        "scope": {"declared": True, "units": units},
        "checks": [{"id": check, "practice": practice, "level": level, "kind": kind, **terms}],
        "tallies": tallies,
    }


def said(practice: str, *, days: int = 3, shown: str | Part | None = None, **roles: int | str | list[Any]) -> Part:
    """What roles answer: a level, "dont_know", "not_applicable", or a list of these, one a person. `shown` is a
    kind of thing, or the whole of it; every answer has it."""
    respondents, answers = [], []
    for role, levels in roles.items():
        for place, level in enumerate(levels if isinstance(levels, list) else [levels]):
            person = f"{role}-{place}"
            respondents.append({"id": person, "roles": [role]})
            answer = {"respondent": person, "practice": practice, "date": ago(days)}
            answer |= {level: True} if isinstance(level, str) else {"level": level}
            answers.append(answer | ({"shown": seen(shown)} if shown else {}))
    return {"respondents": respondents, "answers": answers}


def seen(shown: str | Part) -> Part:
    """A thing the assessor saw three days ago, inside its bound if it is a figure."""
    usual = {"what": "seen", "date": ago(3)}
    return {**usual, "kind": shown, "inside": True} if isinstance(shown, str) else {**usual, **shown}


def consensus(practice: str, level: int, *, days: int = 2, reason: str = "read together", **more: Any) -> Part:
    return {
        "consensus": [{"practice": practice, "level": level, "by": "x", "reason": reason, "date": ago(days), **more}]
    }


def override(practice: str, level: int, *, expires: int = 30, by: str = "assessor") -> Part:
    """An override that expires in that many days."""
    return {"overrides": [{"practice": practice, "level": level, "by": by, "reason": "seen", "expires": ago(-expires)}]}


def not_applicable(practice: str, reason: str = "not_present", *, expires: int = 30, approver: str = "chair") -> Part:
    one = {"practice": practice, "reason": reason, "approver": approver, "expires": ago(-expires)}
    return {"not_applicable": [one]}


def everybody(level: int, *, but: tuple[str, ...] = (), topics: tuple[str, ...] = (), shown: bool = True) -> Part:
    """Someone of every role answers this level on every practice, or on those of some topics, and shows it."""
    practices = [each for each in catalogue().practices if each.id not in but and (not topics or each.topic in topics)]
    seen_ = {"shown": seen("screen")} if shown else {}
    return {
        "respondents": [{"id": "all", "roles": [role.id for role in catalogue().roles]}],
        "answers": [
            {"respondent": "all", "practice": each.id, "level": level, "date": ago(3), **seen_} for each in practices
        ],
    }


def together(*parts: Part) -> Part:
    """One input from parts: lists are joined, units of the same id are one."""
    whole: Part = {"as_of": AS_OF.isoformat()}
    units: dict[str, Part] = {}
    for part in parts:
        for key, value in part.items():
            if key == "scope":
                units |= {unit["id"]: unit for unit in value["units"]}
                whole["scope"] = {**value, "units": list(units.values())}
            elif isinstance(value, list):
                whole[key] = whole.get(key, []) + [each for each in value if each not in whole.get(key, [])]
            elif isinstance(value, dict):
                whole[key] = {**whole.get(key, {}), **value}
            else:
                whole[key] = value
    return whole


def conclude(*parts: Part) -> Conclusions:
    """Everything the product prints for these parts."""
    return all_concluded(together(*parts), catalogue())


def practice(identifier: str, *parts: Part) -> PrintedPractice:
    """What is printed of one practice."""
    return next(each for each in conclude(*parts)["practices"] if each["id"] == identifier)


def score(identifier: str, *parts: Part) -> PracticeScore:
    """One practice with everything its number follows from."""
    found = scorecard(together(*parts), catalogue()).of(identifier)
    assert found is not None
    return found


def bounds(identifier: str, *parts: Part) -> tuple[int, int, int, int]:
    """Lo, Hi, Floor and Lo+ of one practice."""
    found = score(identifier, *parts).bounds
    return found.lo, found.hi, found.floor, found.lo_plus


def fixes(*parts: Part) -> dict[str, PrintedFix]:
    """The build list by practice, in rank order."""
    return {fix["practice"]: fix for fix in conclude(*parts)["fixes"]}


def of(items: Any, identifier: str) -> Any:
    """The item of a printed list with that id."""
    return next(each for each in items if each["id"] == identifier)
