"""The frame round every view: header with the state of saving, tabs, status with range and coverage, footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assess.plain_text import safe
from assess.tui.glance import Glance
from assess.tui.glyphs import Glyphs
from assess.tui.keys import VIEWS, Key, Place, footer_of, keys_of
from assess.tui.lines import Line, Part, Tone, both_ends, columns, cut, cut_line, line, paragraph, width_of, wrap
from assess.tui.topics import SaveState

SMALLEST = (60, 20)
"""Below this many columns or rows nothing useful fits, and one line says so."""


@dataclass(frozen=True, slots=True)
class Message:
    """What happened last, until the next key."""

    text: str = ""
    tone: Tone = Tone.PLAIN


def header(organisation: str, round_name: str, saved: Line, wide: int) -> Line:
    """The first line of the screen."""
    left = line(" ", ("assess", Tone.DIM), "  ", (cut(organisation, wide // 2), Tone.STRONG), f"  {round_name}")
    return both_ends(left, (*saved, *line(" ")), wide)


def saved(state: SaveState, read_only: str, trouble: str, busy: str = "") -> Line:
    """Where saving stands, in a word or two; before it what goes on beside the screen."""
    if busy:
        return (*line((busy, Tone.VERIFIED), "  "), *saved(state, read_only, trouble))
    if read_only:
        return line(("READ-ONLY", Tone.ALERT))
    if state.problem:
        more = f" ({state.waiting})" if state.waiting > 1 else ""
        return line((f"NOT SAVED{more}", Tone.ALERT))
    if trouble:
        return line(("FILE UNREADABLE", Tone.ALERT))
    if state.typing:
        return line(("typing", Tone.DIM))
    if state.at is not None:
        return line((f"saved {state.at.astimezone():%H:%M}", Tone.DIM))
    return line(("all saved", Tone.DIM))


def tabs(current: Place, wide: int) -> Line:
    """The views with their keys, the current one marked."""
    parts: list[Part] = [" "]
    for key in keys_of(Place.EVERYWHERE):
        if not key.id.startswith("view.") or key.id.removeprefix("view.") not in {place.value for place in VIEWS}:
            continue
        here = key.id == f"view.{current}"
        if here:
            parts += [(f"[{key.shown} {key.label}]", Tone.CHOSEN), " "]
        else:
            parts += [" ", (key.shown, Tone.KEY), f" {key.label} ", " "]
    return cut_line(line(*parts), wide)


def standing(glance: Glance, glyphs: Glyphs, before: Glance | None = None) -> Line:
    """Range, coverage, and the score or how many answers it lacks. `before`: what it is without the what-if."""
    if glance.low is None or glance.high is None:
        return line(" nothing applies", Tone.PLAIN)
    parts: list[Part] = [" "]
    if before is not None and before.low is not None and before.high is not None:
        same = (before.low, before.high, before.score) == (glance.low, glance.high, glance.score)
        was = f"{before.low:.1f}{glyphs.dash}{before.high:.1f} {glyphs.arrow} "
        parts += [("what if ", Tone.ALERT), ("the total stays: " if same else was, Tone.DIM)]
    if glance.score is not None:
        parts += ["score ", (f"{glance.score:.1f}", Tone.STRONG), "  "]
    parts += [
        "range " if before is None else "", (f"{glance.low:.1f}{glyphs.dash}{glance.high:.1f}", Tone.STRONG),
        f"  coverage {glance.coverage * 100:.0f} %",
    ]  # fmt: skip
    if glance.score is None:
        plural = "" if glance.missing == 1 else "s"
        parts += [f"  {glance.missing} more answer{plural} until a score"]
    return line(*parts)


def feet(left: Line, keys: Line, message: Message, wide: int) -> list[Line]:
    """The two lines below a view: where we stand with what happened last, and the keys. A long sentence takes the
    room it needs, of both."""
    if not message.text:
        return [cut_line(left, wide), keys]
    if columns(safe(message.text)) + width_of(left) + 4 <= wide:
        return [both_ends(left, line((message.text, message.tone), " "), wide), keys]
    texts = wrap(message.text, wide - 2, 2)
    lines = [line(" ", (each, message.tone)) for each in texts]
    return [*lines, keys][:2]


def footer(place: Place, wide: int, *, writable: bool = True, glyphs: Glyphs) -> Line:
    """The most important keys of a view, as many as fit."""
    return footer_line(footer_of(keys_of(place, Place.EVERYWHERE)), wide, writable=writable, glyphs=glyphs)


def footer_line(keys: Sequence[Key], wide: int, *, writable: bool = True, glyphs: Glyphs) -> Line:
    """These keys with their labels, in order of use; help and quit always fit, of the others as many as fit."""
    wanted = [key for key in keys if writable or not key.writes]
    always = [key for key in wanted if key.footer >= 90]
    others = [key for key in wanted if key.footer < 90]
    free = wide - 1 - sum(_size(key) for key in always)
    kept: list[Key] = []
    for key in others:
        if _size(key) <= free:
            free -= _size(key)
            kept.append(key)
    parts: list[Part] = [" "]
    for key in (*kept, *always):
        parts += [(_shown(key), Tone.KEY), f" {key.label}  "]
    return cut_line(line(*parts), wide)


def _shown(key: Key) -> str:
    if len(key.keys) > 2 and all(each.isdigit() for each in key.keys):
        return f"{key.keys[0]}-{key.keys[-1]}"
    return key.shown.split("/")[0] if key.keys[0] != "slash" else "/"


def _size(key: Key) -> int:
    return columns(_shown(key)) + 1 + columns(key.label) + 2


def too_small(wide: int, tall: int) -> list[Line]:
    """What a terminal below the smallest size shows."""
    text = f"This window has {wide} x {tall}; assess needs {SMALLEST[0]} x {SMALLEST[1]}. Enlarge it, or use assess "
    text += "interview --plain."
    return paragraph(text, max(1, wide))
