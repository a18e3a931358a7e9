"""Does the whole job on the sample organisation, as a user would, and says in three lines what it found."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assess import __version__
from assess.assessment import assess, document
from assess.clock import Clock, frozen_clock
from assess.demo.accounts import READER_ROLE, accounts
from assess.demo.organisation import ASSESSED_AT, ORGANISATION, DemoError, make_repositories, sample_answers
from assess.engagement import Engagement
from assess.engagement.answers import apply
from assess.evidence.collectors import Collector, Settings
from assess.evidence.discovery import discover
from assess.evidence.planning import plan
from assess.evidence.progress import Progress
from assess.evidence.running import Conditions, run
from assess.evidence.summary import Summary
from assess.interview.answers_file import read_answers
from assess.model.loading import cache_folder, load
from assess.model.practices import OperatingModel, PracticeId
from assess.report.errors import ReportError
from assess.report.shape import Document
from assess.report.writing import write

FILE = "demo.assess"
REPORTS = ("report.pdf", "report.html", "report.json", "report.md")
_REPOSITORIES = "repositories"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a demo made: files written, sentences about what could not be, what it found, and how to go on."""

    file: Path
    written: tuple[Path, ...]
    told: tuple[str, ...]
    found: tuple[str, str, str]


def show(folder: Path, progress: Progress | None = None) -> Shown:
    """Makes the sample organisation below `folder`, collects, scores and reports. Raises `DemoError` and what the
    rooms raise; an earlier demo there is replaced, its engagement file kept beside it."""
    _clear(folder)
    checkouts = make_repositories(folder / _REPOSITORIES)
    file = folder / FILE
    model, clock = load(), frozen_clock(ASSESSED_AT)
    with Engagement.create(
        file,
        organisation=ORGANISATION,
        model_digest=model.digest,
        program=f"assess {__version__}",
        actor="assess demo",
        clock=clock,
        round_name="Q4 2026",
    ) as engagement:
        apply(read_answers(sample_answers(), model, ASSESSED_AT.date()), engagement)
        summary = _collect(engagement, checkouts, clock, progress)
        told = document(assess(engagement, model), engagement)
    written, sentences = _write(told, model, folder)
    return Shown(file, written, (*_refusals(summary), *sentences), _found(told, model))


def _clear(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DemoError(f"{folder} cannot be made ({error.strerror}): choose another folder with --out") from None
    present = {each.name for each in folder.iterdir()}
    if present and FILE not in present:
        raise DemoError(f"{folder} holds other files and was not touched: choose an empty folder with --out")
    if FILE in present:
        (folder / FILE).replace(folder / f"{FILE}.before")
        shutil.rmtree(folder / _REPOSITORIES, ignore_errors=True)


def _collect(engagement: Engagement, checkouts: Sequence[Path], clock: Clock, progress: Progress | None) -> Summary:
    collectors: tuple[Collector, ...] = discover().collectors
    settings = {
        "repository": Settings(options={"repository": tuple(map(str, checkouts))}),
        "aws": Settings(options={"aws_organization": (READER_ROLE,)}),
    }
    with accounts():
        planned = plan(collectors, settings)
        return run(planned, engagement.sink(), Conditions(clock=clock, cache=cache_folder(), workers=1), progress)


def _write(told: Document, model: OperatingModel, folder: Path) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    written: list[Path] = []
    sentences: list[str] = []
    for name in REPORTS:
        try:
            written += write(told, model, folder / name).paths
        except ReportError as error:
            sentences.append(str(error))
    return tuple(written), tuple(sentences)


def _refusals(summary: Summary) -> tuple[str, ...]:
    return tuple(f"{each.probe} on {', '.join(each.places)}: {each.detail}" for each in summary.not_done)


def _found(told: Document, model: OperatingModel) -> tuple[str, str, str]:
    """What a reader should take away, from the document alone."""
    headline, compared = told["headline"], told["headline"]["compared"]
    sides = f": claimed {compared['claimed']:.0f}, verified {compared['observed']:.0f}" if compared else ""
    where = (
        f"scored {headline['score']:.1f} ({headline['band']})"
        if headline["score"] is not None
        else f"between {headline['low']:.1f} and {headline['high']:.1f}"
    )
    false = [each for each in told["contradictions"] if each["kind"] == "contradiction"]
    names = {practice.id: practice.name for practice in model.practices}
    contested = [each["id"] for each in told["practices"] if each["claimed"] and each["claimed"]["contested"]]
    beliefs = ", ".join(f"{names[PracticeId(each['practice'])]} ({each['practice']})" for each in false[:3])
    more = f" and {len(false) - 3} more" if len(false) > 3 else ""
    waiting = next((each for each in told["fixes"] if each["prerequisites"]), None)
    first_three = told["headline"]["first_three"]
    first = next((each for each in told["fixes"] if each["practice"] in first_three[:1]), None)
    then = f"; {waiting['practice']} waits for {', '.join(waiting['prerequisites'])}" if waiting else ""
    unread = sum(gap["findings"] for reason in ("not_permitted", "not_available") for gap in told["coverage"][reason])
    return (
        f"{told['engagement']['organisation']} is {where}{sides} over what has both, of 100.",
        f"{len(false)} beliefs are contradicted by evidence: {beliefs}{more}; disputed: {', '.join(contested)}.",
        f"First: {first['title'] if first else 'nothing'}{then}; {unread} answers wait for reads that did not succeed.",
    )
