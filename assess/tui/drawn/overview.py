"""The overview: four pillars claimed beside verified, what caps them, how much is covered, three things to do."""

from __future__ import annotations

from assess.tui.glance import Glance, PillarGlance
from assess.tui.glyphs import Glyphs
from assess.tui.lines import BLANK, Line, Part, Tone, both_ends, cut, fit, line, paragraph

_ROOMY = 20
"""Rows of a view from which on lines are set apart; below, what is least needed gives way."""
WIDE = 100
"""From here on there is room for longer bars."""
_SPLIT = {
    "confirmed": "confirmed",
    "not_shown": "not shown",
    "contradicted": "contradicted",
    "lacking": "lacking",
    "unknown": "unknown",
}
_SPLIT_TONES = {
    "confirmed": Tone.VERIFIED,
    "not_shown": Tone.CLAIMED,
    "contradicted": Tone.CRITICAL,
    "lacking": Tone.MEDIUM,
    "unknown": Tone.DIM,
}


def overview(
    glance: Glance, wide: int, cursor: int, glyphs: Glyphs, *, tall: int = 20, kept: bool = False
) -> list[Line]:
    """The whole view; where it is `tall` enough, the first fixes too. `cursor` is the number of the thing to do that
    Enter opens; `kept`: an older glance, shown while the new one is made."""
    roomy = tall >= _ROOMY
    gap = [BLANK] if roomy else []
    lines = [_headline(glance, wide, glyphs, kept=kept), *_pillars(glance, wide, glyphs), *gap]
    split = _split(glance, wide, glyphs)
    lines += [*(split if roomy else split[:1]), _coverage(glance, wide), *gap]
    todo = _todo(glance, wide, cursor, glyphs)
    lines += todo if roomy else todo[1:]
    if glance.fixes and len(lines) + len(glance.fixes) + 2 <= tall:
        lines += [BLANK, line(" ", ("FIX FIRST", Tone.TITLE), ("  most harm removed in wave 1", Tone.DIM))]
        lines += [
            both_ends(line("   ", (fit(practice, 8), Tone.KEY), title), line((f"size {size}", Tone.DIM), " "), wide)
            for practice, title, size in glance.fixes
        ]
    return lines


def _headline(glance: Glance, wide: int, glyphs: Glyphs, *, kept: bool) -> Line:
    """The one number: the score with its word, or the range while the method allows no score."""
    if glance.low is None or glance.high is None:
        return line(" ", ("CONTROL", Tone.TITLE), "  nothing applies")
    ends = f"{glance.low:.1f}{glyphs.dash}{glance.high:.1f}"
    if glance.score is not None:
        said = line(" ", ("CONTROL  ", Tone.TITLE), (f"{glance.score:.1f} of 100", Tone.STRONG), f"  {glance.band}")
    else:
        said = line(" ", ("CONTROL  ", Tone.TITLE), (f"{ends} of 100", Tone.STRONG), ("  no score yet", Tone.DIM))
    right = f"as of {glance.as_of[:16].replace('T', ' ')}; being made again " if kept else "w says why "
    return both_ends(said, line((right, Tone.DIM)), wide)


def _pillars(glance: Glance, wide: int, glyphs: Glyphs) -> list[Line]:
    name = _name_width(wide)
    head = both_ends(
        line(" ", (fit("PILLARS", name), Tone.TITLE), (fit("score", 11, right=True), Tone.DIM)),
        line((f"{glyphs.claimed} claimed", Tone.CLAIMED), "  ", (f"{glyphs.verified} verified", Tone.VERIFIED), "  "),
        wide,
    )
    lines = [head]
    for pillar in glance.pillars:
        lines += [_pillar(pillar, wide, glyphs), _bar_and_hold(pillar, wide, glyphs)]
    return lines


def _name_width(wide: int) -> int:
    return max(20, min(34, wide - 46)) if wide < WIDE else 40


def _pillar(pillar: PillarGlance, wide: int, glyphs: Glyphs) -> Line:
    if pillar.score is not None:
        score = f"{pillar.score:.1f}"
    elif pillar.low is not None and pillar.high is not None:
        score = f"{pillar.low:.1f}{glyphs.dash}{pillar.high:.1f}"
    else:
        score = "n/a"
    name = _name_width(wide)
    left = line(" ", fit(pillar.name, name), (fit(score, 11, right=True), Tone.STRONG), f"  {pillar.band}")
    figures = line(
        (_figure(pillar.claimed, 9, glyphs), Tone.CLAIMED),
        " ",
        (_figure(pillar.verified, 11, glyphs), Tone.VERIFIED),
        "  ",
    )
    return both_ends(left, figures, wide)


def _figure(value: float | None, wide: int, glyphs: Glyphs) -> str:
    return fit(glyphs.dash if value is None else f"{value:.0f}", wide, right=True)


def _dumbbell(pillar: PillarGlance, bar: int, glyphs: Glyphs) -> list[Part]:
    """A line from 0 to 100 with a mark for what is claimed and one for what is verified."""
    cells: list[tuple[str, Tone]] = [(glyphs.empty, Tone.RULE)] * bar

    def at(value: float) -> int:
        return min(bar - 1, round(value / 100 * (bar - 1)))

    if pillar.low is not None and pillar.high is not None:
        for place in range(at(pillar.low), at(pillar.high) + 1):
            cells[place] = (glyphs.rule, Tone.DIM)
    if pillar.claimed is not None:
        cells[at(pillar.claimed)] = (glyphs.claimed, Tone.CLAIMED)
    if pillar.verified is not None:
        cells[at(pillar.verified)] = (glyphs.verified, Tone.VERIFIED)
    return list(cells)


def _bar_and_hold(pillar: PillarGlance, wide: int, glyphs: Glyphs) -> Line:
    """The bar, and behind it what holds the number down."""
    notes: list[str] = []
    if pillar.cap is not None:
        more = f" +{len(pillar.cap_by) - 1}" if len(pillar.cap_by) > 1 else ""
        held = "held at" if pillar.score is not None else "at most"
        notes.append(f"{glyphs.gate} {held} {pillar.cap}: {pillar.cap_by[0]}{more}")
    if pillar.missing:
        notes.append(f"{pillar.missing} to answer")
    bar = _name_width(wide) if wide < WIDE else wide // 2
    return line(
        " ",
        *_dumbbell(pillar, bar - 3, glyphs),
        "     ",
        (cut(f" {glyphs.dot} ".join(notes), wide - bar - 5), Tone.DIM),
    )


def _split(glance: Glance, wide: int, glyphs: Glyphs) -> list[Line]:
    """Where control stands: one bar and its parts in words."""
    lines = [both_ends(line(" ", ("WHERE CONTROL STANDS", Tone.TITLE)), _stands(glance, glyphs), wide)]
    shares = [(key, share) for key, share in glance.split if share > 0]
    bar = wide - 2
    parts: list[Part] = [" "]
    signs = {
        "confirmed": glyphs.full, "not_shown": glyphs.part, "contradicted": glyphs.contradiction,
        "lacking": glyphs.rule, "unknown": glyphs.empty,
    }  # fmt: skip
    used = 0
    for number, (key, share) in enumerate(shares):
        last = number == len(shares) - 1
        size = bar - used if last else min(bar - used, max(1, round(share * bar)))
        sign = signs[key]
        parts.append((sign * size, _SPLIT_TONES[key]))
        used += size
    lines.append(line(*parts))
    words: list[Part] = [" "]
    for key, share in shares:
        words += [(f"{signs[key]} {_SPLIT[key]} {share * 100:.0f} %", _SPLIT_TONES[key]), "  "]
    lines.append(line(*words))
    return lines


def _stands(glance: Glance, glyphs: Glyphs) -> Line:
    """What contradicts, and what the room does not agree on."""
    parts: list[Part] = []
    for number, sign, noun, tone in (
        (glance.contradictions, glyphs.contradiction, "contradiction", Tone.CRITICAL),
        (glance.exceptions, glyphs.exception, "exception", Tone.HIGH),
        (glance.contested, glyphs.contested, "dispute", Tone.MEDIUM),
    ):
        if number:
            parts += [(f"{sign} {_count(number, noun)}", tone), "  "]
    return line(*parts)


def _coverage(glance: Glance, wide: int) -> Line:
    people = f"{glance.answered} of {glance.practices} answered by {_count(glance.respondents, 'person')}"
    if not glance.respondents:
        people = "nobody was asked yet"
    elif not glance.answered:
        people = f"{_count(glance.respondents, 'person')} to ask, no answer yet"
    systems = f"{glance.units_read} of {_count(glance.units, 'unit')} read"
    if not glance.collected:
        systems = "no system was read yet"
    elif glance.refused:
        systems += f", {glance.refused} refused"
    return both_ends(line(" ", ("COVERAGE", Tone.TITLE), "  ", people), line(systems, "  "), wide)


def _todo(glance: Glance, wide: int, cursor: int, glyphs: Glyphs) -> list[Line]:
    lines = [line(" ", ("NEXT", Tone.TITLE))]
    for number, each in enumerate(glance.todo):
        here = number == cursor
        sign = glyphs.cursor if here else " "
        where = line((f"Enter: {each.view.capitalize()}" if here else each.view.capitalize(), Tone.DIM), " ")
        left = line(" ", (sign, Tone.KEY), " ", (each.text, Tone.CHOSEN if here else Tone.PLAIN))
        lines.append(both_ends(left, where, wide))
    if not glance.todo:
        lines += paragraph("Nothing is open: press x to write the report.", wide - 2, indent=3)
    return lines


def _count(number: int, noun: str) -> str:
    many = {"person": "people"}.get(noun, f"{noun}s")
    return f"{number} {noun if number == 1 else many}"
