"""What the product does from a shell: one module for each command, imported when it is called.

This module knows only the names, their one-line help and what all commands share.
"""

from __future__ import annotations

import importlib
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import click

COMMANDS = {
    "demo": "The whole job on a sample organisation: collect, score, report.",
    "new": "Create an engagement file.",
    "open": "Work on it in the terminal app: interview, collect, findings, board.",
    "answers": "Record answers in bulk from a YAML file, or write the file to fill in.",
    "interview": "Ask the questions and record the answers, line by line.",
    "collect": "Read systems: what they show, never changing them.",
    "facts": "What was read: kinds with counts, then each fact with its source.",
    "findings": "What the checks concluded from the facts.",
    "score": "Where we stand: headline, pillars, contradictions.",
    "coverage": "What was not read, what would settle it, and how much wider it makes the score.",
    "plan": "What to fix first, and what to settle first.",
    "practices": "The operating model; with a file, why a number is what it is.",
    "checks": "What is checked, at which level, with which limits.",
    "policy": "The least permissions that a collector needs.",
    "round": "List the rounds, or open the next one.",
    "gate": "Exit 3 when a pillar falls below a bound.",
    "report": "Write the report; the format follows from the suffix.",
    "doctor": "Check this installation, or the integrity of an engagement file.",
}


class CommandError(Exception):
    """A sentence for the user: what is wrong, where, and what to do."""

    def __init__(self, sentence: str, exit_code: int = 2) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


LONGEST_NAME = 200
"""Characters of a name that stands in the head of every page."""


def named(name: str, whose: str, option: str) -> str:
    """The name of the organisation or of a round. Raises `CommandError` for one that no head of a page could show."""
    name = name.strip()
    if not name:
        raise CommandError(f"{whose} needs a name: {option} NAME")
    if len(name) > LONGEST_NAME:
        raise CommandError(f"{option} has {len(name):,} characters: shorten the name to {LONGEST_NAME} at most")
    if any(unicodedata.category(each) in ("Cc", "Cs") for each in name):
        raise CommandError(f"{option} holds a line break, another control character, or bytes that are no text")
    return name


class _Commands(click.Group):
    """Lists commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"assess.commands.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, 1)
            hint = f": did you mean '{near[0]}'?" if near else "; the commands are: " + ", ".join(COMMANDS)
            raise click.UsageError(f"there is no command '{args[0]}'{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@dataclass(frozen=True, slots=True)
class Shared:
    """What was given before the command's name."""

    questionnaires: Path | None = None


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, help="Print the version.")
@click.option(
    "--questionnaires",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Use this folder instead of the questionnaires that ship with assess.",
)
@click.pass_context
def assess(context: click.Context, version: bool, questionnaires: Path | None) -> int:
    """Judges how well an organisation controls its production.

    What people say (interviews) beside what systems show (read-only collectors), scored, with what to fix first.
    `--debug` with any command shows where an unexpected error came from.
    """
    context.obj = Shared(questionnaires)
    if version:
        from assess import __version__

        click.echo(f"assess {__version__}")
        return 0
    if context.invoked_subcommand is None:
        if sys.stdin.isatty() and sys.stdout.isatty():
            from assess.commands.open import run_app

            return run_app(None, questionnaires=questionnaires)
        click.echo(context.get_help())
        return 2
    return 0
