"""The probes of the repository collector: what each yields and which module reads it."""

from __future__ import annotations

from assess.evidence.collectors import Probe
from assess.evidence.facts import Fact
from collectors.repository.checkout import KIND
from collectors.repository.document_facts import AlertRule, Analysis, Decision, Document, Objective, Runbook
from collectors.repository.facts import CatalogueEntry, CodeOwners, Inventory, OwnerRule, SecretFile
from collectors.repository.terraform_facts import (
    Bucket,
    CostAlert,
    CostResource,
    DeclaredAlarm,
    DeploymentGuard,
    EscalationPolicy,
    FederatedTrust,
    ImageRepository,
    LogGroup,
    ModuleCall,
    Suppression,
    TerraformFolder,
)
from collectors.repository.workflow_facts import ActionUse, Workflow, WorkflowAudit, WorkflowJob


def _probe(name: str, yields: tuple[type[Fact], ...], seconds: float, source: str) -> Probe:
    return Probe(
        id=f"repository.{name}",
        target_kind=KIND,
        calls=1,
        permissions=("read the checkout",),
        yields=yields,
        seconds=seconds,
        source=source,
    )


_TERRAFORM = (
    TerraformFolder, LogGroup, DeclaredAlarm, ImageRepository, Bucket, CostResource, DeploymentGuard,
    EscalationPolicy, CostAlert, FederatedTrust, ModuleCall, Suppression,
)  # fmt: skip
PROBES = (
    _probe("files", (Inventory, SecretFile), 0.2, "git ls-tree -r {target}"),
    _probe("codeowners", (CodeOwners, OwnerRule), 0.1, "git show {target}:CODEOWNERS"),
    _probe("workflows", (Workflow, WorkflowJob, ActionUse), 0.2, "git show {target}:.github/workflows"),
    _probe("terraform", _TERRAFORM, 1.0, "git show {target}:*.tf"),
    _probe(
        "documents",
        (Document, Runbook, Analysis, Decision, CatalogueEntry, Objective, AlertRule),
        0.2,
        "git show {target}:*.md *.yaml",
    ),
    _probe("workflow_audit", (WorkflowAudit,), 0.5, "zizmor --offline --no-config --no-ignores {target}"),
)
MODULES = {
    "repository.files": "collectors.repository.inventory",
    "repository.codeowners": "collectors.repository.owners",
    "repository.workflows": "collectors.repository.workflows",
    "repository.terraform": "collectors.repository.terraform",
    "repository.documents": "collectors.repository.documents",
    "repository.workflow_audit": "collectors.repository.audit",
}
