"""Reads ECR: repositories of images, whether tags can move, who may push by their policy, what removes old images."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.artifacts import Registry
from collectors.aws.facts.statements import Statement
from collectors.aws.iam_text import statements_of
from collectors.aws.reading import Caller, reader


@reader(
    "aws.ecr.repositories",
    service="ecr",
    operations=(
        "DescribeRepositories",
        "GetRepositoryPolicy",
        "GetLifecyclePolicy",
        "GetRegistryScanningConfiguration",
        "resourcegroupstaggingapi:GetResources",
    ),
    yields=(Registry,),
    calls=6,
)
def repositories(caller: Caller) -> Iterator[Registry]:
    """Image repositories: fixed tags, scanning, who may push by their own policy, expiry."""
    found = list(caller.items("DescribeRepositories", "repositories", {"maxResults": 1000}))
    if not found:
        return
    scanning = caller.ask("GetRegistryScanningConfiguration")
    yield from caller.each(found, lambda each: _repository(caller, each, scanning))


def _repository(caller: Caller, each: Answer, scanning: Answer | Unread) -> Registry:
    name, arn = each.text("repositoryName"), each.text("repositoryArn")
    lifecycle = caller.find(
        "GetLifecyclePolicy", {"repositoryName": name}, absent=("LifecyclePolicyNotFoundException",)
    )
    mutability = each.text_or("imageTagMutability", "MUTABLE")
    filters = each.items("imageTagMutabilityExclusionFilters")
    return Registry(
        subject=caller.subject("image repository", arn, caller.tags_of(arn)),
        name=name,
        product="ECR",
        fixed_tags=mutability.startswith("IMMUTABLE"),
        spared=tuple(one.text_or("filter") for one in filters) if mutability.startswith("IMMUTABLE") else (),
        scanned=_scanned(each, scanning),
        policy=_policy(caller, name),
        expires=lifecycle if isinstance(lifecycle, Unread) else lifecycle is not None,
    )


def _policy(caller: Caller, name: str) -> tuple[Statement, ...] | Unread | None:
    found = caller.find("GetRepositoryPolicy", {"repositoryName": name}, absent=("RepositoryPolicyNotFoundException",))
    if isinstance(found, Unread) or found is None:
        return found
    return statements_of(found.document("policyText"))


def _scanned(each: Answer, scanning: Answer | Unread) -> bool | Unread:
    if each.flag("imageScanningConfiguration.scanOnPush"):
        return True
    if isinstance(scanning, Unread):
        return scanning
    for rule in scanning.items("scanningConfiguration.rules"):
        if rule.text_or("scanFrequency") == "MANUAL":
            continue
        for one in rule.items("repositoryFilters"):
            if re.fullmatch(re.escape(one.text_or("filter")).replace(r"\*", ".*"), each.text("repositoryName")):
                return True
    return False
