"""The probes of the repository collector: what each yields and which module reads it."""

from __future__ import annotations

from assess.evidence.collectors import Probe
from assess.evidence.facts import Fact
from collectors.repository.checkout import KIND
from collectors.repository.facts import CodeOwners, Inventory, OwnerRule, SecretFile
from collectors.repository.workflow_facts import ActionUse, Workflow, WorkflowJob


def _probe(name: str, yields: tuple[type[Fact], ...], seconds: float) -> Probe:
    return Probe(
        id=f"repository.{name}",
        target_kind=KIND,
        calls=1,
        permissions=("read the checkout",),
        yields=yields,
        seconds=seconds,
    )


PROBES = (
    _probe("files", (Inventory, SecretFile), 0.2),
    _probe("codeowners", (CodeOwners, OwnerRule), 0.1),
    _probe("workflows", (Workflow, WorkflowJob, ActionUse), 0.2),
)
MODULES = {
    "repository.files": "collectors.repository.inventory",
    "repository.codeowners": "collectors.repository.owners",
    "repository.workflows": "collectors.repository.workflows",
}
