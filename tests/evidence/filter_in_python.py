"""The filter language a second time, in Python and without SQL: what the compiled one is compared with."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass

from assess.evidence.filter import _EXACT, _PARTS, _SMALL, _WORDS, Value, parse

_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "=": operator.eq, ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a finding that a filter can name, as the engagement file keeps them. Absent ones are empty."""

    practice: str = ""
    topic: str = ""
    pillar: str = ""
    level: int = 0
    outcome: str = ""
    check_id: str = ""
    account: str = ""
    repository: str = ""
    region: str = ""
    environment: str = ""
    owner: str = ""
    unit: str = ""
    unit_class: str = ""
    state: str = ""
    message: str = ""
    subject_id: str = ""


def predicate(text: str) -> Callable[[Columns], bool]:
    """Whether a finding matches; agrees with `sql`. Raises `FilterError`."""
    terms = parse(text).terms

    def matches(columns: Columns) -> bool:
        return all(any(_holds(term.key, value, columns) for value in term.values) != term.negated for term in terms)

    return matches


def _holds(key: str, value: Value, columns: Columns) -> bool:
    if key == "level":
        return _COMPARE[value.compare](columns.level, value.level)
    names = _EXACT.get(key) or _PARTS.get(key) or _WORDS
    return any(_test(key, value, str(getattr(columns, name)).translate(_SMALL)) for name in names)


def _test(key: str, value: Value, text: str) -> bool:
    if not key:
        return value.text in text
    if value.wild:
        return _like(value.text.split("*"), text)
    if key in _EXACT or not value.text:
        return text == value.text
    return _parts(value.text) in _parts(text)


def _like(pieces: list[str], text: str) -> bool:
    """Whether the text begins with the first piece, ends with the last, and holds the others between, in order."""
    first, *middle, last = pieces
    at, end = len(first), len(text) - len(last)
    if at > end or not text.startswith(first) or not text.endswith(last):
        return False
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _parts(text: str) -> str:
    return f"/{text.replace(':', '/').replace('#', '/')}/"
