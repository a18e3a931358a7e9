"""Which questions are asked in the room, in which order, and how long they take. No Textual.

Gates first, then what is unsettled by weight, at most 45; the rest is offered as pre-work. The order follows from what
systems show and from answers carried over, not from the answers of this round, so that a question that was just
answered does not move.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assess.assessment import Assessment
from assess.fixfirst.lists import listing
from assess.interview.answers import Answer, Respondent, RespondentId
from assess.interview.claims import claims
from assess.interview.order import in_order
from assess.model.practices import Gate, OperatingModel, Practice, PracticeId, Role
from assess.scoring import score
from assess.scoring.levels import Status

IN_THE_ROOM = 45
"""More questions than that no room answers well in two hours."""


@dataclass(frozen=True, slots=True)
class Room:
    """The questions of a review: those for the room, those that are offered before it, and, where one role is asked,
    those of all others."""

    asked: tuple[Practice, ...]
    before: tuple[Practice, ...]
    others: tuple[Practice, ...] = ()

    @property
    def all(self) -> tuple[Practice, ...]:
        """Every question: the room's first."""
        return (*self.asked, *self.before, *self.others)

    def part(self, number: int) -> str:
        """To what part the question at this place belongs; empty for those of the room."""
        if number < len(self.asked):
            return ""
        return "pre-work" if number < len(self.asked) + len(self.before) else "other roles"

    def position(self, practice: PracticeId) -> int:
        """The place of a practice in `all`; 0 if it is not there."""
        return next((number for number, each in enumerate(self.all) if each.id == practice), 0)


def room(assessment: Assessment, role: Role | None = None, most: int = IN_THE_ROOM) -> Room:
    """The questions of this assessment's round, those of one role first if given. A gate is asked even where systems
    settle it: it caps a pillar, and a wrong belief about it matters."""
    gates = {each.id for each in assessment.model.practices if each.gate is not Gate.NONE}
    settled = _settled(assessment) - gates
    ordered = in_order(assessment.model, role, settled)
    own = {each.id for each in ordered}
    others = [each for each in in_order(assessment.model, None, settled) if each.id not in own] if role else ()
    return Room(ordered[:most], ordered[most:], tuple(others))


def minutes_left(questions: Sequence[Practice], answered: Collection[PracticeId]) -> int:
    """How long the questions take that nobody answered in this round."""
    return sum(each.minutes for each in questions if each.id not in answered)


def answered_now(assessment: Assessment, person: RespondentId | None = None) -> frozenset[PracticeId]:
    """The practices that somebody, or this person, answered in this round."""
    carried = assessment.inputs.carried
    return frozenset(
        answer.practice
        for answer in assessment.inputs.answers
        if (answer.practice, answer.respondent) not in carried and person in (None, answer.respondent)
    )


def left_of(assessment: Assessment, person: Respondent | None) -> frozenset[PracticeId]:
    """The practices that this person is asked and did not answer, in this round or an older one; without a person
    all."""
    asked = {each.id for each in assessment.model.practices if person is None or set(person.roles) & set(each.roles)}
    return frozenset(asked - {each.practice for each in assessment.inputs.answers if _is_by(each, person)})


def _is_by(answer: Answer, person: Respondent | None) -> bool:
    return person is not None and answer.respondent == person.id


def first_open(room: Room, assessment: Assessment, person: Respondent | None = None) -> int:
    """The place of the first question that nobody answered in this round, or that this person is asked and did not
    answer; 0 if there is none."""
    answered = answered_now(assessment, person.id if person is not None else None)
    return next(
        (
            number
            for number, each in enumerate(room.all)
            if each.id not in answered and (person is None or set(person.roles) & set(each.roles))
        ),
        0,
    )


def answers_to(assessment: Assessment, practice: PracticeId) -> Mapping[RespondentId, Answer]:
    """What each person says about a practice, carried answers too."""
    return {answer.respondent: answer for answer in assessment.inputs.answers if answer.practice == practice}


def find(questions: Sequence[Practice], words: str) -> list[int]:
    """The places of the questions whose id, name or question holds all these words, an exact id first."""
    wanted = words.lower().split()
    if not wanted:
        return []
    exact = [number for number, each in enumerate(questions) if each.id.lower() == words.strip().lower()]
    found = [
        number
        for number, each in enumerate(questions)
        if all(word in f"{each.id} {each.name} {each.question}".lower() for word in wanted)
    ]
    return [*exact, *(number for number in found if number not in exact)]


def name_of_person(person: Respondent, model: OperatingModel) -> str:
    """The name with the roles, as the room calls them; a role that the name says already is not repeated."""
    names = {each.id: each.name for each in model.roles}
    named = [names.get(role, role) for role in person.roles]
    others = [each for each in named if not person.name.lower().startswith(each.lower())]
    return ", ".join([*([person.name] if person.name else []), *others]) or "someone"


def _settled(assessment: Assessment) -> frozenset[PracticeId]:
    """What systems, or answers of an older round, settle already."""
    inputs, model = assessment.inputs, assessment.model
    as_of = inputs.as_of.date()
    carried = [each for each in inputs.answers if (each.practice, each.respondent) in inputs.carried]
    said = claims(carried, inputs.respondents, inputs.decisions, model, as_of) if carried else {}
    card = score(model, inputs.profile, said, assessment.observations, inputs.decisions, as_of)
    return frozenset(
        one.practice.id
        for one in card.practices
        if one.status is Status.NOT_APPLICABLE or (one.status is Status.ASSESSED and listing(one) != "settle")
    )
