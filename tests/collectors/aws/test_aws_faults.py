"""Faults change no finding: what passes is waited out, what stays is unknown with its reason, and neither a killed
worker nor a killed run loses more than what it had in hand. The installed command over HTTP, in one process, a pool
and on dask.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assess.commands import assess as program
from assess.demo.aws_stand_in import Effect, Endpoint, Rule, running
from assess.demo.aws_stand_in.estates import sample_estate

distributed = pytest.importorskip("distributed")

WHAT = (
    "--aws-organization", "AssessReader", "--region", "eu-west-1", "--region", "us-east-1",
    "--only", "aws.cloudwatch", "--only", "aws.sns", "--only", "aws.rds",
)  # fmt: skip
READS = "[DGL]*"
"""Describe, Get and List: entering the account is not what is tried here."""
SNS: dict[str, Any] = {"service": "sns"}
FAULTS: Mapping[str, tuple[Rule, ...]] = {
    "a tenth throttled": (Rule(Effect.THROTTLE, share=0.1),),
    "no answer": (Rule(Effect.DROP, share=0.1, operation=READS), Rule(Effect.DROP, **SNS)),
    "half pages": (
        Rule(Effect.PAGES_OF, size=3, operation=READS),
        Rule(Effect.TRUNCATED, share=0.1, operation=READS),
        Rule(Effect.TRUNCATED, after=2, **SNS),
    ),
    "server errors": (
        Rule(Effect.SERVER_ERROR, share=0.1, size=503, operation=READS),
        Rule(Effect.SERVER_ERROR, **SNS),
    ),
    "expired": (Rule(Effect.EXPIRED, share=0.1, service="[cr]*"), Rule(Effect.EXPIRED, **SNS)),
}
"""Each strikes everywhere in passing and, but for throttling, one service for good."""
FIRST_ASKED = {"service": "rds", "operation": "DescribeDBClusters", "region": "eu-west-1"}
PLACES = ("one process", "pool", "dask")

Findings = Mapping[str, Mapping[str, Any]]
Turned = Callable[[Findings, Findings], list[str]]


@dataclass(frozen=True)
class Field:
    """A stand-in, a dask cluster whose workers know it, and the findings of a run in which nothing went wrong."""

    command: Path
    endpoint: Endpoint
    scheduler: str
    folder: Path
    base: Findings

    def arguments(self, place: str) -> tuple[str, ...]:
        """Where the shards run."""
        many = {"one process": ("--workers", "1"), "pool": ("--workers", "2")}
        return many.get(place) or ("--scheduler", self.scheduler)

    def begin(self, file: Path, *arguments: str, endpoint: Endpoint | None = None) -> subprocess.Popen[str]:
        """A collection that has been started."""
        environment = {**os.environ, **(endpoint or self.endpoint).environment()}
        if not file.exists():
            shutil.copy(self.folder / "empty.assess", file)
        return subprocess.Popen(
            [self.command, "collect", file, *WHAT, *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def findings(self, file: Path) -> Findings:
        """Every finding by its id."""
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            program.main(["findings", str(file), "--json"], prog_name="assess", standalone_mode=False)
        return {each["id"]: each for each in json.loads(told.getvalue())["findings"]}


@pytest.fixture(scope="module")
def field(command: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    folder = tmp_path_factory.mktemp("faults")
    with running(sample_estate(), signatures=True) as endpoint, pytest.MonkeyPatch.context() as patch:
        for name, value in endpoint.environment().items():
            patch.setenv(name, value)
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
        ) as cluster:
            made = [command, "new", folder / "empty.assess", "--organisation", "Acme"]
            subprocess.run(made, check=True, capture_output=True)
            empty = Field(command, endpoint, cluster.scheduler_address, folder, {})
            process = empty.begin(folder / "base.assess")
            assert process.wait(120) == 0, process.communicate()[1]
            base = empty.findings(folder / "base.assess")
            yield Field(command, endpoint, cluster.scheduler_address, folder, base)


@pytest.fixture(scope="module")
def turned() -> Iterator[Turned]:
    """What a fault turned into something else than not knowing: the judgement of the benchmark that tries more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(Path(__file__).parents[3] / "benchmarks")
        yield importlib.import_module("aws_faults").turned


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_turns_no_outcome_into_another(field: Field, turned: Turned, fault: str, tmp_path: Path) -> None:
    """In each place; the three runs go side by side and meet the same rules."""
    rules = FAULTS[fault]
    field.endpoint.obey(rules)
    refused = sum(field.endpoint.counts().refused.values())
    begun = {place: field.begin(tmp_path / f"{place}.assess", *field.arguments(place)) for place in PLACES}
    said = {place: process.communicate(timeout=120)[1] for place, process in begun.items()}
    refused = sum(field.endpoint.counts().refused.values()) - refused
    field.endpoint.obey([])
    assert refused > 5 or fault in ("no answer", "half pages"), "or nothing was survived"
    for place, process in begun.items():
        under = field.findings(tmp_path / f"{place}.assess")
        assert turned(field.base, under) == [], place
        if len(rules) == 1:
            assert process.returncode == 0, said[place]
            assert outcomes(under) == outcomes(field.base), place
            continue
        assert process.returncode == 4, said[place]
        assert "aws.sns.topics" in said[place]
        assert "--resume" in said[place]
        alarms = [each for each in field.base.values() if each["subject"]["kind"] == "alarm"]
        kept = [each for each in alarms if under.get(each["id"], each)["outcome"] == each["outcome"] != "unknown"]
        assert len(kept) > 20, "what the fault did not touch is known as before"
        assert unknown(under) > unknown(field.base), place


def outcomes(found: Findings) -> dict[str, str]:
    """Outcome by finding."""
    return {identifier: each["outcome"] for identifier, each in found.items()}


def unknown(found: Findings) -> int:
    """How many are not known."""
    return sum(each["outcome"] == "unknown" for each in found.values())


def test_the_comparison_notices_a_fault_that_decides(field: Field, turned: Turned) -> None:
    some = next(each for each in field.base.values() if each["outcome"] == "pass")
    failing = {**field.base, some["id"]: {**some, "outcome": "fail"}}
    assert len(turned(field.base, failing)) == 1
    assert len(turned(field.base, {**field.base, some["id"]: {**some, "outcome": "unknown", "reason": None}})) == 1
    assert len(turned(failing, field.base)) == 1
    assert len(turned({}, {some["id"]: some})) == 1
    assert turned(field.base, {**field.base, some["id"]: {**some, "outcome": "unknown", "reason": "x"}}) == []


def test_answers_that_never_come_are_asked_for_again(field: Field, tmp_path: Path) -> None:
    """The product waits long for an answer, so that the three runs wait side by side, each for one that never comes."""
    field.endpoint.obey([Rule(Effect.LATENCY, seconds=60, times=3, **FIRST_ASKED)])
    before = field.endpoint.counts().of(**FIRST_ASKED)
    begun = {place: field.begin(tmp_path / f"{place}.assess", *field.arguments(place)) for place in PLACES}
    said = {place: process.communicate(timeout=170)[1] for place, process in begun.items()}
    asked = field.endpoint.counts().of(**FIRST_ASKED) - before
    field.endpoint.obey([])
    assert asked > len(PLACES), "or no answer was late"
    for place, process in begun.items():
        assert process.returncode == 0, said[place]
        assert outcomes(field.findings(tmp_path / f"{place}.assess")) == outcomes(field.base)


SLOW = Rule(Effect.LATENCY, seconds=0.7, service="cloudwatch", operation="DescribeAlarms")


def saved(file: Path) -> int:
    """How many reads are saved as done at this moment."""
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as known,
    ):
        return int(known.execute("SELECT count(*) FROM job WHERE state = 'done'").fetchone()[0])
    return 0


def workers_of(process: int) -> list[int]:
    """The worker processes of a run."""
    found: list[int] = []
    for thread in Path(f"/proc/{process}/task").iterdir():
        with contextlib.suppress(OSError):  # a thread or a process may end while it is looked at
            children = (thread / "children").read_text().split()
            found += [int(each) for each in children if "spawn_main" in Path(f"/proc/{each}/cmdline").read_text()]
    return found


def until(what: Callable[[], object], process: subprocess.Popen[str] | None = None) -> None:
    """Waits for something to come true; a minute at most."""
    end = time.monotonic() + 60
    while not what():
        assert process is None or process.poll() is None, "it ended before"
        assert time.monotonic() < end
        time.sleep(0.02)


def gone(processes: Sequence[int]) -> bool:
    """Whether none of them runs any more."""
    return not any(
        Path(f"/proc/{each}/cmdline").exists() and Path(f"/proc/{each}/cmdline").read_text() for each in processes
    )


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds worker processes in /proc")
def test_a_pool_worker_that_is_killed_loses_what_it_had_in_hand_and_no_more(
    field: Field, turned: Turned, tmp_path: Path
) -> None:
    file = tmp_path / "acme.assess"
    field.endpoint.obey([SLOW])
    process = field.begin(file, "--workers", "2")
    before = field.endpoint.counts().of(operation="DescribeAlarms")
    until(lambda: field.endpoint.counts().of(operation="DescribeAlarms") > before, process)
    victims = workers_of(process.pid)
    assert victims, process.communicate()
    os.kill(victims[0], signal.SIGKILL)
    errors = process.communicate(timeout=120)[1]
    assert process.returncode == 4, errors
    assert "the worker process that ran it ended" in errors
    assert turned(field.base, field.findings(file)) == []
    assert_resumed(field, file)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds worker processes in /proc")
def test_a_run_that_is_killed_takes_its_workers_along_and_goes_on_where_it_was(
    field: Field, turned: Turned, tmp_path: Path
) -> None:
    file = tmp_path / "acme.assess"
    field.endpoint.obey([SLOW])
    process = field.begin(file, "--workers", "2")
    until(lambda: saved(file) > 0, process)
    workers = workers_of(process.pid)
    process.kill()
    process.communicate()
    until(lambda: gone(workers))
    found = field.findings(file)
    assert turned({each: field.base[each] for each in found if each in field.base}, found) == []
    assert_resumed(field, file)


def assert_resumed(field: Field, file: Path) -> None:
    """Going on asks nothing again that is saved, and ends with what an undisturbed run finds."""
    kept = saved(file)
    field.endpoint.obey([])
    again = field.begin(file, "--resume", "--json")
    told = json.loads(again.communicate(timeout=120)[0])["result"]
    assert again.returncode == 0
    assert (told["already_done"], told["failed"]) == (kept, 0)
    assert outcomes(field.findings(file)) == outcomes(field.base)
