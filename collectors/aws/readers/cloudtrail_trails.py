"""Reads CloudTrail: the trails that record an account, whether they run and what they take; no event."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.telemetry import Trail
from collectors.aws.reading import Caller, reader


@reader(
    "aws.cloudtrail.trails",
    service="cloudtrail",
    operations=("DescribeTrails", "GetTrailStatus", "GetEventSelectors"),
    yields=(Trail,),
)
def trails(caller: Caller) -> Iterator[Trail]:
    """Trails that record the account, those of the organisation too, with their state."""
    regions = caller.target.settings.get("regions", "").split()
    for each in caller.call("DescribeTrails", {"includeShadowTrails": True}).items("trailList"):
        home = each.text_or("HomeRegion")
        if home != caller.region and (home in regions or caller.region not in regions[:1]):
            continue  # the shadow of a trail that is read where it lives, or from the first region if that is not read
        arn = each.text("TrailARN")
        state = caller.ask("GetTrailStatus", {"Name": arn})
        # A trail whose selection was never touched takes every management event, and is not asked for it.
        chosen = each.flag("HasCustomEventSelectors")
        taken = caller.ask("GetEventSelectors", {"TrailName": arn}) if chosen else None
        yield Trail(
            subject=caller.subject("trail", f"{arn}@{caller.account}"),
            name=each.text("Name"),
            account=arn.split(":")[4],
            bucket=each.text_or("S3BucketName"),
            home=home,
            organisation=each.flag("IsOrganizationTrail"),
            every_region=each.flag("IsMultiRegionTrail"),
            validated=each.flag("LogFileValidationEnabled"),
            logging=state if isinstance(state, Unread) else state.flag("IsLogging"),
            management_writes=taken if isinstance(taken, Unread) else taken is None or _takes_writes(taken),
        )


def _takes_writes(taken: Answer) -> bool:
    """Whether some selector takes management events that change something. A trail without selectors does."""
    for each in taken.items("EventSelectors"):
        if each.flag("IncludeManagementEvents", default=True) and each.text_or("ReadWriteType", "All") != "ReadOnly":
            return True
    for each in taken.items("AdvancedEventSelectors"):
        fields = {field.text("Field"): field for field in each.items("FieldSelectors")}
        category = fields.get("eventCategory")
        read_only = fields.get("readOnly")
        if category is not None and "Management" in category.texts("Equals"):
            return read_only is None or "false" in read_only.texts("Equals")
    return not taken.items("EventSelectors") and not taken.items("AdvancedEventSelectors")
