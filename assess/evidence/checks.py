"""Checks: pure functions from a fact to a verdict, bound to one practice and one level.

The decorator only records what a check claims to judge; the engine (`judging.py`) runs it, makes unknown
findings for what was not read, and counts.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar, cast

from assess.evidence.facts import Basis, Fact, FactId, Subject, Unread

F = TypeVar("F", bound=Fact)

NECESSARY = "necessary"
INDICATOR = "indicator"


def any_of(group: str) -> str:
    """The `need` of a check that is one of several ways to the same end."""
    return f"any_of:{group}"


class Outcome(StrEnum):
    """What a check concluded on one subject."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Pointer:
    """The part of a fact that decided: fact id, path inside it (`jobs.deploy.permissions`), value as shown."""

    fact: FactId
    path: str
    value: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome with its sentence and the parts of facts that decided it. `unread` only with UNKNOWN.

    `in_use`, of a check with `product`: that product was seen at work in this unit, so a failure there is a failure
    and not perhaps other tooling (method section 2.3). A pass says so by itself."""

    outcome: Outcome
    message: str
    because: tuple[Pointer, ...] = ()
    unread: Unread | None = None
    in_use: bool = False


def passed(message: str, *because: Pointer) -> Verdict:
    """The statement in the check's name is true of this subject."""
    return Verdict(Outcome.PASS, message, because)


def failed(message: str, *because: Pointer, in_use: bool = False) -> Verdict:
    """The statement is false, and was seen to be false. `in_use`: the check's product is used here (see `Verdict`)."""
    return Verdict(Outcome.FAIL, message, because, in_use=in_use)


def not_applicable(reason: str, *because: Pointer) -> Verdict:
    """The statement has no meaning for this subject."""
    return Verdict(Outcome.NOT_APPLICABLE, reason, because)


def unknown(unread: Unread, *because: Pointer) -> Verdict:
    """What decides was not read, could not be resolved or parsed."""
    return Verdict(Outcome.UNKNOWN, unread.detail, because, unread)


def pointer(fact: Fact, path: str, value: object) -> Pointer:
    """Points at one part of a fact; the value is cut at 200 characters for display."""
    shown = str(value)
    return Pointer(fact.id, path, shown if len(shown) <= 200 else shown[:199] + "…")


class Snapshot(Protocol):
    """All facts of a round, as a check sees them; streamed by kind."""

    def of(self, kind: type[F]) -> Iterator[F]:
        """Every fact of that kind, ordered by subject id."""
        ...

    def within(self, kind: type[F], near: Subject) -> Iterator[F] | Unread:
        """The facts of that kind in the same target (and region, if the kind is regional) as `near`;
        Unread if that inventory is not complete there."""
        ...

    def get(self, kind: type[F], identifier: str, near: Subject) -> F | Unread | None:
        """The fact about that subject id; None only if the inventory of that kind is complete in that target."""
        ...


@dataclass(frozen=True, slots=True)
class Check:
    """One registered check. `id` is `<collector>/<function name>` and never reused."""

    id: str
    practice: str
    level: int
    subject: type[Fact]
    reads: tuple[type[Fact], ...]
    need: str
    every_unit: bool
    product: str | None
    accepts: tuple[Basis, ...]
    version: int
    when_none: Verdict | None
    """The verdict on a unit that was read whole and holds no subject; None: not applicable, nothing of that kind."""
    rules_out: bool
    """Its not applicable is knowledge: the subjects were seen to be of a kind that the practice is not about."""
    sentence: str
    limits: str
    judge: Callable[..., Verdict]

    @property
    def declared(self) -> bool:
        """Whether it judges what should run (Terraform, templates, documents) and not what runs."""
        return "declared" in self.accepts

    @property
    def name(self) -> str:
        """The function name as a sentence: `trusts only one repository and branch`."""
        return self.id.rpartition("/")[2].replace("_", " ")


Judge = TypeVar("Judge", bound=Callable[..., Verdict])


def check(
    *,
    practice: str,
    level: int,
    subject: type[Fact],
    reads: tuple[type[Fact], ...] = (),
    need: str = NECESSARY,
    every_unit: bool = False,
    product: str | None = None,
    accepts: tuple[Basis, ...] = ("read", "inferred"),
    version: int = 1,
    when_none: Verdict | None = None,
    rules_out: bool = False,
) -> Callable[[Judge], Judge]:
    """Registers a function as a check. Its docstring's first line is the sentence; the rest says what it reads
    and what it cannot know. A function that takes two arguments also gets the `Snapshot` (give `reads`).
    `rules_out`: where it is not applicable to anything, its practice has nothing to apply to (every job runs on a
    hosted machine). Without it the practice is unknown there: nobody looked where the thing may be."""
    if not 1 <= level <= 4:
        raise ValueError(f"{practice}: a check judges level 1 to 4, not {level}")

    def register(function: Judge) -> Judge:
        sentence, _, limits = inspect.cleandoc(function.__doc__ or "").partition("\n")
        if not sentence:
            raise ValueError(f"{function.__qualname__}: a check needs its sentence as docstring")
        made = Check(
            id=f"{_collector(function.__module__)}/{function.__name__}",
            practice=practice,
            level=level,
            subject=subject,
            reads=reads,
            need=need,
            every_unit=every_unit,
            product=product,
            accepts=accepts,
            version=version,
            when_none=when_none,
            rules_out=rules_out,
            sentence=sentence.strip(),
            limits=limits.strip(),
            judge=function,
        )
        cast("Any", function).check = made
        return function

    return register


def _collector(module: str) -> str:
    """`collectors.aws.checks.cost` belongs to aws; elsewhere the package is named as its collector."""
    first, _, rest = module.partition(".")
    return rest.partition(".")[0] if first == "collectors" and rest else first


def checks_in(*modules: object) -> Iterable[Check]:
    """The checks defined in these modules, in order of definition."""
    for module in modules:
        for value in vars(module).values():
            made = getattr(value, "check", None)
            if isinstance(made, Check) and made.judge.__module__ == getattr(module, "__name__", ""):
                yield made
