"""A complete collector as a third party would write it: it reads shops that are folders on disk.

A file `<probe>.trouble` in a shop makes that read go wrong, so that tests can see what the engine does about it.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from assess.evidence.checks import Check
from assess.evidence.collectors import CollectorError, Job, Option, Probe, Rate, Settings, Target, Tools, Transient
from assess.evidence.facts import Fact, Location, Reason, Subject, TargetId, Unread
from shop.facts import Clerk, Door, Policy, Shelf, Stock

SHELVES = Probe(
    "shop.shelves", "shop", 2, ("shop:ListShelves",), (Shelf, Policy), seconds=0.01, source="ls {target}/shelves"
)
DOORS = Probe("shop.doors", "shop", 1, ("shop:ListDoors",), (Door,), per_region=True, seconds=0.3)
CLERKS = Probe("shop.clerks", "shop", 1, ("shop:ListClerks",), (Clerk,), seconds=0.01)
BRANCHES = Probe("shop.branches", "chain", 1, ("shop:ListBranches",), (), seconds=0.01, finds=("shop",))
STOCK = Probe("shop.stock", "shop", 1, ("shop:CountStock",), (Stock,), opt_in=True, usd=0.01, seconds=0.01)


class Shop:
    """Reads shops and chains of shops."""

    name = "shop"
    options = (
        Option("--shop", "a shop's folder", metavar="PATH", multiple=True, chooses=True),
        Option("--chain", "a folder of shops", metavar="PATH", chooses=True),
        Option("--shop-region", "a region", metavar="R", multiple=True, chooses=True),
        Option("--lamp", "the light by which shelves are measured", metavar="COLOUR"),
        Option("--count-stock", "counts the stock, at a price", switch=True, enables=("shop.stock",)),
    )
    probes = (SHELVES, DOORS, CLERKS, BRANCHES, STOCK)
    threads = 4

    def rate(self, limit_key: str) -> Rate | None:
        return Rate(1000, 1000) if limit_key.endswith("/limited") else None

    def targets(self, settings: Settings) -> Iterable[Target]:
        for path in settings.options.get("shop", ()):
            if not Path(path).is_dir():
                raise CollectorError(f"there is no shop in {path}: give the folder of one")
            yield shop_target(Path(path))
        if settings.first("chain"):
            path = Path(settings.first("chain"))
            yield Target(TargetId(f"chain:{path.name}"), "chain", path.name, {"path": str(path)})

    def plan(self, target: Target, settings: Settings) -> Iterable[Job]:
        if target.kind == "chain":
            yield Job.make(self.name, BRANCHES, target, settings)
            return
        for probe in (SHELVES, CLERKS, STOCK):
            yield Job.make(self.name, probe, target, settings, limit_key=target.settings["limit"])
        for region in settings.options.get("shop_region", ("north",)):
            yield Job.make(self.name, DOORS, target, settings, region=region)

    def run(self, job: Job, tools: Tools, settings: Settings) -> Iterator[Fact | Target | Unread]:
        folder = Path(job.target.settings["path"])
        tools.limiter.wait(job.limit_key)
        log(folder, job)
        if job.target.kind == "chain":
            yield from (shop_target(path) for path in sorted(folder.iterdir()) if path.is_dir())
            return
        yield from list_of(folder, job)
        yield from trouble(folder, job, tools)

    def checks(self) -> Iterable[Check]:
        from assess.evidence.checks import checks_in
        from shop import checks

        return checks_in(checks)


def shop_target(path: Path) -> Target:
    about = read(path / "about.json", {})
    return Target(
        TargetId(f"shop:{path.name}"),
        "shop",
        path.name,
        {"path": str(path), "limit": about.get("limit", "shop")},
        {"name": path.name, **about.get("labels", {})},
        about.get("excluded", ""),
    )


def read(path: Path, otherwise: object) -> object:
    return json.loads(path.read_text()) if path.exists() else otherwise


def log(folder: Path, job: Job) -> None:
    """One line for each time a job is asked: what tests of resuming count."""
    with (folder / "asked.log").open("a") as file:
        file.write(f"{job.probe} {job.target.name} {job.region} {os.getpid()}\n")


def list_of(folder: Path, job: Job) -> Iterator[Fact]:
    """The facts that the shop's files hold for this read."""
    kind = job.probe.removeprefix("shop.")
    name = f"{kind}.{job.region}.json" if job.region else f"{kind}.json"
    for entry in read(folder / name, []):
        subject_id = f"{job.target.name}/{kind}/{entry['id']}"
        subject = Subject(kind, subject_id, job.target.id, job.region, entry.get("environment", ""))
        place = Location(entry["path"], 1) if "path" in entry else None
        match kind:
            case "shelves" if entry.get("policy") is not None:
                yield Policy(subject=subject, location=place, text=value(entry["policy"]))
            case "shelves":
                basis = entry.get("basis", "read")
                yield Shelf(subject=subject, location=place, height=value(entry.get("height", 1)), basis=basis)
            case "doors":
                yield Door(subject=subject, locked=value(entry.get("locked", True)), clerk=entry.get("clerk", ""))
            case "clerks":
                yield Clerk(subject=subject, awake=value(entry.get("awake", True)))
            case "stock":
                yield Stock(subject=subject, count=1)


def value(written: object) -> object:
    """`{"unread": ...}` in a file stands for a value that could not be read."""
    if isinstance(written, dict):
        return Unread(Reason(written["unread"]), written.get("detail", "hidden"), written.get("needs", ""))
    return written


def trouble(folder: Path, job: Job, tools: Tools) -> Iterator[Unread]:
    kind = job.probe.removeprefix("shop.")
    file = folder / (f"{kind}.{job.region}.trouble" if job.region else f"{kind}.trouble")
    if not file.exists():
        return
    what, _, rest = file.read_text().strip().partition(" ")
    match what:
        case "refuse":
            yield Unread(Reason.NOT_PERMITTED, "the door is shut", rest)
        case "unresolved":
            yield Unread(Reason.UNRESOLVED, "this plan has no shelves")
        case "throttle":
            file.write_text(f"throttle {int(rest) - 1}") if int(rest) > 1 else file.unlink()
            raise Transient("slow down")
        case "slow":
            time.sleep(float(rest))
        case "raise":
            raise RuntimeError(f"{rest}\nwith a second line")
        case "exit":
            raise SystemExit(3)
        case "undeclared":
            yield Target(TargetId("shop:x"), "shop", "x")
        case "unkeepable":
            yield Shelf(subject=Subject("shelves", "s", job.target.id), height=object())
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            while file.exists() and (rest == "deaf" or not tools.cancel.is_set()):
                time.sleep(0.01)
                if rest == "deaf" and tools.cancel.is_set():
                    (folder / "told").touch()
        case _:
            raise AssertionError(what)


COLLECTOR = Shop()
