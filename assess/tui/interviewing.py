"""Gathers what one question of the interview shows, from the assessment. No Textual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assess import refreshing
from assess.assessment import Assessment
from assess.interview.answers import Answer, Respondent, RespondentId
from assess.model.practices import Level, OperatingModel, Practice
from assess.program import called
from assess.report.naming import Names
from assess.scoring.contradiction import Kind
from assess.scoring.levels import PracticeScore
from assess.tui import aloud, answering, fields, questions
from assess.tui.drawn.interview import Sheet, Voice
from assess.tui.fields import Form
from assess.tui.lines import Tone
from assess.tui.questions import Room

BEGINS = {
    "pre-work": f"the room is done; from here on it is pre-work: {called()} practices --role ROLE --to guide.md",
    "other roles": "those were all questions of this role; what follows is asked of others",
}
"""What is said where another part of the questions begins."""


def sheet_of(
    assessment: Assessment,
    room: Room,
    at: int,
    person: Respondent | None,
    person_number: int,
    *,
    looked: int | None,
    note: str,
    editing: bool,
) -> Sheet:
    """What the question at this place shows to the person who answers now."""
    practice = room.all[min(at, len(room.all) - 1)]
    said = questions.answers_to(assessment, practice.id)
    mine = said.get(person.id) if person is not None else None
    score = assessment.scorecard.of(practice.id)
    text, tone = ("", Tone.PLAIN) if score is None else spoken(score, assessment)
    people = assessment.inputs.respondents
    return Sheet(
        practice=practice,
        number=at + 1,
        count=len(room.asked) if at < len(room.asked) else len(room.all),
        part=room.part(at),
        minutes=_minutes(assessment, room, person),
        person=questions.name_of_person(person, assessment.model) if person is not None else "",
        person_number=person_number % len(people) + 1 if people else 0,
        people=len(people),
        answer=mine,
        voices=_voices(assessment, said, person),
        note=note,
        aloud=text,
        aloud_tone=tone,
        evidence="" if score is None else evidence_in_words(score, refreshing.out_of_scope(assessment.inputs)),
        looked=looked_at(mine, looked),
        editing=editing,
        outside=outside(practice, person, score, assessment.model),
    )


def outside(practice: Practice, person: Respondent | None, score: PracticeScore | None, model: OperatingModel) -> str:
    """What is said of an answer by somebody whose roles this practice does not ask; empty where it asks one of them."""
    if person is None or set(person.roles) & set(practice.roles):
        return ""
    if score is not None and score.claim is not None and score.claim.named_roles:
        return "not asked here: kept, but it has no vote"
    return f"not asked here: it counts until a {Names(model).role_inside(practice.roles[0])} answers"


def _minutes(assessment: Assessment, room: Room, person: Respondent | None) -> int:
    """How long the questions of the room take that this person is asked and did not answer; without a person, all
    that nobody answered."""
    if person is None:
        return questions.minutes_left(room.asked, questions.answered_now(assessment))
    mine = [each for each in room.asked if set(person.roles) & set(each.roles)]
    return questions.minutes_left(mine, questions.answered_now(assessment, person.id))


def spoken(score: PracticeScore, assessment: Assessment) -> tuple[str, Tone]:
    """What is read aloud on a practice, most urgent first: contradiction, dispute, why an answer counts for less."""
    sentences = {check.id: check.sentence for check in assessment.evidence.checks}
    if score.contradiction is not None:
        tone = Tone.CRITICAL if score.contradiction.kind is Kind.CONTRADICTION else Tone.HIGH
        return aloud.contradiction(score.contradiction, assessment.model, sentences), tone
    disputed = aloud.dispute(score, assessment.model)
    if disputed:
        return disputed, Tone.MEDIUM
    return aloud.not_knowing(score, assessment.inputs.answers) or aloud.counted(score), Tone.LOW


def evidence_in_words(score: PracticeScore, out_of_scope: str = "") -> str:
    """What systems show of a practice, in a line; `out_of_scope` says what was read and does not count."""
    observation = score.observation
    if observation is None and score.practice.auto == "none":
        return "only people and documents can show this"
    if observation is None:
        return f"nothing in scope was read on this; {out_of_scope}" if out_of_scope else "nothing was read on this"
    if observation.nothing_applies:
        return "nothing of it was found where we looked"
    bounds = score.bounds
    if bounds.lo == 0 and bounds.hi == Level.PROVEN_CONTROL:
        text = "what was read leaves every level open"
    elif bounds.lo == 0 and bounds.hi > 0:
        text = f"allows level {bounds.hi} at most"
    elif bounds.lo == bounds.hi:
        text = f"shows level {bounds.lo}"
    elif bounds.hi == Level.PROVEN_CONTROL:
        text = f"shows level {bounds.lo} at least"
    else:
        text = f"shows level {bounds.lo} at least, {bounds.hi} at most"
    return f"{text} (v lists the findings)"


def looked_at(answer: Answer | None, chosen: int | None) -> int | None:
    """The level under the cursor: the one moved to, else the one answered; before either none, for a mark at a level
    would look like an answer."""
    if chosen is not None:
        return chosen
    return int(answer.level) if answer is not None and answer.level is not None else None


def find_form(every: Sequence[Practice]) -> Form:
    """Where to go."""
    hint = "An id (CHG-04) or words of the question. Enter goes to the first that fits."

    def check(given: str) -> str:
        return "" if questions.find(every, given) else f"no question holds '{given}'"

    asked = fields.Field("words", "Id or words", required=True, help=hint, check=check)
    return Form("Go to a question", (asked,), done="Go")


def found(every: Sequence[Practice], places: Sequence[int]) -> str:
    """What a search found, with the ids of what else it found."""
    if len(places) < 2:
        return ""
    others = ", ".join(every[number].id for number in places[1:5])
    return f"1 of {len(places)} found; also {others}{' ...' if len(places) > 5 else ''}"


def _voices(
    assessment: Assessment, said: Mapping[RespondentId, Answer], person: Respondent | None
) -> tuple[Voice, ...]:
    inputs = assessment.inputs
    short = answering.short_names(inputs.respondents, dict(inputs.respondent_labels), assessment.model)
    return tuple(
        Voice(short[who], None if answer.level is None else int(answer.level))
        for who, answer in said.items()
        if who in short and (person is None or who != person.id)
    )
