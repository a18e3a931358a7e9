"""Ends the app while somebody types, by KILL, TERM and HUP, many times: what is lost, and is the terminal given back?

    python benchmarks/tui_kills.py [TIMES]

Never a level, and at most half a second of a note; TERM and HUP lose nothing and leave the alternate screen.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tui_engagement import engagement_with
from tui_measuring import Program, machine

from assess.clock import frozen_clock
from assess.engagement import Engagement
from assess.interview.answers import AnswerState
from assess.model.practices import PracticeId

WORDS = "the pager goes to one person and nobody else knows the way in "
LEFT = b"\x1b[?1049l"


def kept(file: Path, practice: PracticeId) -> tuple[int | None, str]:
    """Level and note of the one person in the file."""
    clock = frozen_clock(datetime(2026, 3, 3, tzinfo=UTC))
    with Engagement.open(file, clock=clock, actor="a", program="p", write=False) as engagement:
        (person,) = engagement.respondents()
        given = [each.answer for each in engagement.answers() if each.answer.practice == practice]
        levels = [int(each.level) for each in given if each.state is AnswerState.LEVEL and each.level is not None]
        level = levels[0] if levels else None
        return level, engagement.note_of(practice, person.id)


def ended(file: Path, number: int, level: int, moment: float) -> tuple[str, float]:
    """Answers, types for so many seconds, ends the app; what is wrong (empty if nothing), and seconds of text lost."""
    assess = str(Path(sys.executable).with_name("assess"))
    practice = PracticeId("DEL-01")
    program = Program([assess, "interview", str(file)])
    program.until(b"DEL-01")
    program.quiet(0.4)
    program.press(str(level).encode())
    program.quiet(0.3)
    program.press(b"e")
    program.quiet(0.3)
    typed, sent, text = "", [], WORDS * 4
    began = time.perf_counter()
    while time.perf_counter() - began < moment:
        typed += text[len(typed)]
        program.press(typed[-1].encode())
        sent.append(time.perf_counter())
        program.read(0.02)
    os.kill(program.pid, number)
    killed = time.perf_counter()
    tail = b""
    try:
        while True:
            tail += program.read(0.5)
    except EOFError:
        pass
    os.waitpid(program.pid, 0)
    os.close(program.fd)
    saved, note = kept(file, practice)
    wrong = "" if saved == level else f"the level {level} was lost ({saved} is kept)"
    if not typed.startswith(note):
        wrong = f"another note is kept: {note!r}"
    if number != signal.SIGKILL and LEFT not in tail:
        wrong = "the terminal was not given back"
    lost = killed - sent[len(note)] if len(note) < len(sent) else 0.0
    return wrong, lost


def main(times: int) -> bool:
    """Measures and prints; whether nothing was lost that may not be."""
    print(machine())
    fine = True
    with tempfile.TemporaryDirectory() as folder:
        for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP):
            losses, wrongs = [], []
            for turn in range(times):
                file = engagement_with(Path(folder) / f"{number.name}{turn}.assess", 0, answers=0, first="DEL-01")
                wrong, lost = ended(file, number, turn % 5, 0.6 + 0.037 * (turn % 20))
                losses.append(lost)
                wrongs += [wrong] if wrong else []
            most = 0.5 if number is signal.SIGKILL else 0.0
            good = not wrongs and max(losses) <= most
            fine &= good
            word, what = ("ok  " if good else "BAD "), "; ".join(sorted(set(wrongs)))
            print(f"{word}  {number.name}: {times} times, at most {max(losses):.2f} s of text lost {what}", flush=True)
    return fine


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 50) else 1)
