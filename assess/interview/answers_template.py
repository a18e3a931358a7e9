"""The answers.yaml to fill in: each question with its five levels in words, every answer commented out.

As it stands it is valid and changes nothing; taking away one `#` makes an answer.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from assess.model.practices import OperatingModel, Practice, Role

_WIDTH = 100
_HEAD = """\
# Answers for an assessment. Read them in with: assess answers FILE --from answers.yaml
#
# Lines that begin with `#` and a word explain; lines that begin with `#  ` and a name can be used: take away the
# `#` alone, keep the spaces. Reading the file twice changes nothing.
#
# An answer is a level 0 to 4, dont_know, or one of the longer forms:
#   {level: 3, note: "what was said", shown: {what: "the alarm list", kind: screen, date: 2026-03-31}}
#   {not_applicable: not_present}    (nothing of it is present; or one_team, for OWN-05; other reasons are notes)
# kind is screen, document, exercise or figure; a figure also says whether it lies in its bound: inside: true
"""


def template(model: OperatingModel, role: Role | None = None) -> str:
    """The YAML to fill in, for the practices that name `role`, or for all. Deterministic; ends with a newline."""
    practices = [practice for practice in model.practices if role is None or role in practice.roles]
    person = f"{role}-1" if role else "person-1"
    roles = ", ".join(one.id for one in model.roles)
    lines = [_HEAD, *_profile(model)]
    lines += [f"# The people who answer. Roles: {roles}", "respondents:"]
    lines += [f'#  {person}: {{name: "Full Name", roles: [{role or model.roles[0].id}], team: ""}}', ""]
    minutes = sum(practice.minutes for practice in practices)
    whose = f"that a {role} is asked" if role else "of all roles together"
    lines += [f"# {len(practices)} questions {whose}, about {minutes} minutes.", "answers:"]
    for practice in practices:
        lines += ["", *_question(practice, person)]
    lines += ["", *_DECISIONS]
    return "\n".join(lines) + "\n"


def _profile(model: OperatingModel) -> Iterator[str]:
    yield "# Size of the organisation and what it wants; unwritten values keep their defaults."
    yield "profile:"
    yield f"#  engineers: {model.defaults.engineers}"
    yield f"#  teams: {model.defaults.teams}"
    yield f"#  capacity_days: {model.defaults.capacity_days}"
    yield "#  tools: {}      # of record, by capability, for example {slo: datadog}"
    yield "#  targets: {}    # levels wanted, for example {OWN-09: 3}"
    yield "#  # What counts: account ids or names, repository names or addresses; without a scope all that was read."
    yield "#  scope: {accounts: [], repositories: []}"
    yield ""


def _question(practice: Practice, person: str) -> Iterator[str]:
    yield from _comment(f"{practice.id}  {practice.name} ({', '.join(practice.roles)})", "# ", "# ")
    yield from _comment(practice.question, "# ", "# ")
    for level, words in enumerate(practice.levels):
        yield from _comment(words, f"#   {level}  ", "#      ")
    yield f"#  {practice.id}:"
    yield f"#    {person}: dont_know"


def _comment(text: str, first: str, rest: str) -> list[str]:
    """A text as comment lines: no line of it can become YAML."""
    plain = " ".join(text.split())
    return textwrap.wrap(plain, _WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


_DECISIONS = (
    "# What the assessor decided. Kinds: consensus, override, not_applicable, environment, suppression, days.",
    "decisions:",
    '#  - {kind: consensus, practice: OWN-09, level: 2, by: "Name", reason: "agreed after seeing the rota"}',
    "# A target is an account, or a repository by its name or address; a suppression names check, practice or target.",
    '#  - {kind: environment, target: "aws:111122223333", value: production, by: "Name"}',
    '#  - {kind: suppression, practice: OWN-06, target: shop, reason: "moves", approver: "Name", expires: 2030-12-31}',
    "",
    "# Measured outcomes, and incidents with the practices whose weakness they showed.",
    "figures:",
    '#  - {kpi: KPI-CFR, value: 0.12, period: "2026-Q1", source: "deployment log", date: 2026-03-31}',
    "incidents:",
    '#  - {id: INC-1, date: 2026-02-14, practices: [CHG-04], summary: "one sentence"}',
)
