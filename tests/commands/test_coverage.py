"""What was not read and what it costs: `assess coverage`, and the end of a collection."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from assess.demo.aws_stand_in import Account, Effect, Estate, Rule, running
from tests.conftest import ROOT, Assess

REFUSED = "iam:GetAccountAuthorizationDetails refused in 1 account: "


@pytest.fixture
def refused(assess: Assess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """An engagement whose one account refused who may act in it, and what the collection said at its end."""
    file = tmp_path / "acme.assess"
    assert assess("new", file, "--organisation", "Acme").returncode == 0
    rules = [Rule(Effect.DENY, service="iam", operation="GetAccountAuthorizationDetails")]
    with running(Estate([Account("111122223333", "acme-production")]), rules) as endpoint:
        for name, value in endpoint.environment().items():
            monkeypatch.setenv(name, value)
        ran = assess("collect", file, "--aws", "--region", "eu-west-1", "--only", "aws.iam", "--workers", "1")
    assert ran.returncode == 4, ran.stderr
    return file, ran.stderr


def test_a_collection_ends_with_what_its_refusals_cost(refused: tuple[Path, str], assess: Assess) -> None:
    file, told = refused
    (cost,) = (line for line in told.splitlines() if line.startswith(REFUSED))
    assert " practices wider by up to " in cost
    (where,) = (line for line in told.splitlines() if line.startswith("what it all costs: assess coverage "))
    assert told.index(cost) < told.index(where) < told.index("next: assess ")

    shown = assess("coverage", file)
    assert shown.returncode == 0, shown.stderr
    assert "Refused" in shown.stdout
    assert f"  {cost} (" in shown.stdout


def test_the_same_numbers_stand_in_json_and_in_the_report(refused: tuple[Path, str], assess: Assess) -> None:
    file, told = refused
    found = json.loads(assess("coverage", file, "--json").stdout)["coverage"]
    (gap,) = found["not_permitted"]
    assert gap["needs"] == "iam:GetAccountAuthorizationDetails"
    assert gap["points"] == found["together"]["points"] > 0
    assert f"{len(gap['wider'])} practices wider by up to {gap['points']:g} points" in told
    assert {each["practice"] for each in gap["wider"]} <= set(gap["practices"])

    assert assess("report", file, "--to", "report.json").returncode == 0
    report = json.loads((file.parent / "report.json").read_text("utf-8"))
    assert report["coverage"] == found


@pytest.fixture
def lamps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A collector whose every read is decided, installed as pip would lay it out; the file that it reads."""
    site = tmp_path / "site"
    info = site / "assess_lamps-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: assess-lamps\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[assess.collectors]\nlamps = lamps:COLLECTOR\n")
    shutil.copytree(ROOT / "tests" / "tui" / "plugin" / "lamps", site / "lamps")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), os.environ["PYTHONPATH"]]))
    file = tmp_path / "lamps.json"
    file.write_text(json.dumps({"checkout": {"protected": True, "binding": False, "rehearsed": True}}))
    return file


def test_where_all_was_read_and_decided_it_says_so(assess: Assess, lamps: Path, tmp_path: Path) -> None:
    file = tmp_path / "acme.assess"
    assert assess("new", file, "--organisation", "Acme").returncode == 0
    assert assess("collect", file, "--lamps", lamps).returncode == 0
    ran = assess("coverage", file)
    assert (ran.returncode, ran.stdout) == (0, "Everything that was asked for was read and decided.\n")
