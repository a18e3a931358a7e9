"""A collector that somebody else wrote works in the installed command without a line of `assess` knowing it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from shops import gone, pids, until

from assess.evidence.collectors import Collector

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_its_options_are_those_of_collect(assess: Run, shop_collector: Collector) -> None:
    shown = assess("collect", "--help").stdout
    assert "--shop PATH" in shown
    assert "--count-stock" in shown


def test_what_it_reads_is_kept_judged_and_scored(
    assess: Run, shop: Callable[..., Path], shop_collector: Collector, tmp_path: Path
) -> None:
    good = shop("eu-prod", doors_north=[{"id": "d", "locked": False}])
    bad = shop("other", doors_north_trouble="refuse shop:ListDoors")
    assert assess("new", "x.assess", "--organisation", "Acme").returncode == 0

    collected = assess("collect", "x.assess", "--shop", good, "--shop", bad)
    assert collected.returncode == 4
    assert "refused: shop.doors on other north: the door is shut; needs shop:ListDoors" in collected.stderr

    found = json.loads(assess("findings", "x.assess", "--filter", "check:is_locked", "--json").stdout)["findings"]
    assert [(finding["outcome"], finding["unit"]) for finding in found] == [
        ("fail", "shop:eu-prod/production"),
        ("unknown", "shop:other/unlabelled"),
    ]
    facts = json.loads(assess("facts", "x.assess", "shop.door", "--json").stdout)["facts"]
    assert [fact["subject"] for fact in facts] == ["eu-prod/doors/d"]

    practices = json.loads(assess("score", "x.assess", "--json").stdout)["practices"]
    locked = next(practice for practice in practices if practice["id"] == "DEL-01")
    assert locked["observed"]["high"] == 2

    (bad / "doors.north.trouble").unlink()
    again = assess("collect", "x.assess", "--shop", good, "--shop", bad, "--resume")
    assert again.returncode == 0
    assert (good / "asked.log").read_text().count("shop.doors") == 1
    assert (bad / "asked.log").read_text().count("shop.doors") == 2


@pytest.mark.parametrize("when", [30, 110, 200])
def test_a_collection_that_is_killed_goes_on_where_it_was(
    command: Path, assess: Run, shop: Callable[..., Path], shop_collector: Collector, tmp_path: Path, when: int
) -> None:
    shops = [shop(f"s{number:02}", doors_north_trouble="slow 0.1", doors_north=[{"id": "d"}]) for number in range(80)]
    arguments = ["collect", "x.assess", *[part for path in shops for part in ("--shop", str(path))], "--workers", "2"]

    def asked() -> int:
        return sum((path / "asked.log").read_text().count("\n") for path in shops if (path / "asked.log").exists())

    assert assess("new", "x.assess", "--organisation", "Acme").returncode == 0
    with subprocess.Popen([command, *arguments], cwd=tmp_path, stderr=subprocess.DEVNULL) as running:
        until(lambda: asked() >= when or running.poll() is not None)
        running.kill()
    until(lambda: gone(pids(shops)))
    before = asked()
    resumed = assess(*arguments, "--resume")
    assert resumed.returncode == 0
    saved = next((int(line.split()[0]) for line in resumed.stderr.splitlines() if "done before" in line), 0)
    assert asked() - before == 240 - saved
    in_flight = 4 * 57  # two shards a worker, each of 19 shops with three reads
    assert before - saved <= in_flight
    assert assess("doctor", "x.assess").returncode == 0
    facts = json.loads(assess("facts", "x.assess", "shop.door", "--json").stdout)["facts"]
    assert len(facts) == 80


def test_without_it_the_file_still_opens_and_says_what_is_missing(
    assess: Run, shop: Callable[..., Path], shop_collector: Collector, monkeypatch: object
) -> None:
    path = shop("a", doors_north=[{"id": "d"}])
    assess("new", "x.assess", "--organisation", "Acme")
    assert assess("collect", "x.assess", "--shop", path).returncode == 0
    monkeypatch.delenv("PYTHONPATH")  # type: ignore[attr-defined]
    scored = assess("score", "x.assess", "--json")
    assert scored.returncode == 0
    assert "Traceback" not in scored.stderr
