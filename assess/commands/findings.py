"""assess findings: what the checks concluded, filtered."""

from __future__ import annotations

from pathlib import Path

import click

from assess import refreshing
from assess.commands.opening import assessed, file_argument, json_option, model_for, print_json, round_option
from assess.commands.showing import table
from assess.engagement import ListedFinding
from assess.evidence.called import Called
from assess.plain_text import safe
from assess.program import nothing_read
from assess.report.document import ReportedFinding, printed_finding

_MARKS = {"pass": "ok", "fail": "FAIL", "unknown": "unknown", "not_applicable": "n/a"}


@click.command("findings")
@file_argument
@click.option(
    "--filter", "query", default="", metavar="QUERY", help="For example: outcome:fail topic:DEL,CHG level:>=3"
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most so many rows.")
@round_option
@json_option
@click.pass_context
def command(
    context: click.Context, file: Path, query: str, limit: int | None, round_id: int | None, as_json: bool
) -> None:
    """List findings of FILE. Terms `key:value` narrow, commas mean or, a leading - negates, bare words search."""
    from assess.evidence.filter import sql

    sql(query)  # a filter that cannot be read is said before the file is opened
    with assessed(file, round_id) as engagement:
        for sentence in refreshing.refresh(engagement, model_for(context, engagement), round_id=round_id):
            click.echo(sentence, err=True)
        inputs = engagement.assessment_inputs(round_id)
        called = Called(inputs.targets)
        where = sql(called.identified(query)) if query else None
        found = engagement.findings(where, limit=limit)
        total = engagement.count_findings(where)
        if as_json:
            needs = {check.id: check.need for check in refreshing.checks(engagement)}
            print_json("findings", {"total": total, "findings": [printed_finding(_of(each), needs) for each in found]})
            return
        for line in table(
            ("", "practice", "level", "where", "check", "finding"), (_row(each, called) for each in found), "2"
        ):
            click.echo(line)
        left = f", {len(found)} shown" if len(found) < total else ""
        click.echo(f"{total} finding{'' if total == 1 else 's'}{left}", err=True)
        for sentence in (nothing_read(inputs.collected), refreshing.out_of_scope(inputs)):
            if sentence:
                click.echo(safe(sentence), err=True)


def _of(each: ListedFinding) -> ReportedFinding:
    return ReportedFinding(each.finding, each.account, each.environment, each.state)


def _row(each: ListedFinding, called: Called) -> tuple[str, ...]:
    """One line of the list; a path stands behind the name of its repository, for two may have the same file."""
    finding = each.finding
    place = finding.location
    where = finding.subject.id
    if place is not None:
        name = finding.subject.target.rpartition("/")[2].rpartition(":")[2]
        where = f"{name}:{place.path}:{place.line}" if place.line else f"{name}:{place.path}"
    mark = _MARKS[finding.outcome.value] + (" (suppressed)" if each.state == "suppressed" else "")
    check = finding.check.rpartition("/")[2].replace("_", " ")
    return (mark, finding.practice, str(finding.level), called(where), check, called(finding.message))
