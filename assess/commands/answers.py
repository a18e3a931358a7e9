"""assess answers: answers, people, profile and decisions in bulk, from a YAML file; or the file to fill in."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from assess.commands import CommandError
from assess.commands.opening import file_argument, json_option, model_for, opened, print_json, round_option
from assess.program import line


@click.command("answers")
@file_argument
@click.option("--from", "source", type=click.Path(path_type=Path), metavar="YAML", help="Record what this file says.")
@click.option("--template", is_flag=True, help="Print the file to fill in.")
@click.option("--role", metavar="ROLE", help="With --template: only the questions of this role.")
@click.option("--to", type=click.Path(path_type=Path), metavar="YAML", help="With --template: write it there.")
@round_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    file: Path,
    source: Path | None,
    template: bool,
    role: str | None,
    to: Path | None,
    round_id: int | None,
    as_json: bool,
) -> None:
    """Record answers in bulk in FILE. Reading the same YAML twice changes nothing.

    The YAML also takes whatever else the app takes: people, the profile (size, scope, tools of record, levels wanted),
    labels of targets, what the room agreed on (consensus), overrides, suppressions, days of fixes, figures and
    incidents. --template shows each of them. Only what the file names is changed.
    """
    if template == (source is not None):
        raise CommandError("give either --from YAML to record answers, or --template to get the file to fill in")
    if template:
        _write_template(context, file, role, to)
        return
    assert source is not None
    from assess.engagement.answers import apply
    from assess.interview.answers_file import read_answers

    with opened(file, write=True, round_id=round_id) as engagement:
        model = model_for(context, engagement)
        known = engagement.respondent_keys()
        applied = apply(read_answers(source, model, engagement.clock().date(), known), engagement)
    if as_json:
        print_json("answers", {**asdict(applied), "changed": applied.changed})
        return
    counts = [
        f"{count} {name if count > 1 or name == 'profile' else name.removesuffix('s')}"
        for name, count in asdict(applied).items()
        if count and name != "unchanged"
    ]
    said = ", ".join(counts) if counts else "nothing new"
    click.echo(f"{said}; {applied.unchanged} already stood as the file says", err=True)


def _write_template(context: click.Context, file: Path, role: str | None, to: Path | None) -> None:
    from assess.commands.practices import role_named, write_text
    from assess.interview.answers_template import template

    with opened(file, write=False) as engagement:
        model = model_for(context, engagement)
    text = template(model, role_named(model, role) if role else None)
    if to is None:
        click.echo(text, nl=False)
    else:
        write_text(to, text)
        click.echo(f"wrote {to}; fill it in, then: {line('answers', file, '--from', to)}", err=True)
