"""The list of what can be edited, with what the file says now."""

from __future__ import annotations

from assess.engagement import AssessmentInputs
from assess.model.practices import OperatingModel
from assess.tui.glyphs import Glyphs
from assess.tui.lines import BLANK, Line, Tone, cut, cut_middle, fit, line
from assess.tui.widgets.static_rows import Row, StaticRows, heading


def rows_of(inputs: AssessmentInputs, model: OperatingModel, glyphs: Glyphs) -> StaticRows:
    """Organisation and profile, people, wanted levels, labels of targets."""
    profile = inputs.profile
    size = f"{profile.engineers} engineers, {profile.teams} teams, {profile.capacity_days:g} days a wave"
    rows = [
        heading(line(" ", ("ORGANISATION", Tone.TITLE))),
        _row("Name", inputs.organisation, "organisation", glyphs),
        _row("Profile", size, "profile", glyphs),
        heading(BLANK),
        heading(line(" ", ("PEOPLE WHO ANSWER", Tone.TITLE), ("  a adds one", Tone.DIM))),
    ]
    roles = {each.id: each.name for each in model.roles}
    for person in inputs.respondents:
        held = ", ".join(roles.get(role, role) for role in person.roles)
        team = f"  {glyphs.dot} {person.team}" if person.team else ""
        rows.append(_row(person.name or "someone", held + team, f"person {person.id}", glyphs))
    rows += [heading(BLANK), heading(line(" ", ("LEVELS WANTED", Tone.TITLE), ("  l wants one", Tone.DIM)))]
    names = {practice.id: practice.name for practice in model.practices}
    for practice, level in sorted(profile.targets.items()):
        text = f"{int(level)} {level.label}  {glyphs.dot} {names.get(practice, '')}"
        rows.append(_row(practice, text, f"wanted {practice}", glyphs))
    rows += [heading(BLANK), heading(line(" ", ("WHAT A TARGET IS", Tone.TITLE), ("  once it was read", Tone.DIM)))]
    for target in inputs.targets:
        decided = inputs.environments.get(target.id)
        text = f"{decided.unit_class}, says {decided.by}" if decided else "as its tags and name say"
        if target.excluded:
            text = f"not counted: {target.excluded}"
        rows.append(_row(target.name, text, f"target {target.id}", glyphs))
    return StaticRows(rows)


def _row(name: str, text: str, subject: str, glyphs: Glyphs) -> Row:
    def draw(wide: int, here: bool) -> Line:
        sign = glyphs.cursor if here else " "
        shown = fit(cut_middle(name, 28), 28)
        return line(" ", (sign, Tone.KEY), " ", (shown, Tone.STRONG), "  ", cut(text, max(8, wide - 34)))

    return Row(draw, subject)
