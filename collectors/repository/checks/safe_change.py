"""Are changes checked before, bounded while and reversible after they reach users, as far as files show?"""

from __future__ import annotations

import re

from assess.evidence.checks import Snapshot, Verdict, check, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Reason, Unread, known
from collectors.repository.checks.absence import not_seen, on_schedule, runs_somewhere, written
from collectors.repository.checks.ownership import code_owners_of
from collectors.repository.codeowners import Line, Owners
from collectors.repository.document_facts import Document, Topic
from collectors.repository.facts import CodeOwners, Inventory
from collectors.repository.terraform_facts import DeploymentGuard, ModuleCall, Reversal, TerraformFolder
from collectors.repository.workflow_facts import ActKind, Workflow, WorkflowJob

_ROLLBACK = re.compile(r"roll[ _-]?back|revert", re.IGNORECASE)
_APPLIES = re.compile(r"(?:terra|tofu).*(?:apply|deploy)|tfc-workflows", re.IGNORECASE)
_SCRIPTS = (".sh", ".bash")
_MOVING_REF = re.compile(r"main|master|develop|dev|trunk|head|latest", re.IGNORECASE)


@check(practice="CHG-09", level=1, subject=Inventory, reads=(WorkflowJob,), version=2)
def infrastructure_is_checked_on_change(repository: Inventory, snapshot: Snapshot) -> Verdict:
    """A pull request that changes infrastructure is validated, planned or scanned.

    Reads recognised steps (terraform validate and plan, tflint, checkov, trivy, conftest, kubeconform …) of workflows
    that pull requests, or pushes to any branch, start. Checks inside scripts, in Atlantis, Spacelift, HCP Terraform or
    other pipelines are not seen: unknown."""
    if not repository.infrastructure:
        return not_applicable("it holds no Terraform of its own")
    kinds = (ActKind.VALIDATE, ActKind.PLAN, ActKind.SCAN)
    return runs_somewhere(snapshot, repository, "checks infrastructure on a pull request", *kinds)


@check(practice="CHG-09", level=2, subject=WorkflowJob, version=2)
def check_step_can_stop_the_change(job: WorkflowJob) -> Verdict:
    """Every check of configuration or policy in the job fails the job when it finds something.

    Reads `continue-on-error`, `|| true`, pipes without `pipefail`, soft-fail flags and tools whose exit code is 0
    unless told otherwise. A result that a later step asks about counts as heeded. Jobs that only a schedule or a person
    starts on a schedule's behalf look for drift and stop nothing. Whether the job is a required check is a setting of
    GitHub."""
    kinds = (ActKind.VALIDATE, ActKind.PLAN, ActKind.SCAN, ActKind.SECRETS)
    acts = [act for act in known(job.acts) if act.kind in kinds]
    if not acts:
        return not_applicable("it checks no configuration")
    if "schedule" in known(job.events) and set(known(job.events)) <= {"schedule", "workflow_dispatch"}:
        return not_applicable("no change starts it: it looks at what is there", pointer(job, "on", "schedule"))
    soft = next((act for act in acts if act.soft), None)
    if soft:
        return failed(f"{soft.what} cannot fail: {soft.soft}", pointer(job, f"line {soft.line}", soft.soft))
    scripted = next((act for act in acts if act.within.endswith(_SCRIPTS)), None)
    if scripted:
        why = f"it runs {scripted.what}; whether the script ends when that finds something was not followed"
        return unknown(Unread(Reason.UNRESOLVED, why, "show a change that it stopped"))
    return passed(f"{acts[0].what} fails the job", pointer(job, f"line {acts[0].line}", acts[0].what))


@check(practice="CHG-15", level=1, subject=Inventory, reads=(WorkflowJob,), version=2)
def tests_run_on_change(repository: Inventory, snapshot: Snapshot) -> Verdict:
    """A pull request runs a test suite.

    Reads recognised test commands in workflows that pull requests, or pushes to any branch, start. Tests inside scripts
    are not seen: unknown. That the tests model real failures, or are required, is not shown."""
    return runs_somewhere(snapshot, repository, "runs tests on a pull request", ActKind.TEST)


@check(practice="CHG-08", level=2, subject=Inventory, reads=(WorkflowJob,))
def contract_changes_are_compared(repository: Inventory, snapshot: Snapshot) -> Verdict:
    """A change of an interface or schema is compared with what is in use before it can be merged.

    Reads OpenAPI, protobuf, GraphQL and migration files, and comparing steps (buf breaking, oasdiff, can-i-deploy,
    atlas migrate lint, squawk …) of workflows that pull requests start. Comparisons in tests or scripts are not
    seen: unknown."""
    if not repository.contracts:
        return not_applicable("it holds no interface or schema file that is recognised")
    return runs_somewhere(
        snapshot, repository, f"compares {repository.contracts[0]} on a pull request", ActKind.CONTRACT
    )


@check(practice="CHG-13", level=2, subject=Inventory, reads=(WorkflowJob,))
def drift_is_looked_for_on_a_schedule(repository: Inventory, snapshot: Snapshot) -> Verdict:
    """A scheduled workflow plans the infrastructure, so that drift shows without a change.

    Reads plan steps of workflows that `schedule` starts. Drift detection of HCP Terraform, Spacelift or AWS Config is
    not seen: unknown. Whether anyone acts on the plan is not shown."""
    if not repository.infrastructure:
        return not_applicable("it holds no Terraform of its own")
    return runs_somewhere(
        snapshot, repository, "plans on a schedule", ActKind.PLAN, runs=on_schedule, told="a schedule runs {}"
    )


@check(practice="CHG-12", level=1, subject=TerraformFolder, accepts=("declared",))
def infrastructure_is_in_code(folder: TerraformFolder) -> Verdict:
    """Infrastructure is declared in files: the activity, not yet the only path.

    Reads folders of Terraform. Whether people also change things by hand only the cloud's log shows."""
    if not folder.resources:
        return not_applicable("the folder declares no resource")
    what = "1 resource" if folder.resources == 1 else f"{folder.resources} resources"
    where = "the top folder" if folder.folder == "." else folder.folder
    return passed(f"{where} declares {what}", pointer(folder, "resources", folder.resources))


@check(practice="CHG-12", level=2, subject=Inventory, reads=(WorkflowJob,), version=2)
def infrastructure_is_applied_by_a_pipeline(repository: Inventory, snapshot: Snapshot) -> Verdict:
    """A workflow applies the infrastructure after a merge, and not a person at a terminal.

    Reads apply steps of workflows, and targets and scripts that are named so. Atlantis, Spacelift, HCP Terraform and
    other pipelines are not seen: unknown."""
    if not repository.infrastructure:
        return not_applicable("it holds no Terraform of its own")
    jobs = snapshot.within(WorkflowJob, repository.subject)
    if isinstance(jobs, Unread):
        return unknown(jobs)
    for job in jobs:
        for act in () if isinstance(job.acts, Unread) else job.acts:
            if act.kind in (ActKind.DEPLOY, ActKind.DEPLOY_BY_NAME) and _APPLIES.search(act.what):
                return passed(f"{job.workflow} runs {act.what}", pointer(job, f"line {act.line}", act.what))
    return not_seen("applies infrastructure", repository)


@check(practice="CHG-07", level=2, subject=DeploymentGuard, accepts=("declared",))
def deployment_undoes_its_own_failure(guard: DeploymentGuard) -> Verdict:
    """A deployment that fails by its own signals is undone without a person.

    Reads ECS circuit breakers (both `enable` and `rollback`), CodeDeploy automatic rollback and alarms. Services
    deployed by something else are left to that. Values decided by a variable are unknown."""
    reversal = known(guard.reversal)
    seen = pointer(guard, "rollback", reversal.value if reversal else "decided by another controller")
    if reversal is None:
        return not_applicable("another controller deploys it", seen)
    if reversal is Reversal.NONE:
        return failed(f"nothing undoes a failed deployment of {guard.address}", seen)
    return passed(f"{guard.address} is reversed by {reversal}", seen)


@check(practice="CHG-07", level=3, subject=DeploymentGuard, accepts=("declared",))
def deployment_reverses_on_alarms(guard: DeploymentGuard) -> Verdict:
    """Alarms on the workload stop and reverse the deployment unattended.

    Reads the alarms of ECS services and CodeDeploy groups together with automatic rollback. Whether these alarms
    watch what users feel, and ever fired, is not shown."""
    reversal = known(guard.reversal)
    seen = pointer(guard, "alarms", reversal.value if reversal else "decided by another controller")
    if reversal is None:
        return not_applicable("another controller deploys it", seen)
    if reversal is Reversal.ALARMS:
        return passed(f"alarms reverse a deployment of {guard.address}", seen)
    return failed(f"no alarm reverses a deployment of {guard.address}", seen)


@check(practice="CHG-01", level=2, subject=DeploymentGuard, accepts=("declared",))
def deployment_reaches_users_in_steps(guard: DeploymentGuard) -> Verdict:
    """The deployment group shifts traffic or servers step by step, not all at once.

    Reads the deployment configuration of CodeDeploy groups. Rolling ECS services decide it by percentages, which is
    unknown here; a configuration of the organisation's own is unknown by its name."""
    steps = known(guard.steps)
    if steps is None:
        why = f"{guard.address} does not decide how traffic moves; what does is not declared here"
        return unknown(Unread(Reason.UNRESOLVED, why, "show how a release reaches users"))
    seen = pointer(guard, "deployment_config_name", steps)
    if "allatonce" in steps.lower():
        return failed(f"{guard.address} reaches everything at once ({steps})", seen)
    if re.search(r"canary|linear|oneatatime|halfatatime", steps, re.IGNORECASE):
        return passed(f"{guard.address} goes in steps ({steps})", seen)
    why = f"{guard.address} uses the configuration {steps}, whose steps are declared elsewhere"
    return unknown(Unread(Reason.UNRESOLVED, why, "codedeploy:GetDeploymentConfig"), seen)


@check(practice="CHG-03", level=2, subject=ModuleCall, accepts=("declared",), version=2)
def module_is_pinned_to_a_version(call: ModuleCall) -> Verdict:
    """A module from outside is bound to a version, so that its next change does not arrive everywhere at once.

    Reads `version` of registry modules and `?ref=` of git sources; a branch name is no version. Modules of the same
    repository move with it; a local path that is not in the tree, filled by something else before the plan, is
    unknown. A range such as ~> 5.0 counts as bound, since the lock of the next plan is reviewed."""
    if call.origin == "local":
        return not_applicable("it is a module of this repository")
    source = known(call.source)
    version = known(call.version)
    seen = pointer(call, "version", version or "none")
    if call.origin == "submodule":
        return passed(f"{call.address} comes from a submodule, which is bound to a commit", seen)
    if call.origin == "absent":
        why = f"{call.address} comes from {source}, which is not in the tree: something fetches it before the plan"
        return unknown(Unread(Reason.UNRESOLVED, why, "the step that fetches it"), seen)
    if not version:
        if call.origin == "other":
            why = f"{call.address} comes from {source}; whether that address has versions is not known"
            return unknown(Unread(Reason.UNRESOLVED, why, "the source of the module"), seen)
        return failed(f"{call.address} takes whatever {source} is at the time", seen)
    if call.origin == "git" and _MOVING_REF.fullmatch(version):
        return failed(f"{call.address} follows the branch {version} of {source}", seen)
    return passed(f"{call.address} is bound to {version}", seen)


@check(practice="CHG-10", level=2, subject=Inventory, reads=(CodeOwners, TerraformFolder))
def infrastructure_has_owners_of_its_own(repository: Inventory, snapshot: Snapshot) -> Verdict:
    """Changes of infrastructure need a review by owners named for those paths, not by whoever owns everything.

    Reads folders of Terraform and the CODEOWNERS rules that decide them. A repository that is mostly infrastructure
    needs no rule of its own for it; without CODEOWNERS, rules in GitHub's settings may do it: unknown."""
    folders = snapshot.within(TerraformFolder, repository.subject)
    if isinstance(folders, Unread):
        return unknown(folders)
    found = [folder for folder in folders if folder.resources]
    if not found:
        return not_applicable("it declares no infrastructure")
    if repository.beside_infrastructure * 2 > repository.files:
        return not_applicable("it is mostly infrastructure, so its owners are the infrastructure's")
    owners = code_owners_of(snapshot, repository)
    if isinstance(owners, Unread):
        return unknown(owners)
    if owners is None:
        why = "there is no CODEOWNERS file; rules in the repository's settings may ask for other reviewers"
        return unknown(Unread(Reason.UNRESOLVED, why, "GET /repos/{owner}/{repo}/rules/branches/{branch}"))
    rules = Owners([Line(rule.line, rule.pattern, rule.owners) for rule in known(owners.rules)])
    for folder in found:
        rule = rules.deciding(f"{folder.folder}/main.tf" if folder.folder != "." else "main.tf")
        if not rule or not rule.owners or rule.pattern in ("*", "/*", "**", "/**"):
            seen = pointer(owners, folder.folder, rule.pattern if rule else "no rule")
            return failed(f"{folder.folder} has no owners of its own", seen)
    return passed("every folder of infrastructure has owners of its own", pointer(owners, found[0].folder, "a rule"))


@check(practice="CHG-04", level=1, subject=Document, accepts=("declared",))
def rollback_is_written_down(document: Document) -> Verdict:
    """A document says how a release is reversed: the activity, not the rehearsal.

    Known by the name of the file. Documents kept in a wiki are not seen, so an absence is unknown."""
    return written(document, Topic.ROLLBACK)


@check(practice="CHG-04", level=2, subject=Inventory, reads=(Workflow,))
def rollback_can_be_started_by_anyone_on_duty(repository: Inventory, snapshot: Snapshot) -> Verdict:
    """A workflow of its own reverses a release and can be started by hand.

    Reads names of workflows that `workflow_dispatch` starts. Rolling back by deploying an older version, or in a deploy
    tool, is not seen: unknown. When it last worked is not shown."""
    workflows = snapshot.within(Workflow, repository.subject)
    if isinstance(workflows, Unread):
        return unknown(workflows)
    for workflow in workflows:
        triggers = () if isinstance(workflow.triggers, Unread) else workflow.triggers
        by_hand = any(trigger.event == "workflow_dispatch" for trigger in triggers)
        if by_hand and _ROLLBACK.search(f"{workflow.title} {workflow.path}"):
            return passed(f"{workflow.path} can be started by hand", pointer(workflow, "name", workflow.title))
    return not_seen("reverses a release", repository)


@check(practice="CHG-06", level=1, subject=Document, accepts=("declared",))
def freeze_is_written_down(document: Document) -> Verdict:
    """A document says when changes are frozen.

    Known by the name of the file; whether anything enforces it is not shown. An absence is unknown."""
    return written(document, Topic.FREEZE)
