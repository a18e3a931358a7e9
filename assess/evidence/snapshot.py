"""What a check sees beside its own subject: the facts of a round, read by kind when a check first asks for them.

Only kinds that some check reads are kept in memory; subjects themselves are streamed by `judging.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from assess.evidence.checks import Check
from assess.evidence.collectors import FactSource, JobRecord
from assess.evidence.facts import Fact, Subject, TargetId, Unread
from assess.evidence.inventory import Inventory

F = TypeVar("F", bound=Fact)


class _Index:
    """The facts of one kind, by subject id and by target."""

    def __init__(self, facts: Iterator[tuple[JobRecord, Fact]]) -> None:
        newest: dict[str, tuple[datetime, Fact]] = {}
        for record, fact in facts:
            known = newest.get(fact.subject.id)
            if known is None or record.at > known[0]:
                newest[fact.subject.id] = (record.at, fact)
        self.by_id = {identifier: newest[identifier][1] for identifier in sorted(newest)}
        self.by_target: dict[TargetId, list[Fact]] = defaultdict(list)
        for fact in self.by_id.values():
            self.by_target[fact.subject.target].append(fact)


class RoundSnapshot:
    """The facts of a round over a source. Each kind is read once, when it is first asked for."""

    def __init__(self, source: FactSource, inventory: Inventory) -> None:
        self._source = source
        self._inventory = inventory
        self._indexes: dict[str, _Index] = {}

    def stream(self, kind: type[F]) -> Iterator[tuple[JobRecord, F]]:
        """Every fact of that kind that counts, with the job that read it; notes what cannot be read."""
        for record, fact in self._source.facts(kind.kind):
            if not self._inventory.uses(record.id):
                continue
            if isinstance(fact, Unread):
                self._inventory.unreadable(kind, record.id, fact)
            else:
                yield record, cast("F", fact)

    def of(self, kind: type[F]) -> Iterator[F]:
        """Every fact of that kind, ordered by subject id."""
        return iter(cast("dict[str, F]", self._index(kind).by_id).values())

    def within(self, kind: type[F], near: Subject) -> Iterator[F] | Unread:
        """As `checks.Snapshot.within`."""
        index = self._index(kind)
        region = near.region if self._inventory.regional(kind) else ""
        unread = self._inventory.why_not_whole(kind, near.target, region)
        if unread is not None:
            return unread
        facts = cast("Sequence[F]", index.by_target.get(near.target, ()))
        return (fact for fact in facts if not region or fact.subject.region in ("", region))

    def get(self, kind: type[F], identifier: str, near: Subject) -> F | Unread | None:
        """As `checks.Snapshot.get`."""
        found = self._index(kind).by_id.get(identifier)
        if found is not None:
            return cast("F", found)
        unread = self._inventory.why_not_whole(kind, near.target)
        if unread is None and near.region and self._inventory.regional(kind):
            # It may stand in a region of that target which nobody asked.
            unread = self._inventory.why_not_whole(kind, near.target, near.region)
        return unread

    def _index(self, kind: type[Fact]) -> _Index:
        index = self._indexes.get(kind.kind)
        if index is None:
            index = self._indexes[kind.kind] = _Index(self.stream(kind))
        return index


class CheckSnapshot:
    """The snapshot as one check may use it: it sees the kinds it says it reads and no others, since what was refused
    of a kind it does not name could not be told from what is absent."""

    def __init__(self, snapshot: RoundSnapshot, check: Check) -> None:
        self._snapshot = snapshot
        self._check = check

    def of(self, kind: type[F]) -> Iterator[F]:
        """As `checks.Snapshot.of`."""
        return self._snapshot.of(self._allowed(kind))

    def within(self, kind: type[F], near: Subject) -> Iterator[F] | Unread:
        """As `checks.Snapshot.within`."""
        return self._snapshot.within(self._allowed(kind), near)

    def get(self, kind: type[F], identifier: str, near: Subject) -> F | Unread | None:
        """As `checks.Snapshot.get`."""
        return self._snapshot.get(self._allowed(kind), identifier, near)

    def _allowed(self, kind: type[F]) -> type[F]:
        permitted: tuple[type[Any], ...] = (self._check.subject, *self._check.reads)
        if kind not in permitted:
            raise LookupError(f"{self._check.id} asks for {kind.kind} and does not name it in `reads`")
        return kind
