"""Reads the CODEOWNERS file that GitHub uses and what it does to the files of the tree."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Fact, Reason, TargetId, Unread
from collectors.repository.codeowners import LOCATIONS, SIZE_LIMIT, Coverage, Line, coverage, is_gitlab, lines_of
from collectors.repository.facts import CodeOwners, OwnerLine, OwnerRule
from collectors.repository.paths import shown
from collectors.repository.reading import Reading
from collectors.repository.tree import Entry

_SHOWN = 20
_READ_UP_TO = 64 * 1024 * 1024


def read(reading: Reading) -> Iterator[Fact]:
    """The file with its coverage, and one fact a rule; nothing if there is no CODEOWNERS file where GitHub looks."""
    found = reading.tree.matching(LOCATIONS)
    if not found:
        return
    used, copies = found[0], found[1:]
    for entry, data in reading.contents([used], largest=_READ_UP_TO):
        if isinstance(data, Unread):
            yield _file(reading, entry, copies, 0, data, None)
            return
        text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
        if len(data) >= SIZE_LIMIT:
            yield _file(reading, entry, copies, len(data), [], coverage([], list(reading.tree.files)))
        elif is_gitlab(text) or "gitlab" in _host(reading.target):
            why = f"{shown(entry.path)} is written for GitLab, whose rules are others than GitHub's"
            yield _file(reading, entry, copies, len(data), Unread(Reason.UNRESOLVED, why), None)
        else:
            rules = lines_of(text)
            effect = coverage(rules, list(reading.tree.files))
            yield _file(reading, entry, copies, len(data), rules, effect)
            seen: dict[str, int] = {}
            for rule in rules:
                seen[rule.pattern] = seen.get(rule.pattern, 0) + 1
                yield _rule(reading, entry.path, rule, effect, seen[rule.pattern])


def _host(target: TargetId) -> str:
    return target.partition(":")[2].partition("/")[0]


def _file(
    reading: Reading,
    entry: Entry,
    copies: list[Entry],
    size: int,
    rules: list[Line] | Unread,
    effect: Coverage | None,
) -> CodeOwners:
    valid = rules if isinstance(rules, Unread) else [rule for rule in rules if not rule.fault]
    skipped = 0 if isinstance(rules, Unread) or isinstance(valid, Unread) else len(rules) - len(valid)
    return CodeOwners(
        subject=reading.subject("code owners", entry.path),
        location=reading.place(entry.path),
        path=shown(entry.path),
        size=size,
        too_large=size >= SIZE_LIMIT,
        rules=valid if isinstance(valid, Unread) else tuple(map(_owner_line, valid)),
        skipped_lines=skipped,
        files=len(reading.tree.files),
        owned=effect.owned if effect else _not_counted(rules),
        unowned=tuple(map(shown, effect.unowned[:_SHOWN])) if effect else (),
        ignored_copies=tuple(shown(copy.path) for copy in copies),
    )


def _not_counted(rules: list[Line] | Unread) -> Unread:
    return rules if isinstance(rules, Unread) else Unread(Reason.NOT_AVAILABLE, "the files were not counted")


def _owner_line(rule: Line) -> OwnerLine:
    return OwnerLine(rule.number, shown(rule.pattern), tuple(map(shown, rule.owners)))


def _rule(reading: Reading, path: str, rule: Line, effect: Coverage, time: int) -> OwnerRule:
    address = shown(rule.pattern) + (f" ({time})" if time > 1 else "")
    return OwnerRule(
        subject=reading.subject("owner rule", path, address),
        location=reading.place(path, rule.number, rule.number),
        pattern=shown(rule.pattern),
        owners=tuple(map(shown, rule.owners)),
        fault=shown(rule.fault),
        matches=not rule.fault and rule.number in effect.alive,
        files=effect.decided.get(rule.number, 0),
    )
