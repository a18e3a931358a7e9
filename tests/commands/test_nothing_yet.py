"""An engagement in which nothing was said and nothing read: no command calls that an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Assess


@pytest.fixture
def empty(assess: Assess, tmp_path: Path) -> Path:
    """A file with nothing but the name of an organisation."""
    file = tmp_path / "acme.assess"
    assert assess("new", file, "--organisation", "Acme").returncode == 0
    return file


@pytest.mark.parametrize("asked", ["coverage", "findings"])
def test_what_nobody_read_is_not_called_read(assess: Assess, empty: Path, asked: str) -> None:
    shown = assess(asked, empty)
    assert shown.returncode == 0
    assert "No system was read yet" in shown.stdout + shown.stderr
    assert "assess collect --help" in shown.stdout + shown.stderr
    assert "Everything that was asked for was read" not in shown.stdout


def test_what_nobody_said_is_not_called_a_claim(assess: Assess, empty: Path) -> None:
    shown = assess("score", empty).stdout
    assert "Nothing was said and nothing was read yet: assess interview" in shown
    assert "these are claims" not in shown
