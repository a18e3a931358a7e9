"""assess checks: what is checked, for which practice and level, needing what, and what it cannot know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from assess.commands import CommandError
from assess.commands.opening import json_option, print_json
from assess.commands.shapes import ShownCheck
from assess.commands.showing import table, wrapped
from assess.evidence.checks import Check
from assess.evidence.collectors import Collector
from assess.plain_text import safe


@click.command("checks")
@click.argument("identifier", metavar="[ID]", required=False)
@json_option
def command(identifier: str | None, as_json: bool) -> None:
    """List the installed checks, or print one with its limits."""
    from assess.evidence.discovery import discover, gather_checks

    found = discover()
    gathered = gather_checks(found.collectors)
    for problem in (*found.problems, *gathered.problems):
        click.echo(problem, err=True)
    checks = gathered.checks
    if identifier is not None:
        checks = tuple(each for each in checks if identifier in (each.id, each.id.rpartition("/")[2]))
        if not checks:
            from difflib import get_close_matches

            near = get_close_matches(identifier, [each.id for each in gathered.checks], 1, 0.4)
            hint = f"did you mean {near[0]}?" if near else "`assess checks` lists them"
            raise CommandError(f"there is no check '{identifier}': {hint}")
    shown = [_shown(each, found.collectors) for each in checks]
    if as_json:
        print_json("checks", {"checks": shown})
    elif identifier is not None:
        for one in shown:
            for line in _page(one):
                click.echo(line)
    else:
        rows = [(one["practice"], str(one["level"]), one["id"], one["sentence"]) for one in shown]
        for line in table(("practice", "level", "check", "statement"), sorted(rows), "1", widest=90):
            click.echo(line)


def _shown(check: Check, collectors: Sequence[Collector]) -> ShownCheck:
    name = check.id.partition("/")[0]
    kinds = (check.subject, *check.reads)
    permissions = {
        permission
        for collector in collectors
        for probe in collector.probes
        if any(kind in probe.yields for kind in kinds)
        for permission in probe.permissions
    }
    return {
        "id": check.id,
        "practice": check.practice,
        "level": check.level,
        "need": check.need,
        "collector": name,
        "permissions": sorted(permissions),
        "sentence": check.sentence,
        "limits": check.limits,
        "every_unit": check.every_unit,
        "declared": check.declared,
        "product": check.product,
        "version": check.version,
    }


def _page(one: ShownCheck) -> Iterator[str]:
    yield one["id"]
    yield f"  {safe(one['sentence'])}"
    yield f"  practice {one['practice']}, level {one['level']}, {one['need']}, version {one['version']}"
    if one["permissions"]:
        yield f"  needs {', '.join(one['permissions'])}"
    for paragraph in one["limits"].split("\n\n"):
        yield ""
        yield from wrapped(" ".join(paragraph.split()), indent="  ")
