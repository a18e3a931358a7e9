"""One Terraform block in its folder: how readers ask for arguments, inner blocks and the other blocks beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assess.evidence.facts import Location, Reason, Subject, Unread
from collectors.repository.hcl import Block, Call, Choice, Listing, Object, Opaque, Reference, Template, Value
from collectors.repository.paths import shown
from collectors.repository.reading import Reading
from collectors.repository.scope import Scope, as_written, unresolved

_FROM_PLAN = "a plan of Terraform"
_LEAVE_RESOURCES_IN = ("compact", "concat", "distinct", "flatten")
"""Functions that drop empty or double items, and no resource that exists."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Which folders the tree holds, for paths that modules are taken from. A path through a link counts as held."""

    folders: frozenset[str]
    links: frozenset[str]
    submodules: frozenset[str]

    def origin(self, folder: str) -> str:
        """`local` if the folder is there, `submodule` if it lies in one, else `absent`."""
        if folder in self.folders or not folder:
            return "local"
        parts = folder.split("/")
        above = {"/".join(parts[:length]) for length in range(1, len(parts) + 1)}
        if above & self.submodules:
            return "submodule"
        return "local" if above & self.links else "absent"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The folder a block lies in. `called`: another folder of the repository uses it as a module.
    `inherited_tags`: keys its callers' providers set by default, and whether that is all."""

    scope: Scope
    blocks: tuple[Block, ...]
    called: bool
    inherited_tags: tuple[tuple[str, ...], bool]
    kept: Kept

    @property
    def is_root(self) -> bool:
        """Whether it is planned by itself: it configures a provider or a backend, and nothing here calls it."""
        own = any(block.type == "provider" or block.inner("backend") or block.inner("cloud") for block in self.blocks)
        return own and not self.called


@dataclass(frozen=True, slots=True)
class Place:
    """A block with everything needed to understand it. Values are resolved as far as the folder decides them."""

    reading: Reading
    path: str
    block: Block
    surroundings: Surroundings

    @property
    def scope(self) -> Scope:
        """What references of the folder stand for."""
        return self.surroundings.scope

    @property
    def folder(self) -> tuple[Block, ...]:
        """Every block of the same folder."""
        return self.surroundings.blocks

    @property
    def address(self) -> str:
        """`aws_s3_bucket.logs`, as shown."""
        return shown(self.block.address)

    @property
    def subject(self) -> Subject:
        """The subject of a fact about this block."""
        return self.reading.subject("declared resource", self.path, self.address)

    @property
    def location(self) -> Location:
        """The lines of the block."""
        return self.reading.place(self.path, self.block.line, self.block.end_line)

    def value(self, name: str, block: Block | None = None) -> Value:
        """An argument of this block, or of an inner one; None if absent."""
        return self.scope.resolved((block or self.block).arguments.get(name))

    def unread(self, name: str, value: Value) -> Unread:
        """Says that an argument is decided elsewhere."""
        return unresolved(f"{shown(self.path)}:{self.block.line}", name, value)

    def text(self, name: str, block: Block | None = None) -> str | Unread | None:
        """An argument that is a string; None if absent."""
        value = self.value(name, block)
        if value is None or isinstance(value, str):
            return value
        return str(value) if isinstance(value, int | float) else self.unread(name, value)

    def flag(self, name: str, default: bool, block: Block | None = None) -> bool | Unread:
        """An argument that is a boolean."""
        value = self.value(name, block)
        if value is None:
            return default
        if value in (True, "true"):
            return True
        return False if value in (False, "false") else self.unread(name, value)

    def filled(self, name: str, block: Block | None = None) -> bool | Unread:
        """Whether a list argument names anything. A list with one item, whatever it stands for, does."""
        value = self.value(name, block)
        if value is None:
            return False
        if isinstance(value, Call) and value.name in _LEAVE_RESOURCES_IN:
            items = [item for argument in value.arguments for item in _items(argument)]
            return True if any(map(_names_a_resource, items)) else self.unread(name, value)
        if isinstance(value, Listing):
            return bool(value.items)
        if isinstance(value, Reference) and value.path.partition(".")[0] not in ("var", "local", "each"):
            return True
        return self.unread(name, value)

    def numbers(self, name: str) -> tuple[float | None, ...] | Unread:
        """Every number the argument can have; a null or absent one is None."""
        value = self.value(name)
        options = value.options if isinstance(value, Choice) else (value,)
        found: list[float | None] = []
        for option in options:
            if isinstance(option, str) and option.isdigit():
                found.append(float(option))
            elif option is None or isinstance(option, int | float):
                found.append(option)
            else:
                return self.unread(name, value)
        return tuple(found)

    def inner(self, type_: str) -> tuple[Block, ...] | Unread:
        """The inner blocks of that type; unread if any is made at run time."""
        found = self.block.inner(type_)
        if any(block.dynamic for block in found):
            where = f"{shown(self.path)}:{self.block.line}"
            return Unread(Reason.UNRESOLVED, f"{where}: {type_} blocks are made at run time", _FROM_PLAN)
        return found

    def beside(self, type_: str) -> Iterator[Block]:
        """The resources of that type in the same folder."""
        return (block for block in self.folder if block.type == "resource" and block.labels[:1] == (type_,))

    def belongs(self, type_: str, argument: str) -> bool | Unread:
        """Whether a resource of that type beside this one names it in that argument; unread if one there names
        something that is not known, or if the folder is a module whose outputs let callers do so."""
        own = ".".join(self.block.labels)
        names = {self.block.arguments.get(name) for name in ("name", "bucket") if self._is_name(name)}
        unclear: Value = None
        for other in self.beside(type_):
            value = self.scope.resolved(other.arguments.get(argument))
            if isinstance(value, Reference) and (value.path == own or value.path.startswith(f"{own}.")):
                return True
            if isinstance(value, str) and value in names:
                return True
            if not isinstance(value, str) and not _names_a_resource(value):
                unclear = value
        if unclear is not None:
            return self.unread(f"{argument} of a {type_}", unclear)
        outputs = (block.arguments.get("value") for block in self.folder if block.type == "output")
        if not self.surroundings.is_root and any(mentions(value, own) for value in outputs):
            where = f"{shown(self.path)}:{self.block.line}"
            return Unread(Reason.UNRESOLVED, f"{where}: callers of the module may add its {type_}", _FROM_PLAN)
        return False

    def _is_name(self, name: str) -> bool:
        return isinstance(self.block.arguments.get(name), str)


def _items(value: Value) -> tuple[Value, ...]:
    return tuple(found for item in value.items for found in _items(item)) if isinstance(value, Listing) else (value,)


def _names_a_resource(value: Value) -> bool:
    return isinstance(value, Reference) and value.path.partition(".")[0] not in ("var", "local", "each", "module")


def is_aws_provider(block: Block) -> bool:
    """Whether the block configures the AWS provider."""
    return block.type == "provider" and block.labels == ("aws",)


def default_tags(provider: Block, scope: Scope) -> tuple[tuple[str, ...], bool]:
    """Keys of the default tags of a provider, and whether they are all."""
    blocks = provider.inner("default_tags")
    if not blocks:
        return (), True
    keys, whole = keys_of(scope.resolved(blocks[0].arguments.get("tags")))
    return keys, whole and not blocks[0].dynamic


def mentions(value: Value, address: str) -> bool:
    """Whether an expression refers to that address."""
    if isinstance(value, Reference):
        return value.path == address or value.path.startswith(f"{address}.")
    if isinstance(value, Opaque):
        return address in value.text
    if isinstance(value, Object):
        return any(mentions(inner, address) for inner in value.pairs.values())
    parts: tuple[Value, ...] = ()
    if isinstance(value, Listing):
        parts = value.items
    elif isinstance(value, Call):
        parts = value.arguments
    elif isinstance(value, Template):
        parts = value.parts
    elif isinstance(value, Choice):
        parts = value.options
    return any(mentions(part, address) for part in parts)


def keys_of(value: Value) -> tuple[tuple[str, ...], bool]:
    """Keys of a map that are known, and whether they are all."""
    if value is None:
        return (), True
    if isinstance(value, Object):
        return tuple(value.pairs), not value.open
    return (), False


def texts_of(value: Value) -> tuple[str, ...] | None:
    """A string or list of strings as written, parts decided elsewhere as `${…}`; None if the list is not known."""
    if isinstance(value, Listing):
        found = [text for item in value.items for text in texts_of(item) or ("${…}",)]
        return tuple(found)
    if isinstance(value, str):
        return (value,)
    written = as_written(value)
    return (written,) if "${" in written else None
