"""The shapes of what commands print with --json, beside those of the report. docs/schemas follows from them."""

from __future__ import annotations

from typing import Any, TypedDict


class ShownFact(TypedDict):
    """One fact as `assess facts --json` prints it. `fields` are those of its kind."""

    id: str
    kind: str
    subject: str
    basis: str
    rule: str
    source: str
    at: str
    location: str
    fields: dict[str, Any]


class ShownCheck(TypedDict):
    """One check as `assess checks --json` prints it."""

    id: str
    practice: str
    level: int
    need: str
    collector: str
    permissions: list[str]
    sentence: str
    limits: str
    every_unit: bool
    declared: bool
    product: str | None
    version: int
