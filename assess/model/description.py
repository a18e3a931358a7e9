"""A practice as a reader sees it: as plain text for a terminal, and as the document that `--json` prints.

The number of a practice in an engagement, and why it is that number, is told elsewhere.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from assess.model.document import PracticeDocument
from assess.model.graph import needed_by
from assess.model.practices import Auto, Fix, Gate, Level, Named, OperatingModel, Practice, Role

WIDTH = 88
EFFORT_DAYS: Mapping[str, int] = {"S": 2, "M": 5, "L": 15, "XL": 40}
"""Person-days of a fix by its size, for an organisation of 40 engineers (method section 8)."""

GATES: Mapping[Gate, str] = {
    Gate.NONE: "no gate",
    Gate.PILLAR: "a gate: below level 3 it caps its pillar and its topic",
    Gate.TOPIC: "a gate of its topic: below level 3 it caps that topic",
}
EVIDENCE: Mapping[Auto, str] = {
    Auto.FULL: "systems can show the level by themselves",
    Auto.PARTIAL: "systems can confirm or contradict part of a claim",
    Auto.NONE: "only people and documents can show it",
}


def find_role(model: OperatingModel, text: str) -> Role | None:
    """The role of that id or name, however it is written (`Platform lead`, `platform-lead`); None if there is none."""
    wanted = _plain(text)
    for role in model.roles:
        if wanted in (_plain(role.id), _plain(role.name)):
            return Role(role.id)
    return None


def practices_for(model: OperatingModel, role: Role | None = None) -> tuple[Practice, ...]:
    """The practices on which a role is asked, or all of them, in catalogue order."""
    return tuple(each for each in model.practices if role is None or role in each.roles)


def name_of(things: Sequence[Named], identifier: str) -> str:
    """The name of an id in one of the model's lists; the id itself if it is not there."""
    return next((each.name for each in things if each.id == identifier), identifier)


def practice_list(model: OperatingModel, role: Role | None = None) -> str:
    """All practices, or those on which a role is asked: a line each, by topic. `!` marks a gate."""
    chosen = practices_for(model, role)
    lines: list[str] = []
    for topic in model.topics:
        within = [each for each in chosen if each.topic == topic.id]
        if not within:
            continue
        lines += ["", topic.name] if lines else [topic.name]
        longest = max(len(each.name) for each in within)
        for each in within:
            gate = " " if each.gate is Gate.NONE else "!"
            needs = f"needs {', '.join(each.prerequisites)}" if each.prerequisites else ""
            weight = f"weight {each.criticality}"
            lines.append(f"  {each.id}{gate} {each.name:<{longest}}  {weight}  {needs}".rstrip())
    asked = f" on which the {name_of(model.roles, role)} is asked" if role else ""
    lines += ["", f"{len(chosen)} practices{asked}; ! marks a gate, which caps its area while it is below level 3."]
    return "\n".join(lines) + "\n"


def practice_text(model: OperatingModel, practice: Practice, width: int = WIDTH) -> str:
    """One practice complete, wrapped for a terminal of `width` columns."""
    return "\n".join(_lines(model, practice, width)) + "\n"


def practice_document(practice: Practice) -> PracticeDocument:
    """One practice as `--json` prints it, with the keys of the questionnaire."""
    fix, snippet = practice.fix, practice.snippet
    return {
        "id": practice.id,
        "aliases": list(practice.aliases),
        "name": practice.name,
        "topic": practice.topic,
        "pillar": practice.pillar,
        "component": practice.component,
        "loop_stage": practice.loop_stage,
        "risks": list(practice.risks),
        "roles": list(practice.roles),
        "criticality": practice.criticality,
        "gate": "topic" if practice.gate is Gate.TOPIC else practice.gate is Gate.PILLAR,
        "decision_right": practice.decision_right,
        "auto": practice.auto.value,
        "observable": {
            "aws": practice.observable.aws,
            "github": practice.observable.github,
            "repository": practice.observable.repository,
        },
        "looks_for": practice.looks_for,
        "definition": practice.definition,
        "question": practice.question,
        "levels": {str(int(level)): practice.levels[level] for level in Level},
        "follow_ups": list(practice.follow_ups),
        "evidence": list(practice.evidence),
        "false_claims": list(practice.false_claims),
        "why": practice.why,
        "minutes": practice.minutes,
        "prerequisites": list(practice.prerequisites),
        "helps": list(practice.helps),
        "fix": {
            "title": fix.title,
            "effort": fix.effort,
            "owner_role": fix.owner_role,
            "first_move": fix.first_move,
            "steps": {step: list(texts) for step, texts in fix.steps.items()},
            "done_when": [{"text": each.text, "checks": list(each.checks)} for each in fix.done_when],
        },
        "kpi": practice.kpi,
        "side_effects": list(practice.side_effects),
        "snippet": {"language": snippet.language, "text": snippet.text} if snippet else None,
        "source": practice.source,
    }


def reads(practice: Practice) -> str:
    """How much of it systems can show, in words: `...: 3 reads of AWS, 1 of GitHub, 2 of repositories`."""
    observable = practice.observable
    places = (("AWS", observable.aws), ("GitHub", observable.github), ("repositories", observable.repository))
    counted = [f"{number} of {place}" for place, number in places if number]
    if practice.auto is Auto.NONE or not counted:
        return EVIDENCE[practice.auto]
    return f"{EVIDENCE[practice.auto]} (reads: {', '.join(counted)})"


def _lines(model: OperatingModel, practice: Practice, width: int) -> Iterator[str]:
    yield from _hanging(f"{practice.id}  ", practice.name, width)
    yield ""
    for label, text in _facts(model, practice):
        yield from _hanging(f"{label:<12}", text, width)
    for heading, text in (
        ("What it is", practice.definition),
        ("Why it matters", practice.why),
        (f"Question (about {practice.minutes} minutes)", practice.question),
    ):
        yield from ("", heading, *_hanging("  ", text, width))
    yield from ("", "Levels")
    for level in Level:
        yield from _hanging(f"  {int(level)} {level.label:<17}", practice.levels[level], width)
    for heading, texts in (
        ("Ask further", practice.follow_ups),
        ("What counts as evidence", practice.evidence),
        ("Sounds like control, and is not", practice.false_claims),
        ("Needs first", _named_practices(model, practice.prerequisites)),
        ("Made easier by", _named_practices(model, practice.helps)),
        ("Needed by", _named_practices(model, needed_by(model, practice.id))),
    ):
        yield from _section(heading, texts, width)
    yield from _fix(model, practice.fix, width)
    yield from _section("What the fix may cost", practice.side_effects, width)
    if practice.snippet:
        yield from ("", f"Example ({practice.snippet.language})")
        yield from (f"  {line}".rstrip() for line in practice.snippet.text.rstrip("\n").split("\n"))
    yield from ("", f"Written in {practice.source}")


def _facts(model: OperatingModel, practice: Practice) -> Iterator[tuple[str, str]]:
    yield "Pillar", name_of(model.pillars, practice.pillar)
    yield "Topic", name_of(model.topics, practice.topic)
    yield "Component", name_of(model.components, practice.component)
    yield "Loop stage", name_of(model.loop_stages, practice.loop_stage)
    yield "Risks", ", ".join(name_of(model.risks, each) for each in practice.risks)
    yield "Asked of", ", ".join(name_of(model.roles, each) for each in practice.roles)
    yield "Weight", f"{practice.criticality} of 5, {GATES[practice.gate]}"
    if practice.decision_right:
        yield "Don't know", "counts as level 0: whoever does not know that they may act, may not"
    yield "Evidence", reads(practice)
    yield "Looks for", practice.looks_for
    if practice.kpi:
        yield "Figure", next((each.name for each in model.kpis if each.id == practice.kpi), practice.kpi)
    if practice.aliases:
        yield "Also called", ", ".join(practice.aliases)


def _fix(model: OperatingModel, fix: Fix, width: int) -> Iterator[str]:
    yield from ("", *_hanging("Fix: ", fix.title, width))
    owner = name_of(model.roles, fix.owner_role)
    yield from _hanging("  Owner       ", f"{owner}; size {fix.effort}, about {EFFORT_DAYS[fix.effort]} days", width)
    yield from _hanging("  First move  ", fix.first_move, width)
    for step, texts in fix.steps.items():
        low, high = step.split("-")
        yield f"  From level {low} to {high}"
        for text in texts:
            yield from _hanging("    - ", text, width)
    yield "  Done when"
    for each in fix.done_when:
        proof = f" (shown by {', '.join(each.checks)})" if each.checks else ""
        yield from _hanging("    - ", each.text + proof, width)


def _section(heading: str, texts: Sequence[str], width: int) -> Iterator[str]:
    if texts:
        yield from ("", heading)
        for text in texts:
            yield from _hanging("  - ", text, width)


def _named_practices(model: OperatingModel, identifiers: Sequence[str]) -> tuple[str, ...]:
    names = {practice.id: practice.name for practice in model.practices}
    return tuple(f"{identifier} {name}" for identifier, name in names.items() if identifier in identifiers)


def _hanging(label: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        max(width, len(label) + 20),
        initial_indent=label,
        subsequent_indent=" " * len(label),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
