"""How tones look: dark, light, and the terminal's own colours.

The five marks were searched for the largest smallest distance under normal, protan, deutan and tritan sight; good is
grey, not green, for attention goes to what is wrong.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="assess-dark",
    primary="#96d4fa",
    secondary="#979b9e",
    warning="#ea8d19",
    error="#f82649",
    success="#979b9e",
    accent="#96d4fa",
    foreground="#d6dbe0",
    background="#10151c",
    surface="#10151c",
    panel="#1a222c",
    dark=True,
    variables={
        "tone-dim": "#8d959d",
        "tone-strong": "#ffffff",
        "tone-key": "#96d4fa",
        "tone-rule": "#3a4550",
        "tone-claimed": "#ea8d19",
        "tone-verified": "#96d4fa",
        "tone-critical": "#f82649",
        "tone-high": "#ea8d19",
        "tone-medium": "#f9ed9e",
        "tone-low": "#96d4fa",
        "tone-ok": "#979b9e",
        "row-cursor": "#243447",
        "tone-bar": "#1a222c",
    },
)

LIGHT = Theme(
    name="assess-light",
    primary="#012ca0",
    secondary="#55595e",
    warning="#613209",
    error="#b21e6d",
    success="#1b1e22",
    accent="#012ca0",
    foreground="#1b1e22",
    background="#fbfbf8",
    surface="#fbfbf8",
    panel="#ececE4",
    dark=False,
    variables={
        "tone-dim": "#5c6166",
        "tone-strong": "#000000",
        "tone-key": "#012ca0",
        "tone-rule": "#b9bdb8",
        "tone-claimed": "#613209",
        "tone-verified": "#012ca0",
        "tone-critical": "#b21e6d",
        "tone-high": "#613209",
        "tone-medium": "#796f04",
        "tone-low": "#012ca0",
        "tone-ok": "#1b1e22",
        "row-cursor": "#dbe5f7",
        "tone-bar": "#ececE4",
    },
)

ANSI = Theme(
    name="assess-ansi",
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    accent="ansi_cyan",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    variables={
        "tone-dim": "ansi_default",
        "tone-strong": "ansi_default",
        "tone-key": "ansi_blue",
        "tone-rule": "ansi_bright_black",
        "tone-claimed": "ansi_yellow",
        "tone-verified": "ansi_cyan",
        "tone-critical": "ansi_red",
        "tone-high": "ansi_yellow",
        "tone-medium": "ansi_yellow",
        "tone-low": "ansi_cyan",
        "tone-ok": "ansi_default",
        "row-cursor": "ansi_default",
        "tone-bar": "ansi_default",
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "border-blurred": "ansi_black",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_white",
        "input-cursor-background": "ansi_white",
        "input-cursor-foreground": "ansi_black",
        "input-cursor-text-style": "none",
        "input-selection-background": "ansi_bright_blue",
        "input-selection-foreground": "ansi_black",
        "screen-selection-background": "ansi_bright_blue",
        "screen-selection-foreground": "ansi_black",
    },
)

THEMES = {"dark": DARK, "light": LIGHT, "ansi": ANSI}
"""By the name that a person gives."""
