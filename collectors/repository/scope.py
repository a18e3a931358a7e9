"""What references of one Terraform folder stand for, as far as its files decide it.

A variable stands for what its folder's own .tfvars file gives, or for its default if nothing in the repository sets
it; what callers elsewhere, workspaces or the command line set is not known here. A value that stays open is the
honest answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assess.evidence.facts import Reason, Unread
from collectors.repository.hcl import Block, Call, Choice, Listing, Object, Opaque, Reference, Template, Value
from collectors.repository.variables import Given

_PASS_THROUGH = {"tostring", "tonumber", "tobool", "tolist", "toset", "tomap", "sensitive", "nonsensitive"}
_DEEPEST = 24


@dataclass(frozen=True, slots=True)
class Scope:
    """One folder. `settable` are variables that some module call or .tfvars file of the repository sets."""

    values: Mapping[str, Value]
    defaults: Mapping[str, Value]
    settable: frozenset[str]

    def resolved(self, value: Value, depth: int = 0) -> Value:
        """The value with everything filled in that this folder decides; the rest stays as it is."""
        if depth > _DEEPEST:
            return Opaque("too deep")
        if isinstance(value, Reference):
            return self._reference(value, depth)
        if isinstance(value, Call):
            return self._call(value, depth)
        if isinstance(value, Template):
            return _joined(tuple(self.resolved(part, depth + 1) for part in value.parts))
        if isinstance(value, Choice):
            options = tuple(self.resolved(option, depth + 1) for option in value.options)
            return options[0] if options and all(option == options[0] for option in options) else Choice(options)
        if isinstance(value, Object):
            return Object({key: self.resolved(inner, depth + 1) for key, inner in value.pairs.items()}, value.open)
        if isinstance(value, Listing):
            return Listing(tuple(self.resolved(item, depth + 1) for item in value.items))
        return value

    def _reference(self, value: Reference, depth: int) -> Value:
        root, _, rest = value.path.partition(".")
        name, *path = rest.split(".")
        found: Value = value
        if root == "local" and name in self.values:
            found = self.resolved(self.values[name], depth + 1)
        elif root == "var" and name in self.defaults and name not in self.settable:
            found = self.resolved(self.defaults[name], depth + 1)
        else:
            return value
        for key in path:
            if not isinstance(found, Object) or key not in found.pairs:
                return value
            found = found.pairs[key]
        return found

    def _call(self, value: Call, depth: int) -> Value:
        arguments = tuple(self.resolved(argument, depth + 1) for argument in value.arguments)
        if value.name in _PASS_THROUGH and len(arguments) == 1:
            return arguments[0]
        if value.name == "merge":
            return _merged(arguments)
        if value.name == "concat" and all(isinstance(argument, Listing) for argument in arguments):
            return Listing(
                tuple(item for argument in arguments if isinstance(argument, Listing) for item in argument.items)
            )
        return Call(value.name, arguments)


def _merged(arguments: Iterable[Value]) -> Object:
    pairs: dict[str, Value] = {}
    unknown = False
    for argument in arguments:
        if isinstance(argument, Object):
            pairs.update(argument.pairs)
            unknown = unknown or argument.open
        else:
            unknown = True
    return Object(pairs, unknown)


def _joined(parts: tuple[Value, ...]) -> Value:
    if all(isinstance(part, str | int | float) for part in parts):
        return "".join(str(part) for part in parts)
    return Template(parts)


def scope_of(blocks: Iterable[Block], given: Given) -> Scope:
    """The scope of a folder from its `locals` and `variable` blocks, and what its own .tfvars file gives. A local of
    two definitions stays open."""
    values: dict[str, Value] = {}
    defaults: dict[str, Value] = {}
    for block in blocks:
        if block.type == "locals":
            for name, value in block.arguments.items():
                values[name] = Opaque(f"local.{name} is defined twice") if name in values else value
        elif block.type == "variable" and block.labels and "default" in block.arguments:
            defaults[block.labels[0]] = block.arguments["default"]
    return Scope(values, defaults | dict(given.values), given.settable)


def as_written(value: Value) -> str:
    """A value in few words, for a sentence."""
    if isinstance(value, Reference):
        return value.path
    if isinstance(value, Call):
        return f"{value.name}(…)"
    if isinstance(value, Template):
        return "".join(part if isinstance(part, str) else f"${{{as_written(part)}}}" for part in value.parts)[:400]
    if isinstance(value, Choice):
        return "one of " + ", ".join(map(as_written, value.options))
    if isinstance(value, Opaque):
        return " ".join(value.text.split())
    return "a map" if isinstance(value, Object) else "a list" if isinstance(value, Listing) else str(value)


def unresolved(where: str, name: str, value: Value) -> Unread:
    """The honest value for an argument that is decided elsewhere."""
    return Unread(
        Reason.UNRESOLVED, f"{where}: {name} is {as_written(value)}, decided elsewhere", "a plan of Terraform"
    )
