"""How the pages of a listing hang together: which member carries the token, and when to stop.

botocore's paginators end with the first failing page and follow a token only if it differs from the last one; here a
page can be asked again, and a token that comes back ends the listing as unreadable instead of for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

_TOKENS = (
    ("NextToken", "NextToken"),
    ("nextToken", "nextToken"),
    ("next_token", "next_token"),
    ("Marker", "NextMarker"),
    ("Marker", "Marker"),
    ("marker", "nextMarker"),
    ("ContinuationToken", "NextContinuationToken"),
    ("ContinuationToken", "ContinuationToken"),
    ("position", "position"),
    ("PaginationToken", "PaginationToken"),
)
"""Pairs of request and answer member, for operations that page although the SDK describes no paginator."""

MOST_PAGES = 20_000


@dataclass(frozen=True, slots=True)
class Paging:
    """`asks` are members of the request, `answers` expressions on the answer, pairwise; `more` an expression that is
    true while pages follow (empty where the token alone says so)."""

    asks: tuple[str, ...]
    answers: tuple[str, ...]
    more: str = ""

    def next_of(self, page: Mapping[str, object]) -> Mapping[str, object]:
        """The parameters that ask for the following page; empty if this is the last. A page that says more follow
        but gives no token raises `Truncated`."""
        said_more = bool(_found(self.more, page)) if self.more else None
        if said_more is False:
            return {}
        tokens = {
            ask: value
            for ask, answer in zip(self.asks, self.answers, strict=True)
            if (value := _found(answer, page)) not in (None, "", [])
        }
        if said_more and not tokens:
            raise Truncated
        return tokens


def _found(expression: str, page: Mapping[str, object]) -> object:
    """What a JMESPath expression finds; nearly all are the name of a member."""
    if expression.isidentifier():
        return page.get(expression)
    import jmespath

    return cast("object", jmespath.search(expression, page))


class Truncated(Exception):  # noqa: N818 - a condition
    """A page said that more follow and gave no way to ask for them."""


def described(config: Mapping[str, object]) -> Paging:
    """The paging of an operation that the SDK describes in its `paginators-1` file."""
    return Paging(_texts(config["input_token"]), _texts(config["output_token"]), str(config.get("more_results", "")))


def guessed(asks: Collection[str], answers: Collection[str]) -> Paging | None:
    """The paging of an operation by the members of its request and answer; None if it answers all at once."""
    for ask, answer in _TOKENS:
        if ask in asks and answer in answers:
            return Paging((ask,), (answer,))
    return None


def _texts(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(cast("list[str]", value))
