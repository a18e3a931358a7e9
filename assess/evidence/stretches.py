"""Which shard a worker takes next: the shards that wait, in one stretch for each worker.

Shards that follow each other in a plan need the same things (the clients of one group of services, the keys that go
with it); a worker that goes through its own stretch makes them once. How shards are made and run is left to others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence, Set

from assess.evidence.shards import Shard


class Stretches:
    """The shards that wait. Each of `workers` goes through a stretch of its own; one that is through takes over the
    far half of the longest."""

    def __init__(self, workers: int) -> None:
        self._stretches: list[deque[Shard]] = [deque() for _ in range(workers)]

    def __iter__(self) -> Iterator[Shard]:
        """Every shard, in the order of the plan as far as nothing was added to it."""
        for stretch in self._stretches:
            yield from stretch

    def add(self, shards: Sequence[Shard]) -> None:
        """Adds shards behind those that wait, in equal parts of neighbours; what remains goes to the shortest."""
        size, rest = divmod(len(shards), len(self._stretches))
        first = 0
        for number, stretch in enumerate(sorted(self._stretches, key=len)):
            last = first + size + (number < rest)
            stretch.extend(shards[first:last])
            first = last

    def take(self, worker: int | None, busy: Set[str]) -> Shard | None:
        """The next shard for a worker, None for whichever: the first whose limits are not `busy`. None if there is
        none that may run now."""
        if worker is not None:
            own = self._stretches[worker]
            if not own:
                self._take_over(own)
            found = _first(own, busy)
            if found is not None:
                return found
        for stretch in self._stretches:
            found = _first(stretch, busy)
            if found is not None:
                return found
        return None

    def clear(self) -> None:
        """Nothing waits any more."""
        for stretch in self._stretches:
            stretch.clear()

    def _take_over(self, own: deque[Shard]) -> None:
        longest = max(self._stretches, key=len)
        for _ in range((len(longest) + 1) // 2):
            own.appendleft(longest.pop())


def _first(stretch: deque[Shard], busy: Set[str]) -> Shard | None:
    for number, shard in enumerate(stretch):
        if not busy & shard.limited:
            del stretch[number]
            return shard
    return None
