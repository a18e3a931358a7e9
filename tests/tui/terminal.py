"""The app in a real pseudo-terminal, as a person meets it: what is on screen, how it leaves, what is in the file."""

from __future__ import annotations

import os
import re
import sys
import termios
import time
from pathlib import Path

import pexpect
import pyte

COMMAND = Path(sys.executable).with_name("assess")
PATIENCE = 60
ALTERNATE, NORMAL = "\x1b[?1049h", "\x1b[?1049l"
_UNMODELLED = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[P_^][^\x1b]*\x1b\\|\x1b\[[<>=][0-9;:]*[ -/]*[@-~]|\x1b\[\?[0-9;]*\$p"
    r"|\x1b\[\?[0-9;]*u|\x1b\[[0-9;]* q"
)
"""Sequences that the model of the terminal would print as text."""


class Terminal:
    """One process under a pseudo-terminal, with a model of its screen."""

    def __init__(
        self,
        *arguments: str | Path,
        columns: int = 80,
        rows: int = 24,
        cwd: Path | None = None,
        **environment: str,
    ) -> None:
        # A line editor of the process that started the tests may have left its own size here, which no window obeys.
        inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        known = {**inherited, "TERM": "xterm-256color", "LANG": "C.UTF-8", **environment}
        self.child = pexpect.spawn(
            str(COMMAND),
            [str(each) for each in arguments],
            dimensions=(rows, columns),
            encoding="utf-8",
            codec_errors="replace",
            env=known,
            cwd=str(cwd) if cwd is not None else None,
        )
        self.child.delaybeforesend = None
        self.output = ""
        self.echoes = False
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)

    def _read(self, seconds: float) -> bool:
        """Takes in what comes; False once the program has ended."""
        try:
            text = self.child.read_nonblocking(65536, seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.output += text
        self._stream.feed(_UNMODELLED.sub("", text))
        return True

    @property
    def screen(self) -> str:
        """What is on screen, each run of spaces and line ends as one space."""
        return " ".join(" ".join(self._screen.display).split())

    @property
    def lines(self) -> list[str]:
        """The lines of the screen."""
        return [line.rstrip() for line in self._screen.display]

    def sees(self, *texts: str) -> str:
        """Waits until one of these texts is on screen; which one."""
        end = time.monotonic() + PATIENCE
        while True:
            found = next((text for text in texts if text in self.screen), None)
            if found is not None:
                return found
            assert time.monotonic() < end, f"never saw {texts}:\n" + "\n".join(self.lines)
            assert self._read(0.05), f"ended before it showed {texts}:\n{self.output[-2000:]}"

    def misses(self, text: str) -> None:
        """Waits until a text is on screen no more."""
        end = time.monotonic() + PATIENCE
        while text in self.screen:
            assert time.monotonic() < end, f"still there: {text}\n" + "\n".join(self.lines)
            assert self._read(0.05), self.output[-2000:]

    def brings(self, file: Path) -> str:
        """Waits until the program has written something into a file; its text."""
        end = time.monotonic() + PATIENCE
        while not (file.exists() and file.stat().st_size):
            assert time.monotonic() < end, f"never wrote {file.name}:\n" + "\n".join(self.lines)
            assert self._read(0.05), self.output[-2000:]
        return file.read_text("utf-8")

    def press(self, keys: str) -> None:
        """Sends keys as a terminal does."""
        self.child.send(keys)

    def resize(self, columns: int, rows: int) -> None:
        """Makes the window another size."""
        self._screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def signal(self, number: int) -> None:
        """Sends a signal to the program."""
        os.kill(self.child.pid, number)

    def ends(self) -> int:
        """Waits for the program to end; its exit code, or minus the signal that ended it."""
        end = time.monotonic() + PATIENCE
        while self._read(0.05):
            assert time.monotonic() < end, "it goes on:\n" + "\n".join(self.lines)
        self.echoes = bool(termios.tcgetattr(self.child.child_fd)[3] & termios.ECHO)
        self.child.close()
        return -int(self.child.signalstatus) if self.child.signalstatus is not None else int(self.child.exitstatus or 0)

    @property
    def left_alternate_screen(self) -> bool:
        """Whether the terminal was given back: the last switch of screens was the one to the normal screen."""
        return self.output.rfind(NORMAL) > self.output.rfind(ALTERNATE) >= 0
