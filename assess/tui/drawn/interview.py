"""One question of the interview: what is asked, the five levels in words, who says what, and what evidence says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assess.interview.answers import Answer, AnswerState
from assess.model.practices import Gate, Level, Practice
from assess.tui.glyphs import Glyphs
from assess.tui.lines import BLANK, Line, Tone, both_ends, columns, cut, fit, line, paragraph, wrap

_LEVELS = 5
_MARGIN = 6
_MOST_ALOUD = 4
_MOST_MARKS = 18
_TO_READ = (3, 2, 4, 1, 0)
"""Which levels are shown in full first where not all fit: those between which a room most often decides."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Another person's answer, as a mark at a level."""

    label: str
    level: int | None
    """None: they do not know, or propose that it does not apply."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything one question shows. `aloud` is what is read aloud, with its tone (MEDIUM: a dispute); `looked` the
    level on which the cursor stands, None before anybody moved it; `outside`: what is said where the person is not
    asked this."""

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
    looked: int | None
    editing: bool = False
    outside: str = ""


def sheet(one: Sheet, wide: int, tall: int, glyphs: Glyphs) -> list[Line]:
    """The whole question in so many lines. Where room is short the levels come first, for an answer is chosen among
    them; the follow-ups give way, for `f` shows them."""
    top = _top(one, wide, glyphs)
    said = _said_below(one, wide, glyphs)
    note = _note(one, wide) if not one.editing else []
    free = tall - len(top) - len(said) - 2
    texts = _texts(one, wide)
    rows = max(_LEVELS, free - (len(note) if one.note else 0))
    given = _shares([len(each) for each in texts], one, rows)
    levels = _levels(one, texts, given, wide, glyphs)
    further = _further(one, wide, max(0, free - len(levels) - len(note)))
    whole = all(len(text) <= share for text, share in zip(texts, given, strict=True))
    hidden = [] if whole else ["up and down: a level in full"]
    if one.practice.follow_ups and not further:
        hidden.append("f: what to ask further")
    if one.aloud_tone is Tone.MEDIUM:
        hidden.append("k: what you agree on")
    below = _rule_with("; ".join(hidden), wide, glyphs)
    return [*top, line((glyphs.rule * wide, Tone.RULE)), *levels, below, *said, *note, *further]


def _rule_with(text: str, wide: int, glyphs: Glyphs) -> Line:
    """A rule that says which keys show what did not fit."""
    if not text:
        return line((glyphs.rule * wide, Tone.RULE))
    rule = glyphs.rule * max(0, wide - len(text) - 4)
    return line((f"{rule} ", Tone.RULE), (text, Tone.DIM), (f" {glyphs.rule * 2}", Tone.RULE))


def _top(one: Sheet, wide: int, glyphs: Glyphs) -> list[Line]:
    practice = one.practice
    gate = f"{glyphs.gate} gate  " if practice.gate is not Gate.NONE else ""
    where = f"{one.number}/{one.count} {one.part}".rstrip()
    lines = [
        both_ends(
            line(" ", (practice.id, Tone.KEY), "  ", (gate, Tone.HIGH), (practice.name, Tone.TITLE)),
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
    several = line((f" {one.person_number} of {one.people}: n, p ", Tone.DIM)) if one.people > 1 else ()
    left = line(
        " ", ("Answers: ", Tone.DIM), (one.person, Tone.CHOSEN), ("  " + said if said else "", Tone.CLAIMED),
        ("  " + one.outside if one.outside else "", Tone.HIGH),
    )  # fmt: skip
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


def _texts(one: Sheet, wide: int) -> list[list[str]]:
    """The lines of each level; the first one leaves room for the marks of others."""
    room, marks = wide - _MARGIN - 1, _marks_width(one)
    marked = {each.level for each in one.voices}
    return [
        _flow(text, room - marks if level in marked else room, room) for level, text in enumerate(one.practice.levels)
    ]


def _marks_width(one: Sheet) -> int:
    return max((len(_marks(one.voices, level)) for level in range(_LEVELS)), default=0) + 2


def _flow(text: str, first: int, room: int) -> list[str]:
    """A paragraph whose first line has another width."""
    flat = " ".join(text.split())
    head = wrap(flat, first)[:1]
    return [*head, *wrap(flat[len(head[0]) :], room)] if head else []


def _levels(one: Sheet, texts: Sequence[list[str]], given: Sequence[int], wide: int, glyphs: Glyphs) -> list[Line]:
    """The five levels in words, each as far as its share reaches."""
    mine = int(one.answer.level) if one.answer is not None and one.answer.level is not None else None
    lines: list[Line] = []
    for level, text in enumerate(texts):
        kept = text if given[level] >= len(text) else _cut_to(text, given[level], wide - _MARGIN - 1)
        tone = Tone.CHOSEN if level == mine else Tone.PLAIN if level == one.looked or mine is None else Tone.DIM
        marks = _marks(one.voices, level)
        for number, words in enumerate(kept):
            if number:
                lines.append(line(" " * _MARGIN, (words, tone)))
                continue
            cursor = glyphs.cursor if level == one.looked else " "
            mark = glyphs.verified if level == mine else " "
            head = line(" ", (cursor, Tone.DIM), (mark, Tone.CLAIMED), (str(level), Tone.KEY), "  ", (words, tone))
            lines.append(both_ends(head, line((marks, Tone.CLAIMED), " "), wide) if marks else head)
    return lines


def _cut_to(text: list[str], rows: int, room: int) -> list[str]:
    """So many lines of a text, the last with an ellipsis."""
    last = text[rows - 1]
    room = columns(last) if rows == 1 else room
    return [*text[: rows - 1], cut(f"{last} {text[rows]}", room)]


def _shares(heights: Sequence[int], one: Sheet, rows: int) -> list[int]:
    """How many lines each level gets: one at least, the one under the cursor all of its own, then in order."""
    mine = int(one.answer.level) if one.answer is not None and one.answer.level is not None else None
    given = [1] * len(heights)
    if one.looked is not None:
        given[one.looked] = heights[one.looked]
    for level in [each for each in (mine, *_TO_READ) if each is not None]:
        free = max(0, rows - sum(given))
        given[level] += min(free, heights[level] - given[level])
    return given


def _marks(voices: Sequence[Voice], level: int) -> str:
    """Who else says this level."""
    labels = [each.label for each in voices if each.level == level]
    if not labels:
        return ""
    text = ", ".join(labels) if len(labels) <= 2 else f"{labels[0]} +{len(labels) - 1}"
    return cut(
        text if columns(text) <= _MOST_MARKS else f"{labels[0]} +{len(labels) - 1}" if labels[1:] else text, _MOST_MARKS
    )


def _said_below(one: Sheet, wide: int, glyphs: Glyphs) -> list[Line]:
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
    return lines


def _note(one: Sheet, wide: int) -> list[Line]:
    if not one.note:
        return [line(" ", (fit("Note", 10), Tone.DIM), ("e writes one; it saves itself", Tone.DIM))]
    flat = " ".join(one.note.split())
    found = wrap(flat, wide - 12, 2)
    first = line(" ", (fit("Note", 10), Tone.DIM), found[0] if found else "")
    return [first, *(line(" " * 11, each) for each in found[1:])]


def _further(one: Sheet, wide: int, rows: int) -> list[Line]:
    """The follow-up questions, each in full, as many as fit; of the first one as much as fits."""
    lines: list[Line] = []
    for number, text in enumerate(one.practice.follow_ups):
        texts = wrap(text, wide - 14, 0 if number else rows)
        if len(lines) + len(texts) > rows:
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
