"""assess coverage: what was not read or is not known, what would settle it, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from assess.assessment import assess
from assess.commands.opening import assessed, file_argument, json_option, model_for, print_json, round_option
from assess.commands.showing import score
from assess.evidence.called import Called
from assess.plain_text import safe
from assess.program import nothing_read
from assess.refreshing import out_of_scope
from assess.report.coverage import cost_words, gap_sentence
from assess.report.shape import Coverage, Gap
from assess.unread import unread

_REASONS = {
    "not_permitted": "Refused",
    "not_available": "Asked for, and not answered",
    "unresolved": "Read, and not decided by it",
    "not_collected": "Not asked for",
}
_MOST_LINES = 12
"""Lines of one reason before the rest is only counted; --json has all."""


@click.command("coverage")
@file_argument
@click.option("--all", "everything", is_flag=True, help="Every line, also of what widens no range.")
@round_option
@json_option
@click.pass_context
def command(context: click.Context, file: Path, everything: bool, round_id: int | None, as_json: bool) -> None:
    """Print what was not read in FILE: how much wider the ranges are for it at most, most points first.

    Points are those of the list of what to settle first: levels by weight, by 4. Two lines are not to be added up.
    """
    with assessed(file, round_id) as engagement:
        assessment = assess(engagement, model_for(context, engagement), round_id=round_id)
        found = unread(assessment, engagement)
    if as_json:
        print_json("coverage", {"coverage": found})
        return
    empty = nothing_read(assessment.inputs.collected)
    if empty:
        click.echo(empty)
        return
    outside = out_of_scope(assessment.inputs)
    if outside:
        click.echo(safe(outside) + "\n")
    called = Called(assessment.inputs.targets)
    for line in _lines(found, everything=everything):
        click.echo(called(line))


def _lines(found: Coverage, *, everything: bool) -> Iterator[str]:
    said = False
    for reason, title in _REASONS.items():
        gaps: list[Gap] = found[reason]  # type: ignore[literal-required]  # keys of the type
        shown = gaps if everything else [each for each in gaps if each["wider"]][:_MOST_LINES]
        if not gaps:
            continue
        said = True
        yield f"{title}"
        for each in shown:
            yield safe(f"  {gap_sentence(reason, each)}{_where_wider(each)}")
        left = len(gaps) - len(shown)
        if left:
            yield f"  {left} more, which widen the ranges less or not at all: --all lists them"
        yield ""
    if not said:
        yield "Everything that was asked for was read and decided."
        return
    yield f"All that was refused or not answered, together: {cost_words(found['together'])}"


def _where_wider(gap: Gap) -> str:
    """Which practices, and what that makes of the whole."""
    if not gap["wider"]:
        return ""
    of_score = f"; {score(gap['headline'])} of the score" if gap["headline"] else ""
    return f" ({', '.join(each['practice'] for each in gap['wider'])}{of_score})"


def told(found: Coverage, most: int = 5) -> Iterator[str]:
    """The dearest of what was refused or not answered, a line each, then all of it together; nothing if nothing was."""
    gaps = [(reason, each) for reason in ("not_permitted", "not_available") for each in found[reason]]
    gaps.sort(key=lambda each: -each[1]["points"])
    for reason, gap in gaps[:most]:
        yield gap_sentence(reason, gap)
    if len(gaps) > 1:
        yield f"all {len(gaps)} together: {cost_words(found['together'])}"
