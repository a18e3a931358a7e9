"""Facts to bytes and back: one canonical JSON array per job and kind, the form in which facts are kept.

Readers and writers are compiled once per fact class from its type hints. What is stored, where and for how long
belongs to the engagement file; what an unreadable form means belongs to `judging.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

from assess.evidence.facts import Fact, NotRead, Reason, Unread
from assess.evidence.forms import Form, form_of

if TYPE_CHECKING:
    from assess.evidence.collectors import Collector

F = TypeVar("F", bound=Fact)
_dump = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def encode(facts: Sequence[Fact]) -> bytes:
    """A JSON array of the facts in the order given: sorted keys, no spaces, characters beyond ASCII escaped (so
    that names which are no valid UTF-8 survive). Equal facts give equal bytes. Raises TypeError or ValueError if
    a value is not of the type its field declares as far as JSON can tell."""
    return _dump([_form(type(fact)).write(fact) for fact in facts]).encode("ascii")


def decode(kind: type[F], data: bytes, shape: int | None = None) -> list[F]:
    """The facts of one kind. `shape` is the one they were stored with, if known.

    Raises `NotRead` with NOT_COLLECTED if they were stored in another form than this program's: they say nothing
    until they are collected again."""
    if shape is not None and shape != kind.shape:
        age = "an older" if shape < kind.shape else "a newer"
        raise NotRead(_other_form(kind, f"{age} form ({shape}, this program reads {kind.shape})"))
    read = cast("Callable[[object], F]", _form(kind).read)
    try:
        return [read(item) for item in json.loads(data)]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise NotRead(_other_form(kind, "a form this program cannot read")) from error


def registry(collectors: Iterable[Collector]) -> Mapping[str, type[Fact]]:
    """Every fact kind that some probe yields, with its class. Raises ValueError if two classes share a kind."""
    kinds: dict[str, type[Fact]] = {}
    for collector in collectors:
        for probe in collector.probes:
            for made in probe.yields:
                known = kinds.setdefault(made.kind, made)
                if known is not made:
                    raise ValueError(
                        f"the fact kind {made.kind} is defined twice, by {_full(known)} and by {_full(made)}: "
                        "rename one of them, or remove the collector that is not wanted"
                    )
    return dict(sorted(kinds.items()))


def _form(kind: type[Fact]) -> Form:
    return form_of(cast("Hashable", kind))


def _other_form(kind: type[Fact], form: str) -> Unread:
    return Unread(Reason.NOT_COLLECTED, f"facts of kind {kind.kind} were stored in {form}", "collect again")


def _full(kind: type[Fact]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
