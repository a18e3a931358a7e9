"""assess collect: reads systems into an engagement. The options of every installed collector become its own."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assess.clock import system_clock
from assess.commands import CommandError
from assess.commands.opening import file_argument, json_option, model_for, opened, print_json, round_option
from assess.commands.showing import table
from assess.evidence.called import Called
from assess.evidence.collectors import Collector, Option, Settings
from assess.evidence.discovery import discover
from assess.evidence.planning import Plan, plan
from assess.evidence.progress import chosen, looking, spell_seconds
from assess.evidence.running import Conditions, processors, run
from assess.evidence.summary import NotDone, Summary
from assess.evidence.workers import YOUNG
from assess.exits import DONE, INTERRUPTED, PARTLY_DONE
from assess.model.loading import cache_folder
from assess.plain_text import safe
from assess.program import line
from assess.refreshing import out_of_scope, refresh

if TYPE_CHECKING:
    from assess.engagement import Engagement

_SHOWN = 3
_MANY = 5_000
"""Reads after which findings are left to the next command: judging them would hold up a run that is done."""


def _collect(
    context: click.Context,
    file: Path,
    only: tuple[str, ...],
    resume: bool,
    dry_run: bool,
    workers: int,
    round_id: int | None,
    as_json: bool,
    **options: Any,
) -> int:
    """Read systems into FILE: never changing them, everything saved as it is read.

    What was refused, and the permission that would settle it, is told at the end (exit 4).
    """
    gc.set_threshold(YOUNG, 10, 10)
    found = discover()
    settings = _settings(found.collectors, options, only)
    if not settings:
        flags = ", ".join(option.flag for each in found.collectors for option in each.options[:1])
        raise CommandError(f"say what to read: {flags} (`assess collect --help` lists all)")
    for sentence in found.problems:
        click.echo(sentence, err=True)
    with opened(file, write=not dry_run, round_id=round_id) as engagement:
        sink = engagement.sink(round_id=round_id)
        finished = sink.finished() if resume else frozenset()
        with looking(sys.stderr, "finding what there is to read ..."):
            planned = plan(found.collectors, settings, finished=finished)
        for remark in planned.remarks:
            click.echo(safe(remark), err=True)
        if dry_run:
            _show_plan(planned, workers or processors(), as_json)
            return DONE
        conditions = Conditions(
            clock=system_clock,
            cache=cache_folder(),
            workers=workers,
            executor=_executor(found.collectors, settings),
            debug=bool(os.environ.get("ASSESS_DEBUG")),
        )
        summary = run(planned, sink, conditions, chosen(sys.stderr))
        came = _Came() if as_json else _came_to(context, engagement, summary, round_id)
    if as_json:
        print_json("collect", {"planned": None, "result": _as_document(summary)})
    else:
        _tell(summary, file, came, Called(planned.targets))
    if summary.interrupted:
        return PARTLY_DONE if summary.status.ended else INTERRUPTED
    return DONE if summary.complete else PARTLY_DONE


def _settings(
    collectors: Sequence[Collector], options: Mapping[str, Any], only: tuple[str, ...]
) -> dict[str, Settings]:
    """The settings of each collector that any option names."""
    found: dict[str, Settings] = {}
    for collector in collectors:
        given = {option.name: _values(option, options[option.name]) for option in collector.options}
        given = {name: values for name, values in given.items() if values}
        if given:
            found[collector.name] = Settings(options=given, only=only)
    return found


def _values(option: Option, value: Any) -> tuple[str, ...]:
    if option.switch:
        return ("yes",) if value else ()
    if option.multiple:
        return tuple(value)
    return (value,) if value is not None else ()


def _executor(collectors: Sequence[Collector], settings: Mapping[str, Settings]) -> Executor | None:
    """Workers elsewhere, if a collector that is used offers them (an address of a scheduler)."""
    for collector in collectors:
        offer = getattr(collector, "executor", None)
        if offer is not None and collector.name in settings:
            made: Executor | None = offer(settings[collector.name])
            if made is not None:
                return made
    return None


def _show_plan(planned: Plan, workers: int, as_json: bool) -> None:
    counts: dict[str, int] = {}
    for job in planned.jobs:
        counts[job.probe] = counts.get(job.probe, 0) + 1
    if as_json:
        print_json(
            "collect",
            {
                "result": None,
                "planned": {
                    "targets": [target.id for target in planned.targets],
                    "regions": sorted({job.region for job in planned.jobs} - {""}),
                    "probes": counts,
                    "jobs": len(planned.jobs),
                    "already_done": planned.already_done,
                    "calls": planned.calls,
                    "seconds": round(planned.seconds(workers), 1),
                    "usd": planned.usd,
                    "permissions": list(planned.permissions),
                    "finds": list(planned.finds),
                    "notes": list(planned.notes),
                },
            },
        )
        return
    called = Called(planned.targets)
    for target in planned.targets:
        click.echo(safe(f"{target.kind}  {target.name}  {called(target.id)}"))
    click.echo("")
    for row in table(("jobs", "probe"), [(str(count), probe) for probe, count in counts.items()], "0"):
        click.echo(row)
    click.echo("")
    regions = sorted({job.region for job in planned.jobs} - {""})
    if regions:
        click.echo(f"{len(planned.targets)} targets, {len(regions)} regions: {', '.join(regions)}")
    seconds = spell_seconds(planned.seconds(workers))
    click.echo(f"{len(planned.jobs)} reads, about {planned.calls} calls, {seconds}, {planned.usd:.2f} US dollars")
    if planned.already_done:
        click.echo(f"{planned.already_done} are done and would not be asked again")
    if planned.finds:
        click.echo(f"more will be planned for every {' and '.join(planned.finds)} that is found")
    if planned.permissions:
        click.echo("permissions: " + ", ".join(planned.permissions))
    for note in planned.notes:
        click.echo(safe(note))


@dataclass(frozen=True, slots=True)
class _Came:
    """What the reads came to, in sentences: what was refused or not answered costs, then what was found."""

    costs: tuple[str, ...] = ()
    found: tuple[str, ...] = ()


def _came_to(context: click.Context, engagement: Engagement, summary: Summary, round_id: int | None) -> _Came:
    with looking(sys.stderr, "judging what was read ..."):
        return _Came(_costs(context, engagement, summary, round_id), _found(context, engagement, summary, round_id))


def _costs(context: click.Context, engagement: Engagement, summary: Summary, round_id: int | None) -> tuple[str, ...]:
    """What was refused or not answered costs, in sentences. What follows from the facts is judged for it, and kept."""
    if summary.interrupted or not (summary.status.refused or summary.status.failed):
        return ()
    from assess.assessment import assess
    from assess.commands.coverage import told
    from assess.unread import unread

    return tuple(told(unread(assess(engagement, model_for(context, engagement), round_id=round_id), engagement)))


def _found(context: click.Context, engagement: Engagement, summary: Summary, round_id: int | None) -> tuple[str, ...]:
    """Findings by outcome, and what was read without counting."""
    outside = out_of_scope(engagement.assessment_inputs(round_id))
    said = [outside] if outside else []
    if summary.interrupted or summary.status.done > _MANY:
        return tuple(said)
    refresh(engagement, model_for(context, engagement), round_id=round_id)
    counts = dict(engagement.count_findings_by("outcome"))
    if counts:
        each = ", ".join(f"{number:,} {outcome.replace('_', ' ')}" for outcome, number in counts.items())
        said.insert(0, f"{sum(counts.values()):,} findings: {each}")
    return tuple(said)


def _as_document(summary: Summary) -> dict[str, object]:
    status = summary.status
    return {
        "done": status.done,
        "refused": status.refused,
        "failed": status.failed,
        "skipped": status.skipped,
        "left": summary.left,
        "already_done": summary.already_done,
        "calls": status.calls,
        "seconds": round(status.seconds, 1),
        "interrupted": summary.interrupted,
        "not_done": [
            {
                "probe": each.probe,
                "state": each.state.value,
                "reason": each.reason.value,
                "detail": each.detail,
                "needs": each.needs,
                "places": list(each.places),
            }
            for each in summary.not_done
        ],
        "notes": list(summary.notes),
    }


def _tell(summary: Summary, file: Path, came: _Came, called: Called) -> None:
    alike: dict[tuple[str, str, str], list[NotDone]] = {}
    for each in summary.not_done:
        alike.setdefault((each.state.value, each.detail, each.needs), []).append(each)
    for (state, detail, need), found in alike.items():
        what = _few([each.probe for each in found])
        places = _few(sorted({place for each in found for place in each.places}))
        needs = f"; needs {need}" if need else ""
        click.echo(safe(called(f"{state}: {what} on {places}: {detail}{needs}")), err=True)
    for note in summary.notes:
        click.echo(safe(called(note)), err=True)
    if summary.already_done:
        click.echo(f"{summary.already_done} reads were done before and not asked again", err=True)
    if summary.interrupted:
        click.echo(f"stopped with {summary.left} reads left; go on with --resume", err=True)
    for sentence in came.costs:
        click.echo(safe(sentence), err=True)
    if came.costs:
        click.echo(f"what it all costs: {line('coverage', file)}", err=True)
    for sentence in came.found:
        click.echo(safe(sentence), err=True)
    click.echo(f"next: {line('findings', file)}, {line('score', file)} or {line('open', file)}", err=True)


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


class _Collect(click.Command):
    """An option may be missing because the collector that has it cannot be loaded."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            problems = discover(probes=False).problems
            if not problems:
                raise
            reasons = "; ".join(problems)
            raise CommandError(f"{error.format_message()} {reasons}: see `assess doctor`") from None


def _command() -> click.Command:
    """The command with the options of every collector."""
    made: click.Command = click.command("collect", cls=_Collect)(click.pass_context(_collect))
    made.params = [
        *click.command()(file_argument(lambda: None)).params,
        *(_parameter(option) for each in discover(probes=False).collectors for option in each.options),
        click.Option(["--only"], multiple=True, metavar="PROBE", help="Only this probe, or all that begin with it."),
        click.Option(["--resume"], is_flag=True, help="Do not ask again what is done in this round."),
        click.Option(["--dry-run"], is_flag=True, help="Only say what would be read, needed and spent."),
        click.Option(["--workers"], type=click.IntRange(0), default=0, help="Processes (default: one a processor)."),
        *click.command()(round_option(json_option(lambda: None))).params,
    ]
    return made


def _parameter(option: Option) -> click.Option:
    if option.switch:
        return click.Option([option.flag, option.name], is_flag=True, help=option.help)
    return click.Option(
        [option.flag, option.name],
        multiple=option.multiple,
        metavar=option.metavar or None,
        type=click.Choice(list(option.choices)) if option.choices else click.STRING,
        help=option.help,
    )


command = _command()
