"""CODEOWNERS exactly as GitHub reads it: where it lies, which lines count, what a pattern matches.

Source: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
Who the owners are, and whether they may write, only GitHub knows; that is left to its collector.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

LOCATIONS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""In the order GitHub looks; the first that exists is used, whatever it holds."""
SIZE_LIMIT = 3 * 1024 * 1024
"""Bytes; "A CODEOWNERS file over this limit will not be loaded"."""

_USER = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_-]*")
_TEAM = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9._-]+")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_SECTION = re.compile(r"^\^?\[[^\]]+\](\[\d+\])?(\s|$)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is neither empty nor a comment. `fault` says why GitHub skips it; then it owns nothing."""

    number: int
    pattern: str
    owners: tuple[str, ...]
    fault: str = ""


def lines_of(text: str) -> list[Line]:
    """The rules of a file in order, with the lines GitHub skips: "If any line in your CODEOWNERS file contains
    invalid syntax, that line will be skipped"."""
    found = []
    for number, raw in enumerate(text.split("\n"), start=1):
        tokens = _tokens(raw)
        if tokens:
            found.append(_line(number, tokens[0], tokens[1:]))
    return found


def is_gitlab(text: str) -> bool:
    """Whether the file has section headers, which only GitLab knows: then GitHub's rules do not explain it."""
    return any(_SECTION.match(line) for line in text.splitlines())


def is_team(owner: str) -> bool:
    """`@org/team`."""
    return "/" in owner


def _tokens(raw: str) -> list[str]:
    """Split at blanks that are not escaped, up to a `#` that begins a word or follows the pattern. Escapes are kept."""
    tokens: list[str] = []
    current = ""
    escaped = False
    for character in raw:
        if not escaped and character.isspace():
            if current:
                tokens.append(current)
            current = ""
            continue
        if not escaped and character == "#" and (tokens or not current):
            break
        escaped = character == "\\" and not escaped
        current += character
    return [*tokens, current] if current else tokens


def _line(number: int, pattern: str, owners: Sequence[str]) -> Line:
    fault = _fault_of_pattern(pattern)
    if not fault:
        bad = next((owner for owner in owners if not _is_owner(owner)), None)
        fault = f"{bad} is no @user, @organisation/team or e-mail address" if bad else ""
    return Line(number, pattern, tuple(owners), fault)


def _fault_of_pattern(pattern: str) -> str:
    if pattern.startswith("!"):
        return "a pattern cannot be negated with !"
    if pattern.startswith("\\#"):
        return "a leading # cannot be escaped"
    if re.search(r"(?<!\\)[\[\]]", pattern):
        return "a pattern cannot hold a character range [ ]"
    return "a pattern cannot hold ***" if "***" in pattern else ""


def _is_owner(token: str) -> bool:
    return any(form.fullmatch(token) for form in (_USER, _TEAM, _EMAIL))


@lru_cache(maxsize=4096)
def _expression(pattern: str) -> str:
    """The pattern as a regular expression over whole paths.

    Follows gitignore, with GitHub's difference that `docs/*` does not reach files of nested folders."""
    segments = pattern.split("/")
    if segments[0] == "":
        segments = segments[1:]
    elif (len(segments) == 1 or segments[1:] == [""]) and segments[0] != "**":
        segments = ["**", *segments]
    if not segments or segments == [""]:
        return r"(?!)"
    if segments[-1] == "":
        segments[-1] = "**"
    made = ""
    slash = False
    last = len(segments) - 1
    for index, segment in enumerate(segments):
        if segment == "**":
            if index == last:
                made += "/.*" if index else ".+"
            elif index == 0:
                made, slash = "(?:.+/)?", False
            else:
                made, slash = made + "(?:/.+)?", True
            continue
        made += "/" if slash else ""
        made += "[^/]+" if segment == "*" else _segment(segment)
        if index == last and segment != "*":
            made += "(?:/.*)?"
        slash = True
    return made


def _segment(segment: str) -> str:
    parts = {"*": "[^/]*", "?": "[^/]"}
    found = re.findall(r"\\?.", segment, re.DOTALL)
    return "".join(parts.get(part) or re.escape(part[-1]) for part in found)


def matches(pattern: str, path: str) -> bool:
    """Whether the pattern fits that path; case counts."""
    return re.compile(_expression(pattern), re.DOTALL).fullmatch(path) is not None


class Owners:
    """Rules ready to be asked about many paths: 100,000 paths by 200 rules take about a second."""

    def __init__(self, rules: Sequence[Line]) -> None:
        self.rules = [rule for rule in rules if not rule.fault]
        alternatives = "|".join(f"({_expression(rule.pattern)})" for rule in reversed(self.rules))
        self._any = re.compile(f"(?:{alternatives})\\Z" if alternatives else "(?!)", re.DOTALL)

    def deciding(self, path: str) -> Line | None:
        """The last rule that matches, or None. A rule without owners un-owns the path."""
        match = self._any.match(path)
        return self.rules[-match.lastindex] if match and match.lastindex else None

    def of(self, path: str) -> tuple[str, ...]:
        """The owners of a path; empty if it has none."""
        rule = self.deciding(path)
        return rule.owners if rule else ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the rules do to the files of a tree. `decided` and `alive` are by line number."""

    owned: int
    unowned: tuple[str, ...]
    decided: Mapping[int, int]
    alive: frozenset[int]


def coverage(rules: Sequence[Line], paths: Sequence[str]) -> Coverage:
    """Counts over all paths; `unowned` is every path without an owner."""
    owners = Owners(rules)
    decided: dict[int, int] = {rule.number: 0 for rule in owners.rules}
    unowned = []
    for path in paths:
        rule = owners.deciding(path)
        if rule:
            decided[rule.number] += 1
        if not rule or not rule.owners:
            unowned.append(path)
    idle = [rule for rule in owners.rules if not decided[rule.number]]
    alive = {number for number, files in decided.items() if files} | _alive(idle, paths)
    return Coverage(len(paths) - len(unowned), tuple(unowned), decided, frozenset(alive))


def _alive(rules: Iterable[Line], paths: Sequence[str]) -> set[int]:
    """Lines that match some file, though another decides it. Plain names are looked up, the rest is tried."""
    waiting = list(rules)
    if not waiting:
        return set()
    files = set(paths)
    folders: set[str] = set()
    for path in paths:
        at = path.rfind("/")
        while at > 0 and path[:at] not in folders:
            folders.add(path[:at])
            at = path.rfind("/", 0, at)
    found = set()
    for rule in waiting:
        plain = rule.pattern.strip("/")
        anchored = "/" in rule.pattern[:-1]
        if anchored and not set("*?\\") & set(plain):
            hit = plain in folders or (plain in files and not rule.pattern.endswith("/"))
        else:
            test = re.compile(_expression(rule.pattern), re.DOTALL).fullmatch
            hit = any(map(test, paths))
        if hit:
            found.add(rule.number)
    return found
