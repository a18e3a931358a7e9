"""assess score: where control stands, in one screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from assess.assessment import Assessment, assess, document
from assess.commands.opening import assessed, file_argument, json_option, model_for, print_json, round_option
from assess.commands.showing import bar, percent, score, span, sureness, table
from assess.fixfirst import conclusions
from assess.fixfirst.printed import Conclusions
from assess.plain_text import safe
from assess.program import line as typed

_STANDS = {
    "confirmed": "control confirmed",
    "not_shown": "claimed or possible, never shown",
    "contradicted": "claimed, and contradicted by evidence",
    "lacking": "control lacking",
    "unknown": "nobody knows",
}


_KEYS = (
    "engagement", "scope", "headline", "pillars", "topics", "components", "loop", "risks", "practices",
    "contradictions",
)  # fmt: skip


@click.command("score")
@file_argument
@round_option
@json_option
@click.pass_context
def command(context: click.Context, file: Path, round_id: int | None, as_json: bool) -> None:
    """Print the score of FILE: headline, pillars, contradictions."""
    with assessed(file, round_id) as engagement:
        assessment = assess(engagement, model_for(context, engagement), round_id=round_id)
        if as_json:
            told = document(assessment, engagement, findings=False)
            print_json("score", {key: told[key] for key in _KEYS})  # type: ignore[literal-required]  # keys of the type
            return
    concluded = conclusions(assessment.scorecard, assessment.plan)
    for line in _lines(assessment, concluded, file):
        click.echo(line)


def _lines(assessment: Assessment, concluded: Conclusions, file: Path) -> Iterator[str]:
    inputs, headline = assessment.inputs, concluded["headline"]
    yield safe(f"{inputs.organisation} · {inputs.round.name} · as of {inputs.as_of:%Y-%m-%d}")
    yield ""
    if headline["score"] is None:
        yield f"No score yet: only {percent(headline['coverage'])} of the weight is assessed. Range {_range(concluded)}"
    else:
        yield f"Score {score(headline['score'])} of 100 ({headline['band']}), range {_range(concluded)}"
    compared = headline["compared"]
    if compared is not None:
        yield (
            f"Claimed {score(compared['claimed'])}, verified {score(compared['observed'])}: "
            f"over the {percent(compared['share'])} of the weight that has both"
        )
    yield (
        f"Activity {percent(headline['activity_index'])}, control {percent(headline['control_index'])}, "
        f"assurance {sureness(headline['assurance'])}"
    )
    if headline["nothing_shown"]:
        if assessment.claims:
            yield "Nothing was shown and no system was read: these are claims."
        else:
            yield f"Nothing was said and nothing was read yet: {typed('interview', file)}, {typed('collect', '--help')}"
    yield ""
    control = headline["control"]
    if control is not None:
        shares = {name: control[name] for name in _STANDS}  # type: ignore[literal-required]  # keys of the type
        yield from table(
            ("share", "where control stands", ""),
            [(percent(share), _STANDS[name], bar(share)) for name, share in shares.items()],
            "0",
        )
        yield ""
    yield from _areas(assessment, concluded)
    yield from _contradictions(assessment, concluded)
    yield ""
    yield f"What to do first: {typed('plan', file)}    Why a number: {typed('practices', 'ID', file)}"


def _range(concluded: Conclusions) -> str:
    return span(concluded["headline"]["low"], concluded["headline"]["high"])


def _areas(assessment: Assessment, concluded: Conclusions) -> Iterator[str]:
    names = {each.id: each.name for each in (*assessment.model.pillars, *assessment.model.topics)}
    rows = []
    for area in concluded["pillars"]:
        compared, cap = area["compared"], area["cap"]
        rows.append(
            (
                names.get(area["id"], area["id"]),
                score(area["score"]),
                span(area["low"], area["high"]),
                score(compared["claimed"]) if compared else "–",
                score(compared["observed"]) if compared else "–",
                percent(area["coverage"]),
                sureness(area["assurance"]),
                f"at most {cap['at']}: {', '.join(cap['by'])}" if cap else "",
            )
        )
    headings = ("pillar", "score", "range", "claimed", "verified", "coverage", "assurance", "gates allow")
    yield from table(headings, rows, "12345")


def _contradictions(assessment: Assessment, concluded: Conclusions) -> Iterator[str]:
    found = concluded["contradictions"]
    if not found:
        return
    roles = {role.id: role.name for role in assessment.model.roles}
    yield ""
    yield "What was believed and is not so"
    for each in found:
        practice = assessment.model.practice(each["practice"])
        said = ", ".join(f"{roles.get(one['role'], one['role'])} {one['level']}" for one in each["says"])
        worst = max(each["shows"], key=lambda shown: shown["failing_units"])
        yield safe(f"  {each['practice']} {practice.name if practice else ''} ({each['kind']})")
        failing = f"failing in {worst['failing_units']} of {worst['of_units']} units"
        yield safe(f"      said: {said}; shown: at most {each['observed_high']}, {failing}")
