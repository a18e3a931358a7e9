"""assess practices: the operating model; with a file, why the number of a practice is what it is."""

from __future__ import annotations

from pathlib import Path

import click

from assess.assessment import assess
from assess.commands import CommandError
from assess.commands.opening import assessed, json_option, model_for, practice_named, print_json, round_option
from assess.commands.showing import wrapped
from assess.evidence.called import Called
from assess.model.practices import OperatingModel, Practice, Role
from assess.plain_text import safe


@click.command("practices")
@click.argument("arguments", nargs=-1, metavar="[ID] [FILE]")
@click.option("--role", metavar="ROLE", help="Only what this role is asked.")
@click.option(
    "--to", type=click.Path(path_type=Path), metavar="GUIDE.md", help="With --role: write a guide to prepare."
)
@round_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    arguments: tuple[str, ...],
    role: str | None,
    to: Path | None,
    round_id: int | None,
    as_json: bool,
) -> None:
    """Print the operating model, one practice, or (with FILE) the sum behind a practice's number."""
    identifier, file = _sorted_out(arguments)
    if file is not None and identifier is not None:
        _why(context, identifier, file, round_id, as_json)
        return
    if file is not None:
        with assessed(file, round_id) as engagement:
            model = model_for(context, engagement)
    else:
        model = model_for(context)
    if identifier is not None:
        _one(model, practice_named(model, identifier), as_json)
        return
    _all(model, role_named(model, role) if role else None, to, as_json)


def _sorted_out(arguments: tuple[str, ...]) -> tuple[str | None, Path | None]:
    """An argument that ends in .assess or names a file is FILE."""
    identifier: str | None = None
    file: Path | None = None
    for argument in arguments:
        if argument.endswith(".assess") or Path(argument).is_file():
            if file is not None:
                raise CommandError(f"two files are named: {file} and {argument}; give one")
            file = Path(argument)
        elif identifier is not None:
            raise CommandError(f"two practices are named: {identifier} and {argument}; give one")
        else:
            identifier = argument
    return identifier, file


def role_named(model: OperatingModel, name: str) -> Role:
    """The role of that id or name; raises `CommandError` naming those there are."""
    from assess.model.description import find_role

    role = find_role(model, name)
    if role is None:
        raise CommandError(f"there is no role '{name}'; the roles are {', '.join(each.id for each in model.roles)}")
    return role


def write_text(path: Path, text: str) -> None:
    """Writes a text file whole or not at all; raises `CommandError`."""
    from assess.report.writing import put

    put(path, text.encode())


def _all(model: OperatingModel, role: Role | None, to: Path | None, as_json: bool) -> None:
    from assess.model.description import practice_document, practice_list, practices_for

    if to is not None:
        if to.suffix.lower() != ".md":
            raise CommandError(f"a guide is Markdown, and {to} does not say so: give a name that ends in .md")
        if role is None:
            raise CommandError("a guide is written for one role: give --role ROLE with --to")
        from assess.model.guide import guide

        write_text(to, guide(model, role))
        click.echo(f"wrote {to}", err=True)
    elif as_json:
        documents = [practice_document(each) for each in practices_for(model, role)]
        print_json("practices", {"practices": documents, "why": None})
    else:
        click.echo(practice_list(model, role), nl=False)


def _one(model: OperatingModel, practice: Practice, as_json: bool) -> None:
    from assess.model.description import practice_document, practice_text

    if as_json:
        print_json("practices", {"practices": [practice_document(practice)], "why": None})
    else:
        click.echo(practice_text(model, practice), nl=False)


def _why(context: click.Context, identifier: str, file: Path, round_id: int | None, as_json: bool) -> None:
    from dataclasses import asdict

    from assess.scoring.why import why

    with assessed(file, round_id) as engagement:
        model = model_for(context, engagement)
        practice = practice_named(model, identifier)
        assessment = assess(engagement, model, round_id=round_id)
    sections = why(assessment.scorecard, practice.id)
    if as_json:
        from assess.model.description import practice_document

        told = [asdict(each) for each in sections]
        print_json("practices", {"practices": [practice_document(practice)], "why": told})
        return
    called = Called(assessment.inputs.targets)
    click.echo(f"{practice.id} {practice.name}")
    for section in sections:
        click.echo("")
        click.echo(section.title)
        wide = max((len(line.label) for line in section.lines), default=0)
        for line in section.lines:
            if not line.label:  # a sentence
                click.echo("\n".join(wrapped(called(line.text), indent="  ")))
                continue
            value = f"  {line.value}" if line.value else ""
            click.echo(safe(called(f"  {line.label:<{min(wide, 40)}}  {line.text}{value}".rstrip())))
