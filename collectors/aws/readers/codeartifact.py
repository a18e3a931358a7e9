"""Reads CodeArtifact: repositories of packages and who may publish by their policy."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.artifacts import Registry
from collectors.aws.facts.statements import Statement
from collectors.aws.iam_text import statements_of
from collectors.aws.reading import Caller, reader


@reader(
    "aws.codeartifact.repositories",
    service="codeartifact",
    operations=("ListRepositories", "GetRepositoryPermissionsPolicy"),
    yields=(Registry,),
    calls=1,
)
def repositories(caller: Caller) -> Iterator[Registry]:
    """Package repositories and who may publish by their own policy."""
    found = list(caller.items("ListRepositories", "repositories", {"maxResults": 1000}))
    yield from caller.each(found, lambda each: _repository(caller, each))


def _repository(caller: Caller, each: Answer) -> Registry:
    return Registry(
        subject=caller.subject("package repository", each.text("arn")),
        name=f"{each.text('domainName')}/{each.text('name')}",
        product="CodeArtifact",
        fixed_tags=None,
        spared=(),
        scanned=False,
        policy=_policy(caller, each),
        expires=None,
    )


def _policy(caller: Caller, each: Answer) -> tuple[Statement, ...] | Unread | None:
    asked = {
        "domain": each.text("domainName"),
        "domainOwner": each.text("domainOwner"),
        "repository": each.text("name"),
    }
    found = caller.find("GetRepositoryPermissionsPolicy", asked, absent=("ResourceNotFoundException",))
    if isinstance(found, Unread) or found is None:
        return found
    return statements_of(found.document("policy.document"))
