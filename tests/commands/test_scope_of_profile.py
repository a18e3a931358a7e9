"""A scope that the profile names: which names fit, and that what lies outside is told and never called unread."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.commands.conftest import commit
from tests.conftest import Assess

OUTSIDE = "acme/site is outside the scope of the profile: it was read and does not count"


def _scope(assess: Assess, file: Path, scope: str) -> str:
    path = file.with_name("scope.yaml")
    path.write_text(f"profile:\n  scope: {{{scope}}}\n")
    told = assess("answers", file, "--from", path)
    return "" if told.returncode == 0 else told.stderr


def _units(assess: Assess, file: Path) -> tuple[int, int]:
    told = json.loads(assess("score", file, "--json").stdout)["scope"]
    return told["scored"], told["read"]


@pytest.mark.parametrize("name", ["site", "acme/site", "github.com/acme/site", "git@github.com:acme/site.git"])
def test_a_repository_counts_under_each_of_its_names(assess: Assess, collected: Path, name: str) -> None:
    without = _units(assess, collected)
    assert _scope(assess, collected, f"repositories: ['{name}']") == ""
    assert _units(assess, collected) == without
    assert "outside the scope" not in assess("coverage", collected).stdout


def test_a_checkout_without_a_remote_counts_under_its_folder(assess: Assess, file: Path, tmp_path: Path) -> None:
    local = commit(tmp_path / "usability", {"README.md": "# x\n"}, origin=str(tmp_path / "elsewhere"))
    assert assess("collect", file, "--repository", local).returncode == 0
    without = _units(assess, file)
    assert _scope(assess, file, "repositories: [usability]") == ""
    assert _units(assess, file) == without


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ("accounts: [4]", "accounts in scope: '4' is no account: write ids of 12 digits"),
        ("repositories: ['12']", "repositories in scope: '12' is no repository"),
    ],
)
def test_a_count_is_refused_and_nothing_is_saved(assess: Assess, collected: Path, scope: str, said: str) -> None:
    before = _units(assess, collected)
    assert said in _scope(assess, collected, scope)
    assert _units(assess, collected) == before


def test_what_lies_outside_is_told_wherever_it_would_be_looked_for(
    assess: Assess, collected: Path, checkout: Path
) -> None:
    _scope(assess, collected, "repositories: [github.com/acme/shop]")
    assert OUTSIDE in assess("coverage", collected).stdout
    assert OUTSIDE in assess("findings", collected).stderr
    assert OUTSIDE in assess("doctor", collected).stdout
    assert OUTSIDE in assess("collect", collected, "--repository", checkout).stderr
    why = assess("practices", "OWN-06", collected).stdout
    assert "in a unit that is in scope and counts" in why


def test_a_scope_that_an_older_program_took_is_told(assess: Assess, collected: Path) -> None:
    _scope(assess, collected, "repositories: [github.com/acme/shop]")
    with sqlite3.connect(collected) as file:
        file.execute("UPDATE round SET settings = replace(settings, 'github.com/acme/shop', '12')")
    file.close()
    told = assess("coverage", collected).stdout
    assert OUTSIDE in told
    assert "'12' is no repository: write names or addresses" in told


def test_collecting_ends_with_what_came_of_it(assess: Assess, file: Path, checkout: Path) -> None:
    told = assess("collect", file, "--repository", checkout).stderr.splitlines()
    counts = next(each for each in told if " findings: " in each)
    assert " fail" in counts
    assert " unknown" in counts
    listed = assess("findings", file).stderr.split()[0]
    assert counts.startswith(f"{listed} findings")
    assert told[-1].startswith("next: assess findings ")
