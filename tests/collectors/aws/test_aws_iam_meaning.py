"""What policies allow, held to the rules of IAM: each row is a policy that somebody writes, and what it means."""

from __future__ import annotations

import pytest

from collectors.aws.answers import Answer, Garbled
from collectors.aws.facts.statements import Condition, Party, Statement
from collectors.aws.iam_meaning import (
    RAISES_RIGHTS,
    Grant,
    administers,
    any_granted,
    fits,
    granted,
    granted_within,
    lends_rights,
    meets,
    names,
    writes,
)
from collectors.aws.iam_text import statements_of
from collectors.aws.managed_policies import statements_of_managed

REPOSITORY = "arn:aws:ecr:eu-west-1:111122223333:repository/shop"


def policy(*statements: dict[str, object]) -> tuple[Statement, ...]:
    """A policy document as AWS answers it, read."""
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return statements_of(Answer({"Document": document}, "a test").document("Document"))


def allow(actions: object, resource: object = "*", **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


def deny(actions: object, resource: object = "*", **more: object) -> dict[str, object]:
    return {"Effect": "Deny", "Action": actions, "Resource": resource, **more}


MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}

PUSHES = [
    ("nothing is allowed by default", [], Grant.NO),
    ("exact action and resource", [allow("ecr:PutImage", REPOSITORY)], Grant.YES),
    ("actions ignore case", [allow("ECR:putimage")], Grant.YES),
    ("a star in the action", [allow("ecr:*")], Grant.YES),
    ("a star in the middle of the action", [allow("ecr:Put*ge")], Grant.YES),
    ("a question mark is one character", [allow("ecr:PutImag?")], Grant.YES),
    ("a question mark is not two", [allow("ecr:PutIma?")], Grant.NO),
    ("everything", [allow("*")], Grant.YES),
    ("another service", [allow("ec2:*")], Grant.NO),
    (
        "one statement that is not in a list",
        [{"Effect": "Allow", "Action": ["ecr:PutImage"], "Resource": ["*"]}],
        Grant.YES,
    ),
    ("resources do not ignore case", [allow("ecr:*", REPOSITORY.replace("shop", "Shop"))], Grant.NO),
    ("a pattern over repositories", [allow("ecr:*", REPOSITORY.replace("shop", "sh*"))], Grant.YES),
    ("another repository", [allow("ecr:*", REPOSITORY.replace("shop", "till"))], Grant.NO),
    ("another region", [allow("ecr:*", REPOSITORY.replace("eu-west-1", "us-east-1"))], Grant.NO),
    ("any region and account", [allow("ecr:*", "arn:aws:ecr:*:*:repository/shop")], Grant.YES),
    (
        "a policy variable may be any text",
        [allow("ecr:*", "arn:aws:ecr:*:*:repository/${aws:PrincipalTag/team}")],
        Grant.YES,
    ),
    ("NotAction allows all others", [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], Grant.YES),
    (
        "NotAction spares what it names",
        [{"Effect": "Allow", "NotAction": ["ecr:*", "iam:*"], "Resource": "*"}],
        Grant.NO,
    ),
    (
        "NotResource allows all others",
        [{"Effect": "Allow", "Action": "ecr:*", "NotResource": REPOSITORY + "2"}],
        Grant.YES,
    ),
    ("NotResource spares what it names", [{"Effect": "Allow", "Action": "ecr:*", "NotResource": REPOSITORY}], Grant.NO),
    (
        "NotResource of everything allows nothing",
        [{"Effect": "Allow", "Action": "ecr:*", "NotResource": "*"}],
        Grant.NO,
    ),
    ("a deny wins, wherever it stands", [deny("ecr:PutImage"), allow("*")], Grant.NO),
    ("a deny wins with a pattern", [allow("*"), deny("ecr:P*", "arn:aws:ecr:*:*:repository/*")], Grant.NO),
    ("a deny of another resource", [allow("*"), deny("ecr:*", REPOSITORY.replace("shop", "till"))], Grant.YES),
    ("a deny of another action", [allow("*"), deny("ecr:Get*")], Grant.YES),
    (
        "a deny of all but one action",
        [allow("*"), {"Effect": "Deny", "NotAction": "ecr:Get*", "Resource": "*"}],
        Grant.NO,
    ),
    ("a deny of all but this", [allow("*"), {"Effect": "Deny", "NotAction": "ecr:*", "Resource": "*"}], Grant.YES),
    (
        "a deny of all but this resource",
        [allow("*"), {"Effect": "Deny", "Action": "ecr:*", "NotResource": REPOSITORY}],
        Grant.YES,
    ),
    (
        "a deny of all but another",
        [allow("*"), {"Effect": "Deny", "Action": "*", "NotResource": REPOSITORY + "2"}],
        Grant.NO,
    ),
    ("an allow on a condition", [allow("*", Condition=MFA)], Grant.CONDITIONAL),
    ("a deny on a condition", [allow("*"), deny("*", Condition=MFA)], Grant.CONDITIONAL),
    ("a condition beside a plain allow", [allow("*", Condition=MFA), allow("ecr:PutImage")], Grant.YES),
    ("a plain deny beats an allow on a condition", [allow("*", Condition=MFA), deny("ecr:PutImage")], Grant.NO),
    ("a deny on a condition allows nothing by itself", [deny("*", Condition=MFA)], Grant.NO),
]


@pytest.mark.parametrize(("statements", "expected"), [row[1:] for row in PUSHES], ids=[row[0] for row in PUSHES])
def test_may_it_push_to_this_repository(statements: list[dict[str, object]], expected: Grant) -> None:
    assert granted(policy(*statements), "ecr:PutImage", REPOSITORY) is expected


def test_on_any_resource_a_deny_of_some_settles_nothing() -> None:
    told = policy(allow("ecr:*"), deny("ecr:*", REPOSITORY))
    assert granted(told, "ecr:PutImage") is Grant.YES
    assert granted(told, "ecr:PutImage", REPOSITORY) is Grant.NO


@pytest.mark.parametrize(
    ("boundary", "expected"),
    [
        (None, Grant.YES),
        ([], Grant.NO),
        ([allow("*")], Grant.YES),
        ([allow("s3:*")], Grant.NO),
        ([allow("*"), deny("ecr:PutImage")], Grant.NO),
        ([allow("*", Condition=MFA)], Grant.CONDITIONAL),
    ],
)
def test_a_boundary_must_allow_it_too(boundary: list[dict[str, object]] | None, expected: Grant) -> None:
    limit = None if boundary is None else policy(*boundary)
    assert granted_within(policy(allow("*")), limit, "ecr:PutImage") is expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow("*")], True),
        ([allow("*", Condition=MFA)], False),
        ([allow("iam:*")], True),
        ([allow("*:*")], True),
        ([allow("iam:*", "arn:aws:iam::111122223333:role/ci/*")], False),
        ([allow(["iam:PassRole", "iam:CreateRole", "iam:AttachRolePolicy", "iam:CreatePolicyVersion"])], True),
        ([{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}], True),
        ([{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}], False),
        ([allow("*"), deny("iam:*")], False),
        ([allow(["ecs:*", "s3:*"])], False),
        ([], False),
    ],
)
def test_an_administrator_is_known_in_every_disguise(statements: list[dict[str, object]], expected: bool) -> None:
    assert administers(policy(*statements), None) is expected


def test_a_boundary_makes_an_administrator_none() -> None:
    assert not administers(policy(allow("*")), policy(allow("ecs:*")))


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow(["iam:PassRole", "lambda:CreateFunction"])], "lambda:CreateFunction"),
        ([allow("iam:PassRole"), allow("ecs:*")], "ecs:RunTask"),
        ([allow("iam:PassRole", "arn:aws:iam::111122223333:role/*"), allow("ec2:*")], "ec2:RunInstances"),
        ([allow("iam:PassRole", "arn:aws:iam::111122223333:role/app-*"), allow("ec2:*")], ""),
        (
            [
                allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "ecs.amazonaws.com"}}),
                allow("ecs:*"),
            ],
            "",
        ),
        ([allow("iam:PassRole"), allow("s3:*")], ""),
        ([allow("ec2:*")], ""),
        ([allow("*"), deny("iam:PassRole")], ""),
    ],
)
def test_a_role_that_may_pass_any_role_can_borrow_its_rights(
    statements: list[dict[str, object]], expected: str
) -> None:
    assert lends_rights(policy(*statements), None) == expected


@pytest.mark.parametrize("action", RAISES_RIGHTS)
def test_each_way_to_more_rights_is_enough_by_itself(action: str) -> None:
    assert any_granted(policy(allow(action)), None, RAISES_RIGHTS) == action


@pytest.mark.parametrize(
    ("statements", "changes"),
    [
        ([allow(["s3:Get*", "ec2:Describe*", "iam:List*"])], False),
        ([allow("ec2:*")], True),
        ([allow("*", Condition=MFA)], True),
        ([allow("*"), deny("*")], False),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], True),
    ],
)
def test_who_only_reads_changes_nothing(statements: list[dict[str, object]], changes: bool) -> None:
    assert bool(writes(policy(*statements), None)) is changes


@pytest.mark.parametrize(
    ("arn", "action", "expected"),
    [
        ("arn:aws:iam::aws:policy/AdministratorAccess", "iam:CreateUser", Grant.YES),
        ("arn:aws:iam::aws:policy/PowerUserAccess", "iam:CreateUser", Grant.NO),
        ("arn:aws:iam::aws:policy/PowerUserAccess", "ecs:UpdateService", Grant.YES),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", "ecs:UpdateService", Grant.NO),
        ("arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser", "ecr:PutImage", Grant.YES),
        ("arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly", "ecr:PutImage", Grant.NO),
        ("arn:aws:iam::aws:policy/job-function/Billing", "ec2:RunInstances", Grant.NO),
    ],
)
def test_policies_of_aws_are_known_by_name(arn: str, action: str, expected: Grant) -> None:
    told = statements_of_managed(arn)
    assert told is not None
    assert granted(told, action) is expected


def test_a_policy_of_aws_that_is_not_known_is_not_taken_for_harmless() -> None:
    assert statements_of_managed("arn:aws:iam::aws:policy/service-role/SomethingNew") is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("arn:aws:s3:::a*", "arn:aws:s3:::ab", True),
        ("arn:aws:s3:::a*", "arn:aws:s3:::b*", False),
        ("arn:aws:s3:::*-logs", "arn:aws:s3:::app-*", True),
        ("arn:aws:s3:::*-logs", "arn:aws:s3:::*-data", False),
        ("*", "anything", True),
        ("a", "b", False),
    ],
)
def test_two_patterns_meet_if_some_text_fits_both(one: str, other: str, expected: bool) -> None:
    assert meets(one, other) is expected
    assert meets(other, one) is expected


def test_a_pattern_is_no_regular_expression() -> None:
    assert fits("a.c", "a.c")
    assert not fits("a.c", "abc")
    assert fits("a(b)*", "a(b)cd")


def test_a_statement_names_whom_it_does_not_spare() -> None:
    ci = Party("AWS", "arn:aws:iam::111122223333:role/ci")
    told = Statement(allow=False, actions=("ecr:*",), not_parties=(ci,))
    assert not names(told, lambda party: party == ci)
    assert names(told, lambda party: party.name == "somebody else")


def test_every_spelling_of_a_document_is_read() -> None:
    one = {
        "Effect": "Allow",
        "Principal": {"AWS": ["111122223333", "arn:aws:iam::2:root"], "Service": "ecs.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "s3cret-between-two", "aws:PrincipalOrgID": ["o-1"]}},
    }
    (statement,) = statements_of(Answer({"Statement": one}, "a test"))
    assert [party.kind for party in statement.parties] == ["AWS", "AWS", "Service"]
    assert statement.conditions == (
        Condition("StringEquals", "sts:ExternalId", ()),
        Condition("StringEquals", "aws:PrincipalOrgID", ("o-1",)),
    )
    assert statements_of(Answer({"Statement": {**one, "Principal": "*"}}, "a test"))[0].parties == (Party("AWS", "*"),)
    assert statements_of(Answer({}, "a test")) == ()


def test_what_is_no_policy_is_not_read_as_an_empty_one() -> None:
    with pytest.raises(Garbled):
        statements_of(Answer({"Statement": ["Allow everything"]}, "a test"))
    with pytest.raises(Garbled):
        statements_of(Answer({"Statement": [{"Action": "*"}]}, "a test"))
