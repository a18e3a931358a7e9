"""Hypothesis strategies: whole inputs of the method's format, drawn so that its rules meet.

Few practices, few units and few levels, so that disputes, groups, open doors, refusals and overrides coincide.
Every choice goes through `Pick`: half of the inputs are chosen by hypothesis, which can shrink them, half by a
seeded generator, which spreads them evenly.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

Input = dict[str, Any]
T = TypeVar("T")
Pick = Callable[[Sequence[T]], T]

AS_OF = date(2026, 11, 23)
PRACTICES = (
    "OWN-01",
    "OWN-02",
    "OWN-05",
    "OWN-09",
    "OBS-01",
    "CHG-07",
    "CHG-12",
    "CHG-14",
    "DEL-01",
    "DEL-02",
    "CST-01",
)
"""Of every kind: auto full, partial and none; gates of pillar and topic; decision rights; chains of prerequisites."""
ROLES = ("cto", "platform_lead", "product_engineer", "security", "finops")
KINDS = ("account", "repository", "organisation")
MIXED = ("production", "production", "production", "shared", "unlabelled", "other", "excluded")
NEEDS = ("cloudwatch:DescribeAlarms", "github:rules", "")
LEVELS = (3, 3, 3, 4, 2, 1, 0)
COUNTS: tuple[Input, ...] = (
    {"passed": 20},
    {"passed": 17, "failed": 3},
    {"passed": 1, "failed": 1},
    {"failed": 1},
    {"failed": 4, "unknown": 1},
    {"passed": 3, "refused": 1},
    {"passed": 3, "unknown": 2},
    {"passed": 1, "not_applicable": 2},
    {"not_applicable": 2},
    {"refused": 1, "complete": False},
    {"passed": 2, "refused": 1, "complete": False},
    {"failed": 1, "unknown": 1, "complete": False},
    {"passed": 0},
)
SHOWN: tuple[Input | None, ...] = (
    *(None, None, None, None, None, None, None, None),
    {"kind": "screen"},
    {"kind": "exercise"},
    {"kind": "figure", "inside": True},
    {"kind": "figure", "inside": False},
)


def ago(days: int) -> str:
    return (AS_OF - timedelta(days=days)).isoformat()


RECENT = tuple(ago(days) for days in (0, 3, 3, 3, 3, 30, 364, 365, 366, 400))
READ = tuple(ago(days) for days in (3, 3, 3, 3, 3, 180, 181))
EXPIRES = tuple(ago(days) for days in (-30, -1, 0, 1, 30))


def some(pick: Pick[Any], options: Sequence[T], most: int, least: int = 0) -> list[T]:
    """Between `least` and `most` different ones, in any order."""
    left = list(options)
    return [left.pop(pick(range(len(left)))) for _ in range(min(pick(range(least, most + 1)), len(left)))]


def shown(pick: Pick[Any]) -> Input | None:
    seen = pick(SHOWN)
    return seen and {"what": "seen together", "date": pick(RECENT), **seen}


def units(pick: Pick[Any], usual: str) -> list[Input]:
    """Mostly of the usual kind, so that a share has several units; some estates are all production."""
    classes = pick((MIXED, ("production",)))
    found: list[Input] = []
    for place in range(pick((5, 6, 4, 7, 2, 1))):
        kind = pick((usual, usual, usual, usual, *KINDS))
        if kind == "organisation":
            if all(unit["kind"] != kind for unit in found):
                found.append({"id": "org", "kind": kind, "class": "shared"})
        else:
            found.append({"id": f"{kind[0]}{place}", "kind": kind, "class": pick(classes)})
    return found


def checks(pick: Pick[Any], practices: Sequence[str], usual: str, declared: bool) -> list[Input]:
    return [
        {
            "id": f"k{place}",
            "practice": pick(practices),
            "level": pick((3, 3, 3, 2, 1, 4)),
            "kind": pick((usual, usual, usual, usual, *KINDS)),
            "need": pick(("necessary", "necessary", "any_of:way", "any_of:way", "indicator")),
            "every_unit": pick((False, False, False, True)),
            "declared": pick((False, False, False, declared)),
            "product": pick((None, None, None, None, "metrics:datadog", "metrics:native")),
        }
        for place in range(pick((5, 4, 6, 8, 2, 1)))
    ]


def tallies(pick: Pick[Any], judged: Sequence[Input], where: Sequence[Input]) -> list[Input]:
    """Most units of a check say the same, a few differ, a few are not read; a practice may apply to nothing."""
    nowhere = pick((None, None, None, None, judged[0]["practice"]))
    found: list[Input] = []
    for check in judged:
        manner = "absent" if check["practice"] == nowhere else pick(("pass", "pass", "pass", "fail", "odd", "mixed"))
        here = [unit for unit in where if unit["kind"] == check["kind"]]
        for place, unit in enumerate(here):
            counts = _counts(pick, manner, place)
            if counts is None:
                continue
            tally = {"check": check["id"], "unit": unit["id"], "read_at": pick(READ), **counts}
            if tally.get("refused"):
                tally["needs"] = pick(NEEDS)
            if check["product"]:
                tally["in_use"] = pick((False, True))
            found.append(tally)
    return found


def _counts(pick: Pick[Any], manner: str, place: int) -> Input | None:
    """What one unit says; None if it is not read. `odd`: one unit fails, the others pass."""
    if manner == "absent":
        return {"not_applicable": 1}
    if manner == "odd":
        return {"passed" if place else "failed": 1}
    usual: Input | None = {"pass": {"passed": 1}, "fail": {"failed": 1}}.get(manner)
    departs = pick(("usual", "usual", "usual", "usual", "other", "unread"))
    if departs == "unread":
        return None
    return usual if usual and departs == "usual" else dict(pick(COUNTS))


def people(pick: Pick[Any], most: int) -> list[Input]:
    """Of few roles, so that several people share one."""
    present = some(pick, ROLES, most=4, least=2)
    return [
        {"id": f"p{place}", "roles": some(pick, present, most=2, least=1)} for place in range(pick(range(1, most + 1)))
    ]


def answers(pick: Pick[Any], asked: Sequence[Input], practices: Sequence[str]) -> list[Input]:
    found = []
    for practice in practices:
        for person in asked:
            kind = pick(("level", "level", "level", "level", "level", "dont_know", "not_applicable", "silent"))
            if kind == "silent":
                continue
            answer: Input = {"respondent": person["id"], "practice": practice, "date": pick(RECENT)}
            answer |= {"level": pick(LEVELS)} if kind == "level" else {kind: True}
            seen = shown(pick)
            found.append(answer | ({"shown": seen} if seen else {}))
    return found


def decisions(pick: Pick[Any], practices: Sequence[str]) -> Input:
    few = (0, 1, 2, 2)
    return {
        "consensus": [
            {
                "practice": practice,
                "level": pick(LEVELS),
                "by": "facilitator",
                "reason": pick(("read together", "read together", "")),
                "date": pick(RECENT),
                "shown": shown(pick),
            }
            for practice in some(pick, practices, most=pick(few))
        ],
        "overrides": [
            {"practice": practice, "level": pick(LEVELS), "by": "assessor", "reason": "seen", "expires": pick(EXPIRES)}
            for practice in some(pick, practices, most=pick(few))
        ],
        "not_applicable": [
            {
                "practice": practice,
                "reason": pick(("not_present", "not_present", "not_present", "one_team", "accepted")),
                "approver": pick(("chair", "chair", "")),
                "expires": pick(EXPIRES),
            }
            for practice in some(pick, practices, most=pick(few))
        ],
        "incidents": [{"id": "i1", "date": pick(RECENT), "practices": some(pick, practices, most=1)}],
        "days": {practice: pick((0, 0.5, 3, 20)) for practice in some(pick, practices, most=pick(few))},
    }


def estate(pick: Pick[Any], most_people: int, declared: bool, elsewhere: bool) -> Input:
    practices = some(pick, PRACTICES, most=3, least=1)
    usual = pick(("account", "repository"))
    where = units(pick, usual)
    judged = checks(pick, practices, usual, declared)
    asked = people(pick, most_people)
    found = {
        "as_of": AS_OF.isoformat(),
        "scope": {"declared": pick((False, True)), "units": where},
        "collected": some(pick, ("aws", "github", "repository"), most=3),
        "checks": judged,
        "tallies": tallies(pick, judged, where),
        "respondents": asked,
        "answers": answers(pick, asked, practices),
        "profile": {
            "engineers": pick((40, 8, 15, 90, 5000)),
            "teams": pick((1, 2)),
            "capacity_days": pick((60, 1, 6, 10)),
            "tools": pick(({}, {"metrics": "datadog"})),
            "risk_weights": pick(({}, {"security": 5, "delivery": 1}, {"major_incident": 4})),
        },
        "targets": {practice: pick((1, 2, 4)) for practice in some(pick, practices, most=pick((0, 0, 1)))},
        **decisions(pick, practices),
    }
    everything_else = pick((None, 1, 3)) if elsewhere else None
    return found if everything_else is None else {**found, "elsewhere": everything_else}


@st.composite
def inputs(draw: st.DrawFn, *, most_people: int = 5, declared: bool = True, elsewhere: bool = True) -> Input:
    """A whole input. `elsewhere` may answer every practice that the strategies leave alone, so that scores exist."""
    seed = draw(st.one_of(st.integers(0, 2**64), st.integers(0, 2**64), st.integers(0, 2**64), st.none()))
    pick = (lambda options: draw(st.sampled_from(options))) if seed is None else random.Random(seed).choice
    return estate(pick, most_people, declared, elsewhere)


levels = st.sampled_from(LEVELS)
counts = st.sampled_from(COUNTS)
maybe_shown = st.sampled_from([seen and {"what": "seen", "date": ago(3), **seen} for seen in SHOWN])


def excluded_unit(kind: str) -> Input:
    return {"id": f"sandbox-{kind}", "kind": kind, "class": "excluded"}
