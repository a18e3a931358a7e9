"""Which characters the bundled fonts can print, and how the others are written: as their code, `[U+4E2D]`.

Applied once to the finished markup, so that no text can be forgotten. Choosing the font files is here too; loading
them is left to `page` and `pdf`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from assess.model.data import folder

WEIGHTS = (400, 600, 700)
SUBSETS = ("latin", "latin-ext", "vietnamese", "greek", "cyrillic", "cyrillic-ext")
FAMILIES = tuple("Report" if subset == "latin" else f"Report {subset}" for subset in SUBSETS)
"""A name for each font file, and none that an installed font may have. They differ because WeasyPrint 70 tells fonts
apart by name and style only, and would draw one file with the widths and glyphs of another."""
NARROWEST = 0.6
"""The width of the narrowest characters, an average small letter being 1."""
_KEPT = "\n\t"
_JOINERS = {0x00AD, 0x200C, 0x200D}
"""Invisible characters that a browser needs to join letters and emoji, and that cannot mislead."""


def code(character: str) -> str:
    """The printed stand-in of one character, as Unicode writes code points: `[U+4E2D]`, `[U+1F600]`."""
    return f"[U+{ord(character):04X}]"


@cache
def covered() -> dict[str, frozenset[int]]:
    """The code points of each font subset, in the order in which a subset is preferred (`fonts/characters.txt`)."""
    subsets: dict[str, frozenset[int]] = {}
    for line in (folder("templates") / "fonts" / "characters.txt").read_text("ascii").splitlines():
        if line.startswith("#"):
            continue
        name, *spans = line.split()
        points: set[int] = set()
        for span in spans:
            first, _, last = span.partition("-")
            points.update(range(int(first, 16), int(last or first, 16) + 1))
        subsets[name] = frozenset(points)
    return subsets


@cache
def _printable() -> frozenset[int]:
    """What may reach the page of a PDF: in a font, and not invisible by nature."""
    every = frozenset().union(*covered().values())
    return frozenset(point for point in every if not _hidden(point)) | {ord(each) for each in _KEPT}


@cache
def _hidden(point: int) -> bool:
    """Control, formatting, private, unassigned: characters that show nothing, reorder text or break a file."""
    return unicodedata.category(chr(point)) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") and chr(point) not in _KEPT


@cache
def _beyond_fonts() -> re.Pattern[str]:
    return re.compile(f"[^{''.join(re.escape(chr(point)) for point in sorted(_printable()))}]")


def for_paper(text: str) -> str:
    """Text in which every character is one that the bundled fonts hold; composed first, so that few are lost."""
    return _beyond_fonts().sub(lambda found: code(found[0]), unicodedata.normalize("NFC", text))


def for_screen(text: str) -> str:
    """Text as a browser may show it: any script natively, but nothing that hides, reorders or breaks."""
    if text.isascii() and text.isprintable():
        return text
    hidden = {point for point in map(ord, set(text)) if _hidden(point) and point not in _JOINERS}
    return text.translate({point: code(chr(point)) for point in hidden})


def width(character: str) -> float:
    """About how wide a character prints, an average small letter being 1; what prints as a code is wide."""
    if ord(character) not in _printable():
        return 9.5
    if character in "MW@%—…mwЖШЩЮжшщюΩ":
        return 1.75
    if character.isupper():
        return 1.3
    return NARROWEST if character in "iljtfr.,:;'|! ’‘()[]I" else 1.05


def needed_subsets(text: str) -> tuple[str, ...]:
    """The font subsets a text needs, in order; Latin always."""
    points = set(map(ord, set(text)))
    needed = ["latin"]
    rest = points - covered()["latin"]
    for name, own in covered().items():
        if name != "latin" and rest & own:
            needed.append(name)
            rest -= own
    return tuple(needed)


def font_file(subset: str, weight: int, *, for_pdf: bool = False) -> Path:
    """Where the font of a subset and weight lies: packed, or for a PDF as it is if it lies here so, for unpacking the
    three that every report needs takes a tenth of a second."""
    packed = folder("templates") / "fonts" / f"source-sans-3-{subset}-{weight}-normal.woff2"
    return packed.with_suffix(".ttf") if for_pdf and subset == "latin" else packed
