"""What holds for all installed checks together: none but the plug-ins' own tests would see them side by side."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from assess.evidence.checks import INDICATOR, Check
from assess.evidence.discovery import discover, gather_checks
from assess.model.loading import load

ROOT = Path(__file__).resolve().parents[2]
MOST_NECESSARY = 3
"""Each more can only lower (method section 2.4)."""


def checks() -> tuple[Check, ...]:
    found = discover()
    gathered = gather_checks(found.collectors)
    assert found.problems + gathered.problems == ()
    return tuple(check for check in gathered.checks if check.judge.__module__.startswith("collectors."))


def test_no_level_of_a_practice_has_too_many_necessary_checks() -> None:
    """Declared ones are indicators where a live one was read, so the two kinds are counted apart."""
    counted: dict[tuple[str, int, bool], set[str]] = defaultdict(set)
    for check in checks():
        if check.need != INDICATOR:
            group = check.need if check.need.startswith("any_of:") else check.id
            counted[check.practice, check.level, check.declared].add(group)
    assert {key: names for key, names in counted.items() if len(names) > MOST_NECESSARY} == {}


def test_a_group_holds_either_live_or_declared_checks() -> None:
    """Mixed, dropping a pass could raise a level."""
    kinds: dict[tuple[str, int, str], set[bool]] = defaultdict(set)
    for check in checks():
        if check.need.startswith("any_of:"):
            kinds[check.practice, check.level, check.need].add(check.declared)
    assert {key for key, found in kinds.items() if len(found) > 1} == set()


def test_every_check_judges_a_practice_and_says_its_limits() -> None:
    model = load()
    for check in checks():
        assert model.practice(check.practice) is not None, check.id
        assert len(check.limits) > 40, f"{check.id} does not say what it reads and cannot know"
        assert re.fullmatch(r"[a-z]+/[a-z][a-z0-9_]+", check.id)


def test_what_proves_a_fix_is_installed_and_of_its_practice() -> None:
    known = {check.id: check.practice for check in checks()}
    for practice in load().practices:
        for done in practice.fix.done_when:
            for name in done.checks:
                assert known.get(name) == practice.id, f"{practice.id} names {name}"


def test_a_fix_whose_end_checks_can_see_names_them() -> None:
    """A fix leads to level 3: what shows it is done are checks of that level, else those of level 2."""
    installed = {check.id: check for check in checks() if check.need != INDICATOR}
    for practice in load().practices:
        levels = [check.level for check in installed.values() if check.practice == practice.id]
        named = [name for done in practice.fix.done_when for name in done.checks]
        best = max((level for level in levels if level <= 3), default=0)
        assert set(named) <= set(installed), f"{practice.id} names an indicator"
        assert len(named) == len(set(named))
        if best >= 2:
            assert any(installed[name].level >= best for name in named), f"{practice.id} names none of level {best}"
        else:
            assert not named, f"{practice.id} names checks that show activity alone"


def test_most_of_what_aws_can_show_has_a_check() -> None:
    judged = {check.practice for check in checks() if check.id.startswith("aws/")}
    shown = {practice.id for practice in load().practices if practice.observable.aws}
    assert len(judged & shown) >= 0.8 * len(shown)
    reasons = (ROOT / "docs" / "coverage.md").read_text("utf-8")
    assert not [each for each in sorted(shown - judged) if f"| {each} " not in reasons]
    assert f"{len(shown)} practices name reads of AWS. {len(judged & shown)} of them" in reasons
