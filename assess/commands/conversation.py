"""The interview line by line: for screen readers, slow connections, and people who like to type.

Every answer is durable before the next question is asked; hanging up or ending the input loses nothing.
"""

from __future__ import annotations

import signal
import sys
from codecs import lookup
from collections.abc import Callable, Sequence
from datetime import date
from io import TextIOWrapper
from shutil import get_terminal_size
from types import FrameType
from typing import NoReturn

import click

from assess.assessment import assess, document
from assess.commands.showing import percent, span, wrapped
from assess.engagement import Engagement
from assess.interview.answers import Answer, AnswerState, Respondent, RespondentId, Shown, ShownKind
from assess.interview.order import in_order
from assess.model.practices import Level, OperatingModel, Practice, Role
from assess.plain_text import safe

_HELP = """\
0 to 4   the level that describes today best; with words behind it they become the note (3 only in checkout)
d        I don't know
n        not applicable here (a proposal; somebody must approve it)
s        skip this question
b        back to the question before
o        add a note
w        record what was shown for the answer
u        undo the last change of this answer
f        the two follow-up questions
q        stop (so does Ctrl-D); go on later where you stopped"""
_PROMPT = "0-4, d, n, s, b, o, w, u, f, q or ? for help > "
_REASONS = {"p": "not_present", "t": "one_team"}


class Conversation:
    """One interview with one person."""

    def __init__(self, engagement: Engagement, model: OperatingModel) -> None:
        self._engagement = engagement
        self._model = model
        self._columns = max(40, min(100, get_terminal_size((100, 24)).columns))
        self._person = RespondentId("")
        self._given = 0
        self._signals = _hanging_up_ends_the_input()
        if isinstance(sys.stdin, TextIOWrapper):
            # in the C locale without its usual stand-in, letters beyond ASCII would be lost from notes and names
            encoding = "utf-8" if lookup(sys.stdin.encoding).name == "ascii" else sys.stdin.encoding
            sys.stdin.reconfigure(encoding=encoding, errors="replace")

    @property
    def saved(self) -> str:
        """How much was said, in words."""
        return f"{self._given} answer{'' if self._given == 1 else 's'}"

    def close(self) -> None:
        """Gives signals back to whoever had them."""
        for number, handler in self._signals:
            signal.signal(number, handler)

    def hold(self, role: Role | None, name: str | None) -> None:
        """Asks until all is asked or the person stops. Raises EOFError when the input ends."""
        chosen = role or self._ask_role()
        self._person = self._ask_person(chosen, name)
        questions = in_order(self._model, chosen)
        position = self._first_open(questions)
        if position == len(questions):
            self._say(f"All {len(questions)} questions of this role are answered. Going through them again.")
            position = 0
        while 0 <= position < len(questions):
            moved = self._ask(questions[position], position + 1, len(questions))
            if moved is None:
                return
            position = max(0, position + moved)
        self._say("That was the last question.")

    def _ask_role(self) -> Role:
        self._say("Which role answers?")
        for number, each in enumerate(self._model.roles, 1):
            self._say(f"  {number}  {each.name}")
        while True:
            text = self._read("role > ").strip()
            for number, each in enumerate(self._model.roles, 1):
                if text.lower() in (str(number), each.id, each.name.lower()):
                    return Role(each.id)
            self._say("Type its number.")

    def _ask_person(self, role: Role, name: str | None) -> RespondentId:
        known = [each for each in self._engagement.respondents() if role in each.roles]
        if name is None and known:
            self._say("Who answers? Type a number, or the name of somebody new.")
            for number, each in enumerate(known, 1):
                self._say(f"  {number}  {each.name}")
        while not name:
            text = self._read("name > ").strip()
            name = known[int(text) - 1].name if text.isdigit() and 0 < int(text) <= len(known) else text
        same = _called(self._engagement.respondents(), name)
        roles = (*same.roles, role) if same and role not in same.roles else same.roles if same else (role,)
        return self._engagement.add_respondent(name, roles, team=same.team if same else "")

    def _first_open(self, questions: Sequence[Practice]) -> int:
        answered = {
            each.answer.practice
            for each in self._engagement.answers()
            if each.answer.respondent == self._person and not each.carried
        }
        return next((i for i, each in enumerate(questions) if each.id not in answered), len(questions))

    def _ask(self, practice: Practice, number: int, count: int) -> int | None:
        """Asks one question until it is answered or left; how far to move, None to stop."""
        self._say("")
        self._say(f"Question {number} of {count}: {practice.id} {practice.name}")
        self._say("")
        for line in wrapped(practice.question, self._columns):
            self._say(line)
        for level, text in enumerate(practice.levels):
            first, *rest = wrapped(text, self._columns - 3)
            self._say(f"{level}  {first}")
            for line in rest:
                self._say(f"   {line}")
        self._say_answer(practice)
        while True:
            typed = self._read(_PROMPT).strip()
            if typed.lower() in ("q", "quit"):
                return None
            if typed.lower() in ("s", "b"):
                return 1 if typed.lower() == "s" else -1
            if self._act(practice, typed):
                return 1

    def _act(self, practice: Practice, typed: str) -> bool:
        """Does what was typed; True if the question is answered with it."""
        level, _, note = typed.partition(" ")
        text = typed.lower()
        if level in {"0", "1", "2", "3", "4"}:
            given = Level(int(level))
            self._save(Answer(self._person, practice.id, AnswerState.LEVEL, self._today(), given, note.strip()))
            self._say_where(practice)
            return True
        if text == "d":
            self._save(Answer(self._person, practice.id, AnswerState.DONT_KNOW, self._today()))
            return True
        if text == "n":
            return self._propose_not_applicable(practice)
        actions: dict[str, Callable[[Practice], None]] = {
            "o": self._note,
            "w": self._record_shown,
            "u": self._undo,
            "f": self._follow_up,
        }
        action = actions.get(text)
        if action is not None:
            action(practice)
        else:
            self._say(_HELP)
        return False

    def _save(self, answer: Answer) -> None:
        self._engagement.answer(answer)
        self._given += 1
        said = str(int(answer.level)) if answer.level is not None else answer.state.value.replace("_", " ")
        self._say(f"saved: {said}")

    def _propose_not_applicable(self, practice: Practice) -> bool:
        text = (
            self._read("why? p: nothing of it is present; t: there is only one team; empty: leave > ").strip().lower()
        )
        reason = _REASONS.get(text)
        if reason is None:
            self._say("not saved: only these two reasons exist" if text else "left as it was")
            return False
        self._save(Answer(self._person, practice.id, AnswerState.NOT_APPLICABLE, self._today(), reason=reason))
        return True

    def _note(self, practice: Practice) -> None:
        old = self._engagement.note_of(practice.id, self._person)
        if old:
            self._say(f"note so far: {safe(old)}")
        text = self._read("note (one line; empty: leave) > ").strip()
        if text:
            self._engagement.note(practice.id, self._person, text)
            self._say("saved: note")

    def _record_shown(self, practice: Practice) -> None:
        current = self._current(practice)
        if current is None or current.state is not AnswerState.LEVEL:
            self._say("first choose a level, then say what was shown for it (b goes back to it)")
            return
        what = self._read("what was shown? (empty: leave) > ").strip()
        if not what:
            return
        kind = self._choice("a screen, a document, an exercise or a figure?", [each.value for each in ShownKind])
        inside = None
        if kind == ShownKind.FIGURE:
            inside = self._choice("is the figure inside its bound?", ["yes", "no"]) == "yes"
        shown = Shown(what, ShownKind(kind), self._date("when was that done? YYYY-MM-DD (empty: today) > "), inside)
        self._save(Answer(self._person, practice.id, current.state, current.date, current.level, shown=shown))

    def _undo(self, practice: Practice) -> None:
        self._say("undone" if self._engagement.undo(practice.id, self._person) else "nothing to undo")
        self._say_answer(practice)

    def _follow_up(self, practice: Practice) -> None:
        for text in practice.follow_ups:
            for line in wrapped(text, self._columns, "  "):
                self._say(line)

    def _choice(self, question: str, values: Sequence[str]) -> str:
        while True:
            text = self._read(f"{question} ({', '.join(values)}) > ").strip().lower()
            found = [each for each in values if text and each.startswith(text)]
            if len(found) == 1:
                return found[0]

    def _date(self, question: str) -> date:
        while True:
            text = self._read(question).strip()
            try:
                day = date.fromisoformat(text) if text else self._today()
            except ValueError:
                self._say("write it as 2026-11-24")
                continue
            if day <= self._today():
                return day
            self._say("that is in the future")

    def _today(self) -> date:
        return self._engagement.clock().date()

    def _current(self, practice: Practice) -> Answer | None:
        for each in self._engagement.answers():
            if each.answer.practice == practice.id and each.answer.respondent == self._person:
                return each.answer
        return None

    def _say_answer(self, practice: Practice) -> None:
        current = self._current(practice)
        if current is not None:
            said = str(int(current.level)) if current.level is not None else current.state.value.replace("_", " ")
            note = f", note: {safe(current.note)}" if current.note else ""
            self._say(f"answered {current.date}: {said}{note}")

    def _say_where(self, practice: Practice) -> None:
        """What the answer does to the whole, and whether evidence contradicts it."""
        from assess.report.sentences import against_evidence

        told = document(assess(self._engagement, self._model), self._engagement, findings=False)
        headline = told["headline"]
        self._say(f"range now {span(headline['low'], headline['high'])}, coverage {percent(headline['coverage'])}")
        for each in told["contradictions"]:
            if each["practice"] == practice.id:
                for line in wrapped(f"Evidence disagrees: {against_evidence(each)}", self._columns):
                    self._say(line)

    def _read(self, prompt: str) -> str:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.rstrip("\n")

    @staticmethod
    def _say(text: str) -> None:
        click.echo(text)


def _called(people: Sequence[Respondent], name: str) -> Respondent | None:
    return next((each for each in people if each.name.lower() == name.lower()), None)


def _hanging_up_ends_the_input() -> list[
    tuple[int, signal.Handlers | int | Callable[[int, FrameType | None], object] | None]
]:
    """A dropped line or a polite kill ends the interview as Ctrl-D does; the old handlers, to give back."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        raise EOFError

    numbers = [getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)]
    return [(number, signal.signal(number, end)) for number in numbers]
