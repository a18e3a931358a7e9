"""Reads what is written for people: policies, runbooks, incident analyses, decision records.

A document is known by its path; what its text shows is searched by `prose.py`. What it promises, nobody here tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from assess.evidence.facts import Fact, Unread
from collectors.repository import catalogue, prose
from collectors.repository.document_facts import Analysis, Decision, Document, Runbook, Topic
from collectors.repository.paths import aside, shown
from collectors.repository.reading import Reading
from collectors.repository.tree import Entry

T = TypeVar("T")
_PROSE = (".md", ".markdown", ".rst", ".adoc", ".txt", ".mdx")
_LARGEST = 1024 * 1024
_TEMPLATE = re.compile(r"template|example|sample|skeleton|(^|/)_", re.IGNORECASE)
_INDEX = re.compile(r"(^|/)(readme|index|_index|contents|contributing|changelog)\.[a-z]+$", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(^|/)(site-packages|licenses?|changelogs?|\.changeset)(/|$)", re.IGNORECASE)
_FOR_USERS = re.compile(
    r"(^|/)(features?|user[-_]?guides?|user[-_]?docs?|tutorials?|getting[-_]started|reference|concepts|api)/",
    re.IGNORECASE,
)
"""Folders in which a product is explained to those who use it: what it can do, not how its makers work."""
_RUNBOOK = re.compile(r"(^|/)(run-?books?|play-?books?)(/|[^/]*\.\w+$)|run-?book[^/]*\.\w+$", re.IGNORECASE)
_ANALYSIS = re.compile(
    r"(^|/)(post-?mortems?|incident-(reports?|reviews?)|incidents)/"
    r"|(post-?mortem|incident-(report|review)|\brca\b)[^/]*\.\w+$",
    re.IGNORECASE,
)
_DECISION = re.compile(
    r"(^|/)(adrs?|decisions?|architecture-decisions?|decision-records?|decision-log)/[^/]+\.\w+$"
    r"|(^|/)adr[-_ ]?\d+[^/]*\.\w+$",
    re.IGNORECASE,
)


def read(reading: Reading) -> Iterator[Fact]:
    """Facts of documents, and of catalogue entries, objectives and alert rules kept as data."""
    for entry, text in reading.texts(_documents(reading), _LARGEST):
        yield from _facts(reading, entry.path, text)
    yield from catalogue.read(reading)


def _documents(reading: Reading) -> list[Entry]:
    return [
        entry
        for path, entry in reading.tree.files.items()
        if path.lower().endswith(_PROSE) and not aside(path) and not _ELSEWHERE.search(path) and _of_interest(path)
    ]


def _of_interest(path: str) -> bool:
    if _TEMPLATE.search(path):
        return False
    return any(form.search(path) for form in (_RUNBOOK, _ANALYSIS, _DECISION)) or bool(_about(path))


def _about(path: str) -> tuple[Topic, ...]:
    return () if _FOR_USERS.search(path) else prose.about(_name(path))


def _name(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _facts(reading: Reading, path: str, text: str | Unread) -> Iterator[Fact]:
    title = shown((prose.heading(text) if isinstance(text, str) else None) or _name(path))
    index = _INDEX.search(path) is not None
    if not index and _RUNBOOK.search(path):
        yield _runbook(reading, path, title, text)
    elif not index and _ANALYSIS.search(path):
        yield _analysis(reading, path, title, text)
    elif not index and _DECISION.search(path):
        yield _decision(reading, path, title, text)
        return
    about = _about(path)
    if about:
        yield _document(reading, path, title, about, text)


def _seen(text: str | Unread, feature: Callable[[str], T]) -> T | Unread:
    return text if isinstance(text, Unread) else feature(text)


def _document(reading: Reading, path: str, title: str, about: tuple[Topic, ...], text: str | Unread) -> Document:
    return Document(
        subject=reading.subject("document", path),
        location=reading.place(path, 1),
        path=shown(path),
        title=title,
        about=about,
        words=_seen(text, prose.words),
        dated=_seen(text, prose.last_date),
        severity_levels=_seen(text, prose.severity_levels),
        stops_and_revokes=_seen(text, prose.stops_and_revokes),
    )


def _runbook(reading: Reading, path: str, title: str, text: str | Unread) -> Runbook:
    return Runbook(
        subject=reading.subject("runbook", path),
        location=reading.place(path, 1),
        path=shown(path),
        title=title,
        commands=_seen(text, prose.commands),
        owner=_seen(text, prose.names_owner),
        tried=_seen(text, prose.tried),
    )


def _analysis(reading: Reading, path: str, title: str, text: str | Unread) -> Analysis:
    return Analysis(
        subject=reading.subject("incident analysis", path),
        location=reading.place(path, 1),
        path=shown(path),
        title=title,
        times=_seen(text, prose.times_of_day),
        causes=_seen(text, prose.names_causes),
        actions=_seen(text, prose.names_actions),
        changes=_seen(text, prose.links_changes),
    )


def _decision(reading: Reading, path: str, title: str, text: str | Unread) -> Decision:
    return Decision(
        subject=reading.subject("decision record", path),
        location=reading.place(path, 1),
        path=shown(path),
        title=title,
        dated=_seen(text, lambda whole: prose.last_date(f"{path} {whole}")),
    )
