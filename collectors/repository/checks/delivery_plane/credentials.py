"""By what identity jobs reach the cloud, and where secrets lie."""

from __future__ import annotations

import re

from assess.evidence.checks import (
    INDICATOR,
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
from collectors.repository.checks.absence import runs_somewhere
from collectors.repository.facts import Inventory, SecretFile
from collectors.repository.terraform_facts import FederatedTrust
from collectors.repository.workflow_facts import (
    ActKind,
    CloudLogin,
    Login,
    WorkflowJob,
)


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


@check(practice="DEL-06", level=2, subject=FederatedTrust, accepts=("declared",))
def trust_is_bound_to_a_branch_or_environment(trust: FederatedTrust) -> Verdict:
    """The role accepts tokens of one repository's branch, tag or environment, not of any workflow run.

    Reads conditions on the `sub` claim of GitHub's tokens in Terraform. Without a condition any repository of GitHub
    may assume the role. Parts decided by variables count as bound; a wildcard does not."""
    subjects = known(trust.subjects)
    seen = pointer(trust, "sub", ", ".join(subjects) or "no condition")
    if not subjects:
        return failed(f"{trust.address} accepts tokens of every repository on GitHub", seen)
    wide = next((subject for subject in subjects if _accepts_any_run(subject)), None)
    if wide:
        return failed(f"{trust.address} accepts {wide}: any branch, or pull requests", seen)
    if all(re.search(r":(ref:refs/|environment:|job_workflow_ref:)", subject) for subject in subjects):
        return passed(f"{trust.address} accepts {subjects[0]} only", seen)
    why = f"{trust.address} accepts {subjects[0]}, part of which is decided elsewhere"
    return unknown(Unread(Reason.UNRESOLVED, why, "a plan of Terraform"), seen)


def _accepts_any_run(subject: str) -> bool:
    """`repo:acme/*`, `repo:acme/app:*`, `…:ref:*`, or pull requests, whose code nobody has reviewed."""
    repository, _, claim = subject.removeprefix("repo:").partition(":")
    return "*" in repository or claim in (
        "*",
        "pull_request",
        "ref:*",
        "ref:refs/*",
        "ref:refs/heads/*",
        "environment:*",
    )


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


@check(practice="DEL-08", level=2, subject=WorkflowJob, need=INDICATOR)
def job_gets_only_named_secrets(job: WorkflowJob) -> Verdict:
    """The job is given the secrets it names, not all there are.

    Reads `secrets: inherit` and `toJSON(secrets)`. A workflow of the same repository that inherits is left out: it
    is read itself. Does not know which secrets exist."""
    if job.all_secrets and job.calls.startswith("./"):
        return not_applicable("it hands its secrets to a workflow of this repository, which is judged itself")
    if job.all_secrets:
        to = job.calls or "its steps"
        return failed(f"it hands every secret of the repository to {to}", pointer(job, "secrets", "all"))
    if not known(job.secrets):
        return not_applicable("it uses no secret", pointer(job, "secrets", "none"))
    return passed("it names the secrets it uses", pointer(job, "secrets", ", ".join(known(job.secrets))))


@check(practice="DEL-08", level=1, subject=Inventory, reads=(WorkflowJob,))
def secrets_are_looked_for(repository: Inventory, snapshot: Snapshot) -> Verdict:
    """A workflow scans for secrets.

    Reads steps of gitleaks, TruffleHog, detect-secrets and GitGuardian in any workflow. GitHub's own push protection is
    a setting that files do not show: unknown."""
    return runs_somewhere(
        snapshot, repository, "looks for secrets", ActKind.SECRETS, runs=lambda job: True, told="a workflow runs {}"
    )
