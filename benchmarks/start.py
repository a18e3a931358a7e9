"""What starting costs: `--version` beside an empty Python, `score` and `score --json` of the demo's file.

    python benchmarks/start.py [--runs 15]

CPU seconds of whole processes, in turn, so that a machine that changes its speed changes both. Budgets: `--version`
at most 1.5 times `python -c pass`; `score` at most 0.35 s.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ASSESS = str(Path(sys.executable).with_name("assess"))


def cpu(command: Sequence[str]) -> float:
    """CPU seconds of one run, user and system together."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> int:
    """Measures and prints; exit code 1 if a budget is missed by the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, load {load:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([ASSESS, "demo", "--out", f"{folder}/demo"], check=True, capture_output=True)
        file = f"{folder}/demo/demo.assess"
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "--version": [ASSESS, "--version"],
            "score": [ASSESS, "score", file],
            "score --json": [ASSESS, "score", file, "--json"],
            "report --to x.json": [ASSESS, "report", file, "--to", f"{folder}/x.json"],
        }
        for command in commands.values():
            cpu(command)
        measured: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                measured[name].append(cpu(command))
    medians = {name: statistics.median(values) for name, values in measured.items()}
    bare = medians["python -c pass"]
    for name, value in medians.items():
        least, most = min(measured[name]), max(measured[name])
        print(
            f"{name:20} {value * 1000:7.1f} ms CPU ({least * 1000:.1f} to {most * 1000:.1f}), {value / bare:.2f} x bare"
        )
    missed = medians["--version"] > 1.5 * bare or medians["score"] > 0.35
    print("a budget is missed" if missed else "budgets met: --version <= 1.5 x, score <= 350 ms")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
