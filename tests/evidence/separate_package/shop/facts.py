"""What can be known of a shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from assess.evidence.facts import Fact, UnitKind, Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf(Fact):
    kind: ClassVar[str] = "shop.shelf"
    unit_kind: ClassVar[UnitKind] = "repository"

    height: int | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Door(Fact):
    kind: ClassVar[str] = "shop.door"
    unit_kind: ClassVar[UnitKind] = "account"

    locked: bool | Unread
    clerk: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk(Fact):
    kind: ClassVar[str] = "shop.clerk"
    unit_kind: ClassVar[UnitKind] = "account"

    awake: bool | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Fact):
    kind: ClassVar[str] = "shop.policy"
    unit_kind: ClassVar[UnitKind] = "organisation"

    text: str | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock(Fact):
    kind: ClassVar[str] = "shop.stock"
    unit_kind: ClassVar[UnitKind] = "account"

    count: int
