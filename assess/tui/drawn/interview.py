"""One question of the interview: what is asked, the five levels in words, who says what, and what evidence says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assess.interview.answers import Answer, AnswerState
from assess.model.practices import Gate, Level, Practice
from assess.tui.glyphs import Glyphs
from assess.tui.lines import BLANK, Line, Tone, both_ends, cut, fit, line, paragraph, wrap

_LEVELS = 5
_MARGIN = 6
_MOST_ALOUD = 4
_MARKS = 16


@dataclass(frozen=True, slots=True)
class Voice:
    """Another person's answer, as a mark at a level."""

    label: str
    level: int | None
    """None: they do not know, or propose that it does not apply."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything one question shows. `aloud` is what is read aloud, with its tone; `looked` the level shown in full."""

    practice: Practice
    number: int
    count: int
    part: str
    """Where the question belongs, if not to those of the room."""
    minutes: int
    person: str
    person_number: int
    people: int
    answer: Answer | None
    voices: tuple[Voice, ...]
    note: str
    aloud: str
    aloud_tone: Tone
    evidence: str
    looked: int
    editing: bool = False


def sheet(one: Sheet, wide: int, tall: int, glyphs: Glyphs) -> list[Line]:
    """The whole question in so many lines; where room is short, levels and follow-ups are cut, never left out."""
    top = _top(one, wide, glyphs)
    bottom = _bottom(one, wide, glyphs)
    free = tall - len(top) - len(bottom) - 2
    further = _further(one, wide, max(2, free - _full_height(one, wide)))
    levels = _levels(one, wide, max(_LEVELS, free - len(further)), glyphs)
    rule = line((glyphs.rule * wide, Tone.RULE))
    return [*top, rule, *levels, rule, *bottom, *further]


def _top(one: Sheet, wide: int, glyphs: Glyphs) -> list[Line]:
    practice = one.practice
    gate = f"  {glyphs.gate} gate" if practice.gate is not Gate.NONE else ""
    where = f"{one.number}/{one.count} {one.part}".rstrip()
    lines = [
        both_ends(
            line(" ", (practice.id, Tone.KEY), "  ", (practice.name, Tone.TITLE), (gate, Tone.HIGH)),
            line((f" {where} {glyphs.dot} {one.minutes} min left ", Tone.DIM)),
            wide,
        )
    ]
    lines += paragraph(practice.question, wide - 2, Tone.STRONG, indent=1)
    return [*lines, _who(one, wide, glyphs)]


def _who(one: Sheet, wide: int, glyphs: Glyphs) -> Line:
    if not one.people:
        return line(" ", ("Nobody answers yet: press P to add the first person", Tone.ALERT))
    said = _said(one.answer, glyphs)
    several = line((f"person {one.person_number} of {one.people} (n, p) ", Tone.DIM)) if one.people > 1 else ()
    left = line(" ", ("Answers: ", Tone.DIM), (one.person, Tone.CHOSEN), ("   " + said if said else "", Tone.CLAIMED))
    return both_ends(left, several, wide)


def _said(answer: Answer | None, glyphs: Glyphs) -> str:
    if answer is None:
        return ""
    if answer.state is AnswerState.DONT_KNOW:
        return "does not know"
    if answer.state is AnswerState.NOT_APPLICABLE:
        return f"proposes n/a: {answer.reason.replace('_', ' ')}"
    shown = f", shown ({answer.shown.kind}, {answer.shown.date})" if answer.shown is not None else ""
    return f"says {int(answer.level or 0)}{shown}"


def _full_height(one: Sheet, wide: int) -> int:
    return sum(len(wrap(text, room)) for text, room in _texts(one, wide))


def _texts(one: Sheet, wide: int) -> list[tuple[str, int]]:
    """The words of each level, with the columns that the marks of others leave them."""
    marked = {each.level for each in one.voices}
    room = wide - _MARGIN - 1
    return [(text, room - (_MARKS if level in marked else 0)) for level, text in enumerate(one.practice.levels)]


def _levels(one: Sheet, wide: int, rows: int, glyphs: Glyphs) -> list[Line]:
    texts = [wrap(text, room) for text, room in _texts(one, wide)]
    rooms = [room for _, room in _texts(one, wide)]
    given = _shares([len(text) for text in texts], one.looked, rows)
    mine = int(one.answer.level) if one.answer is not None and one.answer.level is not None else None
    lines: list[Line] = []
    for level, text in enumerate(texts):
        kept = text if given[level] >= len(text) else wrap(one.practice.levels[level], rooms[level], given[level])
        tone = Tone.CHOSEN if level == mine else Tone.PLAIN if level == one.looked or mine is None else Tone.DIM
        marks = _marks(one.voices, level)
        for number, words in enumerate(kept):
            if number:
                lines.append(line(" " * _MARGIN, (words, tone)))
                continue
            cursor = glyphs.cursor if level == one.looked else " "
            mark = glyphs.verified if level == mine else " "
            head = line(" ", (cursor, Tone.DIM), (mark, Tone.CLAIMED), (str(level), Tone.KEY), "  ", (words, tone))
            lines.append(both_ends(head, marks, wide) if marks else head)
    return lines


def _shares(heights: Sequence[int], looked: int, rows: int) -> list[int]:
    """How many lines each level gets: one at least, the one that is looked at all of its own, then in order."""
    given = [1] * len(heights)
    free = rows - len(heights)
    for level in (looked, *range(len(heights))):
        more = min(max(0, free), heights[level] - given[level])
        given[level] += more
        free -= more
    return given


def _marks(voices: Sequence[Voice], level: int) -> Line:
    """Who else says this level."""
    labels = [each.label for each in voices if each.level == level]
    if not labels:
        return ()
    text = ", ".join(labels) if len(labels) <= 2 else f"{labels[0]} +{len(labels) - 1}"
    return line((cut(text, _MARKS - 2), Tone.CLAIMED), " ")


def _bottom(one: Sheet, wide: int, glyphs: Glyphs) -> list[Line]:
    lines: list[Line] = []
    if one.aloud:
        sign = {Tone.CRITICAL: glyphs.contradiction, Tone.HIGH: glyphs.exception, Tone.MEDIUM: glyphs.contested}.get(
            one.aloud_tone, glyphs.dot
        )
        for number, text in enumerate(wrap(one.aloud, wide - 4, _MOST_ALOUD)):
            lines.append(line(" ", (sign if not number else " ", one.aloud_tone), " ", (text, one.aloud_tone)))
    elif one.evidence:
        lines.append(line(" ", (fit("Evidence", 10), Tone.DIM), cut(one.evidence, wide - 12)))
    others = [each.label for each in one.voices if each.level is None]
    if others:
        lines.append(line(" ", (fit("No level", 10), Tone.DIM), cut(", ".join(others), wide - 12)))
    if not one.editing:
        lines += _note(one, wide)
    return lines


def _note(one: Sheet, wide: int) -> list[Line]:
    if not one.note:
        return [line(" ", (fit("Note", 10), Tone.DIM), ("e writes one; it saves itself", Tone.DIM))]
    flat = " ".join(one.note.split())
    found = wrap(flat, wide - 12, 2)
    first = line(" ", (fit("Note", 10), Tone.DIM), found[0] if found else "")
    return [first, *(line(" " * 11, each) for each in found[1:])]


def _further(one: Sheet, wide: int, rows: int) -> list[Line]:
    """The follow-up questions, each in full, as many as fit; the first one always."""
    lines: list[Line] = []
    for number, text in enumerate(one.practice.follow_ups):
        texts = wrap(text, wide - 14)
        if number and len(lines) + len(texts) > rows:
            break
        for at, words in enumerate(texts):
            label = fit("Ask further" if not number and not at else "", 12)
            lines.append(line(" ", (label, Tone.DIM), words))
    return lines


def more(practice: Practice, wide: int) -> list[Line]:
    """What lies behind a question: follow-ups, what counts as evidence, what only sounds like control, and why."""
    lines: list[Line] = [line((f"{practice.id}  {practice.name}", Tone.TITLE)), BLANK]
    lines += paragraph(practice.definition, wide)
    for title, texts in (
        ("Ask further", practice.follow_ups),
        ("What counts as evidence", practice.evidence),
        ("Sounds like control, and is not", practice.false_claims),
        ("Why it matters", (practice.why,)),
    ):
        if texts:
            lines += [BLANK, line((title, Tone.TITLE))]
            for text in texts:
                lines += bullet(text, wide)
    lines += [BLANK, line(("The five levels", Tone.TITLE))]
    for level in Level:
        words = wrap(practice.levels[level], wide - 5)
        lines.append(line("  ", (str(int(level)), Tone.KEY), "  ", (level.label, Tone.DIM)))
        lines += [line("     ", text) for text in words]
    return lines


def bullet(text: str, wide: int) -> list[Line]:
    """A paragraph behind a dash."""
    first, *rest = wrap(text, wide - 4) or [""]
    return [line("  - ", first), *(line("    ", each) for each in rest)]
