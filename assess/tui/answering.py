"""What the forms of the interview ask, and what their values become: answers, consensus, people. No Textual."""

from __future__ import annotations

from collections.abc import Sequence
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


def level_answer(person: RespondentId, practice: Practice, level: Level, today: date) -> Answer:
    """A level, as said today."""
    return Answer(person, practice.id, AnswerState.LEVEL, today, level)


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
                "Figure inside",
                [("", "does not apply"), ("yes", "yes, inside its bound"), ("no", "no, outside its bound")],
                inside,
                hint="For a figure only: whether it lies inside its bound.",
            ),
        ),
        check=_figure_needs_a_bound,
    )


def _figure_needs_a_bound(values: Values) -> str:
    figure = values.get("kind") == ShownKind.FIGURE
    if figure and not values.get("inside"):
        return "Figure inside: a figure lies inside its bound or outside; choose one"
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


def consensus_form(practice: Practice, level: Level, actor: str) -> Form:
    """What the room agreed on."""
    levels = [(str(int(each)), f"{int(each)} {each.label}") for each in Level]
    return Form(
        f"{practice.id}: the room agrees",
        (
            fields.choice(
                "level", "Level", levels, str(int(level)), hint="Everybody's level from now on, until later."
            ),
            fields.text("reason", "Reason", needed=True, hint="What settled it; it is printed beside the level."),
            fields.text("by", "Recorded by", actor, needed=True),
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
                required=True,
                help="Reports print R1, R2 with the role; the name stays in this file unless you ask for names.",
            ),
            Field("role", "Role", FieldKind.CHOICE, first, "What they answer as; one vote a role.", tuple(roles)),
            Field("second", "Second role", FieldKind.CHOICE, second, "If they hold two.", (("", "none"), *roles)),
            fields.text("team", "Team", person.team if person else ""),
        ),
    )


def roles_of(values: Values) -> tuple[Role, ...]:
    """The roles of a person form, each once."""
    return tuple(dict.fromkeys(Role(values[name]) for name in ("role", "second") if values.get(name)))


def short_names(people: Sequence[Respondent], labels: dict[RespondentId, str]) -> dict[RespondentId, str]:
    """What marks an answer of each person: the first name where it is unlike all others, else R1, R2 ..."""
    firsts = {each.id: each.name.split()[0] if each.name.split() else "" for each in people}
    taken = list(firsts.values())
    return {
        each.id: firsts[each.id] if firsts[each.id] and taken.count(firsts[each.id]) == 1 else labels.get(each.id, "R?")
        for each in people
    }
