"""A few hundred random keys: nothing breaks and no acknowledged answer is lost. `random_keys.py` takes 20,000."""

from __future__ import annotations

from pathlib import Path

import pytest
from random_keys import kept_in, walk

from assess.engagement import verify


@pytest.mark.parametrize("seed", [3, 11])
def test_random_keys_break_nothing_and_lose_no_answer(seed: int, filled: Path) -> None:
    walked = walk(filled, 200, seed)
    assert walked.answers
    assert kept_in(filled) == walked.answers
    assert verify(filled).clean
