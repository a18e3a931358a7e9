"""What was not read and what it costs: one computation for the report, `assess coverage` and the end of `collect`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from assess.engagement import AssessmentInputs, Engagement
from assess.evidence.checks import Outcome
from assess.evidence.tallies import Evidence
from assess.interview.claims import Claim
from assess.model.practices import OperatingModel, PracticeId
from assess.refreshing import unseen
from assess.report.coverage import coverage
from assess.report.document import ReportedFinding, printed_finding
from assess.report.shape import Coverage
from assess.scoring.gaps import Costs, costs
from assess.scoring.scorecard import Scorecard


class Concluded(Protocol):
    """What is asked of an `Assessment`, which imports this module."""

    @property
    def model(self) -> OperatingModel: ...
    @property
    def inputs(self) -> AssessmentInputs: ...
    @property
    def evidence(self) -> Evidence: ...
    @property
    def claims(self) -> Mapping[PracticeId, Claim]: ...
    @property
    def scorecard(self) -> Scorecard: ...


def gap_costs(concluded: Concluded, engagement: Engagement) -> Costs:
    """How much wider the ranges are for each thing that is not known, at most."""
    inputs = concluded.inputs
    return costs(
        concluded.model,
        inputs.profile,
        concluded.claims,
        inputs.decisions,
        concluded.scorecard,
        concluded.evidence,
        unseen(engagement),
    )


def unread(concluded: Concluded, engagement: Engagement) -> Coverage:
    """The part of the report's document that says what was not read, without the rest of it."""
    found = engagement.every_finding(("outcome = ?", (Outcome.UNKNOWN.value,)))
    told = (ReportedFinding(each.finding, each.account, each.environment, each.state) for each in found)
    return coverage((printed_finding(each, {}) for each in told), gap_costs(concluded, engagement))
