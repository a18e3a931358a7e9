"""Commands that are printed can be typed as they stand: `assess ...`, or `./run ...` where that was typed."""

from __future__ import annotations

import pytest

from tests.conftest import Assess


@pytest.mark.parametrize(("typed", "program"), [(None, "assess"), ("./run", "./run"), ("", "assess")])
def test_hints_and_errors_name_the_program_as_it_was_called(
    assess: Assess, monkeypatch: pytest.MonkeyPatch, typed: str | None, program: str
) -> None:
    monkeypatch.delenv("ASSESS_CALLED_AS", raising=False)
    if typed is not None:
        monkeypatch.setenv("ASSESS_CALLED_AS", typed)
    made = assess("new", "acme.assess", "--organisation", "Acme")
    assert f"next: {program} open acme.assess" in made.stderr
    assert f"{program} plan acme.assess" in assess("score", "acme.assess").stdout
    assert f"`{program} new other.assess" in assess("score", "other.assess").stderr
    assert f"(see {program} score --help)" in assess("score").stderr
    assert assess("open", "--help").stdout.startswith(f"Usage: {program} open")


def test_a_name_with_spaces_can_be_typed_too(assess: Assess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESS_CALLED_AS", "/my tools/run")
    made = assess("new", "acme north.assess", "--organisation", "Acme")
    assert "next: '/my tools/run' open 'acme north.assess'" in made.stderr
