"""What commands share when they open an engagement: file, round, actor, operating model, JSON on stdout."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from assess import __version__
from assess.clock import system_clock
from assess.commands import CommandError, Shared
from assess.engagement import BUSY_SECONDS, UnwritableError

if TYPE_CHECKING:
    from assess.engagement import Engagement
    from assess.model.practices import OperatingModel, Practice

PROGRAM = f"assess {__version__}"
Command = TypeVar("Command", bound=Callable[..., object])


def file_argument(function: Command) -> Command:
    """The engagement file."""
    return click.argument("file", type=click.Path(path_type=Path))(function)


def round_option(function: Command) -> Command:
    """Which round; the newest if not given."""
    return click.option("--round", "round_id", type=int, metavar="N", help="The round to use (default: the newest).")(
        function
    )


def json_option(function: Command) -> Command:
    """Data for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def actor() -> str:
    """Who is recorded as having done something: the name this user has on this machine."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"


@contextmanager
def opened(
    file: Path, *, write: bool, round_id: int | None = None, patience: float = BUSY_SECONDS
) -> Iterator[Engagement]:
    """An engagement for the time of a command. `write=False` works where nothing may be written."""
    from assess.engagement import Engagement

    with Engagement.open(
        file,
        clock=system_clock,
        actor=actor(),
        program=PROGRAM,
        write=write,
        round_id=round_id,
        patience=patience,
    ) as engagement:
        yield engagement


@contextmanager
def assessed(file: Path, round_id: int | None = None) -> Iterator[Engagement]:
    """An engagement for a command that only reads. It is opened for writing where that is possible, so that
    findings which have to be made again are kept, and as it was saved where another process is writing or the disk
    is full."""
    writable = os.access(file, os.W_OK) and os.access(file.absolute().parent, os.W_OK)
    with ExitStack() as stack:
        try:
            engagement = stack.enter_context(opened(file, write=writable, round_id=round_id, patience=0.5))
        except UnwritableError:
            engagement = stack.enter_context(opened(file, write=False, round_id=round_id))
        yield engagement


def model_for(context: click.Context, engagement: Engagement | None = None) -> OperatingModel:
    """The operating model: of `--questionnaires`, else the one the engagement remembers, else the shipped one."""
    from assess.model.loading import load

    shared = context.find_object(Shared)
    folder = shared.questionnaires if shared is not None else None
    remembered = engagement.meta("questionnaires") if engagement is not None else None
    return load(folder or (Path(remembered) if remembered else None))


def practice_named(model: OperatingModel, name: str) -> Practice:
    """The practice of that id; raises `CommandError` with the nearest one."""
    practice = model.practice(name)
    if practice is None:
        from difflib import get_close_matches

        near = get_close_matches(name.upper(), [each.id for each in model.practices], 1)
        hint = f"did you mean {near[0]}?" if near else "`assess practices` lists them"
        raise CommandError(f"there is no practice '{name}': {hint}")
    return practice


def print_json(command: str, content: Mapping[str, object]) -> None:
    """One JSON object on stdout, with its schema first."""
    click.echo(json.dumps({"schema": f"assess/{command}/1", **content}, indent=2, ensure_ascii=False))
