"""What the schema found wrong in a questionnaire, said as a sentence: what, where, and what to do.

The rules beyond the schema write their own sentences in `source_rules.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from assess.model.yaml_reader import Document, Place, SourceError, Value, shown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_TYPES = {
    "string_type": ("a text", "put it in quotes"),
    "int_type": ("a whole number", "write digits without quotes"),
    "bool_type": ("true or false", "write true or false without quotes"),
    "list_type": ("a list", "write [...] or lines that begin with -"),
    "dict_type": ("a mapping", "write lines of the form `key: value`"),
    "model_type": ("a mapping", "write lines of the form `key: value`"),
    "model_attributes_type": ("a mapping", "write lines of the form `key: value`"),
}


def complaints(document: Document, base: Place, details: Sequence[ErrorDetails]) -> list[SourceError]:
    """One problem for each error of the schema in the block at `base`."""
    extra = {(each["loc"][:-1], _nearest_field(str(each["loc"][-1]))) for each in details if _is_extra(each)}
    return [
        _complaint(document, base, each)
        for each in details
        if not (each["type"] == "missing" and (each["loc"][:-1], str(each["loc"][-1])) in extra)
    ]


def subject(document: Document, place: Place) -> str:
    """What a place is called in a message: `OWN-09: fix.effort`, `kpis KPI-SLO: better`."""
    if not place:
        return "the file"
    words: list[str] = []
    value: Value = document.value
    for step in place:
        value = _within(value, step)
        if isinstance(step, int):
            name = value.get("id") if isinstance(value, dict) else None
            words.append(f" {name}:" if isinstance(name, str) else f" number {step + 1}:")
        else:
            words.append(step if not words or words[-1].endswith(":") else f".{step}")
    text = " ".join("".join(f"{word} " if word.endswith(":") else word for word in words).split())
    return text.removeprefix("practices ").rstrip(":")


def suggestion(wrong: str, right: Sequence[str]) -> str:
    """`did you mean X?`, or the choice there is."""
    near = get_close_matches(wrong, right, n=1, cutoff=0.5)
    if not near:
        near = [each for each in right if each.casefold() == wrong.casefold()]
    if near:
        return f"did you mean {near[0]}?"
    if not right or len(right) > 12:
        return "use one that exists"
    return f"use {', '.join(right[:-1])} or {right[-1]}" if len(right) > 1 else f"use {right[0]}"


def _is_extra(details: ErrorDetails) -> bool:
    return details["type"] == "extra_forbidden"


def _nearest_field(wrong: str) -> str | None:
    from assess.model.source_schema import field_names

    return next(iter(get_close_matches(wrong, field_names(), n=1, cutoff=0.75)), None)


def _complaint(document: Document, base: Place, details: ErrorDetails) -> SourceError:
    location = tuple(each for each in details["loc"] if each != "[key]")
    place = base + location
    what, cure = _words(document, place, details)
    return document.error(place, what, cure)


def _words(document: Document, place: Place, details: ErrorDetails) -> tuple[str, str]:
    name, kind, context = subject(document, place), details["type"], details.get("ctx", {})
    if kind == "missing":
        owner = subject(document, place[:-1])
        return f"{owner} lacks the key {place[-1]}", f"add `{place[-1]}:`"
    if kind == "extra_forbidden":
        near = _nearest_field(str(place[-1]))
        return f"{name} is no key known here", f"did you mean {near}?" if near else "remove it"
    if kind in _TYPES:
        wanted, cure = _TYPES[kind]
        if details["input"] is None:
            return f"{name} is empty", f"write {wanted}" if place else "fill it, or remove it"
        return f"{name} must be {wanted}, not {_kind(details['input'])}", cure
    if kind == "literal_error":
        choices = _choices(str(context["expected"]))
        return f"{name} cannot be {_value(details['input'])}", suggestion(str(details["input"]), choices)
    if kind == "string_pattern_mismatch":
        return _pattern(name, str(context["pattern"]), details["input"])
    if kind == "string_too_long":
        return f"{name} is longer than {context['max_length']} characters", "shorten it"
    if kind in ("too_short", "too_long"):
        bound = f"at least {context['min_length']}" if kind == "too_short" else f"at most {context['max_length']}"
        number = context["actual_length"]
        return f"{name} has {number} {'entry' if number == 1 else 'entries'}", f"give {bound}"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        return f"{name} cannot be {_value(details['input'])}", f"give a number of {bound}"
    return f"{name} is wrong ({details['msg'].lower()})", "correct it"


def _pattern(name: str, pattern: str, given: object) -> tuple[str, str]:
    if pattern == r"\S":
        return f"{name} is empty", "write its text"
    if "[0-9]{2,3}" in pattern:
        return f"{name} cannot be {_value(given)}", "write it as OWN-01: topic, hyphen, two digits"
    return f"{name} cannot be {_value(given)}", "use letters, digits, _ and -, with a letter first"


def _choices(expected: str) -> list[str]:
    words = expected.replace(" or ", ", ").split(", ")
    return [word.strip("'").replace("True", "true").replace("False", "false") for word in words]


def _within(value: Value, step: str | int) -> Value:
    if isinstance(value, dict):
        return value.get(str(step))
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _kind(value: object) -> str:
    kinds = {str: "a text", bool: "true or false", int: "a number", float: "a fraction", list: "a list"}
    return kinds.get(type(value), "a mapping")


def _value(value: object) -> str:
    if value is None:
        return "empty"
    return shown(str(value).lower() if isinstance(value, bool) else str(value))
