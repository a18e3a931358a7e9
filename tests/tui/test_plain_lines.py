"""Text from outside on a line: harmless, and in exactly the columns it is given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from assess.plain_text import in_ascii, safe, safe_lines, turns
from assess.tui.lines import both_ends, columns, cut, cut_middle, fit, line, text_of, width_of, wrap

HOSTILE = "a\x1b[31mred\x07\u202egnp.exe\u200b\u2066x\x9b2J\r\n\tend"


def test_nothing_hidden_reaches_the_terminal() -> None:
    shown = safe(HOSTILE)
    assert "\x1b" not in shown
    assert not set(shown) & set("\x07\u202e\u200b\u2066\x9b\r\n\t")
    assert "\\x1b[31mred" in shown


def test_a_tower_of_marks_stays_on_its_line() -> None:
    tower = "e" + "\u0301" * 50 + "nd"
    assert safe(tower) == "e" + "\u0301" * 3 + "nd"


def test_lines_of_a_text_are_kept_apart() -> None:
    assert safe_lines("one\r\ntwo\rthree\x1b") == ["one", "two", "three\\x1b"]


@pytest.mark.parametrize(("text", "shown"), [("Zürich – „ok“ …", 'Zurich - ?ok" ...'), ("日本", "??"), ("a", "a")])
def test_ascii_terminals_get_the_nearest_sign(text: str, shown: str) -> None:
    assert in_ascii(text) == shown


def test_right_to_left_text_is_known() -> None:
    assert turns("שלום")
    assert not turns("hello")


@given(st.text(max_size=80), st.integers(1, 60))
def test_a_fitted_text_has_exactly_its_columns(text: str, wide: int) -> None:
    assert cell_len(fit(text, wide)) == wide


@given(st.text(max_size=200), st.integers(2, 60))
def test_wrapped_lines_never_pass_their_columns(text: str, wide: int) -> None:
    assert all(columns(each) <= wide for each in wrap(text, wide))


@given(st.text(max_size=200), st.integers(4, 60), st.integers(1, 4))
def test_a_paragraph_of_few_lines_is_cut_and_says_so(text: str, wide: int, most: int) -> None:
    assert len(wrap(text, wide, most)) <= most


def test_wrapping_loses_no_word() -> None:
    text = "every word of this sentence is on one of its lines"
    assert " ".join(wrap(text, 12)).split() == text.split()


def test_a_word_longer_than_the_line_is_broken() -> None:
    assert wrap("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_of_a_path_the_middle_goes() -> None:
    assert cut_middle("checkout:.github/workflows/deploy.yml:14", 24) == "checkou…ws/deploy.yml:14"
    assert cut("checkout", 5) == "chec…"


@given(st.text(max_size=60), st.text(max_size=30), st.integers(20, 80))
def test_both_ends_of_a_line_keep_its_width(left: str, right: str, wide: int) -> None:
    made = both_ends(line(left), line(cut(right, wide - 1)), wide)
    assert width_of(made) <= wide
    assert text_of(made).endswith(cut(right, wide - 1))
