"""The report as Markdown: complete, in the order of the page, readable as plain text.

Every text from outside is escaped, so that nothing in it becomes a link, an image, a mention or markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assess.model.practices import OperatingModel
from assess.report import charts, explanations, fixes, scope, sections, wording
from assess.report.glyphs import for_screen
from assess.report.naming import Names
from assess.report.register import Link, Medium, Register, register
from assess.report.sentences import Block, Executive, executive
from assess.report.shape import Document
from assess.report.svg import Chart

_SPECIAL = re.compile(r"([\\`*_\[\]{}<>#|~$^])")
_AUTOLINK = re.compile(r"(?i)(:)(?=//)|(?<=\bwww)(\.)|(@)(?=\w)|(?<=\bmailto)(:)|(?<=\bxmpp)(:)")
_BY_NUMBER = re.compile(r"^(\s*)([-+=]|\d+[.)])")
MEDIUM = Medium.SCREEN


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: on one line, no markup, no link, no mention, nothing hidden."""
    text = for_screen(wording.flat(text)).replace("&", "&amp;")
    text = _SPECIAL.sub(lambda found: {"<": "&lt;", ">": "&gt;"}.get(found[1], f"\\{found[1]}"), text)
    text = _AUTOLINK.sub(lambda found: f"&#{ord(found[0])};", text)
    return _BY_NUMBER.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", text)


def markdown(document: Document, model: OperatingModel) -> str:
    """The whole report. The evidence register holds what a screen holds; JSON holds everything."""
    names = Names(model)
    evidence = register(document, names, MEDIUM)
    parts: list[str] = []
    for part in (
        _cover(document), _summary(executive(document, model), document), _scope(document, evidence),
        _pillars(document, model), _contradictions(document, names, evidence), _disagreements(document, names),
        _settle(document, names, evidence), _fixes(document, names, evidence), _plan(document, names),
        _practices(document, names, evidence), _evidence(evidence), _answers(document, names), _method(document),
    ):  # fmt: skip
        parts += part
    return "\n".join(parts).rstrip("\n") + "\n"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'|'.join('---:' if index in right else '---' for index in range(len(columns)))}|"
    for row in rows:
        yield f"| {' | '.join(each or wording.NOTHING for each in row)} |"
    yield ""


def _links(links: Sequence[Link]) -> str:
    return ", ".join(escaped(each.words) for each in links)


def _cover(document: Document) -> Iterator[str]:
    about, method = document["engagement"], document["method"]
    yield f"# Operating model assessment: {escaped(wording.clip(about['organisation'], 200)) or 'Unnamed'}"
    yield ""
    of_round = wording.of_round(wording.clip(about["round"], 100))
    yield (
        f"{escaped(of_round)}. As of {escaped(wording.date(about['as_of']))}. "
        f"Made with assess {escaped(method['assess_version'])}, model {escaped(method['model_version'])}. Confidential."
    )
    yield ""


def _summary(page: Executive, document: Document) -> Iterator[str]:
    yield "## Where control stands"
    yield ""
    yield f"**{escaped(page.verdict)}**"
    yield ""
    if page.split:
        yield from _table(
            ("Part", "Share", "Meaning"), [(each.word, each.percent, each.meaning) for each in page.split], right=(1,)
        )
    yield from _chart("Claimed against verified", charts.dumbbell(document["pillars"]), "###")
    yield f"**Activity against control.** {escaped(page.activity)}"
    yield ""
    if page.doors:
        yield f"**{escaped(page.doors)}**"
        yield ""
    for name, block in (
        ("Believed, and not so", page.believed), ("Already works", page.works), (page.fixes_heading, page.fixes),
        ("Decisions asked of you", page.asks),
    ):  # fmt: skip
        yield from _block(name, block, ordered=name.startswith(("Fix", "Decisions")))
    yield f"**How sure we are.** {escaped(page.sure)}"
    yield ""
    yield f"**What nobody looked at.** {escaped(page.unseen)}"
    yield ""


def _block(name: str, block: Block, *, ordered: bool) -> Iterator[str]:
    yield f"### {name}"
    yield ""
    for number, point in enumerate(block.points, 1):
        lead = f"**{escaped(point.lead)}** ({escaped(point.practice or '')}): " if point.lead else ""
        yield f"{f'{number}.' if ordered else '-'} {lead}{escaped(point.text)}"
    if block.points:
        yield ""
    if block.note:
        yield escaped(block.note)
        yield ""


def _chart(name: str, chart: Chart, heading: str) -> Iterator[str]:
    yield f"{heading} {name}"
    yield ""
    yield from _table(chart.columns, [[escaped(each) for each in row] for row in chart.rows])
    yield escaped(chart.caption)
    yield ""


def _scope(document: Document, evidence: Register) -> Iterator[str]:
    yield "## Scope, and what was not seen"
    yield ""
    for each in scope.scope_sentences(document):
        yield escaped(each)
        yield ""
    yield from _chart("How much is assessed", charts.coverage(document["pillars"]), "###")
    if document["respondents"]:
        heard = [(escaped(each["name"]), str(each["people"])) for each in document["respondents"]]
        yield from _table(("Role", "People"), heard, right=(1,))
    gaps = scope.gap_lines(document, evidence, MEDIUM)
    if gaps:
        yield from _table(
            ("Why", "What it needs", "Where", "Points", "Touches"),
            [(each.why, escaped(each.what), escaped(each.where), each.points, _links(each.practices)) for each in gaps],
        )
        yield scope.cost_sentence(document)
        yield ""
    for incident in document["incidents"]:
        named = escaped(", ".join(incident["practices"]))
        yield f"- {escaped(wording.date(incident['date']))}: {escaped(incident['summary'])} ({named})"
    for figure in document["figures"]:
        yield (
            f"- {escaped(figure['name'])}: {escaped(figure['value'])} in {escaped(figure['period'])}, "
            f"from {escaped(figure['source'])}"
        )
    yield ""


def _pillars(document: Document, model: OperatingModel) -> Iterator[str]:
    yield "## Pillars"
    yield ""
    rows = [
        (escaped(each["name"]), wording.number(each["score"]), wording.span(each["low"], each["high"]),
         each["band"] or "range only", wording.percent(each["coverage"]),
         f"at most {each['cap']['at']}: {escaped(', '.join(each['cap']['by']))}" if each["cap"] else "")
        for each in (*document["pillars"], *document["topics"])
    ]  # fmt: skip
    yield from _table(
        ("Pillar or topic", "Score", "Range", "Band", "Assessed", "Held by its gates"), rows, right=(1, 2, 4)
    )
    yield from _chart("Where the level differs", sections.heat_map(document, model), "###")
    slices = [
        (escaped(each["name"]), wording.number(each["score"]), wording.percent(each["coverage"]))
        for each in (*document["components"], *document["loop"], *document["risks"])
    ]
    yield from _table(("Component, stage or risk", "Mean", "Assessed"), slices, right=(1, 2))


def _contradictions(document: Document, names: Names, evidence: Register) -> Iterator[str]:
    yield "## Contradictions"
    yield ""
    found = sections.conflicts(document, names, evidence, MEDIUM)
    if not found:
        yield "None."
        yield ""
    for each in found:
        yield f"### {escaped(each.practice.words)} {escaped(each.name)} ({each.kind})"
        yield ""
        yield f"- Said: {escaped('; '.join(f'{role} level {level}' for role, level in each.says))}"
        yield f"- The evidence allows {each.allows}."
        for check, units in each.shows:
            yield f"- Not so: {escaped(check)}, in {escaped(units)}"
        if each.links:
            yield f"- Evidence: {_links(each.links)}{f' and {each.more} more' if each.more else ''}"
        if each.why:
            yield f"- Why it matters: {escaped(each.why)}"
        yield ""


def _disagreements(document: Document, names: Names) -> Iterator[str]:
    found = sections.disputes(document, names)
    yield "## Disagreements by role"
    yield ""
    if found:
        yield from _table(
            ("Practice", "What each role says", "What follows"),
            [
                (f"{escaped(each.practice.words)} {escaped(each.name)}",
                 escaped("; ".join(f"{role}: level {level}" for role, level in each.says)), escaped(each.follows))
                for each in found
            ],
        )  # fmt: skip
    else:
        yield "None."
        yield ""


def _settle(document: Document, names: Names, evidence: Register) -> Iterator[str]:
    yield "## Settle list"
    yield ""
    rows = [
        (str(each.rank), escaped(each.source), _links(each.practices), each.points, each.effort)
        for each in sections.settle_lines(document, names, evidence, MEDIUM)
    ]
    yield from _table(("No.", "What would settle it", "Practices", "Points", "Days"), rows, right=(0, 3, 4))
    for each in document["anti_patterns"]:
        named = escaped(", ".join(each["practices"]))
        yield f"- Worth a question: {escaped(each['name'])}: {escaped(each['sign'])} ({named})"
    yield ""


def _fixes(document: Document, names: Names, evidence: Register) -> Iterator[str]:
    yield "## Fix first"
    yield ""
    for door in document["stop_now"]:
        yield (
            f"- **Stop now**: {escaped(door['practice'])} {escaped(names.practice(door['practice']))}, "
            f"{escaped(door['check'])} in {escaped(door['unit'])} ({wording.figure(door['subjects'], 'subject')})"
        )
    if document["stop_now"]:
        yield ""
    for each in fixes.fix_lines(document, names, evidence, MEDIUM):
        waits = f". {escaped(each.waits)}" if each.waits else ""
        yield (
            f"{each.rank}. **{escaped(each.title)}** ({escaped(each.practice.words)}{', gate' if each.gate else ''}): "
            f"proposed owner {escaped(each.owner)}, {each.effort} days, wave {each.wave}{waits}"
        )
        for step in each.steps:
            yield f"   - {escaped(step)}"
        for done in each.done_when:
            yield f"   - Done when: {escaped(done)}"
    yield ""


def _plan(document: Document, names: Names) -> Iterator[str]:
    chart = fixes.wave_chart(document, names)
    if chart.rows:
        yield from _chart("Plan to day 90", chart, "##")


def _practices(document: Document, names: Names, evidence: Register) -> Iterator[str]:
    for pillar in sections.pillar_pages(document, names, evidence, MEDIUM):
        yield f"## {escaped(pillar.name)}"
        yield ""
        yield escaped(pillar.lede)
        yield ""
        yield from _table(
            ("Practice", "Claimed", "Evidence", "Score", "Assurance", "What decides it", "Fails"),
            [
                (f"{escaped(each.id)} {escaped(each.name)}{' (gate)' if each.gate else ''}", each.claimed,
                 each.evidence, each.score, each.assurance, escaped(each.says),
                 _links(each.links) + (f" and {each.more} more" if each.more else ""))
                for each in pillar.lines
            ],
            right=(1, 2, 3),
        )  # fmt: skip


def _evidence(evidence: Register) -> Iterator[str]:
    yield "## Evidence register"
    yield ""
    if not evidence.total:
        yield "No system was read, so there is no finding."
        yield ""
        return
    yield f"{len(evidence.rows):,} of {wording.figure(evidence.total, 'finding')}; all are in the JSON report."
    yield ""
    yield from _table(
        ("Id", "Practice", "Outcome", "Found", "Where", "Decided by", "Read from, at"),
        [
            (escaped(each.id), escaped(each.practice.words), escaped(each.outcome), escaped(each.message),
             escaped(f"{each.unit}: {each.place}"), escaped("; ".join(each.decided_by)),
             escaped(f"{each.source} {each.at}"))
            for each in evidence.rows
        ],
    )  # fmt: skip
    if evidence.checks:
        yield from _table(
            ("Practice", "Check", "Fails", "Passes", "Not known", "Does not apply"),
            [
                (escaped(each.practice.words), escaped(each.check), str(each.fails), str(each.passes),
                 str(each.unknown), str(each.not_applicable))
                for each in evidence.checks
            ],
            right=(2, 3, 4, 5),
        )  # fmt: skip


def _answers(document: Document, names: Names) -> Iterator[str]:
    yield "## Answers"
    yield ""
    rows = []
    for practice in document["practices"]:
        for each in practice["answers"]:
            said = wording.level(each["level"]) if each["state"] == "level" else each["state"].replace("_", " ")
            shown = each["shown"]
            rows.append((
                escaped(practice["id"]), escaped(each["respondent"]),
                escaped(", ".join(names.role(role) for role in each["roles"])), escaped(said),
                escaped(wording.clip(each["note"], MEDIUM.text)),
                escaped(wording.clip(f"{shown['kind']}, {shown['date']}: {shown['what']}", MEDIUM.text))
                if shown else "",
            ))  # fmt: skip
    if rows:
        yield from _table(("Practice", "Respondent", "Roles", "Answer", "Note", "Shown"), rows)
    else:
        yield "Nobody has answered yet."
        yield ""


def _method(document: Document) -> Iterator[str]:
    yield "## Method and limits"
    yield ""
    for name, text in explanations.METHOD.items():
        yield f"**{name}.** {text}"
        yield ""
    method = document["method"]
    yield f"Model digest {escaped(method['model_digest'])}."
    yield ""
    yield "## Glossary"
    yield ""
    for term, meaning in explanations.glossary():
        yield f"- **{term}**: {meaning}"
