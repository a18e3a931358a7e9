"""What the text of a document shows: what it is about by its name, dates, times, levels, commands, owners.

Words are searched, not understood: a feature that is found is there, one that is not found may be said otherwise.
"""

from __future__ import annotations

import re
from datetime import date

from collectors.repository.document_facts import Topic

_NAMES: tuple[tuple[Topic, tuple[str, ...]], ...] = (
    (
        Topic.RESPONSIBILITIES,
        ("raci", r"responsibilit(?:y|ies)[ _-](?:matrix|model)", r"team[ _-]charter", r"operating[ _-]model"),
    ),
    (Topic.RELEASE_POLICY, (r"release[ _-](?:policy|process|rules)", "releasing", r"deployment[ _-]policy")),
    (Topic.ON_CALL, (r"on[ _-]?call",)),
    (Topic.ERROR_BUDGET_POLICY, (r"error[ _-]budget(?:[ _-]polic(?:y|ies))?",)),
    (Topic.FREEZE, (r"(?:change|code|release|deployment)[ _-]freezes?", r"freeze[ _-](?:policy|calendar)")),
    (Topic.EMERGENCY_CHANGE, (r"emergency[ _-](?:change|release|fix)\w*", r"hot-?fix(?:es|ing)?")),
    (Topic.BREAK_GLASS, (r"break[ _-]?glass",)),
    (Topic.SEVERITY, (r"severit(?:y|ies)", r"incident[ _-](?:management|response|process|priorit\w+|levels?)")),
    (
        Topic.PIPELINE_COMPROMISE,
        (
            r"(?:ci|pipeline|supply[ _-]chain|token|secret|key)s?[ _-](?:compromise|leak|breach)\w*",
            r"(?:compromised|leaked)[ _-](?:ci|pipeline|token|secret|key|credential)s?",
        ),
    ),
    (Topic.ROLLBACK, (r"roll(?:ing)?[ _-]?backs?", r"revert[ _-](?:a[ _-])?(?:release|deploy\w*)")),
    (Topic.FAILOVER, (r"fail[ _-]?overs?", r"disaster[ _-]recovery", r"region[ _-]evacuation")),
    (Topic.DRILL, (r"game[ _-]?days?", r"fire[ _-]?drills?", r"dr[ _-]tests?")),
)
_ABOUT = tuple(
    (topic, re.compile(rf"(?<![a-z])(?:{'|'.join(words)})(?![a-z])", re.IGNORECASE)) for topic, words in _NAMES
)
_HEADING = re.compile(r"^\s{0,3}#{1,2}\s+(.+?)\s*#*$|^= (.+)$", re.MULTILINE)
_DATE = re.compile(r"\b(20\d{2})-(\d{2})-(\d{2})\b")
_TIME = re.compile(
    r"^[\s|*>-]*(?:\d{4}-\d{2}-\d{2}[T ,]+)?`?\*{0,2}(?:[01]?\d|2[0-3])[:.h][0-5]\d\b",
    re.MULTILINE,
)
_LEVEL = re.compile(
    r"^[\s|*#>-]*`?\*{0,2}(?:sev(?:erity)?[ -]?|p(?:riority)?[ -]?|s)([0-5])\b",
    re.IGNORECASE | re.MULTILINE,
)
_OWNER = re.compile(
    r"^[\s|*>-]*(?:\*\*)?(?:service |runbook |document )?"
    r"(?:owner|owned by|owning team|team|contact|maintainers?)s?\b[^\n]{0,12}[:|]\s*\S",
    re.IGNORECASE | re.MULTILINE,
)
_TRIED = re.compile(
    r"(?:last[ _-](?:tested|tried|rehearsed|exercised|drilled|verified|reviewed|run|used)"
    r"|(?:tested|rehearsed|exercised|drilled) on)"
    r"[^\n\d]{0,20}(\d{4}-\d{2}-\d{2}|\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ \d{4})",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"^\s*(?:```+|~~~+)\s*\S*\s*$|^\s{4,}\$ |\.\. code|^\[source|actions/workflows/\w|ssm.{0,20}document",
    re.MULTILINE,
)
_CAUSES = re.compile(
    r"^\W*(?:(?:root|contributing|underlying)[ -])?(?:causes?|factors?)\b|^\W*why (?:did|it)\b",
    re.IGNORECASE | re.MULTILINE,
)
_ACTIONS = re.compile(
    r"^\W*(?:(?:corrective|preventive|follow[ -]?up|action)[ -])?(?:actions?|items|remediations?|next steps)\b",
    re.IGNORECASE | re.MULTILINE,
)
_CHANGES = re.compile(r"/(?:pull|merge_requests|commit)/\w+|(?<!\w)(?:PR|MR) ?[#!]\d+", re.IGNORECASE)
_REVOKE = re.compile(r"\b(?:revoke|rotat|invalidat|delete the (?:token|key))\w*", re.IGNORECASE)
_STOP = re.compile(
    r"\b(?:disabl|stop|halt|paus|suspend|cancel)\w*[^\n.]{0,60}(?:workflow|pipeline|action|runner|deploy|build)",
    re.IGNORECASE,
)


def about(name: str) -> tuple[Topic, ...]:
    """What a document is about, by the name of its file."""
    return tuple(topic for topic, words in _ABOUT if words.search(name))


def heading(text: str) -> str | None:
    """The first heading."""
    match = _HEADING.search(text)
    return (match[1] or match[2]).strip()[:120] if match else None


def last_date(text: str) -> str | None:
    """The latest ISO date that stands in the text."""
    found = []
    for year, month, day in _DATE.findall(text):
        try:
            found.append(date(int(year), int(month), int(day)).isoformat())
        except ValueError:
            continue
    return max(found, default=None)


def words(text: str) -> int:
    """How many words it has."""
    return len(text.split())


def times_of_day(text: str) -> int:
    """Lines or table rows that begin with a time of day."""
    return len(_TIME.findall(text))


def severity_levels(text: str) -> int:
    """Different levels that lines, rows or headings begin with."""
    return len(set(_LEVEL.findall(text)))


def commands(text: str) -> int:
    """Code blocks (fences come in pairs), and links to workflows or automation."""
    found: list[str] = _COMMAND.findall(text)
    fences = sum(match.lstrip().startswith(("```", "~~~")) for match in found)
    return len(found) - fences + (fences + 1) // 2


def names_owner(text: str) -> bool:
    """Whether a line names an owner, team or contact."""
    return _OWNER.search(text) is not None


def tried(text: str) -> str | None:
    """The date of the last test or review that it states, as written."""
    match = _TRIED.search(text)
    return match[1] if match else None


def names_causes(text: str) -> bool:
    """Whether a heading or line begins with causes or factors."""
    return _CAUSES.search(text) is not None


def names_actions(text: str) -> bool:
    """Whether a heading or line begins with actions."""
    return _ACTIONS.search(text) is not None


def links_changes(text: str) -> bool:
    """Whether it links a pull request or commit."""
    return _CHANGES.search(text) is not None


def stops_and_revokes(text: str) -> bool:
    """Whether it says how keys or tokens are revoked and how pipelines are stopped."""
    return _REVOKE.search(text) is not None and _STOP.search(text) is not None
