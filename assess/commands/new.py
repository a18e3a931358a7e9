"""assess new: creates an engagement file with its first round."""

from __future__ import annotations

from pathlib import Path

import click

from assess.clock import system_clock
from assess.commands import Shared, named
from assess.commands.opening import PROGRAM, actor, file_argument, model_for
from assess.engagement import Engagement
from assess.program import line


@click.command("new")
@file_argument
@click.option("--organisation", required=True, metavar="NAME", help="The organisation under assessment.")
@click.option("--round", "round_name", default="Round 1", show_default=True, metavar="NAME", help="Its first round.")
@click.pass_context
def command(context: click.Context, file: Path, organisation: str, round_name: str) -> None:
    """Create an engagement FILE (NAME.assess).

    People, profile, scope, labels of targets and decisions are set in the app (`open`, key E), or without it from
    YAML: `answers FILE --template --to answers.yaml`, fill in, then `answers FILE --from answers.yaml`.
    """
    organisation = named(organisation, "the organisation", "--organisation")
    round_name = named(round_name, "the first round", "--round")
    place = file if file.suffix or not file.name else file.with_suffix(".assess")
    model = model_for(context)
    shared = context.find_object(Shared)
    with Engagement.create(
        place,
        organisation=organisation,
        model_digest=model.digest,
        program=PROGRAM,
        actor=actor(),
        clock=system_clock,
        round_name=round_name,
    ) as engagement:
        if shared is not None and shared.questionnaires is not None:
            engagement.set_meta("questionnaires", str(shared.questionnaires.absolute()))
    click.echo(f"created {place}", err=True)
    click.echo(f"next: {line('open', place)}: the app, with everything in it", err=True)
    click.echo(
        f"or line by line: {line('collect', place)} --repository PATH, {line('interview', place)} --plain", err=True
    )
