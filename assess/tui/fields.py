"""The fields of a form, as values: what they ask, what they hold, and what is wrong with it. No Textual.

A form is a list of fields; its answer is a mapping from field id to text. Dates, numbers and ids are read here, so that
a wrong one is said in the form and never reaches a verb.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assess.plain_text import safe

LONGEST = 2_000
"""Characters a field takes; a longer paste is cut."""
Values = Mapping[str, str]


class FieldKind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    CHOICE = "choice"
    SWITCH = "switch"


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. `check` returns what is wrong with a text, empty if nothing is; `choices` are values
    with what a person reads."""

    id: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    value: str = ""
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    check: Callable[[str], str] | None = None
    replaced: bool = False
    """The first key takes the place of the value, as of a number, which nobody goes on writing."""

    def problem(self, value: str) -> str:
        """What is wrong with this value, as a sentence; empty if nothing is."""
        if self.required and not value.strip():
            return f"{self.label}: this is needed"
        if value.strip() and self.check is not None:
            found = self.check(value.strip())
            return f"{self.label}: {found}" if found else ""
        return ""


@dataclass(frozen=True, slots=True)
class Form:
    """A titled list of fields. `check` looks at all values together; `done` is the word on its last row."""

    title: str
    fields: tuple[Field, ...]
    done: str = "Save"
    says: str = ""
    """What is said below where no field has something to say."""
    check: Callable[[Values], str] | None = None

    def problem(self, values: Values) -> tuple[str, str]:
        """The id of the first field with a problem and the sentence; both empty if there is none."""
        for each in self.fields:
            found = each.problem(values.get(each.id, ""))
            if found:
                return each.id, found
        return "", self.check(values) if self.check is not None else ""


def notice(title: str, says: str) -> Form:
    """A form that asks nothing: it says something, and takes the keys until it is left."""
    return Form(title, (), done="Back", says=says)


_NOBODY = frozenset({"root", "admin", "administrator", "user", "ubuntu", "ec2-user", "runner", "vscode"})


def signature(actor: str) -> str:
    """Who is proposed as having decided something: whoever is logged in, but no account that stands for nobody."""
    return "" if actor.lower() in _NOBODY else actor


def text(name: str, label: str, value: str = "", *, needed: bool = False, hint: str = "") -> Field:
    """A line of text."""
    return Field(name, label, value=value, required=needed, help=hint)


def choice(name: str, label: str, choices: Sequence[tuple[str, str]], value: str = "", *, hint: str = "") -> Field:
    """One of a few values."""
    chosen = value if value in {each for each, _ in choices} else choices[0][0]
    return Field(name, label, FieldKind.CHOICE, chosen, hint, tuple(choices))


def switch(name: str, label: str, *, on: bool = False, hint: str = "") -> Field:
    """Yes or no."""
    return Field(name, label, FieldKind.SWITCH, "yes" if on else "no", hint, (("yes", "yes"), ("no", "no")))


def day(name: str, label: str, value: date | None, *, today: date, past: bool = False, hint: str = "") -> Field:
    """A date; `past`: not after today, else not before."""

    def check(given: str) -> str:
        try:
            found = date.fromisoformat(given)
        except ValueError:
            return f"write the date as {today.isoformat()}"
        if past and found > today:
            return "that day has not come yet"
        return "" if past or found >= today else "that day has passed"

    return Field(
        name, label, value=value.isoformat() if value else "", help=hint, required=True, check=check, replaced=True
    )


def number(name: str, label: str, value: float, *, least: float = 0, most: float = 1_000_000, hint: str = "") -> Field:
    """A number between two bounds."""

    def check(given: str) -> str:
        try:
            found = float(given.replace(",", "."))
        except ValueError:
            return "write a number"
        return "" if least <= found <= most else f"write a number from {least:g} to {most:g}"

    return Field(name, label, value=f"{value:g}", help=hint, required=True, check=check, replaced=True)


def words(given: str) -> tuple[str, ...]:
    """Several values of one field: separated by spaces, quoted where one holds a space. Raises ValueError."""
    return tuple(shlex.split(given))


def shown(field: Field, value: str) -> str:
    """What a person reads of a value."""
    return next((label for each, label in field.choices if each == value), safe(value))
