"""The wheel, installed outside the tree, finds its questionnaires, templates and sample, and does the whole job."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which only the wheel was installed; its dependencies are those of the test run."""
    place = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    built = subprocess.run(
        [sys.executable, "-c", build, str(place)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    wheel = place / built.stdout.strip().splitlines()[-1]
    subprocess.run(
        [sys.executable, "-m", "zipfile", "-e", str(wheel), str(place / "site")], capture_output=True, check=True
    )
    return place / "site"


def run(installed: Path, cwd: Path, *arguments: str, before: tuple[Path, ...] = ()) -> subprocess.CompletedProcess[str]:
    entry = "from assess_operating_model import main; main()"
    path = os.pathsep.join(map(str, (*before, installed)))
    environment = {**os.environ, "PYTHONPATH": path, "XDG_CACHE_HOME": str(cwd / "cache")}
    return subprocess.run(
        [sys.executable, "-c", entry, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_it_is_the_wheel_that_runs(installed: Path, tmp_path: Path) -> None:
    told = run(installed, tmp_path, "doctor", "--json")
    packages = next(each for each in json.loads(told.stdout)["checks"] if each["what"] == "packages")
    assert packages["well"], packages
    where = "import assess.model.data as d; print(d.folder('questionnaires')); print(d.folder('templates'))"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    found = subprocess.run(
        [sys.executable, "-c", where], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert found.stdout.splitlines() == [
        str(installed / "assess" / "_data" / "questionnaires"),
        str(installed / "assess" / "_data" / "templates"),
    ]


@pytest.mark.parametrize("hider", ["assess/__init__.py", "assess.py"])
def test_a_foreign_package_of_that_name_is_told_and_never_loaded(installed: Path, tmp_path: Path, hider: str) -> None:
    foreign = tmp_path / "foreign"
    (foreign / hider).parent.mkdir(parents=True)
    (foreign / hider).write_text("print('foreign')\nraise ImportError\n")
    told = run(installed, tmp_path, "--version", before=(foreign,))
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (2, "", 1)
    assert f"{foreign / 'assess'}" in told.stderr
    assert "hides this program: take its folder off PYTHONPATH" in told.stderr
    behind = run(installed, tmp_path, "--version", before=(installed, foreign))
    assert (behind.returncode, behind.stderr) == (0, "")


def test_the_command_starts_there(installed: Path) -> None:
    (info,) = installed.glob("*.dist-info")
    assert "assess = assess_operating_model:main" in (info / "entry_points.txt").read_text()


def test_the_whole_job_runs_from_it(installed: Path, tmp_path: Path) -> None:
    shown = run(installed, tmp_path, "demo", "--out", "D")
    assert shown.returncode == 0, shown.stderr
    assert (tmp_path / "D" / "report.html").is_file()
    assert len(json.loads(run(installed, tmp_path, "practices", "--json").stdout)["practices"]) == 80


def test_it_holds_what_it_should_and_nothing_else(installed: Path) -> None:
    tops = {each.name for each in installed.iterdir()}
    assert {each for each in tops if not each.endswith(".dist-info")} == {
        "assess",
        "collectors",
        "assess_operating_model.py",
    }
    (info,) = installed.glob("*.dist-info")
    assert "assess.collectors" in (info / "entry_points.txt").read_text()
    assert list(info.rglob("LICENSE"))
