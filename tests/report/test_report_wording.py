"""Numbers, counts, dates and lengths, as every format prints them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assess.report import wording
from assess.report.glyphs import width


@pytest.mark.parametrize(
    ("share", "printed"),
    [(None, "–"), (0, "0%"), (0.0001, "under 1%"), (0.005, "1%"), (0.315, "32%"), (0.9949, "99%"),
     (0.9999, "over 99%"), (1, "100%")],
)  # fmt: skip
def test_a_percentage_never_rounds_something_to_nothing_nor_nearly_all_to_all(
    share: float | None, printed: str
) -> None:
    assert wording.percent(share) == printed


@given(some.lists(some.integers(0, 10_000), min_size=5, max_size=5).filter(sum))
def test_five_parts_add_up_and_none_of_them_is_lost(weights: list[int]) -> None:
    shares = [round(each / sum(weights), 4) for each in weights]
    printed = wording.percents(shares)
    assert printed[0] == ("under 1%" if 0 < shares[0] < 0.005 else f"{wording._whole(shares[0])}%")
    assert [share == 0 for share in shares] == [each == "0%" for each in printed]
    if not any(each == "under 1%" for each in printed):
        assert sum(int(each.rstrip("%")) for each in printed) == 100


@pytest.mark.parametrize(
    ("how_many", "said"), [(0, "no findings"), (1, "one finding"), (12, "twelve findings"), (1300, "1,300 findings")]
)
def test_counts_agree_with_their_noun(how_many: int, said: str) -> None:
    assert wording.count(how_many, "finding") == said


@pytest.mark.parametrize(
    ("parts", "limit", "said"),
    [([], None, ""), (["a"], None, "a"), (["a", "b"], None, "a and b"), (["a", "b", "c"], 3, "a, b and c"),
     (["a", "b", "c", "d"], 2, "a, b and 2 more")],
)  # fmt: skip
def test_lists_are_joined_and_bounded(parts: list[str], limit: int | None, said: str) -> None:
    assert wording.joined(parts, limit=limit) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [("2026-08-15T09:00:00Z", "15 August 2026"), ("2026-01-02", "2 January 2026"), ("last week", "last week"),
     ("2026-13-02", "2026-13-02"), ("", "")],
)  # fmt: skip
def test_dates_are_written_out_and_what_is_none_is_left(moment: str, said: str) -> None:
    assert wording.date(moment) == said


def test_a_long_text_ends_after_a_whole_word() -> None:
    assert wording.clip("The rule holds on every branch of every repository", 30) == "The rule holds on every branch…"
    assert wording.clip("short", 30) == "short"
    assert wording.clip("two\n lines\t here", 30) == "two lines here"


@given(some.text(max_size=300), some.integers(12, 80))
def test_a_clipped_text_has_room_and_only_a_lone_word_is_cut(text: str, limit: int) -> None:
    flat = wording.flat(text)
    clipped = wording.clip(text, limit)
    assert sum(map(width, clipped)) <= limit + 0.001
    if clipped != flat:
        kept = clipped.removesuffix("…")
        assert flat.startswith(kept)
        first = flat.split(" ")[0]
        assert len(kept) <= len(first) or flat[len(kept)] in " ,;:.–-(", "no word is cut but one that is too wide alone"


@pytest.mark.parametrize(
    ("low", "high", "said"), [(None, None, "–"), (2, 2, "2"), (2, 3, "2 (2–3)"), (0, 4, "0 (0–4)"), (3, None, "3")]
)
def test_a_level_shows_its_range_only_where_it_is_open(low: int | None, high: int | None, said: str) -> None:
    assert wording.level_range(low, high) == said


@pytest.mark.parametrize(
    ("name", "said"), [("Q4 2026", "Round Q4 2026"), ("Round 1", "Round 1"), ("round two", "round two")]
)
def test_a_round_is_not_called_a_round_twice(name: str, said: str) -> None:
    assert wording.of_round(name) == said


def test_a_clipped_text_ends_in_no_mark_that_joins() -> None:
    assert wording.clip("Harbour · Finch", 10) == "Harbour…"
