"""What builds, registries, images, functions, secrets and detectors look like after they were read."""

from __future__ import annotations

import pytest

from assess.demo.aws_stand_in import Effect, Estate, Rule
from assess.demo.aws_stand_in.writing import Refusal
from assess.evidence.facts import Unread
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
)
from collectors.aws.readers.codeartifact import repositories as packages
from collectors.aws.readers.codebuild import projects
from collectors.aws.readers.codecommit import repositories as code_repositories
from collectors.aws.readers.ec2_machines import machines
from collectors.aws.readers.ecr import repositories as images
from collectors.aws.readers.ecs import image_parts, tasks
from collectors.aws.readers.guardduty import detectors
from collectors.aws.readers.lambda_code import code, variables
from collectors.aws.readers.secretsmanager import secrets
from collectors.aws.readers.securityhub_silenced import silenced
from collectors.aws.readers.ssm_parameters import secret_parameters
from tests.collectors.aws.jobs import PRODUCTION, Read

REGION = "eu-west-1"
Members = dict[str, object]


def put(estate: Estate, service: str, operation: str, answer: Members, when: Members | None = None) -> None:
    estate.put(PRODUCTION, REGION, service, operation, answer, when=when)  # type: ignore[arg-type]


def arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{REGION}:{PRODUCTION}:{rest}"


def test_build_projects_keep_triggers_and_names_of_suspicious_variables_alone(estate: Estate, read: Read) -> None:
    held = [
        {"name": "NPM_TOKEN", "value": "npm_hunter2notkept", "type": "PLAINTEXT"},
        {"name": "STAGE", "value": "production", "type": "PLAINTEXT"},
        {"name": "DB_PASSWORD", "value": "/shop/db", "type": "PARAMETER_STORE"},
        {"name": "API_SECRET_ARN", "value": "arn:aws:secretsmanager:eu-west-1:1:secret:x", "type": "PLAINTEXT"},
    ]
    told: Members = {
        "name": "shop",
        "arn": arn("codebuild", "project/shop"),
        "serviceRole": f"arn:aws:iam::{PRODUCTION}:role/build",
        "source": {"type": "GITHUB", "location": "https://github.com/acme/shop"},
        "environment": {
            "type": "LINUX_CONTAINER",
            "image": "x",
            "computeType": "BUILD_GENERAL1_SMALL",
            "privilegedMode": True,
            "environmentVariables": held,
        },
        "webhook": {
            "secret": "hunter2notkept",
            "filterGroups": [
                [
                    {"type": "EVENT", "pattern": "PUSH"},
                    {"type": "ACTOR_ACCOUNT_ID", "pattern": "^1$", "excludeMatchedPattern": True},
                ]
            ],
            "pullRequestBuildPolicy": {"requiresCommentApproval": "FORK_PULL_REQUESTS"},
        },
    }
    idle: Members = {
        "name": "idle",
        "arn": arn("codebuild", "project/idle"),
        "environment": {"fleet": {"fleetArn": "arn:x"}},
    }
    put(estate, "codebuild", "BatchGetProjects", {"projects": [told, idle]})
    facts = read(projects).facts
    built = {each.name: each for each in facts if isinstance(each, BuildProject)}
    assert (built["shop"].privileged, built["shop"].fleet, built["shop"].approval) == (
        True,
        False,
        "FORK_PULL_REQUESTS",
    )
    assert built["shop"].webhook is not None
    assert [(each.type, each.excludes) for each in built["shop"].webhook[0]] == [
        ("EVENT", False),
        ("ACTOR_ACCOUNT_ID", True),
    ]
    assert (built["idle"].webhook, built["idle"].fleet) == (None, True)
    plain = {each.name: each for each in facts if isinstance(each, Variables)}
    assert (plain["shop"].plain, plain["shop"].suspicious, plain["shop"].from_stores) == (3, ("NPM_TOKEN",), 1)
    assert "hunter2" not in repr(facts)


def test_image_repositories_say_whether_tags_move_who_may_push_and_what_expires(estate: Estate, read: Read) -> None:
    def repository(name: str, mutability: str, **more: object) -> Members:
        return {
            "repositoryName": name,
            "repositoryArn": arn("ecr", f"repository/{name}"),
            "imageTagMutability": mutability,
            **more,
        }

    told = [
        repository("shop", "IMMUTABLE", imageScanningConfiguration={"scanOnPush": True}),
        repository("till", "MUTABLE"),
        repository(
            "dev",
            "IMMUTABLE_WITH_EXCLUSION",
            imageTagMutabilityExclusionFilters=[{"filterType": "WILDCARD", "filter": "dev-*"}],
        ),
    ]
    put(estate, "ecr", "DescribeRepositories", {"repositories": told})
    scanning = {
        "scanType": "ENHANCED",
        "rules": [
            {"scanFrequency": "CONTINUOUS_SCAN", "repositoryFilters": [{"filter": "til*", "filterType": "WILDCARD"}]}
        ],
    }
    put(estate, "ecr", "GetRegistryScanningConfiguration", {"scanningConfiguration": scanning})
    text = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"ecr:PutImage"}]}'
    put(estate, "ecr", "GetRepositoryPolicy", {"policyText": text}, {"repositoryName": "till"})
    put(estate, "ecr", "GetLifecyclePolicy", {"lifecyclePolicyText": "{}"}, {"repositoryName": "shop"})
    put(estate, "ecr", "GetLifecyclePolicy", Refusal("AccessDeniedException", "no", 400), {"repositoryName": "dev"})  # type: ignore[arg-type]
    found = {each.name: each for each in read(images).facts if isinstance(each, Registry)}
    assert {name: (each.fixed_tags, each.spared, each.scanned) for name, each in found.items()} == {
        "shop": (True, (), True),
        "till": (False, (), True),
        "dev": (True, ("dev-*",), False),
    }
    assert found["shop"].policy is None
    assert isinstance(found["till"].policy, tuple)
    assert (found["shop"].expires, found["till"].expires) == (True, False)
    assert isinstance(found["dev"].expires, Unread)


def test_package_repositories_say_who_may_publish(estate: Estate, read: Read) -> None:
    told = {
        "name": "npm",
        "domainName": "acme",
        "domainOwner": PRODUCTION,
        "arn": arn("codeartifact", "repository/acme/npm"),
    }
    put(estate, "codeartifact", "ListRepositories", {"repositories": [told]})
    text = '{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"codeartifact:*"}}'
    put(estate, "codeartifact", "GetRepositoryPermissionsPolicy", {"policy": {"document": text}}, {"repository": "npm"})
    (found,) = read(packages).facts
    assert isinstance(found, Registry)
    assert (found.name, found.product, found.fixed_tags, found.expires) == ("acme/npm", "CodeArtifact", None, None)
    assert isinstance(found.policy, tuple)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("nginx", ("", "nginx", "latest", "")),
        ("nginx:1.27", ("", "nginx", "1.27", "")),
        ("library/nginx", ("", "library/nginx", "latest", "")),
        ("localhost/app:1", ("localhost", "app", "1", "")),
        ("registry.example:5000/app", ("registry.example:5000", "app", "latest", "")),
        ("1.dkr.ecr.eu-west-1.amazonaws.com/a/b:7", ("1.dkr.ecr.eu-west-1.amazonaws.com", "a/b", "7", "")),
        ("public.ecr.aws/x/y@sha256:ab", ("public.ecr.aws", "x/y", "", "sha256:ab")),
        ("public.ecr.aws/x/y:1@sha256:ab", ("public.ecr.aws", "x/y", "1", "sha256:ab")),
    ],
)
def test_the_name_of_an_image_is_read_as_docker_reads_it(image: str, expected: tuple[str, ...]) -> None:
    assert image_parts(image) == expected


def test_running_services_name_their_images_and_suspicious_variables_alone(estate: Estate, read: Read) -> None:
    cluster = arn("ecs", "cluster/shop")
    definition = arn("ecs", "task-definition/api:3")
    told: Members = {
        "serviceArn": arn("ecs", "service/shop/api"),
        "serviceName": "api",
        "clusterArn": cluster,
        "status": "ACTIVE",
        "desiredCount": 2,
        "taskDefinition": definition,
    }
    put(estate, "ecs", "DescribeClusters", {"clusters": [{"clusterArn": cluster, "clusterName": "shop"}]})
    put(estate, "ecs", "DescribeServices", {"services": [told]})
    containers = [
        {
            "name": "app",
            "image": f"{PRODUCTION}.dkr.ecr.{REGION}.amazonaws.com/api:1.4",
            "environment": [
                {"name": "DATABASE_PASSWORD", "value": "hunter2notkept"},
                {"name": "LOG_LEVEL", "value": "info"},
            ],
            "secrets": [{"name": "TOKEN", "valueFrom": "arn:aws:ssm:x"}],
        },
        {"name": "proxy", "image": "envoyproxy/envoy@sha256:ab"},
    ]
    put(
        estate,
        "ecs",
        "DescribeTaskDefinition",
        {"taskDefinition": {"taskDefinitionArn": definition, "containerDefinitions": containers}},
    )
    facts = read(tasks).facts
    running = {each.subject.id.partition("#")[2]: each for each in facts if isinstance(each, RunningImage)}
    assert (running["app"].repository, running["app"].tag, running["app"].by_digest) == ("api", "1.4", False)
    assert running["proxy"].by_digest
    (plain,) = [each for each in facts if isinstance(each, Variables)]
    assert (plain.plain, plain.suspicious, plain.from_stores) == (2, ("app.DATABASE_PASSWORD",), 1)
    assert "hunter2" not in repr(facts)


def function(name: str, changed: str = "2026-02-01T10:00:00.000+0000", **more: object) -> Members:
    return {
        "FunctionName": name,
        "FunctionArn": arn("lambda", f"function:{name}"),
        "LastModified": changed,
        "PackageType": "Zip",
        **more,
    }


def test_variables_of_functions_leave_their_values_behind(estate: Estate, read: Read) -> None:
    held = {"Variables": {"API_KEY": "hunter2notkept", "TABLE_NAME": "orders", "SECRET_ID": "shop/db", "TOKEN": "true"}}
    put(estate, "lambda", "ListFunctions", {"Functions": [function("price", Environment=held), function("bare")]})
    (found,) = read(variables).facts
    assert isinstance(found, Variables)
    assert (found.name, found.plain, found.suspicious) == ("price", 4, ("API_KEY",))
    assert "hunter2" not in repr(found)


def test_functions_say_whether_they_refuse_unsigned_code(estate: Estate, read: Read) -> None:
    old = "2024-02-01T10:00:00.000+0000"
    told = [
        function("price"),
        function("old", old),
        function("image", PackageType="Image"),
        function("LogRetentionaae0"),
    ]
    put(estate, "lambda", "ListFunctions", {"Functions": told})
    config = {"CodeSigningConfigArn": "arn:csc", "CodeSigningPolicies": {"UntrustedArtifactOnDeployment": "Enforce"}}
    put(estate, "lambda", "ListCodeSigningConfigs", {"CodeSigningConfigs": [config]})
    put(
        estate, "lambda", "GetFunctionCodeSigningConfig", {"CodeSigningConfigArn": "arn:csc"}, {"FunctionName": "price"}
    )
    aliases = [{"Name": "live", "FunctionVersion": "7"}, {"Name": "dev", "FunctionVersion": "$LATEST"}]
    put(estate, "lambda", "ListAliases", {"Aliases": aliases}, {"FunctionName": "price"})
    found = {each.name: each for each in read(code).facts if isinstance(each, SignedCode)}
    assert {name: (each.policy, each.aliases) for name, each in found.items()} == {
        "price": ("Enforce", 1),
        "old": ("none", None),
    }


def test_without_any_signing_configuration_functions_are_not_asked_one_by_one(estate: Estate, read: Read) -> None:
    put(estate, "lambda", "ListFunctions", {"Functions": [function("price")]})
    brought = read(code, rules=[Rule(Effect.DENY, operation="GetFunctionCodeSigningConfig")])
    (found,) = brought.facts
    assert isinstance(found, SignedCode)
    assert found.policy == "none"


def test_secrets_say_how_old_they_are_but_not_those_that_services_keep(estate: Estate, read: Read) -> None:
    def secret(name: str, **more: object) -> Members:
        return {
            "Name": name,
            "ARN": arn("secretsmanager", f"secret:{name}"),
            "CreatedDate": "2025-03-02T09:00:00Z",
            **more,
        }

    told = [
        secret(
            "db",
            RotationEnabled=True,
            RotationRules={"AutomaticallyAfterDays": 30},
            LastRotatedDate="2026-02-20T09:00:00Z",
        ),
        secret("api"),
        secret("rds!cluster-1", OwningService="rds"),
        secret("gone", DeletedDate="2026-02-20T09:00:00Z"),
    ]
    put(estate, "secretsmanager", "ListSecrets", {"SecretList": told})
    found = {each.name: each for each in read(secrets).facts if isinstance(each, Secret)}
    assert {name: (each.rotates, each.every_days, each.age_days) for name, each in found.items()} == {
        "db": (True, 30, 10),
        "api": (False, None, 365),
    }


def test_only_parameters_that_are_named_like_secrets_are_kept(estate: Estate, read: Read) -> None:
    told = [
        {"Name": "/shop/db-password", "Type": "String"},
        {"Name": "/shop/apiToken", "Type": "SecureString"},
        {"Name": "/shop/table-name", "Type": "String"},
        {"Name": "/shop/token-ttl", "Type": "String"},
    ]
    put(estate, "ssm", "DescribeParameters", {"Parameters": told})
    found = {each.name: each.encrypted for each in read(secret_parameters).facts if isinstance(each, SecretParameter)}
    assert found == {"/shop/db-password": False, "/shop/apiToken": True}


def test_repositories_of_code_say_how_many_approvals_they_ask_for(estate: Estate, read: Read) -> None:
    put(
        estate,
        "codecommit",
        "ListRepositories",
        {"repositories": [{"repositoryName": "app"}, {"repositoryName": "lab"}]},
    )
    bound = {"approvalRuleTemplateNames": ["two"]}
    put(estate, "codecommit", "ListAssociatedApprovalRuleTemplatesForRepository", bound, {"repositoryName": "app"})
    content = '{"Version":"2018-11-08","Statements":[{"Type":"Approvers","NumberOfApprovalsNeeded":2}]}'
    template = {"approvalRuleTemplate": {"approvalRuleTemplateContent": content}}
    put(estate, "codecommit", "GetApprovalRuleTemplate", template, {"approvalRuleTemplateName": "two"})
    found = {each.name: each.approvals for each in read(code_repositories).facts if isinstance(each, CodeRepository)}
    assert found == {"app": 2, "lab": 0}


def test_a_region_without_a_detector_is_one_without_threat_detection(estate: Estate, read: Read) -> None:
    (found,) = read(detectors).facts
    assert isinstance(found, ThreatDetector)
    assert found.enabled is False


def test_a_detector_that_is_suspended_detects_nothing(estate: Estate, read: Read) -> None:
    told = {"Status": "DISABLED", "FindingPublishingFrequency": "SIX_HOURS", "ServiceRole": "arn:x"}
    put(estate, "guardduty", "GetDetector", told, {"DetectorId": "12abc34d567e8fa901bc2d34e56789f0"})
    (found,) = read(detectors).facts
    assert isinstance(found, ThreatDetector)
    assert (found.enabled, found.frequency) == (False, "")


def test_findings_that_were_silenced_are_counted_with_those_that_say_why(estate: Estate, read: Read) -> None:
    def finding(name: str, state: str, made: str, **more: object) -> Members:
        return {
            "SchemaVersion": "2018-10-08",
            "Id": name,
            "ProductArn": "arn:x",
            "GeneratorId": "g",
            "AwsAccountId": PRODUCTION,
            "CreatedAt": made,
            "UpdatedAt": made,
            "Title": "t",
            "Description": "d",
            "Resources": [{"Type": "x", "Id": "y"}],
            "Workflow": {"Status": state},
            **more,
        }

    told = [
        finding(
            "1",
            "SUPPRESSED",
            "2026-02-20T09:00:00.000Z",
            Note={"Text": "until June, team shop", "UpdatedBy": "x", "UpdatedAt": "y"},
        ),
        finding("2", "SUPPRESSED", "2025-03-02T09:00:00.000Z"),
        finding("3", "NEW", "2024-03-02T09:00:00.000Z"),
    ]
    put(estate, "securityhub", "DescribeHub", {"HubArn": "arn:hub"})
    put(estate, "securityhub", "GetFindings", {"Findings": told})
    (found,) = read(silenced).facts
    assert isinstance(found, SilencedFindings)
    assert (found.count, found.explained, found.oldest_days, found.sampled) == (2, 1, 365, False)


def test_where_security_hub_is_off_nothing_is_silenced_there(read: Read) -> None:
    brought = read(silenced)
    assert (brought.facts, brought.unread) == ([], [])


def test_machines_that_run_builds_are_known_by_their_name(estate: Estate, read: Read) -> None:
    def instance(name: str, launched: str, state: str = "running", **more: object) -> Members:
        tags = [{"Key": "Name", "Value": name}]
        told = {
            "InstanceId": f"i-{name}",
            "InstanceType": "m7g.large",
            "State": {"Name": state},
            "LaunchTime": launched,
        }
        return {**told, "Tags": tags, **more}

    told = [
        instance("gitlab-runner-7", "2026-02-01T09:00:00Z"),
        instance(
            "web",
            "2026-02-01T09:00:00Z",
            IamInstanceProfile={"Arn": f"arn:aws:iam::{PRODUCTION}:instance-profile/ci-agent"},
        ),
        instance("frontrunner", "2026-02-01T09:00:00Z"),
        instance("runner-old", "2026-02-01T09:00:00Z", state="stopped"),
    ]
    put(estate, "ec2", "DescribeInstances", {"Reservations": [{"Instances": told}]})
    found = [each for each in read(machines).facts if isinstance(each, RunnerMachine)]
    assert [(each.subject.id.rpartition("/")[2], each.days, each.basis) for each in found] == [
        ("i-gitlab-runner-7", 29, "inferred"),
        ("i-web", 29, "inferred"),
    ]
