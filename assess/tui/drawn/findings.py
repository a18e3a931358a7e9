"""Findings as lines: a row, a group, what stands below the list, and the page of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assess.engagement import ListedFinding
from assess.evidence.called import Called
from assess.evidence.checks import Outcome
from assess.evidence.facts import TargetId
from assess.evidence.findings import Finding
from assess.evidence.tallies import JudgedCheck
from assess.model.practices import OperatingModel
from assess.report import naming
from assess.tui.glyphs import Glyphs
from assess.tui.lines import BLANK, Line, Tone, both_ends, cut, cut_middle, fit, labelled, line, wrap

_WORDS = {
    Outcome.FAIL: ("fail", Tone.CRITICAL),
    Outcome.PASS: ("pass", Tone.OK),
    Outcome.UNKNOWN: ("unknown", Tone.MEDIUM),
    Outcome.NOT_APPLICABLE: ("n/a", Tone.DIM),
}
_WEIGHTS = {5: ("X", Tone.CRITICAL), 4: ("^", Tone.HIGH), 3: ("=", Tone.MEDIUM)}
_LIGHT = ("-", Tone.LOW)
_WEIGHT_WORDS = {"X": "critical", "^": "high", "=": "medium", "-": "low"}
PLACE = 26


@dataclass(frozen=True)
class FindingDrawing:
    """How findings are drawn: the signs of the terminal, the weight of each practice, what each check says."""

    glyphs: Glyphs
    model: OperatingModel
    checks: Mapping[str, JudgedCheck]
    called: Called = field(default_factory=Called)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_weights", {practice.id: practice.criticality for practice in self.model.practices})

    def weight(self, practice: str) -> tuple[str, Tone]:
        """The mark of a practice's criticality: X critical, ^ high, = medium, - low."""
        weights: Mapping[str, int] = self._weights  # type: ignore[attr-defined]  # set once, in __post_init__
        return _WEIGHTS.get(weights.get(practice, 0), _LIGHT)

    def sentence(self, check: str) -> str:
        """What a check says."""
        known = self.checks.get(check)
        return known.sentence if known is not None and known.sentence else naming.check(check)

    def named(self, found: ListedFinding) -> Finding:
        """The finding as people read it: with the names of repositories that have no address."""
        finding, called = found.finding, self.called
        unit, identifier = called(finding.unit), called(finding.subject.id)
        if (unit, identifier) == (finding.unit, finding.subject.id):
            return finding
        subject = replace(finding.subject, id=identifier, target=TargetId(called(finding.subject.target)))
        message, source = called(finding.message), called(finding.source)
        return replace(finding, unit=unit, subject=subject, message=message, source=source)

    def line(self, found: ListedFinding, wide: int, here: bool) -> Line:
        """One row."""
        finding = self.named(found)
        word, tone = _WORDS[finding.outcome]
        mark, mark_tone = self.weight(finding.practice)
        place = _place_width(wide)
        quiet = found.state == "suppressed"
        text = cut(f"suppressed: {finding.message}" if quiet else finding.message, wide - place - 25)
        return line(
            " ", (self.glyphs.cursor if here else " ", Tone.KEY), (fit(word, 8), Tone.DIM if quiet else tone),
            (mark, mark_tone), " ", fit(finding.practice, 7), (f"L{finding.level} ", Tone.DIM),
            fit(cut_middle(where(finding), place), place), "  ", (text, Tone.DIM if quiet else Tone.PLAIN),
        )  # fmt: skip


def heading(wide: int) -> Line:
    """The heads of the columns."""
    place = _place_width(wide)
    return line((f"  {fit('outcome', 10)}{fit('practice', 10)}{fit('where', place)}  finding", Tone.DIM))


def _place_width(wide: int) -> int:
    return max(12, min(60, PLACE + (wide - 80) // 2))


def where(finding: Finding) -> str:
    """Where a finding was made, short: repository and path with its line, or the thing and its region."""
    name = naming.unit(finding.unit) if finding.unit else naming.unit(finding.subject.target)
    short = name.rpartition("/")[2] if finding.unit.startswith("repository:") else name
    place = finding.location
    if place is not None:
        return f"{short}:{place.path}:{place.line}" if place.line else f"{short}:{place.path}"
    thing = finding.subject.id.rpartition("/")[2].rpartition(":")[2].rpartition("#")[2]
    region = f" {finding.subject.region}" if finding.subject.region else ""
    return f"{short} {thing}{region}" if thing and thing != short else f"{short}{region}"


def group_line(value: str, count: int, wide: int, here: bool, drawing: FindingDrawing) -> Line:
    """One group with its count."""
    known = drawing.checks.get(value)
    cursor = (drawing.glyphs.cursor if here else " ", Tone.KEY)
    if known is None:
        return line(
            " ",
            cursor,
            (fit(f"{count:,}", 8, right=True), Tone.STRONG),
            "  ",
            cut(naming.unit(drawing.called(value)), wide - 13),
        )
    mark, tone = drawing.weight(known.practice)
    text = cut(drawing.sentence(value), wide - 27)
    head = (fit(f"{count:,}", 8, right=True), Tone.STRONG)
    return line(
        " ", cursor, head, "  ", (mark, tone), " ", fit(known.practice, 7), (f"L{known.level}  ", Tone.DIM), text
    )


def filter_line(query: str, shown: int, whole: bool, total: int, extra: str, wide: int) -> Line:
    """The filter, and how many it leaves of how many."""
    left = line(
        " ", ("/ ", Tone.KEY), (query or "everything", Tone.STRONG if query else Tone.DIM), ("  " + extra, Tone.DIM)
    )
    clears = "   z clears" if query else ""
    left = (*left, *line((clears, Tone.DIM)))
    count = f"{shown:,}" if whole else f"> {shown:,}"
    of = f" of {total:,}" if whole else ""
    return both_ends(left, line((f"{count}{of} ", Tone.DIM)), wide)


def detail(found: ListedFinding, drawing: FindingDrawing, wide: int) -> list[Line]:
    """What stands below the list: the finding in full, the check, the place, what would settle it."""
    finding = drawing.named(found)
    word, tone = _WORDS[finding.outcome]
    lines: list[Line] = []
    texts = wrap(finding.message, wide - 12, 2)
    lines.append(line(" ", (fit(word, 10), tone), (texts[0] if texts else "", Tone.STRONG)))
    lines += [line(" " * 11, (each, Tone.STRONG)) for each in texts[1:]]
    mark, _ = drawing.weight(finding.practice)
    known = f"{finding.practice} ({mark} {_WEIGHT_WORDS[mark]}), level {finding.level}: "
    sentence = wrap(known + drawing.sentence(finding.check), wide - 12, 1 if len(texts) > 1 else 2)
    lines.append(line(" ", (fit("Check", 10), Tone.DIM), sentence[0]))
    lines += [line(" " * 11, each) for each in sentence[1:]]
    whole = f"{naming.unit(finding.unit)}  {place_of(finding)}"
    lines.append(line(" ", (fit("Where", 10), Tone.DIM), cut_middle(whole, wide - 12)))
    if finding.outcome is Outcome.UNKNOWN:
        reason = naming.reason(finding.reason)
        needs = f"; needs {finding.needs}" if finding.needs else ""
        lines.append(line(" ", (fit("Because", 10), Tone.DIM), cut(f"{reason}{needs}", wide - 12)))
    elif found.state == "suppressed":
        lines.append(line(" ", (fit("State", 10), Tone.DIM), "suppressed: it is counted all the same"))
    else:
        read = f"{finding.at:%Y-%m-%d %H:%M}" if finding.at is not None else ""
        lines.append(line(" ", (fit("Read", 10), Tone.DIM), cut(f"{read}  {finding.source}", wide - 12)))
    return lines


def place_of(finding: Finding) -> str:
    """The place inside its unit: path and line, or the subject."""
    place = finding.location
    if place is None:
        return f"{finding.subject.id} {finding.subject.region}".strip()
    return f"{place.path}:{place.line}" if place.line else place.path


def record(found: ListedFinding, drawing: FindingDrawing) -> str:
    """A finding as text, to paste into a ticket."""
    finding = drawing.named(found)
    rows = [
        f"{finding.outcome}: {finding.message}",
        f"practice {finding.practice} level {finding.level}: {drawing.sentence(finding.check)}",
        f"where    {finding.unit} {place_of(finding)}",
        f"check    {finding.check}   finding {finding.id}",
    ]
    if finding.source:
        rows.append(f"source   {finding.source}" + (f" at {finding.at:%Y-%m-%d %H:%M}" if finding.at else ""))
    if finding.needs:
        rows.append(f"needs    {finding.needs}")
    return "\n".join(rows)


def evidence(found: ListedFinding, drawing: FindingDrawing, wide: int) -> list[Line]:
    """The page of evidence: what was read, which part of it decided, by which rule, and what it bears on."""
    finding = drawing.named(found)
    word, tone = _WORDS[finding.outcome]
    practice = drawing.model.practice(finding.practice)
    lines: list[Line] = [line((word, tone), "  ", (f"finding {finding.id}", Tone.DIM)), BLANK]
    lines += [line((each, Tone.STRONG)) for each in wrap(finding.message, wide)]
    lines.append(BLANK)
    read = f"{finding.at:%Y-%m-%d %H:%M} UTC" if finding.at is not None else "not read"
    for label, text in (
        ("Source", finding.source or "none"),
        ("Read", read),
        ("Unit", finding.unit),
        ("Subject", f"{finding.subject.kind} {finding.subject.id}"),
        ("Place", place_of(finding)),
        ("Because", naming.reason(finding.reason) if finding.reason else ""),
        ("Needs", finding.needs),
        ("State", "suppressed, and counted all the same" if found.state == "suppressed" else ""),
    ):
        if text:
            lines += labelled(label, text, wide)
    lines += [BLANK, line(("What decided it", Tone.TITLE))]
    if not finding.evidence:
        lines.append(line(("  nothing was read that could be shown", Tone.DIM)))
    for pointer in finding.evidence:
        lines += labelled(f"  {cut_middle(pointer.path, 26)}", pointer.value, wide, Tone.VERIFIED, gap=30)
        lines.append(line("  ", (f"fact {pointer.fact}", Tone.DIM)))
    lines += [BLANK, line(("Rule", Tone.TITLE))]
    lines += labelled("  Check", drawing.sentence(finding.check), wide)
    lines += labelled("  Id", finding.check, wide, Tone.DIM)
    lines += [BLANK, line(("Bears on", Tone.TITLE))]
    if practice is not None:
        lines += labelled(f"  {practice.id}", f"{practice.name}, level {finding.level}", wide)
        lines += labelled("  Level", practice.levels[finding.level], wide, Tone.DIM)
        lines += labelled("  Fix", practice.fix.title, wide)
    return lines
