"""Time and limits inside a shard: waiting that can be cancelled, token buckets, and when to try again.

Buckets hold for one process; `running.py` sees to it that no two processes use one limited key at once.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

from assess.evidence.collectors import Cancel, Cancelled, Rate

_SLICE = 0.05
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0


class Stopwatch:
    """Time that only moves forward, in seconds, and waiting for it. Tests give one that does not wait."""

    def now(self) -> float:
        """Seconds since some moment."""
        return time.monotonic()

    def wait(self, seconds: float, cancel: Cancel) -> None:
        """Waits; raises `Cancelled` as soon as the run is being stopped."""
        until = self.now() + seconds
        while not cancel.is_set():
            left = until - self.now()
            if left <= 0:
                return
            time.sleep(min(left, _SLICE))
        raise Cancelled


class Buckets:
    """One token bucket for each limited key. A caller reserves its calls and is told how long to wait for them, so
    that callers are served in the order in which they came."""

    def __init__(self, rate: Callable[[str], Rate | None], watch: Stopwatch) -> None:
        self._rate = rate
        self._watch = watch
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}
        """Key -> tokens left (below zero: owed), and when that was so."""

    def reserve(self, key: str, calls: int = 1) -> float:
        """Takes the tokens; the seconds until they may be used."""
        rate = self._rate(key)
        if rate is None:
            return 0.0
        with self._lock:
            now = self._watch.now()
            tokens, then = self._left.get(key, (float(rate.burst), now))
            tokens = min(float(rate.burst), tokens + (now - then) * rate.per_second) - calls
            self._left[key] = (tokens, now)
        return max(0.0, -tokens / rate.per_second)


def backoff(seed: str, attempt: int, asked: float = 0.0) -> float:
    """Seconds to wait after that many failed attempts (from 1): doubling, at most 30, spread by half so that jobs
    which failed together do not return together; at least what the other side asked for. Same seed, same wait."""
    longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(attempt - 1, 16))
    spread = random.Random(f"{seed} {attempt}").uniform(0.5, 1.0)
    return max(asked, longest * spread)
