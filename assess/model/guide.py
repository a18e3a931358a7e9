"""The paper a respondent gets before the meeting: the questions of one role, in Markdown, to be filled in by hand."""

from __future__ import annotations

from collections.abc import Iterator

from assess.model.description import name_of, practices_for
from assess.model.markdown import escaped, quoted
from assess.model.practices import Level, OperatingModel, Practice, Role

_WHAT_COUNTS = "Answer for what happens today, not for what is planned or written down somewhere."
_RULES = (
    "Pick the highest level whose sentence is true everywhere it should be. True in part only: the level below.",
    "*I don't know* is an answer, and a useful one. Write it down instead of guessing.",
    "Words alone are believed up to level 2, what is shown counts for more, and level 4 needs an exercise or a figure.",
    "So bring the things listed, or know where they are.",
    "Nobody is rated here. A low answer that is true leads to a fix, a high one that is not leads to an incident.",
)


def guide(model: OperatingModel, role: Role) -> str:
    """What somebody of this role should read and bring: each question with its five levels, and what to show."""
    return "\n".join(_lines(model, role)) + "\n"


def _lines(model: OperatingModel, role: Role) -> Iterator[str]:
    practices = practices_for(model, role)
    name = name_of(model.roles, role)
    minutes = sum(practice.minutes for practice in practices)
    yield from (f"# Before the review: {name}", "")
    yield f"{len(practices)} questions, about {minutes} minutes. {_WHAT_COUNTS}"
    yield ""
    yield from (f"- {rule}" for rule in _RULES)
    for topic in model.topics:
        within = [practice for practice in practices if practice.topic == topic.id]
        if within:
            yield from ("", f"## {escaped(topic.name)}")
            for practice in within:
                yield from _question(practice)


def _question(practice: Practice) -> Iterator[str]:
    yield from ("", f"### {practice.id} {escaped(practice.name)}", "", quoted(practice.question), "")
    for level in Level:
        yield f"- [ ] **{int(level)} {level.label}**: {escaped(practice.levels[level])}"
    yield "- [ ] **I don't know**"
    yield from ("", "You will be asked:", "")
    yield from (f"- {escaped(text)}" for text in practice.follow_ups)
    yield from ("", "Bring, if there is one:", "")
    yield from (f"- {escaped(text)}" for text in practice.evidence)
    yield from ("", "Notes:", "")
