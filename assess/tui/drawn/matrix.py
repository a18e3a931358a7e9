"""Targets beside services, one sign a cell: where a run is, and where it was refused or failed. No Textual.

Signs are ASCII on every terminal, and each has its word on the line above the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from assess.tui.glyphs import Glyphs
from assess.tui.lines import BLANK, Line, Part, Tone, both_ends, cut_middle, fit, labelled, line
from assess.tui.watching import Stand, Tally, TargetReads
from assess.tui.widgets.static_rows import Row, heading

_NAME, _CELL = 19, 4
_SIGNS = {
    Stand.WAITING: (".", Tone.DIM),
    Stand.PART: ("o", Tone.VERIFIED),
    Stand.READ: ("#", Tone.VERIFIED),
    Stand.NONE: ("-", Tone.RULE),
    Stand.REFUSED: ("x", Tone.HIGH),
    Stand.FAILED: ("!", Tone.CRITICAL),
}
_NOTHING = Tally()


@dataclass(frozen=True, slots=True)
class Services:
    """The columns of one kind of target: their full names, and the three letters that head each."""

    names: tuple[str, ...]
    heads: Mapping[str, str]

    @classmethod
    def of(cls, targets: Sequence[TargetReads]) -> Services:
        """The services of these targets, by name."""
        names = tuple(sorted({name for each in targets for name in list(each.services)}))
        return cls(names, short_heads(names))

    def page(self, number: int, wide: int) -> tuple[tuple[str, ...], int, int]:
        """The columns of a page, which page that is, and how many there are; the number turns round."""
        fits = max(1, (wide - _NAME - 5) // _CELL)
        pages = max(1, -(-len(self.names) // fits))
        at = number % pages
        return self.names[at * fits : (at + 1) * fits], at + 1, pages


def short_heads(names: Sequence[str]) -> dict[str, str]:
    """Three letters for each name, no two the same: its first three, else its first and two others, else numbered."""
    heads: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        letters = "".join(each for each in name.lower() if each.isalnum()) or "?"
        options = [letters[:3], *(letters[0] + "".join(two) for two in combinations(letters[1:12], 2))]
        options += [f"{letters[0]}{number}" for number in range(10, 100)]
        heads[name] = next((each for each in options if each not in taken), letters[:3])
        taken.add(heads[name])
    return heads


def rows_of(targets: Mapping[str, TargetReads], prefix: str, number: int, wide: int, glyphs: Glyphs) -> list[Row]:
    """One table a kind of target. `number`: which page of the columns; `prefix`: what begins a row's subject."""
    kinds: dict[str, list[tuple[str, TargetReads]]] = {}
    for key, reads in sorted(targets.items(), key=lambda each: each[1].name):
        kinds.setdefault(reads.kind, []).append((key, reads))
    rows: list[Row] = []
    for kind, found in sorted(kinds.items()):
        services = Services.of([reads for _, reads in found])
        shown, page, pages = services.page(number, wide)
        rows += [heading(BLANK), heading(_title(kind, page, pages, wide)), heading(_heads(shown, services.heads))]
        rows += [_row(f"{prefix} {key}", reads, shown, glyphs) for key, reads in found]
    return rows


def pages(targets: Mapping[str, TargetReads], wide: int) -> int:
    """How many pages of columns the widest table has."""
    kinds: dict[str, list[TargetReads]] = {}
    for reads in list(targets.values()):
        kinds.setdefault(reads.kind, []).append(reads)
    return max((Services.of(found).page(0, wide)[2] for found in kinds.values()), default=1)


def _title(kind: str, page: int, pages: int, wide: int) -> Line:
    parts: list[Part] = [" ", (f"{kind.rpartition('.')[2].upper()} x SERVICE", Tone.TITLE), " "]
    for stand, (sign, tone) in _SIGNS.items():
        parts += [" ", (sign, tone), (f" {stand}", Tone.DIM)]
    turn = line((f"{page}/{pages} ", Tone.KEY)) if pages > 1 else BLANK
    return both_ends(line(*parts), turn, wide)


def _heads(shown: Sequence[str], heads: Mapping[str, str]) -> Line:
    texts = "".join(fit(heads[name], _CELL, right=True) for name in shown)
    return line(" " * (_NAME + 3), (texts, Tone.DIM))


def _row(subject: str, reads: TargetReads, shown: Sequence[str], glyphs: Glyphs) -> Row:
    def draw(wide: int, here: bool) -> Line:
        parts: list[Part] = [" ", (glyphs.cursor if here else " ", Tone.KEY), " "]
        parts.append(fit(cut_middle(reads.name, _NAME), _NAME))
        for name in shown:
            sign, tone = _SIGNS[reads.services.get(name, _NOTHING).stand]
            parts += [" " * (_CELL - 1), (sign, tone)]
        return line(*parts)

    return Row(draw, subject)


def in_words(reads: TargetReads, wide: int) -> list[Line]:
    """What is not read of a target, services in full: the lines below the table."""
    lines: list[Line] = []
    tones = {Stand.FAILED: Tone.CRITICAL, Stand.REFUSED: Tone.HIGH}
    for stand in (Stand.FAILED, Stand.REFUSED, Stand.PART, Stand.WAITING):
        found = sorted(name for name, each in list(reads.services.items()) if each.stand is stand)
        if found:
            label = f" {stand.capitalize()}"
            lines += labelled(label, ", ".join(found), wide - 1, tones.get(stand, Tone.PLAIN), gap=10, most=2)
    return lines
