"""What one process keeps between jobs: clients, keys, token buckets, and answers that several readers start from.

One desk for a process, replaced when another run begins or the SDK's environment changes. Which job runs when is the
engine's business.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from typing import TypeVar, cast

from collectors.aws.clients import Clients
from collectors.aws.keyring import Keyring
from collectors.aws.reading import Refused

T = TypeVar("T")
DETAIL_THREADS = 16
SWEEPS = 64
"""Regions of accounts whose tags are kept at a time: some hundred kilobytes each."""


class Desk:
    """Shared by all threads of a process."""

    def __init__(self) -> None:
        self.clients = Clients()
        self.keys = Keyring(self.clients)
        self.closed = Once()
        """Whether a region is closed to an account by policy, by (account, region)."""
        self.tags = Once(most=SWEEPS)
        """The tags of a region, by (account, region): readers of many services start from them."""
        self.details = ThreadPoolExecutor(DETAIL_THREADS, thread_name_prefix="assess-aws-detail")
        self._lock = Lock()
        self._answers: dict[str, Once] = {}
        self._running: Counter[str] = Counter()
        self._group = ""

    @contextmanager
    def shard(self, name: str, group: str) -> Iterator[Once]:
        """The answers that jobs of one shard share, while one of them runs. A shard that is done takes its answers
        with it; a group that is done, its clients and their service models."""
        with self._lock:
            if name not in self._answers:
                for done in [each for each in self._answers if not self._running[each]]:
                    del self._answers[done]
                    del self._running[done]
                self._answers[name] = Once()
            if group != self._group and not self._running.total():
                self.clients.clear()
                self._group = group
            self._running[name] += 1
            answers = self._answers[name]
        try:
            yield answers
        finally:
            with self._lock:
                self._running[name] -= 1


_MISSING = object()


class Once:
    """Values that are made once, whoever asks first; others wait. A refusal is kept like a value. Of more than `most`
    the oldest go, and are made again when they are asked for."""

    def __init__(self, most: int = 0) -> None:
        self._most = most
        self._lock = Lock()
        self._making: dict[Hashable, Lock] = {}
        self._made: dict[Hashable, object] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of that key. Raises the same kind of `Refused` again if making it did."""
        with self._lock:
            making = self._making.setdefault(key, Lock())
        with making:
            value = self._made.get(key, _MISSING)
            if value is _MISSING:
                try:
                    value = make()
                except Refused as refused:
                    value = refused
                self._made[key] = value
        if self._most:
            with self._lock:
                for oldest in list(self._made)[: -self._most]:
                    del self._made[oldest]
                    self._making.pop(oldest, None)
        if isinstance(value, Refused):
            raise type(value)(value.unread)
        return cast("T", value)


_current: list[tuple[tuple[tuple[str, str], ...], datetime | None, Desk]] = []
_current_lock = Lock()


def desk(run: datetime | None = None) -> Desk:
    """The desk of this process, of the SDK's present environment, and of the run that began then: what was refused
    in one run is asked again in the next, also where a process outlives both. Without `run` whichever is there."""
    named = [name for name in os.environ if name.startswith("AWS_")]  # asked for every job: reading all values is slow
    environment = tuple((name, os.environ.get(name, "")) for name in sorted(named))
    with _current_lock:
        for of, began, found in _current:
            if of == environment and (run is None or began is None or began == run):
                _current[:] = [(environment, began or run, found)]
                return found
        _current[:] = [(environment, run, Desk())]
        return _current[0][2]


def new_desk() -> Desk:
    """A desk at which nothing was asked yet, in place of the one before: a run is being planned."""
    with _current_lock:
        _current.clear()
    return desk()
