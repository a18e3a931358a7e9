"""Builds the engagement files that the app's benchmarks open: any number of findings over accounts and repositories."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from assess import refreshing
from assess.clock import frozen_clock
from assess.engagement import Engagement
from assess.evidence.checks import Outcome
from assess.evidence.facts import Location, Reason, Subject, TargetId
from assess.evidence.findings import Finding, finding_id
from assess.interview.answers import Answer, AnswerState
from assess.interview.order import in_order
from assess.model.loading import load
from assess.model.practices import Level, OperatingModel, Role

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def engagement_with(path: Path, findings: int, *, answers: int = 40, first: str = "") -> Path:
    """An engagement with so many findings, which count as judged, and so many answers of one person; `first` is left as
    the first open question: every gate before it is answered."""
    path.unlink(missing_ok=True)
    model = load()
    clock = frozen_clock(NOW)
    with Engagement.create(
        path, organisation="Acme", model_digest=model.digest, program="benchmark", actor="benchmark", clock=clock
    ) as engagement:
        person = engagement.add_respondent("platform lead", [Role(model.roles[1].id)])
        with engagement.together():
            for practice in model.practices[:answers]:
                engagement.answer(Answer(person, practice.id, AnswerState.LEVEL, NOW.date(), Level(2)))
            for practice in in_order(model) if first else ():
                if practice.id == first:
                    break
                engagement.answer(Answer(person, practice.id, AnswerState.LEVEL, NOW.date(), Level(2)))
        inputs = engagement.assessment_inputs()
        key = refreshing._key(engagement, model, inputs)
        engagement.replace_findings(key, _findings(findings, model), model=model)
    return path


def _findings(count: int, model: OperatingModel) -> Iterator[Finding]:
    outcomes = (Outcome.FAIL, Outcome.PASS, Outcome.PASS, Outcome.UNKNOWN)
    for number in range(count):
        practice = model.practices[number % len(model.practices)]
        target = TargetId(f"repository:github.com/acme/service-{number // 40 % 500}")
        outcome = outcomes[number % 4]
        check = f"repository/check_{number % 120}"
        subject = f"{target}:.github/workflows/deploy-{number}.yml"
        yield Finding(
            id=finding_id(check, subject),
            check=check,
            practice=practice.id,
            level=1 + number % 4,
            outcome=outcome,
            unit=target,
            subject=Subject("workflow", subject, target),
            message=f"the deploy job of workflow {number} uses a long-lived key",
            location=Location(f".github/workflows/deploy-{number}.yml", 1 + number % 80),
            reason=Reason.NOT_PERMITTED if outcome is Outcome.UNKNOWN else None,
            needs="contents:read" if outcome is Outcome.UNKNOWN else "",
            at=NOW,
            source="git show",
        )
