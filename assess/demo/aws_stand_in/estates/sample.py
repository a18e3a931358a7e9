"""The account against which the budgets are measured: about 390 objects of 19 services in 3 regions, made by counting.

Every third thing is well kept and the rest is not, so that checks have both to judge; nothing tells a story here.
"""

from __future__ import annotations

from collections.abc import Iterator

from assess.demo.aws_stand_in.estate import USUAL_REGIONS, Account, Estate, Organization
from assess.demo.aws_stand_in.values import Members, Value

ACCOUNT = "123456789012"
MADE = "2025-02-03T04:05:06Z"
GLOBAL = ""


def sample_estate() -> Estate:
    """One account, alone in its organisation, with things in each of its three regions."""
    account = Account(ACCOUNT, "sample-production", email="aws@example.com", regions=USUAL_REGIONS)
    estate = Estate([account], Organization(ACCOUNT), name="sample")
    _identity(estate)
    _buckets(estate)
    for region in USUAL_REGIONS:
        filling = _Region(estate, region)
        filling.network_and_machines()
        filling.signals()
        filling.delivery()
        filling.data()
        filling.settings()
    return estate


def _tags(n: int) -> list[Value]:
    return [{"Key": "owner", "Value": f"team-{n % 4}"}] if n % 3 == 0 else []


def _arn(service: str, rest: str, region: str = "{region}") -> str:
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}"


def _role(n: int) -> Members:
    trusted: Members = {"Service": "ecs-tasks.amazonaws.com"} if n % 4 else {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    trust: Members = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole"}],
    }
    attached: Members = {"PolicyName": f"policy-{n % 6}", "PolicyArn": _arn("iam", f"policy/policy-{n % 6}", "")}
    return {
        "Path": "/",
        "RoleName": f"role-{n:02d}",
        "RoleId": f"AROASAMPLE{n:010d}",
        "Arn": _arn("iam", f"role/role-{n:02d}", ""),
        "CreateDate": MADE,
        "AssumeRolePolicyDocument": trust,
        "AttachedManagedPolicies": [attached],
        "RolePolicyList": [],
        "InstanceProfileList": [],
        "Tags": _tags(n),
    }


def _policy(n: int) -> Members:
    document: Members = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "sqs:*"][n % 2], "Resource": "*"}],
    }
    return {
        "PolicyName": f"policy-{n}",
        "PolicyId": f"ANPASAMPLE{n:010d}",
        "Arn": _arn("iam", f"policy/policy-{n}", ""),
        "Path": "/",
        "DefaultVersionId": "v1",
        "AttachmentCount": 7,
        "IsAttachable": True,
        "CreateDate": MADE,
        "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": True, "CreateDate": MADE, "Document": document}],
    }


def _user(n: int) -> Members:
    return {
        "Path": "/",
        "UserName": f"user-{n}",
        "UserId": f"AIDASAMPLE{n:010d}",
        "Arn": _arn("iam", f"user/user-{n}", ""),
        "CreateDate": MADE,
        "GroupList": [],
        "UserPolicyList": [],
        "AttachedManagedPolicies": [],
        "Tags": [],
    }


def _identity(estate: Estate) -> None:
    details: Members = {
        "UserDetailList": [_user(n) for n in range(5)],
        "GroupDetailList": [],
        "RoleDetailList": [_role(n) for n in range(40)],
        "Policies": [_policy(n) for n in range(6)],
    }
    estate.put(ACCOUNT, GLOBAL, "iam", "GetAccountAuthorizationDetails", details)
    estate.put(ACCOUNT, GLOBAL, "iam", "ListAccountAliases", {"AccountAliases": ["sample-production"]})
    trail: Members = {
        "Name": "all",
        "TrailARN": _arn("cloudtrail", "trail/all", "us-east-1"),
        "HomeRegion": "us-east-1",
        "S3BucketName": "sample-bucket-00",
        "IsMultiRegionTrail": True,
        "LogFileValidationEnabled": True,
    }
    estate.put(ACCOUNT, GLOBAL, "cloudtrail", "DescribeTrails", {"trailList": [trail]})
    estate.put(ACCOUNT, GLOBAL, "cloudtrail", "GetTrailStatus", {"IsLogging": True}, when={"Name": "all"})


def _buckets(estate: Estate) -> None:
    names = [f"sample-bucket-{n:02d}" for n in range(30)]
    buckets: list[Value] = [
        {"Name": name, "CreationDate": MADE, "BucketRegion": USUAL_REGIONS[n % 3]} for n, name in enumerate(names)
    ]
    estate.put(ACCOUNT, GLOBAL, "s3", "ListBuckets", {"Buckets": buckets, "Owner": {"ID": "sample"}})
    for name in names[::3]:
        rules: list[Value] = [
            {"ID": "expire", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 90}}
        ]
        estate.put(ACCOUNT, GLOBAL, "s3", "GetBucketLifecycleConfiguration", {"Rules": rules}, when={"Bucket": name})
        estate.put(ACCOUNT, GLOBAL, "s3", "GetBucketVersioning", {"Status": "Enabled"}, when={"Bucket": name})


class _Region:
    """Fills one region."""

    def __init__(self, estate: Estate, region: str) -> None:
        self._estate, self._region = estate, region

    def _put(self, service: str, operation: str, answer: Members, when: Members | None = None) -> None:
        self._estate.put(ACCOUNT, self._region, service, operation, answer, when=when)

    def _arn(self, service: str, rest: str) -> str:
        return _arn(service, rest, self._region)

    def _tagged(self, service: str, kind: str, names: list[str]) -> None:
        """What the tagging API shows: every third of the things."""
        mappings: list[Value] = [
            {"ResourceARN": self._arn(service, kind + name), "Tags": _tags(n)}
            for n, name in enumerate(names)
            if n % 3 == 0
        ]
        self._put("resourcegroupstaggingapi", "GetResources", {"ResourceTagMappingList": mappings})

    def network_and_machines(self) -> None:
        vpcs: list[Value] = [
            {
                "VpcId": f"vpc-{n:08d}",
                "IsDefault": n == 0,
                "CidrBlock": f"10.{n}.0.0/16",
                "State": "available",
                "Tags": [],
            }
            for n in range(2)
        ]
        self._put("ec2", "DescribeVpcs", {"Vpcs": vpcs})
        groups: list[Value] = [
            {
                "GroupId": f"sg-{n:08d}",
                "GroupName": f"group-{n}",
                "VpcId": "vpc-00000001",
                "IpPermissions": [],
                "Tags": [],
            }
            for n in range(4)
        ]
        self._put("ec2", "DescribeSecurityGroups", {"SecurityGroups": groups})
        self._put("ec2", "DescribeInstances", {"Reservations": list(self._reservations())})
        volumes: list[Value] = [
            {
                "VolumeId": f"vol-{n:08d}",
                "Size": 100,
                "VolumeType": "gp2" if n % 3 else "gp3",
                "State": "in-use" if n < 8 else "available",
                "CreateTime": MADE,
                "Encrypted": n % 3 == 0,
                "Attachments": [],
                "Tags": _tags(n),
            }
            for n in range(12)
        ]
        self._put("ec2", "DescribeVolumes", {"Volumes": volumes})
        snapshots: list[Value] = [
            {
                "SnapshotId": f"snap-{n:08d}",
                "VolumeId": f"vol-{n:08d}",
                "VolumeSize": 100,
                "StartTime": MADE,
                "Tags": [],
            }
            for n in range(2)
        ]
        self._put("ec2", "DescribeSnapshots", {"Snapshots": snapshots})

    @staticmethod
    def _reservations() -> Iterator[Value]:
        for n in range(8):
            instance: Members = {
                "InstanceId": f"i-{n:08d}",
                "InstanceType": "t3.large" if n % 3 else "m7g.large",
                "State": {"Code": 16, "Name": "running"},
                "LaunchTime": MADE,
                "VpcId": "vpc-00000001",
                "MetadataOptions": {"HttpTokens": "optional" if n % 3 else "required"},
                "Tags": _tags(n),
            }
            yield {"ReservationId": f"r-{n:08d}", "OwnerId": ACCOUNT, "Instances": [instance]}

    def signals(self) -> None:
        topics = [f"topic-{n}" for n in range(5)]
        for name in topics:
            arn = self._arn("sns", name)
            self._put("sns", "GetTopicAttributes", {"Attributes": {"TopicArn": arn}}, {"TopicArn": arn})
            subscription: Members = {
                "SubscriptionArn": f"{arn}:0000" if name != "topic-1" else "PendingConfirmation",
                "Owner": ACCOUNT,
                "Protocol": "email" if name != "topic-0" else "https",
                "Endpoint": "team@example.com" if name != "topic-0" else "https://pager.example.com/events",
                "TopicArn": arn,
            }
            self._put("sns", "ListSubscriptions", {"Subscriptions": [subscription]})
        alarms: list[Value] = [self._alarm(n) for n in range(10)]
        self._put("cloudwatch", "DescribeAlarms", {"MetricAlarms": alarms, "CompositeAlarms": []})
        groups: list[Value] = []
        for n in range(20):
            group: Members = {
                "logGroupName": f"/app/{n:02d}",
                "arn": self._arn("logs", f"log-group:/app/{n:02d}:*"),
                "creationTime": 1738555506000,
                "storedBytes": n * 1_000_000,
            }
            groups.append({**group, "retentionInDays": 30} if n % 3 == 0 else group)
        self._put("logs", "DescribeLogGroups", {"logGroups": groups})
        self._tagged("logs", "log-group:", [f"/app/{n:02d}" for n in range(20)])

    def _alarm(self, n: int) -> Members:
        return {
            "AlarmName": f"alarm-{n}",
            "AlarmArn": self._arn("cloudwatch", f"alarm:alarm-{n}"),
            "ActionsEnabled": n % 5 != 4,
            "AlarmActions": [self._arn("sns", f"topic-{n % 5}")] if n % 3 else [],
            "StateValue": "OK" if n % 4 else "INSUFFICIENT_DATA",
            "StateUpdatedTimestamp": MADE,
            "Namespace": "AWS/Lambda",
            "MetricName": "Errors",
            "Dimensions": [{"Name": "FunctionName", "Value": f"function-{n}"}],
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 3,
            "Threshold": 1.0,
            "ComparisonOperator": "GreaterThanThreshold",
        }

    def delivery(self) -> None:
        functions: list[Value] = [
            {
                "FunctionName": f"function-{n}",
                "FunctionArn": self._arn("lambda", f"function:function-{n}"),
                "Runtime": "python3.12",
                "Role": _arn("iam", f"role/role-{n:02d}", ""),
                "Version": "$LATEST",
                "LastModified": "2026-02-03T04:05:06.000+0000",
                "TracingConfig": {"Mode": "Active" if n % 3 == 0 else "PassThrough"},
            }
            for n in range(10)
        ]
        self._put("lambda", "ListFunctions", {"Functions": functions})
        repositories: list[Value] = [
            {
                "repositoryName": f"image-{n}",
                "repositoryArn": self._arn("ecr", f"repository/image-{n}"),
                "createdAt": MADE,
                "imageTagMutability": "IMMUTABLE" if n % 3 == 0 else "MUTABLE",
                "imageScanningConfiguration": {"scanOnPush": n % 3 == 0},
            }
            for n in range(4)
        ]
        self._put("ecr", "DescribeRepositories", {"repositories": repositories})
        projects: list[Value] = [self._project(n) for n in range(3)]
        self._put("codebuild", "BatchGetProjects", {"projects": projects})
        for n in range(2):
            self._put("codepipeline", "GetPipeline", {"pipeline": _pipeline(n)}, {"name": f"pipeline-{n}"})
        stacks: list[Value] = [
            {
                "StackName": f"stack-{n}",
                "StackId": self._arn("cloudformation", f"stack/stack-{n}/0000"),
                "StackStatus": "UPDATE_COMPLETE",
                "CreationTime": MADE,
                "EnableTerminationProtection": n % 3 == 0,
                "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
                "Tags": _tags(n),
            }
            for n in range(3)
        ]
        self._put("cloudformation", "DescribeStacks", {"Stacks": stacks})
        self._tagged("lambda", "function:", [f"function-{n}" for n in range(10)])

    def _project(self, n: int) -> Members:
        return {
            "name": f"project-{n}",
            "arn": self._arn("codebuild", f"project/project-{n}"),
            "serviceRole": _arn("iam", f"role/role-{n:02d}", ""),
            "source": {"type": "GITHUB", "location": f"https://github.com/example/project-{n}"},
            "artifacts": {"type": "NO_ARTIFACTS"},
            "environment": {
                "type": "LINUX_CONTAINER",
                "image": "aws/codebuild/standard:7.0",
                "computeType": "BUILD_GENERAL1_SMALL",
                "privilegedMode": n % 3 != 0,
                "environmentVariables": [{"name": "STAGE", "value": "production", "type": "PLAINTEXT"}],
            },
            "lastModified": MADE,
            "tags": [],
        }

    def data(self) -> None:
        databases: list[Value] = [
            {
                "DBInstanceIdentifier": f"database-{n}",
                "DBInstanceArn": self._arn("rds", f"db:database-{n}"),
                "Engine": "postgres",
                "DBInstanceClass": "db.m6g.large",
                "DBInstanceStatus": "available",
                "MultiAZ": n % 3 == 0,
                "BackupRetentionPeriod": 7 * (n % 2),
                "DeletionProtection": n % 3 == 0,
                "TagList": _tags(n),
            }
            for n in range(3)
        ]
        self._put("rds", "DescribeDBInstances", {"DBInstances": databases})
        for n in range(5):
            url = f"https://sqs.{self._region}.amazonaws.com/{ACCOUNT}/queue-{n}"
            attributes: Members = {"QueueArn": self._arn("sqs", f"queue-{n}")}
            if n % 3 == 0:
                attributes["RedrivePolicy"] = {"deadLetterTargetArn": self._arn("sqs", "queue-1"), "maxReceiveCount": 5}
            self._put("sqs", "GetQueueAttributes", {"Attributes": attributes}, {"QueueUrl": url})
        queue: Members = {
            "jobQueueName": "jobs",
            "jobQueueArn": self._arn("batch", "job-queue/jobs"),
            "state": "ENABLED",
            "priority": 1,
            "computeEnvironmentOrder": [],
        }
        self._put("batch", "DescribeJobQueues", {"jobQueues": [queue]})

    def settings(self) -> None:
        parameters: list[Value] = [
            {
                "Name": f"/app/{n}",
                "Type": "SecureString" if n % 3 == 0 else "String",
                "LastModifiedDate": MADE,
                "Version": 1,
            }
            for n in range(6)
        ]
        self._put("ssm", "DescribeParameters", {"Parameters": parameters})
        secrets: list[Value] = [
            {
                "Name": f"secret-{n}",
                "ARN": self._arn("secretsmanager", f"secret:secret-{n}"),
                "RotationEnabled": n % 3 == 0,
            }
            for n in range(3)
        ]
        self._put("secretsmanager", "ListSecrets", {"SecretList": secrets})
        plan: Members = {
            "BackupPlanId": f"plan-{self._region}",
            "BackupPlanArn": self._arn("backup", f"backup-plan:plan-{self._region}"),
            "BackupPlan": {
                "BackupPlanName": "daily",
                "Rules": [{"RuleName": "daily", "TargetBackupVaultName": "Default"}],
            },
        }
        self._put("backup", "GetBackupPlan", plan, {"BackupPlanId": f"plan-{self._region}"})


def _pipeline(n: int) -> Members:
    build: Members = {
        "name": "Build",
        "actionTypeId": {"category": "Build", "owner": "AWS", "provider": "CodeBuild", "version": "1"},
    }
    approve: Members = {
        "name": "Approve",
        "actionTypeId": {"category": "Approval", "owner": "AWS", "provider": "Manual", "version": "1"},
    }
    stages: list[Value] = [{"name": "Build", "actions": [build]}]
    if n % 2 == 0:
        stages.append({"name": "Approve", "actions": [approve]})
    return {"name": f"pipeline-{n}", "roleArn": _arn("iam", "role/role-00", ""), "version": 1, "stages": stages}
