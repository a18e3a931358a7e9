"""How deployments and publications leave the pipeline: through an environment, signed, under tags that stay."""

from __future__ import annotations

import re

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
from collectors.repository.terraform_facts import ImageRepository
from collectors.repository.workflow_facts import (
    ActKind,
    WorkflowJob,
)

_ACTS = r"(?:deploy\w*|releas\w*|publish\w*|push\w*|appl(?:y|ies)|upload\w*)"
_PHASES = r"(?:tests?|testing|integration|e2e|nightly|canary|snapshots?|int|prs?)"
_NOT_PRODUCTION = re.compile(
    r"(?<![a-z])(?:(?:dev|devel|development|qa|stag|stage|staging|sandbox|preview|review|ephemeral|demo|uat|pre-?prod"
    rf"|non-?prod)|{_ACTS}[ _-]+(?:to[ _-]+)?(?:the[ _-]+)?{_PHASES}|{_PHASES}[ _-]+(?:env\w*|{_ACTS}))(?![a-z])",
    re.IGNORECASE,
)
"""Words for places are taken as they are; words that are also phases of a pipeline ("build, test and deploy") only
beside an act or an environment."""


@check(practice="DEL-03", level=2, subject=WorkflowJob, version=3)
def deployment_goes_through_an_environment(job: WorkflowJob) -> Verdict:
    """A job that deploys or publishes outside of tests names a deployment environment, where approval can be asked.

    Reads recognised deploy and publish steps. Jobs named after development, test or preview, or all of whose secrets
    are, jobs that only pull requests start, and jobs on a local cluster are left out. A job that needs a job with an
    environment waits for it too. A script, target, action or workflow that is only called deploy or release was not
    read: unknown without an environment. Whether the environment asks anyone is a setting that only GitHub shows."""
    acts = [act for act in known(job.acts) if act.kind in (ActKind.DEPLOY, ActKind.PUBLISH)]
    named = [act for act in known(job.acts) if act.kind is ActKind.DEPLOY_BY_NAME]
    acts = acts or named
    if not acts:
        local = job.calls.startswith("./")
        own = f"{job.calls} has jobs of its own, which are judged by themselves"
        return not_applicable(own if local else "no step of it is known to deploy or publish")
    seen = pointer(job, f"line {acts[0].line}", acts[0].what)
    excuse = _no_production(job)
    if excuse:
        return not_applicable(excuse, seen)
    gates = [gate for gate in (known(job.environment), *job.waits_for) if gate]
    if gates:
        return passed(f"it goes through the environment {gates[0]}", seen)
    if acts == named:
        why = f"it runs {acts[0].what} without an environment; what that does was not read, its name says it deploys"
        return unknown(Unread(Reason.UNRESOLVED, why, "show what it does"), seen)
    return failed(f"it runs {acts[0].what} without a deployment environment", seen)


def _no_production(job: WorkflowJob) -> str:
    """Why the job's deployments reach no users; empty if they may."""
    if job.rehearsal:
        return job.rehearsal
    if known(job.before_merge) and set(known(job.events)) <= {"pull_request", "pull_request_target", "merge_group"}:
        return "it runs for pull requests only"
    names = (
        f"{job.job} {job.title} {job.workflow_title} {job.workflow.rpartition('/')[2]} {known(job.environment) or ''}"
    )
    match = _NOT_PRODUCTION.search(names) or re.fullmatch(_PHASES, known(job.environment) or "", re.IGNORECASE)
    if match:
        return f"by its name it is for {match[0]}"
    matches = [_NOT_PRODUCTION.search(secret) for secret in known(job.secrets)]
    first = next(iter(matches), None)
    return f"by its secrets it is for {first[0].lower()}" if first and all(matches) else ""


@check(practice="DEL-04", level=1, subject=WorkflowJob, reads=(WorkflowJob,), version=2)
def publication_is_signed_or_attested(job: WorkflowJob, snapshot: Snapshot) -> Verdict:
    """A workflow that publishes an artifact also signs or attests it.

    Reads recognised publish and signing steps of the same workflow. What Docker's actions build may be attested
    without a word: unknown unless they are told to, or not to. Signing inside scripts, in a release tool's own
    configuration or by the registry is not seen: where such a script runs, or a release tool publishes, unknown."""
    acts = [act for act in known(job.acts) if act.kind is ActKind.PUBLISH]
    if not acts and job.calls.startswith("./"):
        return not_applicable(f"{job.calls} has jobs of its own, which are judged by themselves")
    if not acts or _no_production(job):
        return not_applicable("no step of it is known to publish anything for others")
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
    if acts[0].what.lower() in ("docker/build-push-action", "docker/bake-action"):
        why = f"{acts[0].what} publishes; it attests what it builds unless the builder cannot, which no file shows"
        return unknown(Unread(Reason.UNRESOLVED, why, "the attestations of the image"), seen)
    if opaque or re.search(r"goreleaser|semantic-release|mvn", acts[0].what):
        why = f"{acts[0].what} publishes; scripts or a release tool that were not read may sign"
        return unknown(Unread(Reason.UNRESOLVED, why, "the scripts of the workflow"), seen)
    return failed(f"{acts[0].what} publishes, and no step of the workflow signs or attests", seen)


@check(practice="DEL-04", level=2, subject=ImageRepository, accepts=("declared",))
def image_tags_cannot_be_overwritten(repository: ImageRepository) -> Verdict:
    """An image tag, once pushed, stays what it is.

    Reads `image_tag_mutability`, which is MUTABLE unless set. Deploying by digest makes it matter less, which is not
    looked at here."""
    immutable = known(repository.immutable)
    seen = pointer(repository, "image_tag_mutability", "IMMUTABLE" if immutable else "MUTABLE")
    if immutable:
        return passed(f"tags of {repository.address} are immutable", seen)
    return failed(f"tags of {repository.address} can be overwritten", seen)
