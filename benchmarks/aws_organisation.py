"""An organisation of hundreds of accounts, read whole by the installed command: is all that grows linear?

    python benchmarks/aws_organisation.py [--accounts 75 150 300] [--regions 2] [--latency 0.04] [--workers 2]

For each size: the dry run, then every reader in every account and region (the roster from Organizations, a role
assumed in each account, plan, progress, journal), then the score of the file. Printed are calls, wall, CPU, memory
over all processes, and the size of the file; CPU and calls for each account beside those of the smallest size. CPU of
the stand-in, which shares the machine, is not counted. Last, at the smallest size, the run is killed (kill -9) with
half of it saved and goes on with `--resume`: printed is what was asked twice. Ends with status 1 if an account of the
largest size takes more than 1.25 times the calls or CPU of one of the smallest, or if more is asked twice than the
shards in flight: with each worker one in hand and one to come, and as many that ended in the quarter of a second
before they are saved.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from aws_measuring import ASSESS, Measured, machine, measured, told, usual_environment

from assess.demo.aws_stand_in import Effect, Rule, running
from assess.demo.aws_stand_in.estates import fleet_estate
from assess.evidence.shards import MOST_JOBS

ROLE = "AssessReader"
THINGS = 2
"""Things in every list of a region."""


@dataclass(frozen=True, slots=True)
class Size:
    """What one size of organisation took."""

    accounts: int
    planned: int
    calls: int
    dry: Measured
    read: Measured
    scored: Measured
    file: float

    def each(self) -> tuple[float, float]:
        """Calls and CPU for one account: of reading and scoring, since either may be the one that judges."""
        return self.calls / self.accounts, (self.read.cpu + self.scored.cpu) / self.accounts


def take(accounts: int, regions: int, latency: float, workers: int, folder: Path) -> Size:
    """Reads an organisation of so many accounts."""
    rules = [Rule(Effect.LATENCY, seconds=latency)] if latency else []
    file = folder / f"organisation-{accounts}.assess"
    with running(fleet_estate(accounts, regions, THINGS), rules, within="process") as endpoint:
        environment = usual_environment(endpoint.environment(region="us-east-1"))
        measured([ASSESS, "new", file, "--organisation", "Organisation"], environment)
        collect: list[str | Path] = [ASSESS, "collect", file, "--aws-organization", ROLE, "--workers", str(workers)]
        dry = measured([*collect, "--dry-run", "--json"], environment)
        entering = endpoint.counts().total
        read = measured(collect, environment)
        calls = endpoint.counts().total - entering
    scored = measured([ASSESS, "score", file, "--json"], environment)
    for ran in (dry, read, scored):
        if ran.status not in (0, 4) or "unexpected" in ran.errors:
            sys.exit(f"it ended with {ran.status}: {ran.errors}")
    planned = json.loads(dry.output)["planned"]
    return Size(accounts, planned["jobs"], calls, dry, read, scored, file.stat().st_size / 2**20)


def tell(size: Size, regions: int) -> None:
    """Prints one size."""
    print(f"{size.accounts} accounts, {regions} regions: {size.planned} reads planned, {size.calls} calls made")
    for name, ran in (("dry run", size.dry), ("collect", size.read), ("score", size.scored)):
        print(f"  {name}: {ran.wall:.1f} s wall, {ran.cpu:.1f} s CPU, {ran.mib:.0f} MiB in {ran.processes} processes")
    calls, cpu = size.each()
    print(
        f"  for each account {calls:.0f} calls, {cpu * 1000:.0f} ms CPU, "
        f"{size.file / size.accounts * 1024:.0f} KiB in the file; {size.read.cpu / size.calls * 1000:.2f} ms CPU a call"
    )
    for line in size.read.errors.splitlines()[-12:]:
        print(f"  | {line[:160]}")


def killed(size: Size, regions: int, latency: float, workers: int, folder: Path) -> bool:
    """Whether a run that is killed half way asks little twice when it goes on."""
    file = folder / "killed.assess"
    with running(
        fleet_estate(size.accounts, regions, THINGS), [Rule(Effect.LATENCY, seconds=latency)], within="process"
    ) as endpoint:
        environment = usual_environment(endpoint.environment(region="us-east-1"))
        measured([ASSESS, "new", file, "--organisation", "Organisation"], environment)
        collect = [str(each) for each in (ASSESS, "collect", file, "--aws-organization", ROLE, "--workers", workers)]
        measured([*collect, "--dry-run"], environment)
        entering = endpoint.counts().total
        process = subprocess.Popen(collect, env=environment, stderr=subprocess.DEVNULL)
        while saved(file) < size.planned // 2:
            if process.poll() is not None:
                sys.exit("it ended before it was killed")
            time.sleep(0.05)
        process.kill()
        process.wait()
        kept = saved(file)
        again = measured([*collect, "--resume", "--json"], environment)
        calls = endpoint.counts().total - entering
    result = json.loads(again.output)["result"]
    twice = calls - size.calls - entering  # the accounts are entered twice
    most = 4 * workers * MOST_JOBS * size.calls / size.planned
    print(f"killed with {kept} of {size.planned} reads saved: {result['already_done']} were not asked again")
    whole = result["already_done"] == kept and result["done"] + kept == size.planned
    return told("calls made twice", twice, round(most)) and whole


def saved(file: Path) -> int:
    """Reads in the file now."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM job").fetchone()[0])


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=int, nargs="+", default=[75, 150, 300])
    parser.add_argument("--regions", type=int, default=2)
    parser.add_argument("--latency", type=float, default=0.04)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    print(machine())
    sizes = []
    with tempfile.TemporaryDirectory() as folder:
        for accounts in sorted(given.accounts):
            sizes.append(take(accounts, given.regions, given.latency, given.workers, Path(folder)))
            tell(sizes[-1], given.regions)
        resumed = killed(sizes[0], given.regions, given.latency, given.workers, Path(folder))
    names = ("calls of an account", "CPU of an account")
    ratios = [large / small for small, large in zip(sizes[0].each(), sizes[-1].each(), strict=True)]
    print(f"{sizes[-1].accounts} accounts beside {sizes[0].accounts}:")
    kept = [resumed]
    kept += [told(name, ratio, 1.25) for name, ratio in zip(names, ratios, strict=True)]
    print(f"  memory {sizes[-1].read.mib / sizes[0].read.mib:.2f}, dry run {sizes[-1].dry.cpu / sizes[0].dry.cpu:.2f}")
    print(machine())
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
