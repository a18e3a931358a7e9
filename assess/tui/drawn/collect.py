"""The collect view as lines: what can be read, what a run would do, how far it is, and what each refusal needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from assess.evidence.collectors import Collector
from assess.evidence.planning import Plan
from assess.evidence.progress import Status, spell_seconds
from assess.program import called
from assess.tui.drawn import matrix
from assess.tui.glyphs import Glyphs
from assess.tui.lines import BLANK, Line, Part, Tone, both_ends, cut, cut_middle, fit, labelled, line
from assess.tui.watching import TargetReads, Trouble, Watch
from assess.tui.widgets.static_rows import Row, StaticRows, heading

COLLECTOR, TARGET, TROUBLE = "collector", "target", "trouble"


class Course(StrEnum):
    """Where a run is; the word that stands before its figures."""

    RUNNING = "READING"
    STOPPING = "STOPPING"
    PAUSED = "PAUSED"
    ENDED = "READ"

    @property
    def running(self) -> bool:
        """Whether results may still come."""
        return self in (Course.RUNNING, Course.STOPPING)


def came_of_it(outcomes: Mapping[str, int]) -> Line:
    """How many findings there are, and which key shows them; empty where nothing was judged."""
    total = sum(outcomes.values())
    if not total:
        return BLANK
    parts = [f"{outcomes[each]:,} {each}" for each in ("fail", "unknown", "pass") if outcomes.get(each)]
    return line(f" {total:,} finding{'' if total == 1 else 's'}: {', '.join(parts)}", ("   F shows them", Tone.KEY))


def head(watch: Watch | None, course: Course, found: Line, wide: int, glyphs: Glyphs) -> list[Line]:
    """Two lines: figures, and a bar of how far it is; once it has ended, what came of it (`found`)."""
    running = course.running
    if watch is None or (not running and not watch.status.planned):
        return [line(" ", ("Reads never change anything. d shows what would be read before it is.", Tone.DIM)), found]
    status = watch.status
    rate = (status.ended - watch.before) / status.seconds if status.seconds > 0 else 0.0
    parts: list[Part] = [" ", (course.value, Tone.TITLE), f"  {status.ended:,} of {status.planned:,} reads"]
    if course is Course.PAUSED:
        parts.append(("  Space goes on", Tone.KEY))
    if running:
        parts.append(f"  {rate:.1f}/s")
        if status.left is not None:
            parts.append(f"  about {spell_seconds(status.left)} left")
    right = _counts(status)
    bar = _bar(status, wide, watch.last if running else "", glyphs)
    return [both_ends(line(*parts), right, wide), found if found and course is Course.ENDED else bar]


def _counts(status: Status) -> Line:
    parts: list[Part] = []
    for name, number in status.troubles:
        if number:
            tone = {"refused": Tone.HIGH, "failed": Tone.CRITICAL}.get(name, Tone.DIM)
            parts += [(f"{number:,} {name}", tone), "  "]
    return line(*parts)


def _bar(status: Status, wide: int, now: str, glyphs: Glyphs) -> Line:
    size = 32
    share = status.ended / status.planned if status.planned else 0.0
    full = round(share * size)
    return line(
        " ",
        (glyphs.full * full, Tone.VERIFIED),
        (glyphs.empty * (size - full), Tone.RULE),
        f" {share * 100:3.0f} %  ",
        (cut(now, wide - size - 10), Tone.DIM),
    )


def rows_of(
    collectors: Sequence[Collector],
    problems: Sequence[str],
    options: Mapping[str, Mapping[str, tuple[str, ...]]],
    watch: Watch | None,
    glyphs: Glyphs,
    table: Sequence[Row] | None = None,
) -> StaticRows:
    """What can be read; what was, by target, or by target and service (`table`); what was not, with what it needs."""
    rows = [heading(line(" ", ("WHAT CAN BE READ", Tone.TITLE), ("  Enter says what of it", Tone.DIM)))]
    rows += [_collector(each, options.get(each.name, {}), glyphs) for each in collectors]
    rows += [heading(line("   ", (each, Tone.HIGH))) for each in problems]
    if not collectors and not problems:
        rows.append(heading(line("   ", (f"no collector is installed: see {called()} doctor", Tone.HIGH))))
    if table is not None:
        rows += table
    elif watch is not None and watch.targets:
        heads = "".join(fit(each, 9, right=True) for each in ("read", "refused", "failed", "skipped"))
        rows += [heading(BLANK), heading(_spread(line(" ", ("TARGETS", Tone.TITLE)), line((heads + " ", Tone.DIM))))]
        ordered = sorted(watch.targets.items(), key=lambda each: (each[1].kind, each[1].name))
        rows += [_target(key, state, glyphs) for key, state in ordered]
    if watch is not None and watch.troubles:
        rows += [heading(BLANK), heading(line(" ", ("NOT READ", Tone.TITLE), ("  y copies what it needs", Tone.DIM)))]
        rows += [_trouble(number, each, glyphs) for number, each in enumerate(list(watch.troubles.values()))]
    return StaticRows(rows)


def _spread(left: Line, right: Line) -> Line:
    return (*left, *line(" " * 34), *right)


def _collector(collector: Collector, given: Mapping[str, tuple[str, ...]], glyphs: Glyphs) -> Row:
    def draw(wide: int, here: bool) -> Line:
        sign = (glyphs.cursor if here else " ", Tone.KEY)
        text = "  ".join(
            " ".join(values) if name == collector.name else f"{name.replace('_', ' ')}: {' '.join(values)}"
            for name, values in given.items()
        )
        said = (cut(text, wide - 20), Tone.PLAIN) if text else ("nothing is named yet", Tone.DIM)
        return line(" ", sign, " ", (fit(collector.name, 14), Tone.STRONG), "  ", said)

    return Row(draw, f"{COLLECTOR} {collector.name}")


def _target(key: str, state: TargetReads, glyphs: Glyphs) -> Row:
    def draw(wide: int, here: bool) -> Line:
        sign = (glyphs.cursor if here else " ", Tone.KEY)
        read = f"{state.done}/{state.planned}" if state.planned else str(state.done)
        name = fit(cut_middle(f"{state.name}", 38), 39)
        return line(
            " ", sign, " ", name, (fit(read, 9, right=True), Tone.VERIFIED), _number(state.refused, Tone.HIGH),
            _number(state.failed, Tone.CRITICAL), _number(state.skipped, Tone.DIM),
        )  # fmt: skip

    return Row(draw, f"{TARGET} {key}")


def _number(value: int, tone: Tone) -> tuple[str, Tone]:
    return (fit(str(value) if value else "-", 9, right=True), tone if value else Tone.RULE)


def _trouble(number: int, trouble: Trouble, glyphs: Glyphs) -> Row:
    def draw(wide: int, here: bool) -> Line:
        sign = (glyphs.cursor if here else " ", Tone.KEY)
        tone = Tone.CRITICAL if trouble.state == "failed" else Tone.HIGH
        text = f"needs {trouble.needs}" if trouble.needs else trouble.detail
        return line(
            " ", sign, " ", (fit(trouble.state, 14), tone), (fit(f"{trouble.count}x", 5, right=True), Tone.DIM), "  ",
            fit(cut_middle(trouble.probe, 24), 24), "  ", cut(text, wide - 51),
        )  # fmt: skip

    return Row(draw, f"{TROUBLE} {number}")


def detail(subject: str, watch: Watch | None, collectors: Sequence[Collector], wide: int) -> list[Line]:
    """What stands below the list."""
    kind, _, name = subject.partition(" ")
    if kind == COLLECTOR:
        found = next((each for each in collectors if each.name == name), None)
        if found is not None:
            flags = ", ".join(option.flag.lstrip("-").replace("-", " ") for option in found.options)
            lines = labelled(" Reads", f"{len(found.probes)} kinds of things", wide - 1, gap=10, most=1)
            return lines + labelled(" Asks for", flags, wide - 1, gap=10, most=2)
    if kind == TROUBLE and watch is not None:
        troubles = list(watch.troubles.values())
        if int(name) < len(troubles):
            trouble = troubles[int(name)]
            lines = labelled(" Because", trouble.detail, wide - 1, gap=10, most=2)
            if trouble.needs:
                lines += labelled(" Needs", trouble.needs, wide - 1, Tone.STRONG, gap=10, most=1)
            return lines + labelled(" Where", ", ".join(trouble.places), wide - 1, gap=10, most=1)
    if kind == TARGET and watch is not None and name in watch.targets:
        state = watch.targets[name]
        lines = labelled(" Target", f"{name} ({state.kind})", wide - 1, gap=10, most=1)
        return lines + matrix.in_words(state, wide)
    return []


def plan_lines(plan: Plan, workers: int, wide: int) -> list[Line]:
    """The dry run: what would be read, how long it takes, what it costs, and what it needs."""
    reads, targets = len(plan.jobs), len(plan.targets)
    of = f"{reads:,} read{'' if reads == 1 else 's'} of {targets:,} target{'' if targets == 1 else 's'}"
    lines = [line((of, Tone.STRONG))]
    seconds = spell_seconds(plan.seconds(workers))
    lines.append(line(f"about {plan.calls:,} calls, {seconds}, {plan.usd:.2f} US dollars"))
    if plan.already_done:
        lines.append(line((f"{plan.already_done:,} are done and would not be asked again", Tone.DIM)))
    if plan.finds:
        lines.append(line((f"more will be planned for every {' and '.join(plan.finds)} that is found", Tone.DIM)))
    lines += [BLANK, line(("r reads it; nothing is changed anywhere", Tone.KEY)), BLANK]
    counts: dict[str, int] = {}
    for job in plan.jobs:
        counts[job.probe] = counts.get(job.probe, 0) + 1
    lines.append(line(("Reads", Tone.TITLE)))
    lines += [line("  ", fit(f"{count:,}x", 7, right=True), "  ", probe) for probe, count in counts.items()]
    lines += [BLANK, line(("Permissions", Tone.TITLE), ("  y copies them", Tone.DIM))]
    lines += [line("  ", each) for each in plan.permissions] or [line(("  none but to read the files", Tone.DIM))]
    lines += [BLANK, line(("Targets", Tone.TITLE))]
    lines += [line("  ", fit(each.kind, 14), cut_middle(f"{each.name}  {each.id}", wide - 18)) for each in plan.targets]
    if plan.notes:
        lines += [BLANK, line(("Cannot be read", Tone.TITLE))]
        lines += [line("  ", (each, Tone.HIGH)) for each in plan.notes]
    return lines


def needs_of(subject: str, watch: Watch | None, plan: Plan | None) -> str:
    """What `y` copies: what a refusal needs, else every permission of the plan, else what is there."""
    kind, _, name = subject.partition(" ")
    if kind == TROUBLE and watch is not None:
        troubles = list(watch.troubles.values())
        if int(name) < len(troubles):
            return troubles[int(name)].needs or troubles[int(name)].detail
    if kind == COLLECTOR and plan is not None and plan.permissions:
        return "\n".join(plan.permissions)
    return name
