"""Which findings a report lists, and where a link to one may point.

A PDF holds at most 120 rows (what contradicts, what the first three fixes rest on, what to stop now); HTML holds all,
or beyond 2,000 those rows and a line for each check. JSON always holds everything under the same ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice, zip_longest

from assess.report import naming, wording
from assess.report.naming import Names
from assess.report.shape import Document, Finding

_AMAZON_NAME = re.compile(r"arn:[^:]*:([^:]+):[^:]*:[^:]*:(.+)", re.DOTALL)
_PLAIN = {"True": "yes", "False": "no", "None": "none"}
A_PRACTICE = 6
"""On paper, the most findings of one practice that are no open door: enough to go and look."""


class Medium(Enum):
    """For what a page is made; `rows` bounds the register, `text` the length of a text from outside."""

    PAPER = (120, 300)
    SCREEN = (2_000, 4_000)

    @property
    def rows(self) -> int:
        """The most findings listed one by one."""
        return self.value[0]

    @property
    def text(self) -> int:
        """The longest text from outside, in average letters."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Link:
    """Words, and the anchor on this page that they lead to; no anchor where the page does not hold it."""

    words: str
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as the register prints it."""

    id: str
    anchor: str
    check: str
    practice: Link
    outcome: str
    unit: str
    place: str
    message: str
    decided_by: tuple[str, ...]
    source: str
    at: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check whose findings are not listed one by one, with how they came out."""

    check: str
    practice: Link
    fails: int
    passes: int
    unknown: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class Register:
    """The evidence as listed here, out of how many findings; `checks` sums up those that are not listed.

    `groups` holds the same rows by practice; `read_at` the moment at which all of them were read, if it is one.
    """

    rows: tuple[Row, ...]
    checks: tuple[CheckLine, ...]
    total: int
    ids: frozenset[str]
    practices: frozenset[str]

    @property
    def groups(self) -> tuple[tuple[Link, tuple[Row, ...]], ...]:
        """The rows by practice, practices in the order of their first row."""
        by_practice: dict[Link, list[Row]] = {}
        for row in self.rows:
            by_practice.setdefault(row.practice, []).append(row)
        return tuple((practice, tuple(rows)) for practice, rows in by_practice.items())

    @property
    def read_at(self) -> str:
        """When everything listed was read, to the minute; empty where that differs from row to row."""
        moments = {row.at for row in self.rows}
        return next(iter(moments)) if len(moments) == 1 else ""

    def practice(self, identifier: str) -> Link:
        """A link to the line of a practice, or its bare id if the document has no such practice."""
        return Link(identifier, anchor("p", identifier) if identifier in self.practices else None)

    def link(self, identifier: str) -> Link:
        """A link to a finding, or its bare id if the register here does not list it."""
        return Link(identifier, anchor("f", identifier) if identifier in self.ids else None)


def anchor(kind: str, identifier: str) -> str:
    """An id for this page, safe for HTML and PDF whatever the document holds: `f-1a2b`, `p-DEL-02`."""
    plain = (
        each if each.isascii() and (each.isalnum() or each in "-_") else f"_x{ord(each):x}_" for each in identifier
    )
    return f"{kind}-{''.join(islice(plain, 80))}"


def register(document: Document, names: Names, medium: Medium) -> Register:
    """The register of a document in this medium."""
    findings = document["findings"]
    chosen = findings
    if medium is Medium.PAPER or len(findings) > medium.rows:
        chosen = first_of(document, most=A_PRACTICE) if medium is Medium.PAPER else first_of(document)
        chosen = chosen[: medium.rows if medium is Medium.PAPER else medium.rows // 4]
    ids = frozenset(each["id"] for each in chosen)
    rest = [each for each in findings if each["id"] not in ids] if medium is Medium.SCREEN else []
    held = Register((), (), len(findings), ids, frozenset(each["id"] for each in document["practices"]))
    rows = tuple(_row(each, held, medium) for each in chosen)
    return replace(held, rows=rows, checks=tuple(_lines(rest, held, names)))


def first_of(document: Document, most: int | None = None) -> list[Finding]:
    """The findings that matter most, most first: open doors, what refutes claims, what the first three fixes rest on.

    Practices take turns, so that a long list of one hides no other; `most` bounds how many one may show.
    """
    failed: dict[str, list[Finding]] = {}
    for finding in document["findings"]:
        if finding["outcome"] in ("fail", "unknown"):
            failed.setdefault(finding["practice"], []).append(finding)
    for group in failed.values():
        group.sort(key=lambda each: (each["outcome"] != "fail", each["state"] != "open", each["id"]))
    doors = {(each["check"], each["unit"]) for each in document["stop_now"]}
    urgent = [each for group in failed.values() for each in group if (each["check"], each["unit"]) in doors]
    practices = [
        *(each["practice"] for each in document["contradictions"]), *document["headline"]["first_three"],
        *(each["practice"] for each in document["stop_now"]),
    ]  # fmt: skip
    queues = [failed.get(practice, [])[:most] for practice in dict.fromkeys(practices)]
    turns = [each for turn in zip_longest(*queues) for each in turn if each is not None]
    return list({each["id"]: each for each in [*urgent, *turns]}.values())


def failing(document: Document, practice: str, checks: Iterable[str] | None = None) -> list[Finding]:
    """The open failures of a practice, of these checks if given, in the order of the register."""
    wanted = None if checks is None else set(checks)
    found = [
        each
        for each in document["findings"]
        if each["practice"] == practice and each["outcome"] == "fail" and (wanted is None or each["check"] in wanted)
    ]
    return sorted(found, key=lambda each: (each["state"] != "open", each["id"]))


def _row(finding: Finding, held: Register, medium: Medium) -> Row:
    short = medium.text if medium is Medium.SCREEN else 64
    unit = finding["unit"].partition(":")[2]
    place, source = _places(finding, unit, medium), finding["source"]
    pointers = finding["evidence"]
    if medium is Medium.PAPER:
        source = source.replace(f"{naming.unit(finding['unit'])}:", "")
        told = f"{finding['message']} {unit}"
        pointers = [each for each in pointers if each["value"] not in told][:1]
    said = naming.outcome(finding["outcome"])
    why = naming.reason(finding["reason"]) if finding["outcome"] == "unknown" else ""
    state = "" if finding["state"] == "open" else f", {finding['state']}"
    return Row(
        id=finding["id"],
        anchor=anchor("f", finding["id"]),
        check=f"{naming.check(finding['check'])} (level {finding['level']})",
        practice=held.practice(finding["practice"]),
        outcome=f"{said}{f' ({why})' if why else ''}{state}",
        unit=wording.clip(naming.unit(finding["unit"]), short),
        place=wording.clip(", ".join(filter(None, place)), short),
        message=wording.clip(finding["message"], medium.text),
        decided_by=tuple(
            wording.clip(f"{each['path']} = {_PLAIN.get(each['value'], each['value'])}", short) for each in pointers[:6]
        ),
        source=wording.clip(source, short),
        at=moment(finding["at"]),
    )


def _places(finding: Finding, unit: str, medium: Medium) -> list[str]:
    """What inside the unit a finding is about, and where; on paper neither twice nor in the long form of a cloud."""
    subject = finding["subject"]
    inside, location = subject["id"].removeprefix(finding["unit"]).removeprefix(unit).lstrip(":#/"), subject["location"]
    if medium is Medium.SCREEN:
        return [inside, location, subject["region"], subject["environment"]]
    if location and inside.startswith(location.partition(":")[0]):
        return [location]
    amazon = _AMAZON_NAME.fullmatch(inside)
    return [" ".join(dict.fromkeys(amazon.groups())) if amazon else inside, location]


def moment(at: str | None) -> str:
    """When something was read, to the minute, in UTC: `2026-09-14 10:22`."""
    return "" if at is None else wording.clip(at.replace("T", " ")[:16], 24)


def _lines(findings: Sequence[Finding], held: Register, names: Names) -> list[CheckLine]:
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for each in findings:
        tally = counts.setdefault((each["practice"], each["check"]), {})
        tally[each["outcome"]] = tally.get(each["outcome"], 0) + 1
    order = {each.id: index for index, each in enumerate(names.model.practices)}
    return [
        CheckLine(
            check=wording.clip(naming.check(check), 120),
            practice=held.practice(practice),
            fails=tally.get("fail", 0),
            passes=tally.get("pass", 0),
            unknown=tally.get("unknown", 0),
            not_applicable=tally.get("not_applicable", 0),
        )
        for (practice, check), tally in sorted(
            counts.items(),
            key=lambda item: (order.get(item[0][0], len(order)), item[0]),  # type: ignore[call-overload]
        )
    ]
