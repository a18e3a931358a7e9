"""What a view shows, as values: lines of spans, each span a text with a tone. No Textual, no colours.

A tone says what a text means; the stylesheet says how that looks. Every text is made safe here, so that nothing from
outside reaches the terminal in another way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from rich.cells import cell_len, chop_cells, set_cell_size

from assess.plain_text import safe


class Tone(StrEnum):
    """What a text means. Colour never says it alone: a word or sign stands beside it."""

    PLAIN = "plain"
    DIM = "dim"
    STRONG = "strong"
    TITLE = "title"
    RULE = "rule"
    KEY = "key"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    OK = "ok"
    ALERT = "alert"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Span:
    """A text with its tone; safe to print."""

    text: str
    tone: Tone = Tone.PLAIN


Line: TypeAlias = tuple[Span, ...]
Part: TypeAlias = "str | tuple[str, Tone] | Span"
BLANK: Line = ()
ELLIPSIS = "…"


def line(*parts: Part) -> Line:
    """A line of texts, each plain or with its tone; empty ones are left out."""
    return tuple(span for span in map(_span, parts) if span.text)


def _span(part: Part) -> Span:
    if isinstance(part, Span):
        return part
    if isinstance(part, str):
        return Span(safe(part))
    return Span(safe(part[0]), part[1])


def text_of(one: Line) -> str:
    """A line as plain text."""
    return "".join(span.text for span in one)


@lru_cache(4096)
def columns(text: str) -> int:
    """How many columns a safe text takes."""
    return len(text) if text.isascii() else cell_len(text)


def width_of(one: Line) -> int:
    """How many columns a line takes."""
    return sum(columns(span.text) for span in one)


def fit(text: str, wide: int, *, right: bool = False) -> str:
    """A text in exactly so many columns: padded, or cut at its end with an ellipsis."""
    text = cut(text, wide)
    space = " " * (wide - columns(text))
    return space + text if right else text + space


def cut(text: str, wide: int) -> str:
    """A safe text in at most so many columns, ending in an ellipsis if it was longer."""
    text = safe(text)
    if columns(text) <= wide:
        return text
    if wide <= 0:
        return ""
    return set_cell_size(text, wide - 1).rstrip() + ELLIPSIS


def cut_middle(text: str, wide: int) -> str:
    """A safe text in at most so many columns: of an id or a path, which differ at their ends, the middle goes."""
    text = safe(text)
    if columns(text) <= wide:
        return text
    if wide < 4 or not text.isascii():
        return cut(text, wide)
    head = (wide - 1) // 3
    return text[:head] + ELLIPSIS + text[len(text) - (wide - 1 - head) :]


def both_ends(left: Line, right: Line, wide: int) -> Line:
    """One line with a left and a right part; the left one gives way."""
    free = wide - width_of(right)
    room = free - 1 if right else free
    if width_of(left) > room:
        left = cut_line(left, max(0, room))
    space = max(0, free - width_of(left))
    return (*left, Span(" " * space), *right) if space else (*left, *right)


def cut_line(one: Line, wide: int) -> Line:
    """A line in at most so many columns."""
    kept: list[Span] = []
    used = 0
    for span in one:
        size = columns(span.text)
        if used + size > wide:
            kept.append(Span(cut(span.text, wide - used), span.tone))
            break
        kept.append(span)
        used += size
    return tuple(kept)


def wrap(text: str, wide: int, most: int = 0) -> list[str]:
    """A safe paragraph in lines of at most so many columns. `most`: at most so many lines, the last with an ellipsis.

    Long words are broken; wide characters count as the columns they take.
    """
    wide = max(1, wide)
    lines: list[str] = []
    current = ""
    for word in safe(text).split():
        candidate = f"{current} {word}" if current else word
        if columns(candidate) <= wide:
            current = candidate
            continue
        if current:
            lines.append(current)
        if columns(word) > wide:
            *full, current = chop_cells(word, wide)
            lines += full
        else:
            current = word
        if most and len(lines) > most:
            break
    if current:
        lines.append(current)
    if most and len(lines) > most:
        return [*lines[: most - 1], cut(f"{lines[most - 1]} {lines[most]}", wide)]
    return lines


def paragraph(text: str, wide: int, tone: Tone = Tone.PLAIN, *, indent: int = 0, most: int = 0) -> list[Line]:
    """A paragraph as lines of one tone."""
    space = " " * indent
    return [line(space, (each, tone)) for each in wrap(text, wide - indent, most)]


def labelled(label: str, text: str, wide: int, tone: Tone = Tone.PLAIN, *, gap: int = 10, most: int = 0) -> list[Line]:
    """A paragraph behind a label, its further lines below its first word."""
    found = wrap(text, wide - gap, most) or [""]
    first = line((fit(label, gap), Tone.DIM), (found[0], tone))
    return [first, *(line(" " * gap, (each, tone)) for each in found[1:])]


def fill(lines: Sequence[Line], height: int) -> list[Line]:
    """Exactly so many lines: blank ones added, or the last ones dropped."""
    return [*lines[:height], *([BLANK] * (height - len(lines)))]


def plain(lines: Iterable[Line]) -> str:
    """Lines as text, without spaces at their ends."""
    return "\n".join(text_of(each).rstrip() for each in lines)
