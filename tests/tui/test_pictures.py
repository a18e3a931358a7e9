"""The pictures of the README show what the program shows today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pictures import FOLDER, PAGE, made, page_text

AGAIN = "make them again: .venv/bin/python tests/tui/pictures.py"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as the command makes it."""
    place = tmp_path_factory.mktemp("pictures") / "demo"
    assess = Path(sys.executable).with_name("assess")
    subprocess.run([assess, "demo", "--out", place], check=True, capture_output=True)
    return place


@pytest.mark.once
def test_the_screens_are_not_stale(demo: Path) -> None:
    for view, svg in made(demo).items():
        assert (FOLDER / f"{view}.svg").read_text("utf-8") == svg, AGAIN


@pytest.mark.once
@pytest.mark.poppler
def test_the_executive_page_is_not_stale(demo: Path) -> None:
    assert (FOLDER / f"{PAGE}.png").stat().st_size > 10_000
    assert (FOLDER / f"{PAGE}.txt").read_text("utf-8") == page_text(demo), AGAIN
