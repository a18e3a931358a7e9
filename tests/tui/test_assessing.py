"""A large engagement is scored beside the screen: the app says so, shows what it has, and takes what was made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from engagements import LATER, create, fill, identity, says
from screens import Driver, on_screen

from assess import refreshing
from assess.evidence.checks import Outcome
from assess.evidence.facts import Subject, TargetId
from assess.evidence.findings import Finding, finding_id
from assess.model.loading import load
from assess.tui.store import Store
from assess.tui.topics import Topic

UNITS = 5_200


def findings() -> Iterator[Finding]:
    practice = load().practices[0].id
    for number in range(UNITS):
        target = TargetId(f"repository:github.com/acme/service-{number}")
        yield Finding(
            id=finding_id("repository/one", target),
            check="repository/one",
            practice=practice,
            level=2,
            outcome=Outcome.FAIL,
            unit=target,
            subject=Subject("repository", target, target),
            message="main takes any push",
            at=LATER,
            source="git show",
        )


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """More tallies than are folded on the way to a repaint."""
    path = tmp_path / "large.assess"
    with create(path) as engagement:
        fill(engagement)
        inputs = engagement.assessment_inputs()
        engagement.replace_findings(refreshing._key(engagement, load(), inputs), findings(), model=load())
    return path


def test_a_large_engagement_is_scored_beside_the_screen(large: Path) -> None:
    store = Store.open(large, identity())
    assert not store.conclude()
    assert store.counting
    beside = store.assessment  # who cannot wait gets it all the same, once it is there
    assert not store.counting
    assert store.conclude()
    assert len(beside.evidence.tallies) == UNITS
    store.close()


def test_what_was_made_of_an_older_state_is_not_taken(large: Path) -> None:
    store = Store.open(large, identity())
    assert not store.conclude()
    person = store.engagement.respondents()[0].id
    store.save(lambda: store.engagement.answer(says(person, "CST-07", 3)), Topic.PEOPLE)
    assert any(each.practice == "CST-07" for each in store.assessment.inputs.answers)
    store.close()


@pytest.mark.parametrize(("view", "sees"), [("overview", "COVERAGE"), ("interview", "Answers: "), ("board", "BUILD")])
def test_every_view_comes_once_it_is_counted_and_says_so_before(view: str, sees: str, large: Path) -> None:
    async def steps(driver: Driver) -> None:
        assert "counting" in driver.lines[0] or sees in driver.words
        await driver.until(lambda: sees in driver.words)
        assert "counting" not in driver.lines[0]

    on_screen(large, steps, view=view)


def test_a_small_one_is_scored_at_once(filled: Path) -> None:
    store = Store.open(filled, identity())
    assert store.conclude()
    assert not store.counting
    store.close()
