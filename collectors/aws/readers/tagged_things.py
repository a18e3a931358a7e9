"""Reads what runs, stores or costs and carries or carried a tag, from one sweep of the tagging API in each region."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.accounts import Thing
from collectors.aws.made_by_aws import made_by_aws
from collectors.aws.owner_tags import owner_of
from collectors.aws.reading import Caller, reader

OWNABLE = (
    "apigateway:restapis", "backup:backup-vault", "cloudfront:distribution", "cloudwatch:alarm", "codebuild:project",
    "codepipeline", "dynamodb:table", "ec2:instance", "ec2:natgateway", "ec2:volume", "ecr:repository", "ecs:cluster",
    "ecs:service", "eks:cluster", "elasticache:cluster", "elasticache:replicationgroup",
    "elasticfilesystem:file-system", "elasticloadbalancing:loadbalancer", "es:domain",
    "firehose:deliverystream", "kafka:cluster", "kinesis:stream",
    "lambda:function", "mq:broker", "rds:cluster", "rds:db", "redshift:cluster", "s3", "sagemaker:endpoint", "sns",
    "sqs", "states:stateMachine",
)  # fmt: skip
"""Types of things that somebody must answer for, as the tagging API names them: what runs, stores or raises an alarm,
and none of the parts that come along with it (interfaces, snapshots, rules)."""
_WITHOUT_TYPE = frozenset(each for each in OWNABLE if ":" not in each)


@reader(
    "aws.resourcegroupstaggingapi.things",
    service="resourcegroupstaggingapi",
    operations=("GetResources",),
    yields=(Thing,),
)
def things(caller: Caller) -> Iterator[Thing]:
    """Things that carry or once carried a tag, with the owner it names."""
    asked = {"ResourceTypeFilters": list(OWNABLE), "ResourcesPerPage": 100}
    for each in caller.items("GetResources", "ResourceTagMappingList", asked):
        arn = each.text("ResourceARN")
        kind = ownable(arn)
        if kind:
            tags = each.tags()
            yield Thing(
                subject=caller.subject("thing", arn, tags),
                type=kind,
                owner=owner_of(tags),
            )


def ownable(arn: str) -> str:
    """The type of a thing that somebody must answer for; empty for all others, and for what AWS set up by itself."""
    kind = type_of(arn)
    return kind if kind in OWNABLE and not made_by_aws(arn) else ""


def type_of(arn: str) -> str:
    """`arn:aws:ecs:eu-west-1:111122223333:service/a/b` is an `ecs:service`; where an ARN names no type, its service."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return ""
    service, resource = parts[2], parts[5].lstrip("/")
    if service in _WITHOUT_TYPE:
        return service
    return f"{service}:{resource.replace('/', ':').partition(':')[0]}"
