"""The lease: one screen writes, a second one knows of it, and one that died holds up nobody."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from engagement_builder import NOW, new, reopen

from assess.clock import frozen_clock


def test_a_second_screen_learns_who_writes(path: Path) -> None:
    with new(path) as first, reopen(path, clock=frozen_clock(NOW)) as second:
        assert first.acquire_lease() is None
        assert first.acquire_lease() is None
        holder = second.acquire_lease()
        assert holder is not None
        assert holder.pid == os.getpid()
        assert not second.beat_lease()
        assert first.beat_lease()
        first.release_lease()
        assert second.acquire_lease() is None
        assert not first.beat_lease()


def test_a_lease_without_a_beat_is_stale_after_15_seconds(path: Path) -> None:
    with new(path, frozen_clock(NOW)) as first:
        first.acquire_lease()
        with reopen(path, clock=frozen_clock(NOW + timedelta(seconds=14))) as second:
            assert second.acquire_lease() is not None
        with reopen(path, clock=frozen_clock(NOW + timedelta(seconds=15))) as third:
            assert third.lease_holder() is None
            assert third.acquire_lease() is None
            assert not first.beat_lease()


def test_a_lease_of_a_process_that_has_ended_is_free_at_once(path: Path) -> None:
    with new(path, frozen_clock(NOW)) as first:
        child = os.fork()
        if child == 0:
            with reopen(path, clock=frozen_clock(NOW)) as dying:
                dying.acquire_lease()
                os._exit(0)
        os.waitpid(child, 0)
        assert first.rows("SELECT pid FROM lease") == [(child,)]
        assert first.acquire_lease() is None


def test_closing_gives_the_lease_back_and_it_is_no_event(path: Path) -> None:
    with new(path) as first:
        before = len(first.history())
        first.acquire_lease()
        assert len(first.history()) == before
    with reopen(path) as second:
        assert second.lease_holder() is None


def test_one_who_only_reads_sees_the_holder(path: Path) -> None:
    with new(path, frozen_clock(NOW)) as first:
        first.acquire_lease()
        with reopen(path, write=False, clock=frozen_clock(NOW)) as reader:
            holder = reader.lease_holder()
            assert holder is not None
            assert (holder.since, holder.beat) == (NOW, NOW)
