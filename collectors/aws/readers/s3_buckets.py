"""Reads S3: whether buckets have a rule for what is old, and whether those with state or artifacts keep versions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.releases import DataUndo
from collectors.aws.facts.spending import Bucket
from collectors.aws.reading import Caller, Scope, reader

_SERVICE_MADE = re.compile(
    r"^(elasticbeanstalk-|aws-cloudtrail-logs-|aws-athena-query-results-|aws-sam-cli-|cf-templates-|codepipeline-[a-z0-9-]+-\d{8,}"
    r"|aws-quicksetup|amplify-|sagemaker-[a-z0-9-]+-\d{12}$|do-not-delete-|cdk-[a-z0-9]+-assets-)"
)
_HOLDS_STATE = re.compile(
    r"tf-?state|terraform|(^|[-.])(state|artifacts?|releases?|deployments?|config(uration)?)([-.]|$)"
)
_LIST = {"MaxBuckets": 1000}


@reader(
    "aws.s3.bucket_rules",
    service="s3",
    operations=("ListBuckets", "GetBucketLifecycleConfiguration"),
    yields=(Bucket,),
    scope=Scope.GLOBAL,
    calls=10,
)
def bucket_rules(caller: Caller) -> Iterator[Bucket]:
    """Buckets, and whether a rule ends or moves what is old in them."""
    found = [
        each for each in caller.items("ListBuckets", "Buckets", _LIST) if not _SERVICE_MADE.match(each.text("Name"))
    ]
    for each, ruled in zip(found, caller.each(found, lambda one: _ruled(caller, one)), strict=True):
        name = each.text("Name")
        yield Bucket(subject=caller.subject("bucket", _arn(caller, name)), name=name, ruled=ruled)


def _arn(caller: Caller, name: str) -> str:
    return f"arn:{caller.partition}:s3:::{name}"


def _ruled(caller: Caller, each: Answer) -> bool | Unread:
    there = caller.at(each.text_or("BucketRegion") or caller.region)
    asked = {"Bucket": each.text("Name"), "ExpectedBucketOwner": caller.account}
    answer = there.find("GetBucketLifecycleConfiguration", asked, absent=("NoSuchLifecycleConfiguration",))
    if isinstance(answer, Unread):
        return answer
    return answer is not None and any(_does_something(rule) for rule in answer.items("Rules"))


def _does_something(rule: Answer) -> bool:
    """Whether a rule ends or moves objects: one that only clears failed uploads leaves all of them."""
    effects = ("Expiration", "Transitions", "NoncurrentVersionExpiration", "NoncurrentVersionTransitions")
    return rule.text_or("Status") == "Enabled" and any(rule.has(name) for name in effects)


@reader(
    "aws.s3.bucket_versions",
    service="s3",
    operations=("ListBuckets", "GetBucketVersioning"),
    yields=(DataUndo,),
    scope=Scope.GLOBAL,
    calls=3,
)
def bucket_versions(caller: Caller) -> Iterator[DataUndo]:
    """Buckets that hold state or artifacts by their name, and whether they keep what was overwritten."""
    found = [
        each
        for each in caller.items("ListBuckets", "Buckets", _LIST)
        if _HOLDS_STATE.search(each.text("Name")) and not _SERVICE_MADE.match(each.text("Name"))
    ]
    for each, undo in zip(found, caller.each(found, lambda one: _versioned(caller, one)), strict=True):
        name = each.text("Name")
        yield DataUndo(
            subject=caller.subject("bucket", _arn(caller, name)),
            basis="inferred",
            rule="its name says that it holds state or artifacts",
            name=name,
            type="bucket",
            undo=undo,
            guarded=None,
        )


def _versioned(caller: Caller, each: Answer) -> bool | Unread:
    there = caller.at(each.text_or("BucketRegion") or caller.region)
    answer = there.ask("GetBucketVersioning", {"Bucket": each.text("Name"), "ExpectedBucketOwner": caller.account})
    return answer if isinstance(answer, Unread) else answer.text_or("Status") == "Enabled"
