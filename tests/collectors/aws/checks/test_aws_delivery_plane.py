"""The delivery plane: what each check says of a good, a bad, an unread and a meaningless case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assess.evidence.checks import Outcome
from assess.evidence.facts import Fact
from collectors.aws.facts.accounts import Account, Delegate, ListedAccount, Thing
from collectors.aws.facts.alarms import EventRule, Subscription, SubscriptionKind, Topic
from collectors.aws.facts.artifacts import (
    BuildProject,
    CodeRepository,
    Registry,
    RunnerMachine,
    RunningImage,
    Secret,
    SecretParameter,
    SignedCode,
    SilencedFindings,
    ThreatDetector,
    Variables,
    WebhookFilter,
)
from collectors.aws.facts.controls import ControlPolicy
from collectors.aws.facts.identities import AccessKey, AccountKeys, ImagePusher, PipelineRole
from collectors.aws.facts.journeys import EntryPoint
from collectors.aws.facts.releases import Pipeline
from collectors.aws.facts.spending import Machine
from collectors.aws.facts.statements import Condition, Party, Statement
from collectors.aws.iam_trust import Door, doors
from tests.collectors.aws.facts_given import ACCOUNT, MANAGEMENT, REFUSED, judged, outcome, some, subject

PASS, FAIL, NONE, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE, Outcome.UNKNOWN
GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
GITLAB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/gitlab.com"


def token(*subjects: str, provider: str = GITHUB) -> Statement:
    host = provider.partition("oidc-provider/")[2]
    sub = Condition("StringLike", f"{host}:sub", subjects)
    party = Party("Federated", provider)
    return Statement(allow=True, actions=("sts:AssumeRoleWithWebIdentity",), parties=(party,), conditions=(sub,))


def taken_by(kind: str, name: str, *conditions: Condition) -> Statement:
    return Statement(allow=True, actions=("sts:AssumeRole",), parties=(Party(kind, name),), conditions=conditions)


def allow(*actions: str, resource: str = "*") -> Statement:
    return Statement(allow=True, actions=actions, resources=(resource,))


def role(trust: Statement, *statements: Statement, **more: object) -> PipelineRole:
    told: dict[str, object] = {
        "subject": subject("role", f"arn:aws:iam::{ACCOUNT}:role/deploy", region=""),
        "name": "deploy",
        "doors": doors([trust], ACCOUNT),
        "trust": (trust,),
        "statements": statements,
        **more,
    }
    return some(PipelineRole, **told)


DEPLOYS = allow("ecs:UpdateService")
MAIN, BRANCHES = token("repo:acme/app:ref:refs/heads/main"), token("repo:acme/app:*")
OWNER, ENVIRONMENT = token("repo:acme/*"), token("repo:acme/app:environment:production")
ANY_JOB, STRANGE = token("*"), token("actor_id:*")
PULLS = token("repo:acme/app:pull_request")
GITLAB_MAIN = token("project_path:acme/app:ref_type:branch:ref:main", provider=GITLAB)
BUILD, OTHER_ROLE = taken_by("Service", "codebuild.amazonaws.com"), taken_by("AWS", "arn:aws:iam::5:role/ci")
WHOLE = taken_by("AWS", "arn:aws:iam::555500001111:root")
WHOLE_NAMED = taken_by("AWS", "arn:aws:iam::555500001111:root", Condition("StringEquals", "sts:ExternalId", ()))
EVERYBODY = taken_by("AWS", "*")


@pytest.mark.parametrize(
    ("check", "judged_role", "expected"),
    [
        ("role_takes_tokens_of_named_repositories", role(BRANCHES), PASS),
        ("role_takes_tokens_of_named_repositories", role(token("repo:acme/app:*", "repo:acme/*")), FAIL),
        ("role_takes_tokens_of_named_repositories", role(OWNER), FAIL),
        ("role_takes_tokens_of_named_repositories", role(ANY_JOB), FAIL),
        ("role_takes_tokens_of_named_repositories", role(STRANGE), UNKNOWN),
        ("role_takes_tokens_of_named_repositories", role(BUILD), NONE),
        ("job_of_an_outsider_gets_no_role", role(MAIN), PASS),
        ("job_of_an_outsider_gets_no_role", role(ENVIRONMENT), PASS),
        ("job_of_an_outsider_gets_no_role", role(BRANCHES), FAIL),
        ("job_of_an_outsider_gets_no_role", role(PULLS), FAIL),
        ("job_of_an_outsider_gets_no_role", role(STRANGE), UNKNOWN),
        ("job_of_an_outsider_gets_no_role", role(BUILD), NONE),
        ("role_asks_for_a_branch_or_environment", role(MAIN, DEPLOYS), PASS),
        ("role_asks_for_a_branch_or_environment", role(BRANCHES, DEPLOYS), FAIL),
        ("role_asks_for_a_branch_or_environment", role(PULLS, DEPLOYS), FAIL),
        ("role_asks_for_a_branch_or_environment", role(BRANCHES, allow("s3:GetObject")), NONE),
        ("role_asks_for_a_branch_or_environment", role(BRANCHES, allow("sts:AssumeRole")), FAIL),
        ("role_takes_only_jobs_of_an_environment", role(MAIN, allow("codepipeline:StartPipelineExecution")), FAIL),
        ("role_takes_only_jobs_of_an_environment", role(ENVIRONMENT, DEPLOYS), PASS),
        ("role_takes_only_jobs_of_an_environment", role(MAIN, DEPLOYS), FAIL),
        ("role_takes_only_jobs_of_an_environment", role(GITLAB_MAIN, DEPLOYS), UNKNOWN),
        ("role_takes_only_jobs_of_an_environment", role(BUILD, DEPLOYS), NONE),
        ("role_says_who_may_take_it", role(MAIN), PASS),
        ("role_says_who_may_take_it", role(GITLAB_MAIN), PASS),
        ("role_says_who_may_take_it", role(BRANCHES), FAIL),
        ("role_says_who_may_take_it", role(OTHER_ROLE), PASS),
        ("role_says_who_may_take_it", role(WHOLE), FAIL),
        ("role_says_who_may_take_it", role(WHOLE_NAMED), PASS),
        ("role_says_who_may_take_it", role(EVERYBODY), FAIL),
        ("role_says_who_may_take_it", role(BUILD), PASS),
        ("role_says_who_may_take_it", role(STRANGE), UNKNOWN),
        ("role_is_no_administrator", role(MAIN, DEPLOYS), PASS),
        ("role_is_no_administrator", role(MAIN, allow("*")), FAIL),
        ("role_is_no_administrator", role(MAIN, allow("iam:*")), FAIL),
        ("role_is_no_administrator", role(MAIN, allow("*"), boundary=(DEPLOYS,)), PASS),
        ("build_role_can_neither_publish_nor_deploy", role(BUILD, allow("s3:GetObject")), PASS),
        ("build_role_can_neither_publish_nor_deploy", role(BUILD, allow("ecr:*")), FAIL),
        ("build_role_can_neither_publish_nor_deploy", role(BUILD, allow("lambda:UpdateFunctionCode")), FAIL),
        ("build_role_can_neither_publish_nor_deploy", role(BUILD, allow("*"), boundary=(allow("s3:*"),)), PASS),
        ("build_role_can_neither_publish_nor_deploy", role(BUILD, allow("*"), boundary=REFUSED), UNKNOWN),
        ("build_role_can_neither_publish_nor_deploy", role(BUILD, unresolved=("Odd",)), UNKNOWN),
        ("build_role_can_neither_publish_nor_deploy", role(MAIN, allow("*")), NONE),
    ],
)
def test_roles(check: str, judged_role: PipelineRole, expected: Outcome) -> None:
    assert outcome(check, judged_role) is expected


def test_of_a_whole_account_the_principal_that_a_condition_names_is_told() -> None:
    ci = "arn:aws:iam::555500001111:role/ci"
    trust = taken_by("AWS", "arn:aws:iam::555500001111:root", Condition("ArnEquals", "aws:PrincipalArn", (ci,)))
    verdict = judged("role_says_who_may_take_it", role(trust))
    assert (verdict.outcome, verdict.message) == (PASS, f"only {ci} of arn:aws:iam::555500001111:root takes it")


def account(management: str = MANAGEMENT) -> Account:
    at = subject("account", f"arn:aws:account::{ACCOUNT}:account", region="")
    return some(Account, subject=at, number=ACCOUNT, management=management)


def listed(**more: object) -> ListedAccount:
    told: dict[str, object] = {
        "subject": subject("account", f"aws:{ACCOUNT}", account=MANAGEMENT, region=""),
        "number": ACCOUNT,
        "active": True,
        "above": ("r-root", "ou-workloads"),
        **more,
    }
    return some(ListedAccount, **told)


def control(name: str, targets: object, *statements: Statement) -> ControlPolicy:
    at = subject("control policy", f"arn:policy/{name}", account=MANAGEMENT, region="")
    return ControlPolicy(subject=at, name=name, own=True, targets=targets, statements=statements)  # type: ignore[arg-type]


def deny(*actions: str, resource: str = "*", conditions: tuple[Condition, ...] = ()) -> Statement:
    return Statement(allow=False, actions=actions, resources=(resource,), conditions=conditions)


EVERYWHERE = control("FullAWSAccess", ("r-root", "ou-workloads", ACCOUNT), allow("*"))
NO_KEYS = deny("iam:CreateUser", "iam:CreateAccessKey")
SPARES = Condition("ArnNotLike", "aws:PrincipalArn", ("arn:aws:iam::*:role/break-glass",))
SPARES_ALL = Condition("ArnNotLike", "aws:PrincipalArn", ("*",))
ALL_BUT_S3 = Statement(allow=False, not_actions=("s3:*",), resources=("*",))
ABROAD = Condition("StringNotEquals", "aws:RequestedRegion", ("eu-west-1",))

ORGANISATIONS = [
    ("on a unit above", (control("keys", ("ou-workloads",), NO_KEYS),), PASS),
    ("on the root", (control("keys", ("r-root",), deny("iam:*")),), PASS),
    ("on the account itself", (control("keys", (ACCOUNT,), NO_KEYS),), PASS),
    ("on another unit", (control("keys", ("ou-sandbox",), NO_KEYS),), FAIL),
    ("hanging nowhere", (control("keys", (), NO_KEYS),), FAIL),
    ("sparing named principals", (control("keys", ("r-root",), deny("iam:*", conditions=(SPARES,))),), PASS),
    ("sparing everybody", (control("keys", ("r-root",), deny("iam:*", conditions=(SPARES_ALL,))),), FAIL),
    ("only abroad", (control("keys", ("r-root",), deny("*", conditions=(ABROAD,))),), FAIL),
    ("only some users", (control("keys", ("r-root",), deny("iam:*", resource="arn:aws:iam::*:user/ci/*")),), FAIL),
    ("everything but reading", (control("x", ("r-root",), ALL_BUT_S3),), PASS),
    ("a list on one level only", (control("only", (ACCOUNT,), allow("iam:*")),), FAIL),
    ("no other policy", (), FAIL),
    ("where they hang was refused", (control("keys", REFUSED, NO_KEYS),), UNKNOWN),
]


@pytest.mark.parametrize(
    ("others", "expected"), [row[1:] for row in ORGANISATIONS], ids=[row[0] for row in ORGANISATIONS]
)
def test_new_keys_are_denied_by_what_stands_above(others: tuple[Fact, ...], expected: Outcome) -> None:
    given = (listed(), EVERYWHERE, *others)
    assert outcome("organisation_denies_new_long_lived_keys", account(), *given) is expected


def test_what_no_policy_allows_is_denied_too() -> None:
    only = control("only", ("r-root", "ou-workloads", ACCOUNT), allow("ecs:*", "s3:*"))
    assert outcome("organisation_denies_new_long_lived_keys", account(), listed(), only) is PASS
    assert outcome("organisation_denies_new_long_lived_keys", account(), listed()) is FAIL


def test_an_account_whose_place_is_not_known_is_unknown() -> None:
    given = (listed(above=REFUSED), EVERYWHERE)
    assert outcome("organisation_denies_new_long_lived_keys", account(), *given) is UNKNOWN


def test_no_policy_holds_a_management_account_and_none_stands_above_a_lonely_one() -> None:
    of_all = control("keys", ("r-root",), NO_KEYS)
    own = listed(subject=subject("account", f"aws:{ACCOUNT}", account=ACCOUNT, region=""), manages=True)
    assert outcome("organisation_denies_new_long_lived_keys", account(ACCOUNT), own, of_all) is NONE
    assert outcome("organisation_denies_new_long_lived_keys", account("none")) is FAIL


@pytest.mark.parametrize("kind", [ListedAccount, ControlPolicy])
def test_an_organisation_that_was_not_read_is_unknown(kind: type[Fact]) -> None:
    others = () if kind is ListedAccount else (listed(),)
    assert outcome("organisation_denies_new_long_lived_keys", account(), *others, unread=(kind,)) is UNKNOWN


RAISES = allow("iam:AttachRolePolicy")
NO_RAISE = control("rights", ("r-root",), deny("iam:AttachRolePolicy", "iam:PassRole"))


@pytest.mark.parametrize(
    ("judged_role", "others", "expected"),
    [
        (role(MAIN, DEPLOYS), (), PASS),
        (role(MAIN, RAISES), (account("none"),), FAIL),
        (role(MAIN, RAISES), (account(), listed(), EVERYWHERE), FAIL),
        (role(MAIN, RAISES), (account(), listed(), EVERYWHERE, NO_RAISE), PASS),
        (role(MAIN, RAISES, allow("iam:CreateAccessKey")), (account(), listed(), EVERYWHERE, NO_RAISE), FAIL),
        (role(MAIN, RAISES, boundary=(DEPLOYS,)), (), PASS),
        (role(MAIN, RAISES, boundary=(allow("*"),)), (account("none"),), FAIL),
        (role(MAIN, RAISES, boundary=REFUSED), (account("none"),), UNKNOWN),
        (role(MAIN, allow("iam:PassRole", "lambda:*")), (account("none"),), FAIL),
        (role(MAIN, allow("iam:PassRole", "lambda:*")), (account(), listed(), EVERYWHERE, NO_RAISE), PASS),
        (role(MAIN, allow("iam:PassRole", resource="arn:aws:iam::1:role/app"), allow("lambda:*")), (), PASS),
        (role(MAIN, DEPLOYS, unresolved=("Odd",)), (), UNKNOWN),
    ],
)
def test_more_rights(judged_role: PipelineRole, others: tuple[Fact, ...], expected: Outcome) -> None:
    assert outcome("role_cannot_raise_its_own_rights", judged_role, *others) is expected


def project(*groups: tuple[WebhookFilter, ...], **more: object) -> BuildProject:
    told: dict[str, object] = {
        "subject": subject("build project", "arn:project"),
        "name": "shop",
        "webhook": groups,
        **more,
    }
    return some(BuildProject, **told)


def when(pattern: str) -> WebhookFilter:
    return WebhookFilter("EVENT", pattern, False)


def who(pattern: str, *, excludes: bool = False) -> WebhookFilter:
    return WebhookFilter("ACTOR_ACCOUNT_ID", pattern, excludes)


OPENED = "PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED"


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (project(webhook=None), PASS),
        (project(), FAIL),
        (project((when("PUSH"),)), PASS),
        (project((when(OPENED),)), FAIL),
        (project((when("PUSH, PULL_REQUEST_CREATED"),)), FAIL),
        (project((when("PULL_REQUEST_MERGED"),)), PASS),
        (project((when(OPENED), who("^123$"))), PASS),
        (project((when(OPENED), who("^123$|^456$"))), PASS),
        (project((when(OPENED), who("^(123|456)$"))), PASS),
        (project((when(OPENED), who("123"))), FAIL),
        (project((when(OPENED), who("^123|456$"))), FAIL),
        (project((when(OPENED), who("^666$", excludes=True))), FAIL),
        (project((when("PUSH"),), (when(OPENED),)), FAIL),
        (project((when(OPENED), WebhookFilter("HEAD_REF", "^refs/heads/main$", False))), FAIL),
        (project((when(OPENED),), approval="ALL_PULL_REQUESTS"), PASS),
        (project((when(OPENED),), approval="FORK_PULL_REQUESTS"), PASS),
        (project((when(OPENED),), approval="DISABLED"), FAIL),
        (project((when("WORKFLOW_JOB_QUEUED"),), runner=True), NONE),
    ],
)
def test_who_starts_a_build(build: BuildProject, expected: Outcome) -> None:
    assert outcome("outsider_cannot_start_a_build", build) is expected


REGISTRY_ARN = f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/shop"
CI = Party("AWS", f"arn:aws:iam::{ACCOUNT}:role/ci")


def registry(*policy: Statement, **more: object) -> Registry:
    told: dict[str, object] = {
        "subject": subject("image repository", REGISTRY_ARN),
        "name": "shop",
        "product": "ECR",
        "fixed_tags": True,
        "policy": policy or None,
        "expires": True,
        **more,
    }
    return some(Registry, **told)


def may_push(party: Party | None, *conditions: Condition, allow: bool = True, spared: Party | None = None) -> Statement:
    parties, others = ((party,) if party else ()), ((spared,) if spared else ())
    return Statement(allow=allow, actions=("ecr:PutImage",), parties=parties, not_parties=others, conditions=conditions)


def pusher(name: str, *, automated: bool = True, emergency: bool = False, to: str = "*") -> ImagePusher:
    at = subject("role", f"arn:aws:iam::{ACCOUNT}:role/{name}", region="")
    return ImagePusher(subject=at, name=name, automated=automated, emergency=emergency, to=(to,))


STRANGER, IN_ORGANISATION = (
    Party("AWS", "arn:aws:iam::5550:root"),
    Condition("StringEquals", "aws:PrincipalOrgID", ("o-1",)),
)


@pytest.mark.parametrize(
    ("judged_registry", "expected"),
    [
        (registry(), PASS),
        (registry(may_push(Party("AWS", "*"))), FAIL),
        (registry(may_push(Party("AWS", "*"), IN_ORGANISATION)), PASS),
        (registry(may_push(STRANGER)), FAIL),
        (registry(may_push(Party("AWS", f"arn:aws:iam::{ACCOUNT}:root"))), PASS),
        (registry(may_push(Party("AWS", "arn:aws:iam::5550:role/ci"))), PASS),
        (registry(may_push(None, spared=CI)), FAIL),
        (registry(may_push(Party("AWS", "*"), allow=False)), PASS),
        (registry(Statement(allow=True, actions=("ecr:BatchGetImage",), parties=(Party("AWS", "*"),))), PASS),
        (registry(policy=REFUSED), UNKNOWN),
    ],
)
def test_strangers_who_push(judged_registry: Registry, expected: Outcome) -> None:
    assert outcome("stranger_cannot_push", judged_registry) is expected


ONLY_CI = may_push(None, allow=False, spared=CI)


@pytest.mark.parametrize(
    ("judged_registry", "others", "expected"),
    [
        (registry(), (), PASS),
        (registry(), (pusher("ci"),), PASS),
        (registry(), (pusher("ci"), pusher("build")), FAIL),
        (registry(), (pusher("ci"), pusher("build", to="arn:aws:ecr:*:*:repository/till")), PASS),
        (registry(), (pusher("admin", automated=False),), FAIL),
        (registry(), (pusher("ci"), pusher("glass", automated=False, emergency=True)), PASS),
        (registry(ONLY_CI), (pusher("ci"), pusher("build"), pusher("admin", automated=False)), PASS),
        (registry(may_push(Party("AWS", "arn:aws:iam::5550:role/ci"))), (pusher("ci"),), FAIL),
        (registry(product="CodeArtifact"), (), NONE),
        (registry(policy=REFUSED), (), UNKNOWN),
    ],
)
def test_one_machine_pushes(judged_registry: Registry, others: tuple[Fact, ...], expected: Outcome) -> None:
    assert outcome("one_machine_alone_may_push", judged_registry, *others) is expected


def test_identities_that_were_not_read_are_unknown() -> None:
    assert outcome("one_machine_alone_may_push", registry(), unread=(ImagePusher,)) is UNKNOWN


def image(
    tag: str = "1.2.3", *, by_digest: bool = False, host: str = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com"
) -> RunningImage:
    at = subject("image", f"arn:aws:ecs:eu-west-1:{ACCOUNT}:service/a/b#app")
    return RunningImage(subject=at, service="b", registry=host, repository="shop", tag=tag, by_digest=by_digest)


@pytest.mark.parametrize(
    ("check", "running", "others", "expected"),
    [
        ("image_says_its_version", image(), (), PASS),
        ("image_says_its_version", image("latest"), (), FAIL),
        ("image_says_its_version", image("MAIN"), (), FAIL),
        ("image_says_its_version", image("", by_digest=True), (), PASS),
        ("image_leads_to_one_build", image("", by_digest=True), (), PASS),
        ("image_leads_to_one_build", image("latest"), (registry(),), FAIL),
        ("image_leads_to_one_build", image(), (registry(),), PASS),
        ("image_leads_to_one_build", image(), (registry(fixed_tags=False),), FAIL),
        ("image_leads_to_one_build", image("dev-7"), (registry(spared=("dev-*",)),), FAIL),
        ("image_leads_to_one_build", image(), (), UNKNOWN),
        ("image_leads_to_one_build", image(host="docker.io"), (registry(),), UNKNOWN),
        ("image_leads_to_one_build", image(host=""), (), UNKNOWN),
    ],
)
def test_running_images(check: str, running: RunningImage, others: tuple[Fact, ...], expected: Outcome) -> None:
    assert outcome(check, running, *others) is expected


KEY = some(AccessKey, subject=subject("access key", "arn:user/ci#key-1", region=""), user="ci", days=30, idle_days=1)
KEYS = some(AccountKeys, subject=subject("account", "arn:credentials", region=""))
SECRET = some(Secret, subject=subject("secret", "arn:secret"), name="db", rotates=True, every_days=30, age_days=29)
VARIABLES = some(Variables, subject=subject("variables", "arn:f"), name="f", type="function", plain=3)
PARAMETER = some(SecretParameter, subject=subject("parameter", "arn:p"), name="/a/password", encrypted=True)
SILENCED = some(SilencedFindings, subject=subject("findings", "arn:s"), count=3, explained=3)
RUNNER = some(RunnerMachine, subject=subject("instance", "arn:i"), name="runner-1", days=0)
FUNCTION = some(SignedCode, subject=subject("function", "arn:f"), name="f", policy="Enforce")
CODE = some(CodeRepository, subject=subject("code repository", "arn:c"), name="app", approvals=2)


@pytest.mark.parametrize(
    ("check", "fact", "expected"),
    [
        ("key_is_younger_than_a_quarter", KEY, PASS),
        ("key_is_younger_than_a_quarter", replace(KEY, days=90), PASS),
        ("key_is_younger_than_a_quarter", replace(KEY, days=91), FAIL),
        ("key_is_younger_than_a_quarter", replace(KEY, root=True), FAIL),
        ("key_is_younger_than_a_quarter", replace(KEY, days=None), NONE),
        ("account_works_without_long_lived_keys", KEYS, PASS),
        ("account_works_without_long_lived_keys", replace(KEYS, active_keys=1), FAIL),
        ("account_works_without_long_lived_keys", replace(KEYS, root_keys=True), FAIL),
        ("plain_variables_hold_no_secret", VARIABLES, PASS),
        ("plain_variables_hold_no_secret", replace(VARIABLES, suspicious=("DB_PASSWORD",)), FAIL),
        ("secret_parameter_is_encrypted", PARAMETER, PASS),
        ("secret_parameter_is_encrypted", replace(PARAMETER, encrypted=False), FAIL),
        ("secret_changes_by_itself", SECRET, PASS),
        ("secret_changes_by_itself", replace(SECRET, age_days=60), PASS),
        ("secret_changes_by_itself", replace(SECRET, age_days=61), FAIL),
        ("secret_changes_by_itself", replace(SECRET, rotates=False, every_days=None), FAIL),
        ("silenced_findings_say_why", SILENCED, PASS),
        ("silenced_findings_say_why", replace(SILENCED, explained=2), FAIL),
        ("runner_lives_for_one_job", RUNNER, PASS),
        ("runner_lives_for_one_job", replace(RUNNER, days=1), FAIL),
        ("build_has_no_rights_over_its_host", project(webhook=None), PASS),
        ("build_has_no_rights_over_its_host", project(webhook=None, privileged=True), FAIL),
        ("build_machine_ends_with_its_build", project(webhook=None), PASS),
        ("build_machine_ends_with_its_build", project(webhook=None, fleet=True), FAIL),
        ("unsigned_code_is_refused", FUNCTION, PASS),
        ("unsigned_code_is_refused", replace(FUNCTION, policy="Warn"), FAIL),
        ("unsigned_code_is_refused", replace(FUNCTION, policy="none"), FAIL),
        ("unsigned_code_is_refused", replace(FUNCTION, policy=REFUSED), UNKNOWN),
        ("merge_needs_an_approval", CODE, PASS),
        ("merge_needs_an_approval", replace(CODE, approvals=0), FAIL),
        ("merge_needs_an_approval", replace(CODE, approvals=REFUSED), UNKNOWN),
        ("tag_cannot_be_moved", registry(), PASS),
        ("tag_cannot_be_moved", registry(spared=("dev-*",)), PASS),
        ("tag_cannot_be_moved", registry(spared=("*",)), FAIL),
        ("tag_cannot_be_moved", registry(fixed_tags=False), FAIL),
        ("tag_cannot_be_moved", registry(fixed_tags=None), NONE),
    ],
)
def test_keys_secrets_and_builds(check: str, fact: Fact, expected: Outcome) -> None:
    assert outcome(check, fact) is expected


PIPELINE = some(Pipeline, subject=subject("pipeline", "arn:pipeline"), name="shop")
TOPIC_ARN = f"arn:aws:sns:eu-west-1:{ACCOUNT}:security"
DETECTOR = some(ThreatDetector, subject=subject("threat detection", "arn:d"), enabled=True, frequency="FIFTEEN_MINUTES")


def topic(*, host: str = "", confirmed: bool = True) -> Topic:
    kind = SubscriptionKind.HTTPS if host else SubscriptionKind.EMAIL
    return some(
        Topic,
        subject=subject("topic", TOPIC_ARN),
        name="security",
        subscriptions=(Subscription(kind, confirmed, host),),
    )


def rule(source: str, detail: str, **more: object) -> EventRule:
    told: dict[str, object] = {
        "subject": subject("event rule", f"arn:rule/{source}"),
        "name": source,
        "enabled": True,
        "sources": (source,),
        "details": (detail,),
        "targets": (TOPIC_ARN,),
        **more,
    }
    return some(EventRule, **told)


ON_CALLS = rule("aws.codepipeline", "AWS API Call via CloudTrail")
ON_RUNS = rule("aws.codepipeline", "CodePipeline Pipeline Execution State Change")
ON_FINDINGS = rule("aws.guardduty", "GuardDuty Finding")
ON_HUB = rule("aws.securityhub", "Security Hub Findings - Imported")
PAGER = topic(host="events.pagerduty.com")
USED = some(Thing, subject=subject("thing", "arn:lambda:f"), type="lambda:function")
USED_ELSEWHERE = replace(USED, subject=subject("thing", "arn:lambda:g", region="eu-central-1"))
EVERYWHERE_ENTRY = some(EntryPoint, subject=subject("distribution", "arn:cloudfront:d", region=""))
SHOP = (some(Account, subject=subject("account", "a", region=""), number=ACCOUNT, management=MANAGEMENT), USED)
SECURITY = "555566667777"
ADMINISTERS = some(
    Delegate,
    subject=subject("delegate", "d", account=MANAGEMENT, region=""),
    number=SECURITY,
    services=("guardduty.amazonaws.com",),
)
ON_THEIR_FINDINGS = replace(ON_FINDINGS, subject=subject("event rule", "arn:rule/theirs", account=SECURITY))


@pytest.mark.parametrize(
    ("check", "fact", "others", "expected"),
    [
        ("change_of_the_pipeline_reaches_somebody", PIPELINE, (ON_CALLS, topic()), PASS),
        ("change_of_the_pipeline_reaches_somebody", PIPELINE, (ON_RUNS, topic()), FAIL),
        ("change_of_the_pipeline_reaches_somebody", PIPELINE, (replace(ON_CALLS, enabled=False), topic()), FAIL),
        ("change_of_the_pipeline_reaches_somebody", PIPELINE, (ON_CALLS, topic(confirmed=False)), FAIL),
        ("change_of_the_pipeline_reaches_somebody", PIPELINE, (ON_CALLS,), FAIL),
        ("change_of_the_pipeline_reaches_somebody", PIPELINE, (replace(ON_CALLS, targets=REFUSED),), UNKNOWN),
        ("change_of_the_pipeline_reaches_somebody", PIPELINE, (), FAIL),
        ("change_of_the_pipeline_pages", PIPELINE, (ON_CALLS, PAGER), PASS),
        ("change_of_the_pipeline_pages", PIPELINE, (ON_CALLS, topic()), FAIL),
        ("odd_use_is_looked_for", DETECTOR, (USED,), PASS),
        ("odd_use_is_looked_for", replace(DETECTOR, enabled=False), (USED,), FAIL),
        ("odd_use_is_looked_for", replace(DETECTOR, enabled=REFUSED), (USED,), UNKNOWN),
        ("odd_use_is_looked_for", replace(DETECTOR, enabled=False), (), NONE),
        ("odd_use_is_looked_for", DETECTOR, (), NONE),
        ("odd_use_is_looked_for", replace(DETECTOR, enabled=False), (USED_ELSEWHERE,), NONE),
        ("odd_use_is_looked_for", replace(DETECTOR, enabled=False), (EVERYWHERE_ENTRY,), NONE),
        ("odd_use_pages_within_minutes", DETECTOR, (*SHOP, ON_FINDINGS, PAGER), PASS),
        ("odd_use_pages_within_minutes", replace(DETECTOR, frequency="SIX_HOURS"), (*SHOP, ON_FINDINGS, PAGER), FAIL),
        ("odd_use_pages_within_minutes", DETECTOR, (*SHOP, ON_FINDINGS, topic()), FAIL),
        ("odd_use_pages_within_minutes", DETECTOR, SHOP, FAIL),
        ("odd_use_pages_within_minutes", replace(DETECTOR, enabled=False), (*SHOP, ON_FINDINGS, PAGER), FAIL),
        ("odd_use_pages_within_minutes", replace(DETECTOR, enabled=False), (SHOP[0], USED_ELSEWHERE), FAIL),
        ("odd_use_pages_within_minutes", replace(DETECTOR, enabled=False), (SHOP[0],), NONE),
        ("odd_use_pages_within_minutes", DETECTOR, (*SHOP, ADMINISTERS, ON_THEIR_FINDINGS, PAGER), PASS),
        ("odd_use_pages_within_minutes", DETECTOR, (*SHOP, ON_THEIR_FINDINGS, PAGER), FAIL),
        ("odd_use_pages_within_minutes", DETECTOR, (*SHOP, ADMINISTERS), FAIL),
        ("odd_use_pages_within_minutes", DETECTOR, (*SHOP, replace(ADMINISTERS, services=REFUSED)), UNKNOWN),
        ("odd_use_pages_within_minutes", DETECTOR, (*SHOP, ON_HUB, PAGER), UNKNOWN),
        ("odd_use_pages_within_minutes", DETECTOR, (*SHOP, ON_HUB, topic()), FAIL),
    ],
)
def test_who_would_notice(check: str, fact: Fact, others: tuple[Fact, ...], expected: Outcome) -> None:
    assert outcome(check, fact, *others) is expected


@pytest.mark.parametrize("kind", [EventRule, Topic])
def test_rules_and_topics_that_were_not_read_are_unknown(kind: type[Fact]) -> None:
    given = (ON_CALLS,) if kind is Topic else ()
    assert outcome("change_of_the_pipeline_reaches_somebody", PIPELINE, *given, unread=(kind,)) is UNKNOWN


def test_that_threat_detection_is_off_may_mean_another_product_but_a_rule_that_ends_nowhere_does_not() -> None:
    assert not judged("odd_use_is_looked_for", replace(DETECTOR, enabled=False), USED).in_use
    assert judged("odd_use_pages_within_minutes", DETECTOR, *SHOP).in_use


@pytest.mark.parametrize(
    ("check", "unread"),
    [
        ("odd_use_is_looked_for", Thing),
        ("odd_use_is_looked_for", Machine),
        ("odd_use_pages_within_minutes", Account),
        ("odd_use_pages_within_minutes", Delegate),
    ],
)
def test_a_region_that_was_not_read_is_neither_used_nor_unused(check: str, unread: type[Fact]) -> None:
    given = SHOP if unread is Delegate else ()
    assert outcome(check, replace(DETECTOR, enabled=True), *given, unread=(unread,)) is UNKNOWN


def test_doors_are_those_of_the_trust_policy() -> None:
    assert role(BUILD).doors == (Door.BUILD,)
