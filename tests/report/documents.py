"""Documents to report: a rich one that hangs together, an empty one, and a hostile one made from the rich one."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, cast

from assess.model.loading import load
from assess.model.practices import OperatingModel
from assess.model.practices import Practice as ModelPractice
from assess.report.shape import (
    Area,
    Contradiction,
    Control,
    Coverage,
    Document,
    Finding,
    Fix,
    Gap,
    Headline,
    Practice,
    ReportedAnswer,
    Slice,
    Together,
    Widened,
)

HOSTILE = (
    "</style><script src='{url}/s.js'></script><img src={url}/i.png><link rel=attachment href={url}/a>"
    '<svg onload=alert(1)><style>@import url({url}/c.css)</style> &lt;b&gt; &#x4E2D; =HYPERLINK("{url}") '
    "{{{{ 7*7 }}}} {{% for %}} `code` [link]({url}/md) ![i]({url}/m.png) | pipe \x1b[31mred\x1b[0m \x00\x07 "
    "\u202eevil\u202c \u05e9\u05dc\u05d5\u05dd \u4e2d\u6587 e\u0301\u0323 \U0001f600 \ud800 url({url}/u) expression(x)"
)
LONG_WORD = "W" * 10_000


@cache
def model() -> OperatingModel:
    return load()


def empty() -> Document:
    """An engagement in which nobody has said anything and nothing was read."""
    practices = [practice(each) for each in model().practices]
    return assembled(practices, contradictions=[], findings=[], respondents=0, units=0, read=0)


@cache
def _rich() -> Document:
    practices: list[Practice] = []
    findings: list[Finding] = []
    contradictions: list[Contradiction] = []
    for index, each in enumerate(model().practices):
        made = _made(each, index)
        found = _findings(each, made, index)
        made["findings"] = [finding["id"] for finding in found]
        findings += found
        if made["contradiction"]:
            contradictions.append(_contradiction(made, found))
        practices.append(made)
    contradictions.sort(key=lambda c: (c["kind"], c["observed_high"] - c["claimed"], c["practice"]))
    return assembled(practices, contradictions, findings, respondents=3, units=14, read=12)


def rich() -> Document:
    """A believable review: strong dashboards, weak control, four contradictions, two contested practices."""
    return copy.deepcopy(_rich())


def hostile(url: str = "http://127.0.0.1:9") -> Document:
    """The rich document with hostile text in every place that comes from outside."""
    text = HOSTILE.format(url=url)
    document = rich()
    spoiled = cast("Document", _with_text(document, lambda key, value: _spoil(key, value, text)))
    spoiled["practices"][0]["answers"][0]["note"] = f"{text} {LONG_WORD} {'中' * 3000}"
    spoiled["engagement"]["organisation"] = f"{text} {LONG_WORD}"
    return spoiled


def long_names() -> Document:
    """Everything that comes from outside as long as it can get, in wide letters."""
    document = rich()
    wide = " ".join(["WORLDWIDE"] * 200)
    spoiled = cast("Document", _with_text(document, lambda key, value: wide if key in _FROM_OUTSIDE else value))
    for fix in spoiled["fixes"]:
        fix["title"] = wide
        fix["done_when"] = [wide, wide]
    return spoiled


_FROM_OUTSIDE = {
    "organisation", "round", "note", "what", "message", "value", "path", "fact", "detail", "summary", "location",
    "account", "region", "environment", "reason", "needs", "by", "respondent", "source", "period",
}  # fmt: skip


def _spoil(key: str, value: str, text: str) -> str:
    return text if key in _FROM_OUTSIDE or key == "subject.id" else value


def _with_text(value: object, change: Callable[[str, str], str], key: str = "", parent: str = "") -> object:
    if isinstance(value, dict):
        return {name: _with_text(each, change, name, key) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_text(each, change, key, parent) for each in value]
    if isinstance(value, str):
        if parent == "settle" or (key == "source" and value.partition(":")[0] in ("ask", "show", "connect", "permit")):
            return value
        return change("subject.id" if (parent, key) == ("subject", "id") else key, value)
    return value


# --- one practice ----------------------------------------------------------------------------------------------------

_CONTRADICTED = {"DEL-02": 1, "CHG-04": 0, "IRP-02": 1, "OBS-09": 1}
_EXCEPTION = {"DEL-06": 2}
_CONTESTED = {"OWN-09", "CHG-02"}
_UNKNOWN = {"CST-03", "CST-07", "DEL-09", "OBS-13", "CHG-13", "OWN-15"}
_NOT_APPLICABLE = {"DEL-05"}


def practice(of: ModelPractice, **changes: Any) -> Practice:
    """A practice nobody spoke about and nothing was read of; `changes` are keys of the document."""
    made: Practice = {
        "id": of.id, "name": of.name, "pillar": of.pillar, "topic": of.topic, "status": "unknown", "assessed": None,
        "low": 0, "high": 4, "target": 3, "ceiling": None, "assurance": 0.0, "contradiction": None, "claimed": None,
        "observed": None, "list": "settle", "override": None, "answers": [], "findings": [],
    }  # fmt: skip
    made.update(cast("Practice", changes))
    return made


def _made(of: ModelPractice, index: int) -> Practice:
    if of.id in _NOT_APPLICABLE:
        return practice(of, status="not_applicable", low=None, high=None, assurance=None, list=None)
    if of.id in _UNKNOWN:
        return practice(of, answers=[answer("R2", [of.roles[0]], None)])
    shown_high = _CONTRADICTED.get(of.id, _EXCEPTION.get(of.id))
    claim = 3 if shown_high is not None else (3, 2, 3, 1, 2)[index % 5]
    signals = of.loop_stage == "signals"
    low = shown_high if shown_high is not None else min(claim, (3 if signals else 2) if index % 3 else 1)
    levels = _levels(of, claim)
    spread = max(levels) - min(levels)
    seen = of.auto != "none" and index % 4 != 3
    observed = {"low": max(0, low - 1 + index % 2), "high": shown_high if shown_high is not None else 4,
                "visibility": 0.86} if seen else None  # fmt: skip
    assessed = min(levels) if of.id in _CONTESTED else low
    return practice(
        of,
        status="assessed",
        assessed=assessed,
        low=assessed,
        high=max(assessed, 3 if claim >= 3 and shown_high is None else low),
        ceiling=3 if seen else 2,
        assurance=0.8 if seen else (0.3 if of.id in _CONTESTED else 0.5),
        contradiction="contradiction" if of.id in _CONTRADICTED else "exception" if of.id in _EXCEPTION else None,
        claimed={
            "level": min(levels) if spread > 1 else claim, "median": claim, "spread": spread,
            "contested": of.id in _CONTESTED, "consensus": False,
            "divided": ["product_engineer"] if of.id == "OWN-09" else [],
            "roles": [{"role": role, "level": each} for role, each in zip(of.roles, levels, strict=True)],
        },
        observed=observed,
        list="build" if shown_high is not None or claim < 3 else "settle" if assessed < 3 else None,
        answers=[
            answer(f"R{number}", [role], each, "We agreed this in the spring." if number == 1 else "")
            for number, (role, each) in enumerate(zip(of.roles, levels, strict=True), 1)
        ],
    )  # fmt: skip


def _levels(of: ModelPractice, claim: int) -> list[int]:
    levels = [claim] * len(of.roles)
    if of.id in _CONTESTED:
        levels[0], levels[-1] = 4, 1
    return levels


def answer(respondent: str, roles: Sequence[str], level: int | None, note: str = "") -> ReportedAnswer:
    """One answer; without a level it is a don't-know."""
    return {
        "respondent": respondent, "roles": list(roles), "state": "dont_know" if level is None else "level",
        "level": level, "date": "2026-09-14", "note": note,
        "shown": {"what": "The rule in the console", "kind": "screen", "date": "2026-09-14", "inside": None}
        if level == 3 and respondent == "R2" else None,
    }  # fmt: skip


def _findings(of: ModelPractice, made: Practice, index: int) -> list[Finding]:
    if made["observed"] is None and made["status"] != "unknown":
        return []
    fails = 4 if made["contradiction"] else index % 3
    outcomes = ["fail"] * fails + ["pass"] * (3 + index % 4) + (["unknown"] if index % 5 == 0 else [])
    return [finding(of, number, outcome) for number, outcome in enumerate(outcomes)]


def finding(of: ModelPractice, number: int, outcome: str) -> Finding:
    """One finding of a check of that practice; unknown is a refused read."""
    repository = f"github.com/harbour/{('checkout', 'tariff', 'booking', 'shipment-tracking')[number % 4]}"
    check = f"github/{of.name.lower().replace(' ', '_').replace('-', '_')[:40]}"
    return {
        "id": sha256(f"{check} {number}".encode()).hexdigest()[:12], "check": check, "practice": of.id, "level": 3,
        "need": "necessary", "outcome": outcome, "reason": "not_permitted" if outcome == "unknown" else None,
        "needs": "administration:read" if outcome == "unknown" else "", "unit": f"repository:{repository}",
        "subject": {"kind": "repository", "id": f"{repository}#main-{number}", "account": "", "region": "",
                    "environment": "production", "location": f".github/workflows/deploy.yml:{10 + number}"},
        "message": f"The main branch of {repository.rpartition('/')[2]} accepts a push without review from"
        " administrators." if outcome == "fail" else f"The rule holds in {repository.rpartition('/')[2]}.",
        "evidence": [{"fact": "github.ruleset/1f2e", "path": "bypass_actors[0]", "value": "RepositoryRole:admin"}],
        "source": f"GET /repos/{repository}/rulesets", "at": "2026-09-14T10:22:05Z", "state": "open",
    }  # fmt: skip


def _contradiction(made: Practice, found: Sequence[Finding]) -> Contradiction:
    claimed, observed = made["claimed"], made["observed"]
    high = observed["high"] if observed else made["assessed"] or 0
    failing = sorted({each["unit"] for each in found if each["outcome"] == "fail"})
    checks = sorted({each["check"] for each in found}) or ["github/nothing"]
    return {
        "practice": made["id"], "kind": cast("str", made["contradiction"]),
        "claimed": max(role["level"] for role in claimed["roles"]) if claimed else 3, "observed_high": high,
        "says": claimed["roles"] if claimed else [],
        "shows": [{"checks": checks, "failing_units": len(failing), "units": failing, "of_units": len(failing) + 2}],
    }  # fmt: skip


# --- the whole -------------------------------------------------------------------------------------------------------


def assembled(
    practices: list[Practice],
    contradictions: list[Contradiction],
    findings: list[Finding],
    *,
    respondents: int,
    units: int,
    read: int,
) -> Document:
    """The document around these practices, with sums that follow the method closely enough to be read."""
    weight = {each.id: each.criticality for each in model().practices}
    pillars = [_area(each.id, each.name, [p for p in practices if p["pillar"] == each.id], weight)
               for each in model().pillars]  # fmt: skip
    fixes = _fixes(practices)
    return {
        "schema": "assess/report/1",
        "engagement": {"organisation": "Harbour & Finch Logistics", "round": "1 Autumn review",
                       "as_of": "2026-09-15T16:00:00Z"},
        "scope": {"as_given": units == 0, "accounts": 4 if units else 0, "repositories": max(0, units - 4),
                  "scored": units, "read": read, "not_applicable_share": 0.0157 if units else 0.0,
                  "not_applicable_warning": False},
        "headline": _headline(practices, pillars, fixes, weight),
        "pillars": pillars,
        "topics": [_area(each.id, each.name, [p for p in practices if p["topic"] == each.id], weight)
                   for each in model().topics],
        "components": _slices([(each.id, each.name) for each in model().components], "component", practices, weight),
        "loop": _slices([(each.id, each.name) for each in model().loop_stages], "loop_stage", practices, weight),
        "risks": [{"id": each.id, "name": each.name, "score": None, "coverage": None} for each in model().risks],
        "practices": practices, "contradictions": contradictions,
        "settle": _settle(practices, weight), "fixes": fixes,
        "stop_now": [{"practice": "DEL-01", "check": "github/untrusted_code_never_runs_with_secrets",
                      "unit": "repository:github.com/harbour/checkout", "subjects": 2}] if findings else [],
        "findings": findings, "asks": [],
        "coverage": _coverage(bool(findings)),
        "respondents": [{"role": role.id, "name": role.name, "people": 1 + (role.id == "product_engineer")}
                        for role in model().roles[:respondents]],
        "incidents": [{"id": "INC-7", "date": "2026-06-02", "practices": ["CHG-04"],
                       "summary": "A tariff change doubled charges for three hours."}] if findings else [],
        "figures": [{"kpi": "KPI-MTTR", "name": "Time to restore", "value": "4.5 h", "period": "2026 Q2",
                     "source": "status page"}] if findings else [],
        "anti_patterns": [{"id": each.id, "name": each.name, "sign": each.sign, "practices": list(each.practices)}
                          for each in model().anti_patterns[:3]] if findings else [],
        "method": {"assess_version": "0.2.0", "model_version": model().version, "model_digest": model().digest,
                   "tool_versions": {"zizmor": "1.32.0"}},
    }  # fmt: skip


def _known(practices: Sequence[Practice]) -> list[Practice]:
    return [each for each in practices if each["status"] != "not_applicable"]


def _share(weight: dict[Any, int], part: Sequence[Practice], whole: Sequence[Practice]) -> float:
    total = sum(weight[each["id"]] for each in whole)
    return round(sum(weight[each["id"]] for each in part) / total, 4) if total else 0.0


def _mean(weight: dict[Any, int], parts: Sequence[Practice], of: Callable[[Practice], int | None]) -> float | None:
    kept = [each for each in parts if of(each) is not None]
    total = sum(weight[each["id"]] for each in kept)
    return round(25 * sum(weight[each["id"]] * (of(each) or 0) for each in kept) / total, 1) if total else None


def _area(identifier: str, name: str, inside: list[Practice], weight: dict[Any, int]) -> Area:
    inside = _known(inside)
    coverage = _share(weight, [each for each in inside if each["status"] == "assessed"], inside)
    gates = {each.id for each in model().practices if each.gate == "true"}
    weakest = min((each["low"] or 0 for each in inside if each["id"] in gates), default=3)
    cap = {0: 49, 1: 74, 2: 89}.get(weakest)
    mean = _mean(weight, inside, lambda each: each["low"]) or 0.0
    low = min(mean, cap or 100)
    both = [each for each in inside if each["claimed"] and each["observed"]]
    claimed = _mean(weight, both, lambda each: each["claimed"]["median"] if each["claimed"] else None)
    observed = _mean(weight, both, lambda each: each["observed"]["low"] if each["observed"] else None)
    score = low if coverage >= 0.75 else None
    return {
        "id": identifier, "name": name, "score": score, "low": low,
        "high": min(_mean(weight, inside, lambda each: each["high"]) or 0.0, 74.0), "mean": mean,
        "claimed": _mean(weight, inside, lambda each: each["claimed"]["median"] if each["claimed"] else None),
        "observed": observed,
        "compared": {"claimed": claimed, "observed": observed, "share": _share(weight, both, inside)}
        if claimed is not None and observed is not None else None,
        "band": _band(score),
        "cap": {"at": cap, "by": [each["id"] for each in inside if each["id"] in gates and (each["low"] or 0) ==
                                  weakest]} if cap else None,
        "coverage": coverage,
        "assurance": round(sum(weight[each["id"]] * (each["assurance"] or 0) for each in inside)
                           / (sum(weight[each["id"]] for each in inside) or 1), 4),
        "activity_index": _share(weight, [each for each in inside if (each["low"] or 0) >= 1], inside),
        "control_index": _share(weight, [each for each in inside if (each["low"] or 0) >= 3], inside),
    }  # fmt: skip


def _band(score: float | None) -> str | None:
    if score is None:
        return None
    bounds = ((25, "absent"), (50, "activity"), (75, "partial control"), (90, "control"))
    return next((word for bound, word in bounds if score < bound), "proven")


def _headline(practices: list[Practice], pillars: list[Area], fixes: list[Fix], weight: dict[Any, int]) -> Headline:
    known = _known(practices)
    whole = _area("", "", practices, weight)
    low = min(each["low"] or 0 for each in pillars)
    score = None if any(each["score"] is None for each in pillars) else low
    return {
        "score": score, "band": _band(score), "low": low, "high": min(each["high"] or 0 for each in pillars),
        "weakest_pillar": None if score is None else min(pillars, key=lambda each: each["low"] or 0)["id"],
        "mean": whole["mean"], "claimed": whole["claimed"], "observed": whole["observed"],
        "compared": whole["compared"], "coverage": whole["coverage"], "assurance": whole["assurance"],
        "activity_index": whole["activity_index"], "control_index": whole["control_index"],
        "control": _control(known, weight),
        "nothing_shown": not any(each["observed"] for each in practices),
        "first_three": [each["practice"] for each in fixes[:3]],
    }  # fmt: skip


def _control(known: list[Practice], weight: dict[Any, int]) -> Control:
    kinds: dict[str, list[Practice]] = {
        "confirmed": [], "unknown": [], "contradicted": [], "not_shown": [], "lacking": []
    }  # fmt: skip
    for each in known:
        claimed = each["claimed"]
        if (each["assessed"] or 0) >= 3:
            kinds["confirmed"].append(each)
        elif each["status"] == "unknown":
            kinds["unknown"].append(each)
        elif each["contradiction"] == "contradiction":
            kinds["contradicted"].append(each)
        elif claimed is None or claimed["median"] >= 3:
            kinds["not_shown"].append(each)
        else:
            kinds["lacking"].append(each)
    return cast("Control", {name: _share(weight, part, known) for name, part in kinds.items()})


def _slices(
    named: Sequence[tuple[str, str]], field: str, practices: list[Practice], weight: dict[Any, int]
) -> list[Slice]:
    of = {each.id: getattr(each, field) for each in model().practices}
    slices: list[Slice] = []
    for identifier, name in named:
        inside = _known([each for each in practices if of[cast("Any", each["id"])] == identifier])
        assessed = [each for each in inside if each["status"] == "assessed"]
        slices.append({"id": identifier, "name": name, "score": _mean(weight, inside, lambda each: each["low"]),
                       "coverage": _share(weight, assessed, inside)})  # fmt: skip
    return slices


def _fixes(practices: list[Practice]) -> list[Fix]:
    building = [each for each in practices if each["list"] == "build"]
    by_id = {each.id: each for each in model().practices}
    building.sort(key=lambda each: (each["contradiction"] is None, -by_id[cast("Any", each["id"])].criticality))
    fixes: list[Fix] = []
    for rank, each in enumerate(building, 1):
        of = by_id[cast("Any", each["id"])]
        wave = 1 + (rank - 1) // 6
        effort = {"S": 1.6, "M": 4.0, "L": 12.0, "XL": 32.0}[of.fix.effort]
        fixes.append({
            "rank": rank, "practice": of.id, "value": round(9 - rank * 0.2, 2), "effort_days": effort,
            "bundle": of.id, "ratio": round(3 - rank * 0.05, 2),
            "lane": "gate" if of.gate == "true" and (each["low"] or 0) < 2 else "rank",
            "prerequisites": [p for p in of.prerequisites if any(b["id"] == p for b in building)],
            "settle_first": [], "unlocks": rank % 3, "wave": wave, "done_wave": wave + (effort > 10),
            "title": of.fix.title, "owner_role": of.fix.owner_role,
            "steps": [step for steps in of.fix.steps.values() for step in steps][:3],
            "done_when": list(of.fix.ends),
        })  # fmt: skip
    return fixes


def _settle(practices: list[Practice], weight: dict[Any, int]) -> list[Any]:
    by_id = {each.id: each for each in model().practices}
    groups: dict[str, list[str]] = {}
    for each in practices:
        if each["list"] == "settle":
            of = by_id[cast("Any", each["id"])]
            source = _settled_by(each, of)
            groups.setdefault(source, []).append(each["id"])
    made = [(source, ids, sum(weight[cast("Any", each)] for each in ids) / 2) for source, ids in groups.items()]
    made.sort(key=lambda group: (-group[2], group[0]))
    return [{"rank": rank, "source": source, "practices": ids, "points": points, "effort_days": 0.5}
            for rank, (source, ids, points) in enumerate(made, 1)]  # fmt: skip


def _settled_by(each: Practice, of: ModelPractice) -> str:
    if each["claimed"]:
        return f"show:{of.roles[0]}"
    if each["answers"]:
        return "permit:administration:read"
    return "connect:aws" if of.observable.aws else f"ask:{of.roles[0]}"


COSTS_NOTHING: Together = {"points": 0.0, "headline": 0.0, "wider": []}


def _coverage(filled: bool) -> Coverage:
    if not filled:
        return {"not_permitted": [], "not_available": [], "unresolved": [],
                "not_collected": [{"needs": f"connect:{each}", "detail": f"{each} was not read", "targets": [],
                                   "findings": 0, "practices": [], **COSTS_NOTHING}
                                  for each in ("aws", "github", "repository")],
                "together": COSTS_NOTHING}  # fmt: skip
    return {
        "not_permitted": [{"needs": "administration:read", "detail": "the token may not read branch rules",
                           "targets": ["github:harbour"], "findings": 9,
                           "practices": ["CST-03", "DEL-09"], **COSTS_NOTHING}],
        "not_available": [{"needs": "", "detail": "a repository was unreadable",
                           "targets": ["repository:github.com/harbour/legacy"], "findings": 2,
                           "practices": ["OBS-13"], **COSTS_NOTHING}],
        "unresolved": [],
        "not_collected": [{"needs": "connect:aws", "detail": "aws was not read", "targets": [], "findings": 0,
                           "practices": ["CST-03", "OBS-01"], **COSTS_NOTHING}],
        "together": COSTS_NOTHING,
    }  # fmt: skip


def fullest() -> Document:
    """The longest sentence of every rule of the executive page at once, in wide letters."""
    document = long_names()
    wide = " ".join(["WWWWWWWWWW"] * 60)
    for each in document["practices"]:
        each["name"] = wide
        if each["assessed"] == 3:
            each["assurance"] = 0.5
    for pillar in document["pillars"]:
        pillar["name"] = wide
        pillar["score"] = None
    document["pillars"][2]["score"] = document["pillars"][3]["score"] = 12.3
    document["headline"].update(score=None, band=None, weakest_pillar=None)
    for contradiction in document["contradictions"]:
        contradiction["shows"] = [
            {"checks": ["x/y"], "failing_units": 1234, "of_units": 23456, "units": ["unit:a", "b"]}
        ]
    document["stop_now"] = [
        {"practice": practice, "check": "a/b", "unit": f"repository:{'中' * 40}{number}", "subjects": 3}
        for number, practice in enumerate(("DEL-01", "DEL-05", "DEL-06"))
    ]
    document["scope"].update(scored=1234, read=23)
    document["settle"] = [
        {"rank": 1, "source": f"permit:{'W' * 80}", "practices": ["DEL-01"] * 20, "points": 99.0, "effort_days": 0.5},
        {"rank": 2, "source": "connect:aws", "practices": ["DEL-01"] * 20, "points": 9.0, "effort_days": 0.5},
        {"rank": 3, "source": "connect:github", "practices": ["DEL-01"] * 20, "points": 9.0, "effort_days": 0.5},
        {"rank": 4, "source": "connect:repository", "practices": ["DEL-01"] * 20, "points": 9.0, "effort_days": 0.5},
    ]
    everything = [each["id"] for each in document["practices"]]
    wider = [Widened(practice=each, rise=4, fall=4, by=4) for each in everything]
    gap: Gap = {"needs": wide, "detail": wide, "targets": [wide], "findings": 9, "practices": everything,
                "points": 99.9, "headline": 99.9, "wider": wider}  # fmt: skip
    other: Gap = {**gap, "needs": "中" * 90}
    document["coverage"] = {
        "not_permitted": [gap, other, {**gap, "needs": "M" * 99}],
        "not_available": [gap],
        "unresolved": [gap],
        "not_collected": [gap],
        "together": {"points": 99.9, "headline": 99.9, "wider": wider},
    }
    return document
