"""The interview view: one question, five levels in words, who says what, and what systems say to that.

A key answers and the score moves; a note saves itself; a claim that evidence contradicts is said at once.
"""

# Longer than the house allows, because each key of the interview is one action here; what they do is in answering.py.
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult

from assess.interview.answers import Answer, AnswerState, Respondent
from assess.model.practices import Level, Practice, PracticeId
from assess.tui import answering, interviewing, questions
from assess.tui.drawn.interview import more, sheet
from assess.tui.fields import Form, Values
from assess.tui.keys import Place
from assess.tui.lines import Tone, plain
from assess.tui.questions import Room
from assess.tui.saving import QUIET_SECONDS, Draft
from assess.tui.topics import Topic
from assess.tui.undoing import undo_answer
from assess.tui.views.view import View, bindings_of
from assess.tui.widgets.paper import Paper

if TYPE_CHECKING:
    from textual.timer import Timer

    from assess.tui.widgets.note import NoteArea

NOTE_HEIGHT = 5


class InterviewView(View):
    """One question at a time."""

    place = Place.INTERVIEW
    topics = (Topic.SCORES, Topic.PEOPLE, Topic.FINDINGS)
    BINDINGS: ClassVar = bindings_of(Place.INTERVIEW)

    def __init__(self) -> None:
        super().__init__()
        self._room: Room | None = None
        self._room_of = -1
        self._at = 0
        self._person = 0
        self._looked: int | None = None
        self._field: NoteArea | None = None
        self._note: NoteArea | None = None
        """The field, while it is open."""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """One sheet; the field for a note is made when it is first needed."""
        yield Paper(id="question")

    @property
    def room(self) -> Room:
        """The questions, in an order that follows from evidence and not from what was answered just now."""
        now = self.store.revision(Topic.FINDINGS)
        if self._room is None or self._room_of != now:
            here = self.practice.id if self._room is not None else None
            self._room = questions.room(self.store.assessment)
            self._room_of = now
            if here is not None:
                self._at = self._room.position(here)
            else:
                self._at = self._first_open()
        return self._room

    def _first_open(self) -> int:
        answered = questions.answered_now(self.store.assessment)
        asked = self._room.all if self._room is not None else ()
        return next((number for number, each in enumerate(asked) if each.id not in answered), 0)

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
        return people[self._person % len(people)] if people else None

    @property
    def answer(self) -> Answer | None:
        """What the person says about this question."""
        person = self.person
        if person is None:
            return None
        return questions.answers_to(self.store.assessment, self.practice.id).get(person.id)

    def go_to(self, subject: str) -> None:
        """Goes to a practice."""
        self._leave_note()
        self._at = self.room.position(PracticeId(subject))
        self._looked = None

    def leave(self) -> None:
        """Saves what is being typed."""
        self._leave_note()

    def subject(self) -> PracticeId:
        """The practice on screen."""
        return self.practice.id

    def copied(self) -> str:
        """The question as it stands."""
        return plain(self.query_one("#question", Paper).lines)

    def draw(self) -> None:
        """Shows the question."""
        _ = self.room
        tall = self.size.height - (NOTE_HEIGHT if self._note is not None else 0)
        shown = interviewing.sheet_of(
            self.store.assessment,
            self.room,
            self._at,
            self.person,
            self._person,
            looked=self._looked,
            note=self._note_text(),
            editing=self._note is not None,
        )
        self.query_one("#question", Paper).show(sheet(shown, self.size.width, tall, self.glyphs))
        if self._field is None:
            self.call_after_refresh(self._prepare_note)

    def _note_text(self) -> str:
        person = self.person
        if person is None:
            return ""
        draft = self.store.saver.draft
        if draft is not None and (draft.practice, draft.respondent) == (self.practice.id, person.id):
            return draft.text
        return self.store.engagement.note_of(self.practice.id, person.id)

    # Answering

    def action_level(self, level: int) -> None:
        """The level that the person claims; durable before the screen moves."""
        person = self._who()
        if person is not None:
            self._looked = level
            given = answering.level_answer(person.id, self.practice, Level(level), self._today())
            self._save(lambda: self.store.engagement.answer(given), f"{person.name or 'answer'}: {level}")

    def action_take(self) -> None:
        """The level that is shown in full."""
        self.action_level(self._look())

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
            self.say(f"{practice.id} is a gate: a gate always applies", Tone.HIGH)
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
            self.say("first a level, then what they show for it", Tone.HIGH)
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
        score = self.store.assessment.scorecard.of(practice.id)
        level = score.median if score is not None and score.median is not None else Level.PARTIAL_CONTROL

        def save(values: Values) -> None:
            agreed = answering.consensus(practice, values, today)
            self._save(lambda: self.store.engagement.decide(agreed), f"agreed: {int(agreed.level)}")

        self._ask(answering.consensus_form(practice, level, self.store.identity.actor), save)

    def action_undo(self) -> None:
        """Takes back the last change of this answer."""
        person = self._who()
        if person is not None:
            undone: list[bool] = []
            practice = self.practice.id
            self._leave_note()
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
        if not self.may_write():
            return
        model = self.store.model

        def save(values: Values) -> None:
            name, roles, team = values["name"].strip(), answering.roles_of(values), values["team"].strip()
            made: list[object] = []
            self._save(
                lambda: made.append(self.store.engagement.add_respondent(name, roles, team=team)), f"{name} answers"
            )
            ids: list[object] = [each.id for each in self.people]
            if made and made[0] in ids:
                self._person = ids.index(made[0])
            self.refresh_drawing(force=True)

        self._ask(answering.person_form(model, role=self.practice.roles[0]), save)

    def _ask(self, form: Form, then: Callable[[Values], None]) -> None:
        self._leave_note()
        self.assess.ask(form, then)

    # Moving

    def action_step(self, step: int) -> None:
        """The next or the last question."""
        self._go(self._at + step)

    def _go(self, number: int) -> None:
        self._leave_note()
        last = len(self.room.all) - 1
        if not 0 <= number <= last:
            self.say("that was the last question" if number > last else "this is the first question")
            return
        if number == len(self.room.asked) and self._at < number:
            self.say("the room is done; from here on it is pre-work: assess practices --role ROLE --to guide.md")
        self._at = number
        self._looked = None
        self.refresh_drawing(force=True)

    def action_unanswered(self) -> None:
        """The next question that this person did not answer."""
        person = self.person
        said = {
            each.practice
            for each in self.store.assessment.inputs.answers
            if person is not None and each.respondent == person.id
        }
        every = self.room.all
        order = [*range(self._at + 1, len(every)), *range(self._at)]
        found = next((number for number in order if every[number].id not in said), None)
        if found is None:
            self.say("every question is answered")
        else:
            self._go(found)

    def action_person(self, step: int) -> None:
        """Somebody else answers."""
        people = self.people
        self._leave_note()
        if not people:
            self.say("nobody answers yet: press P to add the first person", Tone.HIGH)
            return
        self._person = (self._person + step) % len(people)
        self._looked = None
        self.refresh_drawing(force=True)

    def action_look(self, step: int) -> None:
        """Reads the level above or below in full."""
        self._looked = max(0, min(4, self._look() + step))
        self.refresh_drawing(force=True)

    def _look(self) -> int:
        return interviewing.looked_at(self.answer, self._looked)

    def action_find(self) -> None:
        """Goes to a question by its id or words."""

        def go(values: Values) -> None:
            found = questions.find(self.room.all, values["words"])
            if found:
                self._go(found[0])
                self.say(f"{len(found)} found" if len(found) > 1 else "")
            else:
                self.say(f"no question holds '{values['words']}'", Tone.HIGH)

        self._ask(interviewing.find_form(), go)

    def action_more(self) -> None:
        """What lies behind the question."""
        from assess.tui.drill.page import Page

        practice = self.practice
        self._leave_note()
        self.app.push_screen(Page("Behind the question", lambda wide: more(practice, wide)))

    def action_evidence(self) -> None:
        """The findings on this question."""
        self.assess.open_view("findings", f"practice:{self.practice.id}")

    # The note

    async def _prepare_note(self) -> None:
        """Makes the field after the first paint, hidden, so that `e` and what follows it find it at once."""
        from assess.tui.widgets.note import NoteArea

        if self._field is None and self.is_attached and self.is_running:  # not where somebody left at once
            self._field = NoteArea()
            self._field.display = False
            await self.mount(self._field)

    async def action_note(self) -> None:
        """Opens the field for the note."""
        if self._who() is None or self._note is not None:
            return
        await self._prepare_note()
        if self._field is None:
            return
        self._field.begin(self._note_text())
        self._note = self._field
        self.screen.set_focus(self._note)
        self.refresh_drawing(force=True)

    def on_text_area_changed(self, event: events.Event) -> None:
        """Keeps what is typed, and saves it a moment later: never more than that moment can be lost."""
        event.stop()
        person = self.person
        if self._note is None or person is None:
            return
        if self._note.changed():
            self.store.typed(Draft(self.practice.id, person.id, self._note.text))
            if self._timer is None:
                self._timer = self.set_timer(QUIET_SECONDS, self._quiet)
            self.assess.draw_frame()

    def _quiet(self) -> None:
        self._timer = None
        self.assess.guard(self.store.flush)
        self.assess.draw_frame()

    def on_note_area_left(self) -> None:
        """Esc: the note is saved, letters are keys again."""
        self._leave_note()
        self.take_focus()
        self.refresh_drawing(force=True)

    def _leave_note(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.store.flush()
        if self._note is not None:
            self._note.display = False
            self._note = None
            self.take_focus()
            self.refresh_drawing(force=True)

    def _today(self) -> date:
        return self.store.identity.clock().date()
