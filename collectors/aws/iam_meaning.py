"""What policies allow: pure evaluation of statements, in IAM's order (an explicit Deny wins, then an Allow, else no).

Source: the IAM user guide, "Policy evaluation logic" and "IAM JSON policy elements". What depends on a request that
nobody makes here (a condition) is neither yes nor no: it is `CONDITIONAL`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from functools import lru_cache

from collectors.aws.facts.statements import Party, Statement


class Grant(IntEnum):
    """Whether an action is allowed; in order, so that the least of several that must all allow is `min`."""

    NO = 0
    CONDITIONAL = 1
    """Only on a condition, which may be wide or narrow."""
    YES = 2


EVERYTHING = "*"


@lru_cache(maxsize=20_000)
def _pattern(text: str, fold: bool) -> re.Pattern[str]:
    """`*` and `?` as IAM reads them, where a policy variable (`${aws:username}`) may be any text."""
    pieces = re.split(r"(\*|\?|\$\{[^}]*\})", text)
    body = "".join(
        ".*" if piece == "*" or piece.startswith("${") else "." if piece == "?" else re.escape(piece)
        for piece in pieces
    )
    return re.compile(body, (re.IGNORECASE if fold else 0) | re.DOTALL)


def fits(pattern: str, text: str, *, fold: bool = False) -> bool:
    """Whether a text is one that the pattern stands for; `fold` ignores case, as actions do."""
    return _pattern(pattern, fold).fullmatch(text) is not None


def meets(pattern: str, other: str) -> bool:
    """Whether some text fits both patterns: may these two speak of the same thing? Exact for one `*` at an end,
    and never too strict: a doubt is yes."""
    if fits(pattern, other) or fits(other, pattern):
        return True
    first, second = (_fixed_ends(each) for each in (pattern, other))
    if first is None or second is None:
        return False
    heads = first[0].startswith(second[0]) or second[0].startswith(first[0])
    tails = first[1].endswith(second[1]) or second[1].endswith(first[1])
    return heads and tails


def _fixed_ends(pattern: str) -> tuple[str, str] | None:
    """What a pattern begins and ends with; None if it has no wildcard and so is only itself."""
    marks = [found.span() for found in re.finditer(r"\*|\?|\$\{[^}]*\}", pattern)]
    return (pattern[: marks[0][0]], pattern[marks[-1][1] :]) if marks else None


def speaks_of(statement: Statement, action: str) -> bool:
    """Whether a statement's Action or NotAction includes this action."""
    if statement.not_actions:
        return not any(fits(each, action, fold=True) for each in statement.not_actions)
    return any(fits(each, action, fold=True) for each in statement.actions)


def reaches(statement: Statement, resource: str) -> bool:
    """Whether a statement may apply to this resource, or to any if it is `*`. A trust policy has no resources and
    reaches the one it stands on."""
    if statement.not_resources:
        return EVERYTHING not in statement.not_resources and not (
            resource != EVERYTHING and any(fits(each, resource) for each in statement.not_resources)
        )
    if not statement.resources:
        return True
    return resource == EVERYTHING or any(meets(each, resource) for each in statement.resources)


def covers(statement: Statement, resource: str) -> bool:
    """Whether a statement applies to all that `resource` stands for: what a Deny must, to settle a question."""
    if statement.not_resources:
        return not any(meets(each, resource) for each in statement.not_resources)
    return not statement.resources or any(fits(each, resource) for each in statement.resources)


def granted(statements: Iterable[Statement], action: str, resource: str = EVERYTHING) -> Grant:
    """Whether these statements together allow the action on the resource; on any resource if it is `*`.

    Principals are not looked at: for policies of resources, give the statements of the principal in question."""
    best = Grant.NO
    limited = False
    for statement in statements:
        if not speaks_of(statement, action):
            continue
        if not statement.allow:
            if covers(statement, resource):
                if not statement.conditions:
                    return Grant.NO
                limited = True
        elif reaches(statement, resource):
            best = max(best, Grant.CONDITIONAL if statement.conditions else Grant.YES)
    return min(best, Grant.CONDITIONAL) if limited else best


def granted_within(
    statements: Sequence[Statement], boundary: Sequence[Statement] | None, action: str, resource: str = EVERYTHING
) -> Grant:
    """As `granted`, within a permissions boundary: both must allow. None is no boundary."""
    own = granted(statements, action, resource)
    return own if boundary is None else min(own, granted(boundary, action, resource))


def any_granted(statements: Sequence[Statement], boundary: Sequence[Statement] | None, actions: Iterable[str]) -> str:
    """The first of these actions that is allowed on some resource, be it on a condition; empty if none is."""
    return next((each for each in actions if granted_within(statements, boundary, each) is not Grant.NO), "")


def names(statement: Statement, is_meant: Callable[[Party], bool]) -> bool:
    """Whether a resource's statement speaks of a principal: it is among Principal, or not among NotPrincipal."""
    if statement.not_parties:
        return not any(is_meant(each) for each in statement.not_parties)
    return any(is_meant(each) for each in statement.parties)


def writes(statements: Sequence[Statement], boundary: Sequence[Statement] | None) -> str:
    """An action that changes something and is allowed, of those that stand for all the others; empty if all that is
    allowed is reading."""
    return any_granted(statements, boundary, WRITES)


WRITES = (
    "ec2:RunInstances",
    "ec2:TerminateInstances",
    "ec2:AuthorizeSecurityGroupIngress",
    "ecs:UpdateService",
    "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionConfiguration",
    "rds:ModifyDBInstance",
    "rds:DeleteDBInstance",
    "dynamodb:DeleteTable",
    "s3:PutBucketPolicy",
    "s3:DeleteBucket",
    "iam:AttachRolePolicy",
    "iam:PutRolePolicy",
    "iam:CreateAccessKey",
    "cloudformation:UpdateStack",
    "cloudformation:DeleteStack",
    "route53:ChangeResourceRecordSets",
    "elasticloadbalancing:ModifyListener",
    "autoscaling:UpdateAutoScalingGroup",
    "eks:UpdateClusterConfig",
    "kms:ScheduleKeyDeletion",
    "ssm:SendCommand",
    "codepipeline:UpdatePipeline",
    "codedeploy:CreateDeployment",
)
"""Changes of configuration, running code, data and access that people make by hand: one or two of each service."""

RAISES_RIGHTS = (
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:CreatePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:AddUserToGroup",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:DeleteRolePermissionsBoundary",
)
"""Ways to more rights than one has (Gietzen's list of IAM privilege escalation), each enough by itself."""

LENDS_RIGHTS = (
    "lambda:CreateFunction",
    "ec2:RunInstances",
    "ecs:RunTask",
    "ecs:RegisterTaskDefinition",
    "cloudformation:CreateStack",
    "codebuild:CreateProject",
    "codebuild:UpdateProject",
    "glue:CreateJob",
    "glue:CreateDevEndpoint",
    "sagemaker:CreateNotebookInstance",
    "sagemaker:CreateTrainingJob",
    "states:CreateStateMachine",
    "datapipeline:CreatePipeline",
)
"""What runs one's own code with the rights of a role that one may pass to it: with iam:PassRole on any role, a way to
all rights that some role has."""

DEPLOYS = (
    "ecs:UpdateService",
    "lambda:UpdateFunctionCode",
    "codedeploy:CreateDeployment",
    "cloudformation:UpdateStack",
    "cloudformation:ExecuteChangeSet",
    "autoscaling:StartInstanceRefresh",
    "elasticbeanstalk:UpdateEnvironment",
    "apprunner:UpdateService",
)
"""Ways to put new code into service."""

PUBLISHES = ("ecr:PutImage", "codeartifact:PublishPackageVersion")
"""Ways to put an artifact where others take it from."""


def lends_rights(statements: Sequence[Statement], boundary: Sequence[Statement] | None) -> str:
    """How any role's rights could be borrowed: iam:PassRole on roles that are not named, and something to pass them
    to; empty if they cannot. A condition on the service or tags of the role counts as naming it."""
    wide = any(
        each.allow
        and not each.conditions
        and speaks_of(each, "iam:PassRole")
        and (bool(each.not_resources) or any(_any_role(pattern) for pattern in each.resources))
        for each in statements
    )
    if not wide or granted_within(statements, boundary, "iam:PassRole") is not Grant.YES:
        return ""
    return any_granted(statements, boundary, LENDS_RIGHTS)


def _any_role(pattern: str) -> bool:
    return pattern == EVERYTHING or bool(re.fullmatch(r"arn:[^:]*:iam::[^:]*:(role/)?\*", pattern))


def administers(statements: Sequence[Statement], boundary: Sequence[Statement] | None) -> bool:
    """Whether everything is allowed on everything, or all of IAM, which comes to the same."""
    asked = ("iam:PassRole", "iam:CreateRole", "iam:AttachRolePolicy", "iam:CreatePolicyVersion")
    return all(
        any(
            each.allow
            and not each.conditions
            and speaks_of(each, action)
            and (EVERYTHING in each.resources or each.not_resources)
            for each in statements
        )
        and granted_within(statements, boundary, action) is Grant.YES
        for action in asked
    )
