"""The keys and types of a practice as `--json` prints it: the block of the questionnaire, with topic and place."""

from __future__ import annotations

from typing import Literal, TypedDict


class ObservableDocument(TypedDict):
    """How many reads of each collector can show something of it."""

    aws: int
    github: int
    repository: int


class DoneWhenDocument(TypedDict):
    """A test that a fix is done."""

    text: str
    checks: list[str]


class FixDocument(TypedDict):
    """What raises a practice; `steps` from "0-1" to "3-4"."""

    title: str
    effort: str
    owner_role: str
    first_move: str
    steps: dict[str, list[str]]
    done_when: list[DoneWhenDocument]


class SnippetDocument(TypedDict):
    """A configuration text that shows the fix."""

    language: str
    text: str


class PracticeDocument(TypedDict):
    """One practice; `levels` from "0" to "4", `source` is `file:line`."""

    id: str
    aliases: list[str]
    name: str
    topic: str
    pillar: str
    component: str
    loop_stage: str
    risks: list[str]
    roles: list[str]
    criticality: int
    gate: bool | Literal["topic"]
    decision_right: bool
    auto: str
    observable: ObservableDocument
    looks_for: str
    definition: str
    question: str
    levels: dict[str, str]
    follow_ups: list[str]
    evidence: list[str]
    false_claims: list[str]
    why: str
    minutes: int
    prerequisites: list[str]
    helps: list[str]
    fix: FixDocument
    kpi: str | None
    side_effects: list[str]
    snippet: SnippetDocument | None
    source: str
