"""Reads AWS Config: whether it records, which rules ask for tags, which packs compare an account with a standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer, Garbled
from collectors.aws.facts.accounts import StandardPack, TagRule
from collectors.aws.facts.telemetry import Recorder
from collectors.aws.reading import Caller, Refused, reader


@reader(
    "aws.config.recorders",
    service="config",
    operations=("DescribeConfigurationRecorders", "DescribeConfigurationRecorderStatus"),
    yields=(Recorder,),
)
def recorders(caller: Caller) -> Iterator[Recorder]:
    """The account's own recorder in this region, and whether it runs."""
    found = caller.call("DescribeConfigurationRecorders").items("ConfigurationRecorders")
    if not found:
        return
    states = caller.ask("DescribeConfigurationRecorderStatus")
    for each in found:
        if each.has("servicePrincipal"):
            continue  # a recorder that a service keeps for itself
        name = each.text("name")
        group = each.part("recordingGroup")
        yield Recorder(
            subject=caller.subject("recorder", caller.arn("config", f"configuration-recorder/{name}")),
            name=name,
            everything=group.flag("allSupported") or group.has("exclusionByResourceTypes"),
            recording=states if isinstance(states, Unread) else _records(states, name),
        )


def _records(states: Answer, name: str) -> bool:
    found = states.items("ConfigurationRecordersStatus")
    return any(each.flag("recording") for each in found if each.text_or("name") == name)


@reader(
    "aws.config.tag_rules",
    service="config",
    operations=("DescribeConfigRules", "DescribeComplianceByConfigRule"),
    yields=(TagRule,),
)
def tag_rules(caller: Caller) -> Iterator[TagRule]:
    """Rules that ask for tags, and what they found."""
    found = [
        each
        for each in caller.items("DescribeConfigRules", "ConfigRules")
        if each.text_or("Source.SourceIdentifier") == "REQUIRED_TAGS" and each.text_or("ConfigRuleState") == "ACTIVE"
    ]
    if not found:
        return
    compliance = _compliance(caller)
    for each in found:
        name = each.text("ConfigRuleName")
        yield TagRule(
            subject=caller.subject("config rule", each.text("ConfigRuleArn")),
            name=name,
            keys=_keys(each),
            compliant=compliance if isinstance(compliance, Unread) else compliance.get(name),
        )


def _compliance(caller: Caller) -> Mapping[str, bool] | Unread:
    try:
        found = list(caller.items("DescribeComplianceByConfigRule", "ComplianceByConfigRules"))
    except Refused as refused:
        return refused.unread
    judged = {each.text("ConfigRuleName"): each.text_or("Compliance.ComplianceType") for each in found}
    return {name: told == "COMPLIANT" for name, told in judged.items() if told in ("COMPLIANT", "NON_COMPLIANT")}


def _keys(rule: Answer) -> tuple[str, ...]:
    try:
        asked = rule.document("InputParameters")
    except Garbled:
        return ()
    return tuple(value for name in asked.names() if name.endswith("Key") and (value := asked.text_or(name)))


@reader(
    "aws.config.packs",
    service="config",
    operations=("DescribeConformancePacks", "DescribeConformancePackStatus"),
    yields=(StandardPack,),
)
def packs(caller: Caller) -> Iterator[StandardPack]:
    """Conformance packs and whether they are in force."""
    found = list(caller.items("DescribeConformancePacks", "ConformancePackDetails", {"Limit": 20}))
    if not found:
        return
    try:
        told = caller.items("DescribeConformancePackStatus", "ConformancePackStatusDetails", {"Limit": 20})
        states: Mapping[str, str] | Unread = {
            each.text("ConformancePackName"): each.text_or("ConformancePackState") for each in told
        }
    except Refused as refused:
        states = refused.unread
    for each in found:
        name = each.text("ConformancePackName")
        yield StandardPack(
            subject=caller.subject("conformance pack", each.text("ConformancePackArn")),
            name=name,
            in_force=states if isinstance(states, Unread) else states.get(name, "").endswith("_COMPLETE"),
        )
