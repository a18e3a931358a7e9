"""What an operation answers when the estate says nothing of it: nothing there, in the words of that operation.

The rule: what takes the name of one thing and has a modelled error for a thing that is not there gives that error;
everything else gives an empty, valid answer. The exceptions below are what AWS does where the model is silent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assess.demo.aws_stand_in.service_models import operation_model, paging
from assess.demo.aws_stand_in.values import Members, Value
from assess.demo.aws_stand_in.writing import Refusal

if TYPE_CHECKING:
    from botocore.model import OperationModel

_HUB_OFF = Refusal("InvalidAccessException", "Account {account} is not subscribed to AWS Security Hub", 401)
_PLAN = Refusal(
    "SubscriptionRequiredException",
    "Amazon Web Services Premium Support Subscription is required to use this service.",
    400,
)
_NOT_OPTED_IN = Refusal("OptInRequiredException", "Account {account} has not opted in to Compute Optimizer.", 400)
NO_ORGANIZATION = Refusal("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.", 400)
"""What Organizations answers to everything in an account that stands alone."""
_ONLY_MANAGEMENT = Refusal("AccessDeniedException", "You don't have permissions to access this resource.", 403)

_REFUSALS = {
    ("account", "GetAlternateContact"): Refusal(
        "ResourceNotFoundException", "No contact of the inputted alternate contact type found.", 404
    ),
    ("guardduty", "GetDetector"): Refusal(
        "BadRequestException", "The request is rejected because the input detectorId is not owned by the account.", 400
    ),
    ("ecr", "GetLifecyclePolicy"): Refusal("LifecyclePolicyNotFoundException", "Lifecycle policy does not exist", 400),
    ("ecr", "GetRepositoryPolicy"): Refusal(
        "RepositoryPolicyNotFoundException", "Repository policy does not exist", 400
    ),
    ("ecr", "GetRegistryPolicy"): Refusal("RegistryPolicyNotFoundException", "Registry policy does not exist", 400),
    ("ecr", "DescribeImageScanFindings"): Refusal("ScanNotFoundException", "Image scan does not exist", 400),
    ("iam", "GetAccountPasswordPolicy"): Refusal("NoSuchEntity", "The Password Policy cannot be found.", 404),
    ("lambda", "GetProvisionedConcurrencyConfig"): Refusal(
        "ProvisionedConcurrencyConfigNotFoundException", "No Provisioned Concurrency Config found", 404
    ),
    ("ssm", "GetCalendarState"): Refusal("InvalidDocument", "The specified SSM document doesn't exist.", 400),
    ("iam", "GetCredentialReport"): Refusal("ReportNotPresent", "No report exists.", 410),
    ("support", "DescribeTrustedAdvisorChecks"): _PLAN,
    ("support", "DescribeTrustedAdvisorCheckSummaries"): _PLAN,
    ("support", "DescribeSeverityLevels"): _PLAN,
    ("health", "DescribeEvents"): _PLAN,
    ("health", "DescribeEventsForOrganization"): _PLAN,
    ("compute-optimizer", "GetRecommendationSummaries"): _NOT_OPTED_IN,
    ("compute-optimizer", "GetIdleRecommendations"): _NOT_OPTED_IN,
    ("securityhub", "DescribeHub"): _HUB_OFF,
    ("securityhub", "GetEnabledStandards"): _HUB_OFF,
    ("securityhub", "GetFindings"): _HUB_OFF,
    ("securityhub", "ListFindingAggregators"): _HUB_OFF,
    ("securityhub", "ListAutomationRules"): _HUB_OFF,
    ("trustedadvisor", "ListOrganizationRecommendations"): _ONLY_MANAGEMENT,
    ("s3", "GetBucketLifecycleConfiguration"): Refusal(
        "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", 404
    ),
    ("s3", "GetBucketTagging"): Refusal("NoSuchTagSet", "The TagSet does not exist", 404),
    ("s3", "GetBucketPolicy"): Refusal("NoSuchBucketPolicy", "The bucket policy does not exist", 404),
    ("s3", "GetBucketPolicyStatus"): Refusal("NoSuchBucketPolicy", "The bucket policy does not exist", 404),
    ("s3", "GetObjectLockConfiguration"): Refusal(
        "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket", 404
    ),
    ("s3", "GetPublicAccessBlock"): Refusal(
        "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found", 404
    ),
    ("s3", "GetBucketReplication"): Refusal(
        "ReplicationConfigurationNotFoundError", "The replication configuration was not found", 404
    ),
    ("s3control", "GetPublicAccessBlock"): Refusal(
        "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found", 404
    ),
}

_ENCRYPTED: Members = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
_ANSWERS: dict[tuple[str, str], Members] = {
    ("cloudfront", "ListDistributions"): {
        "DistributionList": {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": 0}
    },
    ("cloudfront", "ListContinuousDeploymentPolicies"): {
        "ContinuousDeploymentPolicyList": {"MaxItems": 100, "Quantity": 0}
    },
    ("compute-optimizer", "GetEnrollmentStatus"): {"status": "Inactive", "numberOfMemberAccountsOptedIn": 0},
    ("cost-optimization-hub", "ListEnrollmentStatuses"): {
        "items": [{"accountId": "{account}", "status": "Inactive"}], "includeMemberAccounts": False
    },
    ("backup", "DescribeRegionSettings"): {
        "ResourceTypeOptInPreference": {"RDS": True, "DynamoDB": True, "EBS": True, "EFS": True, "S3": False},
        "ResourceTypeManagementPreference": {"DynamoDB": True, "EFS": True},
    },
    ("devops-guru", "DescribeAccountHealth"): {
        "OpenReactiveInsights": 0, "OpenProactiveInsights": 0, "MetricsAnalyzed": 0, "ResourceHours": 0
    },
    ("devops-guru", "DescribeServiceIntegration"): {"ServiceIntegration": {"OpsCenter": {"OptInStatus": "DISABLED"}}},
    ("ec2", "GetEbsEncryptionByDefault"): {"EbsEncryptionByDefault": False},
    ("ec2", "GetInstanceMetadataDefaults"): {"AccountLevel": {}},
    ("ecs", "DescribeServices"): {"services": [], "failures": []},
    ("ecr", "GetRegistryScanningConfiguration"): {
        "registryId": "{account}", "scanningConfiguration": {"scanType": "BASIC", "rules": []}
    },
    ("events", "ListEventBuses"): {
        "EventBuses": [{"Name": "default", "Arn": "arn:aws:events:{region}:{account}:event-bus/default"}]
    },
    ("health", "DescribeHealthServiceStatusForOrganization"): {"healthServiceAccessStatusForOrganization": "DISABLED"},
    ("iam", "GetAccountSummary"): {
        "SummaryMap": {"Users": 0, "Roles": 0, "AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0, "MFADevices": 0}
    },
    ("iam", "GenerateCredentialReport"): {"State": "STARTED", "Description": "No report exists. Starting a new one"},
    ("inspector2", "BatchGetAccountStatus"): {
        "accounts": [
            {
                "accountId": "{account}",
                "state": {"status": "DISABLED", "errorCode": "ACCESS_DENIED", "errorMessage": ""},
                "resourceState": {
                    kind: {"status": "DISABLED", "errorCode": "ACCESS_DENIED", "errorMessage": ""}
                    for kind in ("ec2", "ecr", "lambda", "lambdaCode")
                },
            }
        ],
        "failedAccounts": [],
    },
    ("lambda", "GetFunctionCodeSigningConfig"): {"CodeSigningConfigArn": "", "FunctionName": ""},
    ("s3", "GetBucketEncryption"): {"ServerSideEncryptionConfiguration": _ENCRYPTED},
    ("service-quotas", "GetAssociationForServiceQuotaTemplate"): {
        "ServiceQuotaTemplateAssociationStatus": "DISASSOCIATED"
    },
    ("ssm-incidents", "ListReplicationSets"): {"replicationSetArns": []},
    ("xray", "GetEncryptionConfig"): {"EncryptionConfig": {"Status": "ACTIVE", "Type": "NONE"}},
    ("xray", "GetTraceSegmentDestination"): {"Destination": "XRay", "Status": "ACTIVE"},
}  # fmt: skip

_ABSENCE = re.compile(r"NotFound|NoSuch|DoesNotExist|NotExist")


def default_answer(service: str, operation: str) -> Members | Refusal:
    """Nothing there. Texts may hold `{account}` and `{region}`. Raises LookupError for an operation without a model."""
    model = operation_model(service, operation)
    if model is None:
        raise LookupError(f"{service} has no operation {operation}")
    if (service, operation) in _REFUSALS:
        return _REFUSALS[service, operation]
    if (service, operation) in _ANSWERS:
        return _ANSWERS[service, operation]
    if service == "organizations":
        return _absence(model) if operation.startswith("Describe") else _empty(model)
    if operation.startswith(("Get", "Describe")) and not paging(service, operation) and _names_one_thing(model):
        return _absence(model)
    return _empty(model)


def _names_one_thing(model: OperationModel) -> bool:
    return bool(model.input_shape is not None and model.input_shape.required_members)


def _absence(model: OperationModel) -> Members | Refusal:
    for shape in sorted(model.error_shapes, key=lambda each: each.name != "ResourceNotFoundException"):
        if _ABSENCE.search(shape.name):
            known = shape.metadata.get("error", {})
            status = known.get("httpStatusCode", 404 if model.service_model.protocol.startswith("rest") else 400)
            return Refusal(known.get("code", shape.name), "The requested resource does not exist.", status)
    return _empty(model)


def _empty(model: OperationModel) -> Members:
    if model.output_shape is None:
        return {}
    empty: dict[str, Value] = {}
    for name, shape in model.output_shape.members.items():
        if shape.type_name == "list":
            empty[name] = []
    return empty
