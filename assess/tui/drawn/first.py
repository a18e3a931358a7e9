"""The first screen: what the program is in one line, the files of late, and how to begin."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assess.tui.glyphs import Glyphs
from assess.tui.lines import BLANK, Line, Tone, columns, cut_middle, fit, line
from assess.tui.widgets.static_rows import Row, StaticRows, heading

_BEGIN = (
    ("new", "n", "New engagement", "for one organisation, kept in one file"),
    ("demo", "d", "Demo", "the whole job on a sample organisation"),
    ("file", "o", "Open a file", "by its path"),
)


def title(wide: int) -> list[Line]:
    """The head of the screen."""
    return [
        BLANK,
        line("   ", ("assess", Tone.TITLE)),
        line("   ", "how well an organisation controls its production"),
        line("   ", ("what people say, beside what systems show, and what to fix first", Tone.DIM)),
        BLANK,
    ]


def rows_of(files: Sequence[Path], glyphs: Glyphs) -> StaticRows:
    """The files of late, then the ways to begin."""
    rows: list[Row] = []
    if files:
        rows.append(heading(line("   ", ("RECENT", Tone.TITLE))))
        rows += [_file(each, glyphs) for each in files]
        rows.append(heading(BLANK))
    rows.append(heading(line("   ", ("BEGIN", Tone.TITLE))))
    rows += [_begin(*each, glyphs) for each in _BEGIN]
    return StaticRows(rows)


def _file(path: Path, glyphs: Glyphs) -> Row:
    def draw(wide: int, here: bool) -> Line:
        sign = glyphs.cursor if here else " "
        name = fit(path.stem, 24)
        where = cut_middle(str(path.parent), max(10, wide - 6 - columns(name)))
        return line(" ", (sign, Tone.KEY), "   ", (name, Tone.STRONG), "  ", (where, Tone.DIM))

    return Row(draw, str(path))


def _begin(subject: str, key: str, name: str, what: str, glyphs: Glyphs) -> Row:
    def draw(wide: int, here: bool) -> Line:
        sign = glyphs.cursor if here else " "
        return line(
            " ", (sign, Tone.KEY), " ", (key, Tone.KEY), " ", (fit(name, 24), Tone.STRONG), "  ", (what, Tone.DIM)
        )

    return Row(draw, subject)
