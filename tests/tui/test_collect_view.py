"""Watching a run in the app: targets beside services, pausing and going on, leaving the view meanwhile."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from engagements import REPOSITORIES, create
from screens import Driver, on_screen
from test_views import name_lamps

from assess.evidence.collectors import Job, JobResult, JobState, Probe, Settings, Target
from assess.evidence.facts import Reason, TargetId, Unread
from assess.evidence.progress import Status
from assess.tui.drawn import matrix
from assess.tui.glyphs import UNICODE
from assess.tui.lines import text_of, width_of
from assess.tui.watching import Stand, Tally, Watch, service_of

ACCOUNT = Target(TargetId("aws:111122223333"), "aws.account", "1102-prod")
SERVICES = ("iam", "s3", "ec2", "kms", "cloudtrail", "cloudwatch")


def job(service: str, region: str = "eu-west-1", target: Target = ACCOUNT) -> Job:
    return Job.make("aws", Probe(f"aws.{service}.all", "aws.account", 1, (), ()), target, Settings(), region=region)


def told(watch: Watch, service: str, state: JobState, region: str = "eu-west-1") -> None:
    unread = None if state is JobState.DONE else Unread(Reason.NOT_PERMITTED, "denied", f"{service}:List")
    watch.tell(Status(planned=6), [JobResult(job(service, region), state, unread=unread)])


def table(watch: Watch, wide: int = 80, page: int = 0) -> list[str]:
    return [text_of(row.draw(wide, False)) for row in matrix.rows_of(watch.targets, "target", page, wide, UNICODE)]


def test_a_cell_says_the_worst_that_happened_to_its_reads() -> None:
    cases = {
        Stand.WAITING: Tally(planned=2),
        Stand.PART: Tally(planned=2, done=1),
        Stand.READ: Tally(planned=2, done=2),
        Stand.REFUSED: Tally(planned=3, done=1, refused=1),
        Stand.FAILED: Tally(planned=3, done=1, refused=1, failed=1),
        Stand.NONE: Tally(planned=1, skipped=1),
    }
    assert {stand: each.stand for stand, each in cases.items()} == {stand: stand for stand in cases}


def test_the_table_has_a_sign_for_each_service_of_a_target() -> None:
    watch = Watch()
    watch.planned([job(service) for service in SERVICES])
    told(watch, "iam", JobState.DONE)
    told(watch, "s3", JobState.REFUSED)
    told(watch, "kms", JobState.FAILED)
    title, heads, row = table(watch)[1:]
    assert title.split()[:3] == ["ACCOUNT", "x", "SERVICE"]
    signs = dict(zip(heads.split(), row.split()[1:], strict=True))
    assert signs == {"clo": ".", "clu": ".", "ec2": ".", "iam": "#", "kms": "!", "s3": "x"}


def test_more_services_than_fit_are_turned_by_pages() -> None:
    watch = Watch()
    watch.planned([job(f"service{number:02}") for number in range(40)])
    first, second, again = (table(watch, 80, page) for page in (0, 1, 3))
    assert "1/3" in first[1]
    assert "2/3" in second[1]
    assert first == again
    assert len({each for page in range(3) for each in table(watch, 80, page)[2].split()}) == 40
    rows = matrix.rows_of(watch.targets, "target", 0, 80, UNICODE)
    assert all(width_of(row.draw(80, True)) <= 80 for row in rows)


def test_heads_are_three_letters_and_differ() -> None:
    names = ("application-autoscaling", "application-signals", "apigateway", "apigatewayv2", "a", "api")
    heads = matrix.short_heads(names)
    assert len(set(heads.values())) == len(names)
    assert all(len(each) <= 3 for each in heads.values())


@pytest.mark.parametrize(
    ("probe", "service"), [("aws.iam.principals", "iam"), ("repository.files", "files"), ("plain", "plain")]
)
def test_the_service_of_a_probe_is_the_second_part_of_its_name(probe: str, service: str) -> None:
    assert service_of(probe) == service


def test_t_shows_targets_beside_services_and_names_what_was_refused(filled: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("t")
        assert "LAMP x SERVICE" in driver.words
        rows = {line.split()[0]: line.split()[1:] for line in driver.lines if line.strip(" ▸").startswith("acme/")}
        assert rows == {"acme/billing": ["#", "x"], "acme/checkout": ["#", "#"], "acme/search": ["#", "!"]}
        for _ in range(20):
            if "Refused drills" in driver.words:
                break
            await driver.press("down")
        assert "Refused drills" in driver.words
        await driver.press("t")
        assert "LAMP x SERVICE" not in driver.words

    on_screen(filled, steps, view="collect")


def gated(lamps: Path, gate: Path, count: int = 30) -> None:
    """Every second read takes until the gate is there."""
    lamps.write_text(json.dumps({f"service-{n:03}": {**REPOSITORIES["checkout"], "rehearsed": f"after {gate}"}
                                 for n in range(count)}))  # fmt: skip


def test_a_paused_run_goes_on_where_it_was(empty: Path, lamps: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    gated(lamps, gate)

    async def steps(driver: Driver) -> None:
        collection = driver.app.collection
        await name_lamps(driver, lamps)
        await driver.press("r")
        assert re.search(r"READING \d+ of 60 reads", driver.words)
        await driver.press("space")
        await driver.until(lambda: not collection.running)
        assert "PAUSED" in driver.words
        assert "Space goes on" in driver.words
        assert collection.watch is not None
        read = collection.watch.status.done
        assert read < 60
        gate.touch()
        await driver.press("I", "C", "space", "I")
        assert collection.watch.before == read
        await driver.until(lambda: not collection.running)
        assert "read: 60 of 60 reads" in driver.words
        await driver.press("C")
        assert all((each.done, each.planned) == (2, 2) for each in collection.watch.targets.values())

    on_screen(empty, steps, view="collect")


def test_space_without_a_run_says_what_reads(tmp_path: Path) -> None:
    path = tmp_path / "plain.assess"
    create(path).close()

    async def steps(driver: Driver) -> None:
        await driver.press("space")
        assert "nothing is being read: r reads what is named" in driver.words
        await driver.press("t")
        assert "nothing was read yet" in driver.words

    on_screen(path, steps, view="collect")
