"""The list of findings over 100,000 rows, beside itself over 100 rows and beside a DataTable of as many.

    python benchmarks/tui_list.py [RUNS]

Budget: usable within 60 ms of the time for 100 rows, at most 60 MiB more. The DataTable twin shows what it replaces.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tui_engagement import engagement_with
from tui_measuring import Program, machine, middle, told

MANY, FEW = 100_000, 100

TWIN = """
import sys
from textual.app import App
from textual.binding import Binding
from textual.widgets import DataTable
class Twin(App):
    BINDINGS = [Binding("q", "quit"), Binding("F", "fill")]
    def compose(self):
        yield DataTable(cursor_type="row")
    def on_mount(self):
        self.query_one(DataTable).add_columns("outcome", "practice", "where", "finding")
        self.title = "COVERAGE"
    def on_ready(self):
        self.query_one(DataTable).add_row("COVERAGE", "", "", "")
    def action_fill(self):
        rows = [("fail", "DEL-02", f"service-{n}:deploy.yml:{n}", f"the job of workflow {n}") for n in range(COUNT)]
        self.query_one(DataTable).add_rows(rows)
        self.call_after_refresh(lambda: self.query_one(DataTable).move_cursor(row=1))
Twin().run()
"""


def opened(argv: list[str], until: bytes) -> tuple[float, float]:
    """Milliseconds from the key to the first row, and how many MiB the program grew by."""
    program = Program(argv)
    program.until(b"COVERAGE")
    program.quiet(0.6)
    before = program.memory()
    pressed = program.press(b"F")
    waited = program.until(until) - (pressed - program.started)
    program.quiet(0.6)
    grown = program.memory() - before
    program.end()
    return waited * 1000, grown


def main(runs: int) -> bool:
    """Measures and prints; whether the budgets were met."""
    assess = str(Path(sys.executable).with_name("assess"))
    with tempfile.TemporaryDirectory() as folder:
        files = {count: engagement_with(Path(folder) / f"{count}.assess", count) for count in (FEW, MANY)}
        waits: dict[int, list[float]] = {FEW: [], MANY: []}
        grown: dict[int, list[float]] = {FEW: [], MANY: []}
        for number in range(runs + 1):
            for count, file in files.items():
                wait, more = opened([assess, "open", str(file)], b"long-lived")
                if number:  # the first start makes the glance
                    waits[count].append(wait)
                    grown[count].append(more)
        twin, twin_grown = opened([sys.executable, "-c", TWIN.replace("COUNT", str(MANY))], b"DEL-02")
    print(machine())
    extra = middle(waits[MANY]) - middle(waits[FEW])
    more = middle(grown[MANY]) - middle(grown[FEW])
    print(f"first rows of {MANY:,}: {middle(waits[MANY]):.0f} ms; of {FEW}: {middle(waits[FEW]):.0f} ms; "
          f"DataTable of {MANY:,}: {twin:.0f} ms, {twin_grown:.0f} MiB")  # fmt: skip
    usable = told("usable, beyond the time for 100 rows", f"{extra:+.0f} ms", "60 ms", extra <= 60)
    return told("memory, beyond that for 100 rows", f"{more:+.1f} MiB", "60 MiB", more <= 60) and usable


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 5) else 1)
