"""What the benchmarks of the AWS collector share: a command measured with all its processes, and the machine said."""

from __future__ import annotations

import contextlib
import os
import platform
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ASSESS = Path(sys.executable).with_name("assess")
_LOOK = 0.02


@dataclass(frozen=True, slots=True)
class Measured:
    """One command with all its processes: CPU and wall seconds; `mib` is the most memory at one moment, pages that
    processes share counted once (proportional set size)."""

    cpu: float
    wall: float
    mib: float
    processes: int
    status: int
    output: str
    errors: str


def measured(command: Sequence[str | Path], environment: Mapping[str, str]) -> Measured:
    """Runs a command to its end."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(
        [str(each) for each in command],
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    most: list[tuple[float, int]] = [(0.0, 0)]
    ended = threading.Event()

    def watch() -> None:
        while not ended.is_set():
            family = _family(process.pid)
            most[0] = max(most[0], (sum(_mib(each) for each in family), len(family)))
            time.sleep(_LOOK)

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, errors = process.communicate()
    wall = time.perf_counter() - began
    ended.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(cpu, wall, most[0][0], most[0][1], process.returncode, output, errors)


def usual_environment(own: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with `own`; with bytecode, as an installed program has it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | dict(own)


def machine() -> str:
    """The machine in one line, with its load now."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {os.cpu_count()} processors, load {load}"


def told(what: str, value: float, budget: float, unit: str = "") -> bool:
    """Prints a figure beside its budget; whether it holds."""
    kept = value <= budget
    print(f"  {what}: {value:.2f}{unit} of {budget:g}{unit}{'' if kept else '  OVER BUDGET'}")
    return kept


def _family(process: int) -> set[int]:
    found = {process}
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{process}/task"):
            for child in Path(f"/proc/{process}/task/{thread}/children").read_text().split():
                found |= _family(int(child))
    return found


def _mib(process: int) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
