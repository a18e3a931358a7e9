"""Reads Route 53: health checks, and the records of public zones that can send users elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.answers import Answer
from collectors.aws.facts.journeys import HealthCheck, Record
from collectors.aws.reading import Caller, Scope, reader

_ENDPOINT = frozenset({"HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP"})


@reader(
    "aws.route53.health_checks",
    service="route53",
    operations=("ListHealthChecks",),
    yields=(HealthCheck,),
    scope=Scope.GLOBAL,
)
def health_checks(caller: Caller) -> Iterator[HealthCheck]:
    """Health checks of Route 53, but those that services make for themselves."""
    for each in caller.items("ListHealthChecks", "HealthChecks"):
        if each.has("LinkedService"):
            continue
        asked = each.part("HealthCheckConfig")
        yield HealthCheck(
            subject=caller.subject("health check", f"arn:{caller.partition}:route53:::healthcheck/{each.text('Id')}"),
            identifier=each.text("Id"),
            of_endpoint=asked.text_or("Type") in _ENDPOINT,
            host=asked.text_or("FullyQualifiedDomainName"),
            disabled=asked.flag("Disabled"),
        )


@reader(
    "aws.route53.records",
    service="route53",
    operations=("ListHostedZones", "ListResourceRecordSets"),
    yields=(Record,),
    scope=Scope.GLOBAL,
)
def records(caller: Caller) -> Iterator[Record]:
    """Records of public zones that have a routing policy: those by which traffic can be moved."""
    for zone in caller.items("ListHostedZones", "HostedZones"):
        if zone.flag("Config.PrivateZone") or zone.has("LinkedService"):
            continue
        identifier = zone.text("Id").rpartition("/")[2]
        for each in caller.items("ListResourceRecordSets", "ResourceRecordSets", {"HostedZoneId": identifier}):
            policy = _policy(each)
            if policy:
                which = f"{identifier}/{each.text('Name')}{each.text_or('Type')}/{each.text_or('SetIdentifier')}"
                yield Record(
                    subject=caller.subject("record", f"arn:{caller.partition}:route53:::recordset/{which}"),
                    name=each.text("Name"),
                    policy=policy,
                    checked=each.has("HealthCheckId") or each.flag("AliasTarget.EvaluateTargetHealth"),
                )


def _policy(each: Answer) -> str:
    for key, name in (
        ("Failover", "failover"),
        ("Weight", "weighted"),
        ("Region", "latency"),
        ("GeoLocation", "geolocation"),
        ("GeoProximityLocation", "geoproximity"),
        ("CidrRoutingConfig", "cidr"),
    ):
        if each.has(key):
            return name
    return "multivalue" if each.flag("MultiValueAnswer") else ""
