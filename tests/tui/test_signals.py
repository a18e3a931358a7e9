"""A program whose terminal is gone waits for ever on its writes: a signal ends it all the same, and saves first."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

STUCK = """
import queue
from pathlib import Path
from assess.tui import signals
signals.GRACE_SECONDS = 0.2
ending = signals.Ending(lambda number: None, lambda: Path({saved!r}).write_text("saved"))
ending.hear()
print("ready", flush=True)
full = queue.Queue(1)
full.put("a repaint")
full.put("another, that nobody takes")
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda each: each.name)
def test_a_program_that_is_stuck_ends_and_saves(number: signal.Signals, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    stuck = subprocess.Popen([sys.executable, "-c", STUCK.format(saved=str(saved))], stdout=subprocess.PIPE, text=True)
    assert stuck.stdout is not None
    assert stuck.stdout.readline() == "ready\n"
    stuck.send_signal(number)
    assert stuck.wait(60) == 128 + number
    assert saved.read_text() == "saved"
    stuck.stdout.close()


def test_signals_are_given_back() -> None:
    from assess.tui.signals import Ending

    before = signal.getsignal(signal.SIGTERM)
    ending = Ending(lambda number: None, lambda: None)
    ending.hear()
    assert signal.getsignal(signal.SIGTERM) != before
    ending.forget()
    assert signal.getsignal(signal.SIGTERM) == before
