"""An engagement made by the commands themselves: two people, one repository, one contradiction."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Assess

ANSWERS = """\
respondents:
  lead: {name: The lead, roles: [platform_lead]}
  dev: {name: A developer, roles: [product_engineer]}
  chief: {name: The chief, roles: [cto]}
answers:
  OWN-09: {chief: 3, lead: 3, dev: 1}
  OWN-01: {chief: {level: 3, shown: {what: the mandate, kind: document, date: 2026-11-01}}, lead: 3}
  DEL-06: {lead: {level: 3, note: "short-lived since spring"}}
  CHG-04: {dev: dont_know, lead: 2}
"""

WORKFLOW = """\
name: deploy
on: {push: {branches: [main]}}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          aws-access-key-id: ${{ secrets.AWS_ACCESS_KEY_ID }}
          aws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }}
          aws-region: eu-west-1
      - run: aws s3 sync . s3://site
"""


def commit(folder: Path, files: dict[str, str], origin: str = "https://github.com/acme/site.git") -> Path:
    """A git repository of these files, made at a frozen date with nobody's configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_DATE": "2026-11-01T10:00:00+00:00",
        "GIT_COMMITTER_DATE": "2026-11-01T10:00:00+00:00",
    }
    who = ("-c", "user.name=test", "-c", "user.email=test@example.invalid")
    for arguments in (
        ("init", "-q", "-b", "main"),
        ("remote", "add", "origin", origin),
        ("add", "-A"),
        (*who, "commit", "-q", "-m", "state"),
    ):
        subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True)
    return folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository that deploys with a stored key."""
    return commit(tmp_path / "site", {".github/workflows/deploy.yml": WORKFLOW, "README.md": "# site\n"})


@pytest.fixture
def file(assess: Assess, tmp_path: Path) -> Path:
    """An engagement with answers."""
    (tmp_path / "answers.yaml").write_text(ANSWERS)
    made = assess("new", "acme.assess", "--organisation", "Acme")
    assert made.returncode == 0, made.stderr
    told = assess("answers", "acme.assess", "--from", "answers.yaml")
    assert told.returncode == 0, told.stderr
    return tmp_path / "acme.assess"


@pytest.fixture
def collected(assess: Assess, file: Path, checkout: Path) -> Path:
    """The engagement with the repository read into it."""
    ran = assess("collect", file, "--repository", checkout)
    assert ran.returncode == 0, ran.stderr
    return file
