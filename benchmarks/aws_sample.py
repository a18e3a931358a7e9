"""What reading and scoring one account costs: about 390 objects in three regions on the counting stand-in.

    python benchmarks/aws_sample.py [--repeat 3]

Everything, then the services alone that Prowler 5.46 was measured on (1,390 calls, 34 s CPU, 572 MiB). Calls stand
beside what was planned: every operation of every reader once in each of its regions; further pages are not credited.
CPU is the median, memory the most, over all processes of `collect` and `score`. Ends with status 1 if over budget.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from aws_measuring import ASSESS, machine, measured, told, usual_environment

from assess.demo.aws_stand_in import running
from assess.demo.aws_stand_in.counting import Counts
from assess.demo.aws_stand_in.estates import sample_estate
from collectors.aws.reading import Scope, all_readers

REGIONS = 3
PROWLER = (
    "s3", "iam", "ec2", "logs", "lambda", "cloudwatch", "sns", "ecr", "ssm", "rds", "sqs", "codebuild",
    "cloudformation", "organizations", "cloudtrail", "codepipeline", "backup", "secretsmanager", "batch",
)  # fmt: skip


def planned(services: Sequence[str]) -> int:
    """Operations that the readers of these services declare, each once in every region where it runs."""
    cells: set[tuple[str, str, int]] = set()
    for each in all_readers().values():
        if not each.opt_in and each.service in services:
            regions = range(REGIONS) if each.scope is Scope.REGIONAL else range(1)
            cells |= {(*operation, region) for operation in each.operations for region in regions}
    return len(cells)


def once(services: Sequence[str], folder: Path) -> tuple[float, float, Counts]:
    """Collects and scores in a fresh file: CPU seconds, MiB, and what was asked."""
    only = [part for service in services for part in ("--only", f"aws.{service}")]
    file = folder / "sample.assess"
    with running(sample_estate(), within="process") as endpoint:
        environment: Mapping[str, str] = usual_environment(endpoint.environment())
        measured([ASSESS, "new", file, "--organisation", "Sample"], environment)
        collected = measured([ASSESS, "collect", file, "--aws", *only], environment)
        scored = measured([ASSESS, "score", file, "--json"], environment)
        counts = endpoint.counts()
    if collected.status or scored.status:
        sys.exit(f"it could not be read whole: {collected.errors}{scored.errors}")
    return collected.cpu + scored.cpu, max(collected.mib, scored.mib), counts


def measure(title: str, services: Sequence[str], repeat: int, calls: float, cpu: float, mib: float) -> bool:
    """Measures and prints; whether every budget holds."""
    runs = []
    for _ in range(repeat):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(once(services, Path(folder)))
    counts = runs[-1][2]
    asked = len({key[1:] for key in counts.calls})
    plan = planned(services or sorted({each.service for each in all_readers().values()}))
    print(f"{title}: {counts.total} calls, {plan} planned, {counts.total / asked:.2f} for each operation and region")
    print("  calls by service: " + ", ".join(f"{name} {number}" for name, number in counts.by_service().items()))
    kept = [
        told("calls", counts.total, calls or 1.2 * plan),
        told("CPU", statistics.median(each[0] for each in runs), cpu, " s"),
        told("memory", max(each[1] for each in runs), mib, " MiB"),
    ]
    return all(kept)


def main() -> int:
    """Measures both and prints them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    print(machine())
    known = {each.service for each in all_readers().values()}
    read = [each for each in PROWLER if each in known]
    print(f"no check of ours needs {', '.join(each for each in PROWLER if each not in known)}: not read")
    kept = [
        measure("everything", (), repeat, 0, 8, 200),
        measure("the services of Prowler's run", read, repeat, 219, 4, 140),
    ]
    print(f"Prowler for the latter: 1,390 calls, 34 s CPU, 572 MiB; {machine()}")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
