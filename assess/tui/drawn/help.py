"""The help page and the page of the documentation: every key, from the registry."""

from __future__ import annotations

from collections.abc import Sequence

from assess.tui.keys import KEYS, Key, Place, keys_of
from assess.tui.lines import BLANK, Line, Tone, fit, line, wrap

_WORDS = {
    Place.EVERYWHERE: "Everywhere",
    Place.OVERVIEW: "Overview",
    Place.INTERVIEW: "Interview",
    Place.COLLECT: "Collect",
    Place.FINDINGS: "Findings",
    Place.BOARD: "Board",
    Place.FIRST: "First screen",
    Place.PAGE: "A page on top",
    Place.EVIDENCE: "Evidence",
    Place.DRY_RUN: "Dry run",
    Place.EDIT: "The page behind E",
    Place.FORM: "A form",
}


def help_lines(place: Place, wide: int) -> list[Line]:
    """The keys of a view, then those that work everywhere."""
    lines: list[Line] = []
    for each in (place, Place.EVERYWHERE):
        lines += [line((_WORDS[each], Tone.TITLE))]
        lines += _rows(keys_of(each), wide)
        lines.append(BLANK)
    lines += [line(("Inside a text field letters type; Esc leaves it.", Tone.DIM))]
    return lines


def _rows(keys: Sequence[Key], wide: int) -> list[Line]:
    lines: list[Line] = []
    for key in keys:
        texts = wrap(key.help, wide - 16) or [""]
        lines.append(line("  ", (fit(key.shown, 13), Tone.KEY), texts[0]))
        lines += [line(" " * 15, each) for each in texts[1:]]
    return lines


def documentation() -> str:
    """`docs/keys.md`: generated from the registry; a test says when it is stale."""
    opening = (
        "Generated from the key registry (`python -m assess.tui.documentation > docs/keys.md`). Plain letters, digits "
        "and Shift-letters; nothing needs ctrl, alt or function keys. Inside a text field letters type; Esc leaves it."
    )
    parts = ["# Keys of the app", "", opening]
    for place in dict.fromkeys(key.place for key in KEYS):
        parts += ["", f"## {_WORDS[place]}", "", "| key | does | id |", "|---|---|---|"]
        parts += [f"| {_keys(key)} | {key.help} | `{key.id}` |" for key in keys_of(place)]
    return "\n".join(parts) + "\n"


def _keys(key: Key) -> str:
    return " ".join(f"`{each}`" for each in key.shown.split("/") if each) or "`/`"
