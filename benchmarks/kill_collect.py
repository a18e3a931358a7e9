"""kill -9 in the middle of `assess collect`: is every read that was saved still there, and is little asked again?

    python benchmarks/kill_collect.py [--kills 50] [--seed 1] [--repositories 16]

Each time the installed command reads small git repositories with two workers and is killed at a random moment between
the first read and the last. What was saved must still be saved, the file must verify, `--resume` must ask
for exactly what is not saved and end with what a run that nobody killed finds. Which repositories a worker had begun
is told by a `git` on the PATH that notes who called it. Ends with status 1 if anything is lost, does not verify, or
if more is asked twice than may be in flight: with each worker one shard in hand and one to come, and as many that
ended in the quarter of a second before they are saved.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assess.engagement import verify

COMMAND = Path(sys.executable).with_name("assess")
WORKERS = 2
IN_FLIGHT = 4 * WORKERS
WORKFLOW = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps: [{uses: actions/checkout@v4}]\n"
NOTING = '#!/bin/sh\nprintf "%s %s\\n" "$PPID" "$*" >>"$KILL_COLLECT_LOG"\nexec {git} "$@"\n'


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one run of this program: repositories, an empty engagement, a `git` that notes its callers."""

    folder: Path
    repositories: tuple[Path, ...]

    @property
    def empty(self) -> Path:
        return self.folder / "empty.assess"

    def collect(self, file: Path, log: Path, *more: str) -> subprocess.Popen[str]:
        named = [part for each in self.repositories for part in ("--repository", str(each))]
        environment = {**os.environ, "KILL_COLLECT_LOG": str(log)}
        environment["PATH"] = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return subprocess.Popen(
            [COMMAND, "collect", file, *named, "--workers", str(WORKERS), "--json", *more],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """One killed run: jobs saved at the end, seen saved before and gone after, and repositories asked twice."""

    saved: int
    lost: int
    asked_twice: int
    complaints: tuple[str, ...]


def made(folder: Path, number: int) -> Place:
    """Repositories with a workflow and some Terraform each."""
    (folder / "bin").mkdir()
    (folder / "bin" / "git").write_text(NOTING.format(git=shutil.which("git")))
    (folder / "bin" / "git").chmod(0o755)
    repositories = []
    for each in range(number):
        repository = folder / f"r{each:02}"
        (repository / ".github" / "workflows").mkdir(parents=True)
        (repository / ".github" / "workflows" / "ci.yml").write_text(WORKFLOW)
        (repository / "main.tf").write_text(f'resource "aws_s3_bucket" "b{each}" {{ bucket = "b{each}" }}\n')
        who = ["-c", "user.name=a", "-c", "user.email=a@example.invalid"]
        for arguments in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", f"repository {each}"]):
            subprocess.run(["git", *arguments], cwd=repository, check=True)
        repositories.append(repository)
    place = Place(folder, tuple(repositories))
    subprocess.run([COMMAND, "new", place.empty, "--organisation", "Acme"], check=True, stderr=subprocess.DEVNULL)
    return place


def saved_jobs(file: Path) -> set[str]:
    """The ids of the jobs that are saved as done at this moment."""
    connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=5)
    try:
        return {str(one) for (one,) in connection.execute("SELECT id FROM job WHERE state = 'done'")}
    finally:
        connection.close()


def saved_repositories(file: Path, place: Place) -> set[Path]:
    """The repositories of which every job is saved."""
    connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=5)
    try:
        probes = len(connection.execute("SELECT DISTINCT probe FROM job").fetchall())
        whole = {
            str(target)
            for target, number in connection.execute(
                "SELECT target, count(*) FROM job WHERE state = 'done' GROUP BY target"
            )
            if number == probes
        }
        named = dict(connection.execute("SELECT id, name FROM target").fetchall())
    finally:
        connection.close()
    return {each for each in place.repositories if any(Path(named[one]).name == each.name for one in whole)}


def begun(log: Path, place: Place, planner: int) -> set[Path]:
    """The repositories for which a worker called git; `planner` is the process that only planned."""
    calls = [line.split() for line in log.read_text().splitlines()] if log.exists() else []
    folders = {call[call.index("-C") + 1] for call in calls if call[0] != str(planner) and "-C" in call[:-1]}
    return {each for each in place.repositories if str(each) in folders}


def findings(file: Path) -> list[tuple[str, str]]:
    """What the checks conclude, without times."""
    ran = subprocess.run([COMMAND, "findings", file, "--json"], capture_output=True, text=True, check=True)
    return sorted((each["id"], each["outcome"]) for each in json.loads(ran.stdout)["findings"])


def kill_once(place: Place, number: int, after: float, expected: list[tuple[str, str]]) -> Outcome:
    """Collects, kills, looks, resumes, looks."""
    file, log = place.folder / f"killed-{number}.assess", place.folder / f"log-{number}"
    shutil.copy(place.empty, file)
    process = place.collect(file, log)
    seen: set[str] = set()
    killing = threading.Timer(after, process.kill)
    while process.poll() is None:
        if not killing.is_alive() and begun(log, place, process.pid):
            with suppress(RuntimeError):  # it was started and has killed
                killing.start()
        with suppress(sqlite3.Error):  # the file changes its mode as it is opened and closed
            seen |= saved_jobs(file)
        time.sleep(0.02)
    killing.cancel()
    process.communicate()
    complaints = list(verify(file).problems)
    saved = saved_jobs(file)
    twice = begun(log, place, process.pid) - saved_repositories(file, place)
    resumed = place.collect(file, log.with_suffix(".resumed"), "--resume")
    told = json.loads(resumed.communicate()[0])["result"]
    if resumed.returncode != 0 or told["already_done"] != len(saved):
        complaints.append(f"{len(saved)} reads were saved, {told['already_done']} were not asked again")
    complaints += verify(file).problems
    if findings(file) != expected:
        complaints.append("the findings are not those of a run that nobody killed")
    left = sorted(each.name for each in place.folder.glob(f"{file.name}-*"))
    if left:
        complaints.append(f"left beside the file: {', '.join(left)}")
    return Outcome(len(saved), len(seen - saved), len(twice), tuple(complaints))


def run(kills: int, seed: int, folder: Path, number: int) -> int:
    """Kills that often; how much was lost or is wrong."""
    chance = random.Random(seed)
    place = made(folder, number)
    whole = place.folder / "whole.assess"
    shutil.copy(place.empty, whole)
    log = place.folder / "log-whole"
    collecting = place.collect(whole, log)
    while not begun(log, place, collecting.pid):
        time.sleep(0.02)
    began = time.monotonic()
    collecting.communicate()
    longest = time.monotonic() - began
    expected, total = findings(whole), len(saved_jobs(whole))
    outcomes = [kill_once(place, each, chance.uniform(0, longest), expected) for each in range(kills)]
    for each, outcome in enumerate(outcomes, 1):
        for complaint in outcome.complaints:
            print(f"kill {each}: {complaint}")
    lost = sum(each.lost for each in outcomes)
    wrong = sum(len(each.complaints) for each in outcomes)
    most = max(each.asked_twice for each in outcomes)
    saved = sorted(each.saved for each in outcomes)
    print(
        f"{kills} kills within {longest:.1f} s of the first read, {total} reads of {number} repositories each time: "
        f"{saved[0]} to {saved[-1]} saved (median {saved[len(saved) // 2]}), {lost} lost, "
        f"at most {most} repositories begun and asked again, {wrong} complaints"
    )
    return lost + wrong + (most > IN_FLIGHT)


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="kill -9 in the middle of collecting")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repositories", type=int, default=16)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="assess-kill-") as folder:
        return 1 if run(given.kills, given.seed, Path(folder), given.repositories) else 0


if __name__ == "__main__":
    sys.exit(main())
