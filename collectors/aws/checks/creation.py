"""What cannot be made in an account without a tag: policies above it, by the kinds of things that stand there.

No check of its own: checks ask here, and name `LIMIT_FACTS` and `Thing` in their `reads`.
"""

from __future__ import annotations

from collections.abc import Callable

from assess.evidence.checks import Snapshot
from assess.evidence.facts import Unread
from collectors.aws.checks.accounts import of_account
from collectors.aws.checks.limits import Limits, Stop, limits_of, on_missing_tag
from collectors.aws.facts.accounts import Account, Thing

_MAKES = {
    "dynamodb:table": "dynamodb:CreateTable",
    "ec2:instance": "ec2:RunInstances",
    "ecs:service": "ecs:CreateService",
    "eks:cluster": "eks:CreateCluster",
    "elasticloadbalancing:loadbalancer": "elasticloadbalancing:CreateLoadBalancer",
    "lambda:function": "lambda:CreateFunction",
    "rds:cluster": "rds:CreateDBCluster",
    "rds:db": "rds:CreateDBInstance",
    "states:stateMachine": "states:CreateStateMachine",
}
"""Things that run or keep data, and the request that makes each; queues, topics and buckets come along with them."""


def stops_of_untagged(
    account: Account, snapshot: Snapshot, which: Callable[[str], bool] = lambda _: True
) -> tuple[dict[str, Stop], list[str], Unread | None]:
    """The requests that policies refuse where such a tag is missing, those of things that stand there which they do
    not refuse, and why it is not known. Where nothing of these kinds stands, any that is refused counts."""
    limits = limits_of(account.subject, snapshot)
    if not isinstance(limits, Limits):
        return {}, [], limits
    kinds = {thing.type for thing in of_account(Thing, account, snapshot)}.intersection(_MAKES)
    stops: dict[str, Stop] = {}
    loose: list[str] = []
    for action in sorted(_MAKES[kind] for kind in kinds or _MAKES):
        stop = limits.stop_unless(action, lambda each: on_missing_tag(each, which))
        if isinstance(stop, Unread):
            return stops, loose, stop
        if stop is not None:
            stops[action] = stop
        else:
            loose.append(action)
    return stops, loose if kinds else [], None
