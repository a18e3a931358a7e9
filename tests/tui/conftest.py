"""Engagements to open, a collector to read with, and the same signs and times on every machine."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from engagements import collect, create, fill, write_lamps

PLUGIN = Path(__file__).parent / "plugin"


@pytest.fixture(scope="session")
def lamps_installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Installs the collector of these tests, as pip would lay it out; also for processes that a test starts."""
    site = tmp_path_factory.mktemp("site")
    info = site / "assess_lamps-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: assess-lamps\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[assess.collectors]\nlamps = lamps:COLLECTOR\n")
    shutil.copytree(PLUGIN / "lamps", site / "lamps", ignore=shutil.ignore_patterns("__pycache__"))
    sys.path.insert(0, str(site))
    yield site
    sys.path.remove(str(site))
    for name in [name for name in sys.modules if name.partition(".")[0] == "lamps"]:
        del sys.modules[name]


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch, lamps_installed: Path) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(lamps_installed), os.environ.get("PYTHONPATH", "")]))


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory, lamps_installed: Path) -> Path:
    """A filled and an empty engagement, made once."""
    folder = tmp_path_factory.mktemp("made")
    with create(folder / "filled.assess") as engagement:
        fill(engagement)
        collect(engagement, write_lamps(folder))
    create(folder / "empty.assess").close()
    return folder


@pytest.fixture
def filled(_made: Path, tmp_path: Path) -> Path:
    """An engagement with answers, a contradiction, a dispute, refused and failed reads; a copy of its own."""
    return Path(shutil.copy(_made / "filled.assess", tmp_path / "acme.assess"))


@pytest.fixture
def empty(_made: Path, tmp_path: Path) -> Path:
    """An engagement with an organisation and nothing else."""
    return Path(shutil.copy(_made / "empty.assess", tmp_path / "empty.assess"))


@pytest.fixture
def lamps(tmp_path: Path) -> Path:
    """The file that the collector of these tests reads."""
    return write_lamps(tmp_path)
