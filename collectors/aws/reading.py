"""The seam of readers: what a reader declares, what it is handed, and the registry they form.

A reader is one function that makes its reads and yields facts. It knows no credentials, threads, retries, limits or
regions: `calling.py` implements `Caller`, `plan.py` decides where a reader runs, `policy.py` writes what it may ask.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from types import MappingProxyType, ModuleType
from typing import Any, Protocol, TypeVar, cast

from assess.evidence.collectors import Probe, Target
from assess.evidence.facts import Fact, Subject, TargetId, Unread
from collectors.aws.answers import Answer

ACCOUNT = "aws.account"
"""The kind of a target that is one account."""

Parameters = Mapping[str, object]
NOTHING: Parameters = MappingProxyType({})
NO_TAGS: Mapping[str, str] = MappingProxyType({})
A = TypeVar("A")
B = TypeVar("B")


class Scope(StrEnum):
    """Where a reader runs: in each region of each account, once in each account, only in the account that manages
    the organisation, or only in the one that pays (which is the same, or any account without organisation)."""

    REGIONAL = "regional"
    GLOBAL = "global"
    MANAGEMENT = "management"
    PAYER = "payer"


class Refused(Exception):  # noqa: N818 - a condition
    """A read that did not succeed. A reader lets it pass: the job is then unread for that reason, and what the
    reader yielded before is kept."""

    def __init__(self, unread: Unread) -> None:
        super().__init__(unread.detail)
        self.unread = unread


class Caller(Protocol):
    """What a reader is handed: one account in one region, and the ways to ask it.

    An operation is named as in the API (`DescribeAlarms`), or with its service where that is another than the
    reader's (`sns:ListTopics`). Only operations that the reader declared can be asked. Parameters are those of the
    API. Throttling, retries, deadlines and tokens are dealt with inside. A denial, a throttle past the deadline, a
    timeout, an unsupported region and an error the service's model does not know are never absence.
    """

    @property
    def account(self) -> str:
        """The account's twelve digits."""
        ...

    @property
    def region(self) -> str:
        """The region asked; for a reader that runs once in an account, the one its service answers in."""
        ...

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn`, `aws-us-gov`: the second part of an ARN."""
        ...

    @property
    def target(self) -> Target:
        """The account as target: `settings["management"]` is its management account, `labels` name, OU and tags."""
        ...

    @property
    def now(self) -> datetime:
        """The time of the run: ages are counted from here, never from a clock."""
        ...

    def call(self, operation: str, parameters: Parameters = NOTHING) -> Answer:
        """One answer. Raises `Refused`, which ends the job as unread: for the read without which there is no
        inventory."""
        ...

    def pages(self, operation: str, parameters: Parameters = NOTHING) -> Iterator[Answer]:
        """Every page of a listing, one at a time. Raises `Refused`, also in the middle."""
        ...

    def items(self, operation: str, key: str, parameters: Parameters = NOTHING) -> Iterator[Answer]:
        """Every item under `key` of every page: `caller.items("ListTopics", "Topics")`."""
        ...

    def ask(self, operation: str, parameters: Parameters = NOTHING) -> Answer | Unread:
        """One answer, or why it was not read: for a detail of one thing, whose field is then `T | Unread`."""
        ...

    def find(
        self, operation: str, parameters: Parameters = NOTHING, *, absent: Sequence[str]
    ) -> Answer | Unread | None:
        """As `ask`, and None where the service answers one of the error codes `absent`. Each code must be in the
        service's model or in `answers.UNMODELLED_ABSENCE`; a bare 404 is never absence."""
        ...

    def at(self, region: str) -> Caller:
        """The same account in another region: for things listed in one place and kept in another, as buckets are."""
        ...

    def closed(self) -> bool:
        """Whether a service control policy closes the caller's region to the account. Raises `Refused` where that may
        not be asked."""
        ...

    def each(self, things: Iterable[A], read: Callable[[A], B]) -> Iterator[B]:
        """`read(thing)` for each, eight at a time, in order: for details that only come one by one."""
        ...

    def tags_of(self, arn: str) -> Mapping[str, str] | Unread:
        """Tags of a resource of this region from one sweep of the tagging API, for services that do not answer tags
        with their lists. The reader declares `resourcegroupstaggingapi:GetResources`. Where that is refused, the job is
        unread for it besides what it yields."""
        ...

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        """An ARN in this account: `arn("cloudwatch", "alarm:high-latency")`; `region=""` for global services."""
        ...

    def subject(self, kind: str, identifier: str, tags: Mapping[str, str] | Unread = NO_TAGS) -> Subject:
        """What a fact is about, in this account and region; its environment is that of its own tags, if any."""
        ...


ReaderFunction = Callable[[Caller], Iterable[Fact]]


@dataclass(frozen=True, slots=True)
class Reader:
    """One read as declared. `operations` are pairs of service (as in boto3) and operation, the reader's own service
    first; `region` is where a global service answers if not in the partition's main region."""

    id: str
    service: str
    operations: tuple[tuple[str, str], ...]
    yields: tuple[type[Fact], ...]
    scope: Scope
    calls: int
    usd: float
    opt_in: bool
    region: str
    read: ReaderFunction

    @property
    def sentence(self) -> str:
        """What it reads, in one line."""
        return (self.read.__doc__ or "").strip().partition("\n")[0]


Registered = TypeVar("Registered", bound=ReaderFunction)


def reader(
    identifier: str,
    *,
    service: str,
    operations: tuple[str, ...],
    yields: tuple[type[Fact], ...],
    scope: Scope = Scope.REGIONAL,
    calls: int = 0,
    usd: float = 0.0,
    opt_in: bool = False,
    region: str = "",
) -> Callable[[Registered], Registered]:
    """Registers a function as reader `aws.<service>.<things>`. `operations` is all it may ask: what is not named
    here is refused before it is sent. `calls` is what one job usually makes (default: one for each operation),
    `usd` its price. Every fact class it can yield is in `yields`: a job that fails makes exactly those unknown."""
    if not identifier.startswith("aws.") or identifier.count(".") != 2:
        raise ValueError(f"{identifier}: a reader is named aws.<service>.<things>")

    def register(function: Registered) -> Registered:
        made = Reader(
            id=identifier,
            service=service,
            operations=tuple(named(service, each) for each in operations),
            yields=yields,
            scope=scope,
            calls=calls or len(operations),
            usd=usd,
            opt_in=opt_in,
            region=region,
            read=function,
        )
        cast("Any", function).reader = made
        return function

    return register


def named(service: str, operation: str) -> tuple[str, str]:
    """`ListTopics` of service sns and `sns:ListTopics` of any: (sns, ListTopics)."""
    other, colon, name = operation.partition(":")
    return (other, name) if colon else (service, operation)


def readers_in(modules: Iterable[ModuleType]) -> Iterator[Reader]:
    """The readers defined in these modules, in order of definition."""
    for module in modules:
        for value in vars(module).values():
            made = getattr(value, "reader", None)
            if isinstance(made, Reader) and made.read.__module__ == module.__name__:
                yield made


@cache
def all_readers() -> Mapping[str, Reader]:
    """Every reader of the package `readers`, by id. A name given twice is a defect and raises."""
    from collectors.aws import readers

    modules = (
        importlib.import_module(f"{readers.__name__}.{each.name}") for each in pkgutil.iter_modules(readers.__path__)
    )
    found: dict[str, Reader] = {}
    for each in readers_in(modules):
        if each.id in found:
            raise ValueError(f"two readers are named {each.id}")
        found[each.id] = each
    return found


def probe_of(each: Reader, permissions: tuple[str, ...]) -> Probe:
    """The reader as the engine sees it."""
    return Probe(
        id=each.id,
        target_kind=ACCOUNT,
        calls=each.calls,
        permissions=permissions,
        yields=each.yields,
        per_region=each.scope is Scope.REGIONAL,
        usd=each.usd,
        opt_in=each.opt_in,
        seconds=0.1 * each.calls,
        source=", ".join(f"{service}:{name}" for service, name in each.operations) + " in {target} {region}",
    )


def target_id(account: str) -> TargetId:
    """`aws:111122223333`."""
    return TargetId(f"aws:{account}")
