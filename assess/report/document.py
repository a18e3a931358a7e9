"""Builds the report document: what was concluded, joined with names, texts, answers and findings.

The arithmetic is done before this; here nothing is computed but counts, and everything is put in its order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assess import __version__
from assess.clock import timestamp
from assess.evidence.checks import Outcome
from assess.evidence.findings import Finding
from assess.evidence.tallies import UnitClass
from assess.fixfirst import Plan, conclusions
from assess.fixfirst.printed import PrintedArea, PrintedContradiction, PrintedFix, PrintedPractice, PrintedSlice
from assess.interview.answers import Answer, Incident, Respondent, RespondentId
from assess.interview.decisions import Figure
from assess.model.practices import Level, Named, OperatingModel, PracticeId
from assess.report import shape
from assess.report.asks import asks
from assess.report.coverage import coverage
from assess.scoring import Scorecard
from assess.scoring.gaps import Costs

SCHEMA = "assess/report/1"
_WEAK = Level.ACTIVITY


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding with what its reader sees beside it."""

    finding: Finding
    account: str
    environment: str
    state: str


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a document is made of."""

    model: OperatingModel
    organisation: str
    round_name: str
    as_of: datetime
    scorecard: Scorecard
    plan: Plan
    respondents: Sequence[Respondent]
    labels: Mapping[RespondentId, str]
    """How each respondent is called: R1, R2 ... or by name."""
    answers: Sequence[Answer]
    incidents: Sequence[Incident]
    figures: Sequence[Figure]
    needs: Mapping[str, str]
    """Check -> `necessary`, `any_of:GROUP` or `indicator`."""
    findings: Iterable[ReportedFinding]
    tools: Mapping[str, str]
    costs: Costs | None = None
    """What each thing that was not read costs; None where no findings are given."""


def build(material: Material) -> shape.Document:
    """The document `assess/report/1`; the same material gives the same bytes."""
    model = material.model
    concluded = conclusions(material.scorecard, material.plan)
    findings = [printed_finding(each, material.needs) for each in material.findings]
    seen: dict[str, list[str]] = defaultdict(list)
    for finding in findings:
        seen[finding["practice"]].append(finding["id"])
    document: shape.Document = {
        "schema": SCHEMA,
        "engagement": {
            "organisation": material.organisation,
            "round": material.round_name,
            "as_of": timestamp(material.as_of),
        },
        "scope": {**concluded["scope"]},
        "headline": {**concluded["headline"]},
        "pillars": _areas(concluded["pillars"], model.pillars),
        "topics": _areas(concluded["topics"], model.topics),
        "components": _slices(concluded["components"], model.components),
        "loop": _slices(concluded["loop"], model.loop_stages),
        "risks": _slices(concluded["risks"], model.risks),
        "practices": [_practice(each, material, seen) for each in concluded["practices"]],
        "contradictions": [_contradiction(each, findings) for each in concluded["contradictions"]],
        "settle": [{**each} for each in concluded["settle"]],
        "fixes": [_fix(each, material) for each in concluded["fixes"]],
        "stop_now": [{**each} for each in concluded["stop_now"]],
        "findings": findings,
        "asks": [],
        "coverage": coverage(findings, material.costs),
        "respondents": _people(material),
        "incidents": [_incident(each) for each in sorted(material.incidents, key=lambda each: (each.date, each.id))],
        "figures": [_figure(each, model) for each in material.figures],
        "anti_patterns": _anti_patterns(material),
        "method": {
            "assess_version": __version__,
            "model_version": model.version,
            "model_digest": model.digest,
            "tool_versions": dict(sorted(material.tools.items())),
        },
    }
    document["asks"] = asks(document, model)
    return document


def _areas(areas: Sequence[PrintedArea], named: Sequence[Named]) -> list[shape.Area]:
    names = {each.id: each.name for each in named}
    return [{"name": names.get(area["id"], area["id"]), **area} for area in areas]


def _slices(slices: Sequence[PrintedSlice], named: Sequence[Named]) -> list[shape.Slice]:
    names = {each.id: each.name for each in named}
    return [{"name": names.get(each["id"], each["id"]), **each} for each in slices]


def _practice(printed: PrintedPractice, material: Material, seen: Mapping[str, list[str]]) -> shape.Practice:
    practice = material.model.practice(printed["id"])
    assert practice is not None  # the scorecard is of this model
    return {
        **printed,
        "name": practice.name,
        "pillar": practice.pillar,
        "topic": practice.topic,
        "answers": [_answer(each, material) for each in _of(material, practice.id)],
        "findings": seen.get(practice.id, []),
    }


def _contradiction(printed: PrintedContradiction, findings: Sequence[shape.Finding]) -> shape.Contradiction:
    return {
        **printed,
        "shows": [{**each, "units": _failing(each["checks"], findings)} for each in printed["shows"]],
    }


def _failing(checks: Sequence[str], findings: Sequence[shape.Finding]) -> list[str]:
    """The units that weigh something and fail one of these checks."""
    failing = (each for each in findings if each["check"] in checks and each["outcome"] == Outcome.FAIL)
    return sorted({each["unit"] for each in failing if each["subject"]["environment"] != UnitClass.EXCLUDED})


def _of(material: Material, practice: PracticeId) -> list[Answer]:
    order = {each: number for number, each in enumerate(material.labels)}
    return sorted(
        (each for each in material.answers if each.practice == practice),
        key=lambda each: (order.get(each.respondent, len(order)), each.respondent),
    )


def _answer(answer: Answer, material: Material) -> shape.ReportedAnswer:
    roles = next((each.roles for each in material.respondents if each.id == answer.respondent), ())
    shown = answer.shown
    return {
        "respondent": material.labels.get(answer.respondent, "R?"),
        "roles": list(roles),
        "state": answer.state.value,
        "level": None if answer.level is None else int(answer.level),
        "date": answer.date.isoformat(),
        "note": answer.note,
        "shown": None
        if shown is None
        else {"what": shown.what, "kind": shown.kind.value, "date": shown.date.isoformat(), "inside": shown.inside},
    }


def _fix(printed: PrintedFix, material: Material) -> shape.Fix:
    practice = material.model.practice(printed["practice"])
    score = material.scorecard.of(PracticeId(printed["practice"]))
    assert practice is not None
    assert score is not None
    reached = range(score.low, max(score.low, score.target))
    return {
        **printed,
        "title": practice.fix.title,
        "owner_role": practice.fix.owner_role,
        "steps": [step for level in reached for step in practice.fix.steps.get(f"{level}-{level + 1}", ())],
        "done_when": list(practice.fix.ends),
    }


def printed_finding(reported: ReportedFinding, needs: Mapping[str, str]) -> shape.Finding:
    """One finding as documents print it; `needs` maps a check to its need."""
    finding = reported.finding
    place = finding.location
    where = "" if place is None else f"{place.path}:{place.line}" if place.line else place.path
    return {
        "id": finding.id,
        "check": finding.check,
        "practice": finding.practice,
        "level": finding.level,
        "need": needs.get(finding.check, ""),
        "outcome": finding.outcome.value,
        "reason": finding.reason.value if finding.reason and finding.outcome is Outcome.UNKNOWN else None,
        "needs": finding.needs,
        "unit": finding.unit,
        "subject": {
            "kind": finding.subject.kind,
            "id": finding.subject.id,
            "account": reported.account,
            "region": finding.subject.region,
            "environment": reported.environment,
            "location": where,
        },
        "message": finding.message,
        "evidence": [{"fact": each.fact, "path": each.path, "value": each.value} for each in finding.evidence],
        "source": finding.source,
        "at": timestamp(finding.at) if finding.at else None,
        "state": reported.state,
    }


def _people(material: Material) -> list[shape.Respondents]:
    answered = {each.respondent for each in material.answers}
    counted = {
        role.id: sum(role.id in each.roles for each in material.respondents if each.id in answered)
        for role in material.model.roles
    }
    return [{"role": role.id, "name": role.name, "people": counted[role.id]} for role in material.model.roles]


def _incident(incident: Incident) -> shape.ReportedIncident:
    return {
        "id": incident.id,
        "date": incident.date.isoformat(),
        "practices": list(incident.practices),
        "summary": incident.summary,
    }


def _figure(figure: Figure, model: OperatingModel) -> shape.Figure:
    name = next((each.name for each in model.kpis if each.id == figure.kpi), figure.kpi)
    value = f"{figure.value:g}"
    return {"kpi": figure.kpi, "name": name, "value": value, "period": figure.period, "source": figure.source}


def _anti_patterns(material: Material) -> list[shape.AntiPatternSign]:
    """Those whose practices are all at activity or below, as far as they apply, and known to be."""
    shown: list[shape.AntiPatternSign] = []
    for pattern in material.model.anti_patterns:
        scores = [score for each in pattern.practices if (score := material.scorecard.of(each)) and score.applies]
        if scores and all(score.high <= _WEAK for score in scores):
            shown.append(
                {
                    "id": pattern.id,
                    "name": pattern.name,
                    "sign": pattern.sign,
                    "practices": [score.practice.id for score in scores],
                }
            )
    return shown
