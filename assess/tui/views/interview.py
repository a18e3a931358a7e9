"""The interview view: one question, five levels in words, who says what, and what systems say to that.

A key answers and the score moves; a claim that evidence contradicts is said at once. What the keys do to an answer is
in `answering.py`, the note in `noting.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult

from assess.interview.answers import Answer, AnswerState, Respondent, RespondentId
from assess.model.practices import Level, Practice, PracticeId, Role
from assess.tui import answering, interviewing, questions
from assess.tui.bindings import bindings_of
from assess.tui.drawn.interview import more, sheet
from assess.tui.fields import Form, Values
from assess.tui.keys import Place
from assess.tui.lines import Tone, plain
from assess.tui.questions import Room
from assess.tui.saving import Draft
from assess.tui.seat import Seat
from assess.tui.topics import Topic
from assess.tui.undoing import undo_answer
from assess.tui.views.noting import Noting
from assess.tui.widgets.paper import Paper

NOTE_HEIGHT = 5


class InterviewView(Noting):
    """One question at a time."""

    place = Place.INTERVIEW
    topics = (Topic.SCORES, Topic.PEOPLE, Topic.FINDINGS)
    needs_assessment = True
    BINDINGS: ClassVar = bindings_of(Place.INTERVIEW)

    def __init__(self) -> None:
        super().__init__()
        self._room: Room | None = None
        self._room_of = -1
        self._at = 0
        self._person: RespondentId | None = None
        """Who answers, by id: the order of people follows from who answered first, and changes while they do."""
        self._looked: int | None = None
        self._seated = False

    def compose(self) -> ComposeResult:
        """One sheet; the field for a note is made when it is first needed."""
        yield Paper(id="question")

    @property
    def room(self) -> Room:
        """The questions, in an order that follows from evidence and not from what was answered just now."""
        now = self.store.revision(Topic.FINDINGS)
        if self._room is None or self._room_of != now:
            here = self.practice.id if self._room is not None else None
            self._room = questions.room(self.store.assessment, self.assess.seat.role)
            self._room_of = now
            if here is not None:
                self._at = self._room.position(here)
            else:
                self._at = questions.first_open(self._room, self.store.assessment)
        return self._room

    @property
    def practice(self) -> Practice:
        """The question that is on screen."""
        room = self._room if self._room is not None else self.room
        return room.all[min(self._at, len(room.all) - 1)]

    @property
    def people(self) -> tuple[Respondent, ...]:
        """Everybody who answers, in order of first answer."""
        inputs = self.store.assessment.inputs
        labels = inputs.respondent_labels
        return tuple(sorted(inputs.respondents, key=lambda one: (len(labels[one.id]), labels[one.id])))

    @property
    def person(self) -> Respondent | None:
        """Who answers now."""
        people = self.people
        return people[self._seat_of(people)] if people else None

    def _seat_of(self, people: Sequence[Respondent]) -> int:
        return next((number for number, each in enumerate(people) if each.id == self._person), 0)

    @property
    def answer(self) -> Answer | None:
        """What the person says about this question."""
        person = self.person
        if person is None:
            return None
        return questions.answers_to(self.store.assessment, self.practice.id).get(person.id)

    def visit(self, subject: str = "") -> None:
        """On the first visit somebody sits down, if the app was opened for somebody."""
        if not self._seated and self.assess.seat != Seat():
            self.call_after_refresh(self.assess.guard, self._sit_down)
        self._seated = True
        super().visit(subject)

    def _sit_down(self) -> None:
        seat = self.assess.seat
        person = seat.take(self.store)
        if person is not None:
            self._answers_now(person.id)
        elif self.store.saver.state.problem:
            self.say(f"NOT SAVED: {self.store.saver.state.problem}", Tone.ALERT)
        else:
            self._add_person(seat.respondent, seat.role)

    def _answers_now(self, person: RespondentId) -> None:
        """Gives a person the word, at the first question that they did not answer."""
        self._person = person
        self._at = questions.first_open(self.room, self.store.assessment, self.person)
        self._looked = None
        self.refresh_drawing(force=True)

    def go_to(self, subject: str) -> None:
        """Goes to a practice."""
        self.close_note()
        self._at = self.room.position(PracticeId(subject))
        self._looked = None

    def leave(self) -> None:
        """Saves what is being typed."""
        self.close_note()

    def subject(self) -> PracticeId:
        """The practice on screen."""
        return self.practice.id

    def copied(self) -> str:
        """The question as it stands."""
        return plain(self.query_one("#question", Paper).lines)

    def draw(self) -> None:
        """Shows the question."""
        _ = self.room
        tall = self.size.height - (NOTE_HEIGHT if self.is_noting else 0)
        note = self.noted()
        shown = interviewing.sheet_of(
            self.store.assessment,
            self.room,
            self._at,
            self.person,
            self._seat_of(self.people),
            looked=self._looked,
            note=note.text if note is not None else "",
            editing=self.is_noting,
        )
        self.query_one("#question", Paper).show(sheet(shown, self.size.width, tall, self.glyphs))
        if not self.has_field:
            self.call_after_refresh(self.prepare_note)

    def noted(self) -> Draft | None:
        """The note of the person who answers, as far as it was typed."""
        person = self.person
        if person is None:
            return None
        draft = self.store.saver.draft
        if draft is not None and (draft.practice, draft.respondent) == (self.practice.id, person.id):
            return draft
        return Draft(self.practice.id, person.id, self.store.engagement.note_of(self.practice.id, person.id))

    # Answering

    def action_level(self, level: int) -> None:
        """The level that the person claims; durable before the screen moves."""
        person = self._who()
        if person is not None:
            self._looked = None
            before = self.answer
            given = answering.level_answer(person.id, self.practice, Level(level), self._today(), before)
            said = f"{person.name or 'answer'}: {level}"
            dropped = before is not None and before.shown is not None and given.shown is None
            if dropped and before is not None:
                said += f"; what was shown for {int(before.level or 0)} does not stand for it: U brings it back"
            self._save(lambda: self.store.engagement.answer(given), said)

    def action_take(self) -> None:
        """The level on which the cursor was put; none is taken before it was."""
        if self._looked is None:
            self.say("up and down put the cursor on a level, Space takes it; 0 to 4 do so at once")
        else:
            self.action_level(self._looked)

    def action_dont_know(self) -> None:
        """The person does not know."""
        person = self._who()
        if person is not None:
            given = answering.dont_know(person.id, self.practice, self._today())
            self._save(lambda: self.store.engagement.answer(given), "don't know")

    def action_not_applicable(self) -> None:
        """The person proposes that it does not apply."""
        person = self._who()
        if person is None:
            return
        practice, today = self.practice, self._today()
        if not answering.may_not_apply(practice):
            self._ask(answering.a_gate_applies(practice), lambda _: None)
            return

        def save(values: Values) -> None:
            given = answering.proposal(person.id, practice, values, today)
            approved = answering.approval(practice, values)

            def change() -> None:
                with self.store.engagement.together():
                    self.store.engagement.answer(given)
                    if approved is not None:
                        self.store.engagement.decide(approved)

            self._save(change, "not applicable, approved" if approved else "proposed: not applicable")

        self._ask(answering.not_applicable_form(practice, today), save)

    def action_shown(self) -> None:
        """What was shown for the level."""
        answer = self.answer
        if self._who() is None:
            return
        if answer is None or answer.state is not AnswerState.LEVEL:
            self._ask(answering.first_a_level(practice=self.practice), lambda _: None)
            return

        def save(values: Values) -> None:
            given = answering.with_shown(answer, values)
            self._save(lambda: self.store.engagement.answer(given), "recorded what was shown")

        self._ask(answering.shown_form(answer, self._today()), save)

    def action_consensus(self) -> None:
        """What the room agreed on."""
        if not self.may_write():
            return
        practice, today = self.practice, self._today()

        def save(values: Values) -> None:
            agreed = answering.consensus(practice, values, today)
            self._save(lambda: self.store.engagement.decide(agreed), f"agreed: {int(agreed.level)}")

        self._ask(answering.consensus_form(practice), save)

    def action_undo(self) -> None:
        """Takes back the last change of this answer."""
        person = self._who()
        if person is not None:
            undone: list[bool] = []
            practice = self.practice.id
            self.close_note()
            self._looked = None
            self._save(lambda: undone.append(undo_answer(self.store.engagement, practice, person.id)), "")
            self.say("undone" if any(undone) else "nothing to undo here")

    def _save(self, change: Callable[[], object], said: str) -> None:
        """Saves, then shows what came of it; what is not on disk is not called saved."""
        if self.store.save(change, Topic.PEOPLE):
            self.say(said)
        else:
            self.say(f"NOT SAVED: {self.store.saver.state.problem}", Tone.ALERT)
        self.refresh_drawing(force=True)

    def _who(self) -> Respondent | None:
        """The person who answers, if one may; opens the form for the first one."""
        if not self.may_write():
            return None
        if self.person is None:
            self.action_add_person()
        return self.person

    def action_add_person(self) -> None:
        """Adds a person, who answers from now on."""
        self._add_person("", self.practice.roles[0])

    def _add_person(self, name: str, role: Role | None) -> None:
        if not self.may_write():
            return
        model = self.store.model

        def save(values: Values) -> None:
            name, roles, team = (
                answering.name_of(values, self.people, model), answering.roles_of(values), values["team"].strip(),
            )  # fmt: skip
            made: list[RespondentId] = []
            self._save(
                lambda: made.append(self.store.engagement.add_respondent(name, roles, team=team)), f"{name} answers"
            )
            if made:
                self._person = made[0]
            self.refresh_drawing(force=True)

        self._ask(answering.person_form(model, role=role, name=name), save)

    def _ask(self, form: Form, then: Callable[[Values], None]) -> None:
        self.close_note()
        self.assess.ask(form, then)

    # Moving

    def action_step(self, step: int) -> None:
        """The next or the last question."""
        self._go(self._at + step)

    def _go(self, number: int) -> None:
        self.close_note()
        last = len(self.room.all) - 1
        if not 0 <= number <= last:
            self.say("that was the last question" if number > last else "this is the first question")
            return
        part = self.room.part(number)
        if part and part != self.room.part(self._at) and self._at < number:
            self.say(interviewing.BEGINS[part])
        self._at = number
        self._looked = None
        self.refresh_drawing(force=True)

    def action_unanswered(self) -> None:
        """The next question that this person is asked and did not answer."""
        person = self.person
        every = self.room.all
        order = [*range(self._at + 1, len(every)), *range(self._at)]
        left = questions.left_of(self.store.assessment, person)
        found = next((number for number in order if every[number].id in left), None)
        if found is None:
            self.say("every question that this person is asked is answered")
        else:
            self._go(found)

    def action_person(self, step: int) -> None:
        """Somebody else answers."""
        people = self.people
        self.close_note()
        if not people:
            self.say("nobody answers yet: press P to add the first person", Tone.HIGH)
            return
        chosen = people[(self._seat_of(people) + step) % len(people)]
        self._person = chosen.id
        self._looked = None
        self.refresh_drawing(force=True)
        now = questions.name_of_person(chosen, self.store.model)
        alone = len(people) == 1
        self.say(f"only {now} answers: P adds a person" if alone else f">> {now} answers now", Tone.ALERT)

    def action_look(self, step: int) -> None:
        """Reads the level above or below in full."""
        at = interviewing.looked_at(self.answer, self._looked)
        self._looked = max(0, min(4, at + step)) if at is not None else 0 if step > 0 else 4
        self.refresh_drawing(force=True)

    def action_find(self) -> None:
        """Goes to a question by its id or words."""

        def go(values: Values) -> None:
            places = questions.find(self.room.all, values["words"])
            self._go(places[0])
            self.say(interviewing.found(self.room.all, places))

        self._ask(interviewing.find_form(self.room.all), go)

    def action_more(self) -> None:
        """What lies behind the question."""
        from assess.tui.drill.page import Page

        practice = self.practice
        self.close_note()
        self.app.push_screen(Page("Behind the question", lambda wide: more(practice, wide)))

    def action_evidence(self) -> None:
        """The findings on this question."""
        self.assess.open_view("findings", f"practice:{self.practice.id}")

    async def action_note(self) -> None:
        """Opens the field for the note."""
        if self._who() is not None:
            await self.open_note()

    def _today(self) -> date:
        return self.store.identity.clock().date()
