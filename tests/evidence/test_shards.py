"""What becomes of single jobs: done, refused, failed, tried again, given up; none of it stops the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from shops import NOON

from assess.evidence.attempts import Orders
from assess.evidence.collectors import Cancel, Cancelled, Collector, JobResult, JobState, Rate, Settings
from assess.evidence.facts import Reason
from assess.evidence.limits import Buckets, Stopwatch, backoff
from assess.evidence.planning import plan
from assess.evidence.shards import run_shard

Shop = Callable[..., Path]


class Instant(Stopwatch):
    """Time that passes when somebody waits, and in no other way."""

    def __init__(self) -> None:
        self.time = 0.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float, cancel: Cancel) -> None:
        if cancel.is_set():
            raise Cancelled
        self.waits.append(seconds)
        self.time += seconds


class Shift:
    """Runs the jobs of shops as one shard."""

    def __init__(self, collector: Collector, cache: Path) -> None:
        self.collector = collector
        self.cache = cache
        self.watch = Stopwatch()

    def __call__(self, *shops: Path, only: str = "shop.shelves", deadline: float = 60) -> Sequence[JobResult]:
        settings = Settings({"shop": tuple(map(str, shops))}, only=(only,))
        made = plan([self.collector], {"shop": settings})
        orders = Orders(made.settings["shop"], NOON, NOON, self.cache, deadline)
        return run_shard(self.collector, made.jobs, orders, self.watch)


@pytest.fixture
def shift(shop_collector: Collector, tmp_path: Path) -> Shift:
    return Shift(shop_collector, tmp_path / "cache")


def asked(path: Path) -> int:
    return len((path / "asked.log").read_text().splitlines())


def test_a_job_brings_its_facts_calls_time_and_source(shop: Shop, shift: Shift) -> None:
    (result,) = shift(shop("a", shelves=[{"id": "s"}]))
    assert (result.state, result.unread, result.calls, result.at) == (JobState.DONE, None, 1, NOON)
    assert [fact.subject.id for fact in result.facts] == ["a/shelves/s"]
    assert result.source == "ls a/shelves"


@pytest.mark.parametrize(
    ("trouble", "state", "reason", "detail", "needs"),
    [
        ("refuse shop:ListShelves", "refused", Reason.NOT_PERMITTED, "the door is shut", "shop:ListShelves"),
        ("unresolved", "skipped", Reason.UNRESOLVED, "this plan has no shelves", ""),
        ("raise boom", "failed", Reason.NOT_AVAILABLE, "shop.shelves broke: RuntimeError: boom", ""),
        ("exit", "failed", Reason.NOT_AVAILABLE, "shop.shelves broke: SystemExit: 3", ""),
    ],
)
def test_a_job_that_is_not_done_says_why(
    shop: Shop, shift: Shift, trouble: str, state: str, reason: Reason, detail: str, needs: str
) -> None:
    good, bad = shift(shop("a"), shop("b", shelves_trouble=trouble))
    assert good.state is JobState.DONE
    assert bad.unread is not None
    assert (bad.state, bad.unread.reason, bad.unread.detail, bad.unread.needs) == (state, reason, detail, needs)


def test_facts_read_before_a_refusal_are_kept(shop: Shop, shift: Shift) -> None:
    (result,) = shift(shop("a", shelves=[{"id": "s"}], shelves_trouble="refuse x"))
    assert (result.state, len(result.facts)) == (JobState.REFUSED, 1)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [("undeclared", "a target of kind shop, which shop.shelves does not declare"), ("unkeepable", "TypeError")],
)
def test_what_a_probe_may_not_yield_or_cannot_be_kept_fails_its_job_alone(
    shop: Shop, shift: Shift, trouble: str, words: str
) -> None:
    bad, good = shift(shop("a", shelves=[{"id": "s"}], shelves_trouble=trouble), shop("b"))
    assert (bad.state, bad.facts, good.state) == (JobState.FAILED, (), JobState.DONE)
    assert bad.unread is not None
    assert words in bad.unread.detail


def test_a_throttled_job_is_tried_again_and_counts_its_facts_once(shop: Shop, shift: Shift) -> None:
    shift.watch = Instant()
    path = shop("a", shelves=[{"id": "s"}], shelves_trouble="throttle 3")
    (result,) = shift(path)
    assert (result.state, len(result.facts), asked(path), result.calls) == (JobState.DONE, 1, 4, 4)
    assert len(shift.watch.waits) == 3
    assert sorted(shift.watch.waits) == shift.watch.waits


def test_a_job_that_stays_throttled_fails_at_its_deadline_and_says_how_often_it_was_tried(
    shop: Shop, shift: Shift
) -> None:
    shift.watch = Instant()
    path = shop("a", shelves_trouble="throttle 1000")
    (result,) = shift(path, deadline=10)
    assert result.state is JobState.FAILED
    assert result.unread is not None
    assert result.unread.reason is Reason.NOT_AVAILABLE
    assert result.unread.detail == f"slow down (tried {asked(path)} times within 10 s)"
    assert asked(path) > 2
    assert shift.watch.time < 10


@pytest.mark.parametrize("manners", ["hang", "hang deaf"])
def test_a_job_that_hangs_is_given_up_and_the_others_run(shop: Shop, shift: Shift, manners: str) -> None:
    shops = [shop(f"h{number}", shelves_trouble=manners) for number in range(4)]  # as many as there are threads
    *hung, good = shift(*shops, shop("z", shelves=[{"id": "s"}]), deadline=0.3)
    assert [result.state for result in hung] == [JobState.FAILED] * 4
    assert {result.unread.detail for result in hung if result.unread} == {"shop.shelves took longer than 0.3 s"}
    assert (good.state, len(good.facts)) == (JobState.DONE, 1)


def test_jobs_of_a_collector_run_in_as_many_threads_as_it_says(shop: Shop, shift: Shift) -> None:
    meeting = threading.Barrier(4, timeout=30)

    class Meeting:
        """The shop collector; each job waits until four are at it."""

        def __getattr__(self, name: str) -> object:
            return getattr(inner, name)

        threads = 4
        rate = None

        def run(self, *arguments: object) -> object:
            meeting.wait()
            return inner.run(*arguments)

    inner = shift.collector
    shift.collector = Meeting()  # type: ignore[assignment]
    results = shift(*[shop(name) for name in "abcd"])
    assert [result.state for result in results] == [JobState.DONE] * 4


def test_results_come_in_the_order_of_the_jobs(shop: Shop, shift: Shift) -> None:
    results = shift(*[shop(f"s{number:02}") for number in range(30)])
    assert [result.job.target.name for result in results] == [f"s{number:02}" for number in range(30)]


class TestBuckets:
    def test_a_burst_is_free_and_then_calls_wait_their_turn(self) -> None:
        watch = Instant()
        buckets = Buckets(lambda key: Rate(2, burst=3), watch)
        assert [buckets.reserve("k") for _ in range(5)] == [0, 0, 0, 0.5, 1.0]
        watch.time += 10
        assert [buckets.reserve("k") for _ in range(4)] == [0, 0, 0, 0.5]

    def test_keys_do_not_share_and_a_key_without_limit_never_waits(self) -> None:
        buckets = Buckets(lambda key: Rate(1, 1) if key != "free" else None, Instant())
        assert [buckets.reserve(key) for key in ("a", "b", "a", "free", "free")] == [0, 0, 1, 0, 0]

    def test_a_call_for_several_tokens_waits_for_all_of_them(self) -> None:
        buckets = Buckets(lambda key: Rate(10, burst=1), Instant())
        assert buckets.reserve("k", 6) == pytest.approx(0.5)

    def test_waiting_for_a_turn_is_not_charged_to_the_job(self, shop: Shop, shift: Shift) -> None:
        shift.watch = Instant()
        shift.collector.threads = 1  # type: ignore[attr-defined]
        shift.collector.rate = lambda key: Rate(0.1, burst=1)  # type: ignore[attr-defined]
        results = shift(*[shop(name, shelves_trouble="throttle 1") for name in "abc"], deadline=5)
        assert [result.state for result in results] == [JobState.DONE] * 3
        assert sum(shift.watch.waits) > 40


def test_a_wait_grows_is_bounded_repeats_for_the_same_job_and_obeys_the_other_side() -> None:
    waits = [backoff("job", attempt) for attempt in range(1, 12)]
    assert waits == [backoff("job", attempt) for attempt in range(1, 12)]
    assert waits != [backoff("other", attempt) for attempt in range(1, 12)]
    assert 0.25 <= waits[0] <= 0.5
    assert all(wait <= 30 for wait in waits)
    assert waits[-1] >= 15
    assert backoff("job", 1, asked=7.5) == 7.5


def test_waiting_ends_when_the_run_is_stopped() -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        Stopwatch().wait(3600, stop)
