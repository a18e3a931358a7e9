"""The list of findings, its detail, its page and the text for a ticket call a local checkout by its folder."""

from __future__ import annotations

from assess.engagement import ListedFinding
from assess.evidence.called import Called
from assess.evidence.checks import Outcome
from assess.evidence.collectors import Target
from assess.evidence.facts import Subject, TargetId
from assess.evidence.filter import parse
from assess.evidence.findings import Finding, FindingId
from assess.model.loading import load
from assess.tui import suppressing
from assess.tui.drawn import findings as drawn
from assess.tui.glyphs import UNICODE
from assess.tui.lines import plain

ROOT = TargetId("repository:root-" + "45c083f6" * 5)
CALLED = Called([Target(ROOT, "repository", "usability")])
FOUND = ListedFinding(
    finding=Finding(
        id=FindingId("0123456789ab"),
        check="repository/names_its_owner",
        practice="OWN-06",
        level=1,
        outcome=Outcome.FAIL,
        unit=ROOT,
        subject=Subject("repository", f"{ROOT}:#", ROOT),
        message="no owner",
        source=f"git ls-tree {ROOT.partition(':')[2]}",
    ),
    topic="ownership", pillar="ownership", unit_kind="repository", unit_class="unlabelled", account="",
    repository=ROOT.partition(":")[2], environment="", owner="", state="open",
)  # fmt: skip


def test_every_place_that_shows_a_finding_says_the_name() -> None:
    drawing = drawn.FindingDrawing(UNICODE, load(), {}, CALLED)
    for told in (
        plain([drawing.line(FOUND, 120, False)]),
        plain(drawn.detail(FOUND, drawing, 100)),
        plain(drawn.evidence(FOUND, drawing, 100)),
        drawn.record(FOUND, drawing),
        plain([drawn.group_line(ROOT, 3, 80, False, drawing)]),
    ):
        assert "usability" in told
        assert "root-" not in told


def test_a_suppression_is_read_with_the_name_and_saved_with_the_identity() -> None:
    query = suppressing.filter_of(FOUND)
    shown = CALLED(query)
    assert "usability" in shown
    assert "root-" not in shown
    parse(shown)
    assert CALLED.identified(shown) == query
