"""assess open: the terminal app on an engagement file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assess.commands import CommandError, Shared
from assess.commands.opening import PROGRAM, actor, round_option

if TYPE_CHECKING:
    from assess.tui.seat import Seat

THEMES = ("dark", "light", "ansi")


@click.command("open")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--theme", type=click.Choice(THEMES), help="Colours: dark, light, or those of the terminal (ansi).")
@click.option("--ascii", "ascii_only", is_flag=True, help="Draw with ASCII signs alone.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal, for its own selection.")
@round_option
@click.pass_context
def command(
    context: click.Context, file: Path | None, theme: str | None, ascii_only: bool, no_mouse: bool, round_id: int | None
) -> int:
    """Open FILE in the app: overview, interview, collect, findings, board. Without FILE: recent files, new, demo."""
    shared = context.find_object(Shared)
    return run_app(
        file,
        theme=theme,
        ascii_only=ascii_only,
        mouse=not no_mouse,
        round_id=round_id,
        questionnaires=shared.questionnaires if shared is not None else None,
    )


def run_app(
    file: Path | None,
    *,
    view: str = "overview",
    round_id: int | None = None,
    theme: str | None = None,
    ascii_only: bool = False,
    mouse: bool = True,
    questionnaires: Path | None = None,
    seat: Seat | None = None,
) -> int:
    """Runs the app and returns the exit code. Raises `CommandError` where there is no terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CommandError("the app needs a terminal; without one use score, findings, plan and interview --plain")
    from assess.clock import system_clock
    from assess.tui import run

    return run(
        file,
        actor=actor(),
        program=PROGRAM,
        clock=system_clock,
        view=view,
        round_id=round_id,
        questionnaires=questionnaires,
        theme=theme or _theme(),
        ascii_only=ascii_only,
        mouse=mouse,
        seat=seat,
    )


def _theme() -> str:
    """The theme that ASSESS_THEME names, else dark."""
    named = os.environ.get("ASSESS_THEME", "")
    return named if named in THEMES else "dark"
