"""TERM and HUP: leave as `q` does; and where the app cannot, because its terminal is gone and its writes wait for ever,
end all the same, with what was typed saved. Heard by Python itself: a blocked event loop hears nothing."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

GRACE_SECONDS = 3.0
"""So long an app may take to leave by itself."""
_GIVE_BACK = b"\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[0m"
"""Leaves the alternate screen, shows the cursor, lets go of mouse and pasting."""

_Handler = Callable[[int, FrameType | None], object] | int | signal.Handlers | None


class Ending:
    """Hears TERM and HUP from `hear` to `forget`. `leave` is asked to leave on the event loop, `save` must be safe from
    any thread."""

    def __init__(self, leave: Callable[[int], object], save: Callable[[], object]) -> None:
        self._leave = leave
        self._save = save
        self._before: dict[int, _Handler] = {}
        self._told = False

    def hear(self) -> None:
        """Begins to hear; only the main thread can."""
        if threading.current_thread() is not threading.main_thread():
            return
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                self._before[number] = signal.signal(number, self._hear)

    def forget(self) -> None:
        """Gives the signals back to whoever had them."""
        for number, handler in self._before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
        self._before = {}

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if not self._told:
            self._told = True
            threading.Thread(target=self._end_anyway, args=(number,), name="ending", daemon=True).start()
            self._leave(number)

    def _end_anyway(self, number: int) -> None:
        time.sleep(GRACE_SECONDS)
        with suppress(Exception):
            self._save()
        with suppress(OSError):
            os.set_blocking(1, False)
            os.write(1, _GIVE_BACK)
        os._exit(128 + number)
