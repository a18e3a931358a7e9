"""Characters: what the fonts hold is known exactly, and everything else is printed as its code."""

from __future__ import annotations

import unicodedata

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as some

from assess.model.data import folder
from assess.report import glyphs


def ranges(points: set[int]) -> str:
    spans: list[list[int]] = []
    for point in sorted(points):
        if spans and spans[-1][1] == point - 1:
            spans[-1][1] = point
        else:
            spans.append([point, point])
    return " ".join(f"{a:04X}" if a == b else f"{a:04X}-{b:04X}" for a, b in spans)


@pytest.mark.parametrize("subset", list(glyphs.covered()))
def test_the_list_of_characters_is_that_of_the_font_files(subset: str) -> None:
    held = [set(TTFont(glyphs.font_file(subset, weight)).getBestCmap()) for weight in glyphs.WEIGHTS]
    assert ranges(set(glyphs.covered()[subset])) == ranges(set.intersection(*held)), "fonts/characters.txt is stale"


def test_every_subset_has_a_family_of_its_own_in_the_style() -> None:
    assert list(glyphs.covered()) == list(glyphs.SUBSETS)
    listed = ", ".join(f'"{family}"' for family in glyphs.FAMILIES)
    assert f"--family: {listed};" in (folder("templates") / "report.css").read_text("utf-8")


def test_every_font_file_is_listed_and_comes_with_its_licence() -> None:
    there = {path.name for path in (folder("templates") / "fonts").glob("*.woff2")}
    assert there == {glyphs.font_file(subset, weight).name for subset in glyphs.covered() for weight in glyphs.WEIGHTS}
    licence = (folder("templates") / "fonts" / "OFL.txt").read_text("utf-8")
    assert "Reserved Font Name ‘Source’" in licence
    assert "SIL OPEN FONT LICENSE" in licence


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Łódź, Ωμέγα, Привет, Việt Nam, Çelik", "Łódź, Ωμέγα, Привет, Việt Nam, Çelik"),
        ("中文", "[U+4E2D][U+6587]"),
        ("שלום", "[U+05E9][U+05DC][U+05D5][U+05DD]"),
        ("\u202eevil", "[U+202E]evil"),
        ("a\x00b\x1b[31m", "a[U+0000]b[U+001B][31m"),
        ("e\u0301", "é"),
        ("q\u0301 q\u0483", "q\u0301 q[U+0483]"),
        ("😀", "[U+1F600]"),
        ("\ud800", "[U+D800]"),
        ("zero\u200bwidth", "zero[U+200B]width"),
        ("line\nfeed\tand tab", "line\nfeed\tand tab"),
    ],
)
def test_what_the_fonts_lack_is_printed_as_its_code(text: str, printed: str) -> None:
    assert glyphs.for_paper(text) == printed


@given(some.text(some.characters(codec=None), max_size=60))
def test_paper_only_ever_gets_what_the_fonts_hold(text: str) -> None:
    held = frozenset().union(*glyphs.covered().values()) | {10, 9}
    assert {ord(each) for each in glyphs.for_paper(text)} <= held


def test_a_screen_shows_every_script_but_nothing_that_hides_or_reorders() -> None:
    assert glyphs.for_screen("中文 שלום 😀 👩\u200d💻 é") == "中文 שלום 😀 👩\u200d💻 é"
    assert glyphs.for_screen("\u202ea\u2066b\x07c\ufeffd\ue000") == "[U+202E]a[U+2066]b[U+0007]c[U+FEFF]d[U+E000]"


@given(some.text(some.characters(codec=None), max_size=60))
def test_a_screen_never_gets_a_character_of_control(text: str) -> None:
    for each in glyphs.for_screen(text):
        assert unicodedata.category(each) not in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") or each in "\n\t"


@pytest.mark.parametrize(
    ("text", "subsets"),
    [("plain", ("latin",)), ("Łódź", ("latin", "latin-ext")), ("Ωμέγα и Привет", ("latin", "greek", "cyrillic")),
     ("Việt", ("latin", "vietnamese")), ("中文", ("latin",))],
)  # fmt: skip
def test_only_the_fonts_that_a_text_needs_are_carried(text: str, subsets: tuple[str, ...]) -> None:
    assert glyphs.needed_subsets(text) == subsets


@pytest.mark.parametrize("weight", glyphs.WEIGHTS)
def test_the_unpacked_font_of_the_pdf_is_the_packed_one_of_the_page(weight: int) -> None:
    packed = TTFont(glyphs.font_file("latin", weight), recalcTimestamp=False)
    plain = TTFont(glyphs.font_file("latin", weight, for_pdf=True), recalcTimestamp=False)
    assert plain.flavor is None
    assert packed.getBestCmap() == plain.getBestCmap()
    assert packed["hmtx"].metrics == plain["hmtx"].metrics
    for name in packed.getGlyphOrder():
        assert packed["glyf"][name] == plain["glyf"][name]
