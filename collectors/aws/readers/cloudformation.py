"""Reads CloudFormation: stacks with drift and brakes, stack sets and how their changes spread, hooks before changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from collectors.aws.answers import Answer
from collectors.aws.facts.releases import ChangeHook, Stack, StackSet
from collectors.aws.reading import Caller, reader

_SERVICE_MADE = re.compile(
    r"^(StackSet-|awsconfigconforms-|AWSControlTower|aws-sam-cli-managed-default$|CDKToolkit|awseb-|serverlessrepo-"
    r"|SC-\d{12}-|AWS-QuickSetup|amplify-|EC2ContainerService-|aws-cloud9-|Infra-ECS-)"
)
_CHANGES = ("CREATE", "UPDATE")
MOST_OPERATIONS = 20
"""Operations of a stack set looked at: the newest."""


@reader("aws.cloudformation.stacks", service="cloudformation", operations=("DescribeStacks",), yields=(Stack,))
def stacks(caller: Caller) -> Iterator[Stack]:
    """Stacks: their state, what takes a change back, and when drift was last looked for."""
    for each in caller.items("DescribeStacks", "Stacks"):
        if each.has("ParentId") or _SERVICE_MADE.match(each.text("StackName")):
            continue
        checked = each.moment("DriftInformation.LastCheckTimestamp")
        yield Stack(
            subject=caller.subject("stack", each.text("StackId"), each.tags()),
            name=each.text("StackName"),
            status=each.text("StackStatus"),
            keeps_failure=each.flag("DisableRollback"),
            protected=each.flag("EnableTerminationProtection"),
            triggers=tuple(one.text("Arn") for one in each.items("RollbackConfiguration.RollbackTriggers")),
            drift=each.text_or("DriftInformation.StackDriftStatus", "NOT_CHECKED"),
            drift_days=(caller.now - checked).days if checked is not None else None,
        )


@reader(
    "aws.cloudformation.stack_sets",
    service="cloudformation",
    operations=("ListStackSets", "ListStackSetOperations"),
    yields=(StackSet,),
    calls=1,
)
def stack_sets(caller: Caller) -> Iterator[StackSet]:
    """Stack sets, and over how many accounts at once their newest change went."""
    for each in caller.items("ListStackSets", "Summaries", {"Status": "ACTIVE", "MaxResults": 100}):
        name = each.text("StackSetName")
        if name.startswith(("AWSControlTower", "AWS-QuickSetup", "AWSQuickSetup")):
            continue
        asked = {"StackSetName": name, "MaxResults": MOST_OPERATIONS}
        operations = islice(caller.items("ListStackSetOperations", "Summaries", asked), MOST_OPERATIONS)
        newest = next((one for one in operations if one.text_or("Action") in _CHANGES), Answer({}, "no operation"))
        yield _stack_set(caller, each, newest)


def _stack_set(caller: Caller, each: Answer, newest: Answer) -> StackSet:
    chosen = newest.part("OperationPreferences")

    def number(key: str) -> int | None:
        return chosen.number_or(key) if chosen.has(key) else None

    return StackSet(
        subject=caller.subject("stack set", caller.arn("cloudformation", f"stackset/{each.text('StackSetId')}")),
        name=each.text("StackSetName"),
        operation=newest.text_or("Action"),
        at=newest.moment("CreationTimestamp"),
        accounts_together=number("MaxConcurrentCount"),
        share_together=number("MaxConcurrentPercentage"),
        failures=number("FailureToleranceCount"),
        share_failing=number("FailureTolerancePercentage"),
        regions_together=chosen.text_or("RegionConcurrencyType", "SEQUENTIAL") == "PARALLEL",
    )


@reader("aws.cloudformation.hooks", service="cloudformation", operations=("ListTypes",), yields=(ChangeHook,), calls=2)
def hooks(caller: Caller) -> Iterator[ChangeHook]:
    """Hooks that judge changes of stacks before they are made: the account's own, and activated public ones."""
    for visibility in ("PRIVATE", "PUBLIC"):
        asked: dict[str, object] = {"Type": "HOOK", "Visibility": visibility, "MaxResults": 100}
        if visibility == "PUBLIC":
            asked["Filters"] = {"Category": "ACTIVATED"}
        for each in caller.items("ListTypes", "TypeSummaries", asked):
            if visibility == "PUBLIC" and not each.flag("IsActivated", default=True):
                continue
            yield ChangeHook(
                subject=caller.subject(
                    "hook",
                    each.text_or("TypeArn") or caller.arn("cloudformation", f"type/hook/{each.text('TypeName')}"),
                ),
                name=each.text("TypeName"),
                public=visibility == "PUBLIC",
            )
