"""assess round: the rounds of an engagement, and the next one."""

from __future__ import annotations

from pathlib import Path

import click

from assess.clock import timestamp
from assess.commands import named
from assess.commands.opening import file_argument, json_option, model_for, opened, print_json
from assess.commands.showing import table
from assess.plain_text import safe


@click.command("round")
@file_argument
@click.option("--new", "name", metavar="NAME", help="Open the next round. Answers carry over with their own date.")
@json_option
@click.pass_context
def command(context: click.Context, file: Path, name: str | None, as_json: bool) -> None:
    """List the rounds of FILE, or open the next one."""
    if name is not None:
        name = named(name, "a round", "--new")
    with opened(file, write=name is not None) as engagement:
        if name is not None:
            number = engagement.open_round(name, model_digest=model_for(context, engagement).digest)
            click.echo(f"opened round {number}: {safe(name)}", err=True)
        rounds = engagement.rounds()
        counts = {each.id: sum(not one.carried for one in engagement.answers(each.id)) for each in rounds}
    if as_json:
        listed = [
            {"id": each.id, "name": each.name, "opened_at": timestamp(each.opened_at), "answers": counts[each.id]}
            for each in rounds
        ]
        print_json("round", {"rounds": listed})
        return
    rows = [(str(each.id), each.name, f"{each.opened_at:%Y-%m-%d}", str(counts[each.id])) for each in rounds]
    for line in table(("round", "name", "opened", "answers given in it"), rows, "03"):
        click.echo(line)
