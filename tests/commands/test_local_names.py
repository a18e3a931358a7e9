"""A checkout without a hosted remote is called by its folder wherever people read; programs get its identity."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.commands.conftest import WORKFLOW, commit
from tests.conftest import Assess


@pytest.fixture
def local(assess: Assess, file: Path, tmp_path: Path) -> Path:
    """The engagement with a repository that has no address."""
    folder = commit(tmp_path / "usability", {".github/workflows/deploy.yml": WORKFLOW}, origin=str(tmp_path / "none"))
    assert assess("collect", file, "--repository", folder).returncode == 0
    return file


def test_people_read_the_name_and_programs_the_identity(assess: Assess, local: Path, tmp_path: Path) -> None:
    assert assess("report", local, "--to", "told.md", "--to", "told.csv", "--to", "told.json").returncode == 0
    told = [
        assess("findings", local).stdout,
        assess("practices", "OWN-06", local).stdout,
        assess("plan", local).stdout,
        assess("coverage", local, "--all").stdout,
        (tmp_path / "told.md").read_text(),
        (tmp_path / "told-findings.csv").read_text(),
    ]
    assert not [each for each in told if re.search("root-[0-9a-f]{7}", each)]
    assert "repository:usability" in told[0]
    assert "repository:usability" in told[1]
    assert "usability" in told[4]
    document = json.loads((tmp_path / "told.json").read_text())
    assert any(each["unit"].startswith("repository:root-") for each in document["findings"])


def test_a_filter_finds_it_by_name_and_by_identity(assess: Assess, local: Path) -> None:
    whole = json.loads(assess("findings", local, "--json").stdout)
    identity = next(each["unit"] for each in whole["findings"] if "root-" in each["unit"]).partition(":")[2]
    filters = ("repository:usability", f"repository:{identity}", 'unit:"repository:usability"')
    found = {json.loads(assess("findings", local, "--filter", each, "--json").stdout)["total"] for each in filters}
    assert len(found) == 1
    assert found != {0}


def test_a_dry_run_names_it_too(assess: Assess, file: Path, tmp_path: Path) -> None:
    folder = commit(tmp_path / "usability", {"README.md": "# x\n"}, origin=str(tmp_path / "none"))
    planned = assess("collect", file, "--repository", folder, "--dry-run").stdout
    assert planned.startswith("repository  usability  repository:usability\n")
