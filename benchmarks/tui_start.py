"""From nothing to a useful overview, beside a bare Textual app: processor time of the whole life, and the wait.

    python benchmarks/tui_start.py [RUNS]

Budget: at most 1.35 times the processor time of the bare app. Runs alternate, so that noise falls on both.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tui_engagement import engagement_with
from tui_measuring import Program, machine, middle, told

BARE = """
from textual.app import App
from textual.binding import Binding
from textual.widgets import Static
class Bare(App):
    BINDINGS = [Binding("q", "quit")]
    def compose(self):
        yield Static("READY COVERAGE")
Bare().run()
"""


def main(runs: int) -> bool:
    """Measures and prints; whether the budget was met."""
    assess = str(Path(sys.executable).with_name("assess"))
    with tempfile.TemporaryDirectory() as folder:
        file = str(engagement_with(Path(folder) / "acme.assess", 2_000))
        ours, bare, waits, bare_waits, peaks = [], [], [], [], []
        for number in range(runs + 2):
            program = Program([sys.executable, "-c", BARE])
            bare_wait = program.until(b"COVERAGE")
            bare_ended = program.end()
            program = Program([assess, "open", file])
            wait = program.until(b"COVERAGE")
            ended = program.end()
            if number < 2:  # the first start makes the glance, and writes bytecode
                continue
            ours.append(ended.cpu)
            bare.append(bare_ended.cpu)
            waits.append(wait)
            bare_waits.append(bare_wait)
            peaks.append(ended.peak)
    print(machine())
    ratio = middle([mine / theirs for mine, theirs in zip(ours, bare, strict=True)])
    wall = middle([mine / theirs for mine, theirs in zip(waits, bare_waits, strict=True)])
    print(f"processor time {middle(ours):.3f} s against {middle(bare):.3f} s; wait {middle(waits):.3f} s against "
          f"{middle(bare_waits):.3f} s, ratio {wall:.2f}; peak {middle(peaks):.0f} MiB")  # fmt: skip
    return told("start, processor time against a bare app", f"{ratio:.2f} x", "1.35 x", ratio <= 1.35)


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 11) else 1)
