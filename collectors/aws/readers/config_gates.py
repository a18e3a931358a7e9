"""Reads AWS Config for what it does to changes: rules, those that judge before a change, those that repair."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.answers import Answer
from collectors.aws.facts.releases import PolicyRules
from collectors.aws.reading import Caller, reader

_DRIFT = "CLOUDFORMATION_STACK_DRIFT_DETECTION_CHECK"


@reader(
    "aws.config.gates",
    service="config",
    operations=("DescribeConfigRules", "DescribeRemediationConfigurations"),
    yields=(PolicyRules,),
)
def gates(caller: Caller) -> Iterator[PolicyRules]:
    """How many rules are in force, how many judge before a change, and how many repair by themselves."""
    rules = [
        each
        for each in caller.items("DescribeConfigRules", "ConfigRules")
        if each.text_or("ConfigRuleState", "ACTIVE") == "ACTIVE" and not each.has("CreatedBy")
    ]
    if not rules:
        return
    names = [each.text("ConfigRuleName") for each in rules]
    yield PolicyRules(
        subject=caller.subject("rules", caller.arn("config", "config-rule")),
        active=len(rules),
        before=sum(_before(each) for each in rules),
        drift=any(each.text_or("Source.SourceIdentifier") == _DRIFT for each in rules),
        repairs=_repairs(caller, names),
    )


def _before(each: Answer) -> bool:
    return any(mode.text_or("Mode") == "PROACTIVE" for mode in each.items("EvaluationModes"))


def _repairs(caller: Caller, names: list[str]) -> int | Unread:
    count = 0
    for at in range(0, len(names), 25):
        answer = caller.ask("DescribeRemediationConfigurations", {"ConfigRuleNames": names[at : at + 25]})
        if isinstance(answer, Unread):
            return answer
        count += sum(each.flag("Automatic") for each in answer.items("RemediationConfigurations"))
    return count
