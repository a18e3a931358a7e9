"""docs/model, generated from the questionnaires: an index and one page for each topic.

`python -m assess.model.documentation` writes it, with `--check` it only says what is out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from assess.model import data
from assess.model.description import EFFORT_DAYS, GATES, name_of, reads
from assess.model.graph import depth, needed_by
from assess.model.loading import load
from assess.model.markdown import escaped, fenced, quoted
from assess.model.practices import Gate, Level, OperatingModel, Practice

COMMAND = "python -m assess.model.documentation"
_NOTICE = f"<!-- Generated from questionnaires/ by `{COMMAND}`. Edit those files, not this one. -->"

_MEANING: Mapping[Level, str] = {
    Level.ABSENT: "Nothing that would help is in place.",
    Level.ACTIVITY: "Honest work whose output exists. It prevents nothing by itself.",
    Level.PARTIAL_CONTROL: "It holds for a part of the scope, or as long as certain people think of it.",
    Level.ENFORCED_CONTROL: "A system or a rule prevents the harm, or bounds it, across the scope.",
    Level.PROVEN_CONTROL: "It was put under stress, or an outcome was measured, lately.",
}


def pages(model: OperatingModel) -> Mapping[str, str]:
    """File name to text of every page."""
    result = {"index.md": _text(_index(model))}
    for topic in model.topics:
        practices = [practice for practice in model.practices if practice.topic == topic.id]
        if practices:
            result[_page(practices[0])] = _text(_topic(model, topic.name, practices))
    return result


def stale(model: OperatingModel, folder: Path) -> tuple[str, ...]:
    """The names of pages in the folder that are missing, differ, or should not be there."""
    wanted = pages(model)
    present = {path.name: path.read_text("utf-8") for path in folder.glob("*.md")}
    return tuple(sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name)))


def write(model: OperatingModel, folder: Path) -> tuple[str, ...]:
    """Brings the folder up to date and returns the names of the pages that changed."""
    wanted = pages(model)
    changed = stale(model, folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in wanted:
            (folder / name).write_text(wanted[name], "utf-8")
        else:
            (folder / name).unlink()
    return changed


def _text(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


def _page(practice: Practice) -> str:
    return f"{Path(practice.source.rpartition(':')[0]).stem}.md"


def _link(model: OperatingModel, identifier: str, within: str = "") -> str:
    practice = model.practice(identifier)
    if practice is None:
        return identifier
    page = _page(practice)
    return f"[{identifier}]({'' if page == within else page}#{identifier.lower()})"


def _links(model: OperatingModel, identifiers: Sequence[str], within: str = "") -> str:
    return ", ".join(_link(model, each, within) for each in identifiers) or "none"


def _index(model: OperatingModel) -> Iterator[str]:
    yield from (_NOTICE, "", "# The operating model", "")
    yield (
        f"Version {model.version}: {len(model.practices)} practices in {len(model.topics)} topics, "
        f"{len(model.pillars)} pillars. The model is data: `questionnaires/` holds it, and `--questionnaires DIR` "
        "replaces it."
    )
    yield from ("", "## Levels", "", "| level | name | what is true |", "|---|---|---|")
    yield from (f"| {int(level)} | {level.label} | {_MEANING[level]} |" for level in Level)
    for topic in model.topics:
        within = [practice for practice in model.practices if practice.topic == topic.id]
        if within:
            yield from _topic_table(model, topic.name, within)
    yield from _axes(model)
    yield from _warnings(model)
    yield from _review(model)
    yield from _environments(model)


def _topic_table(model: OperatingModel, name: str, practices: Sequence[Practice]) -> Iterator[str]:
    depths = depth(model)
    yield from ("", f"## [{escaped(name)}]({_page(practices[0])})", "")
    yield from ("| practice | name | pillar | weight | gate | needs first | depth |", "|---|---|---|---|---|---|---|")
    for practice in practices:
        gate = {Gate.NONE: "", Gate.PILLAR: "pillar", Gate.TOPIC: "topic"}[practice.gate]
        yield (
            f"| {_link(model, practice.id)} | {escaped(practice.name)} | {practice.pillar} | {practice.criticality} "
            f"| {gate} | {_links(model, practice.prerequisites) if practice.prerequisites else ''} "
            f"| {depths[practice.id]} |"
        )


def _axes(model: OperatingModel) -> Iterator[str]:
    axes = (
        ("Pillars", model.pillars, lambda practice: (practice.pillar,)),
        ("Components", model.components, lambda practice: (practice.component,)),
        ("Loop stages", model.loop_stages, lambda practice: (practice.loop_stage,)),
        ("Risks", model.risks, lambda practice: practice.risks),
        ("Roles", model.roles, lambda practice: practice.roles),
    )
    for heading, things, of in axes:
        yield from ("", f"## {heading}", "", "| id | name | practices |", "|---|---|---|")
        for thing in things:
            number = sum(thing.id in of(practice) for practice in model.practices)
            yield f"| `{thing.id}` | {escaped(thing.name)} | {number} |"
    yield from ("", "## Figures", "", "| id | figure | better |", "|---|---|---|")
    yield from (f"| {each.id} | {escaped(each.name)} | {each.better} |" for each in model.kpis)


def _warnings(model: OperatingModel) -> Iterator[str]:
    yield from ("", "## Activity that looks like control", "", "| id | name | sign | weakens |", "|---|---|---|---|")
    for each in model.anti_patterns:
        yield f"| {each.id} | {escaped(each.name)} | {escaped(each.sign)} | {_links(model, each.practices)} |"
    yield from ("", "## Claims to challenge", "", "| what is said | what to ask | practices |", "|---|---|---|")
    for claim in model.claims_to_challenge:
        yield f"| {escaped(claim.claim)} | {escaped(claim.ask)} | {_links(model, claim.practices)} |"


def _review(model: OperatingModel) -> Iterator[str]:
    minutes = sum(session.minutes for session in model.sessions)
    questions = sum(session.questions for session in model.sessions)
    yield from ("", "## A review", "", f"{minutes} minutes, at most {questions} questions; the rest is pre-work.", "")
    yield from ("| part | minutes | questions | topics | who speaks |", "|---|---|---|---|---|")
    for each in model.sessions:
        roles = ", ".join(name_of(model.roles, role) for role in each.roles)
        yield f"| {escaped(each.name)} | {each.minutes} | {each.questions} | {', '.join(each.topics)} | {roles} |"


def _environments(model: OperatingModel) -> Iterator[str]:
    yield from ("", "## What a name says about a place", "", "The first rule that matches decides.", "")
    yield from ("| where | class | pattern |", "|---|---|---|")
    for rule in model.environment_rules:
        pattern = rule.pattern.replace("|", "\\|")
        yield f"| {rule.where} | {rule.unit_class} | `{pattern}` |"


def _topic(model: OperatingModel, name: str, practices: Sequence[Practice]) -> Iterator[str]:
    yield from (_NOTICE, "", f"# {escaped(name)}", "", "[All topics](index.md)")
    for practice in practices:
        yield from _practice(model, practice)


def _practice(model: OperatingModel, practice: Practice) -> Iterator[str]:
    here = _page(practice)
    yield from ("", f'<a id="{practice.id.lower()}"></a>', "", f"## {practice.id} {escaped(practice.name)}", "")
    yield from (escaped(practice.definition), "", f"*Why it matters.* {escaped(practice.why)}", "")
    yield from (quoted(practice.question), "", "| level | what is true |", "|---|---|")
    yield from (f"| {int(level)} {level.label} | {escaped(practice.levels[level])} |" for level in Level)
    for heading, texts in (
        ("Ask further", practice.follow_ups),
        ("What counts as evidence", practice.evidence),
        ("Sounds like control, and is not", practice.false_claims),
    ):
        yield from ("", f"**{heading}**", "", *(f"- {escaped(text)}" for text in texts))
    yield from ("", "**Fix: " + escaped(practice.fix.title) + "**", "")
    fix = practice.fix
    yield f"- Owner: {name_of(model.roles, fix.owner_role)}; size {fix.effort}, about {EFFORT_DAYS[fix.effort]} days"
    yield f"- First move: {escaped(fix.first_move)}"
    for step, texts in fix.steps.items():
        low, high = step.split("-")
        yield f"- From level {low} to {high}: {' '.join(escaped(text) for text in texts)}"
    yield f"- Done when: {' '.join(escaped(each.text) for each in fix.done_when)}"
    yield from (f"- May cost: {escaped(text)}" for text in practice.side_effects)
    if practice.snippet:
        yield from ("", fenced(practice.snippet.text, practice.snippet.language))
    yield from ("", "| | |", "|---|---|")
    yield from (f"| {label} | {text} |" for label, text in _facts(model, practice, here))


def _facts(model: OperatingModel, practice: Practice, here: str) -> Iterator[tuple[str, str]]:
    yield "Pillar", name_of(model.pillars, practice.pillar)
    yield "Component", name_of(model.components, practice.component)
    yield "Loop stage", name_of(model.loop_stages, practice.loop_stage)
    yield "Risks", ", ".join(name_of(model.risks, each) for each in practice.risks)
    yield "Asked of", ", ".join(name_of(model.roles, each) for each in practice.roles)
    yield "Weight", f"{practice.criticality} of 5, {GATES[practice.gate]}"
    yield "Evidence", f"{reads(practice)}: {escaped(practice.looks_for)}"
    yield "Needs first", _links(model, practice.prerequisites, here)
    yield "Made easier by", _links(model, practice.helps, here)
    yield "Needed by", _links(model, needed_by(model, practice.id), here)


def main(arguments: Sequence[str]) -> int:
    """Writes docs/model of this checkout, or with `--check` names what is out of date; the exit code."""
    folder = data.folder("questionnaires").parent / "docs" / "model"
    model = load()
    if list(arguments) == ["--check"]:
        outdated = stale(model, folder)
        if outdated:
            print(f"out of date: {', '.join(outdated)}; run {COMMAND}", file=sys.stderr)
        return 1 if outdated else 0
    print(f"{len(write(model, folder))} pages changed in {folder}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
