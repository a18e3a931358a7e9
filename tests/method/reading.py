"""Reads one case of the method's format into the types the commands use, and prints what the product concludes.

Absent keys are empty, unknown keys are passed over. No arithmetic happens here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from assess import fixfirst, scoring
from assess.evidence.tallies import Evidence, JudgedCheck, Tally, Unit, UnitClass
from assess.interview.answers import (
    Answer,
    AnswerState,
    Consensus,
    Decisions,
    Incident,
    NotApplicable,
    Override,
    Profile,
    Respondent,
    RespondentId,
    Shown,
    ShownKind,
)
from assess.interview.claims import claims
from assess.model.practices import Level, OperatingModel, PracticeId, Role

Json = Mapping[str, Any]

NEVER = date.max


def read_cases(path: Path) -> list[Json]:
    """The cases of a file: a list of `{id, title, hand, input, expected}`, or one such object."""
    content = json.loads(path.read_text("utf-8"))
    return content if isinstance(content, list) else [content]


def concluded(given: Json, model: OperatingModel) -> dict[str, Any]:
    """What the product concludes from one `input`, in the shape of `expected`: practices only where a level was
    said, something was seen, or the status is not unknown."""
    printed = all_concluded(given, model)
    practices = [practice for practice in printed["practices"] if is_listed(practice)]
    return {**printed, "practices": practices}


def is_listed(practice: fixfirst.PrintedPractice) -> bool:
    """Whether a case lists this practice (method section 12)."""
    said_or_seen = practice["claimed"] is not None or practice["observed"] is not None
    return said_or_seen or practice["status"] != "unknown"


def all_concluded(given: Json, model: OperatingModel) -> fixfirst.Conclusions:
    """The same with all practices of the model."""
    card, plan = outcome(given, model)
    return fixfirst.conclusions(card, plan)


def outcome(given: Json, model: OperatingModel) -> tuple[scoring.Scorecard, fixfirst.Plan]:
    """Scorecard and plan of one `input`."""
    card = scorecard(given, model)
    return card, fixfirst.plan(model, _profile(given), card)


def scorecard(given: Json, model: OperatingModel) -> scoring.Scorecard:
    """The scorecard of one `input`."""
    as_of, profile, decisions = _date(given["as_of"]), _profile(given), read_decisions(given)
    said = claims(read_answers(given), read_respondents(given), decisions, model, as_of)
    observations = scoring.observe(read_evidence(given), profile, as_of)
    supposed = {PracticeId(practice): Level(level) for practice, level in (given.get("set") or {}).items()}
    return scoring.score(model, profile, said, observations, decisions, as_of, supposed)


def _profile(given: Json) -> Profile:
    return read_profile(given.get("profile") or {}, given.get("targets") or {})


def read_profile(given: Json, targets: Json) -> Profile:
    """The profile, with the defaults of method section 1."""
    plain = {key: given[key] for key in ("engineers", "teams", "capacity_days") if given.get(key) is not None}
    return Profile(
        **plain,
        tools=dict(given.get("tools") or {}),
        risk_weights=dict(given.get("risk_weights") or {}),
        targets={PracticeId(practice): Level(level) for practice, level in targets.items()},
    )


def read_respondents(given: Json) -> list[Respondent]:
    return [
        Respondent(RespondentId(each["id"]), tuple(Role(role) for role in each.get("roles") or ()))
        for each in given.get("respondents") or ()
    ]


def read_answers(given: Json) -> list[Answer]:
    return [
        Answer(
            respondent=RespondentId(each["respondent"]),
            practice=PracticeId(each["practice"]),
            state=_state(each),
            date=_date(each["date"]),
            level=_level(each.get("level")),
            shown=_shown(each.get("shown")),
        )
        for each in given.get("answers") or ()
    ]


def read_decisions(given: Json) -> Decisions:
    return Decisions(
        consensus=tuple(
            Consensus(
                practice=PracticeId(each["practice"]),
                level=Level(each["level"]),
                by=each.get("by") or "",
                reason=each.get("reason") or "",
                date=_date(each["date"]),
                shown=_shown(each.get("shown")),
            )
            for each in given.get("consensus") or ()
        ),
        overrides=tuple(
            Override(
                practice=PracticeId(each["practice"]),
                level=Level(each["level"]),
                by=each.get("by") or "",
                reason=each.get("reason") or "",
                expires=_date(each.get("expires")),
            )
            for each in given.get("overrides") or ()
        ),
        not_applicable=tuple(
            NotApplicable(
                practice=PracticeId(each["practice"]),
                reason=each.get("reason") or "",
                approver=each.get("approver") or "",
                expires=_date(each.get("expires")),
            )
            for each in given.get("not_applicable") or ()
        ),
        days={PracticeId(practice): days for practice, days in (given.get("days") or {}).items()},
        incidents=tuple(
            Incident(
                id=each.get("id") or "",
                date=_date(each["date"]),
                practices=tuple(PracticeId(practice) for practice in each.get("practices") or ()),
            )
            for each in given.get("incidents") or ()
        ),
    )


def read_evidence(given: Json) -> Evidence:
    scope = given.get("scope") or {}
    return Evidence(
        scope_declared=bool(scope.get("declared")),
        units=tuple(
            Unit(each["id"], each["kind"], UnitClass(each.get("class") or _usual_class(each["kind"])))
            for each in scope.get("units") or ()
        ),
        collected=tuple(given.get("collected") or ()),
        checks=tuple(_check(each) for each in given.get("checks") or ()),
        tallies=tuple(_tally(each) for each in given.get("tallies") or ()),
    )


def _usual_class(kind: str) -> str:
    return "shared" if kind == "organisation" else "unlabelled"


def _check(each: Json) -> JudgedCheck:
    return JudgedCheck(
        id=each["id"],
        practice=each["practice"],
        level=each["level"],
        unit_kind=each["kind"],
        need=each.get("need") or "necessary",
        every_unit=bool(each.get("every_unit")),
        declared=bool(each.get("declared")),
        product=each.get("product"),
    )


def _tally(each: Json) -> Tally:
    complete = each.get("complete")
    return Tally(
        check=each["check"],
        unit=each["unit"],
        **{key: each.get(key) or 0 for key in ("passed", "failed", "unknown", "refused", "not_applicable")},
        complete=True if complete is None else bool(complete),
        read_at=_date(each["read_at"]) if each.get("read_at") else None,
        needs=_needs(each.get("needs")),
        in_use=bool(each.get("in_use")),
    )


def _needs(given: str | Iterable[str] | None) -> str:
    """One need; of several the first by name."""
    return given if isinstance(given, str) else min(given or (), default="")


def _state(answer: Json) -> AnswerState:
    if answer.get("dont_know"):
        return AnswerState.DONT_KNOW
    return AnswerState.LEVEL if answer.get("level") is not None else AnswerState.NOT_APPLICABLE


def _level(given: int | None) -> Level | None:
    return None if given is None else Level(given)


def _shown(given: Json | None) -> Shown | None:
    if not given:
        return None
    return Shown(given.get("what") or "", ShownKind(given["kind"]), _date(given["date"]), given.get("inside"))


def _date(given: str | None) -> date:
    """A day, or the day of a moment; NEVER if none is given."""
    return NEVER if given is None else date.fromisoformat(given[:10])
