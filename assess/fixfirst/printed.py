"""The shape of what is concluded, as documents print it: exactly the keys of method section 11.

Values are final: rounded, ordered, ids where a reader sees names. Names, titles, answers and findings are added by
the report, which builds its document from these.
"""

from __future__ import annotations

from typing import Literal, TypedDict


class PrintedCompared(TypedDict):
    """Claimed beside observed over the practices that have both."""

    claimed: float
    observed: float
    share: float


class PrintedControl(TypedDict):
    """Where control stands, shares of the weight."""

    confirmed: float
    unknown: float
    contradicted: float
    not_shown: float
    lacking: float


class PrintedFigures(TypedDict):
    """What headline, pillars and topics share; None where nothing is applicable."""

    score: float | None
    band: str | None
    low: float | None
    high: float | None
    mean: float | None
    claimed: float | None
    observed: float | None
    compared: PrintedCompared | None
    coverage: float | None
    assurance: float | None
    activity_index: float | None
    control_index: float | None


class PrintedHeadline(PrintedFigures):
    """The organisation as a whole."""

    weakest_pillar: str | None
    control: PrintedControl | None
    nothing_shown: bool
    first_three: list[str]


class PrintedCap(TypedDict):
    """What weak gates cap an area at."""

    at: int
    by: list[str]


class PrintedArea(PrintedFigures):
    """A pillar or topic."""

    id: str
    cap: PrintedCap | None


class PrintedSlice(TypedDict):
    """A component, loop stage or risk."""

    id: str
    score: float | None
    coverage: float | None


class PrintedRole(TypedDict):
    """The level one role holds; `consensus` is a role here after a consensus."""

    role: str
    level: int


class PrintedClaim(TypedDict):
    """The claim and how it came about; `consensus` says whether one counts."""

    level: int
    median: int
    spread: int
    contested: bool
    consensus: bool
    divided: list[str]
    roles: list[PrintedRole]


class PrintedObservation(TypedDict):
    """The levels that findings support and allow, and the share of subjects read."""

    low: int
    high: int
    visibility: float


class PrintedOverride(TypedDict):
    """A level set by a named assessor beside the computed one."""

    level: int
    by: str
    computed: int


class PrintedPractice(TypedDict):
    """One practice."""

    id: str
    status: Literal["assessed", "unknown", "not_applicable"]
    assessed: int | None
    low: int | None
    high: int | None
    target: int
    ceiling: int | None
    assurance: float | None
    contradiction: Literal["contradiction", "exception"] | None
    claimed: PrintedClaim | None
    observed: PrintedObservation | None
    override: PrintedOverride | None
    list: Literal["build", "settle"] | None


class PrintedShows(TypedDict):
    """A check, or the members of a group, with the units in which it fails."""

    checks: list[str]
    failing_units: int
    of_units: int


class PrintedContradiction(TypedDict):
    """What is said beside what is shown."""

    practice: str
    kind: Literal["contradiction", "exception"]
    claimed: int
    observed_high: int
    says: list[PrintedRole]
    shows: list[PrintedShows]


class PrintedSettle(TypedDict):
    """One source that would settle several practices."""

    rank: int
    source: str
    practices: list[str]
    points: float
    effort_days: float


class PrintedFix(TypedDict):
    """One fix at its rank; waves are None without any capacity, `ratio` where the bundle costs nothing."""

    rank: int
    practice: str
    value: float
    effort_days: float
    bundle: str
    ratio: float | None
    lane: Literal["gate", "rank"]
    prerequisites: list[str]
    settle_first: list[str]
    unlocks: int
    wave: int | None
    done_wave: int | None


class PrintedStopNow(TypedDict):
    """Failing subjects of one check in one unit, before all waves."""

    practice: str
    check: str
    unit: str
    subjects: int


class PrintedScope(TypedDict):
    """What the assessment covers: units with weight, units with a tally, and how much is not applicable."""

    as_given: bool
    accounts: int
    repositories: int
    scored: int
    read: int
    not_applicable_share: float
    not_applicable_warning: bool


class Conclusions(TypedDict):
    """Everything the product concludes."""

    headline: PrintedHeadline
    pillars: list[PrintedArea]
    topics: list[PrintedArea]
    components: list[PrintedSlice]
    loop: list[PrintedSlice]
    risks: list[PrintedSlice]
    practices: list[PrintedPractice]
    contradictions: list[PrintedContradiction]
    settle: list[PrintedSettle]
    fixes: list[PrintedFix]
    stop_now: list[PrintedStopNow]
    scope: PrintedScope
