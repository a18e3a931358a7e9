"""kill -9 while answers are given: does every acknowledged answer survive, and is the file whole?

    python benchmarks/kill_answers.py [--kills 50] [--seed 1]

A process answers and acknowledges each answer on its output as soon as the verb returns; it is killed after a random
number of acknowledgements. Ends with status 1 if an acknowledged answer is lost or the file does not verify.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from assess.clock import system_clock
from assess.engagement import Engagement, verify
from assess.interview.answers import Answer, AnswerState, RespondentId
from assess.model.practices import Level, PracticeId, Role

DAY = date(2026, 3, 2)


def opened(path: Path) -> Engagement:
    return Engagement.open(path, clock=system_clock, actor="benchmark", program="kill_answers")


def answering(path: Path, respondent: RespondentId, first: int, most: int) -> None:
    """Answers as fast as it can; says each number once it is durable."""
    with opened(path) as engagement:
        for number in range(first, first + most):
            level = Level(number % 5)
            practice = PracticeId(f"OWN-{number:06}")
            engagement.answer(Answer(respondent, practice, AnswerState.LEVEL, DAY, level, note=f"note {number}"))
            print(number, flush=True)


def kill_once(path: Path, respondent: RespondentId, first: int, after: int) -> list[int]:
    """Starts a process that answers, kills it after so many acknowledgements; returns all that it acknowledged."""
    command = [sys.executable, __file__, "--answer", str(path), respondent, str(first)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    acknowledged = []
    for line in process.stdout:
        acknowledged.append(int(line))
        if len(acknowledged) == after:
            process.kill()
            break
    acknowledged += [int(line) for line in process.stdout.read().splitlines()]
    process.wait()
    process.stdout.close()
    return acknowledged


def run(kills: int, seed: int, folder: Path) -> int:
    """Kills that often on one file; the number of acknowledged answers that were lost."""
    chance = random.Random(seed)
    path = folder / "killed.assess"
    with Engagement.create(
        path,
        organisation="Acme",
        model_digest="m",
        program="kill_answers",
        actor="benchmark",
        clock=lambda: datetime(2026, 3, 2, tzinfo=UTC),
    ) as engagement:
        respondent = engagement.add_respondent("Ann", [Role("cto")])
    total = lost = 0
    for number in range(kills):
        acknowledged = kill_once(path, respondent, number * 100_000, chance.randint(1, 120))
        with opened(path) as engagement:
            saved = {str(one.answer.practice): one.answer for one in engagement.answers()}
        missing = [n for n in acknowledged if f"OWN-{n:06}" not in saved or saved[f"OWN-{n:06}"].note != f"note {n}"]
        total, lost = total + len(acknowledged), lost + len(missing)
        found = verify(path)
        if missing or not found.clean:
            print(f"kill {number + 1}: lost {missing}, {'; '.join(found.problems) or 'file whole'}")
            lost += not found.clean
    leftover = sorted(one.name for one in folder.iterdir())
    print(f"{kills} kills, {total} answers acknowledged, {lost} lost, files left: {', '.join(leftover)}")
    return lost


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="kill -9 while answers are given")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to keep the file; a temporary folder if not given")
    parser.add_argument("--most", type=int, default=100_000, help=argparse.SUPPRESS)
    parser.add_argument("--answer", nargs=3, metavar=("FILE", "RESPONDENT", "FIRST"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.answer:
        answering(Path(given.answer[0]), RespondentId(given.answer[1]), int(given.answer[2]), given.most)
        return 0
    if given.folder:
        return 1 if run(given.kills, given.seed, given.folder) else 0
    with tempfile.TemporaryDirectory(prefix="assess-kill-") as folder:
        return 1 if run(given.kills, given.seed, Path(folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
