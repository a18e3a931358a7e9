"""What the token of a job may do, which outside actions get it, and who must agree when a pipeline changes."""

from __future__ import annotations

from assess.evidence.checks import (
    Snapshot,
    Verdict,
    check,
    failed,
    not_applicable,
    passed,
    pointer,
    unknown,
)
from assess.evidence.facts import Reason, Unread, known
from collectors.repository.codeowners import Line, Owners
from collectors.repository.facts import CodeOwners
from collectors.repository.workflow_facts import (
    ActionUse,
    Grant,
    PinKind,
    Workflow,
    WorkflowJob,
)

_BOUND_BY_CALLERS = "it is only called by other workflows, whose permissions bound it"
_TOKEN_SETTING = "GET /repos/{owner}/{repo}/actions/permissions/workflow"


@check(practice="DEL-01", level=2, subject=Workflow)
def token_is_not_write_all(workflow: Workflow) -> Verdict:
    """The job token's permissions are stated, and are not write-all.

    Reads `permissions` of the workflow and of its jobs. Where neither states them, a repository or organisation
    setting decides, which files do not show: unknown. A workflow that is only called gets what its caller has."""
    grants, bare = known(workflow.grants), known(workflow.jobs_without_grants)
    seen = pointer(workflow, "permissions", "stated by each job" if grants is None and not bare else _shown(grants))
    everything = known(workflow.jobs_with_everything)
    if everything:
        return failed(f"the job {everything[0]} may write everything (write-all)", seen)
    if grants is not None and bare and _writes_everything(grants):
        return failed("its jobs may write everything (write-all)", seen)
    if grants is not None or not bare:
        return passed("its token can do what the file states, and no more", seen)
    if _is_only_called(workflow):
        return not_applicable(_BOUND_BY_CALLERS, seen)
    why = f"the jobs {', '.join(bare[:3])} state no permissions: the repository's default decides"
    return unknown(Unread(Reason.UNRESOLVED, why, _TOKEN_SETTING), seen)


def _is_only_called(workflow: Workflow) -> bool:
    return {trigger.event for trigger in known(workflow.triggers)} == {"workflow_call"}


def _shown(grants: tuple[Grant, ...] | None) -> str:
    if grants is None:
        return "none stated"
    return ", ".join(f"{grant.scope}: {grant.access}" for grant in grants) or "{}"


def _writes_everything(grants: tuple[Grant, ...]) -> bool:
    return any(grant.scope == "*" and grant.access == "write" for grant in grants)


@check(practice="DEL-07", level=2, subject=Workflow, reads=(WorkflowJob,), version=2)
def write_permission_is_given_job_by_job(workflow: Workflow, snapshot: Snapshot) -> Verdict:
    """Write permissions of the token are given to the one job that needs them, not to the whole workflow.

    Reads `permissions` at both places. A workflow with a single job shares nothing. Permissions that nobody stated
    are unknown here and judged elsewhere."""
    grants, jobs = known(workflow.grants), known(workflow.jobs)
    seen = pointer(workflow, "permissions", _shown(grants))
    if len(jobs) < 2:
        return not_applicable("it has a single job", seen)
    if grants is None:
        if not known(workflow.jobs_without_grants):
            return passed("each job states its own permissions", seen)
        if _is_only_called(workflow):
            return not_applicable(_BOUND_BY_CALLERS, seen)
        return unknown(Unread(Reason.UNRESOLVED, "no permissions are stated for the workflow", _TOKEN_SETTING), seen)
    written = [grant for grant in grants if grant.access == "write"]
    inheriting = known(workflow.jobs_without_grants)
    if written and len(inheriting) > 1:
        return failed(f"{len(inheriting)} jobs share {written[0].scope}: write", seen)
    return passed("no write permission is shared between jobs", seen)


@check(practice="DEL-01", level=2, subject=ActionUse)
def external_action_is_pinned_to_a_commit(use: ActionUse) -> Verdict:
    """An action from another account is bound to a commit or digest, so that nobody outside can change what runs.

    Reads every `uses:` of workflows and composite actions. Actions of GitHub itself, which runs the runner anyway,
    of the same account, and local ones do not count. Does not know whether a tag is protected at its owner's."""
    pin = known(use.pin)
    seen = pointer(use, "uses", f"{use.action}@{use.reference}" if use.reference else use.action)
    if pin is PinKind.LOCAL:
        return not_applicable("it is the repository's own", seen)
    account = use.subject.target.partition("/")[2].partition("/")[0].lower()
    if use.action.startswith("slsa-framework/slsa-github-generator/"):
        return not_applicable("its verifier accepts it by tag only", seen)
    if use.owner and use.owner in ("actions", "github", account):
        return not_applicable(f"it belongs to {use.owner}: no third party", seen)
    if pin in (PinKind.COMMIT, PinKind.DIGEST):
        return passed(f"{use.action} is bound to a {pin}", seen)
    if use.owner and not account:
        why = f"{use.action} is not pinned; whether {use.owner} is a third party is unknown without an origin"
        return unknown(Unread(Reason.UNRESOLVED, why, "a remote called origin"), seen)
    return failed(f"{use.action} is bound to {_loose(pin, use.reference)}, which its owner can move", seen)


def _loose(pin: PinKind, reference: str) -> str:
    return f"the {pin} {reference}" if reference else f"{pin}"


@check(practice="DEL-10", level=2, subject=Workflow, reads=(CodeOwners,))
def workflow_has_a_code_owner(workflow: Workflow, snapshot: Snapshot) -> Verdict:
    """A change of the workflow asks a code owner for review.

    Reads the CODEOWNERS rule that decides the file. Whether that review is required is a setting of GitHub; a
    repository without CODEOWNERS asks nobody."""
    found = snapshot.within(CodeOwners, workflow.subject)
    if isinstance(found, Unread):
        return unknown(found)
    owners = next(found, None)
    if owners is None:
        return failed(f"nobody is asked when {workflow.path} changes: there is no CODEOWNERS file")
    rules = Owners([Line(rule.line, rule.pattern, rule.owners) for rule in known(owners.rules)])
    rule = rules.deciding(workflow.path)
    seen = pointer(owners, f"line {rule.number}" if rule else "rules", rule.pattern if rule else "no rule matches")
    if rule and rule.owners:
        return passed(f"{rule.owners[0]} is asked when {workflow.path} changes", seen)
    return failed(f"nobody is asked when {workflow.path} changes", seen)
