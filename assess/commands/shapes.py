"""What commands print with --json: one shape for each, built from those of the report where both say the same.

Each is printed with its schema first (`assess/score/1`). docs/schemas follows from these types.
"""

from __future__ import annotations

from typing import Any, TypedDict

from assess.model.document import PracticeDocument
from assess.report import shape


class ShownFact(TypedDict):
    """One fact. `fields` are those of its kind; `rule` is what an inferred one follows from."""

    id: str
    kind: str
    subject: str
    basis: str
    rule: str
    source: str
    at: str
    location: str
    fields: dict[str, Any]


class Facts(TypedDict):
    """`assess facts`: every kind with its number, and the facts of the kind that was asked for (all without one)."""

    schema: str
    kinds: dict[str, int]
    facts: list[ShownFact]


class ShownCheck(TypedDict):
    """One check with what it needs and cannot know."""

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


class Checks(TypedDict):
    """`assess checks`."""

    schema: str
    checks: list[ShownCheck]


class Findings(TypedDict):
    """`assess findings`: `total` match the filter, `findings` may be fewer."""

    schema: str
    total: int
    findings: list[shape.Finding]


class Score(TypedDict):
    """`assess score`."""

    schema: str
    engagement: shape.Engagement
    scope: shape.Scope
    headline: shape.Headline
    pillars: list[shape.Area]
    topics: list[shape.Area]
    components: list[shape.Slice]
    loop: list[shape.Slice]
    risks: list[shape.Slice]
    practices: list[shape.Practice]
    contradictions: list[shape.Contradiction]


class Plan(TypedDict):
    """`assess plan`: headline and pillars as they would be under what was supposed."""

    schema: str
    engagement: shape.Engagement
    headline: shape.Headline
    pillars: list[shape.Area]
    settle: list[shape.Settle]
    fixes: list[shape.Fix]
    stop_now: list[shape.StopNow]


class CoverageTold(TypedDict):
    """`assess coverage`: what was not read, by reason, and what it costs."""

    schema: str
    coverage: shape.Coverage


class WhyLine(TypedDict):
    """A value with how it came about."""

    label: str
    text: str
    value: str


class WhySection(TypedDict):
    """Lines that belong together."""

    title: str
    lines: list[WhyLine]


class Practices(TypedDict):
    """`assess practices`: `why` only with ID and FILE."""

    schema: str
    practices: list[PracticeDocument]
    why: list[WhySection] | None


class ShownRound(TypedDict):
    """A round, and how many answers were given in it."""

    id: int
    name: str
    opened_at: str
    answers: int


class Rounds(TypedDict):
    """`assess round`."""

    schema: str
    rounds: list[ShownRound]


class Gate(TypedDict):
    """`assess gate`: one sentence for each bound that is not met."""

    schema: str
    passed: bool
    failures: list[str]


class Answers(TypedDict):
    """`assess answers --from`: how many things of each kind the file changed."""

    schema: str
    profile: int
    respondents: int
    answers: int
    decisions: int
    figures: int
    incidents: int
    unchanged: int
    changed: int


class NotRead(TypedDict):
    """Reads of one probe that ended the same way."""

    probe: str
    state: str
    reason: str
    detail: str
    needs: str
    places: list[str]


class Planned(TypedDict):
    """What a run would do."""

    targets: list[str]
    probes: dict[str, int]
    jobs: int
    already_done: int
    calls: int
    seconds: float
    usd: float
    permissions: list[str]
    finds: list[str]
    regions: list[str]
    notes: list[str]


class Collected(TypedDict):
    """What a run came to."""

    done: int
    refused: int
    failed: int
    skipped: int
    left: int
    already_done: int
    calls: int
    seconds: float
    interrupted: bool
    not_done: list[NotRead]
    notes: list[str]


class Collect(TypedDict):
    """`assess collect`: `planned` with --dry-run, else `result`."""

    schema: str
    planned: Planned | None
    result: Collected | None


class Examined(TypedDict):
    """One thing that an installation needs."""

    what: str
    well: bool
    found: str
    cure: str


class VerifiedFile(TypedDict):
    """What was compared in an engagement file, and what does not fit."""

    clean: bool
    events: int
    rounds: int
    rows: int
    batches: int
    problems: list[str]


class Doctor(TypedDict):
    """`assess doctor`: `file` with FILE, else `checks`."""

    schema: str
    checks: list[Examined]
    file: VerifiedFile | None
