"""assess demo: the whole job on the sample organisation."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("demo")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("assess-demo"),
    show_default=True,
    metavar="DIR",
    help="Where to put the sample organisation, its engagement file and its reports.",
)
def command(out: Path) -> None:
    """Make a sample organisation, collect, score and report, and say what was found."""
    from assess.demo.showing import show
    from assess.evidence.progress import chosen
    from assess.plain_text import safe
    from assess.program import line

    shown = show(out, chosen(sys.stderr))
    for sentence in shown.told:
        click.echo(safe(sentence), err=True)
    for path in shown.written:
        click.echo(f"wrote {path}", err=True)
    for sentence in shown.found:
        click.echo(sentence)
    click.echo(f"look further: {line('open', shown.file)}, or {line('score', shown.file)}", err=True)
