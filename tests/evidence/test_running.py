"""A whole run: everything that was planned is read, saved by one writer, and summed up."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from kept import Kept
from shops import NOON

from assess.clock import frozen_clock
from assess.evidence.collectors import Collector, JobResult, JobState, Settings
from assess.evidence.planning import plan
from assess.evidence.progress import Bar, Lines, Status, chosen, spell_seconds
from assess.evidence.running import Conditions, run
from assess.evidence.summary import Summary

Shop = Callable[..., Path]


class Running:
    """Runs shops with the engine's own workers, and keeps what was saved and said."""

    def __init__(self, collector: Collector, cache: Path) -> None:
        self.collector = collector
        self.cache = cache
        self.kept = Kept()
        self.executor: Executor | None = None

    def __call__(
        self, *shops: Path, resume: bool = False, only: tuple[str, ...] = (), deadline: float = 60, **options: object
    ) -> Summary:
        given = {"shop": tuple(map(str, shops)), **{name: tuple(value) for name, value in options.items()}}
        finished = self.kept.finished() if resume else frozenset()
        made = plan([self.collector], {"shop": Settings(given, only=only)}, finished=finished)
        conditions = Conditions(frozen_clock(NOON), self.cache, 2, deadline, self.executor)
        return run(made, self.kept, conditions, self.progress)

    progress: object = None

    def states(self) -> dict[str, str]:
        return {f"{job.target} {job.probe} {job.region}".strip(): job.state.value for job in self.kept.jobs()}


@pytest.fixture
def running(shop_collector: Collector, tmp_path: Path) -> Running:
    return Running(shop_collector, tmp_path / "cache")


def asked(path: Path) -> list[str]:
    log = path / "asked.log"
    return sorted(line.rpartition(" ")[0].strip() for line in log.read_text().splitlines()) if log.exists() else []


def processes(*paths: Path) -> set[str]:
    return {line.rpartition(" ")[2] for path in paths for line in (path / "asked.log").read_text().splitlines()}


def test_one_shop_is_read_in_this_process(shop: Shop, running: Running) -> None:
    path = shop("a", shelves=[{"id": "s"}])
    summary = running(path)
    assert summary.complete
    assert (summary.status.done, summary.status.planned, summary.status.calls) == (3, 3, 3)
    assert processes(path) == {str(os.getpid())}
    assert [fact.subject.id for _, fact in running.kept.facts("shop.shelf")] == ["a/shelves/s"]


def test_many_shops_are_read_by_processes_that_find_the_collector_themselves(shop: Shop, running: Running) -> None:
    shops = [shop(f"s{number}", shelves=[{"id": "s"}]) for number in range(8)]
    summary = running(*shops)
    assert (summary.complete, summary.status.done) == (True, 24)
    assert str(os.getpid()) not in processes(*shops)
    assert len(list(running.kept.facts("shop.shelf"))) == 8


def test_the_summary_says_what_was_not_read_and_what_would_settle_it(shop: Shop, running: Running) -> None:
    one = shop("a", doors_north_trouble="refuse shop:ListDoors", clerks_trouble="raise boom")
    two = shop("b", doors_north_trouble="refuse shop:ListDoors", shelves_trouble="unresolved")
    summary = running(one, two)
    assert not summary.complete
    assert not summary.interrupted
    status = summary.status
    assert (status.done, status.refused, status.failed, status.skipped) == (2, 2, 1, 1)
    doors = next(one for one in summary.not_done if one.probe == "shop.doors")
    assert (doors.state, doors.needs, doors.places) == (JobState.REFUSED, "shop:ListDoors", ("a north", "b north"))
    assert status.sentence == "6 of 6 reads, 2 refused, 1 failed, 1 skipped"


def test_a_chain_yields_shops_that_are_read_in_the_same_run(shop: Shop, running: Running, tmp_path: Path) -> None:
    for name in ("x", "y"):
        shop(name, folder="chain", shelves=[{"id": "s"}])
    summary = running(chain=[str(tmp_path / "chain")])
    assert (summary.complete, summary.status.done) == (True, 1 + 2 * 3)
    assert [target.id for target in running.kept.targets()] == ["chain:chain", "shop:x", "shop:y"]
    assert len(list(running.kept.facts("shop.shelf"))) == 2


def test_a_resumed_run_asks_only_what_is_not_done(shop: Shop, running: Running, tmp_path: Path) -> None:
    good = shop("good", folder="chain")
    bad = shop("bad", folder="chain", clerks_trouble="refuse x")
    running(chain=[str(tmp_path / "chain")])
    (bad / "clerks.trouble").unlink()
    summary = running(chain=[str(tmp_path / "chain")], resume=True)
    assert (summary.status.planned, summary.already_done, summary.complete) == (2, 5, True)
    assert asked(good) == ["shop.clerks good", "shop.doors good north", "shop.shelves good"]
    assert asked(bad) == ["shop.clerks bad", "shop.clerks bad", "shop.doors bad north", "shop.shelves bad"]


def test_a_run_without_resume_asks_everything_again(shop: Shop, running: Running) -> None:
    path = shop("a")
    running(path)
    assert running(path).already_done == 0
    assert len(asked(path)) == 6


def test_only_the_calling_thread_saves(shop: Shop, running: Running) -> None:
    savers: set[int] = set()

    class Noting(Kept):
        def record(self, results: Sequence[JobResult]) -> None:
            savers.add(threading.get_ident())
            super().record(results)

    running.kept = Noting()
    running(*[shop(name) for name in "abcdef"])
    assert savers == {threading.get_ident()}


def test_a_store_that_fails_ends_the_run_with_its_own_error(shop: Shop, running: Running) -> None:
    class Full(Kept):
        def record(self, results: Sequence[JobResult]) -> None:
            raise OSError("the disk is full")

    running.kept = Full()
    with pytest.raises(OSError, match="the disk is full"):
        running(*[shop(name) for name in "abc"])


class Watching(ThreadPoolExecutor):
    """An executor as somebody else would bring it; notes which shards run beside each other."""

    def __init__(self) -> None:
        super().__init__(4)
        self.together: list[tuple[str, ...]] = []
        self._now: list[str] = []
        self._note = threading.Lock()

    def submit(self, fn: Callable, /, *arguments: object, **named: object) -> Future:
        def noted() -> object:
            names = ",".join(sorted({job.target.name for job in arguments[1]}))
            with self._note:
                self._now.append(names)
                self.together.append(tuple(self._now))
            try:
                return fn(*arguments, **named)
            finally:
                with self._note:
                    self._now.remove(names)

        return super().submit(noted)


def test_any_executor_will_do(shop: Shop, running: Running) -> None:
    with Watching() as executor:
        running.executor = executor
        summary = running(*[shop(name) for name in "abcd"])
    assert (summary.complete, summary.status.done) == (True, 12)
    assert executor.together


def test_shards_that_share_a_limit_never_run_beside_each_other(shop: Shop, running: Running) -> None:
    limited = [shop(f"s{number}", about={"limit": "x/limited"}) for number in range(6)]
    with Watching() as executor:
        running.executor = executor
        assert running(*limited).complete
    assert {len(names) for names in executor.together} == {1}
    assert len(executor.together) > 1


def test_a_shard_that_does_not_come_back_is_failed_and_the_rest_is_read(shop: Shop, running: Running) -> None:
    class Losing(ThreadPoolExecutor):
        def submit(self, fn: Callable, /, *arguments: object, **named: object) -> Future:
            if any(job.target.name == "b" for job in arguments[1]):
                lost: Future = Future()
                lost.set_exception(RuntimeError("the network went away"))
                return lost
            return super().submit(fn, *arguments, **named)

    with Losing(2) as executor:
        running.executor = executor
        summary = running(*[shop(name) for name in "abcdef"])
    assert 0 < summary.status.failed < 18
    assert summary.status.done == 18 - summary.status.failed
    assert summary.not_done[0].detail == "its results did not come back: RuntimeError: the network went away"


def test_what_fails_while_a_found_target_is_planned_is_a_note(shop: Shop, running: Running, tmp_path: Path) -> None:
    shop("x", folder="chain", about={"limit": "shop"})
    inner = running.collector.plan

    def plan_or_break(target: object, settings: object) -> object:
        if target.kind == "shop":
            raise ValueError("no plan")
        return inner(target, settings)

    running.collector.plan = plan_or_break  # type: ignore[method-assign]
    summary = running(chain=[str(tmp_path / "chain")])
    assert summary.notes == ("x was found and cannot be planned: ValueError: no plan",)
    assert not summary.complete


class TestProgress:
    def test_figures_reach_the_observer_with_the_results_of_each_shard(self, shop: Shop, running: Running) -> None:
        told: list[tuple[Status, int]] = []
        ended: list[Status] = []

        class Observer:
            def tell(self, status: Status, results: Sequence[JobResult] = ()) -> None:
                told.append((status, len(results)))

            def end(self, status: Status) -> None:
                ended.append(status)

        running.progress = Observer()
        running(*[shop(name) for name in "abcdef"])
        assert sum(count for _, count in told) == 18
        assert [status.ended for status in ended] == [18]
        assert all(status.left is not None for status, count in told if count)
        assert ended[0].left == 0
        assert any(status.running for status, _ in told)
        assert all(status.running + status.ended <= status.planned for status, _ in told)
        assert ended[0].running == 0

    def test_elsewhere_than_on_a_terminal_there_are_few_plain_lines(self) -> None:
        stream = io.StringIO()
        lines = chosen(stream)
        assert isinstance(lines, Lines)
        for second in range(60):
            done, left = 10 * second, 60.0 - second
            lines.tell(Status(planned=600, done=done, refused=1, seconds=float(second), left=left, running=8))
        lines.end(Status(planned=600, done=599, refused=1, seconds=60))
        said = stream.getvalue().splitlines()
        assert len(said) == 12
        assert said[0] == "51 of 600 reads, 8 running, 1 refused, about 55 s left"
        assert said[-1] == "600 of 600 reads, 1 refused"

    def test_on_a_terminal_a_bar_moves_and_ends_with_the_figures(self) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        stream = Terminal()
        bar = chosen(stream)
        assert isinstance(bar, Bar)
        bar.tell(Status(planned=4, done=1))
        bar.end(Status(planned=4, done=3, failed=1))
        assert "4 of 4 reads, 1 failed" in stream.getvalue()

    @pytest.mark.parametrize(
        ("seconds", "words"), [(0.2, "1 s"), (8.4, "8 s"), (100, "2 min"), (3600, "60 min"), (7800, "2 h 10 min")]
    )
    def test_durations_are_spelled_as_people_say_them(self, seconds: float, words: str) -> None:
        assert spell_seconds(seconds) == words
