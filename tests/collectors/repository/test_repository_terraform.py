"""What Terraform declares is judged where its files decide it, and unknown where they do not."""

from __future__ import annotations

import pytest
from repository_builder import Link, commit, git, repository

from collectors.repository.hcl import HclError, Opaque, blocks_of, blocks_of_json
from collectors.repository.terraform_facts import (
    CostResource,
    DeclaredAlarm,
    FederatedTrust,
    LogGroup,
    ModuleCall,
    Suppression,
    TerraformFolder,
)

PROVIDER = 'provider "aws" {}\n'


def log_group(days: str, more: str = "") -> dict[str, str]:
    line = f"retention_in_days = {days}" if days else ""
    return {"main.tf": f'resource "aws_cloudwatch_log_group" "app" {{\n  name = "app"\n  {line}\n}}\n{more}'}


@pytest.mark.parametrize(
    ("days", "more", "outcome"),
    [
        ("30", "", "pass"),
        ('"30"', "", "pass"),
        ("0", "", "fail"),
        ("null", "", "fail"),
        ("", "", "fail"),
        ("var.days", "", "unknown"),
        ("var.days", 'variable "days" {}\n', "unknown"),
        ("var.days", 'variable "days" { default = 14 }\n', "pass"),
        ("var.days", 'variable "days" { default = 0 }\n', "fail"),
        ("local.days", "locals { days = 7 }\n", "pass"),
        ("local.days", "locals { days = var.x }\n", "unknown"),
        ("local.logs.days", "locals { logs = { days = 7 } }\n", "pass"),
        ("tonumber(local.days)", 'locals { days = "7" }\n', "pass"),
        ("var.production ? 365 : 30", "", "pass"),
        ("var.production ? 365 : 0", "", "unknown"),
        ("lookup(var.days, terraform.workspace)", "", "unknown"),
        ("module.defaults.days", "", "unknown"),
    ],
)
def test_retention_is_followed_as_far_as_the_folder_decides_it(read, days: str, more: str, outcome: str) -> None:
    assert read(log_group(days, more)).outcome("log_group_has_retention") == outcome


def test_of_bounded_choices_the_longest_counts(read) -> None:
    assert read(log_group("var.production ? 365 : 30")).one(LogGroup).retention_days == 365


@pytest.mark.parametrize(
    "files",
    [
        {"prod.tfvars": "days = 0\n"},
        {"envs/prod.tfvars": "days = 400\n"},
        {"envs/broken.tfvars": "days = \n"},
        {"envs/prod.tfvars.json": '{"days": 0}'},
        {"root/main.tf": 'module "m" {\n  source = "../"\n  days = 0\n}\n'},
    ],
)
def test_a_default_that_something_sets_is_no_value(read, files) -> None:
    found = read({**log_group("var.days", 'variable "days" { default = 14 }\n'), **files})
    assert found.outcome("log_group_has_retention") == "unknown"


@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        ({"terraform.tfvars": "days = 30\n"}, "pass"),
        ({"prod.auto.tfvars": "days = 0\n"}, "fail"),
        ({"elsewhere/terraform.tfvars": "days = 0\n"}, "pass"),
        ({"terraform.tfvars": "days = 30\n", "x.auto.tfvars": "days = 0\n"}, "unknown"),
        ({"terraform.tfvars": "days = 30\n", "envs/prod.tfvars": "days = 0\n"}, "unknown"),
        ({"terraform.tfvars": "days = \n"}, "unknown"),
        ({"terraform.tfvars": "days = 30\n", "root/main.tf": 'module "m" {\n  source = "../"\n}\n'}, "unknown"),
    ],
)
def test_a_folders_own_tfvars_file_decides_its_variables(read, files, outcome: str) -> None:
    found = read({**log_group("var.days", 'variable "days" { default = 14 }\n'), **files})
    assert found.outcome("log_group_has_retention") == outcome


def test_what_is_not_made_and_what_does_not_run_is_left_out(read) -> None:
    plain = log_group("0")["main.tf"]
    found = read(
        {
            "main.tf": plain.replace("{\n", "{\n  count = 0\n", 1),
            "tests/main.tf": plain,
            "modules/x/examples/main.tf": plain,
            "vendor/x/main.tf": plain,
            ".terraform/modules/x/main.tf": plain,
            "{{cookiecutter.name}}/main.tf": plain,
            "notes.tf": "# " + plain.replace("\n", "\n# "),
            "data.tf": 'data "aws_cloudwatch_log_group" "a" { name = "x" }\n',
        }
    )
    assert found.outcomes("log_group_has_retention") == {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('resource "aws_cloudwatch_log_group" "a" {\n  retention_in_days = \n}\n', 2),
        ('resource "aws_cloudwatch_log_group" "a" {\n  retention_in_days = 3\n', 3),
        ('<<<<<<< HEAD\nresource "aws_cloudwatch_log_group" "a" {}\n=======\n', 1),
    ],
)
def test_a_half_written_file_is_unknown_and_names_its_line(read, text: str, line: int) -> None:
    found = read(
        {"a/broken.tf": text, "a/whole.tf": log_group("30")["main.tf"], "b/main.tf": log_group("30")["main.tf"]}
    )
    assert sorted(found.outcomes("log_group_has_retention").values()) == ["pass", "pass", "unknown"]
    verdict = found.verdicts("log_group_has_retention")["a/broken.tf#*"]
    assert verdict.unread.reason == "not_available"
    assert f"a/broken.tf:{line} cannot be read" in verdict.unread.detail
    assert found.outcomes("alarm_reaches_somebody") == {}, "nothing is said of what the file does not mention"
    assert [folder.unparsable != () for folder in found.of(TerraformFolder)] == [True, False]


def test_json_syntax_is_read(read) -> None:
    text = '{"resource": {"aws_cloudwatch_log_group": {"a": {"retention_in_days": 30}, "b": [{"name": "x"}]}}}'
    found = read({"main.tf.json": text, "broken.tf.json": '{"resource": {"aws_cloudwatch_log_group": '})
    assert found.outcomes("log_group_has_retention") == {
        "main.tf.json#aws_cloudwatch_log_group.a": "pass",
        "main.tf.json#aws_cloudwatch_log_group.b": "fail",
        "broken.tf.json#*": "unknown",
    }


def test_a_byte_order_mark_and_carriage_returns_are_no_fault(read) -> None:
    text = log_group("30")["main.tf"].replace("\n", "\r\n")
    assert read({"main.tf": b"\xef\xbb\xbf" + text.encode()}).outcome("log_group_has_retention") == "pass"


def test_expressions_keep_what_is_not_known() -> None:
    source = b"""
    locals {
      plain = "a\\nb"
      heredoc = <<-EOT
        hello ${var.name} and
        more
      EOT
      all = [for x in var.y : x]
      sum = 1 + 2
      deep = {deep}
    }
    """.replace(b"{deep}", b"[" * 5_000 + b"]" * 5_000)
    (block,) = blocks_of(source, lambda type_, labels: True)
    assert block.arguments["plain"] == "a\nb"
    assert isinstance(block.arguments["all"], Opaque)
    assert isinstance(block.arguments["sum"], Opaque)
    with pytest.raises(HclError):
        blocks_of_json("[" * 200_000, lambda type_, labels: True)


TAGS = 'resource "aws_sqs_queue" "q" {{\n  name = "q"\n  {tags}\n}}\n'


@pytest.mark.parametrize(
    ("tags", "more", "outcome"),
    [
        ('tags = { Owner = "a" }', PROVIDER, "pass"),
        ('tags = { Name = "a" }', PROVIDER, "fail"),
        ("", PROVIDER, "fail"),
        ("", "", "unknown"),
        ("tags = local.tags", PROVIDER + 'locals { tags = { "cost-centre" = 1 } }\n', "pass"),
        ("tags = merge(local.tags, { Name = 1 })", PROVIDER + 'locals { tags = { team = "a" } }\n', "pass"),
        ("tags = merge(var.tags, { Name = 1 })", PROVIDER, "unknown"),
        ("tags = merge(var.tags, { team = 1 })", PROVIDER, "pass"),
        ("tags = var.tags", PROVIDER, "unknown"),
        ("tags = module.labels.tags", PROVIDER, "unknown"),
        ("", 'provider "aws" {\n  default_tags {\n    tags = { Service = "a" }\n  }\n}\n', "pass"),
        ("", 'provider "aws" {\n  default_tags {\n    tags = { Name = "a" }\n  }\n}\n', "fail"),
        ("", 'provider "aws" {\n  default_tags {\n    tags = var.tags\n  }\n}\n', "unknown"),
        (
            "provider = aws.east",
            PROVIDER + 'provider "aws" {\n  alias = "east"\n  default_tags {\n    tags = { team = "a" }\n  }\n}\n',
            "pass",
        ),
    ],
)
def test_tags_are_known_through_locals_merge_and_providers(read, tags: str, more: str, outcome: str) -> None:
    found = read({"main.tf": TAGS.format(tags=tags) + more})
    assert found.outcome("resource_carries_an_allocation_tag") == outcome


def test_the_tag_that_says_whose_it_is_is_named_before_what_it_belongs_to(read) -> None:
    found = read({"main.tf": TAGS.format(tags='tags = { Domain = "d", Name = "n", owner = "o" }') + PROVIDER})
    (verdict,) = found.verdicts("resource_carries_an_allocation_tag").values()
    assert verdict.message == "aws_sqs_queue.q carries owner"


def test_a_module_gets_the_default_tags_of_all_its_callers(read) -> None:
    tagged = 'provider "aws" {\n  default_tags {\n    tags = { team = "a" }\n  }\n}\nmodule "m" { source = "../m" }\n'
    files = {"m/main.tf": TAGS.format(tags=""), "one/main.tf": tagged}
    found = read(files)
    assert found.outcome("resource_carries_an_allocation_tag") == "pass"
    assert found.one(CostResource).tags == ("team",)


def test_a_module_that_one_caller_leaves_untagged_is_not_passed(read) -> None:
    tagged = 'provider "aws" {\n  default_tags {\n    tags = { team = "a" }\n  }\n}\nmodule "m" { source = "../m" }\n'
    bare = PROVIDER + 'module "m" { source = "../m" }\n'
    found = read({"m/main.tf": TAGS.format(tags=""), "one/main.tf": tagged, "two/main.tf": bare})
    assert found.outcome("resource_carries_an_allocation_tag") == "unknown"


def alarm(body: str, more: str = "") -> dict[str, str]:
    return {
        "main.tf": f'resource "aws_cloudwatch_metric_alarm" "a" {{\n  alarm_name = "orders-errors"\n{body}\n}}\n{more}'
    }


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("alarm_actions = [aws_sns_topic.pager.arn]", "pass"),
        ("alarm_actions = [var.topic]", "pass"),
        ("alarm_actions = []", "fail"),
        ("", "fail"),
        ("alarm_actions = var.actions", "unknown"),
        ("alarm_actions = compact([var.a, var.b])", "unknown"),
        ("alarm_actions = compact([var.a, aws_sns_topic.pager.arn])", "pass"),
        ("alarm_actions = aws_sns_topic.pager[*].arn", "unknown"),
        ("alarm_actions = [aws_sns_topic.pager.arn]\nactions_enabled = false", "fail"),
        ("alarm_actions = [aws_sns_topic.pager.arn]\nactions_enabled = var.on", "unknown"),
    ],
)
def test_an_alarm_reaches_somebody(read, body: str, outcome: str) -> None:
    assert read(alarm(body)).outcome("alarm_reaches_somebody") == outcome


COMPOSITE = (
    'resource "aws_cloudwatch_composite_alarm" "c" {{\n  alarm_rule = {rule}\n  alarm_actions = [var.topic]\n}}\n'
)


@pytest.mark.parametrize(
    "rule",
    ['"ALARM(orders-errors)"', '"ALARM(${aws_cloudwatch_metric_alarm.a.alarm_name})"', '"ALARM(\\"orders-errors\\")"'],
)
def test_an_alarm_that_feeds_a_composite_needs_no_action_of_its_own(read, rule: str) -> None:
    outcomes = read(alarm("", COMPOSITE.format(rule=rule))).outcomes("alarm_reaches_somebody")
    assert sorted(outcomes.values()) == ["not_applicable", "pass"]


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ('alarm_description = "Errors. Runbook: https://runbooks.example/orders"', "pass"),
        ('alarm_description = "Errors. NEXT STEPS: check the queue"', "pass"),
        ('alarm_description = "CPU is high. Investigate database logs for root cause."', "pass"),
        ('alarm_description = "Errors, then restart tasks"', "pass"),
        ('alarm_description = "This metric monitors the free memory available for the DB."', "fail"),
        ('alarm_description = "Health check failed"', "fail"),
        ('alarm_description = "Orders fail in ${var.environment}"', "fail"),
        ('alarm_description = "${var.runbook}"', "unknown"),
        ("alarm_description = var.text", "unknown"),
        ("", "fail"),
        ("alarm_actions = [aws_appautoscaling_policy.up.arn]", "pass"),
    ],
)
def test_an_alarm_says_what_to_do(read, body: str, outcome: str) -> None:
    assert read(alarm(body)).outcome("alarm_says_what_to_do") == outcome


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ('namespace = "AWS/ApplicationELB"\nmetric_name = "HTTPCode_Target_5XX_Count"', "pass"),
        ('namespace = "AWS/ApplicationELB"\nmetric_name = "RequestCount"', "fail"),
        ('namespace = "AWS/ECS"\nmetric_name = "CPUUtilization"', "fail"),
        ('namespace = "Shop"\nmetric_name = "checkout"', "unknown"),
        ("namespace = var.namespace", "unknown"),
        ('metric_query {\n  metric {\n    namespace = "AWS/ApiGateway"\n    metric_name = "5XXError"\n  }\n}', "pass"),
    ],
)
def test_one_alarm_watches_what_users_feel(read, body: str, outcome: str) -> None:
    found = read(alarm(body + "\nalarm_actions = [var.topic]"))
    assert found.outcome("an_alarm_watches_what_users_feel") == outcome
    assert found.one(DeclaredAlarm).basis == "declared"


@pytest.mark.parametrize("silence", ["", "alarm_actions = []", "alarm_actions = [var.topic]\nactions_enabled = false"])
def test_an_alarm_that_tells_nobody_watches_nothing(read, silence: str) -> None:
    found = read(alarm(f'namespace = "AWS/ApplicationELB"\nmetric_name = "TargetResponseTime"\n{silence}'))
    assert found.outcome("an_alarm_watches_what_users_feel") == "fail"


def test_without_alarms_that_question_does_not_arise(read) -> None:
    assert read({"a": ""}).outcome("an_alarm_watches_what_users_feel") == "not_applicable"


SERVICE = 'resource "aws_ecs_service" "s" {{\n  name = "s"\n{body}\n}}\n'
BREAKER = "deployment_circuit_breaker {{\n  enable = {enable}\n  rollback = {rollback}\n}}"
ALARMS = "alarms {\n  enable = true\n  rollback = true\n  alarm_names = [var.alarm]\n}"


@pytest.mark.parametrize(
    ("body", "level_2", "level_3"),
    [
        ("", "fail", "fail"),
        (BREAKER.format(enable="true", rollback="true"), "pass", "fail"),
        (BREAKER.format(enable="false", rollback="false"), "fail", "fail"),
        (BREAKER.format(enable="true", rollback="false"), "fail", "fail"),
        (BREAKER.format(enable="var.on", rollback="true"), "unknown", "unknown"),
        (ALARMS, "pass", "pass"),
        ('deployment_controller {\n  type = "CODE_DEPLOY"\n}', "not_applicable", "not_applicable"),
        (
            "dynamic " + '"deployment_circuit_breaker" {\n  for_each = var.x\n  content {\n    enable = true\n  }\n}',
            "unknown",
            "unknown",
        ),
    ],
)
def test_a_failed_deployment_is_undone(read, body: str, level_2: str, level_3: str) -> None:
    found = read({"main.tf": SERVICE.format(body=body)})
    assert found.outcome("deployment_undoes_its_own_failure") == level_2
    assert found.outcome("deployment_reverses_on_alarms") == level_3


GROUP = 'resource "aws_codedeploy_deployment_group" "g" {{\n  app_name = "a"\n{body}\n}}\n'
ROLLBACK = (
    "auto_rollback_configuration {{\n  enabled = {on}\n"
    '  events = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]\n}}\n'
)
WATCH = "alarm_configuration {\n  enabled = true\n  alarms = [var.a]\n}\n"


@pytest.mark.parametrize(
    ("body", "reversed_", "on_alarms", "steps"),
    [
        ("", "fail", "fail", "unknown"),
        (ROLLBACK.format(on="true"), "pass", "fail", "unknown"),
        (ROLLBACK.format(on="true") + WATCH, "pass", "pass", "unknown"),
        (ROLLBACK.format(on="false") + WATCH, "fail", "fail", "unknown"),
        ('deployment_config_name = "CodeDeployDefault.ECSCanary10Percent5Minutes"', "fail", "fail", "pass"),
        ('deployment_config_name = "CodeDeployDefault.LambdaAllAtOnce"', "fail", "fail", "fail"),
        ('deployment_config_name = "acme-slow"', "fail", "fail", "unknown"),
        ("deployment_config_name = var.config", "fail", "fail", "unknown"),
        ('ecs_service {\n  cluster_name = "c"\n  service_name = "s"\n}', "fail", "fail", "fail"),
    ],
)
def test_a_deployment_group_goes_in_steps_and_back(read, body, reversed_, on_alarms, steps) -> None:
    found = read({"main.tf": GROUP.format(body=body)})
    assert found.outcome("deployment_undoes_its_own_failure") == reversed_
    assert found.outcome("deployment_reverses_on_alarms") == on_alarms
    assert found.outcome("deployment_reaches_users_in_steps") == steps


@pytest.mark.parametrize(
    ("call", "outcome"),
    [
        ('source = "./m"', "not_applicable"),
        ('source = "./m//sub"', "not_applicable"),
        ('source = "./vendor/m"', "unknown"),
        ('source = "terraform-aws-modules/vpc/aws"\nversion = "~> 5.0"', "pass"),
        ('source = "terraform-aws-modules/vpc/aws"', "fail"),
        ('source = "app.terraform.io/acme/vpc/aws"\nversion = "1.2.3"', "pass"),
        ('source = "git::https://github.com/acme/m.git?ref=v1.2.3"', "pass"),
        ('source = "git::ssh://git@github.com/acme/m.git//sub?ref=main"', "fail"),
        ('source = "github.com/acme/m"', "fail"),
        ('source = "git@github.com:acme/m.git?ref=0a1b2c3"', "pass"),
        ('source = "https://github.com/acme/m/releases/download/v1.2.3/vpc.zip"', "pass"),
        ('source = "https://github.com/acme/m/archive/refs/tags/1.2.zip//vpc"', "pass"),
        ('source = "https://github.com/acme/m/releases/latest/download/vpc.zip"', "unknown"),
        ('source = "s3::https://s3.amazonaws.com/acme/m.zip"', "unknown"),
        ('source = "terraform-aws-modules/vpc/aws"\nversion = var.v', "unknown"),
    ],
)
def test_a_module_from_outside_is_bound_to_a_version(read, call: str, outcome: str) -> None:
    found = read({"main.tf": f'module "m" {{\n{call}\n}}\n', "m/sub/main.tf": ""})
    assert found.outcome("module_is_pinned_to_a_version") == outcome
    assert found.one(ModuleCall).address == "module.m"


def test_a_module_in_a_submodule_is_bound_and_one_behind_a_link_is_here(tmp_path, collect) -> None:
    outside = repository(tmp_path / "modules", {"vpc/main.tf": ""})
    path = repository(
        tmp_path / "app",
        {
            "live/main.tf": 'module "a" {\n  source = "../shared/vpc"\n}\nmodule "b" {\n  source = "./link/vpc"\n}\n',
            "live/link": Link("../elsewhere"),
        },
    )
    git(path, "submodule", "--quiet", "add", str(outside), "shared")
    commit(path, {})
    outcomes = collect(path).outcomes("module_is_pinned_to_a_version")
    assert outcomes == {"live/main.tf#module.a": "pass", "live/main.tf#module.b": "not_applicable"}


DOCUMENT = """data "aws_iam_policy_document" "trust" {{
  statement {{
    actions = ["sts:AssumeRoleWithWebIdentity"]
    condition {{
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:{claim}"
      values   = {values}
    }}
  }}
}}
"""
ROLE = """resource "aws_iam_role" "r" {{
  assume_role_policy = jsonencode({{
    Statement = [{{
      Action = "sts:AssumeRoleWithWebIdentity"
      Condition = {{ StringLike = {{ "token.actions.githubusercontent.com:sub" = {values} }} }}
    }}]
  }})
}}
"""


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ('["repo:acme/app:ref:refs/heads/main"]', "pass"),
        ('["repo:acme/app:environment:production"]', "pass"),
        ('["repo:${var.org}/app:environment:${var.environment}"]', "pass"),
        ('["repo:acme/app:*"]', "fail"),
        ('["repo:acme/*"]', "fail"),
        ('["repo:acme/app:ref:refs/heads/main", "repo:acme/app:pull_request"]', "fail"),
        ('["repo:acme/app:${var.claim}"]', "unknown"),
        ("var.subjects", "unknown"),
    ],
)
def test_trust_in_github_is_bound_to_a_branch_or_environment(read, values: str, outcome: str) -> None:
    found = read({"main.tf": DOCUMENT.format(claim="sub", values=values) + ROLE.format(values=values)})
    assert set(found.outcomes("trust_is_bound_to_a_branch_or_environment").values()) == {outcome}
    assert len(list(found.of(FederatedTrust))) == 2


def test_trust_in_everybody_on_github_fails(read) -> None:
    found = read({"main.tf": DOCUMENT.format(claim="aud", values='["sts.amazonaws.com"]')})
    assert found.outcome("trust_is_bound_to_a_branch_or_environment") == "fail"


def test_a_policy_that_is_no_trust_in_github_is_none(read) -> None:
    text = 'data "aws_iam_policy_document" "p" {\n  statement {\n    actions = ["s3:*"]\n  }\n}\n'
    assert read({"main.tf": text}).outcomes("trust_is_bound_to_a_branch_or_environment") == {}


BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "logs"\n}\n'
LIFECYCLE = 'resource "aws_s3_bucket_lifecycle_configuration" "l" {{\n  bucket = {bucket}\n}}\n'


@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        ({"main.tf": PROVIDER + BUCKET}, "fail"),
        ({"main.tf": BUCKET + LIFECYCLE.format(bucket="aws_s3_bucket.b.id")}, "pass"),
        ({"main.tf": BUCKET, "l.tf": LIFECYCLE.format(bucket="aws_s3_bucket.b[0].bucket")}, "pass"),
        ({"main.tf": BUCKET + LIFECYCLE.format(bucket='"logs"')}, "pass"),
        ({"main.tf": BUCKET + LIFECYCLE.format(bucket="aws_s3_bucket.other.id")}, "fail"),
        ({"main.tf": BUCKET + LIFECYCLE.format(bucket="each.value")}, "unknown"),
        ({"main.tf": BUCKET + 'output "id" { value = aws_s3_bucket.b.id }\n'}, "unknown"),
        ({"main.tf": PROVIDER + BUCKET + 'output "id" { value = aws_s3_bucket.b.id }\n'}, "fail"),
        ({"main.tf": 'resource "aws_s3_bucket" "b" {\n  lifecycle_rule {\n    enabled = true\n  }\n}\n'}, "pass"),
        ({"main.tf": 'resource "aws_s3_bucket" "b" {\n  lifecycle_rule {\n    enabled = false\n  }\n}\n'}, "fail"),
        ({"main.tf": 'data "aws_s3_bucket" "b" {\n  bucket = "logs"\n}\n'}, None),
    ],
)
def test_a_bucket_has_a_lifecycle(read, files, outcome: str | None) -> None:
    assert list(read(files).outcomes("bucket_has_a_lifecycle").values()) == ([outcome] if outcome else [])


def test_image_repositories_expire_images_and_keep_tags(read) -> None:
    text = """
    resource "aws_ecr_repository" "a" {
      image_tag_mutability = "IMMUTABLE"
    }
    resource "aws_ecr_lifecycle_policy" "a" { repository = aws_ecr_repository.a.name }
    resource "aws_ecr_repository" "b" {}
    resource "aws_ecr_repository" "c" { image_tag_mutability = var.m }
    """
    found = read({"main.tf": text})
    assert list(found.outcomes("image_tags_cannot_be_overwritten").values()) == ["pass", "fail", "unknown"]
    assert list(found.outcomes("image_repository_expires_images").values()) == ["pass", "fail", "fail"]


NOTIFICATION = 'notification {{\n  comparison_operator = "GREATER_THAN"\n  {to}\n}}\n'


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("", "fail"),
        (NOTIFICATION.format(to='subscriber_email_addresses = ["a@example.com"]'), "fail"),
        (NOTIFICATION.format(to="subscriber_sns_topic_arns = [aws_sns_topic.t.arn]"), "pass"),
        (NOTIFICATION.format(to="subscriber_sns_topic_arns = var.topics"), "unknown"),
        ('dynamic "notification" {\n  for_each = var.n\n  content {}\n}', "unknown"),
    ],
)
def test_a_budget_reaches_more_than_mailboxes(read, body: str, outcome: str) -> None:
    found = read({"main.tf": f'resource "aws_budgets_budget" "b" {{\n{body}\n}}\n'})
    assert found.outcome("cost_alert_reaches_more_than_mailboxes") == outcome
    assert found.outcome("cost_anomaly_is_told_at_once") == "not_applicable"


@pytest.mark.parametrize(
    ("frequency", "type_", "at_once", "topic"),
    [("IMMEDIATE", "SNS", "pass", "pass"), ("DAILY", "EMAIL", "fail", "fail")],
)
def test_cost_anomalies_are_told_at_once(read, frequency: str, type_: str, at_once: str, topic: str) -> None:
    body = f'frequency = "{frequency}"\n  subscriber {{\n    type = "{type_}"\n    address = "x"\n  }}'
    found = read({"main.tf": f'resource "aws_ce_anomaly_subscription" "s" {{\n  {body}\n}}\n'})
    assert found.outcome("cost_anomaly_is_told_at_once") == at_once
    assert found.outcome("cost_alert_reaches_more_than_mailboxes") == topic


@pytest.mark.parametrize(("rules", "outcome"), [(0, "fail"), (1, "fail"), (2, "pass")])
def test_an_escalation_has_a_second_stage(read, rules: int, outcome: str) -> None:
    body = "rule {\n  escalation_delay_in_minutes = 10\n}\n" * rules
    found = read({"main.tf": f'resource "pagerduty_escalation_policy" "p" {{\n{body}}}\n'})
    assert found.outcome("escalation_has_a_second_stage") == outcome


@pytest.mark.parametrize(
    ("line", "reason", "expires"),
    [
        ("#checkov:skip=CKV_AWS_1:public on purpose", "public on purpose", None),
        ("# checkov:skip=CKV_AWS_1", None, None),
        ("#tfsec:ignore:aws-s3-x:exp:2026-06-30", None, "2026-06-30"),
        ("#trivy:ignore:AVD-AWS-0057 the policy is narrow", "the policy is narrow", None),
        ("# the vendor needs this open\n#tfsec:ignore:aws-s3-x", "the vendor needs this open", None),
        ("# tflint-ignore: terraform_unused_declarations", None, None),
        ("#checkov:skip=CKV_AWS_109 the key policy needs it", "the key policy needs it", None),
        ('#checkov:skip=CKV_AWS_158         "      "', None, None),
        (
            "#trivy:ignore:AVD-AWS-0342\n# Listing all buckets finds the latest",
            "Listing all buckets finds the latest",
            None,
        ),
    ],
)
def test_a_suppression_says_why_and_until_when(read, line: str, reason: str | None, expires: str | None) -> None:
    found = read({"main.tf": f'resource "a" "b" {{\n{line}\n}}\n'})
    suppression = found.one(Suppression)
    assert (suppression.reason, suppression.expires) == (reason, expires)
    assert found.outcome("suppression_says_why") == ("pass" if reason else "fail")
    assert found.outcome("suppression_lapses_on_a_date") == ("pass" if expires else "fail")


def test_ignore_files_are_read_line_by_line(read) -> None:
    text = "# accepted until the base image moves\nCVE-2026-1 exp:2026-09-01\nCVE-2026-2\n\nAVD-AWS-1 # known\n"
    found = read({".trivyignore": text})
    assert list(found.outcomes("suppression_says_why").values()) == ["pass", "pass", "fail"]
    assert [fact.expires for fact in found.of(Suppression)] == [None, "2026-09-01", None]


def test_infrastructure_has_owners_of_its_own(read) -> None:
    terraform = 'resource "a" "b" {}\n'
    code = {f"src/{number}.py": "" for number in range(5)}
    files = {"infra/main.tf": terraform, **code, "CODEOWNERS": "* @acme/all\n/infra/ @acme/platform\n"}
    assert read(files).outcome("infrastructure_has_owners_of_its_own") == "pass"


@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        ({"infra/main.tf": 'resource "a" "b" {}\n', "a": "", "b": "", "CODEOWNERS": "* @acme/all\n"}, "fail"),
        ({"infra/main.tf": 'resource "a" "b" {}\n', "a": "", "b": ""}, "unknown"),
        ({"main.tf": 'resource "a" "b" {}\n'}, "not_applicable"),
        ({"a": ""}, "not_applicable"),
    ],
)
def test_a_rule_for_everything_is_no_rule_for_infrastructure(read, files, outcome: str) -> None:
    assert read(files).outcome("infrastructure_has_owners_of_its_own") == outcome


def test_nothing_is_suppressed_in_code_that_is_a_comment(read) -> None:
    found = read(
        {"main.tf": "# #trivy:ignore:AVD-AWS-0099:default\n# resource {\n#   # checkov:skip=CKV_AWS_23: default\n"}
    )
    assert list(found.of(Suppression)) == []


def test_what_stays_open_is_said_on_one_line(read) -> None:
    found = read(log_group("[\n    for r in var.rules :\n    r.days\n  ][0]"))
    (verdict,) = found.verdicts("log_group_has_retention").values()
    assert verdict.outcome == "unknown"
    assert "\n" not in verdict.message
