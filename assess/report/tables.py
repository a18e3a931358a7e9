"""The four tables of CSV and XLSX: fixes, settle list, findings, answers; whole, in plain cells, formula-safe.

Which file or sheet they become is left to `writing` and `xlsx`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assess.model.practices import OperatingModel
from assess.report.glyphs import for_screen
from assess.report.naming import Names
from assess.report.shape import Document, Finding

Value = str | int | float | None
LONGEST_CELL = 32_000
"""A little under what a spreadsheet holds in one cell (32,767 characters)."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_FULL_WIDTH = ("＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, its columns with their width in characters, and its rows, made as they are read."""

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: Iterable[tuple[Value, ...]]


def tables(document: Document, model: OperatingModel) -> tuple[Table, ...]:
    """The four tables of a document, in the order of the report."""
    names = Names(model)
    return (
        Table("fixes", _FIXES, _fixes(document, names)),
        Table("settle", _SETTLE, _settle(document, names)),
        Table("findings", _FINDINGS, _findings(document["findings"], names)),
        Table("answers", _ANSWERS, _answers(document, names)),
    )


def safe(value: Value) -> Value:
    """A cell that no spreadsheet takes for a formula: a text that begins like one gets an apostrophe in front.

    Characters that hide or break a file are written as their code; what is too long for a cell says that it was cut.
    """
    if not isinstance(value, str):
        return value
    if len(value) > LONGEST_CELL:
        value = f"{value[:LONGEST_CELL]}… (cut; whole in the JSON report)"
    starts = value.lstrip(" ")
    text = for_screen(value.replace("\r\n", "\n").replace("\r", "\n"))
    return f"'{text}" if value.startswith(_FORMULA) or starts.startswith((*_FORMULA, *_FULL_WIDTH)) else text


_FIXES = (
    ("rank", 6), ("practice", 10), ("name", 34), ("title", 60), ("lane", 8), ("wave", 7), ("done wave", 10),
    ("effort days", 11), ("owner role", 18), ("value", 8), ("ratio", 8), ("bundle", 10), ("unlocks", 8),
    ("prerequisites", 20), ("settle first", 20), ("steps", 60), ("done when", 60),
)  # fmt: skip
_SETTLE = (
    ("rank", 6), ("source", 34), ("what would settle it", 44), ("practices", 60), ("points", 8), ("effort days", 11),
)  # fmt: skip
_FINDINGS = (
    ("id", 14), ("outcome", 12), ("reason", 14), ("state", 11), ("practice", 10), ("name", 34), ("check", 40),
    ("level", 6), ("need", 12), ("unit", 36), ("subject kind", 14), ("subject", 40), ("account", 14), ("region", 12),
    ("environment", 13), ("location", 30), ("message", 60), ("needs", 24), ("decided by", 40), ("source", 34),
    ("read at", 22),
)  # fmt: skip
_ANSWERS = (
    ("practice", 10), ("name", 34), ("respondent", 12), ("roles", 24), ("state", 12), ("level", 6), ("date", 12),
    ("note", 60), ("shown", 40), ("shown kind", 11), ("shown date", 12), ("inside bound", 12),
)  # fmt: skip


def _fixes(document: Document, names: Names) -> Iterator[tuple[Value, ...]]:
    for each in document["fixes"]:
        yield (
            each["rank"], each["practice"], names.practice(each["practice"]), each["title"], each["lane"],
            each["wave"], each["done_wave"], each["effort_days"], names.role(each["owner_role"]), each["value"],
            each["ratio"], each["bundle"], each["unlocks"], ", ".join(each["prerequisites"]),
            ", ".join(each["settle_first"]), "\n".join(each["steps"]), "\n".join(each["done_when"]),
        )  # fmt: skip


def _settle(document: Document, names: Names) -> Iterator[tuple[Value, ...]]:
    for each in document["settle"]:
        yield (
            each["rank"], each["source"], names.source(each["source"]), ", ".join(each["practices"]), each["points"],
            each["effort_days"],
        )  # fmt: skip


def _findings(findings: list[Finding], names: Names) -> Iterator[tuple[Value, ...]]:
    practices = {each.id: each.name for each in names.model.practices}
    called = {str(identifier): name for identifier, name in practices.items()}
    for each in findings:
        subject = each["subject"]
        yield (
            each["id"], each["outcome"], each["reason"], each["state"], each["practice"],
            called.get(each["practice"], each["practice"]), each["check"], each["level"], each["need"], each["unit"],
            subject["kind"], subject["id"], subject["account"], subject["region"], subject["environment"],
            subject["location"], each["message"], each["needs"],
            "\n".join(f"{pointer['path']} = {pointer['value']}" for pointer in each["evidence"]), each["source"],
            each["at"],
        )  # fmt: skip


def _answers(document: Document, names: Names) -> Iterator[tuple[Value, ...]]:
    for practice in document["practices"]:
        for each in practice["answers"]:
            shown = each["shown"]
            inside = None if shown is None or shown["inside"] is None else "yes" if shown["inside"] else "no"
            yield (
                practice["id"], practice["name"], each["respondent"],
                ", ".join(names.role(role) for role in each["roles"]), each["state"], each["level"], each["date"],
                each["note"], *((shown["what"], shown["kind"], shown["date"]) if shown else (None, None, None)), inside,
            )  # fmt: skip
