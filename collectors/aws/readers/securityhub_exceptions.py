"""Reads the rules by which Security Hub silences findings; no finding."""

from __future__ import annotations

from collections.abc import Iterator

from assess.evidence.facts import Unread
from collectors.aws.facts.accounts import StandingException
from collectors.aws.reading import Caller, Refused, reader

_RULES_IN_A_CALL = 100


@reader(
    "aws.securityhub.exceptions",
    service="securityhub",
    operations=("ListAutomationRules", "BatchGetAutomationRules"),
    yields=(StandingException,),
)
def exceptions(caller: Caller) -> Iterator[StandingException]:
    """Automation rules that suppress findings, and whether they say why."""
    # Where Security Hub is off it says so with this code: there is no rule then.
    first = caller.find("ListAutomationRules", {"MaxResults": 100}, absent=("InvalidAccessException",))
    if isinstance(first, Unread):
        raise Refused(first)
    if first is None:
        return
    found = first.items("AutomationRulesMetadata")  # an account may have 100 rules, which is one page
    arns = [each.text("RuleArn") for each in found if each.text_or("RuleStatus") == "ENABLED"]
    for at in range(0, len(arns), _RULES_IN_A_CALL):
        asked = {"AutomationRulesArns": arns[at : at + _RULES_IN_A_CALL]}
        for each in caller.call("BatchGetAutomationRules", asked).items("Rules"):
            states = [act.text_or("FindingFieldsUpdate.Workflow.Status") for act in each.items("Actions")]
            if "SUPPRESSED" in states or "RESOLVED" in states:
                yield StandingException(
                    subject=caller.subject("exception", each.text("RuleArn")),
                    product="Security Hub",
                    name=each.text_or("RuleName"),
                    says_why=bool(each.text_or("Description").strip()),
                )
