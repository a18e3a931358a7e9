"""Terraform's language as values: literals as they are, everything that is decided elsewhere as what was written.

Parses with tree-sitter and reads only the blocks a caller wants. What a reference stands for is left to `scope.py`.
Source: https://developer.hashicorp.com/terraform/language/syntax/configuration
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

DEEPEST = 48


class HclError(Exception):
    """The text is no whole Terraform file. `line` is 1-based."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.why = why
        self.line = line


@dataclass(frozen=True, slots=True)
class Reference:
    """A traversal: `var.retention`, `aws_s3_bucket.logs.id`; indices are cut."""

    path: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function call with its arguments."""

    name: str
    arguments: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A string with parts filled in."""

    parts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """`condition ? one : other`."""

    options: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Opaque:
    """An expression that is only known when it runs, as written (at most 80 characters)."""

    text: str


@dataclass(frozen=True, slots=True)
class Object:
    """A map; `open` if some key is not known."""

    pairs: Mapping[str, Value]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    items: tuple[Value, ...]


Scalar = str | int | float | bool | None
Value = Scalar | Reference | Call | Template | Choice | Opaque | Object | Listing


@dataclass(frozen=True, slots=True)
class Block:
    """A block with its labels, arguments and inner blocks, in order. A `dynamic "x"` block is an inner block `x`
    that is marked so: how often it occurs is known at run time."""

    type: str
    labels: tuple[str, ...]
    line: int
    end_line: int
    arguments: Mapping[str, Value] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    dynamic: bool = False

    def inner(self, type_: str) -> tuple[Block, ...]:
        """The inner blocks of that type."""
        return tuple(block for block in self.blocks if block.type == type_)

    @property
    def address(self) -> str:
        """`aws_s3_bucket.logs`, `data.aws_iam_policy_document.trust`, `module.vpc`."""
        head = () if self.type == "resource" else (self.type,)
        return ".".join((*head, *self.labels))


Wanted = Callable[[str, tuple[str, ...]], bool | frozenset[str]]
"""Whether a top-level block is wanted, by type and labels; a set wants these arguments alone, without inner blocks."""


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_hcl

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def blocks_of(data: bytes, wanted: Wanted) -> list[Block]:
    """The top-level blocks of a .tf file that are wanted, by type and labels. Raises `HclError`."""
    root = _parser().parse(data).root_node
    if root.has_error:
        raise HclError(*_first_fault(root))
    body = next((child for child in root.children if child.type == "body"), None)
    found = []
    for node in body.children if body else ():
        if node.type == "block":
            type_, labels = _head(node)
            chosen = wanted(type_, labels)
            if chosen:
                only = chosen if isinstance(chosen, frozenset) else None
                found.append(_block(node, type_, labels, 0, only))
    return found


def assignments_of(data: bytes) -> Mapping[str, Value]:
    """What a .tfvars file sets. Raises `HclError`."""
    root = _parser().parse(data).root_node
    if root.has_error:
        raise HclError(*_first_fault(root))
    body = next((child for child in root.children if child.type == "body"), None)
    attributes = (child.children for child in (body.children if body else ()) if child.type == "attribute")
    return {_text(parts[0]): _value(parts[-1], 1) for parts in attributes}


def _first_fault(root: Node) -> tuple[str, int]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_missing:
            return f"{node.type} is missing", node.start_point[0] + 1
        if node.is_error:
            return "it is not whole Terraform", node.start_point[0] + 1
        waiting.extend(child for child in reversed(node.children) if child.has_error or child.is_missing)
    return "it is not whole Terraform", 1


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def _head(node: Node) -> tuple[str, tuple[str, ...]]:
    children = node.children
    labels = []
    for child in children[1:]:
        if child.type == "string_lit":
            labels.append(_text(child)[1:-1])
        elif child.type == "identifier":
            labels.append(_text(child))
        else:
            break
    return _text(children[0]), tuple(labels)


def _block(node: Node, type_: str, labels: tuple[str, ...], depth: int, only: frozenset[str] | None = None) -> Block:
    arguments: dict[str, Value] = {}
    blocks = []
    body = next((child for child in node.children if child.type == "body"), None)
    for child in body.children if body and depth < DEEPEST else ():
        if child.type == "attribute":
            parts = child.children
            name = _text(parts[0])
            if only is None or name in only:
                arguments[name] = _value(parts[-1], depth + 1)
        elif child.type == "block" and only is None:
            blocks.append(_inner_block(child, depth + 1))
    line, end = node.start_point[0] + 1, node.end_point[0] + 1
    return Block(type_, labels, line, end, arguments, tuple(blocks))


def _inner_block(node: Node, depth: int) -> Block:
    type_, labels = _head(node)
    made = _block(node, type_, labels, depth)
    if type_ != "dynamic" or not labels:
        return made
    content = next(iter(made.inner("content")), None)
    arguments, blocks = (content.arguments, content.blocks) if content else ({}, ())
    return Block(labels[0], (), made.line, made.end_line, arguments, blocks, dynamic=True)


def _value(node: Node, depth: int) -> Value:
    if depth > DEEPEST:
        return Opaque(_text(node)[:80])
    kind = node.type
    if kind in ("expression", "literal_value", "collection_value", "template_expr"):
        named = node.named_children
        if len(named) == 1:
            return _value(named[0], depth + 1)
        return _traversal(node)
    reader = _READERS.get(kind)
    return reader(node, depth) if reader else Opaque(_text(node)[:80])


def _traversal(node: Node) -> Value:
    """`a.b.c` and `a.b[0].c`; anything with a splat or a computed index is opaque."""
    path = []
    for child in node.named_children:
        if child.type in ("variable_expr", "get_attr"):
            path.append(_text(child.named_children[0]))
        elif child.type != "index" or not path:
            return Opaque(_text(node)[:80])
    return Reference(".".join(path))


def _number(node: Node, depth: int) -> Value:
    text = _text(node)
    try:
        return int(text)
    except ValueError:
        return float(text)


def _string(node: Node, depth: int) -> Value:
    return _unescaped(_text(node)[1:-1])


def _unescaped(text: str) -> str:
    if "\\" not in text and "$${" not in text:
        return text
    with suppress(ValueError):
        text = json.loads(f'"{text}"', strict=False)
    return text.replace("$${", "${")


def _template(node: Node, depth: int) -> Value:
    parts: list[Value] = []
    whole, begin, at = node.text or b"", node.start_byte, 0
    for child in node.named_children:
        start = child.start_byte - begin
        if child.type not in ("template_literal", "template_interpolation", "template_directive"):
            at = child.end_byte - begin
            continue
        if start > at and parts:
            parts.append(whole[at:start].decode("utf-8", "replace"))
        at = child.end_byte - begin
        if child.type == "template_literal":
            parts.append(_unescaped(_text(child)))
        elif child.type == "template_interpolation":
            inner = next((part for part in child.named_children if part.type == "expression"), None)
            parts.append(_value(inner, depth + 1) if inner is not None else Opaque(_text(child)[:80]))
        else:
            parts.append(Opaque(_text(child)[:80]))
    if all(isinstance(part, str) for part in parts):
        return "".join(map(str, parts))
    return Template(tuple(parts))


def _object(node: Node, depth: int) -> Value:
    pairs: dict[str, Value] = {}
    unknown = False
    for element in node.named_children:
        if element.type != "object_elem":
            continue
        key, value = (child for child in element.named_children if child.type == "expression")
        name = _value(key, depth + 1)
        if isinstance(name, Reference) and "." not in name.path:
            name = name.path
        if isinstance(name, str):
            pairs[name] = _value(value, depth + 1)
        else:
            unknown = True
    return Object(pairs, unknown)


def _listing(node: Node, depth: int) -> Value:
    return Listing(tuple(_value(child, depth + 1) for child in node.named_children if child.type == "expression"))


def _call(node: Node, depth: int) -> Value:
    name, *rest = node.named_children
    arguments = rest[0].named_children if rest else []
    return Call(_text(name), tuple(_value(child, depth + 1) for child in arguments if child.type == "expression"))


def _conditional(node: Node, depth: int) -> Value:
    return Choice(tuple(_value(child, depth + 1) for child in node.named_children[1:3]))


_READERS: Mapping[str, Callable[[Node, int], Value]] = {
    "numeric_lit": _number,
    "bool_lit": lambda node, depth: _text(node) == "true",
    "null_lit": lambda node, depth: None,
    "string_lit": _string,
    "quoted_template": _template,
    "heredoc_template": _template,
    "object": _object,
    "tuple": _listing,
    "function_call": _call,
    "conditional": _conditional,
    "variable_expr": lambda node, depth: Reference(_text(node)),
}


def blocks_of_json(text: str, wanted: Wanted) -> list[Block]:
    """The wanted blocks of a .tf.json file, without line numbers. Raises `HclError`."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HclError("it is no whole JSON", getattr(error, "lineno", 1)) from error
    found: list[Block] = []
    for type_, body in content.items() if isinstance(content, dict) else ():
        for labels, inner in _json_bodies(body, {"resource": 2, "data": 2}.get(type_, 0 if type_ == "locals" else 1)):
            if wanted(type_, labels):
                found.append(_json_block(type_, labels, inner, 0))
    return found


def _json_bodies(body: object, labels: int) -> list[tuple[tuple[str, ...], Mapping[str, object]]]:
    if isinstance(body, list):
        return [pair for item in body for pair in _json_bodies(item, labels)]
    if not isinstance(body, dict):
        return []
    if not labels:
        return [((), body)]
    return [((key, *rest), found) for key, value in body.items() for rest, found in _json_bodies(value, labels - 1)]


def _json_block(type_: str, labels: tuple[str, ...], body: Mapping[str, object], depth: int) -> Block:
    arguments = {key: from_json(value, depth + 1) for key, value in body.items()}
    inner: list[Block] = []
    for key, value in body.items() if depth < DEEPEST else ():
        bodies = value if isinstance(value, list) else [value]
        inner.extend(_json_block(key, (), body, depth + 1) for body in bodies if isinstance(body, dict))
    return Block(type_, labels, 0, 0, arguments, tuple(inner))


def from_json(value: object, depth: int = 0) -> Value:
    """A value of JSON, in which Terraform fills in `${…}`."""
    if isinstance(value, str) and "${" in value:
        match = re.fullmatch(r"\$\{([A-Za-z_][\w.-]*)\}", value)
        return Reference(match[1]) if match else Opaque(value[:80])
    if isinstance(value, dict) and depth < DEEPEST:
        return Object({str(key): from_json(inner, depth + 1) for key, inner in value.items()})
    if isinstance(value, list) and depth < DEEPEST:
        return Listing(tuple(from_json(inner, depth + 1) for inner in value))
    return value if isinstance(value, str | int | float | bool) or value is None else Opaque("")
