"""The whole story of an assessment, from the engagement file to its document.

What people said becomes claims; what systems showed becomes tallies; both become a scorecard; that becomes a plan;
and all of it the one document that every format prints. Every command and every view comes through here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assess import refreshing
from assess.engagement import AssessmentInputs, Engagement
from assess.evidence.tallies import Evidence
from assess.fixfirst import Plan, plan
from assess.interview.claims import Claim, claims
from assess.model.practices import Level, OperatingModel, PracticeId
from assess.report.document import Material, ReportedFinding, build
from assess.report.shape import Document
from assess.scoring import Observations, Scorecard, observe, score
from assess.unread import gap_costs


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything concluded about one round, each step kept so that every number can be traced back."""

    model: OperatingModel
    inputs: AssessmentInputs
    evidence: Evidence
    claims: Mapping[PracticeId, Claim]
    observations: Observations
    scorecard: Scorecard
    plan: Plan


def assess(
    engagement: Engagement,
    model: OperatingModel,
    *,
    round_id: int | None = None,
    what_if: Mapping[PracticeId, Level] | None = None,
    capacity: float | None = None,
) -> Assessment:
    """Assesses one round. `what_if` sets levels for this call only, `capacity` the person-days of a wave.

    Findings that no longer follow from the stored facts are made again first. Raises `EngagementError`.
    """
    refreshing.refresh(engagement, model, round_id=round_id)
    inputs = engagement.assessment_inputs(round_id)
    evidence = refreshing.evidence(engagement, model, inputs)
    as_of = inputs.as_of.date()
    said = claims(inputs.answers, inputs.respondents, inputs.decisions, model, as_of)
    seen = observe(evidence, inputs.profile, as_of)
    return concluded(model, inputs, evidence, said, seen, what_if, capacity)


def concluded(
    model: OperatingModel,
    inputs: AssessmentInputs,
    evidence: Evidence,
    said: Mapping[PracticeId, Claim],
    seen: Observations,
    what_if: Mapping[PracticeId, Level] | None = None,
    capacity: float | None = None,
) -> Assessment:
    """The second half of the story: what a new answer or a what-if needs again, without folding a tally twice."""
    scorecard = score(model, inputs.profile, said, seen, inputs.decisions, inputs.as_of.date(), what_if)
    fixes = plan(model, inputs.profile, scorecard, capacity, evidence.installed)
    return Assessment(model, inputs, evidence, said, seen, scorecard, fixes)


def document(assessment: Assessment, engagement: Engagement, *, names: bool = False, findings: bool = True) -> Document:
    """The document of an assessment. `names` shows respondents' names instead of R1, R2 ...; without `findings` it
    says nothing of single findings and what was not read."""
    inputs = assessment.inputs
    return build(
        Material(
            model=assessment.model,
            organisation=inputs.organisation,
            round_name=inputs.round.name,
            as_of=inputs.as_of,
            scorecard=assessment.scorecard,
            plan=assessment.plan,
            respondents=inputs.respondents,
            labels={one.id: one.name for one in inputs.respondents} if names else inputs.respondent_labels,
            answers=inputs.answers,
            incidents=inputs.decisions.incidents,
            figures=inputs.figures,
            needs={check.id: check.need for check in assessment.evidence.checks},
            findings=(
                ReportedFinding(each.finding, each.account, each.environment, each.state)
                for each in (refreshing.listed(engagement) if findings else ())
            ),
            tools={},
            costs=gap_costs(assessment, engagement) if findings else None,
        )
    )
