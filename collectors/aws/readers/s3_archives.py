"""Reads the buckets in which logs are kept: can they be altered, and do they end. Never an object."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.telemetry import ArchiveBucket
from collectors.aws.reading import Caller, Scope, reader

_OF_LOGS = re.compile(r"(?<![a-z])(?:logs?|logging|(?:cloud)?trails?|audits?|archives?)(?![a-z])")
_DAYS_A_YEAR = 365


@reader(
    "aws.s3.archives",
    service="s3",
    operations=(
        "ListBuckets",
        "GetBucketVersioning",
        "GetObjectLockConfiguration",
        "GetBucketLifecycleConfiguration",
        "cloudtrail:DescribeTrails",
    ),
    yields=(ArchiveBucket,),
    scope=Scope.GLOBAL,
)
def archives(caller: Caller) -> Iterator[ArchiveBucket]:
    """Buckets of logs: those a trail writes to, and those whose name says so."""
    buckets = list(caller.items("ListBuckets", "Buckets", {"MaxBuckets": 1000}))
    if not buckets:
        return
    trails = caller.call("cloudtrail:DescribeTrails", {"includeShadowTrails": True}).items("trailList")
    written = {each.text_or("S3BucketName") for each in trails}
    kept = [each for each in buckets if each.text("Name") in written or _OF_LOGS.search(each.text("Name"))]
    yield from caller.each(kept, lambda each: _archive(caller, each))


def _archive(caller: Caller, bucket: Answer) -> ArchiveBucket:
    name = bucket.text("Name")
    there = caller.at(bucket.text_or("BucketRegion") or caller.region)
    asked = {"Bucket": name}
    versions = there.ask("GetBucketVersioning", asked)
    lock = there.find("GetObjectLockConfiguration", asked, absent=("ObjectLockConfigurationNotFoundError",))
    ends = there.find("GetBucketLifecycleConfiguration", asked, absent=("NoSuchLifecycleConfiguration",))
    return ArchiveBucket(
        subject=caller.subject("bucket", f"arn:{caller.partition}:s3:::{name}"),
        name=name,
        versioned=versions if isinstance(versions, Unread) else versions.text_or("Status") == "Enabled",
        locked_days=lock if isinstance(lock, Unread) else _locked_days(lock),
        expires=ends if isinstance(ends, Unread) else _ends(ends),
    )


def _locked_days(lock: Answer | None) -> int:
    if lock is None:
        return 0
    kept = lock.part("ObjectLockConfiguration.Rule.DefaultRetention")
    return kept.number_or("Days") + kept.number_or("Years") * _DAYS_A_YEAR


def _ends(lifecycle: Answer | None) -> bool:
    if lifecycle is None:
        return False
    rules = [each for each in lifecycle.items("Rules") if each.text_or("Status") == "Enabled"]
    return any(each.has("Expiration") or each.has("Transitions") for each in rules)
