"""Can code from outside, a moved tag or a stored key reach what the pipelines may do?"""

from __future__ import annotations

import re

from assess.evidence.checks import (
    Pointer,
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
from collectors.repository.facts import SecretFile
from collectors.repository.workflow_facts import (
    Act,
    ActionUse,
    ActKind,
    CloudLogin,
    Grant,
    Login,
    PinKind,
    Workflow,
    WorkflowJob,
)

PRIVILEGED_FOR_OUTSIDERS = frozenset(
    ("pull_request_target", "workflow_run", "issue_comment", "issues", "discussion", "discussion_comment")
)
"""Events an outsider can cause whose runs get the repository's token and secrets; `pull_request` from a fork does not.
Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows"""
_NOT_PRODUCTION = re.compile(
    r"(?<![a-z])(dev|devel|development|test|tests|testing|qa|stag|stage|staging|sandbox|preview|review|ephemeral|int|"
    r"integration|demo|uat|e2e|pre-?prod|non-?prod|nightly|canary|snapshot|pr)(?![a-z])",
    re.IGNORECASE,
)
_GITHUB_RUNNER = re.compile(
    r"(ubuntu|windows|macos)-(latest|slim|\d[\w.]*)(-(arm|arm64|xlarge|large|intel))?", re.IGNORECASE
)
_HOSTED_ELSEWHERE = re.compile(
    r"(depot|blacksmith|buildjet|namespace-profile|warp|ubicloud|runs-on)[-=].+", re.IGNORECASE
)
_TOKEN_SETTING = "GET /repos/{owner}/{repo}/actions/permissions/workflow"


@check(practice="DEL-01", level=3, subject=WorkflowJob, every_unit=True)
def untrusted_code_gets_no_privileges(job: WorkflowJob) -> Verdict:
    """A job that an outsider can start with the repository's rights does not fetch the outsider's code.

    Reads events (also of workflows that call this one), checkouts of pull-request or triggering-run refs, the
    conditions that keep forks away, token permissions and secrets of the job. A job with no write permission stated
    and no secret passes. Does not see code fetched inside scripts; who must approve an environment is a setting."""
    outside = [event for event in known(job.events) if event in PRIVILEGED_FOR_OUTSIDERS]
    seen = pointer(job, "on", ", ".join(known(job.events)))
    if not outside:
        return not_applicable("no event starts it with rights that an outsider can cause", seen)
    open_doors = [checkout for checkout in job.foreign if not checkout.guard]
    if not open_doors:
        return passed(f"started by {outside[0]}, it fetches no code from outside", seen)
    door = open_doors[0]
    because = (seen, pointer(job, f"line {door.line}", door.ref))
    rights = _rights(job)
    if not rights:
        return passed(
            f"started by {outside[0]}, it fetches {door.ref}, but holds no secret and no write permission", *because
        )
    if job.environment:
        why = f"it waits for the environment {job.environment}; whether somebody must approve it is a setting"
        return unknown(Unread(Reason.UNRESOLVED, why, "GET /repos/{owner}/{repo}/environments"), *because)
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


@check(practice="DEL-01", level=2, subject=Workflow)
def token_is_not_write_all(workflow: Workflow) -> Verdict:
    """The job token's permissions are stated, and are not write-all.

    Reads `permissions` of the workflow and of its jobs. Where neither states them, a repository or organisation
    setting decides, which files do not show: unknown. A workflow that is only called gets what its caller has."""
    grants, bare = known(workflow.grants), known(workflow.jobs_without_grants)
    seen = pointer(workflow, "permissions", _shown(grants))
    if grants is not None and _writes_everything(grants):
        return failed("every job of it may write everything (write-all)", seen)
    if grants is not None or not bare:
        return passed("its token can do what the file states, and no more", seen)
    if {trigger.event for trigger in known(workflow.triggers)} == {"workflow_call"}:
        return not_applicable("it is only called by other workflows, whose permissions bound it", seen)
    why = f"the jobs {', '.join(bare[:3])} state no permissions: the repository's default decides"
    return unknown(Unread(Reason.UNRESOLVED, why, _TOKEN_SETTING), seen)


def _shown(grants: tuple[Grant, ...] | None) -> str:
    if grants is None:
        return "none stated"
    return ", ".join(f"{grant.scope}: {grant.access}" for grant in grants) or "{}"


def _writes_everything(grants: tuple[Grant, ...]) -> bool:
    return any(grant.scope == "*" and grant.access == "write" for grant in grants)


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
    if use.owner and use.owner in ("actions", "github", account):
        return not_applicable(f"it belongs to {use.owner}: no third party", seen)
    if pin in (PinKind.COMMIT, PinKind.DIGEST):
        return passed(f"{use.action} is bound to a {pin}", seen)
    return failed(f"{use.action} is bound to {_loose(pin, use.reference)}, which its owner can move", seen)


def _loose(pin: PinKind, reference: str) -> str:
    return f"the {pin} {reference}" if reference else f"{pin}"


@check(practice="DEL-03", level=2, subject=WorkflowJob)
def deployment_goes_through_an_environment(job: WorkflowJob) -> Verdict:
    """A job that deploys or publishes outside of tests names a deployment environment, where approval can be asked.

    Reads recognised deploy and publish steps. Jobs named after development, test or preview, jobs that only pull
    requests start, and jobs on a local cluster are left out. Whether the environment asks anyone is a setting that
    only GitHub shows; deployments inside scripts are not seen."""
    acts = [act for act in known(job.acts) if act.kind in (ActKind.DEPLOY, ActKind.PUBLISH)]
    if not acts:
        return not_applicable("no step of it is known to deploy or publish")
    seen = pointer(job, f"line {acts[0].line}", acts[0].what)
    excuse = _no_production(job)
    if excuse:
        return not_applicable(excuse, seen)
    if known(job.environment):
        return passed(f"it goes through the environment {job.environment}", seen)
    return failed(f"it runs {acts[0].what} without a deployment environment", seen)


def _no_production(job: WorkflowJob) -> str:
    """Why the job's deployments reach no users; empty if they may."""
    if job.rehearsal:
        return job.rehearsal
    if set(known(job.events)) <= {"pull_request", "pull_request_target", "merge_group"}:
        return "it runs for pull requests only"
    names = (
        f"{job.job} {job.title} {job.workflow_title} {job.workflow.rpartition('/')[2]} {known(job.environment) or ''}"
    )
    match = _NOT_PRODUCTION.search(names)
    return f"by its name it is for {match[0]}" if match else ""


@check(practice="DEL-04", level=1, subject=WorkflowJob, reads=(WorkflowJob,))
def publication_is_signed_or_attested(job: WorkflowJob, snapshot: Snapshot) -> Verdict:
    """A workflow that publishes an artifact also signs or attests it.

    Reads recognised publish and signing steps of the same workflow. Signing inside scripts, in a release tool's own
    configuration or by the registry is not seen: where such a script runs, or a release tool publishes, unknown."""
    acts = [act for act in known(job.acts) if act.kind is ActKind.PUBLISH]
    if not acts or _no_production(job):
        return not_applicable("it publishes nothing that is for others")
    seen = pointer(job, f"line {acts[0].line}", acts[0].what)
    beside = snapshot.within(WorkflowJob, job.subject)
    if isinstance(beside, Unread):
        return unknown(beside, seen)
    opaque = job.opaque
    for other in beside:
        if other.workflow != job.workflow or isinstance(other.acts, Unread):
            continue
        signing = next((act for act in other.acts if act.kind is ActKind.SIGN), None)
        if signing:
            return passed(
                f"{acts[0].what} is followed by {signing.what}",
                seen,
                pointer(other, f"line {signing.line}", signing.what),
            )
        opaque = opaque or other.opaque or bool(other.calls)
    if opaque or re.search(r"goreleaser|semantic-release|mvn", acts[0].what):
        why = f"{acts[0].what} publishes; scripts or a release tool that were not read may sign"
        return unknown(Unread(Reason.UNRESOLVED, why, "the scripts of the workflow"), seen)
    return failed(f"{acts[0].what} publishes, and no step of the workflow signs or attests", seen)


@check(practice="DEL-05", level=2, subject=WorkflowJob)
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


def _stored(job: WorkflowJob) -> list[CloudLogin]:
    return [login for login in known(job.logins) if login.method is Login.STORED]


def _key(job: WorkflowJob, login: CloudLogin) -> Pointer:
    return pointer(job, f"line {login.line}", ", ".join(login.names))


@check(practice="DEL-06", level=2, subject=WorkflowJob)
def cloud_login_is_federated(job: WorkflowJob) -> Verdict:
    """The job signs in to its cloud with a token of its own, not with a stored key.

    Reads AWS, Azure and Google sign-in actions and cloud keys put into the environment from secrets. A sign-in by
    variables or instance role cannot be told from files: unknown. Keys used inside scripts are not seen."""
    logins = known(job.logins)
    if not logins:
        return not_applicable("it signs in to no cloud that is recognised")
    stored = _stored(job)
    if stored:
        return failed(
            f"it signs in to {stored[0].provider} with the stored key {stored[0].names[0]}", _key(job, stored[0])
        )
    unresolved = next((login for login in logins if login.method is Login.UNRESOLVED), None)
    if unresolved:
        why = f"its sign-in to {unresolved.provider} names neither a role nor a key"
        return unknown(Unread(Reason.UNRESOLVED, why, "the variables of the repository"), _key(job, unresolved))
    return passed(f"it signs in to {logins[0].provider} with a token of the job", _key(job, logins[0]))


@check(practice="DEL-06", level=3, subject=WorkflowJob, every_unit=True)
def no_stored_cloud_key_is_in_use(job: WorkflowJob) -> Verdict:
    """No job works with a long-lived cloud key; one that does shows that such keys can be made.

    Fails on a stored key. Never passes: that keys cannot be made is a policy of the organisation, which a repository
    does not show."""
    stored = _stored(job)
    if stored:
        return failed(
            f"the long-lived key {stored[0].names[0]} for {stored[0].provider} is in use", _key(job, stored[0])
        )
    return not_applicable("no stored cloud key is seen; whether one could be made is the organisation's policy")


@check(practice="DEL-07", level=2, subject=Workflow, reads=(WorkflowJob,))
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
        return unknown(Unread(Reason.UNRESOLVED, "no permissions are stated for the workflow", _TOKEN_SETTING), seen)
    written = [grant for grant in grants if grant.access == "write"]
    inheriting = known(workflow.jobs_without_grants)
    if written and len(inheriting) > 1:
        return failed(f"{len(inheriting)} jobs share {written[0].scope}: write", seen)
    return passed("no write permission is shared between jobs", seen)


@check(practice="DEL-08", level=2, subject=SecretFile, when_none=passed("no file of the tree is named like a secret"))
def secret_file_holds_no_secret(file: SecretFile) -> Verdict:
    """A committed file that is named like a secret (.env, a private key, state of Terraform) holds none.

    Reads names of variables and whether their values are long, mixed and no placeholder; values are never kept.
    Files of tests and examples do not count. Secrets in other files, and in the history, are not looked for here;
    whether one is still valid only its issuer knows."""
    holds = known(file.holds)
    seen = pointer(file, file.what, ", ".join(holds) or "nothing secret")
    if file.aside:
        return not_applicable(f"the file is {file.aside}", seen)
    if holds:
        return failed(f"the {file.what} {file.path} is committed and holds {holds[0]}", seen)
    return passed(f"{file.path} holds no secret", seen)


@check(practice="DEL-08", level=2, subject=WorkflowJob)
def job_gets_only_named_secrets(job: WorkflowJob) -> Verdict:
    """The job is given the secrets it names, not all there are.

    Reads `secrets: inherit` and `toJSON(secrets)`. A workflow of the same repository that inherits is left out: it
    is read itself. Does not know which secrets exist."""
    acts: tuple[Act, ...] = known(job.acts)
    if job.all_secrets and job.calls.startswith("./"):
        return not_applicable("it hands its secrets to a workflow of this repository, which is judged itself")
    if job.all_secrets:
        to = job.calls or "its steps"
        return failed(f"it hands every secret of the repository to {to}", pointer(job, "secrets", "all"))
    if not known(job.secrets):
        return not_applicable("it uses no secret", pointer(job, "acts", len(acts)))
    return passed("it names the secrets it uses", pointer(job, "secrets", ", ".join(known(job.secrets))))
