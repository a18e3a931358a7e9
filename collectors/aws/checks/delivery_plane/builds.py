"""What builds and how: triggers, privilege, machines that stay, review and approval on the way."""

from __future__ import annotations

from assess.evidence.checks import Verdict, check, failed, not_applicable, passed, pointer
from assess.evidence.facts import known
from collectors.aws.checks.safe_change.pipelines import deploying
from collectors.aws.facts.artifacts import BuildProject, CodeRepository, RunnerMachine, WebhookFilter
from collectors.aws.facts.releases import Pipeline

_ACTOR = "ACTOR_ACCOUNT_ID"
_MERGED = "PULL_REQUEST_MERGED"
"""The event after which outsiders' code is the repository's own."""


@check(practice="DEL-05", level=3, subject=BuildProject, every_unit=True)
def outsider_cannot_start_a_build(project: BuildProject) -> Verdict:
    """A pull request of an outsider starts no build here until a maintainer says so.

    Reads webhooks and their filters. Each pattern of an actor's id must stand for whole ids: without anchors
    it lets in whoever's longer id contains it. A private source has no outsiders, which is not seen.
    """
    if project.runner:
        return not_applicable("it runs jobs of another build service, which decides what starts them")
    if project.webhook is None:
        return passed("no event of its source starts it", pointer(project, "webhook", "none"))
    if project.approval in ("ALL_PULL_REQUESTS", "FORK_PULL_REQUESTS"):
        return passed("a maintainer must comment first", pointer(project, "approval", project.approval))
    for group in project.webhook or ((),):
        if _lets_in_outsiders(group):
            shown = ", ".join(f"{each.type} {each.pattern}" for each in group) or "no filter"
            return failed("a pull request of anybody starts it", pointer(project, "webhook", shown))
    return passed("its filters let in no outsider", pointer(project, "webhook", len(project.webhook)))


def _lets_in_outsiders(group: tuple[WebhookFilter, ...]) -> bool:
    events = [name.strip() for each in group if each.type == "EVENT" for name in each.pattern.split(",")]
    if events and not any(name.startswith("PULL_REQUEST") and name != _MERGED for name in events):
        return False
    actors = [each for each in group if each.type == _ACTOR and not each.excludes]
    return not any(_anchored(each.pattern) for each in actors)


def _anchored(pattern: str) -> bool:
    """Whether every alternative of a regular expression is bound at both ends."""
    inner = pattern.strip()
    if inner.startswith("^(") and inner.endswith(")$"):
        return True
    return all(each.startswith("^") and each.endswith("$") for each in inner.split("|"))


@check(practice="DEL-02", level=2, subject=CodeRepository)
def merge_needs_an_approval(repository: CodeRepository) -> Verdict:
    """A pull request of the repository needs an approval of somebody.

    Reads approval templates of CodeCommit. Whether a push can go round the pull request is a matter of rights that is
    not judged here.
    """
    count = known(repository.approvals)
    if count:
        return passed(f"{count} approvals are asked for", pointer(repository, "approvals", count))
    return failed("no approval is asked for", pointer(repository, "approvals", 0))


@check(practice="DEL-03", level=2, subject=Pipeline)
def person_approves_before_deployment(pipeline: Pipeline) -> Verdict:
    """A person approves in the pipeline before it deploys.

    Cannot know whether that person is another than the author. Where the source is merged only after an approval, that
    is judged where the source is kept.
    """
    found = deploying(pipeline)
    if found is None:
        return not_applicable("it deploys nothing")
    before = pipeline.stages[: found[0] + 1]
    asking = next((stage for stage in before if "Approval" in stage.actions), None)
    if asking is not None:
        return passed(f"{asking.name} asks a person", pointer(pipeline, "stages", asking.name))
    return failed("it deploys without asking", pointer(pipeline, "stages", found[1].name))


@check(practice="DEL-05", level=2, subject=BuildProject)
def build_has_no_rights_over_its_host(project: BuildProject) -> Verdict:
    """The build runs without privilege over the machine it is on.

    Reads privileged mode of projects of CodeBuild. Cannot know whether the build needs it, nor whether a single build
    was started with another setting.
    """
    if project.privileged:
        return failed("it builds in privileged mode", pointer(project, "privileged", True))
    return passed("it builds without privilege", pointer(project, "privileged", False))


@check(practice="DEL-05", level=3, subject=BuildProject, every_unit=True)
def build_machine_ends_with_its_build(project: BuildProject) -> Verdict:
    """The machine of a build is made for it and goes with it.

    CodeBuild does so unless a fleet is reserved, whose machines serve one build after another.
    """
    if project.fleet:
        return failed("it builds on a fleet whose machines stay", pointer(project, "fleet", True))
    return passed("each build has a machine of its own", pointer(project, "fleet", False))


@check(practice="DEL-05", level=3, subject=RunnerMachine, every_unit=True)
def runner_lives_for_one_job(machine: RunnerMachine) -> Verdict:
    """A machine that runs builds of another service runs for less than a day: no longer than one job takes.

    It is known by its name. What its role and network reach is not judged here.
    """
    if machine.days >= 1:
        return failed(f"{machine.name} has run for {machine.days} days", pointer(machine, "days", machine.days))
    return passed(f"{machine.name} was started today", pointer(machine, "days", machine.days))
