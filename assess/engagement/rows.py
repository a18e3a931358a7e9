"""How answers, decisions, profiles and targets lie in rows, and how rows become them again.

A row here is the part of a state row that an event carries: JSON values by column name, without round and time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, TypeAlias

from assess.engagement.chain import Json
from assess.evidence.collectors import Target
from assess.evidence.facts import TargetId
from assess.interview.answers import (
    Answer,
    AnswerState,
    Consensus,
    Incident,
    NotApplicable,
    Override,
    Profile,
    Respondent,
    RespondentId,
    Shown,
    ShownKind,
)
from assess.interview.decisions import (
    Decision,
    DecisionKind,
    EnvironmentLabel,
    Figure,
    FixDays,
    FixState,
    ReportText,
    Suppression,
)
from assess.model.practices import Level, PracticeId, Role

StateRow: TypeAlias = dict[str, Json]

WITHDRAWN = "withdrawn"
"""State of an answer that was taken back: it hides the one carried over from an older round."""


def shown_row(shown: Shown | None) -> Json:
    """What was shown, as JSON; None if nothing was."""
    if shown is None:
        return None
    return {"what": shown.what, "kind": shown.kind.value, "date": shown.date.isoformat(), "inside": shown.inside}


def shown_from(value: Any) -> Shown | None:
    """The inverse of `shown_row`, from the column's text or the event's value."""
    if value is None:
        return None
    read = json.loads(value) if isinstance(value, str) else value
    return Shown(read["what"], ShownKind(read["kind"]), date.fromisoformat(read["date"]), read["inside"])


def answer_row(answer: Answer) -> StateRow:
    """The row of an answer, without practice and respondent."""
    return {
        "state": answer.state.value,
        "level": None if answer.level is None else int(answer.level),
        "note": answer.note,
        "shown": shown_row(answer.shown),
        "reason": answer.reason,
        "date": answer.date.isoformat(),
    }


def answer_from(row: Mapping[str, Any]) -> Answer:
    """The answer of a row that is not withdrawn."""
    return Answer(
        respondent=RespondentId(row["respondent"]),
        practice=PracticeId(row["practice"]),
        state=AnswerState(row["state"]),
        date=date.fromisoformat(row["date"]),
        level=None if row["level"] is None else Level(row["level"]),
        note=row["note"],
        shown=shown_from(row["shown"]),
        reason=row["reason"],
    )


def decision_row(decision: Decision) -> StateRow:
    """The row of a decision, without kind and subject."""
    row: StateRow = {"value": "", "reason": "", "approver": "", "expires": None, "date": None, "shown": None}
    match decision:
        case Consensus(level=level, by=by, reason=reason, date=made, shown=shown):
            row |= {"value": str(int(level)), "reason": reason, "approver": by, "date": made.isoformat()}
            row["shown"] = shown_row(shown)
        case Override(level=level, by=by, reason=reason, expires=expires):
            row |= {"value": str(int(level)), "reason": reason, "approver": by, "expires": expires.isoformat()}
        case NotApplicable(reason=reason, approver=approver, expires=expires):
            row |= {"value": reason, "approver": approver, "expires": expires.isoformat()}
        case EnvironmentLabel(unit_class=unit_class, by=by, reason=reason):
            row |= {"value": unit_class, "reason": reason, "approver": by}
        case Suppression(reason=reason, approver=approver, expires=expires):
            row |= {"reason": reason, "approver": approver, "expires": expires.isoformat()}
        case FixDays(days=days, by=by, reason=reason):
            row |= {"value": repr(float(days)), "reason": reason, "approver": by}
        case FixState(state=state, by=by, reason=reason):
            row |= {"value": state, "reason": reason, "approver": by}
        case ReportText(text=text, by=by):
            row |= {"value": text, "approver": by}
    return row


def decision_from(row: Mapping[str, Any]) -> Decision:
    """The decision of a row that is not withdrawn."""
    subject, value, by, reason = row["subject"], row["value"], row["approver"], row["reason"]
    practice = PracticeId(subject)
    match DecisionKind(row["kind"]):
        case DecisionKind.CONSENSUS:
            made = date.fromisoformat(row["date"])
            return Consensus(practice, Level(int(value)), by, reason, made, shown_from(row["shown"]))
        case DecisionKind.OVERRIDE:
            return Override(practice, Level(int(value)), by, reason, date.fromisoformat(row["expires"]))
        case DecisionKind.NOT_APPLICABLE:
            return NotApplicable(practice, value, by, date.fromisoformat(row["expires"]))
        case DecisionKind.ENVIRONMENT:
            return EnvironmentLabel(subject, value, by, reason)
        case DecisionKind.SUPPRESSION:
            return Suppression(subject, reason, by, date.fromisoformat(row["expires"]))
        case DecisionKind.DAYS:
            return FixDays(practice, float(value), by, reason)
        case DecisionKind.FIX_STATE:
            return FixState(practice, value, by, reason)
        case DecisionKind.TEXT:
            return ReportText(subject, value, by)


def respondent_from(row: Mapping[str, Any]) -> Respondent:
    """The respondent of a row."""
    roles = tuple(Role(role) for role in json.loads(row["roles"]))
    return Respondent(RespondentId(row["id"]), roles, row["name"], row["team"])


def incident_row(incident: Incident) -> StateRow:
    """The row of an incident, without its id."""
    data: Json = {
        "date": incident.date.isoformat(),
        "practices": list(incident.practices),
        "summary": incident.summary,
    }
    return {"data": data}


def incident_from(row: Mapping[str, Any]) -> Incident:
    """The incident of a row."""
    data = json.loads(row["data"])
    practices = tuple(PracticeId(practice) for practice in data["practices"])
    return Incident(row["id"], date.fromisoformat(data["date"]), practices, data["summary"])


def figure_row(figure: Figure) -> StateRow:
    """The row of a figure, without KPI and period."""
    return {"value": float(figure.value), "source": figure.source, "date": figure.date.isoformat()}


def figure_from(row: Mapping[str, Any]) -> Figure:
    """The figure of a row."""
    return Figure(row["kpi"], row["value"], row["period"], row["source"], date.fromisoformat(row["date"]))


def target_row(target: Target) -> StateRow:
    """The row of a target, without its id."""
    return {
        "kind": target.kind,
        "name": target.name,
        "settings": dict(target.settings),
        "labels": dict(target.labels),
        "excluded": target.excluded,
    }


def target_from(row: Mapping[str, Any]) -> Target:
    """The target of a row."""
    settings, labels = json.loads(row["settings"]), json.loads(row["labels"])
    return Target(TargetId(row["id"]), row["kind"], row["name"], settings, labels, row["excluded"])


def profile_row(profile: Profile) -> StateRow:
    """A profile as JSON."""
    row: StateRow = asdict(profile)
    row["targets"] = {practice: int(level) for practice, level in sorted(profile.targets.items())}
    return row


def profile_from(row: Mapping[str, Any]) -> Profile:
    """The inverse of `profile_row`; what a row of an older program lacks has its default."""
    known = dict(row)
    for name in ("regions", "scope_accounts", "scope_repositories"):
        known[name] = tuple(known.get(name, ()))
    known["targets"] = {PracticeId(practice): Level(level) for practice, level in known.get("targets", {}).items()}
    return Profile(**known)
