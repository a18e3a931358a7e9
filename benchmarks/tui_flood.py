"""What watching a run costs: 2,000 results a second told to the collect view, beside the same app at rest.

    python benchmarks/tui_flood.py [SECONDS]

Budget: at most 15 % of a core more than at rest. A thread tells results as the engine does; the screen samples them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tui_engagement import engagement_with
from tui_measuring import Program, machine, told

APP = """
import sys, threading, time
from pathlib import Path
from assess.clock import system_clock
from assess.evidence.collectors import Job, JobResult, JobState, Probe, Settings, Target
from assess.evidence.facts import Reason, TargetId, Unread
from assess.evidence.progress import Status
from assess.tui.app import AssessApp
from assess.tui.identity import Identity
from assess.tui.keys import Place
from assess.tui.store import Store
from assess.tui.watching import Watch

PER_SECOND, TARGETS = 2000, 600
probe = Probe("flood.read", "account", 1, (), ())
targets = [Target(TargetId(f"aws:{n:012}"), "account", f"account-{n}") for n in range(TARGETS)]
jobs = [Job.make("flood", probe, each, Settings()) for each in targets]
refused = Unread(Reason.NOT_PERMITTED, "denied", "s3:GetBucketPolicy")
watch = Watch()

def flood():
    done = 0
    while True:
        results = []
        for _ in range(PER_SECOND // 50):
            job = jobs[done % TARGETS]
            state = JobState.REFUSED if done % 20 == 0 else JobState.DONE
            results.append(JobResult(job, state, unread=refused if state is JobState.REFUSED else None))
            done += 1
        watch.tell(Status(planned=10**7, done=done, seconds=done / PER_SECOND, left=60.0), results)
        time.sleep(0.02)

who = Identity("a", "p", system_clock)
store = Store.open(Path(sys.argv[1]), who)
app = AssessApp(who, store, view=Place.COLLECT)
if sys.argv[2] == "flood":
    app.collection.watch = watch
    app._taken = watch
    threading.Thread(target=flood, daemon=True).start()
app.run()
store.close()
"""


def share(file: str, kind: str, seconds: float) -> tuple[float, float]:
    """Share of a core, and KiB painted a second."""
    program = Program([sys.executable, "-c", APP, file, kind])
    program.until(b"WHAT CAN BE READ")
    end = 1.5
    while end > 0:
        program.read(0.1)
        end -= 0.1
    before, painted = program.cpu(), program.output
    left = seconds
    import time

    began = time.perf_counter()
    while time.perf_counter() - began < left:
        program.read(0.05)
    took = time.perf_counter() - began
    used, shown = program.cpu() - before, program.output - painted
    program.end()
    return used / took, shown / took / 1024


def main(seconds: float) -> bool:
    """Measures and prints; whether the budget was met."""
    with tempfile.TemporaryDirectory() as folder:
        file = str(engagement_with(Path(folder) / "acme.assess", 2_000))
        rest, _ = share(file, "rest", seconds)
        flood, painted = share(file, "flood", seconds)
    print(machine())
    print(
        f"at rest {rest * 100:.1f} % of a core; under 2,000 results a second {flood * 100:.1f} %, {painted:.0f} KiB/s"
    )
    more = flood - rest
    return told("2,000 results a second, beyond rest", f"{more * 100:.1f} % of a core", "15 %", more <= 0.15)


if __name__ == "__main__":
    sys.exit(0 if main(float(sys.argv[1]) if len(sys.argv) > 1 else 8.0) else 1)
