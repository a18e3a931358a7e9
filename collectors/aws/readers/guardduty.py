"""Reads GuardDuty: whether it watches a region, and how fast it tells."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.facts.artifacts import ThreatDetector
from collectors.aws.reading import Caller, reader


@reader(
    "aws.guardduty.detectors",
    service="guardduty",
    operations=("ListDetectors", "GetDetector"),
    yields=(ThreatDetector,),
)
def detectors(caller: Caller) -> Iterator[ThreatDetector]:
    """Whether threat detection is on in a region, and how fast it tells of what comes again."""
    names = [name for page in caller.pages("ListDetectors", {"MaxResults": 50}) for name in page.texts("DetectorIds")]
    subject = caller.subject("threat detection", caller.arn("guardduty", "detector"))
    if not names:
        yield ThreatDetector(subject=subject, enabled=False, frequency="")
        return
    answer = caller.ask("GetDetector", {"DetectorId": names[0]})
    if isinstance(answer, Unread):
        yield ThreatDetector(subject=subject, enabled=answer, frequency="")
        return
    enabled = answer.text_or("Status") == "ENABLED"
    frequency = answer.text_or("FindingPublishingFrequency", "SIX_HOURS") if enabled else ""
    yield ThreatDetector(subject=subject, enabled=enabled, frequency=frequency)
