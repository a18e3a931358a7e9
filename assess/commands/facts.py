"""assess facts: what was read, with its source and time, before anything is judged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from assess.clock import timestamp
from assess.commands import CommandError
from assess.commands.opening import file_argument, json_option, opened, print_json, round_option
from assess.commands.shapes import ShownFact
from assess.commands.showing import table
from assess.engagement import Engagement
from assess.evidence.called import Called
from assess.evidence.collectors import JobRecord
from assess.evidence.facts import Fact
from assess.plain_text import safe
from assess.program import line as typed


@click.command("facts")
@file_argument
@click.argument("kind", required=False)
@round_option
@json_option
def command(file: Path, kind: str | None, round_id: int | None, as_json: bool) -> None:
    """Show what was read into FILE: kinds with counts, or every fact of one KIND."""
    with opened(file, write=False, round_id=round_id) as engagement:
        counts = dict(engagement.fact_counts())
        if kind is None and not as_json:
            if not counts:
                click.echo(f"nothing was read yet: {typed('collect', file)} --repository PATH", err=True)
            for line in table(("facts", "kind"), [(str(n), name) for name, n in counts.items()], "0"):
                click.echo(line)
            return
        if kind is not None and kind not in counts:
            known = ", ".join(counts) or "nothing was read yet"
            raise CommandError(f"{file} holds no facts of kind '{kind}'; it holds: {known}")
        if as_json:
            wanted = [kind] if kind else list(counts)
            print_json(
                "facts", {"kinds": counts, "facts": [fact for name in wanted for fact in _facts(engagement, name)]}
            )
            return
        assert kind is not None
        called = Called(engagement.targets(round_id))
        for fact in _facts(engagement, kind):
            where = f"  {fact['location']}" if fact["location"] else ""
            click.echo(safe(called(f"{fact['subject']}{where}")))
            click.echo(safe(f"    {fact['basis']} {fact['at']} from {fact['source']}"))
            for name, value in fact["fields"].items():
                click.echo(safe(f"    {name}: {json.dumps(value, ensure_ascii=False)}"))


def _facts(engagement: Engagement, kind: str) -> Iterator[ShownFact]:
    from assess.evidence.codec import registry
    from assess.evidence.discovery import discover

    source = engagement.saved_facts(registry(discover().collectors))
    for record, fact in source.facts(kind):
        yield _shown(record, fact)


def _shown(record: JobRecord, fact: Fact) -> ShownFact:
    from assess.evidence.codec import encode

    (fields,) = json.loads(encode([fact]))
    place = fact.location
    where = "" if place is None else f"{place.path}:{place.line}" if place.line else place.path
    for name in ("subject", "location", "basis", "rule"):
        fields.pop(name, None)
    return {
        "id": fact.id,
        "kind": fact.kind,
        "subject": fact.subject.id,
        "basis": fact.basis,
        "rule": fact.rule,
        "source": record.source,
        "at": timestamp(record.at),
        "location": where,
        "fields": fields,
    }
