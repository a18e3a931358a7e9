"""What one process keeps between jobs: clients, keys, token buckets, and answers that several readers start from.

One desk for a process, replaced when the SDK's environment changes. Which job runs when is the engine's business.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeVar, cast

from collectors.aws.clients import Clients
from collectors.aws.keyring import Keyring
from collectors.aws.reading import Refused

T = TypeVar("T")
DETAIL_THREADS = 16


class Desk:
    """Shared by all threads of a process."""

    def __init__(self) -> None:
        self.clients = Clients()
        self.keys = Keyring(self.clients)
        self.closed = Once()
        """Whether a region is closed to an account by policy, by (account, region)."""
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


class Once:
    """Values that are made once, whoever asks first; others wait. A refusal is kept like a value."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._making: dict[Hashable, Lock] = {}
        self._made: dict[Hashable, object] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of that key. Raises the same kind of `Refused` again if making it did."""
        with self._lock:
            making = self._making.setdefault(key, Lock())
        with making:
            if key not in self._made:
                try:
                    self._made[key] = make()
                except Refused as refused:
                    self._made[key] = refused
            value = self._made[key]
        if isinstance(value, Refused):
            raise type(value)(value.unread)
        return cast("T", value)


_desks: dict[tuple[Any, ...], Desk] = {}
_desks_lock = Lock()


def desk() -> Desk:
    """The desk of this process and of the SDK's present environment."""
    environment = tuple(sorted((name, value) for name, value in os.environ.items() if name.startswith("AWS_")))
    with _desks_lock:
        found = _desks.get(environment)
        if found is None:
            _desks.clear()
            found = _desks[environment] = Desk()
        return found
