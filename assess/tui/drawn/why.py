"""Why a number is what it is, as a sum that can be worked out again; for a practice, or for the whole."""

from __future__ import annotations

from collections.abc import Callable

from assess.model.practices import OperatingModel, PracticeId
from assess.scoring.scorecard import Scorecard
from assess.scoring.why import why
from assess.tui.glance import Glance
from assess.tui.glyphs import Glyphs
from assess.tui.lines import BLANK, Line, Tone, both_ends, columns, cut, line, paragraph, wrap

_LABEL = 22


def of_practice(
    card: Scorecard, model: OperatingModel, practice: PracticeId, wide: int, called: Callable[[str], str] = str
) -> list[Line]:
    """The explanation of one practice: what people say, what systems show, the level, its part in the whole. `called`
    puts names in the place of identities."""
    found = model.practice(practice)
    lines: list[Line] = [line((f"{practice}  {found.name if found else ''}", Tone.TITLE))]
    for section in why(card, practice):
        lines += [BLANK, line((section.title, Tone.TITLE))]
        label = min(_LABEL, max((columns(called(each.label)) for each in section.lines), default=0))
        for each in section.lines:
            lines += _entry(called(each.label), called(each.text), each.value, label, wide)
    return lines


def _entry(label: str, text: str, value: str, wide_label: int, wide: int) -> list[Line]:
    """One line of a sum: label, how it came about, and the value at the right."""
    if columns(label) > wide_label:  # the id of a check: a line of its own
        return [line("  ", (cut(label, wide - 2), Tone.DIM)), *_entry("", text, value, wide_label, wide)]
    room = wide - wide_label - 4 - (columns(value) + 2 if value else 0)
    texts = wrap(text, max(16, room)) or [""]
    name = label
    head = line("  ", (name + " " * (wide_label - columns(name)), Tone.DIM), "  ", texts[0])
    first = both_ends(head, line((value, Tone.STRONG)), wide) if value else head
    return [first, *(line(" " * (wide_label + 4), each) for each in texts[1:])]


def of_whole(glance: Glance, wide: int, glyphs: Glyphs) -> list[Line]:
    """The explanation of the headline: the weakest pillar decides, and what holds each."""
    lines: list[Line] = [line(("The whole", Tone.TITLE)), BLANK]
    lines += paragraph(
        "A chain breaks at its weakest link: the headline is the least of the pillars. A pillar is the mean of its "
        "practices, weighted, and no higher than its weakest gate allows. A score is printed from a coverage of 75 %.",
        wide,
    )
    lines.append(BLANK)
    for pillar in glance.pillars:
        value = f"{pillar.low:.1f}{glyphs.dash}{pillar.high:.1f}" if pillar.low is not None else "n/a"
        if pillar.score is not None:
            value = f"{pillar.score:.1f}"
        lines.append(both_ends(line("  ", pillar.name), line((value, Tone.STRONG)), wide))
        notes = [f"coverage {pillar.coverage * 100:.0f} %"]
        if pillar.cap is not None:
            notes.append(f"capped at {pillar.cap} by {', '.join(pillar.cap_by)}")
        if pillar.missing:
            notes.append(f"{pillar.missing} more answers until a score")
        lines += paragraph(", ".join(notes), wide, Tone.DIM, indent=4)
    value = f"{glance.low:.1f}{glyphs.dash}{glance.high:.1f}" if glance.low is not None else "n/a"
    if glance.score is not None:
        value = f"{glance.score:.1f}"
    lines += [BLANK, both_ends(line("  ", ("headline: the least", Tone.STRONG)), line((value, Tone.STRONG)), wide)]
    if glance.activity or glance.control:
        text = f"Activity in {glance.activity * 100:.0f} % of the weight, control in {glance.control * 100:.0f} %."
        lines += [BLANK, *paragraph(text, wide, indent=2)]
    return lines
