"""What identities look like after they were read: pipelines' roles, people's ways in, pushers, keys, what is above."""

from __future__ import annotations

import json

import pytest

from assess.demo.aws_stand_in import Effect, Estate, Rule
from assess.demo.aws_stand_in.writing import Refusal
from assess.evidence.facts import Reason, Unread
from collectors.aws.facts.controls import ControlPolicy, TagPolicy
from collectors.aws.facts.identities import AccessKey, AccountKeys, ImagePusher, PeopleAccess, PipelineRole
from collectors.aws.facts.statements import Condition, Statement
from collectors.aws.iam_trust import Door
from collectors.aws.readers.iam_keys import access_keys, fresh_credential_report
from collectors.aws.readers.iam_principals import principals
from collectors.aws.readers.organizations_controls import controls, tag_policies
from tests.collectors.aws.jobs import PRODUCTION, Read

MADE = "2024-01-01T00:00:00Z"
GITHUB = f"arn:aws:iam::{PRODUCTION}:oidc-provider/token.actions.githubusercontent.com"
AWS = "arn:aws:iam::aws:policy"

Members = dict[str, object]


def document(*statements: Members) -> Members:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(actions: object, resource: object = "*", **more: object) -> Members:
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


def trust(kind: str, name: str, **conditions: object) -> Members:
    action = {"Federated": "sts:AssumeRoleWithWebIdentity"}.get(kind, "sts:AssumeRole")
    if ":saml-provider/" in name:
        action = "sts:AssumeRoleWithSAML"
    statement: Members = {"Effect": "Allow", "Principal": {kind: name}, "Action": action}
    return document({**statement, "Condition": conditions} if conditions else statement)


def role(
    name: str, trusted: Members, *inline: Members, path: str = "/", attached: tuple[str, ...] = (), **more: object
) -> Members:
    return {
        "Path": path,
        "RoleName": name,
        "RoleId": f"AROA{name.upper():0<17}"[:21],
        "Arn": f"arn:aws:iam::{PRODUCTION}:role{path}{name}",
        "CreateDate": MADE,
        "AssumeRolePolicyDocument": trusted,
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": document(*inline)}] if inline else [],
        "AttachedManagedPolicies": [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in attached],
        "InstanceProfileList": [],
        "Tags": [],
        **more,
    }


def user(name: str, *inline: Members, groups: tuple[str, ...] = ()) -> Members:
    return {
        "Path": "/",
        "UserName": name,
        "UserId": f"AIDA{name.upper():0<17}"[:21],
        "Arn": f"arn:aws:iam::{PRODUCTION}:user/{name}",
        "CreateDate": MADE,
        "GroupList": list(groups),
        "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": document(*inline)}] if inline else [],
        "AttachedManagedPolicies": [],
        "Tags": [],
    }


def policy(name: str, *versions: Members) -> Members:
    """A policy whose last version is the one in force."""
    listed = [
        {"VersionId": f"v{n}", "IsDefaultVersion": n == len(versions), "CreateDate": MADE, "Document": document(each)}
        for n, each in enumerate(versions, start=1)
    ]
    arn = f"arn:aws:iam::{PRODUCTION}:policy/{name}"
    return {
        "PolicyName": name,
        "PolicyId": f"ANPA{name.upper():0<17}"[:21],
        "Arn": arn,
        "Path": "/",
        "DefaultVersionId": f"v{len(versions)}",
        "PolicyVersionList": listed,
    }


def put_identities(
    estate: Estate,
    *roles: Members,
    users: tuple[Members, ...] = (),
    groups: tuple[Members, ...] = (),
    policies: tuple[Members, ...] = (),
) -> None:
    answer = {
        "UserDetailList": list(users),
        "GroupDetailList": list(groups),
        "RoleDetailList": list(roles),
        "Policies": list(policies),
    }
    estate.put(PRODUCTION, "", "iam", "GetAccountAuthorizationDetails", answer)  # type: ignore[arg-type]


TOKEN = {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*"}}


def test_roles_that_pipelines_take_are_found_by_their_doors_or_their_name(estate: Estate, read: Read) -> None:
    put_identities(
        estate,
        role("by-token", trust("Federated", GITHUB, **TOKEN), allow("ecs:*")),
        role("by-build", trust("Service", "codebuild.amazonaws.com")),
        role("terraform", trust("AWS", "arn:aws:iam::999900001111:role/runner")),
        role("app", trust("Service", "ecs-tasks.amazonaws.com")),
        role("deploy-console", trust("Federated", f"arn:aws:iam::{PRODUCTION}:saml-provider/sso")),
        role(
            "AWSServiceRoleForX", trust("Service", "codebuild.amazonaws.com"), path="/aws-service-role/x.amazonaws.com/"
        ),
    )
    found = {each.name: each for each in read(principals).facts if isinstance(each, PipelineRole)}
    assert {name: (each.doors, each.basis) for name, each in found.items()} == {
        "by-token": ((Door.TOKEN,), "read"),
        "by-build": ((Door.BUILD,), "read"),
        "terraform": ((Door.OTHER_ACCOUNT,), "inferred"),
    }
    assert found["by-token"].statements == (Statement(allow=True, actions=("ecs:*",), resources=("*",)),)
    assert found["by-token"].trust[0].conditions == (
        Condition("StringLike", "token.actions.githubusercontent.com:sub", ("repo:acme/*",)),
    )


def test_a_role_has_all_its_policies_in_the_version_in_force(estate: Estate, read: Read) -> None:
    own = f"arn:aws:iam::{PRODUCTION}:policy"
    attached = (f"{own}/narrow", f"{AWS}/AmazonS3FullAccess", f"{AWS}/service-role/SomethingNew")
    boundary = {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": f"{own}/limit"}
    put_identities(
        estate,
        role(
            "ci",
            trust("Service", "codebuild.amazonaws.com"),
            allow("ecr:*"),
            attached=attached,
            PermissionsBoundary=boundary,
        ),
        policies=(policy("narrow", allow("*"), allow("ecs:UpdateService")), policy("limit", allow("ecs:*"))),
    )
    (found,) = [each for each in read(principals).facts if isinstance(each, PipelineRole)]
    assert [each.actions for each in found.statements] == [
        ("ecr:*",),
        ("ecs:UpdateService",),
        ("s3:*", "s3-object-lambda:*"),
    ]
    assert found.unresolved == ("SomethingNew",)
    assert isinstance(found.boundary, tuple)
    assert found.boundary[0].actions == ("ecs:*",)


def test_a_boundary_whose_text_is_not_there_is_not_taken_for_none(estate: Estate, read: Read) -> None:
    boundary = {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": f"{AWS}/SomethingNew"}
    put_identities(estate, role("ci", trust("Service", "codebuild.amazonaws.com"), PermissionsBoundary=boundary))
    (found,) = [each for each in read(principals).facts if isinstance(each, PipelineRole)]
    assert isinstance(found.boundary, Unread)


SSO = f"arn:aws:iam::{PRODUCTION}:saml-provider/AWSSSO_0123_DO_NOT_DELETE"


def test_peoples_ways_in_and_what_each_may_change(estate: Estate, read: Read) -> None:
    operators = {
        "GroupName": "operators",
        "GroupId": "AGPA00000000000000001",
        "Arn": f"arn:aws:iam::{PRODUCTION}:group/operators",
        "Path": "/",
        "CreateDate": MADE,
        "GroupPolicyList": [],
        "AttachedManagedPolicies": [{"PolicyName": "AdministratorAccess", "PolicyArn": f"{AWS}/AdministratorAccess"}],
    }
    put_identities(
        estate,
        role(
            "AWSReservedSSO_Read_1",
            trust("Federated", SSO),
            path="/aws-reserved/sso.amazonaws.com/",
            attached=(f"{AWS}/ReadOnlyAccess",),
        ),
        role(
            "AWSReservedSSO_Admin_1",
            trust("Federated", SSO),
            path="/aws-reserved/sso.amazonaws.com/",
            attached=(f"{AWS}/AdministratorAccess",),
        ),
        role("break-glass", trust("Federated", SSO), allow("*")),
        role("odd", trust("Federated", SSO), attached=(f"{AWS}/service-role/SomethingNew",)),
        role("lent", trust("AWS", f"arn:aws:iam::{PRODUCTION}:root"), allow("rds:*")),
        role("machine", trust("Service", "ecs-tasks.amazonaws.com"), allow("*")),
        role("partner", trust("AWS", "arn:aws:iam::999900001111:root"), allow("ec2:*")),
        users=(
            user("ada", groups=("operators",)),
            user("bob", allow("sts:AssumeRole", f"arn:aws:iam::{PRODUCTION}:role/lent")),
        ),
        groups=(operators,),
    )
    (found,) = [each for each in read(principals).facts if isinstance(each, PeopleAccess)]
    people = {each.name: each for each in found.people}
    assert {name for name, each in people.items() if each.may == ""} == {"AWSReservedSSO_Read_1", "bob"}
    assert {name for name, each in people.items() if isinstance(each.may, Unread)} == {"odd"}
    assert {name for name, each in people.items() if isinstance(each.may, str) and each.may} == {
        "AWSReservedSSO_Admin_1",
        "break-glass",
        "lent",
        "ada",
    }
    assert people["break-glass"].emergency
    assert people["lent"].door is Door.OWN_ACCOUNT
    assert found.strangers == ("partner",)
    assert found.users == ("ada", "bob")


def test_a_role_that_nobody_may_take_is_no_way_of_people(estate: Estate, read: Read) -> None:
    put_identities(
        estate,
        role("lent", trust("AWS", f"arn:aws:iam::{PRODUCTION}:root"), allow("rds:*")),
        users=(user("bob", allow("sts:AssumeRole", f"arn:aws:iam::{PRODUCTION}:role/other")),),
    )
    (found,) = [each for each in read(principals).facts if isinstance(each, PeopleAccess)]
    assert [each.name for each in found.people] == ["bob"]


def test_who_may_push_images_and_where(estate: Estate, read: Read) -> None:
    shop = f"arn:aws:ecr:eu-west-1:{PRODUCTION}:repository/shop"
    put_identities(
        estate,
        role("ci", trust("Service", "codebuild.amazonaws.com"), allow("ecr:PutImage", shop)),
        role("reader", trust("Service", "ecs-tasks.amazonaws.com"), allow("ecr:BatchGetImage")),
        role("people", trust("Federated", SSO), attached=(f"{AWS}/AmazonEC2ContainerRegistryPowerUser",)),
        role(
            "denied",
            trust("Service", "codebuild.amazonaws.com"),
            allow("*"),
            {"Effect": "Deny", "Action": "ecr:*", "Resource": "*"},
        ),
        role(
            "bounded",
            trust("Service", "codebuild.amazonaws.com"),
            allow("*"),
            PermissionsBoundary={
                "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
                "PermissionsBoundaryArn": f"{AWS}/AmazonS3FullAccess",
            },
        ),
        users=(user("tom", {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),),
    )
    found = {each.name: each for each in read(principals).facts if isinstance(each, ImagePusher)}
    assert {name: (each.automated, each.to) for name, each in found.items()} == {
        "ci": (True, (shop,)),
        "people": (False, ("*",)),
        "tom": (False, ("*",)),
    }


def test_a_denial_says_that_identities_are_not_known(estate: Estate, read: Read) -> None:
    brought = read(principals, rules=[Rule(Effect.DENY, operation="GetAccountAuthorizationDetails")])
    assert brought.facts == []
    assert brought.reason.needs == "iam:GetAccountAuthorizationDetails"


COLUMNS = (
    "user",
    "arn",
    "password_enabled",
    *(f"access_key_{n}_{what}" for n in (1, 2) for what in ("active", "last_rotated", "last_used_date")),
)
ROOT = ("<root_account>", f"arn:aws:iam::{PRODUCTION}:root", "not_supported")
CI = ("ci", f"arn:aws:iam::{PRODUCTION}:user/ci", "false")
ADA = ("ada", f"arn:aws:iam::{PRODUCTION}:user/ada", "true")
NO_KEY = ("false", "N/A", "N/A")
ROWS = (
    COLUMNS,
    (*ROOT, "true", "2020-01-01T00:00:00+00:00", "N/A", *NO_KEY),
    (
        *CI,
        "true",
        "2026-02-20T09:00:00+00:00",
        "2026-03-01T09:00:00+00:00",
        "true",
        "2025-03-02T09:00:00+00:00",
        "no_information",
    ),
    (*ADA, *NO_KEY, *NO_KEY),
)
REPORT = "".join(",".join(row) + "\n" for row in ROWS)


def put_summary(estate: Estate, users: int, root_keys: int = 0) -> None:
    told = {"Users": users, "AccountAccessKeysPresent": root_keys, "AccountMFAEnabled": 1}
    estate.put(PRODUCTION, "", "iam", "GetAccountSummary", {"SummaryMap": told})


def test_keys_come_from_the_credential_report_where_there_is_one(estate: Estate, read: Read) -> None:
    put_summary(estate, 2, root_keys=1)
    estate.put(PRODUCTION, "", "iam", "GetCredentialReport", {"Content": REPORT, "ReportFormat": "text/csv"})
    brought = read(access_keys)
    keys = [each for each in brought.facts if isinstance(each, AccessKey)]
    assert {(each.user, each.root, each.console, each.days, each.idle_days) for each in keys} == {
        ("root", True, False, 2252, None),
        ("ci", False, False, 10, 1),
        ("ci", False, False, 365, None),
    }
    (counted,) = [each for each in brought.facts if isinstance(each, AccountKeys)]
    assert (counted.users, counted.active_keys, counted.root_keys, counted.root_mfa) == (2, 2, True, True)


@pytest.mark.parametrize("code", ["ReportNotPresent", "ReportExpired", "ReportInProgress", "AccessDenied"])
def test_without_a_report_keys_are_read_one_by_one(estate: Estate, read: Read, code: str) -> None:
    put_summary(estate, 1)
    put_identities(estate, users=(user("ci"),))
    estate.put(
        PRODUCTION, "", "iam", "GetCredentialReport", Refusal(code, "no", 410 if code != "AccessDenied" else 403)
    )
    listed = [
        {
            "UserName": "ci",
            "AccessKeyId": "AKIAEXAMPLENOTKEPT01",
            "Status": "Active",
            "CreateDate": "2026-02-20T09:00:00Z",
        },
        {
            "UserName": "ci",
            "AccessKeyId": "AKIAEXAMPLENOTKEPT02",
            "Status": "Inactive",
            "CreateDate": "2020-02-20T09:00:00Z",
        },
    ]
    estate.put(PRODUCTION, "", "iam", "ListAccessKeys", {"AccessKeyMetadata": listed}, when={"UserName": "ci"})
    used = {
        "UserName": "ci",
        "AccessKeyLastUsed": {"LastUsedDate": "2026-02-28T09:00:00Z", "ServiceName": "s3", "Region": "x"},
    }
    estate.put(PRODUCTION, "", "iam", "GetAccessKeyLastUsed", used)
    brought = read(access_keys)
    (key,) = [each for each in brought.facts if isinstance(each, AccessKey)]
    assert (key.user, key.days, key.idle_days) == ("ci", 10, 2)
    assert isinstance(key.console, Unread)
    assert "AKIAEXAMPLE" not in repr(brought.facts)


def test_an_account_without_users_is_asked_no_further(estate: Estate, read: Read) -> None:
    put_summary(estate, 0)
    brought = read(access_keys)
    (counted,) = brought.facts
    assert isinstance(counted, AccountKeys)
    assert counted.active_keys == 0


def test_a_report_that_is_asked_for_and_not_ready_is_not_an_empty_one(estate: Estate, read: Read) -> None:
    brought = read(fresh_credential_report)
    assert brought.facts == []
    assert brought.reason.reason is Reason.NOT_AVAILABLE
    assert "again" in brought.reason.needs


def put_policy(
    estate: Estate, kind: str, name: str, content: Members, *targets: str, aws_managed: bool = False
) -> None:
    arn = f"arn:aws:organizations::{PRODUCTION}:policy/o-1/{kind.lower()}/{name}"
    summary = {"Id": name, "Arn": arn, "Name": name, "Type": kind, "AwsManaged": aws_managed}
    listed = {"Policies": [summary]}
    estate.put(PRODUCTION, "", "organizations", "ListPolicies", listed, when={"Filter": kind})
    told = {"Policy": {"PolicySummary": summary, "Content": json.dumps(content)}}
    estate.put(PRODUCTION, "", "organizations", "DescribePolicy", told, when={"PolicyId": name})
    on = {"Targets": [{"TargetId": each, "Type": "ROOT"} for each in targets]}
    estate.put(PRODUCTION, "", "organizations", "ListTargetsForPolicy", on, when={"PolicyId": name})


def test_service_control_policies_are_read_in_full_and_with_what_they_hang_on(estate: Estate, read: Read) -> None:
    put_policy(estate, "SERVICE_CONTROL_POLICY", "p-all", document(allow("*")), "r-1", aws_managed=True)
    put_policy(
        estate, "SERVICE_CONTROL_POLICY", "p-keys", document({"Effect": "Deny", "Action": "iam:*", "Resource": "*"})
    )
    found = {each.name: each for each in read(controls).facts if isinstance(each, ControlPolicy)}
    assert (found["p-all"].targets, found["p-all"].own) == (("r-1",), False)
    assert (found["p-keys"].targets, found["p-keys"].own) == ((), True)
    assert found["p-keys"].statements == (Statement(allow=False, actions=("iam:*",), resources=("*",)),)


def test_a_policy_whose_text_is_refused_is_there_all_the_same(estate: Estate, read: Read) -> None:
    put_policy(estate, "SERVICE_CONTROL_POLICY", "p-keys", document(allow("*")), "r-1")
    brought = read(controls, rules=[Rule(Effect.DENY, operation="DescribePolicy")])
    (found,) = brought.facts
    assert isinstance(found, ControlPolicy)
    assert isinstance(found.statements, Unread)
    assert found.targets == ("r-1",)


def test_tag_policies_say_what_they_ask_for_and_where_they_refuse(estate: Estate, read: Read) -> None:
    content: Members = {
        "tags": {
            "team": {"tag_key": {"@@assign": "Team"}, "enforced_for": {"@@assign": ["ec2:instance"]}},
            "note": {"tag_value": {"@@assign": ["x"]}},
        }
    }
    put_policy(estate, "TAG_POLICY", "p-tags", content, "r-1")
    (found,) = read(tag_policies).facts
    assert isinstance(found, TagPolicy)
    assert (found.keys, found.enforced_for, found.targets) == (("Team", "note"), ("ec2:instance",), ("r-1",))
