"""The signs that a view draws, for terminals with Unicode and for those without."""

from __future__ import annotations

import locale
import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of signs; each takes one column."""

    cursor: str
    rule: str
    full: str
    part: str
    empty: str
    claimed: str
    verified: str
    contradiction: str
    exception: str
    contested: str
    gate: str
    dot: str
    arrow: str
    dash: str
    tick: str
    cross: str
    unknown: str
    bar: str


UNICODE = Glyphs(
    cursor="▸", rule="─", full="█", part="░", empty="·", claimed="○", verified="●", contradiction="≠", exception="≈",
    contested="↕", gate="◆", dot="·", arrow="→", dash="–", tick="✓", cross="✗", unknown="?", bar="│",
)  # fmt: skip
ASCII = Glyphs(
    cursor=">", rule="-", full="#", part=".", empty=" ", claimed="o", verified="#", contradiction="!", exception="~",
    contested="%", gate="*", dot="-", arrow=">", dash="-", tick="+", cross="x", unknown="?", bar="|",
)  # fmt: skip


def chosen(force_ascii: bool = False) -> Glyphs:
    """The signs for this terminal: ASCII where asked for, or where the locale cannot encode others."""
    return ASCII if force_ascii or not speaks_unicode() else UNICODE


def speaks_unicode() -> bool:
    """Whether the locale of this process, as the environment names it, is UTF-8."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "utf-8" in value.lower() or "utf8" in value.lower()
    return "utf" in locale.getpreferredencoding(False).lower() and os.environ.get("TERM") != "linux"
