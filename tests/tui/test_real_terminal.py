"""The installed command in a real terminal: start, answer, leave; TERM, HUP and KILL while somebody types."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest
from engagements import LATER, clock
from terminal import Terminal

from assess.engagement import Engagement
from assess.model.practices import PracticeId

PRACTICE = PracticeId("OBS-09")
"""The first open question of the filled engagement."""


def read(path: Path) -> Engagement:
    return Engagement.open(path, clock=clock(LATER), actor="a", program="p", write=False)


def note_in(path: Path) -> str:
    with read(path) as engagement:
        notes = [engagement.note_of(PRACTICE, each.id) for each in engagement.respondents()]
    return next((each for each in notes if each), "")


def level_in(path: Path) -> int | None:
    with read(path) as engagement:
        found = [each.answer.level for each in engagement.answers() if each.answer.practice == PRACTICE]
    return None if not found or found[0] is None else int(found[0])


def fill_up(path: Path) -> None:
    """Writes a file until the disk is full."""
    with suppress(OSError), path.open("wb", buffering=0) as ballast:
        while ballast.write(b"x" * 4096):
            pass


def test_start_answer_and_leave(filled: Path) -> None:
    terminal = Terminal("open", filled)
    terminal.sees("COVERAGE")
    terminal.press("I")
    terminal.sees(PRACTICE)
    terminal.press("3")
    terminal.sees("says 3")
    terminal.press("q")
    assert terminal.ends() == 0
    assert terminal.left_alternate_screen
    assert terminal.echoes
    assert level_in(filled) == 3
    assert [each.name for each in filled.parent.glob("acme*")] == ["acme.assess"]


def test_the_interview_command_opens_on_its_view(filled: Path) -> None:
    terminal = Terminal("interview", filled)
    terminal.sees("[I Interview]")
    terminal.press("q")
    assert terminal.ends() == 0


def test_without_a_file_the_first_screen_offers_what_to_open(filled: Path, tmp_path: Path) -> None:
    state = str(tmp_path / "state")
    terminal = Terminal("open", filled, XDG_STATE_HOME=state)
    terminal.sees("PILLARS")
    terminal.press("q")
    assert terminal.ends() == 0
    first = Terminal(XDG_STATE_HOME=state)
    first.sees("New engagement")
    assert "RECENT" in first.screen
    assert "acme" in first.screen
    first.press("\r")
    first.sees("PILLARS")
    first.press("q")
    assert first.ends() == 0


def test_without_a_terminal_the_app_is_refused_with_a_sentence(filled: Path, command: Path) -> None:
    ran = subprocess.run(
        [command, "open", filled], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert ran.returncode == 2
    assert "needs a terminal" in ran.stderr
    bare = subprocess.run([command], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert bare.returncode == 2
    assert "Commands" in bare.stdout


def test_a_file_that_cannot_be_opened_is_a_sentence_on_a_whole_terminal(tmp_path: Path) -> None:
    terminal = Terminal("open", tmp_path / "none.assess")
    assert terminal.ends() == 2
    assert "does not exist" in " ".join(terminal.output.split())
    assert "Traceback" not in terminal.output
    assert "\x1b[?1049h" not in terminal.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda each: each.name)
def test_a_signal_while_typing_saves_the_note_and_gives_the_terminal_back(number: signal.Signals, filled: Path) -> None:
    terminal = Terminal("interview", filled)
    terminal.sees(PRACTICE)
    terminal.press("2")
    terminal.sees("says 2")
    terminal.press("e")
    terminal.sees("saves itself; Esc leaves")
    terminal.press("the pager is shared")
    terminal.sees("the pager is shared")
    terminal.signal(number)
    assert terminal.ends() == 128 + number
    assert terminal.left_alternate_screen
    assert terminal.echoes
    assert note_in(filled) == "the pager is shared"
    assert level_in(filled) == 2


def test_a_kill_while_typing_loses_less_than_half_a_second(filled: Path) -> None:
    terminal = Terminal("interview", filled)
    terminal.sees(PRACTICE)
    terminal.press("2")
    terminal.sees("says 2")
    terminal.press("e")
    terminal.sees("saves itself; Esc leaves")
    typed = ""
    sent: list[tuple[float, int]] = []
    for word in ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]:
        terminal.press(f"{word} ")
        typed += f"{word} "
        sent.append((time.monotonic(), len(typed)))
        terminal.sees(typed.strip()[-30:])
    terminal.signal(signal.SIGKILL)
    killed = time.monotonic()
    assert terminal.ends() == -signal.SIGKILL
    kept = note_in(filled)
    assert typed.startswith(kept)
    due = max((length for moment, length in sent if moment < killed - 0.5), default=0)
    assert len(kept) >= due - 1
    assert level_in(filled) == 2


def test_a_hung_up_line_leaves_no_process_behind(filled: Path) -> None:
    terminal = Terminal("interview", filled)
    terminal.sees(PRACTICE)
    terminal.press("e")
    terminal.sees("saves itself; Esc leaves")
    terminal.press("cut off")
    terminal.sees("cut off")
    pid = terminal.child.pid
    os.close(terminal.child.child_fd)
    terminal.child.closed = True
    for _ in range(600):
        if os.waitpid(pid, os.WNOHANG)[0]:
            break
        time.sleep(0.02)
    else:
        raise AssertionError("the app goes on without a terminal")
    assert note_in(filled) == "cut off"


def test_a_second_app_reads_and_says_so(filled: Path) -> None:
    first = Terminal("open", filled)
    first.sees("PILLARS")
    second = Terminal("open", filled)
    second.sees("READ-ONLY")
    second.press("q")
    assert second.ends() == 0
    first.press("q")
    assert first.ends() == 0


def test_a_full_disk_is_not_saved_and_said(tmp_path: Path, filled: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", small], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can make a small disk here")
    try:
        path = Path(shutil.copy(filled, small / "acme.assess"))
        terminal = Terminal("interview", path)
        terminal.sees(PRACTICE)
        fill_up(small / "ballast")
        for level in "32" * 200:
            terminal.press(level)
            if terminal.sees("NOT SAVED", f"says {level}") == "NOT SAVED":
                break
        else:
            raise AssertionError("a full disk was never met")
        terminal.sees("the disk is full")
        (small / "ballast").unlink()
        terminal.press("2")
        terminal.sees("saved 1", "saved 0", "saved 2")
        terminal.press("q")
        assert terminal.ends() == 0
    finally:
        subprocess.run(["umount", "--lazy", small], check=False)


def test_an_app_on_a_read_only_file_starts_and_says_so(filled: Path) -> None:
    filled.chmod(stat.S_IREAD)
    terminal = Terminal("open", filled)
    terminal.sees("PILLARS")
    terminal.press("q")
    assert terminal.ends() == 0


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"LC_ALL": "C", "LANG": "C"}, {"TERM": "screen"}])
def test_other_terminals_start_too(variables: dict[str, str], filled: Path) -> None:
    terminal = Terminal("open", filled, **variables)
    terminal.sees("COVERAGE")
    terminal.press("q")
    assert terminal.ends() == 0
    if variables.get("LC_ALL") == "C":
        assert terminal.output.isascii()
