"""Does hiding pay? Denies each service in turn, then five at once, then everything, and scores what is left.

    python benchmarks/aws_denials.py [--estate demo|two|sample] [--only SERVICE ...] [--from N] [--show 5]

Each case collects the estate with its answers afresh by the installed command. Then, against the same estate with
nothing denied: no low of a practice, pillar, topic or the headline may be higher, no high lower, nothing may have left
the sums, the command must end with status 4, and it or coverage must name the action of every call that was refused.
Ends with status 1 if one of these does not hold. `--from` goes on at a case of an earlier run.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aws_measuring import ASSESS, machine, measured, usual_environment

from assess.demo.aws_stand_in import Effect, Rule, running
from assess.demo.aws_stand_in.counting import Counts
from assess.demo.aws_stand_in.estates import estate_named
from assess.demo.organisation import sample_answers
from assess.exits import DONE, PARTLY_DONE
from collectors.aws.actions import actions_of
from collectors.aws.guard import ENTRY
from collectors.aws.reading import all_readers

FIVE = ("iam", "cloudwatch", "sns", "codepipeline", "config")
ENTERED_WITH = frozenset(ENTRY - {("resourcegroupstaggingapi", "GetResources")})
"""What finding and entering the accounts asks stays answered: without it there is nothing to score. Tags are refused
like everything else."""


@dataclass(frozen=True, slots=True)
class Range:
    """What is known of a practice, a pillar or the whole; no numbers where it does not apply."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Case:
    """An outcome: how the command ended, the ranges by name, and everything that it and coverage say."""

    status: int
    ranges: dict[str, Range]
    told: str
    counts: Counts


def rules_for(services: Sequence[str]) -> list[Rule]:
    """Denies all that readers ask of these services and entering does not."""
    asked = {operation for each in all_readers().values() for operation in each.operations}
    denied = sorted(operation for operation in asked - ENTERED_WITH if operation[0] in services)
    return [Rule(Effect.DENY, service=service, operation=name) for service, name in denied]


def collected(estate: str, start: Path, folder: Path, rules: Sequence[Rule]) -> Case:
    """Collects an estate into a copy of the file `start`."""
    file = folder / "case.assess"
    shutil.copyfile(start, file)
    with running(estate_named(estate), rules, within="process") as endpoint:
        environment = usual_environment(endpoint.environment())
        ran = measured([ASSESS, "collect", file, "--aws-organization", "AssessReader"], environment)
        counts = endpoint.counts()
    told = folder / "case.json"
    measured([ASSESS, "report", file, "--to", told], environment)
    document = json.loads(told.read_text())
    ranges = {"headline": Range(document["headline"]["low"], document["headline"]["high"])}
    for part in ("pillars", "topics", "practices"):
        ranges |= {each["id"]: Range(each["low"], each["high"]) for each in document[part]}
    return Case(ran.status, ranges, json.dumps(document["coverage"]) + ran.errors, counts)


def complaints(base: Case, case: Case) -> Iterator[str]:
    """What does not hold of a case in which something was denied."""
    for name, before in base.ranges.items():
        after = case.ranges[name]
        if before.low is None or before.high is None:
            continue
        if after.low is None or after.high is None:
            yield f"{name} was {before.low} to {before.high} and left the sums"
        elif after.low > before.low or after.high < before.high:
            yield f"{name} was {before.low} to {before.high} and is {after.low} to {after.high}"
    refused = {(service, name) for _, service, name, code in case.counts.refused if "AccessDenied" in code or
               code in ("UnauthorizedOperation", "AuthorizationError", "AuthorizationErrorException")}  # fmt: skip
    known = {(service, name) for _, service, name, code in base.counts.refused}
    for operation in sorted(refused - known):
        for action in actions_of(operation):
            if action not in case.told:
                yield f"{action} was refused and is not named"
    if refused - known and case.status != PARTLY_DONE:
        yield f"the command ended with status {case.status}"


def main() -> int:
    """Runs the cases and prints what does not hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--estate", choices=("demo", "two", "sample"), default="demo")
    parser.add_argument("--only", nargs="*", default=())
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--show", type=int, default=5)
    given = parser.parse_args()
    services = sorted({service for each in all_readers().values() for service, _ in each.operations})
    cases: list[tuple[str, ...]] = [(each,) for each in services]
    cases += [FIVE, tuple(services)]
    if given.only:
        cases = [tuple(given.only)]
    entered_with = ", ".join(sorted({service for service, _ in ENTERED_WITH}))
    print(f"{machine()}; {len(cases)} cases over {given.estate}; entering stays allowed: {entered_with}")
    wrong, began = 0, time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        start = folder / "start.assess"
        environment = usual_environment({})
        measured([ASSESS, "new", start, "--organisation", "Estate"], environment)
        if given.estate == "demo":
            measured([ASSESS, "answers", start, "--from", sample_answers()], environment)
        base = collected(given.estate, start, folder, [])
        print(f"nothing denied: status {base.status}, {base.counts.total} calls, headline {base.ranges['headline']}")
        for number, case in list(enumerate(cases))[given.first :]:
            found = list(complaints(base, collected(given.estate, start, folder, rules_for(case))))
            wrong += len(found)
            name = " ".join(case) if len(case) < 9 else "everything"
            print(f"{number:3} {name}: {'holds' if not found else f'{len(found)} do not hold'}", flush=True)
            for each in found[: given.show]:
                print(f"      {each}", flush=True)
    print(f"{wrong} of what must hold does not; {time.perf_counter() - began:.0f} s")
    return 1 if wrong or base.status not in (DONE, PARTLY_DONE) else 0


if __name__ == "__main__":
    sys.exit(main())
