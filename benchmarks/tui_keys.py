"""Key to repaint in a list of 100,000 findings, and a what-if on the board; beside a DataTable of 10,000 rows.

    python benchmarks/tui_keys.py [PRESSES]

Budget: p50 at most 8 ms, at most 6 ms of processor time a key; a what-if to repaint at most 60 ms. The floor is an echo
program under the same harness: what pseudo-terminal and machine cost by themselves.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tui_engagement import engagement_with
from tui_list import TWIN
from tui_measuring import Program, machine, middle, percentile, told

DOWN = b"\x1b[B"
ECHO = """
import os, sys, termios, tty
tty.setraw(0)
os.write(1, b"COVERAGE")
while (key := os.read(0, 16)) != b"q":
    os.write(1, b"x")
"""


def pressed(program: Program, keys: bytes, presses: int) -> tuple[list[float], float]:
    """Milliseconds to the first byte of each repaint, and processor milliseconds a key."""
    before = program.cpu()
    found = [each for _ in range(presses) if (each := program.repaint(keys)) is not None]
    return found, (program.cpu() - before) * 1000 / presses


def main(presses: int) -> bool:
    """Measures and prints; whether the budgets were met."""
    assess = str(Path(sys.executable).with_name("assess"))
    with tempfile.TemporaryDirectory() as folder:
        file = str(engagement_with(Path(folder) / "many.assess", 100_000))
        echo = Program([sys.executable, "-c", ECHO])
        echo.until(b"COVERAGE")
        floor, _ = pressed(echo, b"a", presses)
        echo.end()
        twin = Program([sys.executable, "-c", TWIN.replace("COUNT", "10000")])
        twin.until(b"COVERAGE")
        twin.press(b"F")
        twin.quiet(1.5)
        table, table_cpu = pressed(twin, DOWN, presses)
        twin.end()
        program = Program([assess, "open", file])
        program.until(b"COVERAGE")
        program.quiet(0.6)
        program.press(b"F")
        program.quiet(1.0)
        ours, cpu = pressed(program, DOWN, presses)
        program.press(b"B")
        program.quiet(1.0)
        program.press(b"\t")
        program.quiet(0.5)
        what_if, _ = pressed(program, b"t", 20)
        program.end()
    print(machine())
    print(
        f"floor p50 {middle(floor):.1f}, p99 {percentile(floor, 0.99):.1f} ms; ours p99 {percentile(ours, 0.99):.1f} ms"
    )
    print(f"DataTable of 10,000: p50 {middle(table):.1f} ms, {table_cpu:.1f} ms of processor time a key")
    met = [
        told("key to repaint, p50", f"{middle(ours):.1f} ms ({middle(ours) / middle(table):.2f} x)", "8 ms",
             middle(ours) <= 8),
        told("processor time a key", f"{cpu:.1f} ms ({cpu / table_cpu:.2f} x)", "6 ms", cpu <= 6),
        told("what-if to repaint, p50", f"{middle(what_if):.1f} ms", "60 ms", middle(what_if) <= 60),
    ]  # fmt: skip
    return all(met)


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 60) else 1)
