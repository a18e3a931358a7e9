"""Gathers what one question of the interview shows, from the assessment. No Textual."""

from __future__ import annotations

from collections.abc import Mapping

from assess.assessment import Assessment
from assess.interview.answers import Answer, Respondent, RespondentId
from assess.model.practices import Level
from assess.scoring.contradiction import Kind
from assess.scoring.levels import PracticeScore
from assess.tui import aloud, answering, fields, questions
from assess.tui.drawn.interview import Sheet, Voice
from assess.tui.fields import Form
from assess.tui.lines import Tone
from assess.tui.questions import Room

BEGINS = {
    "pre-work": "the room is done; from here on it is pre-work: assess practices --role ROLE --to guide.md",
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
    answered = questions.answered_now(assessment)
    people = assessment.inputs.respondents
    return Sheet(
        practice=practice,
        number=at + 1,
        count=len(room.asked) if at < len(room.asked) else len(room.all),
        part=room.part(at),
        minutes=questions.minutes_left(room.asked, answered),
        person=questions.name_of_person(person, assessment.model) if person is not None else "",
        person_number=person_number % len(people) + 1 if people else 0,
        people=len(people),
        answer=mine,
        voices=_voices(assessment, said, person),
        note=note,
        aloud=text,
        aloud_tone=tone,
        evidence="" if score is None else evidence_in_words(score),
        looked=looked_at(mine, looked),
        editing=editing,
    )


def spoken(score: PracticeScore, assessment: Assessment) -> tuple[str, Tone]:
    """What is read aloud on a practice, most urgent first: contradiction, dispute, why an answer counts for less."""
    sentences = {check.id: check.sentence for check in assessment.evidence.checks}
    if score.contradiction is not None:
        tone = Tone.CRITICAL if score.contradiction.kind is Kind.CONTRADICTION else Tone.HIGH
        return aloud.contradiction(score.contradiction, assessment.model, sentences), tone
    disputed = aloud.dispute(score, assessment.model)
    if disputed:
        return disputed, Tone.MEDIUM
    return aloud.counted(score), Tone.LOW


def evidence_in_words(score: PracticeScore) -> str:
    """What systems show of a practice, in a line."""
    observation = score.observation
    if observation is None:
        return (
            "nothing was read on this" if score.practice.auto != "none" else "only people and documents can show this"
        )
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


def looked_at(answer: Answer | None, chosen: int | None) -> int:
    """The level that is shown in full: the one chosen, else the one answered, else the middle."""
    if chosen is not None:
        return chosen
    return int(answer.level) if answer is not None and answer.level is not None else int(Level.PARTIAL_CONTROL)


def find_form() -> Form:
    """Where to go."""
    hint = "An id (CHG-04) or words of the question; the first that fits is shown."
    return Form("Go to a question", (fields.text("words", "Id or words", needed=True, hint=hint),), done="Go")


def _voices(
    assessment: Assessment, said: Mapping[RespondentId, Answer], person: Respondent | None
) -> tuple[Voice, ...]:
    inputs = assessment.inputs
    short = answering.short_names(inputs.respondents, dict(inputs.respondent_labels))
    return tuple(
        Voice(short[who], None if answer.level is None else int(answer.level))
        for who, answer in said.items()
        if who in short and (person is None or who != person.id)
    )
