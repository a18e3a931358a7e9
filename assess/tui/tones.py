"""What a tone looks like in a theme. Resolved once for a theme, not by the stylesheet for each widget: that alone cost
a tenth of the start."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rich.style import Style

from assess.tui.lines import Tone
from assess.tui.theme import THEMES

_BOLD = frozenset({Tone.STRONG, Tone.TITLE, Tone.KEY, Tone.CRITICAL, Tone.ALERT, Tone.CHOSEN})
_VARIABLES: Mapping[Tone, str] = {
    Tone.DIM: "tone-dim",
    Tone.STRONG: "tone-strong",
    Tone.TITLE: "tone-strong",
    Tone.RULE: "tone-rule",
    Tone.KEY: "tone-key",
    Tone.CLAIMED: "tone-claimed",
    Tone.VERIFIED: "tone-verified",
    Tone.CRITICAL: "tone-critical",
    Tone.HIGH: "tone-high",
    Tone.MEDIUM: "tone-medium",
    Tone.LOW: "tone-low",
    Tone.OK: "tone-ok",
    Tone.ALERT: "tone-critical",
    Tone.CHOSEN: "tone-strong",
}


@lru_cache(16)
def styles(theme: str, *, colour: bool = True) -> Mapping[Tone, Style]:
    """The style of each tone in a theme, by the theme's name; plain text keeps the widget's own colour. Without
    `colour` weight alone tells tones apart, beside their words and signs."""
    known = next((each for each in THEMES.values() if each.name == theme), THEMES["dark"])
    found: dict[Tone, Style] = {Tone.PLAIN: Style.null()}
    for tone, variable in _VARIABLES.items():
        value = known.variables.get(variable, "")
        named = colour and value and value != "ansi_default"
        found[tone] = Style(
            color=value.removeprefix("ansi_") if named else None,
            bold=True if tone in _BOLD else None,
            dim=True if tone is Tone.DIM and (known.ansi or not colour) else None,
        )
    return found


@lru_cache(16)
def cursor_style(theme: str, *, colour: bool = True) -> Style:
    """What is laid over the row under the cursor."""
    known = next((each for each in THEMES.values() if each.name == theme), THEMES["dark"])
    if known.ansi or not colour:
        return Style(reverse=True)
    return Style(bgcolor=known.variables["row-cursor"], bold=True)
