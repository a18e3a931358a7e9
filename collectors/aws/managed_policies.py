"""What the policies that AWS itself keeps allow, as far as the checks ask. Their text is not read: it is long, the same
everywhere, and changes without the account. A policy that is not here is unknown, never harmless.
"""

from __future__ import annotations

from collectors.aws.facts.statements import Statement

_READS = ("*:Describe*", "*:Get*", "*:List*", "*:BatchGet*", "*:Lookup*", "*:Search*", "*:View*")


def _allow(*actions: str) -> tuple[Statement, ...]:
    return (Statement(allow=True, actions=actions, resources=("*",)),)


_KNOWN: dict[str, tuple[Statement, ...]] = {
    "AdministratorAccess": _allow("*"),
    "PowerUserAccess": (
        Statement(allow=True, not_actions=("iam:*", "organizations:*", "account:*"), resources=("*",)),
        *_allow("iam:CreateServiceLinkedRole", "iam:ListRoles", "account:GetAccountInformation"),
    ),
    "IAMFullAccess": _allow("iam:*", "organizations:DescribeAccount", "organizations:DescribeOrganization"),
    "AWSDenyAll": (Statement(allow=False, actions=("*",), resources=("*",)),),
    "SystemAdministrator": _allow("ec2:*", "autoscaling:*", "rds:*", "s3:*", "lambda:*", "route53:*", "ssm:*"),
    "NetworkAdministrator": _allow("ec2:*SecurityGroup*", "ec2:*Vpc*", "route53:*", "elasticloadbalancing:*"),
    "DatabaseAdministrator": _allow("rds:*", "dynamodb:*", "cloudwatch:*"),
    "DataScientist": _allow("s3:*", "sagemaker:*", "ec2:RunInstances", "ec2:TerminateInstances", "ec2:CreateTags"),
    "Billing": _allow("aws-portal:*", "billing:*", "budgets:*", "ce:*", "cur:*", "payments:*", "tax:*"),
    "SupportUser": _allow("support:*", *_READS),
    "SecurityAudit": _allow(*_READS),
    "AWSSupportAccess": _allow("support:*"),
    "IAMUserChangePassword": _allow("iam:ChangePassword"),
    "AmazonEC2FullAccess": _allow("ec2:*", "elasticloadbalancing:*", "cloudwatch:*", "autoscaling:*"),
    "AmazonEC2ContainerRegistryFullAccess": _allow("ecr:*", "cloudtrail:LookupEvents"),
    "AmazonEC2ContainerRegistryPowerUser": _allow(
        "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages",
        "ecr:GetAuthorizationToken", "ecr:InitiateLayerUpload", "ecr:ListImages", "ecr:PutImage", "ecr:UploadLayerPart",
    ),
    "AmazonElasticContainerRegistryPublicFullAccess": _allow("ecr-public:*"),
    "AmazonECS_FullAccess": _allow(
        "ecs:*", "autoscaling:*", "cloudformation:*Stack*", "ec2:RunInstances", "elasticloadbalancing:*",
        "codedeploy:*",
    ),
    "AmazonECSTaskExecutionRolePolicy": _allow(
        "ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "logs:CreateLogStream",
        "logs:PutLogEvents",
    ),
    "AWSLambda_FullAccess": _allow("lambda:*", "cloudformation:DescribeStacks", "cloudwatch:*", "states:*", "xray:*"),
    "AWSLambdaBasicExecutionRole": _allow("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
    "AWSLambdaVPCAccessExecutionRole": _allow(
        "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
    ),
    "AmazonS3FullAccess": _allow("s3:*", "s3-object-lambda:*"),
    "AmazonRDSFullAccess": _allow("rds:*", "cloudwatch:*"),
    "AmazonDynamoDBFullAccess": _allow("dynamodb:*", "dax:*", "application-autoscaling:*"),
    "AmazonSQSFullAccess": _allow("sqs:*"),
    "AmazonSNSFullAccess": _allow("sns:*"),
    "AmazonRoute53FullAccess": _allow("route53:*", "route53domains:*"),
    "AmazonSSMFullAccess": _allow("ssm:*", "cloudwatch:PutMetricData", "ssmmessages:*", "ec2messages:*"),
    "AmazonSSMManagedInstanceCore": _allow(
        "ssm:GetParameter", "ssm:PutInventory", "ssm:UpdateInstanceInformation", "ssmmessages:*", "ec2messages:*",
    ),
    "CloudWatchFullAccess": _allow("cloudwatch:*", "logs:*", "sns:*", "autoscaling:Describe*"),
    "CloudWatchAgentServerPolicy": _allow("cloudwatch:PutMetricData", "logs:PutLogEvents", "logs:CreateLogStream"),
    "AWSCloudFormationFullAccess": _allow("cloudformation:*"),
    "AWSCodeBuildAdminAccess": _allow("codebuild:*", "ecr:DescribeRepositories", "s3:CreateBucket", "logs:*"),
    "AWSCodeBuildDeveloperAccess": _allow("codebuild:StartBuild", "codebuild:StopBuild", "codebuild:BatchGet*"),
    "AWSCodePipeline_FullAccess": _allow("codepipeline:*", "s3:CreateBucket", "events:PutRule", "events:PutTargets"),
    "AWSCodeDeployFullAccess": _allow("codedeploy:*"),
    "AWSCodeDeployDeployerAccess": _allow("codedeploy:CreateDeployment", "codedeploy:Get*", "codedeploy:List*"),
    "AWSCodeDeployRole": _allow("autoscaling:*", "ec2:Describe*", "ec2:TerminateInstances", "sns:Publish", "tag:Get*"),
    "AWSCodeDeployRoleForECS": _allow("ecs:UpdateServicePrimaryTaskSet", "ecs:CreateTaskSet", "ecs:DeleteTaskSet"),
    "AWSCodeDeployRoleForLambda": _allow("lambda:UpdateAlias", "lambda:GetAlias", "cloudwatch:DescribeAlarms"),
    "AWSElasticBeanstalkWebTier": _allow("s3:PutObject", "xray:Put*", "logs:PutLogEvents"),
    "SecretsManagerReadWrite": _allow("secretsmanager:*", "kms:DescribeKey", "lambda:CreateFunction"),
}  # fmt: skip


def statements_of_managed(arn: str) -> tuple[Statement, ...] | None:
    """What the policy of AWS with this ARN allows; None if that is not known here.

    Policies whose name says that they only read are taken at their word."""
    name = arn.rpartition("/")[2]
    if name in _KNOWN:
        return _KNOWN[name]
    if name.endswith(("ReadOnlyAccess", "ReadOnly", "ViewOnlyAccess", "_ReadOnlyAccess")):
        return _allow(*_READS)
    return None
