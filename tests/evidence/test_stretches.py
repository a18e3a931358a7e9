"""Which shard a worker takes next: neighbours stay together, nobody is idle, limits are kept."""

from __future__ import annotations

from assess.evidence.shards import Shard
from assess.evidence.stretches import Stretches

NOTHING: frozenset[str] = frozenset()


def shards(names: str, *limits: str) -> list[Shard]:
    """A shard for each letter."""
    return [Shard(name, (), frozenset(limits)) for name in names]


def taken(waiting: Stretches, worker: int | None, number: int, busy: frozenset[str] = NOTHING) -> str:
    """The shards that a worker takes one after another."""
    found = [waiting.take(worker, busy) for _ in range(number)]
    return "".join(shard.collector if shard else "-" for shard in found)


def test_each_worker_goes_through_neighbours() -> None:
    waiting = Stretches(2)
    waiting.add(shards("abcdefg"))
    assert (taken(waiting, 0, 2), taken(waiting, 1, 2), taken(waiting, 0, 2), taken(waiting, 1, 1)) == (
        "ab",
        "ef",
        "cd",
        "g",
    )
    assert (taken(waiting, 0, 1), taken(waiting, 1, 1), list(waiting)) == ("-", "-", [])


def test_whoever_is_through_takes_over_the_far_half_of_the_longest_stretch() -> None:
    waiting = Stretches(3)
    waiting.add(shards("abcdefghi"))
    assert taken(waiting, 2, 3) == "ghi"
    assert taken(waiting, 1, 1) == "d"
    assert taken(waiting, 2, 2) == "bc"
    assert "".join(shard.collector for shard in waiting) == "aef"
    assert taken(waiting, 2, 3) == "fae"


def test_a_worker_that_cannot_be_told_apart_takes_them_in_the_order_of_the_plan() -> None:
    waiting = Stretches(3)
    waiting.add(shards("abcdefg"))
    assert taken(waiting, None, 8) == "abcdefg-"


def test_what_is_found_while_running_goes_to_those_with_least_to_do() -> None:
    waiting = Stretches(2)
    waiting.add(shards("abcd"))
    assert taken(waiting, 1, 2) == "cd"
    waiting.add(shards("e"))
    assert taken(waiting, 1, 1) == "e"


def test_a_shard_whose_limits_are_taken_is_left_until_they_are_free() -> None:
    waiting = Stretches(2)
    waiting.add([*shards("ab", "narrow"), *shards("c"), *shards("d", "narrow")])
    busy = frozenset({"narrow"})
    assert taken(waiting, 0, 2, busy) == "c-"
    assert taken(waiting, 0, 4) == "abd-"


def test_what_is_cleared_is_gone() -> None:
    waiting = Stretches(2)
    waiting.add(shards("abc"))
    waiting.clear()
    assert (taken(waiting, 0, 1), list(waiting)) == ("-", [])
