"""How each type of a fact's field is written to JSON values and read back.

`form_of` compiles a pair of functions from a type; `codec.py` uses it for whole facts. A type whose values could
not be told apart in JSON, or could be changed after the fact was made, is refused when it is first used.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, Literal, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from assess.evidence.facts import Reason, Unread

_MARK = "$"
"""Keys that begin with it carry types; in a mapping it is doubled, so that no outside text can pose as one."""
_UNREAD = "$unread"
_CLASS = "$class"
_NOTHING = type(None)
Step = Callable[[Any], Any]
E = TypeVar("E", bound=Enum)


@dataclass(frozen=True, slots=True)
class Form:
    """How values of one type look in JSON: `shapes` are the classes `json.loads` may give for it, `types` those a
    value may have. A `plain` form passes values unchanged in that direction."""

    write: Step
    read: Step
    shapes: frozenset[type]
    types: tuple[type, ...]
    plain_write: bool = False
    plain_read: bool = False

    @property
    def plain(self) -> bool:
        """Whether values pass unchanged in both directions."""
        return self.plain_write and self.plain_read


def _same(value: Any) -> Any:
    return value


def _plain(*kinds: type) -> Form:
    return Form(_same, _same, frozenset(kinds), kinds, plain_write=True, plain_read=True)


def _text(kind: type, write: Step, read: Step) -> Form:
    return Form(write, read, frozenset({str}), (kind,))


_ATOMS: Mapping[object, Form] = {
    str: _plain(str),
    int: _plain(int),
    float: _plain(float, int),
    bool: _plain(bool),
    _NOTHING: _plain(_NOTHING),
    datetime: _text(datetime, datetime.isoformat, datetime.fromisoformat),
    date: _text(date, date.isoformat, date.fromisoformat),
    timedelta: Form(
        timedelta.total_seconds,
        lambda seconds: timedelta(seconds=seconds),
        frozenset({float, int}),
        (timedelta,),
    ),
}


@cache
def form_of(kind: Any) -> Form:
    """The form of a type. Raises TypeError, saying what may be used, for a type that a fact may not hold."""
    kind = getattr(kind, "__value__", kind)  # the right-hand side of a `type` statement
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(kind, NewType):
        return form_of(kind.__supertype__)
    if kind in _ATOMS:
        return _ATOMS[kind]
    if origin in (Union, types.UnionType):
        return _union(arguments)
    if origin is Literal:
        return _plain(*dict.fromkeys(type(value) for value in arguments))
    if origin is tuple:
        return _tuple(arguments)
    if origin is frozenset:
        return _set(form_of(arguments[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(form_of(arguments[0]), form_of(arguments[1]))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enum(kind)
    if kind is Unread:
        return Form(_write_unread, _read_unread, frozenset({dict}), (Unread,))
    if isinstance(kind, type) and is_dataclass(kind):
        return _object(kind)
    raise TypeError(
        f"a fact cannot hold {kind!r}: use str, int, float, bool, None, date, datetime, timedelta, an Enum, Literal, "
        "tuple, frozenset, Mapping, Unread, a frozen dataclass, or a union of these"
    )


def _write_unread(value: Unread) -> dict[str, list[str]]:
    return {_UNREAD: [value.reason, value.detail, value.needs]}


def _read_unread(value: Mapping[str, list[str]]) -> Unread:
    reason, detail, needs = value[_UNREAD]
    return Unread(Reason(reason), detail, needs)


def _enum(kind: type[E]) -> Form:
    members = {member.value: member for member in kind}
    shapes = frozenset(type(value) for value in members)
    if not shapes <= {str, int}:
        raise TypeError(f"the values of {kind.__name__} must be texts or numbers to be kept in a fact")
    written = issubclass(kind, (str, int))
    return Form(attrgetter("value"), members.__getitem__, shapes, (kind,), plain_write=written)


def _tuple(arguments: tuple[Any, ...]) -> Form:
    shapes = frozenset({list})
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        item = form_of(arguments[0])
        write = _same if item.plain_write else lambda values: [item.write(value) for value in values]
        read = tuple if item.plain_read else lambda values: tuple([item.read(value) for value in values])
        return Form(write, read, shapes, (tuple,), plain_write=item.plain_write)
    items = [form_of(argument) for argument in arguments]
    return Form(
        lambda values: [item.write(value) for item, value in zip(items, values, strict=True)],
        lambda values: tuple([item.read(value) for item, value in zip(items, values, strict=True)]),
        shapes,
        (tuple,),
    )


def _set(item: Form) -> Form:
    if len(item.shapes) != 1 or not item.shapes <= {str, int}:
        raise TypeError("a frozenset in a fact holds texts or whole numbers, so that it has one order")
    return Form(
        lambda values: sorted(item.write(value) for value in values),
        lambda values: frozenset(item.read(value) for value in values),
        frozenset({list}),
        (frozenset,),
    )


def _mapping(key: Form, item: Form) -> Form:
    if key.shapes == {int}:
        return Form(
            lambda values: {str(int(name)): item.write(value) for name, value in values.items()},
            lambda values: {key.read(int(name)): item.read(value) for name, value in values.items()},
            frozenset({dict}),
            (Mapping,),
        )
    if key.shapes != {str}:
        raise TypeError("the keys of a mapping in a fact are texts or whole numbers")

    def write(values: Mapping[Any, Any]) -> dict[str, Any]:
        written = ((key.write(name), item.write(value)) for name, value in values.items())
        return {name if name[:1] != _MARK else _MARK + name: value for name, value in written}

    def read(values: Mapping[str, Any]) -> dict[Any, Any]:
        return {key.read(n if n[:1] != _MARK else n[1:]): item.read(value) for n, value in values.items()}

    return Form(write, read, frozenset({dict}), (Mapping,))


def _object(kind: type) -> Form:
    if not kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]  # every dataclass has it
        raise TypeError(f"{kind.__name__} is kept in facts, so its dataclass must be frozen")
    hints = get_type_hints(kind)
    names = tuple(item.name for item in fields(kind) if item.init)
    forms = {name: form_of(hints[name]) for name in names}
    reads = [(name, form.read) for name, form in forms.items() if not form.plain_read]
    # compiled from source, as dataclasses does with __init__: three times as fast as a loop over names
    items = (
        f"{name!r}: v.{name}" if form.plain_write else f"{name!r}: w_{name}(v.{name})" for name, form in forms.items()
    )
    steps = {f"w_{name}": form.write for name, form in forms.items()}
    write = eval(f"lambda v: {{{', '.join(items)}}}", steps)

    def read(value: dict[str, Any]) -> object:
        for name, step in reads:
            value[name] = step(value[name])
        return kind(**value)

    return Form(write, read, frozenset({dict}), (kind,))


def _union(arguments: tuple[Any, ...]) -> Form:
    may_be_unread = Unread in arguments
    members = [form_of(argument) for argument in arguments if argument is not Unread]
    shapes = [shape for member in members for shape in member.shapes]
    kinds = tuple(kind for member in members for kind in member.types)
    if all(member.plain for member in members):
        core = Form(_same, _same, frozenset(shapes), kinds, plain_write=True, plain_read=True)
    else:
        members = _told_apart(members, arguments)
        core = Form(_writer(members), _reader(members), frozenset(shapes), kinds)
    if not may_be_unread:
        return core

    def write(value: Any) -> Any:
        return _write_unread(value) if value.__class__ is Unread else core.write(value)

    def read(value: Any) -> Any:
        return _read_unread(value) if value.__class__ is dict and _UNREAD in value else core.read(value)

    return Form(write, read, core.shapes | {dict}, (*core.types, Unread))


def _told_apart(members: list[Form], arguments: tuple[Any, ...]) -> list[Form]:
    """The members of a union, objects marked with their class where there are several."""
    objects = [member for member in members if member.shapes == {dict} and member.types[0] is not Mapping]
    several = sum(dict in member.shapes for member in members) > 1
    others = [shape for member in members if not (several and member in objects) for shape in member.shapes]
    if len(set(others)) < len(others):
        raise TypeError(f"a fact cannot hold a union of {arguments!r}: their stored forms cannot be told apart")
    return [_marked(member) if several and member in objects else member for member in members]


def _marked(member: Form) -> Form:
    name = member.types[0].__name__

    def read(value: dict[str, Any]) -> Any:
        if value.pop(_CLASS) != name:
            raise ValueError("another class of the union")
        return member.read(value)

    return Form(lambda value: {**member.write(value), _CLASS: name}, read, member.shapes, member.types)


def _writer(members: list[Form]) -> Step:
    exact = {kind: member.write for member in members for kind in member.types}

    def write(value: Any) -> Any:
        step = exact.get(value.__class__)
        if step is None:
            step = next(member.write for member in members if isinstance(value, member.types))
        return step(value)

    return write


def _reader(members: list[Form]) -> Step:
    by_class = {m.types[0].__name__: m.read for m in members if dict in m.shapes and m.types[0] is not Mapping}
    by_shape = {shape: member.read for member in members for shape in member.shapes}
    marked = len([member for member in members if dict in member.shapes]) > 1

    def read(value: Any) -> Any:
        if marked and value.__class__ is dict and _CLASS in value:
            return by_class[value[_CLASS]](value)
        return by_shape[value.__class__](value)

    return read
