"""YAML as a tree of text with line numbers, for files that other programs interpret by rules of their own.

Scalars stay text: `on` is no boolean and `1.10` no number. Built from parser events with a bound on depth and on
expansion by aliases, since composing a deeply nested file overflows the stack of the C parser.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

DEEPEST = 64
MOST_NODES = 300_000
"""Nodes after aliases are expanded; the largest workflow seen in public has about 20,000."""


class YamlError(Exception):
    """The text is no usable YAML. `line` is 1-based, 0 if the parser does not say."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.why = why
        self.line = line


@dataclass(frozen=True, slots=True)
class Yaml:
    """One node. Asking a node of the wrong kind, or for what is not there, gives an empty node, never an error:
    readers of other people's files must be tolerant. `line` is 1-based."""

    line: int = 0
    scalar: str | None = None
    plain: bool = False
    """Whether the scalar is written without quotes, so that another program may read it as a boolean or number."""
    pairs: tuple[tuple[str, Yaml], ...] | None = None
    listed: tuple[Yaml, ...] | None = None
    nodes: int = 1

    def __bool__(self) -> bool:
        """Whether there is anything: a null, an empty scalar or an absent node is nothing."""
        return bool(self.text) or self.pairs is not None or self.listed is not None

    @property
    def text(self) -> str:
        """The scalar as text; empty for null, or if it is no scalar."""
        null = self.scalar is None or (self.plain and self.scalar in ("~", "null", "Null", "NULL"))
        return "" if null else self.scalar or ""

    def get(self, *path: str) -> Yaml:
        """The value under these keys; an empty node if any is missing."""
        node = self
        for key in path:
            node = next((value for name, value in node.pairs or () if name == key), NOTHING)
        return node

    def has(self, key: str) -> bool:
        """Whether it is a mapping that names this key, even with a null."""
        return any(name == key for name, _ in self.pairs or ())

    def entries(self) -> tuple[tuple[str, Yaml], ...]:
        """Key and value of a mapping, in order."""
        return self.pairs or ()

    def each(self) -> tuple[Yaml, ...]:
        """The items of a list; a single scalar counts as a list of one, as most formats allow."""
        if self.listed is not None:
            return self.listed
        return (self,) if self.text else ()

    def words(self) -> tuple[str, ...]:
        """The texts of a list, a scalar, or the keys of a mapping."""
        if self.pairs is not None:
            return tuple(name for name, _ in self.pairs)
        return tuple(item.text for item in self.each() if item.text)

    def scalars(self) -> Iterator[Yaml]:
        """Every scalar value at or below this node."""
        if self.scalar is not None:
            yield self
        for _, value in self.pairs or ():
            yield from value.scalars()
        for item in self.listed or ():
            yield from item.scalars()


NOTHING = Yaml()


def documents(text: str) -> list[Yaml]:
    """Every document of the text. Raises `YamlError`."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event, event.__class__.__name__)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(error.problem or "it is no YAML", mark.line + 1 if mark else 0) from error
    except yaml.YAMLError as error:
        raise YamlError(" ".join(str(error).split())[:120], 0) from error
    return builder.documents


@dataclass(slots=True)
class _Open:
    line: int
    mapping: bool
    anchor: str | None
    children: list[Yaml]


class _Builder:
    """Builds nodes from events. Event classes are told apart by name, so that the library loads on first use."""

    def __init__(self) -> None:
        self.documents: list[Yaml] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, Yaml] = {}
        self._nodes = 0

    def take(self, event: object, name: str) -> None:
        """One parser event."""
        line = event.start_mark.line + 1  # type: ignore[attr-defined]  # every event has a mark
        anchor: str | None = getattr(event, "anchor", None)
        if name == "ScalarEvent":
            value: str = event.value  # type: ignore[attr-defined]  # a scalar event
            style = event.style  # type: ignore[attr-defined]  # a scalar event
            self._close(Yaml(line, scalar=value, plain=not style), anchor)
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            if len(self._open) >= DEEPEST:
                raise YamlError(f"it is nested more than {DEEPEST} deep", line)
            self._open.append(_Open(line, name == "MappingStartEvent", anchor, []))
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            done = self._open.pop()
            self._close(_node(done), done.anchor)
        elif name == "AliasEvent":
            if anchor not in self._anchors:
                raise YamlError(f"the alias *{anchor} has no anchor before it", line)
            self._close(self._anchors[anchor], None)
        elif name == "DocumentEndEvent":
            self._anchors = {}

    def _close(self, node: Yaml, anchor: str | None) -> None:
        if node.nodes > MOST_NODES:
            raise YamlError(f"its aliases expand to more than {MOST_NODES:,} values", node.line)
        if anchor:
            self._anchors[anchor] = node
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.documents.append(node)


def _node(done: _Open) -> Yaml:
    nodes = 1 + sum(child.nodes for child in done.children)
    if not done.mapping:
        return Yaml(done.line, listed=tuple(done.children), nodes=nodes)
    keys, values = done.children[::2], done.children[1::2]
    pairs = tuple((key.scalar or "", value) for key, value in zip(keys, values, strict=True))
    return Yaml(done.line, pairs=pairs, nodes=nodes)
