"""Texts of the questionnaires inside Markdown: what stands in them is shown, never obeyed."""

from __future__ import annotations

import re

_CODE = re.compile(r"(`[^`\n]+`)")
_MARKS = re.compile(r"([\\*_\[\]|#])")


def escaped(text: str) -> str:
    """The text on one line, with the marks of Markdown and HTML made harmless; `code` stays code."""
    parts = _CODE.split(" ".join(text.split()))
    return "".join(part if position % 2 else _harmless(part) for position, part in enumerate(parts))


def quoted(text: str) -> str:
    """The text as a quotation."""
    return f"> {escaped(text)}"


def fenced(text: str, language: str) -> str:
    """A block of code, behind a fence longer than any inside it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _harmless(text: str) -> str:
    return _MARKS.sub(r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;").replace("`", "\\`")
