"""What outsiders can start, and what their code or text would get: events, checkouts, injection, runners."""

from __future__ import annotations

import re

from assess.evidence.checks import (
    INDICATOR,
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
from collectors.repository.workflow_facts import (
    Degree,
    Workflow,
    WorkflowAudit,
    WorkflowJob,
)

PRIVILEGED_FOR_OUTSIDERS = frozenset(
    ("pull_request_target", "workflow_run", "issue_comment", "issues", "discussion", "discussion_comment")
)
"""Events an outsider can cause whose runs get the repository's token and secrets; `pull_request` from a fork does not.
Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows"""
_HOLDS_NO_CODE = re.compile(
    r"github\.(?:actor|triggering_actor|repository|repository_owner|sha|event_name|base_ref)"
    r"|github\.event(?:\.\w+)*\.(?:login|html_url|number|id|sha|full_name)"
    r"|github\.event\.action|github\.event\.pull_request\.base\.(?:ref|sha)"
    r"|(?:toJSON\(\s*)?github\.event(?:\.(?:pull_request|issue))?\.labels?(?:\.\*)?(?:\.name)?(?:\s*\))?"
)
"""Account names have letters, digits and hyphens alone, repository names also dots and underscores; actions are words
of GitHub's own; labels and branches of the repository itself are made by people who may write to it."""
_GITHUB_RUNNER = re.compile(
    r"(ubuntu|windows|macos)-(latest|slim|\d[\w.]*)(-(arm|arm64|xlarge|large|intel))?", re.IGNORECASE
)
_HOSTED_ELSEWHERE = re.compile(
    r"(depot|blacksmith|buildjet|namespace-profile|warp|ubicloud|runs-on)[-=].+", re.IGNORECASE
)


@check(practice="DEL-01", level=3, subject=WorkflowJob, every_unit=True, version=2)
def untrusted_code_gets_no_privileges(job: WorkflowJob) -> Verdict:
    """A job that an outsider can start with the repository's rights does not fetch the outsider's code.

    Reads events (also of workflows that call this one), checkouts of pull-request or triggering-run refs, the
    conditions that keep forks away, token permissions and secrets of the job. A job with no write permission stated
    and no secret passes; so does one that only fetches objects and makes no files of them. Does not see code fetched
    inside scripts; who must approve an environment is a setting."""
    outside = [event for event in known(job.events) if event in PRIVILEGED_FOR_OUTSIDERS]
    seen = pointer(job, "on", ", ".join(known(job.events)))
    if not outside:
        return not_applicable("no event starts it with rights that an outsider can cause", seen)
    open_doors = [checkout for checkout in job.foreign if not checkout.guard]
    if job.foreign and not open_doors:
        guarded = job.foreign[0]
        kept = pointer(job, f"line {guarded.line}", guarded.guard)
        return passed(f"started by {outside[0]}, a condition keeps code from outside away from it", seen, kept)
    if not open_doors:
        return passed(f"started by {outside[0]}, it fetches no code from outside", seen)
    door = open_doors[0]
    because = (seen, pointer(job, f"line {door.line}", door.ref))
    rights = _rights(job)
    if not rights:
        return passed(
            f"started by {outside[0]}, it fetches {door.ref}, but holds no secret and no write permission", *because
        )
    gates = [gate for gate in (known(job.environment), *job.waits_for) if gate]
    if gates:
        why = f"it waits for the environment {gates[0]}; whether somebody must approve it is a setting"
        return unknown(Unread(Reason.UNRESOLVED, why, "GET /repos/{owner}/{repo}/environments"), *because)
    if door.labelled:
        why = "a condition on labels keeps outsiders away until a member sets one; code may change after that"
        return unknown(Unread(Reason.UNRESOLVED, why, "say how labelled pull requests are looked at again"), *because)
    return failed(f"started by {outside[0]}, it fetches code from outside ({door.ref}) and holds {rights}", *because)


def _rights(job: WorkflowJob) -> str:
    """What the job holds that an outsider should not have; empty if nothing."""
    if job.all_secrets or known(job.secrets):
        return "every secret" if job.all_secrets else f"the secret {known(job.secrets)[0]}"
    grants = known(job.grants)
    if grants is None:
        return "the repository's default token"
    written = [grant for grant in grants if grant.access == "write"]
    return f"the permission {written[0].scope}: write" if written else ""


@check(practice="DEL-01", level=3, subject=WorkflowAudit, reads=(Workflow,), every_unit=True, version=3)
def outsiders_text_is_not_run_as_code(audit: WorkflowAudit, snapshot: Snapshot) -> Verdict:
    """Text that outsiders write (titles, branch names, comments) is not pasted into scripts of privileged workflows.

    Reads zizmor's template-injection findings of high confidence in workflows that outsiders can start with the
    repository's rights. Names of accounts, numbers, commit ids, addresses and kinds of event do not count: GitHub
    makes or bounds them, so that they hold no code; nor do labels, which outsiders cannot make. Injection through
    other inputs, and suppressed findings, count as found; a file zizmor could not read is unknown."""
    workflow = snapshot.get(Workflow, audit.subject.id, audit.subject)
    if isinstance(workflow, Unread):
        return unknown(workflow)
    if workflow is None:
        return not_applicable("it is no workflow")
    outside = [trigger.event for trigger in known(workflow.triggers) if trigger.event in PRIVILEGED_FOR_OUTSIDERS]
    if not outside:
        return not_applicable("no event starts it with rights that an outsider can cause")
    found = [finding for finding in known(audit.findings) if finding.audit == "template-injection"]
    sure = [
        finding
        for finding in found
        if finding.confidence is Degree.HIGH
        and finding.severity is Degree.HIGH
        and not _HOLDS_NO_CODE.fullmatch(finding.expression)
    ]
    if sure:
        seen = pointer(audit, f"line {sure[0].line}", sure[0].description)
        what = f" ({sure[0].expression})" if sure[0].expression else ""
        return failed(f"started by {outside[0]}, it runs an outsider's text as code{what}", seen)
    return passed(
        f"started by {outside[0]}, it runs no outsider's text as code", pointer(audit, "findings", len(found))
    )


@check(practice="DEL-01", level=2, subject=WorkflowAudit, need=INDICATOR)
def auditor_finds_nothing_severe(audit: WorkflowAudit) -> Verdict:
    """zizmor finds nothing of high severity in the file.

    Shown beside the score, not part of it, since new versions of zizmor find more. Read with the repository's own
    suppressions off; how many it hides is said. A file that zizmor drops is unknown."""
    severe = [finding for finding in known(audit.findings) if finding.severity is Degree.HIGH]
    hidden = (
        f" ({audit.suppressed} hidden by the repository)"
        if isinstance(audit.suppressed, int) and audit.suppressed
        else ""
    )
    if severe:
        audits = ", ".join(sorted({finding.audit for finding in severe}))
        seen = pointer(audit, f"line {severe[0].line}", severe[0].description)
        return failed(f"{audit.auditor} finds {len(severe)} severe: {audits}{hidden}", seen)
    return passed(f"{audit.auditor} finds nothing severe", pointer(audit, "findings", len(known(audit.findings))))


@check(practice="DEL-05", level=2, subject=WorkflowJob, rules_out=True)
def self_hosted_runner_takes_no_outside_code(job: WorkflowJob) -> Verdict:
    """A job on a runner of one's own is not started by events that outsiders can cause.

    Reads runner labels (a matrix is expanded) and events. Whether outsiders exist depends on the repository being
    public, which files do not show, so such a job is unknown; so is a label that may be hosted or one's own."""
    labels = known(job.runner)
    if job.calls or not labels:
        return not_applicable("it runs on no runner of its own")
    seen = pointer(job, "runs-on", ", ".join(labels))
    if all(_GITHUB_RUNNER.fullmatch(label) or _HOSTED_ELSEWHERE.fullmatch(label) for label in labels):
        return not_applicable("it runs on hosted machines that live for one job", seen)
    outside = [event for event in known(job.events) if event in PRIVILEGED_FOR_OUTSIDERS or event == "pull_request"]
    if not outside:
        return passed("no outsider can start it", seen)
    owned = "self-hosted" in labels
    runner = "a self-hosted runner" if owned else f"the runner {labels[0]}, which may be self-hosted"
    why = f"{outside[0]} starts it on {runner}; whether outsiders can cause that depends on the repository being public"
    return unknown(Unread(Reason.UNRESOLVED, why, "GET /repos/{owner}/{repo}"), seen)
