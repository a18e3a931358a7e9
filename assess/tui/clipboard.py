"""Copies text: by the system's own tool if there is one, else by the terminal, else into a file. Says which."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

_TOOLS = (
    ("pbcopy", ("pbcopy",), ""),
    ("wl-copy", ("wl-copy",), "WAYLAND_DISPLAY"),
    ("xclip", ("xclip", "-selection", "clipboard"), "DISPLAY"),
    ("xsel", ("xsel", "--clipboard", "--input"), "DISPLAY"),
    ("clip.exe", ("clip.exe",), ""),
)
"""Name, command, and the variable without which it cannot work."""
_MOST_BY_TERMINAL = 60_000
"""Terminals drop a longer sequence without a word."""


def copy(text: str, by_terminal: Callable[[str], None]) -> str:
    """Copies, and returns the sentence that says how."""
    for name, command, needs in _TOOLS:
        if needs and not os.environ.get(needs):
            continue
        if shutil.which(name) and _ran(command, text):
            return f"copied ({name})"
    if len(text) <= _MOST_BY_TERMINAL:
        by_terminal(text)
        return "copied by the terminal, if it allows that (OSC 52)"
    return f"too long for the terminal; written to {_written(text)}"


def _ran(command: tuple[str, ...], text: str) -> bool:
    try:
        ran = subprocess.run(
            command, input=text.encode("utf-8", "replace"), capture_output=True, timeout=2, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ran.returncode == 0


def _written(text: str) -> Path:
    descriptor, name = tempfile.mkstemp(prefix="assess-", suffix=".txt")
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
        file.write(text)
    return Path(name)
