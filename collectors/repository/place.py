"""One Terraform block in its folder: how readers ask for arguments, inner blocks and the other blocks beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assess.evidence.facts import Location, Reason, Subject, Unread
from collectors.repository.hcl import Block, Choice, Listing, Object, Reference, Value
from collectors.repository.paths import shown
from collectors.repository.reading import Reading
from collectors.repository.scope import Scope, as_written, unresolved

_FROM_PLAN = "a plan of Terraform"


@dataclass(frozen=True, slots=True)
class Place:
    """A block with everything needed to understand it. Values are resolved as far as the folder decides them."""

    reading: Reading
    path: str
    block: Block
    scope: Scope
    folder: tuple[Block, ...]
    """Every block of the same folder."""

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
        something that is not known."""
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
        return False

    def _is_name(self, name: str) -> bool:
        return isinstance(self.block.arguments.get(name), str)


def _names_a_resource(value: Value) -> bool:
    return isinstance(value, Reference) and value.path.partition(".")[0] not in ("var", "local", "each", "module")


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
