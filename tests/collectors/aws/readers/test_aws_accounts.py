"""Accounts, their organisation, what they own, what is silenced and who may act, after it was read."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from assess.demo.aws_stand_in import Account, Effect, Estate, Rule
from assess.demo.aws_stand_in.estate import Organization, OrganizationPolicy, Unit
from assess.demo.aws_stand_in.writing import Refusal
from assess.evidence.facts import Unread
from collectors.aws.facts import accounts as facts
from collectors.aws.owner_tags import is_owner_key, owner_of
from collectors.aws.readers import (
    accessanalyzer_exceptions,
    account,
    iam_emergency,
    organizations_accounts,
    resource_explorer_2,
    securityhub_exceptions,
    servicecatalog,
    tagged_things,
)
from collectors.aws.readers.tagged_things import type_of
from tests.collectors.aws.jobs import NOW, PRODUCTION, Read

EU = "eu-west-1"
SHOP = "222233334444"


@pytest.mark.parametrize(
    ("tags", "owner"),
    [
        ({"owner": "shop"}, "shop"),
        ({"Owner": "shop"}, "shop"),
        ({"acme:service-owner": "shop"}, "shop"),
        ({"Team": "shop", "Name": "x"}, "shop"),
        ({"owner": "anna@example.org"}, "an e-mail address"),
        ({"owner": "TBD"}, None),
        ({"owner": " "}, None),
        ({"aws:createdBy:owner": "shop"}, None),
        ({"cost-center": "4100"}, None),
        ({}, None),
    ],
)
def test_the_owner_that_tags_name(tags: dict[str, str], owner: str | None) -> None:
    assert owner_of(tags) == owner


def test_an_owner_key_in_its_spellings() -> None:
    assert all(map(is_owner_key, ("owner", "OwnedBy", "owning_team", "acme/team", "Squad")))
    assert not any(map(is_owner_key, ("ownership-date", "environment", "aws:cloudformation:stack-name")))


@pytest.mark.parametrize("known", [True, False])
def test_a_contact_for_operations_is_there_or_not(estate: Estate, read: Read, known: bool) -> None:
    contact = {"AlternateContactType": "OPERATIONS", "EmailAddress": "anna@example.org", "Name": "Anna"}
    answer = {"AlternateContact": contact} if known else Refusal("ResourceNotFoundException", "none", 404)
    estate.put(PRODUCTION, "", "account", "GetAlternateContact", answer)
    (fact,) = read(account.contacts).facts
    assert isinstance(fact, facts.Account)
    assert (fact.number, fact.management, fact.operations_contact) == (PRODUCTION, PRODUCTION, known)
    assert "nna" not in repr(fact)


def test_a_refused_contact_is_not_absent_and_the_account_is_read(read: Read) -> None:
    brought = read(account.contacts, rules=[Rule(Effect.DENY, service="account")])
    (fact,) = brought.facts
    assert isinstance(fact, facts.Account)
    assert isinstance(fact.operations_contact, Unread)
    assert fact.operations_contact.needs == "account:GetAlternateContact"
    assert brought.unread == []


DENY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {
            "Effect": "Deny",
            "Action": "ec2:RunInstances",
            "Resource": "*",
            "Condition": {"Null": {"aws:RequestTag/owner": "true"}},
        },
    ],
}


@pytest.fixture
def estate() -> Estate:
    """An organisation of two accounts, one of them in a unit with a policy of its own."""
    own = OrganizationPolicy("p-own", "owner-tag", DENY, ("ou-ab12-work0001",))
    theirs = OrganizationPolicy("p-FullAWSAccess", "FullAWSAccess", DENY, ("r-ab12",), aws_managed=True)
    organization = Organization(
        PRODUCTION,
        units=(Unit("ou-ab12-work0001", "Work", "r-ab12"),),
        policies=(theirs, own),
        delegates={SHOP: ("securityhub.amazonaws.com",)},
    )
    members = [
        Account(PRODUCTION, "acme-root", unit="r-ab12"),
        Account(SHOP, "acme-shop", unit="ou-ab12-work0001", tags={"team": "shop"}),
    ]
    return Estate(members, organization)


def test_accounts_with_their_place_and_owner(read: Read) -> None:
    found = {
        fact.number: fact
        for fact in read(organizations_accounts.accounts).facts
        if isinstance(fact, facts.ListedAccount)
    }
    assert found[SHOP].above == ("r-ab12", "ou-ab12-work0001")
    assert (found[SHOP].owner, found[SHOP].manages, found[SHOP].active) == ("shop", False, True)
    assert (found[PRODUCTION].above, found[PRODUCTION].manages) == (("r-ab12",), True)
    assert found[SHOP].subject.id == f"aws:{SHOP}"
    assert found[SHOP].subject.target == f"aws:{PRODUCTION}"


@pytest.mark.parametrize(("operation", "field"), [("ListRoots", "above"), ("ListTagsForResource", "owner")])
def test_what_was_refused_of_an_account_is_open(read: Read, operation: str, field: str) -> None:
    denied = [Rule(Effect.DENY, operation=operation), Rule(Effect.DENY, service="resourcegroupstaggingapi")]
    brought = read(organizations_accounts.accounts, rules=denied)
    assert all(isinstance(getattr(fact, field), Unread) for fact in brought.facts)
    assert brought.unread == []


def test_accounts_that_run_services_for_all(read: Read) -> None:
    (fact,) = read(organizations_accounts.delegates).facts
    assert isinstance(fact, facts.Delegate)
    assert (fact.number, fact.services) == (SHOP, ("securityhub.amazonaws.com",))


@pytest.mark.parametrize(
    ("arn", "kind"),
    [
        ("arn:aws:lambda:eu-west-1:1:function:tell", "lambda:function"),
        ("arn:aws:ecs:eu-west-1:1:service/shop/web", "ecs:service"),
        ("arn:aws:s3:::bucket", "s3"),
        ("arn:aws:sqs:eu-west-1:1:orders", "sqs"),
        ("arn:aws:apigateway:eu-west-1::/restapis/a1", "apigateway:restapis"),
        ("arn:aws:rds:eu-west-1:1:db:orders", "rds:db"),
        ("no arn", ""),
    ],
)
def test_the_type_of_a_thing(arn: str, kind: str) -> None:
    assert type_of(arn) == kind


def test_things_with_their_owner_but_not_their_parts(estate: Estate, read: Read) -> None:
    tags = {
        f"arn:aws:lambda:{EU}:{PRODUCTION}:function:tell": [{"Key": "team", "Value": "shop"}],
        f"arn:aws:rds:{EU}:{PRODUCTION}:db:orders": [
            {"Key": "env", "Value": "prod"},
            {"Key": "Name", "Value": "s3cr3t"},
        ],
        f"arn:aws:ec2:{EU}:{PRODUCTION}:network-interface/eni-1": [],
    }
    listed = [{"ResourceARN": arn, "Tags": held} for arn, held in tags.items()]
    estate.put(PRODUCTION, EU, "resourcegroupstaggingapi", "GetResources", {"ResourceTagMappingList": listed})
    found = [fact for fact in read(tagged_things.things).facts if isinstance(fact, facts.Thing)]
    assert [(fact.type, fact.owner, fact.subject.environment) for fact in found] == [
        ("lambda:function", "shop", ""),
        ("rds:db", None, "prod"),
    ]
    assert "s3cr3t" not in repr(found)


def test_things_without_any_tag_where_an_index_knows_them(estate: Estate, read: Read) -> None:
    index = {"Arn": "arn:aws:resource-explorer-2:eu-west-1:1:index/1", "Region": EU, "Type": "LOCAL"}
    estate.put(PRODUCTION, EU, "resource-explorer-2", "ListIndexes", {"Indexes": [index]})
    known = [f"arn:aws:lambda:{EU}:{PRODUCTION}:function:lost", f"arn:aws:ec2:{EU}:{PRODUCTION}:subnet/s-1"]
    estate.put(PRODUCTION, EU, "resource-explorer-2", "Search", {"Resources": [{"Arn": arn} for arn in known]})
    (fact,) = read(resource_explorer_2.untagged).facts
    assert isinstance(fact, facts.Thing)
    assert (fact.type, fact.owner) == ("lambda:function", None)


def test_an_index_that_may_not_be_searched_is_unknown(estate: Estate, read: Read) -> None:
    index = {"Arn": "arn:aws:resource-explorer-2:eu-west-1:1:index/1", "Region": EU, "Type": "LOCAL"}
    estate.put(PRODUCTION, EU, "resource-explorer-2", "ListIndexes", {"Indexes": [index]})
    refused = Refusal("UnauthorizedException", "You do not have permission to perform this action.", 401)
    estate.put(PRODUCTION, EU, "resource-explorer-2", "Search", refused)
    brought = read(resource_explorer_2.untagged)
    assert brought.facts == []
    assert "resource-explorer-2:Search" in brought.reason.needs


def test_without_an_index_nothing_is_searched(read: Read) -> None:
    brought = read(resource_explorer_2.untagged)
    assert brought.facts == []
    assert len([key for key in brought.keys if key.endswith("/resource-explorer-2")]) == 1


def test_products_of_the_account_but_not_of_the_marketplace(estate: Estate, read: Read) -> None:
    products = [
        {
            "ProductARN": f"arn:aws:catalog:{EU}:{PRODUCTION}:product/{name}",
            "Status": "AVAILABLE",
            "ProductViewSummary": {"Name": name, "Owner": "platform", "Type": kind},
        }
        for name, kind in (("service", "CLOUD_FORMATION_TEMPLATE"), ("bought", "MARKETPLACE"))
    ]
    estate.put(PRODUCTION, EU, "servicecatalog", "SearchProductsAsAdmin", {"ProductViewDetails": products})
    (fact,) = read(servicecatalog.products).facts
    assert isinstance(fact, facts.GoldenProduct)
    assert (fact.name, fact.owned) == ("service", True)


def put_rules(estate: Estate, **described: str) -> None:
    arns = {name: f"arn:aws:securityhub:{EU}:{PRODUCTION}:automation-rule/{name}" for name in described}
    listed = [{"RuleArn": arn, "RuleName": name, "RuleStatus": "ENABLED"} for name, arn in arns.items()]
    estate.put(PRODUCTION, EU, "securityhub", "ListAutomationRules", {"AutomationRulesMetadata": listed})
    quiet = [{"Type": "FINDING_FIELDS_UPDATE", "FindingFieldsUpdate": {"Workflow": {"Status": "SUPPRESSED"}}}]
    louder = [{"Type": "FINDING_FIELDS_UPDATE", "FindingFieldsUpdate": {"Severity": {"Label": "HIGH"}}}]
    rules = [
        {
            "RuleArn": arns[name],
            "RuleName": name,
            "Description": text,
            "Actions": louder if name == "louder" else quiet,
        }
        for name, text in described.items()
    ]
    estate.put(PRODUCTION, EU, "securityhub", "BatchGetAutomationRules", {"Rules": rules})


def test_rules_that_suppress_and_whether_they_say_why(estate: Estate, read: Read) -> None:
    put_rules(estate, told="until the gateway is replaced", untold=" ", louder="")
    found = [
        fact for fact in read(securityhub_exceptions.exceptions).facts if isinstance(fact, facts.StandingException)
    ]
    assert [(fact.name, fact.says_why) for fact in found] == [("told", True), ("untold", False)]


def test_where_security_hub_is_off_there_is_no_rule(estate: Estate, read: Read) -> None:
    estate.put(PRODUCTION, EU, "securityhub", "ListAutomationRules", Refusal("InvalidAccessException", "off", 401))
    brought = read(securityhub_exceptions.exceptions)
    assert (brought.facts, brought.unread) == ([], [])


def test_archive_rules_have_no_place_for_a_reason(estate: Estate, read: Read) -> None:
    analyzer = {
        "arn": f"arn:aws:access-analyzer:{EU}:{PRODUCTION}:analyzer/a",
        "name": "a",
        "type": "ACCOUNT",
        "createdAt": "2026-01-01T00:00:00Z",
        "status": "ACTIVE",
    }
    estate.put(PRODUCTION, EU, "accessanalyzer", "ListAnalyzers", {"analyzers": [analyzer]})
    made = "2026-01-01T00:00:00Z"
    rule = {"ruleName": "partners", "filter": {"isPublic": {"eq": ["false"]}}, "createdAt": made, "updatedAt": made}
    estate.put(PRODUCTION, EU, "accessanalyzer", "ListArchiveRules", {"archiveRules": [rule]})
    (fact,) = read(accessanalyzer_exceptions.exceptions).facts
    assert isinstance(fact, facts.StandingException)
    assert (fact.name, fact.says_why) == ("partners", None)


SAML = {"Federated": f"arn:aws:iam::{PRODUCTION}:saml-provider/AWSSSO_1"}


def put_role(estate: Estate, name: str, principal: object, **more: object) -> None:
    trust = {"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]}
    role = {
        "RoleName": name,
        "Path": "/",
        "Arn": f"arn:aws:iam::{PRODUCTION}:role/{name}",
        "AssumeRolePolicyDocument": json.dumps(trust),
        "RolePolicyList": [],
        "AttachedManagedPolicies": [],
        **more,
    }
    estate.put(PRODUCTION, "", "iam", "GetAccountAuthorizationDetails", {"RoleDetailList": [role]})


def one_role(read: Read) -> facts.EmergencyRole:
    (fact,) = read(iam_emergency.emergency).facts
    assert isinstance(fact, facts.EmergencyRole)
    return fact


def attached(*names: str) -> dict[str, object]:
    policies = [{"PolicyName": name, "PolicyArn": f"arn:aws:iam::aws:policy/{name}"} for name in names]
    return {"AttachedManagedPolicies": policies}


@pytest.mark.parametrize(
    ("principal", "people", "sign_on"),
    [
        (SAML, True, True),
        ({"AWS": f"arn:aws:iam::{PRODUCTION}:root"}, True, False),
        ({"AWS": f"arn:aws:iam::{PRODUCTION}:root", **SAML}, True, False),
        ({"Service": "ssm.amazonaws.com"}, False, False),
        ("*", True, False),
    ],
)
def test_who_may_take_the_role(estate: Estate, read: Read, principal: object, people: bool, sign_on: bool) -> None:
    put_role(estate, "break-glass", principal)
    fact = one_role(read)
    assert (fact.by_people, fact.by_sign_on_only) == (people, sign_on)


def inline(*actions: str) -> dict[str, object]:
    document = {"Statement": {"Effect": "Allow", "Action": list(actions), "Resource": "*"}}
    return {"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": json.dumps(document)}]}


@pytest.mark.parametrize(
    ("more", "may"),
    [
        (attached("AdministratorAccess"), True),
        (attached("AmazonECS_FullAccess"), True),
        (attached("ReadOnlyAccess"), False),
        (inline("ecs:UpdateService"), True),
        (inline("ecs:Describe*", "logs:GetLogEvents"), False),
        (inline("*"), True),
        ({}, False),
    ],
)
def test_what_the_role_allows(estate: Estate, read: Read, more: dict[str, object], may: bool) -> None:
    put_role(estate, "oncall", SAML, **more)
    assert one_role(read).may_change is may


def test_a_policy_that_was_not_read_leaves_it_open(estate: Estate, read: Read) -> None:
    put_role(estate, "incident-responder", SAML, **attached("AWSSupportAccess"))
    assert isinstance(one_role(read).may_change, Unread)


def test_when_the_role_was_last_used(estate: Estate, read: Read) -> None:
    used = {"RoleLastUsed": {"LastUsedDate": (NOW - timedelta(days=16)).isoformat(), "Region": EU}}
    put_role(estate, "emergency", SAML, **used)
    assert one_role(read).used_days_ago == 16


@pytest.mark.parametrize("name", ["deploy", "coincidental", "falcon-caller", "AWSServiceRoleForIncidentManager"])
def test_other_roles_are_left_out(estate: Estate, read: Read, name: str) -> None:
    path = "/aws-service-role/ssm-incidents.amazonaws.com/" if name.startswith("AWS") else "/"
    put_role(estate, name, SAML, Path=path)
    assert read(iam_emergency.emergency).facts == []


@pytest.mark.parametrize(
    ("reader", "needs"),
    [
        (organizations_accounts.accounts, "organizations:ListAccounts"),
        (organizations_accounts.delegates, "organizations:ListDelegatedAdministrators"),
        (tagged_things.things, "tag:GetResources"),
        (resource_explorer_2.untagged, "resource-explorer-2:ListIndexes"),
        (servicecatalog.products, "servicecatalog:SearchProductsAsAdmin"),
        (securityhub_exceptions.exceptions, "securityhub:ListAutomationRules"),
        (accessanalyzer_exceptions.exceptions, "access-analyzer:ListAnalyzers"),
        (iam_emergency.emergency, "iam:GetAccountAuthorizationDetails"),
    ],
)
def test_a_refused_list_names_its_action_and_is_not_empty(read: Read, reader: object, needs: str) -> None:
    service = reader.reader.service  # type: ignore[attr-defined]
    brought = read(reader, rules=[Rule(Effect.DENY, service=service)])
    assert brought.facts == []
    assert brought.reason.needs == needs
