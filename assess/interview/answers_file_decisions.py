"""The decisions, figures and incidents of an answers.yaml, each kind with the fields it must have.

The rest of the file, and the errors of all of it together, are `answers_file.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from assess.interview.answers import Consensus, Incident, NotApplicable, Override
from assess.interview.answers_fields import Fields, Reading, read_shown
from assess.interview.decisions import (
    Decision,
    DecisionKind,
    EnvironmentLabel,
    Figure,
    FixDays,
    Suppression,
    decision_key,
)
from assess.model.practices import Gate, Level, PracticeId
from assess.model.yaml_reader import Place, shown

UNIT_CLASSES = ("production", "shared", "other", "excluded", "unlabelled")
NOT_APPLICABLE_REASONS = ("not_present", "one_team")


@dataclass(frozen=True, slots=True)
class GivenDecision:
    """A decision as written. `dated` is false where its date is the day of reading."""

    decision: Decision
    dated: bool = True


@dataclass(frozen=True, slots=True)
class GivenFigure:
    """A figure as written. `dated` is false where its date is the day of reading."""

    figure: Figure
    dated: bool = True


def read_decisions(reading: Reading, top: Fields) -> tuple[GivenDecision, ...]:
    """The decisions of the file; two on the same thing are a problem."""
    given: list[GivenDecision] = []
    seen: dict[tuple[DecisionKind, str], int] = {}
    for number, value in enumerate(reading.items(top.values.get("decisions"), ("decisions",), "decisions")):
        place: Place = ("decisions", number)
        fields = Fields(reading, value, place, "the decision")
        if not fields.require("kind", f"use one of {', '.join(_DECISIONS)}"):
            continue
        kind = reading.choice(fields.values["kind"], fields.at("kind"), "kind of decision", list(_DECISIONS))
        if not kind:
            continue
        fields.what = f"the {kind} decision"
        before = len(reading.problems)
        decision = _DECISIONS[DecisionKind(kind)](reading, fields)
        dated = "date" in fields.values or kind != DecisionKind.CONSENSUS
        fields.finish()
        if len(reading.problems) > before:
            continue
        subject = decision_key(decision)
        if subject in seen:
            line = reading.document.line(("decisions", seen[subject]))
            reading.problem(place, f"{kind} of {subject[1]} was decided in line {line} already", "keep one of the two")
        seen.setdefault(subject, number)
        given.append(GivenDecision(decision, dated))
    return tuple(given)


_BY = "name who decided it"
_WHY = "say why"
_EXPIRES = "give the day until which it holds, as 2026-03-31"


def _practice_of(reading: Reading, fields: Fields) -> PracticeId:
    if not fields.require("practice", "name the practice, for example OWN-09"):
        return PracticeId("")
    practice = reading.practice(fields.values["practice"], fields.at("practice"))
    return practice.id if practice else PracticeId("")


def _level_of(reading: Reading, fields: Fields) -> Level:
    if not fields.require("level", "give a level 0 to 4"):
        return Level.ABSENT
    return reading.level(fields.values["level"], fields.at("level")) or Level.ABSENT


def _expiry(reading: Reading, fields: Fields) -> date:
    if not fields.require("expires", _EXPIRES):
        return reading.today
    return fields.day("expires", future=True) or reading.today


def _consensus(reading: Reading, fields: Fields) -> Decision:
    practice, level = _practice_of(reading, fields), _level_of(reading, fields)
    by, reason, day = fields.text("by", required=_BY), fields.text("reason", required=_WHY), fields.day("date")
    evidence = None
    if fields.has("shown") and fields.values["shown"] is not None:
        evidence, _ = read_shown(reading, fields.values["shown"], fields.at("shown"), day or reading.today)
    return Consensus(practice, level, by, reason, day or reading.today, evidence)


def _override(reading: Reading, fields: Fields) -> Decision:
    practice, level = _practice_of(reading, fields), _level_of(reading, fields)
    by, reason = fields.text("by", required=_BY), fields.text("reason", required=_WHY)
    return Override(practice, level, by, reason, _expiry(reading, fields))


def _not_applicable(reading: Reading, fields: Fields) -> Decision:
    practice = _practice_of(reading, fields)
    reason = ""
    if fields.require("reason", f"use one of {', '.join(NOT_APPLICABLE_REASONS)}"):
        reason = reading.choice(fields.values["reason"], fields.at("reason"), "reason", NOT_APPLICABLE_REASONS)
    found = reading.model.practice(practice) if practice else None
    if found is not None and found.gate is not Gate.NONE:
        reading.problem(
            fields.at("practice"), f"{practice} is a gate and always applies", "remove the decision, or answer 0"
        )
    if reason == "one_team" and practice and practice != "OWN-05":
        reading.problem(fields.at("reason"), "one_team is a reason for OWN-05 only", "use not_present if that is true")
    approver = fields.text("approver", required="name who approved it")
    return NotApplicable(practice, reason, approver, _expiry(reading, fields))


def _environment(reading: Reading, fields: Fields) -> Decision:
    target = fields.text("target", required="name the target, for example aws:111122223333")
    unit_class = ""
    if fields.require("value", f"use one of {', '.join(UNIT_CLASSES)}"):
        unit_class = reading.choice(fields.values["value"], fields.at("value"), "class of environment", UNIT_CLASSES)
    by = fields.text("by", required=_BY)
    return EnvironmentLabel(target, unit_class, by, fields.text("reason"))


def _suppression(reading: Reading, fields: Fields) -> Decision:
    terms: list[str] = []
    for key, term in (("check", "check"), ("target", "unit")):
        if name := fields.text(key):
            terms.append(f"{term}:{name}")
            if set(name) & set(' ,"*'):
                reading.problem(
                    fields.at(key), f"{shown(name)} is no id of a {key}", "give one id, as a report shows it"
                )
    terms += [f"practice:{_practice_of(reading, fields)}"] if fields.has("practice") else []
    if not terms:
        reading.problem(fields.place, "the suppression says not of what", "name a check, a practice or a target")
    reason, approver = fields.text("reason", required=_WHY), fields.text("approver", required="name who approved it")
    return Suppression(" ".join(terms), reason, approver, _expiry(reading, fields))


def _days(reading: Reading, fields: Fields) -> Decision:
    practice, by = _practice_of(reading, fields), fields.text("by", required=_BY)
    days = None
    if fields.require("value", "give the remaining person-days"):
        days = reading.number(fields.values["value"], fields.at("value"), "the number of days", 0.1)
    return FixDays(practice, days or 0.0, by, fields.text("reason"))


_DECISIONS: Mapping[DecisionKind, Callable[[Reading, Fields], Decision]] = {
    DecisionKind.CONSENSUS: _consensus,
    DecisionKind.OVERRIDE: _override,
    DecisionKind.NOT_APPLICABLE: _not_applicable,
    DecisionKind.ENVIRONMENT: _environment,
    DecisionKind.SUPPRESSION: _suppression,
    DecisionKind.DAYS: _days,
}


def read_figures(reading: Reading, top: Fields) -> tuple[GivenFigure, ...]:
    """The figures of the file."""
    given: list[GivenFigure] = []
    kpis = [kpi.id for kpi in reading.model.kpis]
    for number, value in enumerate(reading.items(top.values.get("figures"), ("figures",), "figures")):
        fields = Fields(reading, value, ("figures", number), "the figure")
        kpi = ""
        if fields.require("kpi", f"use one of {', '.join(kpis)}"):
            kpi = reading.choice(fields.values["kpi"], fields.at("kpi"), "KPI", kpis)
        amount = None
        if fields.require("value", "give the number"):
            amount = reading.number(fields.values["value"], fields.at("value"), "the value", -1e12)
        period = fields.text("period", required="say which time it covers, for example 2026-Q1")
        source, day = fields.text("source", required="say where it was read"), fields.day("date")
        fields.finish()
        if kpi and amount is not None and period and source:
            figure = Figure(kpi, amount, period, source, day or reading.today)
            given.append(GivenFigure(figure, dated=day is not None))
    return tuple(given)


def read_incidents(reading: Reading, top: Fields) -> tuple[Incident, ...]:
    """The incidents of the file."""
    incidents: dict[str, Incident] = {}
    for number, value in enumerate(reading.items(top.values.get("incidents"), ("incidents",), "incidents")):
        fields = Fields(reading, value, ("incidents", number), "the incident")
        identifier = fields.text("id", required="give it an id, for example INC-2026-014")
        day = fields.day("date") if fields.require("date", "give its date, as 2026-03-31") else None
        named = fields.values.get("practices") if fields.has("practices") else None
        practices = [
            reading.practice(one, (*fields.at("practices"), n))
            for n, one in enumerate(reading.items(named, fields.at("practices"), "practices"))
        ]
        summary = fields.text("summary")
        fields.finish()
        if identifier in incidents:
            reading.problem(fields.place, f"{shown(identifier)} is here a second time", "give each incident its own id")
        if identifier and day:
            ids = tuple(dict.fromkeys(practice.id for practice in practices if practice))
            incidents[identifier] = Incident(identifier, day, ids, summary)
    return tuple(incidents.values())
