"""The charts of the report: control split, claimed against verified, heat map, coverage, plan waves, a level strip.

Each says by shape and number what it says by colour, carries its numbers as text, and comes with a table of the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assess.report import svg, wording
from assess.report.sentences import Share
from assess.report.shape import Area, Compared
from assess.report.svg import BETWEEN, CLAIMED, INK, MUTED, PAPER, RULE, VERIFIED, WASH, Chart

WIDE = 640.0
LEVEL_WORDS = ("absent", "activity", "partial", "enforced", "proven")
RAMP = ("#F6EBC8", "#CFDBB4", "#86B9B8", "#3A7FA6", "#123F78")
"""From level 0 to 4, lightness falling evenly, so that a grey print keeps the order."""
NO_PAIR = "no pair to compare"
NOT_ASSESSED = "not assessed"
ONE_WAVE = 30
"""Days of a wave on the calendar: three waves make the ninety days of the plan."""


_HATCHED = {"not_shown": PAPER, "contradicted": CLAIMED}
"""The parts that are drawn with lines, and what stands behind their figure."""


def control_split(parts: Sequence[Share]) -> Chart:
    """One bar of the whole: confirmed, not shown, contradicted, lacking, unknown."""
    height, x = 22.0, 0.0
    body: list[str] = []
    total = sum(each.share for each in parts) or 1.0
    for part in parts:
        width = WIDE * part.share / total
        if width > 0:
            body += part_mark(part.key, x, 0, width, height)
            if width >= 38 and part.percent[0].isdigit():
                light = part.key in ("confirmed", "contradicted")
                if part.key in _HATCHED:
                    body.append(svg.box(x + width / 2 - 17, 3, 34, height - 6, fill=_HATCHED[part.key]))
                body.append(
                    svg.text(x + width / 2, 15.5, part.percent, 12, fill=PAPER if light else INK, anchor="middle",
                             weight=700)
                )  # fmt: skip
        x += width
    said = ", ".join(f"{part.word} {part.percent}" for part in parts)
    return Chart(
        svg.picture(WIDE, height, f"Where control stands: {said}", "A bar of five parts that make the whole.", body),
        "Shares of what this assessment asks, weighted by the harm each practice prevents.",
        ("Part", "Share", "Meaning"),
        tuple((part.word, part.percent, part.meaning) for part in parts),
    )


def part_mark(key: str, x: float, y: float, width: float, height: float) -> list[str]:
    """How a part of the control split is filled, told apart in grey too: solid, hatched, lined, pale or dashed."""
    inner = max(width - 1.5, 0.5)
    match key:
        case "confirmed":
            return [svg.box(x, y, inner, height, fill=VERIFIED)]
        case "not_shown":
            return svg.hatched(x + 0.4, y + 0.4, max(inner - 0.8, 0.5), height - 0.8)
        case "contradicted":
            lines = svg.hatched(x, y, inner, height, stroke=PAPER, gap=7)[1:]
            return [svg.box(x, y, inner, height, fill=CLAIMED), *lines]
        case "lacking":
            return [svg.box(x, y, inner, height, fill=RULE)]
    return [svg.box(x + 0.6, y + 0.6, max(inner - 1.2, 0.5), height - 1.2, stroke=MUTED, dash="3 2")]


def key_mark(key: str) -> str:
    """The small sample of a part, for the legend; it says nothing that the words beside it do not."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 14 14" width="14" height="14" role="img" class="key">'
        f"<title>Mark of {key.replace('_', ' ')}</title>{''.join(part_mark(key, 0, 0, 15.5, 14))}</svg>"
    )


def dumbbell(areas: Sequence[Area], *, width: float = WIDE, row: float = 40.0) -> Chart:
    """Claimed (hollow diamond) against verified (solid dot) of each area that has both over the same practices."""
    label = 118.0 if width < 500 else 170.0
    left, right, top = label + 34, 44.0, 30.0
    height = top + row * max(len(areas), 1)
    span = width - left - right - 20
    body = _scale(left, span, top, height, small=width < 500)
    for index, area in enumerate(areas):
        y = top + row * index + row / 2
        body += _label(area["name"], y, label)
        body += _pair(area["compared"], left, span, y, width)
    body.append(svg.text(width, 14, "Gap", 10, fill=MUTED, anchor="end"))
    said = "; ".join(f"{area['name']}: {_said(area['compared'])}" for area in areas) or "no pillar applies"
    return Chart(
        svg.picture(width, height, f"Claimed against verified, 0 to 100. {said}", "One line for each pillar.", body),
        "Diamond: claimed. Dot: verified. Only practices that have both; the rating covers all.",
        ("Pillar", "Claimed", "Verified", "Gap", "Compared over"),
        tuple((area["name"], *_pair_cells(area["compared"])) for area in areas),
    )


def _scale(left: float, span: float, top: float, height: float, *, small: bool) -> list[str]:
    marks = []
    for index, word in enumerate(LEVEL_WORDS):
        x = left + span * index / 4
        marks.append(svg.line(x, top - 6, x, height))
        name = f"{index * 25}" if small else f"{index * 25} {word}"
        marks.append(svg.text(x, 14, name, 9.5, fill=MUTED, anchor="middle"))
    return marks


def _label(name: str, y: float, room: float) -> list[str]:
    """A name on one line, or on two where it is long."""
    size = 11.5
    fits = room / (size * svg.LETTER * 1.05)
    first = wording.clip(name, fits)
    if not first.endswith("…"):
        return [svg.text(0, y + 4, name, size, weight=600)]
    words = first.removesuffix("…")
    rest = name[len(words) :].strip() if name.startswith(words) else ""
    return [
        svg.text(0, y - 3, words.strip() or first, size, weight=600),
        svg.text(0, y + 11, rest, size, weight=600, room=room),
    ]


def _pair(pair: Compared | None, left: float, span: float, y: float, width: float) -> list[str]:
    if pair is None:
        return [
            svg.box(left + 2, y - 8, 100, 16),
            svg.text(left + 6, y + 4, NO_PAIR, 11, fill=MUTED),
            svg.text(width, y + 4, wording.NOTHING, 12, anchor="end"),
        ]
    claimed, observed = left + span * pair["claimed"] / 100, left + span * pair["observed"] / 100
    low, high = sorted((claimed, observed))
    claimed_anchor, observed_anchor = ("start", "end") if observed <= claimed else ("end", "start")
    marks = [svg.line(low, y, high, y, stroke=BETWEEN, width=4), svg.diamond(claimed, y, 7), svg.dot(observed, y, 6.5)]
    for x, anchor, value, fill in (
        (claimed, claimed_anchor, pair["claimed"], CLAIMED),
        (observed, observed_anchor, pair["observed"], VERIFIED),
    ):
        aside = 11 if anchor == "start" else -11
        marks.append(svg.text(x + aside, y + 4, wording.number(value), 11, fill=fill, anchor=anchor, weight=600))
    marks.append(svg.text(width, y + 4, _gap(pair), 12.5, anchor="end", weight=700))
    return marks


def _gap(pair: Compared) -> str:
    gap = round(pair["observed"] - pair["claimed"], 1)
    return f"+{wording.number(gap)}" if gap > 0 else wording.number(gap)


def _said(pair: Compared | None) -> str:
    if pair is None:
        return NO_PAIR
    claimed, observed = wording.number(pair["claimed"]), wording.number(pair["observed"])
    return f"claimed {claimed}, verified {observed}, over {wording.percent(pair['share'])} of its weight"


def _pair_cells(pair: Compared | None) -> tuple[str, ...]:
    if pair is None:
        return (NO_PAIR, wording.NOTHING, wording.NOTHING, wording.NOTHING)
    return (wording.number(pair["claimed"]), wording.number(pair["observed"]), _gap(pair),
            wording.percent(pair["share"]))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the heat map: mean level of what was assessed there (None: nothing), of how many practices."""

    mean: float | None
    assessed: int
    practices: int


def heat_map(columns: Sequence[str], rows: Sequence[tuple[str, Sequence[Cell]]]) -> Chart:
    """Mean level of pillar and loop stage; a dashed cell where nothing was assessed, which is no low level."""
    left, high, top = 196.0, 28.0, 24.0
    wide = (WIDE - left) / max(len(columns), 1)
    body = [
        svg.text(left + wide * (index + 0.5), 15, name, 11, fill=MUTED, anchor="middle", weight=600, room=wide - 8)
        for index, name in enumerate(columns)
    ]
    for index, (name, cells) in enumerate(rows):
        y = top + high * index
        body += _label(name, y + high / 2, left - 12)
        for column, cell in enumerate(cells):
            body += _heat_cell(cell, left + wide * column, y, wide, high)
    said = "; ".join(
        f"{name}: " + ", ".join(f"{column} {cell_words(cell)}" for column, cell in zip(columns, cells, strict=True))
        for name, cells in rows
    )
    return Chart(
        svg.picture(WIDE, top + high * len(rows), f"Mean level by pillar and loop stage. {said}",
                    "A table of cells, darker for a higher level.", body),
        "Mean level, 0 to 4, of the practices assessed in that cell, by weight; below it how many those are. A dashed"
        " cell was not assessed: that is no low level.",
        ("Pillar", *columns),
        tuple((name, *(cell_words(cell) for cell in cells)) for name, cells in rows),
    )  # fmt: skip


def _heat_cell(cell: Cell, x: float, y: float, wide: float, high: float) -> list[str]:
    middle = x + wide / 2
    if cell.practices == 0:
        return [svg.text(middle, y + high / 2 + 4, "no practice", 9, fill=MUTED, anchor="middle")]
    if cell.mean is None:
        frame = svg.box(x + 2, y + 2, wide - 4, high - 4, stroke=MUTED, dash="3 2")
        return [frame, svg.text(middle, y + high / 2 + 3.5, NOT_ASSESSED, 9.5, fill=MUTED, anchor="middle")]
    step = min(4, int(cell.mean + 0.5))
    ink = PAPER if step >= 3 else INK
    return [
        svg.box(x + 1, y + 1, wide - 2, high - 2, fill=RAMP[step]),
        svg.text(middle, y + high / 2 + 1, f"{cell.mean:.1f}", 12.5, fill=ink, anchor="middle", weight=700),
        svg.text(middle, y + high / 2 + 11, f"{cell.assessed} of {cell.practices}", 8.5, fill=ink, anchor="middle"),
    ]


def cell_words(cell: Cell) -> str:
    """A cell of the heat map in words."""
    if cell.practices == 0:
        return "no practice"
    if cell.mean is None:
        return NOT_ASSESSED
    return f"{cell.mean:.1f} ({cell.assessed} of {cell.practices})"


def coverage(areas: Sequence[Area]) -> Chart:
    """How much of each area is assessed, with the line from which it gets one number, and how sure that is."""
    left, row, top = 196.0, 24.0, 26.0
    span = WIDE - left - 150
    height = top + row * len(areas) + 2
    enough = left + span * 0.75
    body = [svg.text(enough, 14, "75%: enough for one number", 9.5, fill=MUTED, anchor="middle")]
    body.append(svg.text(WIDE, 14, "Assurance", 9.5, fill=MUTED, anchor="end"))
    for index, area in enumerate(areas):
        y = top + row * index + row / 2
        share = area["coverage"]
        body += _label(area["name"], y, left - 12)
        body.append(svg.box(left, y - 6, span, 12, stroke=MUTED, dash="3 2", line_width=0.8))
        body.append(svg.box(left, y - 6, span * (share or 0), 12, fill=VERIFIED))
        body.append(svg.text(left + span + 8, y + 4, wording.percent(share), 12, weight=700))
        body.append(svg.text(WIDE, y + 4, wording.assurance_word(area["assurance"]), 11, anchor="end"))
    body.append(svg.line(enough, top - 6, enough, height, stroke=INK, width=1.2))
    rows = tuple(
        (area["name"], wording.percent(area["coverage"]), wording.assurance_word(area["assurance"])) for area in areas
    )
    said = "; ".join(f"{name}: {share} assessed, assurance {word}" for name, share, word in rows)
    return Chart(
        svg.picture(WIDE, height, f"How much is assessed. {said}", "A bar for each pillar.", body),
        "Solid: assessed. Dashed: nothing established yet. Assurance says how well the levels are carried.",
        ("Pillar", "Assessed", "Assurance"),
        rows,
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """A fix in the plan: its name, whether it runs in the gate line, the waves it starts and ends in, its effort."""

    name: str
    gate: bool
    wave: int
    done_wave: int
    effort: str


def waves(bars: Sequence[Bar], shown: int = 3) -> Chart:
    """The plan to day 90: gates in a line of their own, then the other fixes, each over the waves it takes."""
    left, row, top = 318.0, 19.0, 30.0
    wide = (WIDE - left) / shown
    lines = sorted((bar for bar in bars if bar.wave <= shown), key=lambda bar: (not bar.gate, bar.wave))
    body: list[str] = []
    y = top
    for before, bar in pairwise([None, *lines]):
        if bar is not None and (before is None or before.gate != bar.gate):
            name = "Gates, up to half of each wave" if bar.gate else "Everything else, in order"
            body.append(svg.text(0, y + 13, name, 10, fill=MUTED, weight=600))
            y += row
        if bar is not None:
            body += _bar(bar, left, wide, y, row, shown)
            y += row
    for wave in range(shown):
        x = left + wide * wave
        body.insert(0, svg.line(x, 18, x, y, stroke=BETWEEN if wave else RULE))
        label = f"Wave {wave + 1}, to day {(wave + 1) * ONE_WAVE}"
        body.append(svg.text(x + wide / 2, 12, label, 10, fill=MUTED, anchor="middle"))
    said = "; ".join(f"{bar.name}: {_when(bar)}" for bar in lines) or "no fix starts in them"
    return Chart(
        svg.picture(WIDE, y + 2, f"Plan of the first {shown} waves. {said}", "Bars over waves, gates first.", body),
        "Filled bars are gates, outlined bars the other fixes. An arrow head: it goes on after day "
        f"{shown * ONE_WAVE}.",
        ("Fix", "Line", "Waves", "Effort"),
        tuple((bar.name, "gate" if bar.gate else "rank", _when(bar), bar.effort) for bar in lines),
    )


def _when(bar: Bar) -> str:
    return f"wave {bar.wave}" if bar.done_wave <= bar.wave else f"waves {bar.wave} to {bar.done_wave}"


def _bar(bar: Bar, left: float, wide: float, y: float, row: float, shown: int) -> list[str]:
    start = left + wide * (bar.wave - 1) + 4
    beyond = bar.done_wave > shown
    end = left + wide * min(bar.done_wave, shown) - (12 if beyond else 4)
    fill, ink = (VERIFIED, PAPER) if bar.gate else (WASH, INK)
    marks = [
        svg.text(8, y + 13, bar.name, 10.5, room=left - 14),
        svg.box(start, y + 3, end - start, row - 6, fill=fill, stroke=VERIFIED, round_by=2),
        svg.text((start + end) / 2, y + 13, bar.effort, 9.5, fill=ink, anchor="middle"),
    ]
    if beyond:
        marks.append(f'<path d="M{end:.1f} {y + 3:.1f} L{end + 8:.1f} {y + row / 2:.1f} L{end:.1f} '
                     f'{y + row - 3:.1f} Z" fill="{VERIFIED}"/>')  # fmt: skip
    return marks


def level_strip(
    assessed: int | None,
    high: int | None,
    claimed: int | None,
    seen: tuple[int, int] | None,
    *,
    as_image: bool = False,
) -> str:
    """A practice on the scale 0 to 4: claimed as a hollow diamond, the score as a dot, its open range as a thin line,
    and what the evidence allows as a pale band."""
    width, height, left = 92.0, 16.0, 8.0
    step = (width - 2 * left) / 4
    ticks = "".join(f" M{left + step * each:.1f} 5 V11" for each in range(5))
    body = [f'<path d="M{left:.1f} 8 H{width - left:.1f}{ticks}" fill="none" stroke="{RULE}" stroke-width="1"/>']
    if seen is not None:
        body.append(svg.box(left + step * seen[0] - 3, 3.5, step * (seen[1] - seen[0]) + 6, 9, fill="#DCE7F4"))
    if assessed is not None and high is not None and high > assessed:
        body.append(svg.line(left + step * assessed, 8, left + step * high, 8, stroke=VERIFIED, width=2))
    if claimed is not None:
        body.append(svg.diamond(left + step * claimed, 8, 5, width=1.6))
    if assessed is not None:
        body.append(svg.dot(left + step * assessed, 8, 3.6 if claimed != assessed else 2.6))
    said = [f"score {wording.level_range(assessed, high)}" if assessed is not None else "score not known"]
    if claimed is not None:
        said.append(f"claimed {claimed}")
    if seen is not None:
        said.append(f"evidence allows {seen[0]} to {seen[1]}")
    alternative = f"Level 0 to 4: {', '.join(said)}"
    drawing = svg.picture(width, height, alternative, "", body, "strip")
    return svg.image(drawing, alternative, "strip") if as_image else drawing
