"""The board as rows: the settle list apart from the build list by waves, and why a line stands where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from assess.assessment import Assessment
from assess.evidence.called import Called
from assess.fixfirst import PlannedFix, SettleItem
from assess.model.practices import Level, PracticeId
from assess.report.naming import Names
from assess.scoring.rounding import DAYS_DECIMALS, SCORE_DECIMALS, VALUE_DECIMALS, half_up
from assess.tui.glyphs import Glyphs
from assess.tui.lines import BLANK, Line, Tone, both_ends, fit, labelled, line
from assess.tui.widgets.static_rows import Row, StaticRows, heading

SETTLE, FIX, STOP = "settle", "fix", "stop"


def rows_of(assessment: Assessment, supposed: Mapping[PracticeId, Level], glyphs: Glyphs) -> StaticRows:
    """Stop now, settle, then what to build, wave by wave."""
    plan = assessment.plan
    names = Names(assessment.model)
    rows: list[Row] = []
    if plan.stop_now:
        rows.append(heading(line(" ", ("STOP NOW", Tone.ALERT), ("  hours each, before all else", Tone.DIM))))
        seen = dict.fromkeys((each.practice, each.check) for each in plan.stop_now)
        for practice, check in seen:
            units = sum(each.practice == practice and each.check == check for each in plan.stop_now)
            rows.append(_stop(practice, names.practice(practice), units, glyphs))
        rows.append(heading(BLANK))
    listed = {each.practice for each in plan.fixes}
    reached = [each for each in sorted(supposed) if each not in listed]
    if reached:
        rows.append(
            heading(line(" ", ("WHAT IF", Tone.ALERT), ("  supposed to be at their targets; t takes back", Tone.DIM)))
        )
        rows += [_supposed(each, int(supposed[each]), names, glyphs) for each in reached]
        rows.append(heading(BLANK))
    rows.append(_head("SETTLE", f"{_count(len(plan.settle), 'source')}, half a day each", "open weight"))
    rows += [_settle(each, names, glyphs) for each in plan.settle]
    if not plan.settle:
        rows.append(heading(line("    ", ("nothing: what is claimed is shown, what could be read was read", Tone.DIM))))
    rows.append(heading(BLANK))
    for wave in sorted({each.wave for each in plan.fixes}, key=lambda each: (each is None, each or 0)):
        when = f"BUILD, WAVE {wave}" if wave is not None else "BUILD, LATER"
        of_wave = [each for each in plan.fixes if each.wave == wave]
        days = _decimal(sum((each.effort_days for each in of_wave), start=Fraction(0)))
        rows.append(_head(when, f"{len(of_wave)} begin, {days} days in all", "harm removed  days"))
        rows += [_fix(each, assessment, glyphs) for each in of_wave]
    if not plan.fixes:
        rows.append(heading(line(" ", ("BUILD", Tone.TITLE), ("  nothing is known to be below its target", Tone.DIM))))
    return StaticRows(rows)


def _head(title: str, text: str, right: str) -> Row:
    def draw(wide: int, here: bool) -> Line:
        return both_ends(line(" ", (title, Tone.TITLE), f"  {text}"), line((f"{right} ", Tone.DIM)), wide)

    return Row(draw)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _decimal(days: Fraction) -> str:
    return f"{float(half_up(days, DAYS_DECIMALS)):.1f}"


def _stop(practice: str, name: str, units: int, glyphs: Glyphs) -> Row:
    def draw(wide: int, here: bool) -> Line:
        left = line(" ", (glyphs.cursor if here else " ", Tone.KEY), ("  ! ", Tone.ALERT), fit(practice, 8), name)
        return both_ends(left, line((f"{_count(units, 'open door')} ", Tone.ALERT)), wide)

    return Row(draw, f"{STOP} {practice}")


def _settle(item: SettleItem, names: Names, glyphs: Glyphs) -> Row:
    def draw(wide: int, here: bool) -> Line:
        count = len(item.practices)
        left = line(
            " ", (glyphs.cursor if here else " ", Tone.KEY), (fit(str(item.rank), 3, right=True), Tone.DIM), " ",
            (names.source(item.source), Tone.STRONG), f"  {_count(count, 'practice')}",
        )  # fmt: skip
        points = f"{float(half_up(item.points, VALUE_DECIMALS)):.2f} "
        return both_ends(left, line((points, Tone.VERIFIED)), wide)

    return Row(draw, f"{SETTLE} {item.source}")


def _supposed(practice: PracticeId, level: int, names: Names, glyphs: Glyphs) -> Row:
    def draw(wide: int, here: bool) -> Line:
        cursor = (glyphs.cursor if here else " ", Tone.KEY)
        left = line(" ", cursor, "     ", (fit(practice, 8), Tone.KEY), (names.practice(practice), Tone.ALERT))
        return both_ends(left, line((f"at {level} ", Tone.ALERT)), wide)

    return Row(draw, f"{FIX} {practice}")


def _fix(fix: PlannedFix, assessment: Assessment, glyphs: Glyphs) -> Row:
    practice = assessment.model.practice(fix.practice)
    score = assessment.scorecard.of(fix.practice)
    title = practice.fix.title if practice is not None else fix.practice

    def draw(wide: int, here: bool) -> Line:
        levels = f"{score.low}{glyphs.arrow}{score.target}" if score is not None else ""
        mark = (glyphs.gate, Tone.HIGH) if fix.gate else (" ", Tone.DIM)
        wave = f"to {fix.done_wave}" if fix.done_wave and fix.done_wave != fix.wave else ""
        right = line(
            (f"  {fit(wave, 5)}", Tone.DIM), (fit(_value(fix), 6, right=True), Tone.VERIFIED),
            (fit(_days(fix), 6, right=True), Tone.PLAIN), " ",
        )  # fmt: skip
        left = line(
            " ", (glyphs.cursor if here else " ", Tone.KEY), (fit(str(fix.rank), 3, right=True), Tone.DIM), mark, " ",
            (fit(fix.practice, 7), Tone.KEY), (f"{levels} ", Tone.DIM), title,
        )  # fmt: skip
        return both_ends(left, right, wide)

    return Row(draw, f"{FIX} {fix.practice}")


def _value(fix: PlannedFix) -> str:
    return f"{float(half_up(fix.value, VALUE_DECIMALS)):.2f}"


def _days(fix: PlannedFix) -> str:
    return _decimal(fix.effort_days)


def practice_of(subject: str, assessment: Assessment) -> PracticeId | None:
    """The practice a row stands for: of a source, the heaviest that it settles."""
    kind, _, name = subject.partition(" ")
    if kind in (FIX, STOP):
        return PracticeId(name)
    item = next((each for each in assessment.plan.settle if each.source == name), None)
    if item is None:
        return None
    scores = [score for score in assessment.scorecard.practices if score.practice.id in item.practices]
    heaviest = max(scores, key=lambda score: (score.weight, score.high - score.low), default=None)
    return heaviest.practice.id if heaviest is not None else None


def head(assessment: Assessment, before: Assessment | None, wide: int, glyphs: Glyphs) -> Line:
    """Above the list: how much there is; under a what-if, which pillars move by it."""
    plan = assessment.plan
    days = _decimal(sum((each.effort_days for each in plan.fixes), start=Fraction(0)))
    text = f"{len(plan.settle)} to settle {glyphs.dot} {len(plan.fixes)} to build, {days} days"
    text += f" {glyphs.dot} {float(plan.capacity_days):g} a wave"
    return both_ends(line(" ", (text, Tone.DIM)), line((_moved(assessment, before, glyphs), Tone.ALERT), " "), wide)


def _moved(assessment: Assessment, before: Assessment | None, glyphs: Glyphs) -> str:
    """`guardrails 27.7 to 29.1`: the pillars that what is supposed moves."""
    if before is None:
        return ""
    moved = [
        f"{new.id.replace('_', ' ')} {_score(old.low)}{glyphs.arrow}{_score(new.low)}"
        for old, new in zip(before.scorecard.pillars, assessment.scorecard.pillars, strict=True)
        if old.low != new.low
    ]
    if not moved:
        return "a gate holds its pillar: no score moves"
    return moved[0] if len(moved) == 1 else f"{moved[0]} +{len(moved) - 1}"


def _score(value: Fraction | None) -> str:
    return "n/a" if value is None else f"{float(half_up(value, SCORE_DECIMALS)):.1f}"


def detail(subject: str, assessment: Assessment, wide: int, glyphs: Glyphs) -> list[Line]:
    """Why this line stands here, and when it is done."""
    kind, _, name = subject.partition(" ")
    if kind == FIX:
        fix = next((each for each in assessment.plan.fixes if each.practice == name), None)
        if fix is None:
            text = "supposed to be at its target: t takes that back, z all of it; nothing of it is saved"
            return labelled(f" {name}", text, wide - 1, gap=10, most=2)
        return _fix_detail(fix, assessment, wide, glyphs)
    names = Names(assessment.model)
    if kind == SETTLE:
        item = next((each for each in assessment.plan.settle if each.source == name), None)
        return _settle_detail(item, names, wide) if item is not None else []
    if kind == STOP:
        called = Called(assessment.inputs.targets)
        units = sorted({called(each.unit) for each in assessment.plan.stop_now if each.practice == name})
        lines = [line(" ", (names.practice(name), Tone.STRONG))]
        return lines + labelled(" Where", ", ".join(units), wide - 1, gap=10, most=3)
    return []


def _fix_detail(fix: PlannedFix, assessment: Assessment, wide: int, glyphs: Glyphs) -> list[Line]:
    practice = assessment.model.practice(fix.practice)
    if practice is None:
        return []
    names = Names(assessment.model)
    lines = labelled(f" {practice.id}", practice.fix.title, wide - 1, Tone.STRONG, gap=10, most=1)
    owner = f"{names.role(practice.fix.owner_role)}; first move: {practice.fix.first_move}"
    lines += labelled(" Owner", owner, wide - 1, gap=10, most=1)
    done = practice.fix.done_when[0].text if practice.fix.done_when else ""
    lines += labelled(" Done when", done, wide - 1, gap=10 + 1, most=1)
    return lines + labelled(" Why here", _why_here(fix, glyphs), wide - 1, gap=10, most=2)


def _why_here(fix: PlannedFix, glyphs: Glyphs) -> str:
    parts: list[str] = []
    if fix.ratio is not None:
        ratio = f"{float(half_up(fix.ratio, VALUE_DECIMALS)):.2f}"
        bundle = "" if fix.bundle == fix.practice else f" of the bundle that {fix.bundle} asks for"
        parts.append(f"harm removed {_value(fix)} for {_days(fix)} days: {ratio} a day{bundle}")
    if fix.gate:
        parts.append("a gate below level 2 goes to the gates' half of the wave")
    if fix.prerequisites:
        parts.append(f"needs {', '.join(fix.prerequisites)} first")
    if fix.settle_first:
        parts.append(f"settle {', '.join(fix.settle_first)} first")
    if fix.unlocks:
        parts.append(f"{fix.unlocks} other fix{'' if fix.unlocks == 1 else 'es'} wait for it")
    return "; ".join(parts)


def _settle_detail(item: SettleItem, names: Names, wide: int) -> list[Line]:
    lines = labelled(" Do", names.source(item.source), wide - 1, Tone.STRONG, gap=10, most=1)
    settled = ", ".join(f"{each} {names.practice(each)}" for each in item.practices)
    lines += labelled(" Settles", settled, wide - 1, gap=10, most=2)
    points = f"{float(half_up(item.points, VALUE_DECIMALS)):.2f}"
    text = f"{points} open weight: of each practice its weight x the share of its levels that is open; no score points"
    return lines + labelled(" Why here", text, wide - 1, gap=10, most=2)


def record(subject: str, assessment: Assessment) -> str:
    """A line of the board as text."""
    kind, _, name = subject.partition(" ")
    practice = assessment.model.practice(name) if kind == FIX else None
    fix = next((each for each in assessment.plan.fixes if kind == FIX and each.practice == name), None)
    if practice is None or fix is None:
        return f"{Names(assessment.model).source(name)}" if kind == SETTLE else name
    done = "\n".join(f"done when: {each}" for each in practice.fix.ends)
    wave = f", wave {fix.wave}" if fix.wave is not None else ""
    return f"#{fix.rank} {practice.id} {practice.fix.title}\n{_days(fix)} days{wave}, value {_value(fix)}\n{done}"
