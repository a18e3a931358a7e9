"""The report document: the keys and types of `assess/report/1`, from which every format is written.

Keys are those of the design (section 4) and of the method (section 11). A value here is final: rounded, ordered,
ready to print. Templates add no arithmetic. JSON Schemas in docs/schemas are generated from these types.
"""

from __future__ import annotations

from typing import TypedDict

from assess.report.unread_shape import Coverage as Coverage
from assess.report.unread_shape import Gap as Gap
from assess.report.unread_shape import Together as Together
from assess.report.unread_shape import Widened as Widened


class Engagement(TypedDict):
    """Who is assessed, in which round, as of which moment (ISO 8601 UTC)."""

    organisation: str
    round: str
    as_of: str


class Compared(TypedDict):
    """The like-with-like pair: both over the practices that have both, with their share of the weight."""

    claimed: float
    observed: float
    share: float


class Control(TypedDict):
    """Where control stands: shares of weight that sum to 1 (method section 6)."""

    confirmed: float
    unknown: float
    contradicted: float
    not_shown: float
    lacking: float


class Headline(TypedDict):
    """The organisation as a whole: the least over the pillars."""

    score: float | None
    band: str | None
    low: float | None
    high: float | None
    weakest_pillar: str | None
    mean: float | None
    claimed: float | None
    observed: float | None
    compared: Compared | None
    coverage: float | None
    assurance: float | None
    activity_index: float | None
    control_index: float | None
    control: Control | None
    nothing_shown: bool
    first_three: list[str]


class Cap(TypedDict):
    """The bound that weak gates put on an area, and which gates."""

    at: int
    by: list[str]


class Area(TypedDict):
    """A pillar or topic, 0 to 100."""

    id: str
    name: str
    score: float | None
    low: float | None
    high: float | None
    mean: float | None
    claimed: float | None
    observed: float | None
    compared: Compared | None
    band: str | None
    cap: Cap | None
    coverage: float | None
    assurance: float | None
    activity_index: float | None
    control_index: float | None


class Slice(TypedDict):
    """A component, loop stage or risk: mean and coverage, no cap."""

    id: str
    name: str
    score: float | None
    coverage: float | None


class RoleLevel(TypedDict):
    """What one role said: its low median."""

    role: str
    level: int


class Claimed(TypedDict):
    """The claim of a practice and how it came about (method section 3)."""

    level: int
    median: int
    spread: int
    contested: bool
    consensus: bool
    divided: list[str]
    roles: list[RoleLevel]


class Observed(TypedDict):
    """The levels that findings support and allow, and the share of subjects read."""

    low: int
    high: int
    visibility: float


class Override(TypedDict):
    """A level set by a named assessor, beside the computed one."""

    level: int
    by: str
    computed: int


class Pointer(TypedDict):
    """What decided a finding: the part of a fact, its value, and where that fact came from."""

    fact: str
    path: str
    value: str


class ShownThing(TypedDict):
    """What the assessor saw."""

    what: str
    kind: str
    date: str
    inside: bool | None


class ReportedAnswer(TypedDict):
    """One current answer; `respondent` is R1, R2 ... unless names were asked for."""

    respondent: str
    roles: list[str]
    state: str
    level: int | None
    date: str
    note: str
    shown: ShownThing | None


class Subject(TypedDict):
    """What a finding is about."""

    kind: str
    id: str
    account: str
    region: str
    environment: str
    location: str


class Finding(TypedDict):
    """One outcome of one check on one subject; `state` is open or suppressed."""

    id: str
    check: str
    practice: str
    level: int
    need: str
    outcome: str
    reason: str | None
    needs: str
    unit: str
    subject: Subject
    message: str
    evidence: list[Pointer]
    source: str
    at: str | None
    state: str


class Practice(TypedDict):
    """A practice with its answers, findings (ids) and what was concluded."""

    id: str
    name: str
    pillar: str
    topic: str
    status: str
    assessed: int | None
    low: int | None
    high: int | None
    target: int
    ceiling: int | None
    assurance: float | None
    contradiction: str | None
    claimed: Claimed | None
    observed: Observed | None
    list: str | None
    override: Override | None
    answers: list[ReportedAnswer]
    findings: list[str]


class Shows(TypedDict):
    """The checks that refute a claim, and how far."""

    checks: list[str]
    failing_units: int
    of_units: int
    units: list[str]
    """The failing units by id, where findings were asked for."""


class Contradiction(TypedDict):
    """A claim above what the evidence can support; `kind` contradiction or exception."""

    practice: str
    kind: str
    claimed: int
    observed_high: int
    says: list[RoleLevel]
    shows: list[Shows]


class Settle(TypedDict):
    """Knowledge that is missing, grouped by what would bring it."""

    rank: int
    source: str
    practices: list[str]
    points: float
    effort_days: float


class Fix(TypedDict):
    """What to do, in order, with what it waits for."""

    rank: int
    practice: str
    value: float
    effort_days: float
    bundle: str
    ratio: float | None
    lane: str
    prerequisites: list[str]
    settle_first: list[str]
    unlocks: int
    wave: int | None
    done_wave: int | None
    title: str
    owner_role: str
    steps: list[str]
    done_when: list[str]


class StopNow(TypedDict):
    """An open door, closed within hours and outside the plan."""

    practice: str
    check: str
    unit: str
    subjects: int


class Ask(TypedDict):
    """A decision asked of the executive: kind, sentence, and what it is about."""

    kind: str
    text: str
    practice: str | None
    source: str | None


class Scope(TypedDict):
    """What the assessment speaks about: units with weight, and how many were read."""

    as_given: bool
    accounts: int
    repositories: int
    scored: int
    read: int
    not_applicable_share: float
    not_applicable_warning: bool


class ReportedIncident(TypedDict):
    """An incident that counted."""

    id: str
    date: str
    practices: list[str]
    summary: str


class Figure(TypedDict):
    """An outcome figure as given."""

    kpi: str
    name: str
    value: str
    period: str
    source: str


class AntiPatternSign(TypedDict):
    """An anti-pattern whose practices are weak: a question to ask, never a verdict."""

    id: str
    name: str
    sign: str
    practices: list[str]


class Respondents(TypedDict):
    """How many people of which role answered."""

    role: str
    name: str
    people: int


class Method(TypedDict):
    """What computed this."""

    assess_version: str
    model_version: str
    model_digest: str
    tool_versions: dict[str, str]


class Document(TypedDict):
    """The whole report, `assess/report/1`."""

    schema: str
    engagement: Engagement
    scope: Scope
    headline: Headline
    pillars: list[Area]
    topics: list[Area]
    components: list[Slice]
    loop: list[Slice]
    risks: list[Slice]
    practices: list[Practice]
    contradictions: list[Contradiction]
    settle: list[Settle]
    fixes: list[Fix]
    stop_now: list[StopNow]
    findings: list[Finding]
    asks: list[Ask]
    coverage: Coverage
    respondents: list[Respondents]
    incidents: list[ReportedIncident]
    figures: list[Figure]
    anti_patterns: list[AntiPatternSign]
    method: Method
