"""assess doctor: whether this installation can do its work, or whether a file is what its events say."""

from __future__ import annotations

from pathlib import Path

import click

from assess.commands.opening import json_option, opened, print_json
from assess.commands.showing import table
from assess.exits import DONE, PARTLY_DONE
from assess.plain_text import safe


@click.command("doctor")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@json_option
def command(file: Path | None, as_json: bool) -> int:
    """Check this installation, or the integrity of an engagement FILE. Exit 4 where something is wrong."""
    return _file(file, as_json) if file is not None else _installation(as_json)


def _file(file: Path, as_json: bool) -> int:
    from assess.engagement.verification import verify

    found = verify(file)
    if as_json:
        print_json(
            "doctor",
            {
                "checks": [],
                "file": {
                    "clean": found.clean,
                    "events": found.events,
                    "rounds": found.rounds,
                    "rows": found.rows,
                    "batches": found.batches,
                    "problems": list(found.problems),
                },
            },
        )
    else:
        for problem in found.problems:
            click.echo(safe(problem))
        state = "nothing was changed by other means" if found.clean else f"{len(found.problems)} problems"
        click.echo(
            f"{file}: {found.events} events, {found.rows} rows and {found.batches} batches of facts "
            f"in {found.rounds} round{'' if found.rounds == 1 else 's'}: {state}"
        )
        outside = _out_of_scope(file) if found.clean else ""
        if outside:
            click.echo(safe(outside))
    return DONE if found.clean else PARTLY_DONE


def _out_of_scope(file: Path) -> str:
    from assess.refreshing import out_of_scope

    with opened(file, write=False) as engagement:
        return out_of_scope(engagement.assessment_inputs())


def _installation(as_json: bool) -> int:
    from assess.commands.installation import examine

    results = examine()
    if as_json:
        print_json(
            "doctor",
            {
                "checks": [{"what": r.what, "well": r.well, "found": r.found, "cure": r.cure} for r in results],
                "file": None,
            },
        )
    else:
        rows = [("ok" if r.well else "no", r.what, r.found) for r in results]
        for line in table(("", "what", "found"), rows, widest=90):
            click.echo(line)
        for result in results:
            if not result.well:
                click.echo(safe(f"{result.what}: {result.found}; {result.cure}"))
    return DONE if all(result.well for result in results) else PARTLY_DONE
