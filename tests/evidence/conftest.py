"""A collector that is installed as a separate package, shops for it to read, and runs over them."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from kept import Kept
from shops import NOON

from assess.clock import frozen_clock
from assess.evidence.collectors import Collector, Settings
from assess.evidence.discovery import discover
from assess.evidence.planning import plan
from assess.evidence.running import Conditions, run

PACKAGE = Path(__file__).parent / "separate_package" / "shop"
Install = Callable[..., Path]


def forget(*packages: str) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in packages]:
        del sys.modules[name]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs a package with entry points, as pip would lay it out; also for processes that the test starts."""
    installed: list[str] = []

    def lay_out(name: str, entry_points: Mapping[str, str], source: Path | str | None = None) -> Path:
        site = tmp_path / "site" / name
        info = site / f"{name.replace('-', '_')}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        lines = [f"{key} = {value}" for key, value in entry_points.items()]
        (info / "entry_points.txt").write_text("\n".join(["[assess.collectors]", *lines, ""]))
        installed.extend(value.partition(":")[0].partition(".")[0] for value in entry_points.values())
        if isinstance(source, Path):
            shutil.copytree(source, site / source.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source is not None:
            (site / f"{installed[-1]}.py").write_text(source)
        monkeypatch.syspath_prepend(str(site))
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), os.environ["PYTHONPATH"]]))
        return site

    yield lay_out
    forget(*installed)


@pytest.fixture
def shop_collector(install: Install) -> Collector:
    """The collector of the separate package, found as the program finds it."""
    install("assess-shop", {"shop": "shop:COLLECTOR"}, PACKAGE)
    return next(collector for collector in discover().collectors if collector.name == "shop")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Builds a shop: `shop("a", doors_north=[{"id": "d1"}], clerks_trouble="refuse shop:ListClerks")`."""
    built: list[Path] = []

    def build(name: str, folder: str = "shops", **content: str | Sequence[object] | Mapping[str, object]) -> Path:
        path = tmp_path / folder / name
        path.mkdir(parents=True)
        built.append(path)
        for key, value in content.items():
            if isinstance(value, str):
                (path / f"{key.removesuffix('_trouble').replace('_', '.')}.trouble").write_text(value)
            else:
                (path / f"{key.replace('_', '.')}.json").write_text(json.dumps(value))
        return path

    yield build
    for path in built:
        for trouble in path.glob("*.trouble"):  # a job that hangs ends when its trouble does
            trouble.unlink()


@pytest.fixture
def collect(shop_collector: Collector, tmp_path: Path) -> Callable[..., Kept]:
    """Collects shops in this process and keeps what was read in memory."""

    def collected(*shops: Path, kept: Kept | None = None, at: datetime = NOON, **options: tuple[str, ...]) -> Kept:
        given = {"shop": tuple(map(str, shops)), **options}
        store = kept if kept is not None else Kept()
        with ThreadPoolExecutor(2) as executor:
            conditions = Conditions(frozen_clock(at), tmp_path / "cache", executor=executor)
            run(plan([shop_collector], {"shop": Settings(given)}), store, conditions)
        return store

    return collected
