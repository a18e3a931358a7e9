"""kill -9 in the middle of `assess interview --plain`: is every answer that was called saved still there?

    python benchmarks/kill_interview.py [--kills 50] [--seed 1]

Each time the installed command asks a new person, who answers as fast as it asks; it is killed at a random moment.
What it had called saved must stand in the file with its level and note, the file must verify, and the next interview
must go on with a question that was not answered. Ends with status 1 otherwise.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assess.clock import system_clock
from assess.engagement import Engagement, verify
from assess.model.loading import load

COMMAND = Path(sys.executable).with_name("assess")
QUESTION = re.compile(r"Question \d+ of (\d+): ([A-Z]{3}-\d\d)")
LONGEST = 1.2
"""Seconds of answering after which the latest kill comes."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one interview: answers called saved, how many of them are missing, and what else is wrong."""

    acknowledged: int
    missing: int
    complaints: tuple[str, ...]


def interview(file: Path, name: str) -> subprocess.Popen[str]:
    """One interview of one person, through pipes."""
    return subprocess.Popen(
        [COMMAND, "interview", file, "--plain", "--role", "cto", "--respondent", name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )


def note(name: str, practice: str) -> str:
    return f"what {name} said about {practice}"


def answer_until_killed(process: subprocess.Popen[str], name: str, after: float) -> dict[str, int]:
    """Answers each question; the levels that were called saved, by practice."""
    assert process.stdin is not None
    assert process.stdout is not None
    saved: dict[str, int] = {}
    asked = ""
    level = 0
    for line in process.stdout:
        if found := QUESTION.search(line):
            if not asked:
                threading.Timer(after, process.kill).start()
            asked = found[2]
            level = len(saved) % 5
            try:
                process.stdin.write(f"{level} {note(name, asked)}\n")
            except BrokenPipeError:
                continue
        elif f"saved: {level}" in line:
            saved[asked] = level
    process.wait()
    return saved


def kill_once(file: Path, name: str, after: float) -> Outcome:
    """Interviews a person, kills, and looks at what is left."""
    process = interview(file, name)
    acknowledged = answer_until_killed(process, name, after)
    complaints = list(verify(file).problems)
    with Engagement.open(file, clock=system_clock, actor="", program="", write=False) as engagement:
        person = next((each.id for each in engagement.respondents() if each.name == name), None)
        given = [each.answer for each in engagement.answers() if each.answer.respondent == person]
    kept = {str(each.practice): each for each in given}
    missing = [
        practice
        for practice, level in acknowledged.items()
        if practice not in kept or kept[practice].level != level or kept[practice].note != note(name, practice)
    ]
    if len(kept) > len(acknowledged) + 1:
        complaints.append(f"{len(kept)} answers are saved where {len(acknowledged)} were acknowledged")
    again = interview(file, name).communicate("q\n", timeout=60)[0]
    going_on = QUESTION.search(again)
    if going_on and going_on[2] in kept and len(kept) < int(going_on[1]):  # whoever answered all may go through again
        complaints.append(f"{going_on[2]} was answered and is asked again")
    complaints += verify(file).problems
    return Outcome(len(acknowledged), len(missing), tuple(complaints))


def run(kills: int, seed: int, folder: Path) -> int:
    """Kills that often; how much was lost or is wrong."""
    chance = random.Random(seed)
    file = folder / "killed.assess"
    with Engagement.create(
        file,
        organisation="Acme",
        model_digest=load().digest,
        program="kill_interview",
        actor="benchmark",
        clock=lambda: datetime(2026, 3, 2, tzinfo=UTC),
    ):
        pass
    began = time.monotonic()
    outcomes = [kill_once(file, f"Person {number}", chance.uniform(0, LONGEST)) for number in range(kills)]
    for number, outcome in enumerate(outcomes, 1):
        for complaint in outcome.complaints:
            print(f"kill {number}: {complaint}")
    acknowledged = sum(each.acknowledged for each in outcomes)
    missing = sum(each.missing for each in outcomes)
    wrong = sum(len(each.complaints) for each in outcomes)
    left = sorted(each.name for each in folder.iterdir())
    print(
        f"{kills} kills, {acknowledged} answers acknowledged, {missing} lost, {wrong} other complaints, "
        f"doctor {'clean' if verify(file).clean else 'not clean'}, files left: {', '.join(left)}, "
        f"{time.monotonic() - began:.0f} s"
    )
    return missing + wrong


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="kill -9 in the middle of interviews")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="assess-kill-") as folder:
        return 1 if run(given.kills, given.seed, Path(folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
