"""What the forms of the interview ask, and what their values become: answers, consensus, people. No Textual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from assess.interview.answers import (
    Answer,
    AnswerState,
    Consensus,
    NotApplicable,
    Respondent,
    RespondentId,
    Shown,
    ShownKind,
)
from assess.model.practices import Gate, Level, OperatingModel, Practice, Role
from assess.tui import fields
from assess.tui.fields import Field, FieldKind, Form, Values

_ONE_TEAM_ONLY_FOR = "OWN-05"
_YEAR = timedelta(days=365)


def level_answer(
    person: RespondentId, practice: Practice, level: Level, today: date, before: Answer | None = None
) -> Answer:
    """A level, as said today. What was shown before goes on standing for the same level, and for no other."""
    same = before is not None and before.state is AnswerState.LEVEL and before.level == level
    return Answer(
        person,
        practice.id,
        AnswerState.LEVEL,
        today,
        level,
        shown=before.shown if same and before is not None else None,
    )


def dont_know(person: RespondentId, practice: Practice, today: date) -> Answer:
    """A don't-know, as said today."""
    return Answer(person, practice.id, AnswerState.DONT_KNOW, today)


def shown_form(answer: Answer, today: date) -> Form:
    """What was shown for a level."""
    old = answer.shown
    inside = "" if old is None or old.inside is None else "yes" if old.inside else "no"
    return Form(
        f"What did they show for level {int(answer.level or 0)}?",
        (
            fields.text("what", "What", old.what if old else "", needed=True, hint="As you would cite it."),
            fields.choice(
                "kind",
                "Kind",
                [(each.value, each.value) for each in ShownKind],
                old.kind.value if old else "",
                hint="An exercise, or a figure inside its bound, can prove level 4.",
            ),
            fields.day("date", "Of which day", old.date if old else today, today=today, past=True),
            fields.choice(
                "inside",
                "If a figure",
                [("", "it is none"), ("yes", "it lies inside its bound"), ("no", "it lies outside its bound")],
                inside,
                hint="A figure, for example a restore time, lies inside the bound you set for it, or outside.",
            ),
        ),
        check=_figure_needs_a_bound,
    )


def _figure_needs_a_bound(values: Values) -> str:
    figure = values.get("kind") == ShownKind.FIGURE
    if figure and not values.get("inside"):
        return "If a figure: it lies inside its bound or outside; choose one"
    if not figure and values.get("inside"):
        return f"If a figure: a {values.get('kind')} is none; choose that, or the kind figure"
    return ""


def with_shown(answer: Answer, values: Values) -> Answer:
    """The answer with what the form says was shown."""
    kind = ShownKind(values["kind"])
    inside = values["inside"] == "yes" if kind is ShownKind.FIGURE and values.get("inside") else None
    day = date.fromisoformat(values["date"].strip())
    return replace(answer, shown=Shown(values["what"].strip(), kind, day, inside))


def not_applicable_form(practice: Practice, today: date) -> Form:
    """A proposal that a practice does not apply, and its approval where someone may give it."""
    reasons = [("not_present", "nothing of it is present")]
    if practice.id == _ONE_TEAM_ONLY_FOR:
        reasons.append(("one_team", "there is only one team"))
    return Form(
        f"{practice.id} does not apply",
        (
            fields.choice(
                "reason",
                "Because",
                reasons,
                hint="Another team does it, or the risk is accepted: these are no reasons.",
            ),
            fields.text(
                "approver", "Approved by", hint="Empty: it stays a proposal, and the practice goes on counting."
            ),
            fields.day("expires", "Until", today + _YEAR, today=today),
        ),
    )


def a_gate_applies(practice: Practice) -> Form:
    """Why a gate is not proposed away; a form, so that what is typed next is no key of the interview."""
    return fields.notice(
        f"{practice.id} is a gate, and a gate always applies",
        "It caps a whole area, so it cannot be set aside. Answer 0 to 4, or d for a don't-know; e notes the reason.",
    )


def first_a_level(practice: Practice) -> Form:
    """Why nothing can be shown yet; a form, for the same reason."""
    return fields.notice(
        f"{practice.id}: first a level", "0 to 4 records what they claim; then s, what they show for it."
    )


def may_not_apply(practice: Practice) -> bool:
    """Whether a practice can be not applicable at all: a gate always applies."""
    return practice.gate is Gate.NONE


def proposal(person: RespondentId, practice: Practice, values: Values, today: date) -> Answer:
    """The proposal, as said today."""
    return Answer(person, practice.id, AnswerState.NOT_APPLICABLE, today, reason=values["reason"])


def approval(practice: Practice, values: Values) -> NotApplicable | None:
    """The approval, if somebody is named."""
    if not values["approver"].strip():
        return None
    expires = date.fromisoformat(values["expires"].strip())
    return NotApplicable(practice.id, values["reason"], values["approver"].strip(), expires)


def consensus_form(practice: Practice) -> Form:
    """What the room agreed on; no level is proposed, and none is taken that nobody chose."""
    levels = [("", "not chosen yet"), *((str(int(each)), f"{int(each)} {each.label}") for each in Level)]
    return Form(
        f"{practice.id}: the room agrees",
        (
            replace(
                fields.choice("level", "Level", levels, hint="0 to 4. Everybody's level from now on, until later."),
                required=True,
            ),
            fields.text("reason", "Reason", needed=True, hint="What settled it; it is printed beside the level."),
            fields.text("by", "Agreed by", needed=True, hint="The roles that agreed, for example CTO, platform lead."),
            fields.text("shown", "Shown", hint="A document or screen that shows it, if there is one."),
        ),
    )


def consensus(practice: Practice, values: Values, today: date) -> Consensus:
    """The consensus, of today."""
    what = values["shown"].strip()
    seen = Shown(what, ShownKind.DOCUMENT, today) if what else None
    level = Level(int(values["level"]))
    return Consensus(practice.id, level, values["by"].strip(), values["reason"].strip(), today, seen)


def person_form(
    model: OperatingModel, person: Respondent | None = None, role: Role | None = None, name: str = ""
) -> Form:
    """A person who answers: name, roles, team; `role` and `name` are what a new one begins with."""
    held = person.roles if person is not None else ()
    first = held[0] if held else role or Role(model.roles[0].id)
    second = held[1] if len(held) > 1 else ""
    roles = [(each.id, each.name) for each in model.roles]
    return Form(
        "Who answers" if person is None else f"{person.name or 'Respondent'}",
        (
            Field(
                "name",
                "Name",
                value=person.name if person else name,
                help="Empty: the role is enough. Reports print R1, R2 with the role; names only if you ask for them.",
            ),
            Field("role", "Role", FieldKind.CHOICE, first, "What they answer as; one vote a role.", tuple(roles)),
            Field("second", "Second role", FieldKind.CHOICE, second, "If they hold two.", (("", "none"), *roles)),
            fields.text("team", "Team", person.team if person else ""),
        ),
    )


def name_of(values: Values, people: Sequence[Respondent], model: OperatingModel) -> str:
    """The name of a person form; where none was given the role, with a number if somebody is called so already."""
    name = values["name"].strip()
    if name:
        return name
    role = next((each.name for each in model.roles if each.id == values["role"]), values["role"])
    taken = {each.name.lower() for each in people}
    names = [role, *(f"{role} {number}" for number in range(2, len(people) + 3))]
    return next(each for each in names if each.lower() not in taken)


def roles_of(values: Values) -> tuple[Role, ...]:
    """The roles of a person form, each once."""
    return tuple(dict.fromkeys(Role(values[name]) for name in ("role", "second") if values.get(name)))


_SHORT = 14


def short_names(
    people: Sequence[Respondent], labels: Mapping[RespondentId, str], model: OperatingModel
) -> dict[RespondentId, str]:
    """What marks an answer of each person: the name (of a nameless person the role) where it is short, else its first
    word; R1, R2 ... where two would have the same."""
    roles = {each.id: each.name for each in model.roles}
    whole = {each.id: each.name or roles.get(each.roles[0], "") for each in people}
    short = {who: name if len(name) <= _SHORT or not name.split() else name.split()[0] for who, name in whole.items()}
    taken = list(short.values())
    return {who: name if name and taken.count(name) == 1 else labels.get(who, "R?") for who, name in short.items()}
