"""assess plan: what to fix first, what to settle first, and what a fix would change."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from pathlib import Path

import click

from assess.assessment import Assessment, assess, document
from assess.commands import CommandError
from assess.commands.opening import (
    assessed,
    file_argument,
    json_option,
    model_for,
    practice_named,
    print_json,
    round_option,
)
from assess.commands.showing import score, table
from assess.evidence.called import Called
from assess.fixfirst import conclusions
from assess.fixfirst.printed import Conclusions, PrintedFix, PrintedSettle
from assess.model.practices import Level, OperatingModel, PracticeId
from assess.program import line

_COLUMNS = 100
_KEYS = ("engagement", "headline", "pillars", "settle", "fixes", "stop_now")


@click.command("plan")
@file_argument
@click.option(
    "--capacity",
    type=click.FloatRange(0.5, 100_000),
    metavar="DAYS",
    help="Person-days of one wave, for this plan only.",
)
@click.option("--what-if", multiple=True, metavar="PRACTICE=LEVEL", help="Suppose a practice were at this level.")
@round_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    file: Path,
    capacity: float | None,
    what_if: tuple[str, ...],
    round_id: int | None,
    as_json: bool,
) -> None:
    """Print the plan of FILE: stop now, fix first, settle first. Nothing of a what-if is kept."""
    if capacity is not None and isnan(capacity):  # which is in every range
        raise CommandError("--capacity is no number of days: give one from 0.5, for example 30")
    with assessed(file, round_id) as engagement:
        model = model_for(context, engagement)
        supposed = dict(_supposed(each, model) for each in what_if)
        today = assess(engagement, model, round_id=round_id, capacity=capacity)
        then = assess(engagement, model, round_id=round_id, what_if=supposed, capacity=capacity) if supposed else today
        if as_json:
            told = document(then, engagement, findings=False)
            print_json("plan", {key: told[key] for key in _KEYS})  # type: ignore[literal-required]  # keys of the type
            return
    concluded = conclusions(then.scorecard, then.plan)
    if supposed:
        for text in _difference(today, then):
            click.echo(text)
    for text in _lines(then, concluded):
        click.echo(text)


def _supposed(text: str, model: OperatingModel) -> tuple[PracticeId, Level]:
    name, equals, level = text.partition("=")
    if not equals or level.strip() not in {"0", "1", "2", "3", "4"}:
        raise CommandError(f"--what-if {text}: write PRACTICE=LEVEL with a level from 0 to 4, for example CHG-04=3")
    return practice_named(model, name.strip()).id, Level(int(level))


def _difference(today: Assessment, then: Assessment) -> Iterator[str]:
    before, after = conclusions(today.scorecard, today.plan), conclusions(then.scorecard, then.plan)
    names = {each.id: each.name for each in today.model.pillars}
    rows = [("Headline", *(score(one["headline"][key]) for key in ("low", "high") for one in (before, after)))]
    for old, new in zip(before["pillars"], after["pillars"], strict=True):
        rows.append(
            (names.get(old["id"], old["id"]), *(score(one[key]) for key in ("low", "high") for one in (old, new)))
        )
    yield from table(("what if", "low now", "then", "high now", "then"), rows, "1234")
    yield ""


def _lines(assessment: Assessment, concluded: Conclusions) -> Iterator[str]:
    model = assessment.model
    titles = {each.id: each.fix.title for each in model.practices}
    roles = {each.id: each.name for each in model.roles}
    owners = {each.id: roles.get(each.fix.owner_role, each.fix.owner_role) for each in model.practices}
    if concluded["stop_now"]:
        called = Called(assessment.inputs.targets)
        yield "Stop now: open doors, hours each"
        rows = [
            (each["practice"], called(each["unit"]), str(each["subjects"]), _name(each["check"]))
            for each in concluded["stop_now"]
        ]
        yield from table(("practice", "where", "subjects", "what fails"), rows, "2")
        yield ""
    if concluded["fixes"]:
        yield f"Fix first: waves of {float(assessment.plan.capacity_days):g} person-days"
        planned = []
        for fix in concluded["fixes"]:
            wave = "–" if fix["wave"] is None else str(fix["wave"])
            if fix["done_wave"] != fix["wave"] and fix["done_wave"] is not None:
                wave += f"–{fix['done_wave']}"
            needs = ", ".join([*fix["prerequisites"], *(f"settle {each}" for each in fix["settle_first"])])
            planned.append(
                (
                    str(fix["rank"]),
                    fix["practice"],
                    titles[PracticeId(fix["practice"])],
                    owners[PracticeId(fix["practice"])],
                    f"{fix['effort_days']:.1f}",
                    f"{fix['value']:.2f}",
                    wave,
                    needs,
                )
            )
        yield from table(
            ("#", "practice", "do", "owner", "days", "value", "wave", "waits for"), planned, "045", widest=72
        )
        yield from _ends(concluded["fixes"], {each.id: each.fix.proof for each in model.practices})
        if assessment.plan.first_three:
            yield f"Largest values of wave 1, for whoever decides: {', '.join(assessment.plan.first_three)}"
        yield ""
    yield from _missing(concluded["settle"])
    if not (concluded["fixes"] or concluded["settle"]):
        yield "Nothing to fix and nothing to settle: every practice is at its target."


def _missing(settle: Sequence[PrintedSettle]) -> Iterator[str]:
    """What to settle first, since knowledge is missing there and not control."""
    if settle:
        yield "Settle first: half a day each"
        missing = []
        for item in settle:
            first = ", ".join(item["practices"][:6]) + (" …" if len(item["practices"]) > 6 else "")
            missing.append(
                (str(item["rank"]), item["source"], f"{item['points']:.2f}", str(len(item["practices"])), first)
            )
        yield from table(("#", "how", "points", "practices", "which"), missing, "023")


def _ends(fixes: Sequence[PrintedFix], proofs: Mapping[PracticeId, str]) -> Iterator[str]:
    """What shows that a fix of the first wave is done; the later ones stand in the report and under `practices`."""
    first = [each["practice"] for each in fixes if each["wave"] == 1 and proofs[PracticeId(each["practice"])]]
    if first:
        yield f"Done when, in wave 1 ({line('practices', 'ID')} says what people see then):"
        for practice in first:
            label = f"  {practice}  "
            yield textwrap.fill(
                proofs[PracticeId(practice)], _COLUMNS, initial_indent=label, subsequent_indent=" " * len(label)
            )
        yield ""


def _name(check: str) -> str:
    return check.rpartition("/")[2].replace("_", " ")
