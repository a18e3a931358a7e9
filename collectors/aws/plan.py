"""Which reader runs where, and which jobs travel together.

A shard is one group of services in one region for one batch of accounts: its process needs the clients of few
services in one region, and one session policy holds all its reads. Batches of one group and region follow each other,
so that these clients are made once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from assess.evidence.collectors import Job, Probe, Settings, Target
from collectors.aws.actions import actions_for
from collectors.aws.policy import group_of
from collectors.aws.reading import Reader, Scope, all_readers, probe_of
from collectors.aws.turns import limit_key

ACCOUNTS_IN_BATCH = 16
"""Accounts whose cells share a shard: with about ten readers a group, about 160 jobs."""

UNPLACED = "unplaced"
"""The setting of a target that says why its management account is not known."""

MAIN_REGIONS = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1", "aws-eusc": "eusc-de-east-1"}
"""Where services answer that exist once in a partition."""

_SAME_FOR_ALL = Settings()
"""No option changes what a reader answers about an account and region: so a job keeps its id when an account is
entered by another profile or role, or with other limits, and `--resume` does not ask again."""


@cache
def probes() -> Mapping[str, Probe]:
    """Every reader as the engine sees it, by id."""
    return {each.id: probe_of(each, actions_for(each.operations)) for each in all_readers().values()}


def jobs_for(target: Target) -> Iterator[Job]:
    """The jobs of one account for every reader, group by group, region by region. The engine leaves out what was
    not asked for."""
    if target.excluded:
        return
    account, batch = target.id.partition(":")[2], target.settings.get("batch", "0")
    for each in sorted(all_readers().values(), key=lambda reader: (group_of(reader.service).name, reader.service)):
        if not runs_in(each, target):
            continue
        for region in regions_of(each, target):
            yield Job.make(
                "aws",
                probes()[each.id],
                target,
                _SAME_FOR_ALL,
                region=region if each.scope is Scope.REGIONAL else "",
                shard=f"{group_of(each.service).name}/{region}/{batch}",
                limit_key=limit_key(account, region, each.service),
            )


def runs_in(reader: Reader, target: Target) -> bool:
    """Whether this account is one that the reader is for."""
    management = target.settings.get("management", "")
    manages = management == target.id.partition(":")[2] or UNPLACED in target.settings
    if reader.scope is Scope.MANAGEMENT:
        return manages
    if reader.scope is Scope.PAYER:
        return manages or management == "none"
    return True


def regions_of(reader: Reader, target: Target) -> tuple[str, ...]:
    """The regions in which a reader runs for an account: all that it uses, or the one where its service answers."""
    if reader.scope is Scope.REGIONAL:
        return tuple(target.settings.get("regions", "").split())
    return (answering_region(reader, target),)


def answering_region(reader: Reader, target: Target) -> str:
    """Where a service that exists once answers."""
    return reader.region or MAIN_REGIONS.get(target.settings.get("partition", "aws"), "us-east-1")
