"""assess policy: the least permissions that the probes of a collector need, from the probes themselves."""

from __future__ import annotations

import click

from assess.commands import CommandError
from assess.commands.opening import print_json
from assess.evidence.collectors import Collector, PolicyWriter

_EVERY_COLLECTOR = ("json",)


@click.command("policy")
@click.argument("collector")
@click.option("--format", "form", default="json", metavar="FORM", help="json, terraform or cloudformation.")
def command(collector: str, form: str) -> None:
    """Print the least permissions that COLLECTOR (aws, github) needs to read everything it can.

    Nothing in it writes or starts work. What is missing when it is used is named by `assess collect`.
    """
    from assess.evidence.discovery import discover

    found = {each.name: each for each in discover().collectors}
    chosen = found.get(collector)
    if chosen is None:
        raise CommandError(f"there is no collector '{collector}': the collectors are {', '.join(sorted(found))}")
    forms = chosen.policy_formats if isinstance(chosen, PolicyWriter) else _EVERY_COLLECTOR
    if form not in forms:
        raise CommandError(f"the permissions of {collector} are written as {', '.join(forms)}, not as {form}")
    if isinstance(chosen, PolicyWriter):
        click.echo(chosen.policy(form), nl=False)
    else:
        print_json("policy", {"collector": chosen.name, "permissions": _permissions(chosen)})


def _permissions(collector: Collector) -> list[dict[str, object]]:
    """For each permission the probes that need it; those read on request alone are marked."""
    needed: dict[str, list[str]] = {}
    usual: set[str] = set()
    for probe in collector.probes:
        for permission in probe.permissions:
            needed.setdefault(permission, []).append(probe.id)
            if not probe.opt_in:
                usual.add(permission)
    return [{"name": name, "probes": needed[name], "opt_in": name not in usual} for name in sorted(needed)]
