"""Counts what was asked of the stand-in, and what was refused: the yardstick of every claim about calls."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass, field

from assess.demo.aws_stand_in.request import Asked


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened so far. Keys of `calls`: account, region as signed, service, operation."""

    calls: Mapping[tuple[str, str, str, str], int] = field(default_factory=dict)
    refused: Mapping[tuple[str, str, str, str], int] = field(default_factory=dict)
    """By account, service, operation and error code."""
    wrong_account: int = 0
    """Requests that named one account of the estate and were signed by another."""
    bad_signatures: int = 0
    connections: int = 0
    most_in_flight: int = 0

    @property
    def total(self) -> int:
        """All calls, refused ones too."""
        return sum(self.calls.values())

    def of(self, *, account: str = "", region: str = "", service: str = "", operation: str = "") -> int:
        """Calls that match what is given."""
        wanted = (account, region, service, operation)
        return sum(
            n
            for key, n in self.calls.items()
            if all(not want or want == has for want, has in zip(wanted, key, strict=True))
        )

    def by_service(self) -> dict[str, int]:
        """Calls of each service, most first."""
        tally: Tally[str] = Tally()
        for (_, _, service, _), n in self.calls.items():
            tally[service] += n
        return dict(tally.most_common())


class Counter:
    """The running count. Used by one thread."""

    def __init__(self) -> None:
        self._calls: Tally[tuple[str, str, str, str]] = Tally()
        self._refused: Tally[tuple[str, str, str, str]] = Tally()
        self._wrong = self._bad = self._connections = self._flying = self._most = 0

    def count(self, account: str, region: str, asked: Asked) -> None:
        """One call."""
        self._calls[account, region, asked.service, asked.operation] += 1

    def refuse(self, account: str, asked: Asked, code: str) -> None:
        """One call answered with an error."""
        self._refused[account, asked.service, asked.operation, code] += 1

    def wrong_account(self) -> None:
        """One request signed by an account other than the one it names."""
        self._wrong += 1

    def bad_signature(self) -> None:
        """One signature that does not hold."""
        self._bad += 1

    def connected(self) -> None:
        """One connection opened."""
        self._connections += 1

    def begin(self) -> None:
        """A request is being answered."""
        self._flying += 1
        self._most = max(self._most, self._flying)

    def end(self) -> None:
        """Its answer is out."""
        self._flying -= 1

    def counts(self) -> Counts:
        """What was counted until now."""
        return Counts(dict(self._calls), dict(self._refused), self._wrong, self._bad, self._connections, self._most)
