"""Which reads the stand-in knows by name: the service that signs them, the IAM actions they need, whether moto answers.

The table was drawn once from the list of reads that a control assessment of AWS asks for. What each read returns is
the business of botocore's service models.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypedDict


class Moto(StrEnum):
    """How well moto answers an operation once it has been given state to answer from."""

    IMPLEMENTED = "implemented"
    POOR = "poor"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Operation:
    """One read. `actions`: every IAM action it needs; empty for GetCallerIdentity, which needs none."""

    service: str
    name: str
    actions: tuple[str, ...]
    moto: Moto


GLOBAL_SERVICES = frozenset(
    {
        "account", "bcm-data-exports", "budgets", "ce", "chatbot", "cloudfront", "cost-optimization-hub", "cur",
        "health", "iam", "organizations", "route53", "route53-recovery-readiness", "savingsplans", "sts", "support",
        "trustedadvisor",
    }
)  # fmt: skip
"""Services without regions of their own: they answer alike whatever region signed, and no region lock holds them."""

_ALSO_SIGNED_AS = {
    "elasticloadbalancing": ("elb",),
    "elasticmapreduce": ("emr",),
    "es": ("es",),
    "ses": ("ses", "sesv2"),
}
_ONE_FOR_ALL_READS = {"apigateway": "apigateway:GET", "budgets": "budgets:ViewBudget"}
_ACTION_PREFIXES = {"elb": "elasticloadbalancing", "sesv2": "ses", "emr": "elasticmapreduce"}


@cache
def table() -> Mapping[tuple[str, str], Operation]:
    """Every read of the table by (service, operation)."""
    return {
        (service, name): Operation(service, name, tuple(row["actions"]), Moto(row["moto"]))
        for service, entry in _data().items()
        for name, row in entry["operations"].items()
    }


@cache
def services_signed_as(signing_name: str) -> tuple[str, ...]:
    """The services whose requests carry this name in their signature; the name itself where the table has none."""
    known = tuple(service for service, entry in _data().items() if entry["signing"] == signing_name)
    return (*known, *_ALSO_SIGNED_AS.get(signing_name, () if known else (signing_name,)))


@cache
def actions_needed(service: str, operation: str) -> tuple[str, ...]:
    """The IAM actions of an operation; for one outside the table, `prefix:Operation`, as IAM names most of them, or
    the one action that a service has for all its reads."""
    known = table().get((service, operation))
    if known is not None:
        return known.actions
    prefix = _prefix(service)
    return (_ONE_FOR_ALL_READS.get(prefix, f"{prefix}:{operation}"),)


def _prefix(service: str) -> str:
    for (named, _), operation in table().items():
        if named == service and operation.actions:
            return operation.actions[0].partition(":")[0]
    return _ACTION_PREFIXES.get(service, service)


class _Row(TypedDict):
    actions: list[str]
    moto: str


class _Service(TypedDict):
    signing: str
    operations: dict[str, _Row]


@cache
def _data() -> dict[str, _Service]:
    loaded: dict[str, _Service] = json.loads((Path(__file__).parent / "operations.json").read_text("utf-8"))
    return loaded
