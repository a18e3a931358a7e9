"""What a run would do, said before anything is asked: `--dry-run`, `--only`, `--resume`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assess.evidence.collectors import Collector, CollectorError, Job, Settings, Target
from assess.evidence.facts import TargetId
from assess.evidence.planning import Plan, plan
from assess.evidence.shards import Shard, divide

Shop = Callable[..., Path]


def planned(collector: Collector, *shops: Path, only: tuple[str, ...] = (), **options: tuple[str, ...]) -> Plan:
    given = {"shop": tuple(map(str, shops)), **options}
    return plan([collector], {"shop": Settings(given, only=only)})


def reads(made: Plan) -> list[str]:
    return [f"{job.probe} {job.target.name} {job.region}".strip() for job in made.jobs]


def test_a_plan_names_jobs_targets_permissions_calls_and_cost(shop: Shop, shop_collector: Collector) -> None:
    made = planned(shop_collector, shop("a"), shop("b"), shop_region=("north", "south"))
    assert [target.name for target in made.targets] == ["a", "b"]
    assert reads(made)[:4] == ["shop.shelves a", "shop.clerks a", "shop.doors a north", "shop.doors a south"]
    assert made.permissions == ("shop:ListClerks", "shop:ListDoors", "shop:ListShelves")
    assert (len(made.jobs), made.calls, made.usd) == (8, 10, 0)
    assert made.seconds(workers=1) == pytest.approx((4 * 0.01 + 4 * 0.3) / 4)
    assert made.seconds(workers=2) == pytest.approx(made.seconds(workers=1) / 2)


def test_planning_asks_nothing(shop: Shop, shop_collector: Collector) -> None:
    path = shop("a")
    planned(shop_collector, path)
    assert not (path / "asked.log").exists()


def test_what_costs_money_is_read_only_if_it_is_asked_for(shop: Shop, shop_collector: Collector) -> None:
    path = shop("a")
    assert "shop.stock a" not in reads(planned(shop_collector, path))
    by_option = planned(shop_collector, path, count_stock=("yes",))
    assert "shop.stock a" in reads(by_option)
    assert by_option.usd == 0.01
    assert reads(planned(shop_collector, path, only=("shop.stock",))) == ["shop.stock a"]


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (("shop.clerks",), ["shop.clerks a"]),
        (("shop.clerks", "shop.doors"), ["shop.clerks a", "shop.doors a north"]),
        (("shop",), ["shop.shelves a", "shop.clerks a", "shop.doors a north"]),
        (("shop", "shop.stock"), ["shop.shelves a", "shop.clerks a", "shop.stock a", "shop.doors a north"]),
    ],
)
def test_only_names_a_probe_or_what_it_begins_with(
    shop: Shop, shop_collector: Collector, only: tuple[str, ...], expected: list[str]
) -> None:
    assert reads(planned(shop_collector, shop("a"), only=only)) == expected


def test_only_also_holds_for_targets_that_another_collector_finds(
    shop: Shop, shop_collector: Collector, tmp_path: Path
) -> None:
    shop("x", folder="chain")
    made = planned(shop_collector, chain=(str(tmp_path / "chain"),), only=("shop.branches", "shop.doors"))
    assert reads(made) == ["shop.branches chain"]

    class Finder:
        name, options, probes = "finder", (), ()

        def targets(self, settings: Settings) -> Sequence[Target]:
            return shop_collector.targets(Settings({"shop": (str(tmp_path / "chain/x"),)}))

    found = plan([shop_collector, Finder()], {"finder": Settings(only=("shop.doors",))})  # type: ignore[list-item]
    assert reads(found) == ["shop.doors x north"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("shop.clerk", "no probe is named shop.clerk: did you mean shop.clerks?"),
        ("zzz", "no probe is named zzz: there are shop.branches, shop.clerks, shop.doors, shop.shelves, shop.stock"),
    ],
)
def test_an_unknown_name_gets_the_nearest(shop: Shop, shop_collector: Collector, name: str, sentence: str) -> None:
    with pytest.raises(CollectorError) as caught:
        planned(shop_collector, shop("a"), only=(name,))
    assert str(caught.value) == sentence


def test_a_target_that_cannot_be_used_stops_before_anything_is_asked(
    shop: Shop, shop_collector: Collector, tmp_path: Path
) -> None:
    path = shop("a")
    with pytest.raises(CollectorError, match="there is no shop in"):
        planned(shop_collector, path, tmp_path / "gone")
    assert not (path / "asked.log").exists()


def test_a_target_named_twice_is_read_once(shop: Shop, shop_collector: Collector) -> None:
    path = shop("a")
    assert reads(planned(shop_collector, path, path)) == reads(planned(shop_collector, path))


def test_naming_a_further_target_region_or_probe_changes_no_job(shop: Shop, shop_collector: Collector) -> None:
    one, two = shop("a"), shop("b")
    before = {job.id for job in planned(shop_collector, one).jobs}
    after = planned(shop_collector, two, one, shop_region=("south", "north"), count_stock=("yes",)).jobs
    assert before < {job.id for job in after}
    assert len(after) == 10


def test_an_option_that_changes_answers_changes_the_jobs(shop: Shop, shop_collector: Collector) -> None:
    path = shop("a")
    plain = {job.id for job in planned(shop_collector, path).jobs}
    other = {job.id for job in planned(shop_collector, path, lamp=("red",)).jobs}
    assert len(plain | other) == 6


def test_a_target_that_nobody_reads_is_said(shop_collector: Collector) -> None:
    class Lost:
        name, options, probes = "lost", (), ()

        def targets(self, settings: Settings) -> Sequence[Target]:
            return [Target(TargetId("moon:1"), "moon", "the moon")]

    made = plan([shop_collector, Lost()], {"lost": Settings()})
    assert made.notes == ("the moon is a moon, and no installed collector reads that",)


class Counting:
    """A collector as far as `divide` looks at it."""

    name = "counting"

    def __init__(self, threads: int = 1) -> None:
        self.threads = threads


def jobs(*groups: int) -> list[Job]:
    target = Target(TargetId("t:1"), "t", "t")
    return [
        Job(f"{group}-{number}", "counting", "p", target, shard=f"s{group}")
        for group, count in enumerate(groups)
        for number in range(count)
    ]


def divided(work: list[Job], seconds: float, workers: int = 1, threads: int = 1) -> list[Shard]:
    return divide(Counting(threads), work, lambda job: seconds, workers)


def test_jobs_of_one_shard_stay_together_up_to_200() -> None:
    assert [len(shard.jobs) for shard in divided(jobs(450), 0.001, workers=1)] == [200, 200, 50]
    assert [len(shard.jobs) for shard in divided(jobs(30, 30), 0.1)] == [30, 30]


def test_small_groups_are_joined_until_they_take_long_enough_but_leave_no_worker_idle() -> None:
    assert [len(shard.jobs) for shard in divided(jobs(*[1] * 100), 0.1)] == [15] * 6 + [10]
    assert [len(shard.jobs) for shard in divided(jobs(*[1] * 8), 0.01, workers=4)] == [2, 2, 2, 2]
    assert [len(shard.jobs) for shard in divided(jobs(*[1] * 100), 0.1, threads=10)] == [100]


def test_no_job_is_lost_in_dividing() -> None:
    work = jobs(1, 300, 7, 0, 199, 2)
    shards = divided(work, 0.05, workers=3)
    assert sorted(job.id for shard in shards for job in shard.jobs) == sorted(job.id for job in work)
    assert all(1 <= len(shard.jobs) <= 200 for shard in shards)
