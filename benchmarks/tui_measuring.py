"""Runs terminal programs under a pseudo-terminal and measures them from outside: processor time, memory, repaints.

Nothing in the program is instrumented. Every figure is printed beside that of a yardstick measured in the same run, and
with the load of the machine, for on a busy one only ratios and processor time are steady.
"""

from __future__ import annotations

import fcntl
import os
import platform
import pty
import select
import signal
import statistics
import struct
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 60.0
_ANSWERS = ((b"\x1b[?2026$p", b"\x1b[?2026;2$y"), (b"\x1b[c", b"\x1b[?62;22c"), (b"\x1b[6n", b"\x1b[1;1R"))
"""What a modern terminal answers to questions."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: processor seconds of its whole life, peak memory in MiB."""

    cpu: float
    peak: float


class Program:
    """A program under a pseudo-terminal of 80 x 24."""

    def __init__(self, argv: Sequence[str], columns: int = 80, rows: int = 24) -> None:
        environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TEXTUAL_ANIMATIONS": "none",
        }  # fmt: skip
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(argv[0], list(argv), environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.output = 0
        """Bytes painted so far."""

    def read(self, seconds: float) -> bytes:
        """What comes within so many seconds; nothing if nothing does. Raises EOFError at the end of the program."""
        ready, _, _ = select.select([self.fd], [], [], max(0.0, seconds))
        if not ready:
            return b""
        try:
            data = os.read(self.fd, 65536)
        except OSError as error:
            raise EOFError from error
        if not data:
            raise EOFError
        for question, answer in _ANSWERS:
            if question in data:
                os.write(self.fd, answer)
        self.output += len(data)
        return data

    def until(self, text: bytes) -> float:
        """Reads until this text was painted in one piece; seconds since the start."""
        seen = b""
        end = time.perf_counter() + PATIENCE
        while text not in seen:
            if time.perf_counter() > end:
                raise SystemExit(f"{text!r} was never painted; last: {seen[-400:]!r}")
            seen = seen[-4096:] + self.read(0.5)
        return time.perf_counter() - self.started

    def quiet(self, seconds: float = 0.15) -> None:
        """Reads until nothing came for so long."""
        while self.read(seconds):
            pass

    def press(self, keys: bytes) -> float:
        """Sends keys; the moment just before."""
        now = time.perf_counter()
        os.write(self.fd, keys)
        return now

    def repaint(self, keys: bytes, wait: float = 0.5) -> float | None:
        """Milliseconds from a key to the first byte painted for it; None if nothing was painted."""
        pressed = self.press(keys)
        first = None
        if self.read(wait):
            first = (time.perf_counter() - pressed) * 1000
        self.quiet(0.05)
        return first

    def cpu(self) -> float:
        """Processor seconds so far, of all its threads."""
        total = 0
        for task in Path(f"/proc/{self.pid}/task").glob("*/schedstat"):
            total += int(task.read_text().split()[0])
        return total / 1e9

    def memory(self) -> float:
        """Memory in use now, in MiB."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def end(self, keys: bytes = b"q") -> Ended:
        """Leaves by keys, else by a signal, and takes the account."""
        self.press(keys)
        end = time.perf_counter() + 10
        while time.perf_counter() < end:
            try:
                self.read(0.02)
            except EOFError:
                time.sleep(0.002)
            pid, _, usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                os.close(self.fd)
                return Ended(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
        os.kill(self.pid, signal.SIGKILL)
        _, _, usage = os.wait4(self.pid, 0)
        os.close(self.fd)
        return Ended(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def machine() -> str:
    """What was measured on."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, load {load}"


def middle(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def told(name: str, figure: str, budget: str, met: bool) -> bool:
    """Prints one budget; whether it was met."""
    print(f"{'ok  ' if met else 'OVER'}  {name:<46} {figure:<34} budget {budget}")
    return met
