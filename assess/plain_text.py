"""Text from outside made harmless, and cut or padded to the columns of a terminal.

What could move the cursor, change colours or turn the direction of reading is shown as its code. Nothing here knows
of a screen or a command; both use it.
"""

from __future__ import annotations

import unicodedata

_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn")
"""Control, format (also what turns the direction of writing), surrogate, separator, private and unassigned."""
_RIGHT_TO_LEFT = ("R", "AL", "AN")
_MOST_MARKS = 3
"""Combining marks kept on one character; a tower of them would paint over other lines."""


def safe(text: str) -> str:
    """Text from outside for a terminal, on one line: line breaks and tabs are spaces, other hidden characters codes."""
    if text.isascii() and text.isprintable():
        return text
    made: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > _MOST_MARKS:
            continue
        made.append(character if unicodedata.category(character) not in _HIDDEN else _code(character))
    return "".join(made)


def safe_lines(text: str) -> list[str]:
    """The lines of a text from outside, each made safe."""
    return [safe(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


def turns(text: str) -> bool:
    """Whether it holds letters that are written from right to left, which terminals place in different ways."""
    return not text.isascii() and any(unicodedata.bidirectional(each) in _RIGHT_TO_LEFT for each in text)


def _code(character: str) -> str:
    if character in "\n\r\t":
        return " "
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


_PLAIN = str.maketrans(
    {
        "–": "-", "—": "-", "−": "-", "‑": "-", "…": "...", "‘": "'", "’": "'", "“": '"', "”": '"', "·": "-",
        "×": "x", "→": "->", "≥": ">=", "≤": "<=", "•": "*", "\u00a0": " ", "ß": "ss", "€": "EUR",
    }
)  # fmt: skip


def in_ascii(text: str) -> str:
    """Text for a terminal that shows ASCII alone: signs by their nearest, letters without marks, the rest as `?`."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(each if each.isascii() else "?" for each in plain if not unicodedata.combining(each))
