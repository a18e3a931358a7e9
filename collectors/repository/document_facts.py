"""Facts of documents: what is written down for people. They say what should happen, not what does.

An organisation needs such things once, so most are counted for the organisation, over all repositories read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from assess.evidence.facts import Basis, Unread
from collectors.repository.facts import OrganisationFact, RepositoryFact


class Topic(StrEnum):
    """What a policy document is about."""

    RESPONSIBILITIES = "responsibilities"
    RELEASE_POLICY = "release policy"
    ON_CALL = "on-call duty"
    ERROR_BUDGET_POLICY = "error budget policy"
    FREEZE = "change freeze"
    EMERGENCY_CHANGE = "emergency change"
    BREAK_GLASS = "break-glass access"
    SEVERITY = "severity model"
    PIPELINE_COMPROMISE = "compromise of the pipeline"
    ROLLBACK = "rollback"
    FAILOVER = "failover"
    DRILL = "drill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(OrganisationFact):
    """A document for people. `about` is judged by its path and title; templates are left out."""

    kind: ClassVar[str] = "repository.document"
    basis: Basis = "declared"

    path: str
    title: str
    about: tuple[Topic, ...]
    words: int | Unread
    dated: str | Unread | None
    """The last date that stands in it, ISO."""
    severity_levels: int | Unread
    """Different severity or priority levels that are described on lines of their own."""
    stops_and_revokes: bool | Unread
    """Whether it says both how tokens or keys are revoked and how pipelines are stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runbook(OrganisationFact):
    """A document in a folder or under a name for runbooks or playbooks; indices and templates are left out."""

    kind: ClassVar[str] = "repository.runbook"
    basis: Basis = "declared"

    path: str
    title: str
    commands: int | Unread
    """Code blocks and links to workflows or automation."""
    owner: bool | Unread
    """Whether a line names an owner, team or contact."""
    tried: str | Unread | None
    """Date of the last test or review that it states, as written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis(OrganisationFact):
    """A written incident analysis."""

    kind: ClassVar[str] = "repository.incident_analysis"
    basis: Basis = "declared"

    path: str
    title: str
    times: int | Unread
    """Lines that begin with, or hold in a table cell, a time of day."""
    causes: bool | Unread
    actions: bool | Unread
    changes: bool | Unread
    """Whether it links a pull request or commit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(OrganisationFact):
    """An architecture or governance decision record."""

    kind: ClassVar[str] = "repository.decision"
    basis: Basis = "declared"

    path: str
    title: str
    dated: str | Unread | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective(OrganisationFact):
    """A service-level objective as data (OpenSLO, Sloth, Pyrra)."""

    kind: ClassVar[str] = "repository.objective"
    basis: Basis = "declared"

    path: str
    name: str
    form: str
    target: str | None
    window: str | None
    """Of Sloth: 30 days unless its generator is told otherwise."""
    alerts: bool | None
    """Whether it makes burn-rate alerts that page; None if its form does not decide that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule(RepositoryFact):
    """An alerting rule of Prometheus or Loki."""

    kind: ClassVar[str] = "repository.alert_rule"
    shape: ClassVar[int] = 2
    basis: Basis = "declared"

    name: str | Unread
    runbook: bool | Unread
    """Whether an annotation holds a link or names a runbook."""
    text: str | Unread
    """What its annotations say to whoever is called, links to dashboards left out."""
    labels: tuple[str, ...] | Unread
    """Keys of its labels."""
