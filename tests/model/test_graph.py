"""What a practice needs first, how deep that goes, and which circles a catalogue must not have."""

from __future__ import annotations

from pathlib import Path

import pytest
from questionnaire_builder import Questionnaires, practice, topic

from assess.model.graph import cycles, depth, edges, needed_by, order, prerequisites_of
from assess.model.loading import load
from assess.model.practices import OperatingModel, PracticeId


@pytest.fixture
def diamond(tmp_path: Path) -> OperatingModel:
    """OWN-04 needs 02 and 03, both need 01; OBS-01 needs 04, and 01 directly."""
    folder = Questionnaires(tmp_path / "q")
    folder.write(
        "ownership.yaml",
        topic(
            "OWN",
            practice("OWN-04", prerequisites="OWN-03, OWN-02"),
            practice("OWN-03", prerequisites="OWN-01"),
            practice("OWN-02", prerequisites="OWN-01"),
            practice("OWN-01"),
        ),
    )
    folder.write("observability.yaml", topic("OBS", practice("OBS-01", "observability", "OWN-04, OWN-01")))
    return load(folder.folder)


def test_depth_is_the_longest_way_down(diamond: OperatingModel) -> None:
    assert depth(diamond) == {"OWN-04": 2, "OWN-03": 1, "OWN-02": 1, "OWN-01": 0, "OBS-01": 3}


def test_the_order_puts_each_behind_what_it_needs(diamond: OperatingModel) -> None:
    assert order(diamond) == ("OWN-01", "OWN-02", "OWN-03", "OWN-04", "OBS-01")


def test_everything_a_practice_needs_is_named_once_in_order(diamond: OperatingModel) -> None:
    assert prerequisites_of(diamond, PracticeId("OBS-01")) == ("OWN-01", "OWN-02", "OWN-03", "OWN-04")
    assert prerequisites_of(diamond, PracticeId("OWN-03")) == ("OWN-01",)
    assert prerequisites_of(diamond, PracticeId("OWN-01")) == ()


def test_an_unknown_practice_needs_no_guess(diamond: OperatingModel) -> None:
    with pytest.raises(KeyError):
        prerequisites_of(diamond, PracticeId("XXX-01"))


def test_the_other_direction(diamond: OperatingModel) -> None:
    assert needed_by(diamond, PracticeId("OWN-01")) == ("OWN-03", "OWN-02", "OBS-01")
    assert needed_by(diamond, PracticeId("OBS-01")) == ()


def test_no_practice_that_ships_waits_for_itself(model: OperatingModel) -> None:
    place = {identifier: number for number, identifier in enumerate(order(model))}
    for practice_id, needed in edges(model).items():
        assert all(place[each] < place[practice_id] for each in needed)


def test_the_deepest_chain_that_ships(model: OperatingModel) -> None:
    assert depth(model)[PracticeId("IRP-04")] == 4
    assert prerequisites_of(model, PracticeId("IRP-04")) == ("OWN-01", "OWN-02", "OWN-09", "IRP-01")


@pytest.mark.parametrize(
    ("needs", "found"),
    [
        ({}, ()),
        ({"A": [], "B": ["A"]}, ()),
        ({"A": ["A"]}, (("A",),)),
        ({"B": ["A"], "A": ["B"]}, (("A", "B"),)),
        ({"C": ["A"], "A": ["B"], "B": ["C"], "D": ["A"]}, (("A", "B", "C"),)),
        ({"A": ["B"], "B": ["A"], "C": ["D"], "D": ["C"]}, (("A", "B"), ("C", "D"))),
    ],
)
def test_circles(needs: dict[PracticeId, list[PracticeId]], found: tuple[tuple[str, ...], ...]) -> None:
    assert tuple(sorted(cycles(needs))) == found


def test_a_long_chain_needs_no_deep_stack() -> None:
    chain = {PracticeId(str(n)): [PracticeId(str(n + 1))] for n in range(20_000)}
    assert cycles({**chain, PracticeId("20000"): []}) == ()
