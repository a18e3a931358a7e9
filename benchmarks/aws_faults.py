"""Does a fault turn an outcome into another? Every fault in every place where shards run, over a whole estate.

    python benchmarks/aws_faults.py [--estate demo|two|sample] [--fault NAME ...] [--place NAME ...] [--show 5]

Each case collects the estate afresh by the installed command, in one process, in a pool of two or on two dask workers,
while a fault strikes a tenth of all reads in passing and, but for throttling and lateness, one service for good. Then
every finding must be what it is without faults, or unknown with a reason; none may be gone unless a list that was not
read says so. Ends with status 1 if one of these does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aws_measuring import ASSESS, machine, usual_environment

from assess.demo.aws_stand_in import Effect, Rule, running
from assess.demo.aws_stand_in.estates import estate_named
from assess.exits import DONE, PARTLY_DONE

READS = "[DGL]*"
"""Describe, Get and List: entering an account is tried elsewhere."""
FAULTS: Mapping[str, tuple[Rule, ...]] = {
    "throttled": (Rule(Effect.THROTTLE, share=0.1),),
    "late": (Rule(Effect.LATENCY, seconds=60, times=6, service="rds"),),
    "no answer": (Rule(Effect.DROP, share=0.1, operation=READS), Rule(Effect.DROP, service="sns")),
    "half pages": (
        Rule(Effect.PAGES_OF, size=2, operation=READS),
        Rule(Effect.TRUNCATED, share=0.1, operation=READS),
        Rule(Effect.TRUNCATED, after=2, service="sns"),
    ),
    "server errors": (
        Rule(Effect.SERVER_ERROR, share=0.1, size=503, operation=READS),
        Rule(Effect.SERVER_ERROR, service="sns"),
    ),
    "expired": (Rule(Effect.EXPIRED, share=0.1, service="[clr]*"), Rule(Effect.EXPIRED, service="sns")),
}
PLACES = ("one process", "pool", "dask")

Findings = Mapping[str, Mapping[str, Any]]
"""Findings as `assess findings --json` gives them, by id."""


def turned(base: Findings, under: Findings) -> list[str]:
    """What a fault turned into something else than not knowing, one line each."""
    lists = {(each["check"], each["subject"]["account"]) for each in under.values() if each["outcome"] == "unknown"}
    wrong = [
        f"{identifier} appeared: {each['outcome']} of {each['check']}"
        for identifier, each in under.items()
        if identifier not in base and (each["outcome"] != "unknown" or not each["reason"])
    ]
    for identifier, before in base.items():
        after = under.get(identifier)
        if after is None:
            if (before["check"], before["subject"]["account"]) not in lists:
                wrong.append(f"{identifier} of {before['check']} is gone, and nothing says that it may be there")
        elif after["outcome"] != before["outcome"] and (after["outcome"] != "unknown" or not after["reason"]):
            wrong.append(f"{identifier} of {before['check']} was {before['outcome']} and is {after['outcome']}")
    return wrong


def collected(folder: Path, environment: Mapping[str, str], *arguments: str) -> tuple[int, str, Findings]:
    """One collection into a fresh file: how it ended, what it said, and its findings."""
    file = folder / "case.assess"
    file.unlink(missing_ok=True)
    subprocess.run([ASSESS, "new", file, "--organisation", "Estate"], env=environment, check=True, capture_output=True)
    command = [ASSESS, "collect", file, "--aws-organization", "AssessReader", *arguments]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    if ran.returncode not in (DONE, PARTLY_DONE):
        return ran.returncode, ran.stderr, {}
    told = subprocess.run([ASSESS, "findings", file, "--json"], env=environment, capture_output=True, check=True)
    return ran.returncode, ran.stderr, {each["id"]: each for each in json.loads(told.stdout)["findings"]}


def main() -> int:
    """Runs the cases and prints what does not hold."""
    from distributed import LocalCluster

    parser = argparse.ArgumentParser()
    parser.add_argument("--estate", choices=("demo", "two", "sample"), default="two")
    parser.add_argument("--fault", nargs="*", choices=tuple(FAULTS), default=tuple(FAULTS))
    parser.add_argument("--place", nargs="*", choices=PLACES, default=PLACES)
    parser.add_argument("--show", type=int, default=5)
    given = parser.parse_args()
    print(f"{machine()}; {len(given.fault)} faults in {len(given.place)} places over {given.estate}")
    wrong, began = 0, time.perf_counter()
    with tempfile.TemporaryDirectory() as place, running(estate_named(given.estate), within="process") as endpoint:
        folder, environment = Path(place), usual_environment(endpoint.environment())
        os.environ.update(endpoint.environment())  # what the workers of the cluster inherit
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
            where = {"one process": ("--workers", "1"), "pool": ("--workers", "2")}
            where["dask"] = ("--scheduler", cluster.scheduler_address)
            status, said, base = collected(folder, environment)
            print(f"without faults: status {status}, {endpoint.counts().total} calls, {len(base)} findings", flush=True)
            for fault in given.fault:
                for at in given.place:
                    endpoint.obey(FAULTS[fault])
                    before, since = endpoint.counts().total, time.perf_counter()
                    ended, said, under = collected(folder, environment, *where[at])
                    calls = endpoint.counts().total - before
                    found = turned(base, under) if under else [f"it ended with status {ended}: {said.strip()}"]
                    wrong += len(found)
                    same = sum(under.get(name, {}).get("outcome") == each["outcome"] for name, each in base.items())
                    more = sum(each["outcome"] == "unknown" for each in under.values())
                    print(
                        f"{fault:13} {at:11} status {ended}, {calls} calls, {same} of {len(base)} findings the same, "
                        f"{more} unknown, {len(found)} turned, {time.perf_counter() - since:.0f} s",
                        flush=True,
                    )
                    for each in found[: given.show]:
                        print(f"      {each}", flush=True)
    print(f"{wrong} of what must hold does not; {time.perf_counter() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
