"""Who may take a role: the doors of a trust policy, and how narrowly tokens of build services are bound."""

from __future__ import annotations

import pytest

from collectors.aws.facts.statements import Condition, Party, Statement
from collectors.aws.iam_trust import Bound, Door, doors, tokens, whole_accounts

ACCOUNT = "111122223333"
GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
GITLAB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/gitlab.com"
TAKE = ("sts:AssumeRoleWithWebIdentity",)


def trusting(
    kind: str, name: str, *conditions: Condition, action: str = "sts:AssumeRole", allow: bool = True
) -> Statement:
    return Statement(allow=allow, actions=(action,), parties=(Party(kind, name),), conditions=conditions)


def token_of(provider: str, *conditions: Condition) -> Statement:
    return trusting("Federated", provider, *conditions, action=TAKE[0])


def subject(*values: str, operator: str = "StringLike", host: str = "token.actions.githubusercontent.com") -> Condition:
    return Condition(operator, f"{host}:sub", values)


DOORS = [
    (trusting("AWS", f"arn:aws:iam::{ACCOUNT}:root"), (Door.OWN_ACCOUNT,)),
    (trusting("AWS", ACCOUNT), (Door.OWN_ACCOUNT,)),
    (trusting("AWS", f"arn:aws:iam::{ACCOUNT}:user/ada"), (Door.USER,)),
    (trusting("AWS", f"arn:aws:iam::{ACCOUNT}:role/ci"), (Door.OWN_ACCOUNT,)),
    (trusting("AWS", "arn:aws:iam::999900001111:role/ci"), (Door.OTHER_ACCOUNT,)),
    (trusting("AWS", "999900001111"), (Door.OTHER_ACCOUNT,)),
    (trusting("AWS", "*"), (Door.ANYBODY,)),
    (trusting("AWS", "*", Condition("StringEquals", "aws:PrincipalOrgID", ("o-1",))), (Door.OTHER_ACCOUNT,)),
    (trusting("AWS", "*", Condition("StringLike", "aws:PrincipalArn", ("*",))), (Door.ANYBODY,)),
    (trusting("AWS", "*", Condition("StringNotEquals", "aws:PrincipalOrgID", ("o-1",))), (Door.ANYBODY,)),
    (Statement(allow=True, actions=("sts:*",), not_parties=(Party("AWS", "arn:aws:iam::1:user/x"),)), (Door.ANYBODY,)),
    (trusting("Service", "codebuild.amazonaws.com"), (Door.BUILD,)),
    (trusting("Service", "codepipeline.amazonaws.com"), (Door.DELIVERY,)),
    (trusting("Service", "ecs-tasks.amazonaws.com"), (Door.WORKLOAD,)),
    (
        trusting("Federated", f"arn:aws:iam::{ACCOUNT}:saml-provider/sso", action="sts:AssumeRoleWithSAML"),
        (Door.SIGN_ON,),
    ),
    (token_of(GITHUB, subject("repo:acme/app:*")), (Door.TOKEN,)),
    (token_of(f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB"), (Door.WORKLOAD,)),
    (
        token_of(
            f"arn:aws:iam::{ACCOUNT}:oidc-provider/git.acme.example",
            subject("project_path:a/b:*", host="git.acme.example"),
        ),
        (Door.TOKEN,),
    ),
    (trusting("AWS", "*", allow=False), ()),
    (trusting("AWS", "*", action="sts:TagSession"), ()),
    (trusting("AWS", "*", action="sts:*"), (Door.ANYBODY,)),
]


@pytest.mark.parametrize(("statement", "expected"), DOORS)
def test_the_doors_of_a_role(statement: Statement, expected: tuple[Door, ...]) -> None:
    assert doors([statement], ACCOUNT) == expected


SUBJECTS = [
    # pattern, bound, environment, outsiders
    ("*", Bound.ISSUER, False, True),
    ("repo:*", Bound.ISSUER, False, True),
    ("repo:acme*", Bound.ISSUER, False, True),
    ("repo:acme-*/app:ref:refs/heads/main", Bound.ISSUER, False, True),
    ("repo:acme/*", Bound.OWNER, False, True),
    ("repo:acme/app*", Bound.OWNER, False, True),
    ("repo:acme/*:environment:production", Bound.OWNER, True, False),
    ("repo:acme/app:*", Bound.REPOSITORY, False, True),
    ("repo:acme/app:ref:refs/heads/*", Bound.REPOSITORY, False, False),
    ("repo:acme/app:ref:*", Bound.REPOSITORY, False, False),
    ("repo:acme/app:environment:*", Bound.REPOSITORY, False, False),
    ("repo:acme/app:pull_request", Bound.REF, False, True),
    ("repo:acme/app:ref:refs/heads/main", Bound.REF, False, False),
    ("repo:acme/app:ref:refs/heads/release-*", Bound.REF, False, False),
    ("repo:acme/app:ref:refs/tags/v*", Bound.REF, False, False),
    ("repo:acme/app:environment:production", Bound.REF, True, False),
]


@pytest.mark.parametrize(("pattern", "bound", "environment", "outsiders"), SUBJECTS)
def test_how_narrowly_a_subject_of_github_binds(pattern: str, bound: Bound, environment: bool, outsiders: bool) -> None:
    (token,) = tokens([token_of(GITHUB, subject(pattern))])
    assert (token.bound, token.environment, token.outsiders, token.known) == (bound, environment, outsiders, True)


@pytest.mark.parametrize(
    ("provider", "pattern", "bound"),
    [
        ("gitlab.com", "project_path:acme/app:ref_type:branch:ref:main", Bound.REF),
        ("gitlab.com", "project_path:acme/app:ref_type:branch:ref:*", Bound.REPOSITORY),
        ("gitlab.com", "project_path:acme/*:ref_type:branch:ref:main", Bound.OWNER),
        ("app.terraform.io", "organization:acme:project:p:workspace:w:run_phase:apply", Bound.REF),
        ("app.terraform.io", "organization:acme:project:p:workspace:w:run_phase:*", Bound.REPOSITORY),
        ("app.terraform.io", "organization:acme:*", Bound.OWNER),
        ("agent.buildkite.com", "organization:acme:pipeline:app:ref:refs/heads/main:commit:*", Bound.REF),
        ("oidc.circleci.com/org/1", "org/1/project/2/user/*", Bound.REPOSITORY),
        ("oidc.circleci.com/org/1", "org/1/*", Bound.OWNER),
        ("vstoken.dev.azure.com/1", "sc://acme/app/production", Bound.REF),
    ],
)
def test_how_narrowly_other_build_services_bind(provider: str, pattern: str, bound: Bound) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{provider}"
    (token,) = tokens([token_of(arn, subject(pattern, host=provider))])
    assert token.bound is bound


def test_a_form_that_is_not_understood_is_said_to_be_so() -> None:
    (token,) = tokens([token_of(GITHUB, subject("repository_owner_id:1*"))])
    assert not token.known
    assert token.bound is Bound.ISSUER


def test_without_a_subject_anybody_on_the_build_service_gets_in() -> None:
    audience = Condition("StringEquals", "token.actions.githubusercontent.com:aud", ("sts.amazonaws.com",))
    (token,) = tokens([token_of(GITHUB, audience)])
    assert (token.bound, token.audience, token.outsiders) == (Bound.ISSUER, True, True)


def test_of_several_values_the_widest_counts_and_of_several_conditions_the_narrowest() -> None:
    wide_value = subject("repo:acme/app:ref:refs/heads/main", "repo:acme/*")
    (either,) = tokens([token_of(GITHUB, wide_value)])
    assert either.bound is Bound.OWNER
    (both,) = tokens(
        [token_of(GITHUB, subject("repo:acme/*"), subject("repo:acme/app:environment:x", operator="StringEquals"))]
    )
    assert (both.bound, both.environment) == (Bound.REF, True)


def test_saying_what_a_token_must_not_be_binds_to_nothing() -> None:
    (token,) = tokens([token_of(GITHUB, subject("repo:evil/app:*", operator="StringNotLike"))])
    assert token.bound is Bound.ISSUER


def test_the_other_claims_of_github_bind_too() -> None:
    host = "token.actions.githubusercontent.com"
    claims = (
        Condition("StringEquals", f"{host}:repository", ("acme/app",)),
        Condition("StringEquals", f"{host}:environment", ("production",)),
    )
    (token,) = tokens([token_of(GITHUB, *claims)])
    assert (token.bound, token.environment, token.outsiders) == (Bound.REF, True, False)
    (loose,) = tokens([token_of(GITHUB, Condition("StringLike", f"{host}:repository", ("acme/*",)))])
    assert loose.bound is Bound.ISSUER


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (trusting("AWS", "arn:aws:iam::999900001111:root"), ("arn:aws:iam::999900001111:root",)),
        (trusting("AWS", "arn:aws:iam::999900001111:root", Condition("StringEquals", "sts:ExternalId", ())), ()),
        (
            trusting("AWS", "arn:aws:iam::999900001111:root", Condition("StringLike", "aws:PrincipalArn", ("*",))),
            ("arn:aws:iam::999900001111:root",),
        ),
        (trusting("AWS", "arn:aws:iam::999900001111:role/ci"), ()),
        (trusting("AWS", f"arn:aws:iam::{ACCOUNT}:root"), ()),
    ],
)
def test_a_whole_other_account_is_seen_unless_a_condition_names_who(
    statement: Statement, expected: tuple[str, ...]
) -> None:
    assert whole_accounts([statement], ACCOUNT) == expected
