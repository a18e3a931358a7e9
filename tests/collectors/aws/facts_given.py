"""Facts that a test writes down, as a snapshot for checks: they are all there is, but for kinds that are unread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from enum import Enum
from types import NoneType, UnionType
from typing import TypeVar, Union, cast, get_args, get_origin, get_type_hints

from assess.evidence.checks import Check, Outcome, Verdict, unknown
from assess.evidence.facts import Fact, NotRead, Reason, Subject, TargetId, Unread
from collectors.aws import COLLECTOR

F = TypeVar("F", bound=Fact)
ACCOUNT = "111122223333"
MANAGEMENT = "999900001111"
REGION = "eu-west-1"
REFUSED = Unread(Reason.NOT_PERMITTED, "it was refused", "service:Action")
CHECKS: Mapping[str, Check] = {check.id.partition("/")[2]: check for check in COLLECTOR.checks()}


def subject(kind: str, identifier: str, *, account: str = ACCOUNT, region: str = REGION) -> Subject:
    """What a fact is about, in an account and region."""
    return Subject(kind, identifier, TargetId(f"aws:{account}"), region)


def some(kind: type[F], **told: object) -> F:
    """A fact of that kind with what the test tells; what it does not tell is the plainest value of its type."""
    hints = get_type_hints(kind)
    plain = {field.name: _plain(hints[field.name]) for field in fields(kind) if field.default is MISSING}
    return cast("Callable[..., F]", kind)(**{**plain, **told})


def _plain(hint: object) -> object:
    choices = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if NoneType in choices:
        return None
    first = choices[0]
    if isinstance(first, type) and issubclass(first, Enum):
        return next(iter(first))
    plain: dict[object, object] = {str: "", int: 0, bool: False, float: 0.0}
    return () if get_origin(first) is tuple else plain.get(first)


class Given:
    """Facts as a `Snapshot`. `unread` are kinds whose list nobody saw: in every account, or in those named."""

    def __init__(self, *facts: Fact, unread: tuple[type[Fact], ...] = (), only_in: tuple[str, ...] = ()) -> None:
        self._facts = sorted(facts, key=lambda fact: fact.subject.id)
        self._unread, self._only_in = unread, only_in

    def of(self, kind: type[F]) -> Iterator[F]:
        return iter([fact for fact in self._facts if type(fact) is kind])

    def within(self, kind: type[F], near: Subject) -> Iterator[F] | Unread:
        if self._is_unread(kind, near):
            return REFUSED
        return iter(
            [
                fact
                for fact in self.of(kind)
                if fact.subject.target == near.target and (not near.region or fact.subject.region in ("", near.region))
            ]
        )

    def get(self, kind: type[F], identifier: str, near: Subject) -> F | Unread | None:
        found = next((fact for fact in self.of(kind) if fact.subject.id == identifier), None)
        return REFUSED if found is None and self._is_unread(kind, near) else found

    def _is_unread(self, kind: type[Fact], near: Subject) -> bool:
        return kind in self._unread and (not self._only_in or near.target.partition(":")[2] in self._only_in)


def judged(
    name: str, fact: Fact, *others: Fact, unread: tuple[type[Fact], ...] = (), only_in: tuple[str, ...] = ()
) -> Verdict:
    """What the check of that name says of the fact, beside other facts; unknown where it asks for what was not read."""
    check = CHECKS[name]
    assert type(fact) is check.subject, f"{name} judges {check.subject.kind}"
    snapshot = _Named(check, Given(fact, *others, unread=unread, only_in=only_in))
    try:
        verdict = check.judge(fact, snapshot) if check.reads else check.judge(fact)
    except NotRead as error:
        return unknown(error.unread)
    assert isinstance(verdict, Verdict)
    assert verdict.message
    return verdict


def outcome(name: str, fact: Fact, *others: Fact, unread: tuple[type[Fact], ...] = ()) -> Outcome:
    """As `judged`, the outcome alone."""
    return judged(name, fact, *others, unread=unread).outcome


class _Named:
    """What a check may ask for: the kinds that it names."""

    def __init__(self, check: Check, given: Given) -> None:
        self._kinds = {check.subject, *check.reads}
        self._given = given

    def of(self, kind: type[F]) -> Iterator[F]:
        assert kind in self._kinds
        return self._given.of(kind)

    def within(self, kind: type[F], near: Subject) -> Iterator[F] | Unread:
        assert kind in self._kinds
        return self._given.within(kind, near)

    def get(self, kind: type[F], identifier: str, near: Subject) -> F | Unread | None:
        assert kind in self._kinds
        return self._given.get(kind, identifier, near)
