"""Plain text for a terminal: columns, bars and numbers; `assess.plain_text` makes text from outside harmless."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from assess.plain_text import safe


def width(text: str) -> int:
    """How many columns a terminal needs for it."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


def cut(text: str, columns: int) -> str:
    """Text of at most so many columns, ending in an ellipsis if it was longer."""
    if width(text) <= columns:
        return text
    kept, used = [], 0
    for character in text:
        used += width(character)
        if used > columns - 1:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], right: str = "", widest: int = 60) -> list[str]:
    """Rows under headings, as wide as their content. `right` names the columns to align right, by position ("0240")."""
    cells = [[cut(safe(cell), widest) for cell in row] for row in rows]
    numbers = {int(each) for each in right}
    sizes = [max([width(heading), *(width(row[i]) for row in cells)]) for i, heading in enumerate(headings)]

    def line(row: Sequence[str]) -> str:
        padded = [
            " " * (size - width(cell)) + cell if i in numbers else cell + " " * (size - width(cell))
            for i, (cell, size) in enumerate(zip(row, sizes, strict=True))
        ]
        return "  ".join(padded).rstrip()

    return [line(headings), *map(line, cells)]


def score(value: float | None) -> str:
    """A score of 0 to 100 with one decimal; a dash where there is none."""
    return "–" if value is None else f"{value:.1f}"


def span(low: float | None, high: float | None) -> str:
    """A range of scores."""
    return "–" if low is None else f"{score(low)}–{score(high)}"


def percent(share: float | None) -> str:
    """A share of 0 to 1 in whole per cent."""
    return "–" if share is None else f"{share * 100:.0f} %"


def sureness(assurance: float | None) -> str:
    """Assurance in a word (method section 7)."""
    if assurance is None:
        return "–"
    return "high" if assurance >= 0.7 else "medium" if assurance >= 0.5 else "low"


def bar(share: float, columns: int = 24) -> str:
    """A share drawn as a bar; anything above nothing is at least one block."""
    blocks = round(share * columns)
    return "█" * (max(1, blocks) if share > 0 else 0)


def wrapped(text: str, columns: int = 100, indent: str = "") -> list[str]:
    """A paragraph in lines."""
    from textwrap import wrap

    return wrap(safe(text), columns, initial_indent=indent, subsequent_indent=indent) or [indent.rstrip()]
