"""What goes wrong goes wrong as in AWS: codes by service, throttling that botocore knows, damage, identity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError
from botocore.retries.standard import RetryContext, ThrottledRetryableChecker

from assess.demo.aws_stand_in import Account, Effect, Endpoint, Estate, Rule, running
from assess.demo.aws_stand_in.estate import Organization, Unit
from tests.demo.stand_in_calls import MANAGEMENT, PRODUCTION, assumed, call, client

ONE_EACH = (
    ("iam", "ListAccountAliases", "AccessDenied"),
    ("ec2", "DescribeVolumes", "UnauthorizedOperation"),
    ("ecs", "ListClusters", "AccessDeniedException"),
    ("lambda", "ListFunctions", "AccessDeniedException"),
    ("s3", "ListBuckets", "AccessDenied"),
    ("route53", "ListHealthChecks", "AccessDenied"),
    ("sqs", "ListQueues", "AccessDeniedException"),
    ("cloudwatch", "DescribeAlarms", "AccessDeniedException"),
)
"""A service of each protocol: query, ec2, json, rest-json, rest-xml (S3's own and the usual), json that was query."""

Started = Callable[..., Endpoint]


@pytest.fixture
def two_accounts() -> Estate:
    accounts = [Account(MANAGEMENT, "management"), Account(PRODUCTION, "production", unit="ou-ab12-11111111")]
    units = (Unit("ou-ab12-11111111", "Workloads", "r-ab12"),)
    return Estate(accounts, Organization(MANAGEMENT, units=units))


@pytest.fixture
def started(two_accounts: Estate) -> Iterator[Started]:
    with ExitStack() as stack:
        yield lambda *rules, **options: stack.enter_context(running(two_accounts, rules, **options))


def refusal(asking: Any, operation: str, **more: object) -> ClientError:
    with pytest.raises(ClientError) as refused:
        call(asking, operation, **more)
    return refused.value


def code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


@pytest.mark.parametrize(("service", "operation", "expected"), ONE_EACH)
@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (Effect.DENY, "because no identity-based policy allows the"),
        (Effect.DENY_BY_SCP, "explicit deny in a service control policy"),
    ],
)
def test_a_denial_has_the_code_and_the_reason_of_its_service(
    service: str, operation: str, expected: str, effect: Effect, words: str, started: Started
) -> None:
    error = refusal(client(started(Rule(effect)), service), operation)
    assert code(error) == expected
    assert words in error.response["Error"]["Message"]
    assert f":{operation}" in error.response["Error"]["Message"] or service == "s3"


@pytest.mark.parametrize(("service", "operation", "_"), ONE_EACH)
def test_botocore_knows_throttling_when_it_sees_it(service: str, operation: str, _: str, started: Started) -> None:
    error = refusal(client(started(Rule(Effect.THROTTLE)), service), operation)
    context = RetryContext(attempt_number=1, parsed_response=error.response)
    assert ThrottledRetryableChecker().is_retryable(context)


def test_a_tenth_throttled_is_a_tenth(started: Started) -> None:
    endpoint = started(Rule(Effect.THROTTLE, share=0.1))
    asking = client(endpoint, "ecs")
    for _ in range(30):
        with suppress(ClientError):
            asking.list_clusters()
    assert endpoint.counts().refused == {(MANAGEMENT, "ecs", "ListClusters", "ThrottlingException"): 3}


def test_a_rule_can_wait_and_can_end(started: Started) -> None:
    asking = client(started(Rule(Effect.SERVER_ERROR, size=503, after=1, times=1)), "ecs")
    asking.list_clusters()
    assert refusal(asking, "ListClusters").response["ResponseMetadata"]["HTTPStatusCode"] == 503
    asking.list_clusters()


@pytest.mark.parametrize(
    ("effect", "service", "operation", "expected"),
    [
        (Effect.REGION_OFF, "ec2", "DescribeVolumes", "AuthFailure"),
        (Effect.REGION_OFF, "ecs", "ListClusters", "UnrecognizedClientException"),
        (Effect.REGION_LOCK, "ecs", "ListClusters", "AccessDeniedException"),
        (Effect.CLOSED, "iam", "ListAccountAliases", "InvalidClientTokenId"),
        (Effect.CLOCK_SKEW, "s3", "ListBuckets", "RequestTimeTooSkewed"),
        (Effect.CLOCK_SKEW, "iam", "ListAccountAliases", "SignatureDoesNotMatch"),
        (Effect.CLOCK_SKEW, "ecs", "ListClusters", "InvalidSignatureException"),
        (Effect.NO_SUBSCRIPTION, "support", "DescribeSeverityLevels", "SubscriptionRequiredException"),
    ],
)
def test_each_reason_has_its_own_code(
    effect: Effect, service: str, operation: str, expected: str, started: Started
) -> None:
    assert code(refusal(client(started(Rule(effect)), service), operation)) == expected


def test_a_region_lock_leaves_services_without_regions_alone(started: Started) -> None:
    endpoint = started(Rule(Effect.REGION_LOCK, region="eu-west-1"))
    assert call(client(endpoint, "iam"), "ListAccountAliases")["AccountAliases"] == []
    assert code(refusal(client(endpoint, "ecs"), "ListClusters")) == "AccessDeniedException"
    assert call(client(endpoint, "ecs", "us-east-1"), "ListClusters")["clusterArns"] == []


def test_a_region_that_the_account_did_not_enable_knows_no_key(started: Started) -> None:
    assert code(refusal(client(started(), "sns", "ap-southeast-3"), "ListTopics")) == "InvalidClientTokenId"


def test_sessions_expire(started: Started) -> None:
    endpoint = started(Rule(Effect.EXPIRED, seconds=0, service="e*"))
    keys = assumed(endpoint, PRODUCTION)
    assert code(refusal(client(endpoint, "ecs", keys=keys), "ListClusters")) == "ExpiredTokenException"
    assert code(refusal(client(endpoint, "ec2", keys=keys), "DescribeVolumes")) == "RequestExpired"
    assert call(client(endpoint, "ecs"), "ListClusters")["clusterArns"] == []


def test_an_empty_page_leads_on(started: Started, two_accounts: Estate) -> None:
    two_accounts.put(MANAGEMENT, "", "ecs", "ListClusters", {"clusterArns": ["a", "b"]})
    pages = client(started(Rule(Effect.EMPTY_PAGE)), "ecs").get_paginator("list_clusters").paginate()
    assert [page["clusterArns"] for page in pages] == [[], ["a", "b"]]


def test_a_repeated_token_never_ends(started: Started, two_accounts: Estate) -> None:
    two_accounts.put(MANAGEMENT, "", "ecs", "ListClusters", {"clusterArns": ["a", "b"]})
    asking = client(started(Rule(Effect.REPEATED_TOKEN)), "ecs")
    first = asking.list_clusters()
    assert asking.list_clusters(nextToken=first["nextToken"])["nextToken"] == first["nextToken"]


@pytest.mark.parametrize("effect", [Effect.GARBAGE, Effect.DROP])
@pytest.mark.parametrize(("service", "operation"), [("ecs", "ListClusters"), ("iam", "ListAccountAliases")])
def test_damage_is_not_an_answer(effect: Effect, service: str, operation: str, started: Started) -> None:
    with pytest.raises((BotoCoreError, ResponseParserError, ValueError)):
        call(client(started(Rule(effect)), service), operation)


def test_a_cut_answer_ends_early(started: Started, two_accounts: Estate) -> None:
    """botocore itself takes a cut JSON answer for one without members: whoever asks has to look at its length."""
    two_accounts.put(MANAGEMENT, "", "ecs", "ListClusters", {"clusterArns": ["a", "b"]})
    endpoint = started(Rule(Effect.TRUNCATED))
    assert "clusterArns" not in client(endpoint, "ecs").list_clusters()
    with pytest.raises(ResponseParserError):
        call(client(endpoint, "iam"), "ListAccountAliases")


def test_a_huge_answer_is_still_an_answer(started: Started) -> None:
    asking = client(started(Rule(Effect.HUGE, size=3_000_000)), "ecs")
    answer = asking.list_clusters()
    assert answer["clusterArns"] == []
    assert int(answer["ResponseMetadata"]["HTTPHeaders"]["content-length"]) == 3_000_000


def test_a_404_without_a_modelled_code_has_no_code_of_the_model(started: Started) -> None:
    assert code(refusal(client(started(Rule(Effect.UNMODELLED_404)), "lambda"), "ListFunctions")) == "404"


def test_only_allowed_actions_pass(started: Started) -> None:
    endpoint = started(allowed={"*": ("iam:ListAccount*", "sts:AssumeRole"), PRODUCTION: ("ecs:ListClusters",)})
    assert call(client(endpoint, "iam"), "ListAccountAliases")["AccountAliases"] == []
    error = refusal(client(endpoint, "accessanalyzer"), "ListFindingsV2", analyzerArn="arn:aws:x")
    assert "access-analyzer:ListFindings" in error.response["Error"]["Message"]
    keys = assumed(endpoint, PRODUCTION)
    assert call(client(endpoint, "ecs", keys=keys), "ListClusters")["clusterArns"] == []
    assert code(refusal(client(endpoint, "iam", keys=keys), "ListAccountAliases")) == "AccessDenied"


def test_a_session_policy_bounds_the_session(started: Started) -> None:
    endpoint = started()
    policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecs:List*","Resource":"*"}]}'
    keys = assumed(endpoint, PRODUCTION, Policy=policy)
    assert call(client(endpoint, "ecs", keys=keys), "ListClusters")["clusterArns"] == []
    message = refusal(client(endpoint, "ec2", keys=keys), "DescribeVolumes").response["Error"]["Message"]
    assert "because no session policy allows the ec2:DescribeVolumes action" in message
    too_long = refusal(
        client(endpoint, "sts"),
        "AssumeRole",
        RoleArn=f"arn:aws:iam::{PRODUCTION}:role/AssessReader",
        RoleSessionName="assess",
        Policy=policy + " " * 2048,
    )
    assert code(too_long) == "ValidationError"


def test_a_role_is_assumed_only_where_it_is_and_by_whom_it_trusts() -> None:
    estate = Estate(
        [
            Account(MANAGEMENT),
            Account(PRODUCTION, external_id="agreed"),
            Account("444455556666", reader_role=""),
            Account("555566667777", status="SUSPENDED"),
        ]
    )
    with running(estate) as endpoint:
        assert assumed(endpoint, PRODUCTION, ExternalId="agreed").token
        for account, external in ((PRODUCTION, "guessed"), ("444455556666", "x1"), ("555566667777", "x1")):
            with pytest.raises(ClientError, match="sts:AssumeRole"):
                assumed(endpoint, account, ExternalId=external)


def test_an_account_closes_in_the_middle_of_a_run(started: Started) -> None:
    endpoint = started(Rule(Effect.CLOSED, account=PRODUCTION, after=2))
    keys = assumed(endpoint, PRODUCTION)
    asking = client(endpoint, "ecs", keys=keys)
    assert [asking.list_clusters()["clusterArns"] for _ in range(2)] == [[], []]
    assert code(refusal(asking, "ListClusters")) == "UnrecognizedClientException"
    with pytest.raises(ClientError, match="not authorized to perform: sts:AssumeRole"):
        assumed(endpoint, PRODUCTION)


def test_what_comes_too_fast_is_throttled_and_the_rest_is_not(started: Started) -> None:
    endpoint = started(Rule(Effect.RATE, size=3, service="ecs"))
    asking = client(endpoint, "ecs")
    for _ in range(40):
        with suppress(ClientError):
            asking.list_clusters()
    call(client(endpoint, "ecs", "us-east-1"), "ListClusters")
    refused = endpoint.counts().refused[MANAGEMENT, "ecs", "ListClusters", "ThrottlingException"]
    assert 0 < refused <= 37


def test_only_the_management_account_sees_the_organization(started: Started) -> None:
    endpoint = started()
    told = client(endpoint, "organizations").list_accounts()["Accounts"]
    assert [each["Id"] for each in told] == [MANAGEMENT, PRODUCTION]
    member = client(endpoint, "organizations", keys=assumed(endpoint, PRODUCTION))
    assert member.describe_organization()["Organization"]["MasterAccountId"] == MANAGEMENT
    assert code(refusal(member, "ListAccounts")) == "AccessDeniedException"


def test_the_wrong_account_can_be_handed_out(started: Started) -> None:
    endpoint = started(Rule(Effect.WRONG_ACCOUNT, words=MANAGEMENT))
    keys = assumed(endpoint, PRODUCTION)
    assert client(endpoint, "sts", keys=keys).get_caller_identity()["Account"] == MANAGEMENT
