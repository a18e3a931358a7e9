"""The interview line by line: for screen readers, slow connections, and people who like to type.

Every answer is durable before the next question is asked; hanging up or ending the input loses nothing.
"""

from __future__ import annotations

import signal
import sys
from codecs import lookup
from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum
from io import TextIOWrapper
from shutil import get_terminal_size
from types import FrameType
from typing import NoReturn

import click

from assess.assessment import assess
from assess.commands.showing import percent, span, wrapped
from assess.engagement import Engagement
from assess.evidence.called import Called
from assess.interview.answers import Answer, AnswerState, Respondent, RespondentId, Shown, ShownKind
from assess.interview.order import in_order
from assess.model.practices import Level, OperatingModel, Practice, PracticeId, Role
from assess.plain_text import safe
from assess.scoring.rounding import SCORE_DECIMALS, printed

_HELP = (
    ("0 to 4", "the level that describes today best; with words behind it they become the note (3 only in checkout)"),
    ("d", "they do not know"),
    ("a", "not applicable here (a proposal; somebody must approve it)"),
    ("s", "record what was shown for the answer"),
    ("e", "write a note"),
    ("U", "undo the last change of this answer"),
    ("f", "the follow-up questions"),
    ("w", "why the level is what it is"),
    ("Enter", "the next question"),
    ("b", "the question before"),
    ("u", "the next question without an answer"),
    ("n", "the next person answers"),
    ("q", "stop (so does Ctrl-D); go on later where you stopped"),
)
"""The letters are those of the app (`assess/tui/keys.py`), so that two people at one table mean the same by them."""
_WORDS = {
    "don't know": "d", "not applicable": "a", "shown": "s", "note": "e", "undo": "U", "follow-up": "f", "why": "w",
    "next": "", "back": "b", "unanswered": "u", "person": "n", "quit": "q", "help": "?", "o": "e",
}  # fmt: skip
_PROMPT = "answer > "
_REASONS = {"p": "not_present", "t": "one_team"}


class _Then(Enum):
    """What follows a question, other than a question some steps away."""

    STOP = "stop"
    PERSON = "the next person"
    OPEN = "the next question without an answer"


class Conversation:
    """One interview, with one person after the other."""

    def __init__(self, engagement: Engagement, model: OperatingModel) -> None:
        self._engagement = engagement
        self._model = model
        self._columns = max(40, min(100, get_terminal_size((100, 24)).columns))
        self._person = RespondentId("")
        self._given: set[tuple[RespondentId, PracticeId]] = set()
        self._told_how = False
        self._signals = _hanging_up_ends_the_input()
        if isinstance(sys.stdin, TextIOWrapper):
            # in the C locale without its usual stand-in, letters beyond ASCII would be lost from notes and names
            encoding = "utf-8" if lookup(sys.stdin.encoding).name == "ascii" else sys.stdin.encoding
            sys.stdin.reconfigure(encoding=encoding, errors="replace")

    @property
    def saved(self) -> str:
        """How much was said, in words: a question answered twice is one answer."""
        return f"{len(self._given)} answer{'' if len(self._given) == 1 else 's'}"

    def close(self) -> None:
        """Gives signals back to whoever had them."""
        for number, handler in self._signals:
            signal.signal(number, handler)

    def hold(self, role: Role | None, name: str | None) -> None:
        """Asks one person after the other until one of them stops. Raises EOFError when the input ends."""
        while self._interview(role, name) is _Then.PERSON:
            role, name = None, None

    def _interview(self, role: Role | None, name: str | None) -> _Then:
        chosen = role or self._ask_role()
        self._person = self._ask_person(chosen, name)
        questions = in_order(self._model, chosen)
        position = self._next_open(questions, 0)
        self._say_progress(questions)
        if position == len(questions):
            self._say("All of them are answered. Going through them again.")
            position = 0
        if not self._told_how:
            self._say("Type the level, 0 to 4. d: don't know. Enter: next question. ?: everything else.")
            self._told_how = True
        while 0 <= position < len(questions):
            moved = self._ask(questions[position], position + 1, questions)
            if moved is _Then.OPEN:
                position = self._next_open(questions, position + 1)
            elif isinstance(moved, int):
                position = max(0, position + moved)
            else:
                return moved
        self._say("That was the last question.")
        return _Then.STOP

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
            if not text.isdigit():
                name = text
            elif 0 < int(text) <= len(known):
                name = known[int(text) - 1].name
            else:
                self._say(f"There is nobody with the number {text}: type a number of the list, or a name.")
        same = _called(self._engagement.respondents(), name)
        roles = (*same.roles, role) if same and role not in same.roles else same.roles if same else (role,)
        return self._engagement.add_respondent(name, roles, team=same.team if same else "")

    def _answered(self) -> set[PracticeId]:
        """What this person answered in this round."""
        return {
            each.answer.practice
            for each in self._engagement.answers()
            if each.answer.respondent == self._person and not each.carried
        }

    def _next_open(self, questions: Sequence[Practice], start: int) -> int:
        """The place of the next question without an answer from `start` on, or before it; their number if none is."""
        answered, count = self._answered(), len(questions)
        places = [*range(start, count), *range(min(start, count))]
        return next((place for place in places if questions[place].id not in answered), count)

    def _ask(self, practice: Practice, number: int, questions: Sequence[Practice]) -> int | _Then:
        """Asks one question until it is answered or left; how far to move, or what follows."""
        self._say("")
        self._say(f"Question {number} of {len(questions)}: {practice.id} {practice.name}")
        self._say("")
        self._say(practice.question)
        for level, text in enumerate(practice.levels):
            self._say(text, f"{level}  ")
        self._say_answer(practice)
        while True:
            typed = self._read(_PROMPT).strip()
            key = _WORDS.get(typed.lower(), typed)
            if key in ("", "b"):
                return -1 if key else 1
            if key.lower() == "q":
                return _Then.STOP
            if key in ("n", "u"):
                return _Then.PERSON if key == "n" else _Then.OPEN
            if self._act(practice, key, questions):
                return 1

    def _act(self, practice: Practice, typed: str, questions: Sequence[Practice]) -> bool:
        """Does what was typed; True if the question is answered with it."""
        level, _, note = typed.partition(" ")
        if level in {"0", "1", "2", "3", "4"}:
            given = Level(int(level))
            self._save(Answer(self._person, practice.id, AnswerState.LEVEL, self._today(), given, note.strip()))
            self._say_where(practice, questions)
            return True
        if typed == "d":
            self._save(Answer(self._person, practice.id, AnswerState.DONT_KNOW, self._today()))
            self._say_where(practice, questions)
            return True
        if typed == "a":
            return self._propose_not_applicable(practice)
        actions: dict[str, Callable[[Practice], None]] = {
            "e": self._note,
            "s": self._record_shown,
            "U": self._undo,
            "f": self._follow_up,
            "w": self._why,
            "?": self._help,
        }
        action = actions.get(typed)
        if action is not None:
            action(practice)
        else:
            self._say(f"'{safe(typed[:40])}' says nothing here: type a level, 0 to 4, or ? for what can be typed")
        return False

    def _help(self, practice: Practice) -> None:
        for key, text in _HELP:
            self._say(text, f"{key:<8} ")

    def _save(self, answer: Answer) -> None:
        old = self._current(answer.practice)
        self._engagement.answer(answer)
        self._given.add((self._person, answer.practice))
        self._say(f"saved: {_said(answer)}")
        if old is not None and old.shown is not None and answer.shown is None:
            self._say("What was shown for the answer before is not recorded for this one: b, then U takes it back.")

    def _propose_not_applicable(self, practice: Practice) -> bool:
        self._say("Why? p: nothing of it is present. t: there is only one team. Enter: leave it.")
        text = self._read("reason > ").strip().lower()
        reason = _REASONS.get(text)
        if reason is None:
            self._say("not saved: only these two reasons exist; e takes yours as a note" if text else "left as it was")
            return False
        self._save(Answer(self._person, practice.id, AnswerState.NOT_APPLICABLE, self._today(), reason=reason))
        return True

    def _note(self, practice: Practice) -> None:
        old = self._engagement.note_of(practice.id, self._person)
        if old:
            self._say(f"note so far: {safe(old)}")
        text = self._read("note > ").strip()
        if text:
            self._engagement.note(practice.id, self._person, text)
        self._say(f"saved: note: {safe(text)}" if text else "left as it was")

    def _record_shown(self, practice: Practice) -> None:
        current = self._current(practice.id)
        if current is None or current.state is not AnswerState.LEVEL:
            self._say("First choose a level, then say what was shown for it (b goes back to the question before).")
            return
        what = self._read("what was shown? > ").strip()
        if not what:
            return
        kind = self._choice("what is it?", [each.value for each in ShownKind])
        inside = None
        if kind == ShownKind.FIGURE:
            inside = self._choice("is the figure inside its bound?", ["yes", "no"]) == "yes"
        shown = Shown(what, ShownKind(kind), self._date("when? YYYY-MM-DD, Enter: today > "), inside)
        self._save(Answer(self._person, practice.id, current.state, current.date, current.level, shown=shown))

    def _undo(self, practice: Practice) -> None:
        self._say("undone" if self._engagement.undo(practice.id, self._person) else "nothing to undo")
        self._say_answer(practice)

    def _follow_up(self, practice: Practice) -> None:
        for text in practice.follow_ups:
            self._say(text, "  ")

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

    def _current(self, practice: PracticeId) -> Answer | None:
        for each in self._engagement.answers():
            if each.answer.practice == practice and each.answer.respondent == self._person:
                return each.answer
        return None

    def _say_answer(self, practice: Practice) -> None:
        current = self._current(practice.id)
        if current is not None:
            note = f", note: {safe(current.note)}" if current.note else ""
            self._say(f"answered {current.date}: {_said(current)}{note}")

    def _say_where(self, practice: Practice, questions: Sequence[Practice]) -> None:
        """What the answer does to the whole, what contradicts it, and why it counts for less."""
        from assess.tui import aloud

        assessment = assess(self._engagement, self._model)
        headline = assessment.scorecard.headline
        low, high = (printed(each, SCORE_DECIMALS) for each in (headline.low, headline.high))
        coverage = headline.figures.coverage
        self._say(f"range now {span(low, high)}, coverage {percent(None if coverage is None else float(coverage))}")
        score = assessment.scorecard.of(practice.id)
        if score is not None:
            sentences = {check.id: check.sentence for check in assessment.evidence.checks}
            for text in aloud.heard(score, assessment.inputs.answers, self._model, sentences):
                self._say(text.replace(aloud.SHOW_IT, "When they show it: b goes back, then s."))
        self._say_progress(questions)

    def _say_progress(self, questions: Sequence[Practice]) -> None:
        answered = self._answered()
        minutes = sum(each.minutes for each in questions if each.id not in answered)
        done = sum(each.id in answered for each in questions)
        self._say(f"{done} of this person's {len(questions)} questions answered, about {minutes} minutes left")

    def _why(self, practice: Practice) -> None:
        from assess.scoring.why import why

        assessment = assess(self._engagement, self._model)
        called = Called(assessment.inputs.targets)
        for section in why(assessment.scorecard, practice.id):
            self._say(f"{section.title}:")
            for each in section.lines:
                words = (f"{each.label}:" if each.label else "", each.text, f"= {each.value}" if each.value else "")
                self._say(called(" ".join(filter(None, words))), "  ")

    def _read(self, prompt: str) -> str:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.rstrip("\n")

    def _say(self, text: str, label: str = "") -> None:
        """A paragraph in lines that no terminal breaks inside a word; `label` stands before its first line."""
        first, *rest = wrapped(text, self._columns - len(label))
        click.echo(f"{label}{first}")
        for each in rest:
            click.echo(f"{' ' * len(label)}{each}")


def _said(answer: Answer) -> str:
    """An answer in words, with what was shown for it."""
    if answer.level is None:
        reason = f": {answer.reason.replace('_', ' ')}" if answer.reason else ""
        return "don't know" if answer.state is AnswerState.DONT_KNOW else f"not applicable{reason}"
    said = f"{int(answer.level)} {answer.level.label}"
    if answer.shown is not None:
        inside = {True: ", inside its bound", False: ", outside its bound", None: ""}[answer.shown.inside]
        said += f"; shown: {answer.shown.kind} of {answer.shown.date}, {safe(answer.shown.what)}{inside}"
    return said


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
