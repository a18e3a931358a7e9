"""answers.yaml: people, answers, decisions, figures and incidents in bulk, read strictly into plain values.

All problems of a file are told at once, each with its line. Applying it to an engagement is
`assess.engagement.answers`; the file to fill in is `answers_template.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from assess.interview.answers import AnswerState, Incident, Profile, Shown
from assess.interview.answers_fields import Fields, Reading, nearest, read_shown, roles_of
from assess.interview.answers_file_decisions import (
    GivenDecision,
    GivenFigure,
    read_decisions,
    read_figures,
    read_incidents,
)
from assess.model.practices import Level, OperatingModel, PracticeId, Role
from assess.model.yaml_reader import Place, SourceError, Value, read_yaml, shown


@dataclass(frozen=True, slots=True)
class Person:
    """A respondent as the file names them: `key` is the id used below `answers`."""

    key: str
    name: str
    roles: tuple[Role, ...]
    team: str


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer as written. No date means: when it was first read. `respondent` is a person's key."""

    practice: PracticeId
    respondent: str
    state: AnswerState
    date: date | None
    level: Level | None = None
    note: str = ""
    shown: Shown | None = None
    shown_dated: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What the file says about size and wishes; None leaves a value as it is."""

    engineers: int | None = None
    teams: int | None = None
    capacity_days: float | None = None
    regions: tuple[str, ...] | None = None
    tools: Mapping[str, str] | None = None
    risk_weights: Mapping[str, int] | None = None
    targets: Mapping[PracticeId, Level] | None = None
    scope_accounts: tuple[str, ...] | None = None
    scope_repositories: tuple[str, ...] | None = None

    def applied_to(self, profile: Profile) -> Profile:
        """The profile with what the file says."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return replace(profile, **{name: value for name, value in said.items() if value is not None})


@dataclass(frozen=True, slots=True)
class AnswersFile:
    """Everything one answers.yaml says."""

    profile: ProfileChange = field(default_factory=ProfileChange)
    people: tuple[Person, ...] = ()
    answers: tuple[GivenAnswer, ...] = ()
    decisions: tuple[GivenDecision, ...] = ()
    figures: tuple[GivenFigure, ...] = ()
    incidents: tuple[Incident, ...] = ()


def read_answers(path: Path, model: OperatingModel, today: date, known: Collection[str] = ()) -> AnswersFile:
    """Reads an answers.yaml. `known` are the keys of people whom the engagement already has, so that the file need
    not name them again. Raises `SourceError` with every problem, `file:line: what; what to do`."""
    reading = Reading(read_yaml(path), model, today)
    top = Fields(reading, reading.document.value, (), "the file")
    for key in ("profile", "respondents", "answers", "decisions", "figures", "incidents"):
        top.has(key)
    top.finish()
    people = _people(reading, top)
    found = AnswersFile(
        profile=_profile(reading, top.values.get("profile")),
        people=people,
        answers=_answers(reading, top, {*known, *(person.key for person in people)}),
        decisions=read_decisions(reading, top),
        figures=read_figures(reading, top),
        incidents=read_incidents(reading, top),
    )
    if reading.problems:
        raise SourceError.of(sorted(reading.problems, key=lambda problem: problem.line))
    return found


def _profile(reading: Reading, value: Value) -> ProfileChange:
    fields = Fields(reading, value, ("profile",), "profile")
    numbers = {}
    for key, least in (("engineers", 1), ("teams", 1), ("capacity_days", 0.5)):
        if fields.has(key):
            numbers[key] = reading.number(fields.values[key], fields.at(key), key, least)
    weights, wanted, tools = {}, {}, {}
    for name in ("tools", "risk_weights", "targets"):
        fields.has(name)
    for name, tool in reading.mapping(fields.values.get("tools"), fields.at("tools"), "tools").items():
        tools[name] = reading.text(tool, (*fields.at("tools"), name), "the name of a tool")
    risks = [risk.id for risk in reading.model.risks]
    for name, weight in reading.mapping(fields.values.get("risk_weights"), fields.at("risk_weights"), "these").items():
        place = (*fields.at("risk_weights"), name)
        if reading.choice(name, place, "risk", risks):
            weights[name] = int(_weight(reading, weight, place))
    for name, level in reading.mapping(fields.values.get("targets"), fields.at("targets"), "targets").items():
        place = (*fields.at("targets"), name)
        practice, target = reading.practice(name, place), reading.level(level, place)
        if practice is not None and target is not None:
            wanted[practice.id] = target
    scope = Fields(reading, fields.values.get("scope") if fields.has("scope") else None, fields.at("scope"), "scope")
    regions, accounts, repositories = fields.texts("regions"), scope.texts("accounts"), scope.texts("repositories")
    scope.finish()
    fields.finish()
    engineers, teams = numbers.get("engineers"), numbers.get("teams")
    return ProfileChange(
        engineers=None if engineers is None else int(engineers),
        teams=None if teams is None else int(teams),
        capacity_days=numbers.get("capacity_days"),
        regions=regions if "regions" in fields.values else None,
        tools=tools or None,
        risk_weights=weights or None,
        targets=wanted or None,
        scope_accounts=accounts if "accounts" in scope.values else None,
        scope_repositories=repositories if "repositories" in scope.values else None,
    )


def _weight(reading: Reading, value: Value, place: Place) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5:
        return value
    reading.problem(place, f"{shown(str(value))} is no weight of a risk", "use 1 to 5")
    return 3


def _people(reading: Reading, top: Fields) -> tuple[Person, ...]:
    people: list[Person] = []
    names: dict[str, str] = {}
    for key, value in reading.mapping(top.values.get("respondents"), ("respondents",), "respondents").items():
        place: Place = ("respondents", key)
        fields = Fields(reading, value, place, f"respondent {shown(key)}")
        name = fields.text("name").strip() or key
        team = fields.text("team")
        roles = roles_of(reading.model)
        held = tuple(Role(role) for role in fields.choices("roles", "role", roles))
        if not fields.values.get("roles"):
            reading.problem(place, f"respondent {shown(key)} has no roles", f"give one or more of {', '.join(roles)}")
        fields.finish()
        other = names.setdefault(name.casefold(), key)
        if other != key:
            first = reading.document.line(("respondents", other))
            reading.problem(
                place,
                f"{shown(key)} and {shown(other)} (line {first}) have the same name",
                "give each person a name of their own, or remove one",
            )
        people.append(Person(key, name, held, team))
    return tuple(people)


def _answers(reading: Reading, top: Fields, known: Collection[str]) -> tuple[GivenAnswer, ...]:
    given: list[GivenAnswer] = []
    seen: dict[str, str] = {}
    for identifier, by_person in reading.mapping(top.values.get("answers"), ("answers",), "answers").items():
        place: Place = ("answers", identifier)
        practice = reading.practice(identifier, place)
        if practice is None:
            continue
        if seen.setdefault(practice.id, identifier) != identifier:
            reading.problem(place, f"{practice.id} is here a second time as {shown(identifier)}", "keep one")
        answers = reading.mapping(by_person, place, practice.id)
        if not answers:
            reading.problem(place, f"{practice.id} has no answer", "write `RESPONDENT: LEVEL` below it, or remove it")
        for person, value in answers.items():
            if person not in known:
                cure = nearest(person, known) if known else "add the person under `respondents`"
                reading.problem((*place, person), f"{shown(person)} is no respondent", cure)
            answer = _answer(reading, practice.id, person, value, (*place, person))
            if answer is not None:
                given.append(answer)
    return tuple(given)


def _answer(reading: Reading, practice: PracticeId, person: str, value: Value, place: Place) -> GivenAnswer | None:
    """One answer in any of its forms."""
    if value == AnswerState.DONT_KNOW.value:
        return GivenAnswer(practice, person, AnswerState.DONT_KNOW, None)
    if not isinstance(value, dict):
        if isinstance(value, int) and not isinstance(value, bool):
            level = reading.level(value, place)
            return None if level is None else GivenAnswer(practice, person, AnswerState.LEVEL, None, level)
        said = shown(str(value)) if value is not None else "nothing"
        reading.problem(
            place,
            f"{said} is no answer",
            "write 0 to 4, dont_know, {level: 3, note: ...} or {not_applicable: REASON}",
        )
        return None
    fields = Fields(reading, value, place, "the answer")
    day, note = fields.day("date"), fields.text("note")
    if fields.has("not_applicable"):
        reason = fields.text("not_applicable", required="say why there is nothing it could apply to")
        fields.finish()
        return GivenAnswer(practice, person, AnswerState.NOT_APPLICABLE, day, note=note, reason=reason)
    evidence, dated = (None, False)
    if fields.has("shown") and fields.values["shown"] is not None:
        evidence, dated = read_shown(reading, fields.values["shown"], fields.at("shown"), day or reading.today)
    level = None
    state = AnswerState.LEVEL
    if fields.require("level", "give a level 0 to 4, or dont_know"):
        if fields.values["level"] == AnswerState.DONT_KNOW.value:
            state = AnswerState.DONT_KNOW
        else:
            level = reading.level(fields.values["level"], fields.at("level"))
    fields.finish()
    return GivenAnswer(practice, person, state, day, level, note, evidence, dated)
