"""assess gate: a bound for pipelines. Exit 3 where it is not met; what was never seen never passes."""

from __future__ import annotations

from pathlib import Path

import click

from assess.assessment import assess
from assess.commands import CommandError
from assess.commands.opening import assessed, file_argument, json_option, model_for, print_json, round_option
from assess.commands.showing import score
from assess.exits import DONE, GATE_NOT_MET
from assess.fixfirst import conclusions
from assess.fixfirst.printed import Conclusions
from assess.model.practices import OperatingModel


@click.command("gate")
@file_argument
@click.option("--minimum", multiple=True, metavar="PILLAR=SCORE", help="The least `low` of a pillar or topic.")
@click.option("--no-contradictions", is_flag=True, help="No claim may be contradicted (exceptions are allowed).")
@round_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    file: Path,
    minimum: tuple[str, ...],
    no_contradictions: bool,
    round_id: int | None,
    as_json: bool,
) -> int:
    """Check FILE against bounds: exit 0 if all are met, 3 if not."""
    if not minimum and not no_contradictions:
        raise CommandError("say what must hold: --minimum PILLAR=SCORE, --no-contradictions, or both")
    with assessed(file, round_id) as engagement:
        model = model_for(context, engagement)
        bounds = dict(_bound(each, model) for each in minimum)
        assessment = assess(engagement, model, round_id=round_id)
    concluded = conclusions(assessment.scorecard, assessment.plan)
    failures = [*_below(concluded, bounds), *_contradicted(concluded, no_contradictions)]
    if as_json:
        print_json("gate", {"passed": not failures, "failures": failures})
    else:
        for failure in failures:
            click.echo(failure)
        click.echo("gate not met" if failures else "gate met", err=True)
    return GATE_NOT_MET if failures else DONE


def _bound(text: str, model: OperatingModel) -> tuple[str, float]:
    name, _, number = text.partition("=")
    known = {each.id.lower(): each.id for each in (*model.pillars, *model.topics)}
    if name.strip().lower() not in known:
        raise CommandError(
            f"--minimum {text}: there is no pillar or topic '{name}'; there are {', '.join(known.values())}"
        )
    try:
        bound = float(number)
    except ValueError:
        bound = -1
    if not 0 <= bound <= 100:
        raise CommandError(f"--minimum {text}: write a score from 0 to 100, for example {name}=50")
    return known[name.strip().lower()], bound


def _below(concluded: Conclusions, bounds: dict[str, float]) -> list[str]:
    failures = []
    for area in (*concluded["pillars"], *concluded["topics"]):
        bound = bounds.get(area["id"])
        if bound is None:
            continue
        if not area["coverage"]:
            failures.append(f"{area['id']}: nothing of it is assessed, so it cannot meet {bound:g}")
        elif area["low"] is None or area["low"] < bound:
            failures.append(f"{area['id']}: low {score(area['low'])} is below {bound:g}")
    return failures


def _contradicted(concluded: Conclusions, wanted: bool) -> list[str]:
    if not wanted:
        return []
    if concluded["headline"]["compared"] is None:
        return ["no claim was compared with evidence yet, so contradictions cannot be ruled out"]
    found = [each["practice"] for each in concluded["contradictions"] if each["kind"] == "contradiction"]
    return [f"{practice}: a claim is contradicted by evidence" for practice in found]
