"""Many accounts at 40 ms a call: the whole command beside a bare loop over shared botocore clients, in the same run.

    python benchmarks/aws_fleet.py [--accounts 50] [--regions 4] [--repeat 3] [--without loop dask memory]

The command reads 12 services, about three calls each in every account and region; the bare loop then makes the very
same calls, by operation, account and region, in as many processes of 32 threads, and keeps nothing. Each is a fresh
start of the interpreter, in turns; medians count. Budgets: wall and CPU at most 1.4 times the bare loop's, memory at
100 accounts at most 1.25 times that at 10, two dask workers at most 2.0 times the wall of the pool. Beside it the
ratio to the bound that latency alone sets with 64 calls in flight. Ends with status 1 if over budget.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from aws_measuring import ASSESS, Measured, machine, measured, told, usual_environment

from assess.demo.aws_stand_in import Effect, Endpoint, Rule, running
from assess.demo.aws_stand_in.estates import fleet_estate

SERVICES = (
    "logs", "config", "ec2", "cloudformation", "ssm", "cloudwatch", "lambda", "rds", "sns", "events", "codedeploy",
    "fis",
)  # fmt: skip
LATENCY, THREADS, PROCESSES = 0.04, 32, 2
ONLY = [part for service in SERVICES for part in ("--only", f"aws.{service}")]
GIVEN = {"DescribeAccountPolicies": {"policyType": "SUBSCRIPTION_FILTER_POLICY"}}
"""Parameters without which an operation cannot be asked."""
Call = tuple[str, str, str, str]
"""Account, region, service, operation."""


def bare(calls: Sequence[Call], role: str) -> None:
    """Makes the calls with one session, one client for each service and region, and one session of the role in each
    account; what is answered is parsed by botocore and dropped."""
    from botocore import xform_name
    from botocore.config import Config
    from botocore.credentials import Credentials
    from botocore.session import Session

    from collectors.aws.credentials import acting_as, context_resolver

    sts = Session().create_client("sts", region_name="us-east-1")
    keys = {}
    for account in sorted({call[0] for call in calls}):
        made = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/{role}", RoleSessionName="bare")["Credentials"]
        keys[account] = Credentials(made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
    session = Session()
    session.register_component("credential_provider", context_resolver())
    config = Config(max_pool_connections=THREADS)
    clients = {
        (service, region): session.create_client(service, region_name=region, config=config)
        for region, service in dict.fromkeys((call[1], call[2]) for call in calls)
    }

    def make(call: Call) -> None:
        account, region, service, operation = call
        with acting_as(keys[account]):
            getattr(clients[service, region], xform_name(operation))(**GIVEN.get(operation, {}))

    with ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(make, calls):
            pass


def bare_processes(file: Path, role: str) -> None:
    """The bare loop in processes, which share the pairs of service and region among them."""
    calls: list[Call] = [tuple(each) for each in json.loads(file.read_text())]
    pairs = list(dict.fromkeys((call[1], call[2]) for call in calls))
    spawn = multiprocessing.get_context("spawn")
    shares = [[call for call in calls if (call[1], call[2]) in pairs[part::PROCESSES]] for part in range(PROCESSES)]
    started = [spawn.Process(target=bare, args=(share, role)) for share in shares]
    for each in started:
        each.start()
    for each in started:
        each.join()
    if any(each.exitcode for each in started):
        sys.exit("the bare loop failed")


def collect(endpoint: Endpoint, folder: Path, *more: str) -> Measured:
    """The installed command on every account of the organisation, into a fresh file."""
    environment = usual_environment(endpoint.environment(region="us-east-1"))
    file = folder / f"fleet-{len(list(folder.iterdir()))}.assess"
    measured([ASSESS, "new", file, "--organisation", "Fleet"], environment)
    how = more or ("--workers", str(PROCESSES))
    ran = measured([ASSESS, "collect", file, "--aws-organization", "AssessReader", *ONLY, *how], environment)
    if ran.status:
        sys.exit(f"it could not be read whole: {ran.errors}")
    return ran


def calls_of(endpoint: Endpoint, times: int) -> list[Call]:
    """What the command asked in one run, without finding and entering the accounts."""
    entering = {"sts", "account", "organizations"}
    made = [(key, number // times) for key, number in sorted(endpoint.counts().calls.items()) if key[2] not in entering]
    made.sort(key=lambda each: (each[0][1], each[0][2], each[0][3], each[0][0]))
    return [key for key, number in made for _ in range(number)]


def beside_the_bare_loop(accounts: int, regions: int, repeat: int, folder: Path) -> bool:
    """Prints wall and CPU of both; whether they hold."""
    latency = Rule(Effect.LATENCY, seconds=LATENCY)
    with running(fleet_estate(accounts, regions), [latency], within="process") as endpoint:
        collect(endpoint, folder)  # the stand-in then has its answers at hand for both
        calls = calls_of(endpoint, 1)
        work = folder / "calls.json"
        work.write_text(json.dumps(calls))
        loop = [sys.executable, __file__, "--bare", work]
        environment = usual_environment(endpoint.environment(region="us-east-1"))
        pairs = [(collect(endpoint, folder), measured(loop, environment)) for _ in range(repeat)]
    if any(other.status for _, other in pairs):
        sys.exit(pairs[-1][1].errors)
    wall, cpu = (statistics.median(getattr(own, what) for own, _ in pairs) for what in ("wall", "cpu"))
    bare_wall, bare_cpu = (statistics.median(getattr(other, what) for _, other in pairs) for what in ("wall", "cpu"))
    bound = len(calls) * LATENCY / (PROCESSES * THREADS)
    print(
        f"{accounts} accounts, {regions} regions, {len(SERVICES)} services: {len(calls)} calls at {LATENCY * 1000:g} ms"
    )
    print(f"  the command {wall:.1f} s wall, {cpu:.1f} s CPU; the bare loop {bare_wall:.1f} s and {bare_cpu:.1f} s")
    print(f"  the latency bound at {PROCESSES * THREADS} in flight is {bound:.1f} s: {wall / bound:.2f} times, and "
          f"the bare loop {bare_wall / bound:.2f} times")  # fmt: skip
    held = [told("wall / bare wall", wall / bare_wall, 1.4), told("CPU / bare CPU", cpu / bare_cpu, 1.4)]
    return all(held)


def memory(regions: int, folder: Path) -> bool:
    """Whether memory stays flat from 10 accounts to 100."""
    used = {}
    for accounts in (10, 100):
        with running(fleet_estate(accounts, regions), within="process") as endpoint:
            used[accounts] = collect(endpoint, folder).mib
    print("memory over all processes: " + ", ".join(f"{each} accounts {mib:.0f} MiB" for each, mib in used.items()))
    return told("100 accounts / 10 accounts", used[100] / used[10], 1.25)


def on_dask(accounts: int, regions: int, repeat: int, folder: Path) -> bool:
    """Whether two dask workers are at most twice as slow as two processes, run in turns."""
    from distributed import LocalCluster

    latency = Rule(Effect.LATENCY, seconds=LATENCY)
    with running(fleet_estate(accounts, regions), [latency], within="process") as endpoint:
        collect(endpoint, folder)
        os.environ.update(endpoint.environment(region="us-east-1"))
        with LocalCluster(
            n_workers=PROCESSES, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
        ) as cluster:
            scheduler = ("--scheduler", cluster.scheduler_address)
            pairs = [(collect(endpoint, folder, *scheduler), collect(endpoint, folder)) for _ in range(repeat)]
    dask, pool = (statistics.median(pair[which].wall for pair in pairs) for which in (0, 1))
    print(f"two dask workers: {dask:.1f} s wall, two processes {pool:.1f} s")
    return told("dask / pool", dask / pool, 2.0)


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=int, default=50)
    parser.add_argument("--regions", type=int, default=4)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--without", nargs="*", choices=("loop", "dask", "memory"), default=())
    parser.add_argument("--bare", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.bare:
        bare_processes(given.bare, "AssessReader")
        return 0
    print(machine())
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        kept = []
        if "loop" not in given.without:
            kept.append(beside_the_bare_loop(given.accounts, given.regions, given.repeat, folder))
        if "memory" not in given.without:
            kept.append(memory(given.regions, folder))
        if "dask" not in given.without:
            kept.append(on_dask(given.accounts, given.regions, given.repeat, folder))
    print(machine())
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
