"""Collectors come in as separate packages; one that is broken costs a sentence and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assess.evidence.codec import registry
from assess.evidence.collectors import Collector, CollectorError
from assess.evidence.discovery import discover, gather_checks, load

Install = Callable[..., Path]

WHOLE = """
class Whole:
    name = {name!r}
    options = ()
    probes = ()
    def targets(self, settings): return ()
    def plan(self, target, settings): return ()
    def run(self, job, tools, settings): return iter(())
    def checks(self): {checks}
COLLECTOR = Whole()
"""


def whole(name: str, checks: str = "return ()") -> str:
    return WHOLE.format(name=name, checks=checks)


def problem(name: str) -> str:
    (said,) = [text for text in discover().problems if name in text]
    assert "\n" not in said
    return said


def test_a_collector_of_a_separate_package_is_found_with_its_facts_and_checks(shop_collector: Collector) -> None:
    assert "--shop" in [option.flag for option in shop_collector.options]
    assert "shop.door" in registry([shop_collector])
    checks = gather_checks([shop_collector])
    assert "shop/is_locked" in {check.id for check in checks.checks}
    assert checks.problems == ()
    assert load("shop") is shop_collector


def test_collectors_come_by_name(shop_collector: Collector, install: Install) -> None:
    install("assess-aaa", {"aaa": "aaa_plugin:COLLECTOR"}, whole("aaa"))
    names = [collector.name for collector in discover().collectors]
    assert names == sorted(names)
    assert {"aaa", "shop"} <= set(names)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("raise ZeroDivisionError('at import\\nsecond line')", "ZeroDivisionError: at import"),
        ("import package_that_is_missing", "ModuleNotFoundError: No module named"),
        ("x = (", "SyntaxError"),
        ("OTHER = 1", "AttributeError"),
        ("COLLECTOR = 7", "its attribute `name` is None and not 'bad'"),
        (whole("other"), "its attribute `name` is 'other' and not 'bad'"),
        (whole("bad").replace("probes = ()", "probes = (1,)"), "`probes` is not a tuple of Probe"),
        (whole("bad").replace("options = ()", "options = []"), "`options` is not a tuple of Option"),
        (whole("bad").replace("def plan", "def planned"), "it has no method `plan`"),
    ],
)
def test_a_broken_plug_in_is_one_sentence_and_the_others_work(
    shop_collector: Collector, install: Install, source: str, words: str
) -> None:
    install("assess-bad", {"bad": "bad_plugin:COLLECTOR"}, source)
    assert words in problem("bad")
    assert "assess-bad" in problem("bad")
    assert "shop" in [collector.name for collector in discover().collectors]
    with pytest.raises(CollectorError, match="bad"):
        load("bad")


def test_two_different_collectors_of_one_name_are_both_refused(install: Install) -> None:
    install("assess-one", {"twin": "twin_one:COLLECTOR"}, whole("twin"))
    install("assess-two", {"twin": "twin_two:COLLECTOR"}, whole("twin"))
    assert problem("twin").startswith(
        "the collector twin is offered by assess-one (twin_one:COLLECTOR) and assess-two (twin_two:COLLECTOR)"
    )
    assert "twin" not in [collector.name for collector in discover().collectors]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            whole("zoo").replace("options = ()", "options = (Option('--shop', 'x'),)"),
            "--shop is already one of shop",
        ),
        (
            whole("zoo").replace("options = ()", "options = (Option('--json', 'x'),)"),
            "--json is already one of assess itself",
        ),
        (
            whole("zoo").replace("probes = ()", "probes = (Probe('shop.doors', 'zoo', 1, (), ()),)"),
            "shop.doors is already one of shop",
        ),
    ],
)
def test_a_flag_or_a_probe_belongs_to_one_collector(
    shop_collector: Collector, install: Install, source: str, words: str
) -> None:
    install("assess-zoo", {"zoo": "zoo_plugin:COLLECTOR"}, f"from assess.evidence.collectors import *\n{source}")
    assert words in problem("zoo")
    assert "zoo" not in [collector.name for collector in discover().collectors]


def test_a_collector_that_is_not_installed_on_a_worker_is_named() -> None:
    with pytest.raises(CollectorError, match="no collector named shop is installed here"):
        load("shop")


def test_checks_that_do_not_load_are_said_and_the_rest_is_judged(shop_collector: Collector, install: Install) -> None:
    install("assess-bad", {"bad": "bad_plugin:COLLECTOR"}, whole("bad", "raise ImportError('no checks')"))
    gathered = gather_checks(discover().collectors)
    assert gathered.problems == ("the checks of the collector bad cannot be loaded: ImportError: no checks",)
    assert "shop/is_locked" in {check.id for check in gathered.checks}


def test_two_checks_of_one_id_are_said(shop_collector: Collector, install: Install) -> None:
    copied = "import dataclasses; from shop import checks; return [dataclasses.replace(checks.is_locked.check)]"
    install("assess-copy", {"copy": "copy_plugin:COLLECTOR"}, whole("copy", copied))
    gathered = gather_checks(discover().collectors)
    assert gathered.problems == ("the check shop/is_locked of the collector shop exists twice: rename one",)
