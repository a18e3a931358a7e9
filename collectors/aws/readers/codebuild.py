"""Reads CodeBuild: what starts a project, with which role and rights it builds, and its plain variables."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.answers import Answer
from collectors.aws.facts.artifacts import BuildProject, Variables, WebhookFilter
from collectors.aws.reading import Caller, reader
from collectors.aws.secret_names import is_a_secret


@reader(
    "aws.codebuild.projects",
    service="codebuild",
    operations=("ListProjects", "BatchGetProjects"),
    yields=(BuildProject, Variables),
)
def projects(caller: Caller) -> Iterator[BuildProject | Variables]:
    """Build projects: triggers, privilege, role, and the names of plain variables that look like secrets."""
    names = [name for page in caller.pages("ListProjects") for name in page.texts("projects")]
    for at in range(0, len(names), 100):
        for each in caller.call("BatchGetProjects", {"names": names[at : at + 100]}).items("projects"):
            yield _project(caller, each)
            yield _variables(caller, each)


def _project(caller: Caller, each: Answer) -> BuildProject:
    groups = tuple(_groups(each)) if each.has("webhook") else None
    return BuildProject(
        subject=caller.subject("build project", each.text("arn"), each.tags("tags")),
        name=each.text("name"),
        role=each.text_or("serviceRole"),
        source=each.text_or("source.type"),
        privileged=each.flag("environment.privilegedMode"),
        public=each.text_or("projectVisibility") == "PUBLIC_READ",
        fleet=each.has("environment.fleet.fleetArn"),
        webhook=groups,
        runner=any("WORKFLOW_JOB_QUEUED" in one.pattern for group in groups or () for one in group),
        approval=each.text_or("webhook.pullRequestBuildPolicy.requiresCommentApproval"),
    )


def _groups(each: Answer) -> Iterator[tuple[WebhookFilter, ...]]:
    """Groups of filters; an older branch filter is a group that looks at pushes and pull requests of those branches."""
    for group in each.lists("webhook.filterGroups"):
        yield tuple(
            WebhookFilter(one.text("type"), one.text("pattern"), one.flag("excludeMatchedPattern")) for one in group
        )


def _variables(caller: Caller, each: Answer) -> Variables:
    held = each.items("environment.environmentVariables")
    plain = [one for one in held if one.text_or("type", "PLAINTEXT") == "PLAINTEXT"]
    return Variables(
        subject=caller.subject("variables", each.text("arn"), each.tags("tags")),
        name=each.text("name"),
        type="build project",
        plain=len(plain),
        suspicious=tuple(one.text("name") for one in plain if is_a_secret(one.text("name"), one.text_or("value"))),
        from_stores=len(held) - len(plain),
    )
