"""The language in which findings are filtered, on the command line, in the app and in suppressions.

`key:value` terms; a space is and, `a,b` is or, `-` negates, `level:>=3` compares, bare words are looked for in message
and subject, quotes hold a text together. One parser, compiled to SQL.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass


class FilterError(ValueError):
    """A filter that cannot be read: one sentence with the position, counted from 1."""


@dataclass(frozen=True, slots=True)
class Value:
    """One alternative of a term: a text, or a comparison with a level. `wild`: `*` stands for anything."""

    text: str
    wild: bool = False
    compare: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """A key with its alternatives. Without a key, words are looked for in message and subject."""

    key: str
    values: tuple[Value, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """All terms must hold; none: every finding matches."""

    terms: tuple[Term, ...] = ()


_EXACT = {
    "practice": ("practice",), "topic": ("topic",), "pillar": ("pillar",), "outcome": ("outcome",),
    "region": ("region",), "environment": ("environment", "unit_class"), "state": ("state",),
}  # fmt: skip
"""Keys whose value is the whole of a column (of one of two: the environment as it was tagged, and its class)."""
_PARTS = {
    "check": ("check_id",), "account": ("account",), "repository": ("repository",), "owner": ("owner",),
    "unit": ("unit",),
}  # fmt: skip
"""Keys whose value is the whole of a column, or any run of its parts between `/`, `:` and `#`."""
_WORDS = ("message", "subject_id")
KEYS = (
    "practice", "topic", "pillar", "level", "outcome", "check", "account", "repository", "region", "environment",
    "owner", "unit", "state",
)  # fmt: skip
_CLOSED = {"outcome": ("pass", "fail", "unknown", "not_applicable"), "state": ("open", "suppressed")}
_UNDERSCORED = ("topic", "pillar", "outcome", "state")
_TOPICS = {
    "ownership": "own", "observability": "obs", "safe_change": "chg", "incident_response": "irp",
    "delivery_plane": "del", "cost": "cst",
}  # fmt: skip
_LEVEL = re.compile(r"(>=|<=|>|<|=)?([0-4])")
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
"""SQLite's `lower` knows the letters of ASCII and no others."""
_LONGEST, _MOST_VALUES = 4_000, 200


def parse(text: str) -> Query:
    """Reads a filter. Raises `FilterError`."""
    if len(text) > _LONGEST:
        raise FilterError(f"a filter has at most {_LONGEST} characters, this one has {len(text)}")
    query = Query(tuple(_Reader(text).terms()))
    if sum(len(term.values) for term in query.terms) > _MOST_VALUES:
        raise FilterError(f"a filter has at most {_MOST_VALUES} values")
    return query


def sql(text: str) -> tuple[str, tuple[str | int, ...]]:
    """A condition over the columns of `finding`, with its parameters. Raises `FilterError`."""
    conditions: list[str] = []
    parameters: list[str | int] = []
    for term in parse(text).terms:
        parts: list[str] = []
        for value in term.values:
            part, given = _sql_of(term.key, value)
            parts.append(part)
            parameters += given
        joined = f"({' OR '.join(parts)})"
        conditions.append(f"NOT {joined}" if term.negated else joined)
    return " AND ".join(conditions) or "1", tuple(parameters)


class _Reader:
    """Reads terms from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        self._at = 0

    def terms(self) -> list[Term]:
        found: list[Term] = []
        while True:
            self._skip_spaces()
            if not self._here():
                return found
            found.append(self._term())

    def _term(self) -> Term:
        start = self._at
        negated = self._here() == "-"
        self._at += negated
        key = self._key()
        values: list[Value] = []
        while True:
            place = self._at
            raw, quoted = self._raw()
            if not raw and not quoted:
                what = f"`{key}:`" if key else f"`{self._text[start : self._at + 1].strip()}`"
                raise FilterError(f"{what} at position {start + 1} lacks a value")
            values.append(_value(key, raw, place, quoted=quoted))
            if self._here() != ",":
                break
            self._at += 1
        if self._here() and not self._here().isspace():
            raise FilterError(f"a space or a comma is missing before position {self._at + 1}")
        return Term(key, tuple(values), negated)

    def _key(self) -> str:
        """The key before a colon; empty for a bare word."""
        found = re.compile(r"([^\s:,\"]+):").match(self._text, self._at)
        if found is None:
            return ""
        key = found[1].lower()
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"keys are {', '.join(KEYS)}; put a text in quotes"
            raise FilterError(f"unknown key `{found[1]}` at position {self._at + 1}: {hint}")
        self._at = found.end()
        return key

    def _raw(self) -> tuple[str, bool]:
        """A value as written, and whether it was quoted."""
        if self._here() != '"':
            found = re.compile(r"[^\s,\"]*").match(self._text, self._at)
            self._at = found.end() if found else self._at
            return (found[0] if found else ""), False
        start = self._at
        found = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL).match(self._text, start)
        if found is None:
            raise FilterError(f"the quote at position {start + 1} is not closed")
        self._at = found.end()
        return re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL), True

    def _skip_spaces(self) -> None:
        while self._here().isspace():
            self._at += 1

    def _here(self) -> str:
        return self._text[self._at : self._at + 1]


def _value(key: str, raw: str, place: int, *, quoted: bool) -> Value:
    """A value in the form in which it is compared. Raises `FilterError` if the key has no such value."""
    if key == "level":
        found = _LEVEL.fullmatch(raw)
        if found is None:
            raise FilterError(f"`{raw}` at position {place + 1} is no level: write 0 to 4, or for example >=3")
        return Value(raw, compare=found[1] or "=", level=int(found[2]))
    text = raw.translate(_SMALL)
    if key in _UNDERSCORED:
        text = text.replace("-", "_")
    if key == "topic":
        text = _TOPICS.get(text, text)
    allowed = _CLOSED.get(key)
    if allowed is not None and text not in allowed:
        near = difflib.get_close_matches(text, allowed, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(allowed)}"
        raise FilterError(f"`{raw}` at position {place + 1} is no {key}: {hint}")
    return Value(text, wild=bool(key) and not quoted and "*" in text)


def _sql_of(key: str, value: Value) -> tuple[str, list[str | int]]:
    if key == "level":
        return f"coalesce(level, 0) {value.compare} ?", [value.level]
    columns = _EXACT.get(key) or _PARTS.get(key) or _WORDS
    tests = [_sql_test(key, value, f"coalesce({column}, '')") for column in columns]
    return f"({' OR '.join(test for test, _ in tests)})", [parameter for _, parameter in tests]


def _sql_test(key: str, value: Value, column: str) -> tuple[str, str]:
    if not key:
        return f"instr(lower({column}), ?) > 0", value.text
    if value.wild:
        escaped = re.sub(r"([%_\\])", r"\\\1", value.text).replace("*", "%")
        return f"{column} LIKE ? ESCAPE '\\'", escaped
    if key in _EXACT or not value.text:
        return f"lower({column}) = ?", value.text
    parts = f"'/' || replace(replace(lower({column}), ':', '/'), '#', '/') || '/'"
    return f"instr({parts}, ?) > 0", _parts(value.text)


def _parts(text: str) -> str:
    return f"/{text.replace(':', '/').replace('#', '/')}/"
