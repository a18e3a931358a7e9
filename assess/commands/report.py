"""assess report: one document, written in as many formats as are asked for."""

from __future__ import annotations

from pathlib import Path

import click

from assess.assessment import assess, document
from assess.commands.opening import assessed, file_argument, model_for, round_option
from assess.evidence.called import Called
from assess.exits import PARTLY_DONE


@click.command("report")
@file_argument
@click.option(
    "--to",
    "paths",
    type=click.Path(path_type=Path),
    multiple=True,
    required=True,
    metavar="PATH",
    help="Where to; the format follows from the suffix. May be given several times.",
)
@click.option("--names", is_flag=True, help="Show respondents' names instead of R1, R2 ...")
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True, help="Paper of a PDF.")
@round_option
@click.pass_context
def command(
    context: click.Context, file: Path, paths: tuple[Path, ...], names: bool, paper: str, round_id: int | None
) -> None:
    """Write the report of FILE."""
    from assess.report.errors import ReportError
    from assess.report.writing import check_paths, write

    check_paths(paths)
    with assessed(file, round_id) as engagement:
        model = model_for(context, engagement)
        assessment = assess(engagement, model, round_id=round_id)
        told = document(assessment, engagement, names=names)
    called = Called(assessment.inputs.targets)
    missing: list[ReportError] = []
    for path in paths:
        try:
            for written in write(told, model, path, paper=paper, called=called).paths:
                click.echo(f"wrote {written}", err=True)
        except ReportError as error:
            missing.append(error)
    if not missing:
        return
    for sentence in missing[:-1]:
        click.echo(f"assess: {sentence}", err=True)
    if len(missing) < len(paths):
        missing[-1].exit_code = PARTLY_DONE
    raise missing[-1]
