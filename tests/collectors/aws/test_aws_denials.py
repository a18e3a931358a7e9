"""Hiding does not pay: of what is refused no low rises and no high falls, every missing action is named, and the
command says that it is not all. A few cases of `python benchmarks/aws_denials.py`, which tries every service.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assess.demo.aws_stand_in.counting import Counts

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
ESTATE = "sample"
SOME = (("cloudwatch",), ("iam",), ("resourcegroupstaggingapi",))


@pytest.fixture(scope="module")
def denials() -> Iterator[Any]:
    """The benchmark as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        yield importlib.import_module("aws_denials")


@pytest.fixture(scope="module")
def start(denials: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An engagement in which nothing was read."""
    file = tmp_path_factory.mktemp("denials") / "start.assess"
    denials.measured([denials.ASSESS, "new", file, "--organisation", "Estate"], denials.usual_environment({}))
    return file


@pytest.fixture(scope="module")
def base(denials: Any, start: Path) -> Any:
    """What an estate is worth of which nothing is refused."""
    made = denials.collected(ESTATE, start, start.parent, [])
    assert made.status == 0
    assert made.ranges["headline"].low is not None
    return made


@pytest.mark.parametrize("services", [*SOME, "five at once", "everything"], ids=str)
def test_what_is_denied_lifts_no_low_and_lowers_no_high(
    denials: Any, start: Path, base: Any, tmp_path: Path, services: tuple[str, ...] | str
) -> None:
    every = {service for each in denials.all_readers().values() for service, _ in each.operations}
    chosen = {"five at once": denials.FIVE, "everything": tuple(sorted(every))}.get(str(services), services)
    case = denials.collected(ESTATE, start, tmp_path, denials.rules_for(chosen))
    assert list(denials.complaints(base, case)) == []
    assert case.counts.refused.keys() - base.counts.refused.keys(), "or nothing was denied"
    widths = [sum(each.high - each.low for each in one.ranges.values() if each.low is not None) for one in (base, case)]
    assert widths[1] > widths[0], "less is known"


def test_a_case_in_which_hiding_pays_is_noticed(denials: Any, base: Any) -> None:
    key = ("123456789012", "cloudwatch", "DescribeAlarms", "AccessDeniedException")
    refused = replace(base, counts=Counts(refused={key: 1}), told="")
    told = list(denials.complaints(base, refused))
    assert told == ["cloudwatch:DescribeAlarms was refused and is not named", "the command ended with status 0"]
    named = replace(refused, told="needs cloudwatch:DescribeAlarms", status=4)
    assert list(denials.complaints(base, named)) == []
    low, high = base.ranges["headline"].low, base.ranges["headline"].high
    for spoilt in (denials.Range(low + 1, high), denials.Range(low, high - 1), denials.Range(None, None)):
        told = list(denials.complaints(base, replace(named, ranges={**base.ranges, "headline": spoilt})))
        assert len(told) == 1
        assert told[0].startswith("headline was")
