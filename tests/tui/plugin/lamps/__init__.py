"""A small collector as a third party would write it: it reads one JSON file about the repositories of an organisation.

`{"checkout": {"protected": true, "binding": false, "rehearsed": "refused repo:ReadDrills"}}`: a text in place of a
value says that it cannot be read, as refused or failed, and what would settle it; "after FILE" that it is true, and
takes until that file exists.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from assess.evidence.checks import Check
from assess.evidence.collectors import Cancelled, CollectorError, Job, Option, Probe, Settings, Target, Tools
from assess.evidence.facts import Fact, Location, Reason, Subject, TargetId, Unread
from lamps.facts import Branch, Drill

BRANCHES = Probe("lamps.branches", "lamp", 1, ("repo:ReadBranches",), (Branch,), seconds=0.01, source="lamps {target}")
DRILLS = Probe("lamps.drills", "lamp", 1, ("repo:ReadDrills",), (Drill,), seconds=0.01, source="lamps {target} drills")


class Lamps:
    """Reads lamps."""

    name = "lamps"
    options = (
        Option("--lamps", "The file that says how the repositories are.", metavar="FILE", chooses=True),
        Option("--colour", "The colour to read by.", choices=("red", "green"), metavar="COLOUR", chooses=True),
        Option("--bright", "Reads by more light.", switch=True, chooses=True),
    )
    probes = (BRANCHES, DRILLS)

    def targets(self, settings: Settings) -> Iterable[Target]:
        """One target for each repository of the file."""
        path = Path(settings.first("lamps"))
        if not path.is_file():
            raise CollectorError(f"--lamps {path} is no file; give the JSON file of your repositories")
        for name in json.loads(path.read_text()):
            yield Target(TargetId(f"repository:example.org/acme/{name}"), "lamp", f"acme/{name}", {"file": str(path)})

    def plan(self, target: Target, settings: Settings) -> Iterable[Job]:
        """Two reads a repository."""
        for probe in self.probes:
            yield Job.make(self.name, probe, target, settings, shard="lamps")

    def run(self, job: Job, tools: Tools, settings: Settings) -> Iterator[Fact | Target | Unread]:
        """What the file says, or why it cannot be read."""
        name = job.target.id.rpartition("/")[2]
        said = json.loads(Path(job.target.settings["file"]).read_text())[name]
        subject = Subject("branch", f"{job.target.id}:main", job.target.id)
        where = Location("settings.yml", 3, 3)
        wanted = ("protected", "binding") if job.probe == BRANCHES.id else ("rehearsed",)
        values = [said[each] for each in wanted]
        trouble = next((value for value in values if isinstance(value, str)), "")
        if trouble.startswith("after "):
            _wait_for(Path(trouble.removeprefix("after ")), tools)
            yield Drill(subject=subject, location=where, rehearsed=True)
        elif trouble:
            kind, _, needs = trouble.partition(" ")
            reason = Reason.NOT_PERMITTED if kind == "refused" else Reason.NOT_AVAILABLE
            yield Unread(reason, f"{job.target.name}: {kind}", needs)
        elif job.probe == BRANCHES.id:
            yield Branch(subject=subject, location=where, protected=values[0], binding=values[1])
        else:
            yield Drill(subject=subject, location=where, rehearsed=values[0])

    def checks(self) -> Iterable[Check]:
        """Every check."""
        from assess.evidence.checks import checks_in
        from lamps import checks

        return checks_in(checks)


def _wait_for(file: Path, tools: Tools) -> None:
    while not file.exists():
        if tools.cancel.is_set():
            raise Cancelled
        time.sleep(0.01)


COLLECTOR = Lamps()
