"""Reads one mapping of answers.yaml field by field: typed values out, a problem with its line for all that is wrong.

What the fields mean together is `answers_file.py`; YAML itself is `assess.model.yaml_reader`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from assess.interview.answers import Shown, ShownKind
from assess.model.practices import Level, OperatingModel, Practice, Role
from assess.model.yaml_reader import Document, Place, SourceError, Value, shown

_LARGEST_NUMBER = 10**12
LONGEST_TEXT = 20_000
"""Characters of a note or reason; a page holds 3,000."""


@dataclass(slots=True)
class Reading:
    """One reading of one file: what it is judged against, and every problem found so far."""

    document: Document
    model: OperatingModel
    today: date
    problems: list[SourceError] = field(default_factory=list)

    def problem(self, place: Place, what: str, cure: str) -> None:
        """Notes a problem with the value at this place."""
        self.problems.append(self.document.error(place, what, cure))

    def mapping(self, value: Value, place: Place, what: str) -> dict[str, Value]:
        """The value as a mapping; nothing written there is an empty one."""
        if value is None:
            return {}
        if isinstance(value, dict):
            return value
        self.problem(place, f"{what} must be a mapping", "write `key: value` lines below it")
        return {}

    def items(self, value: Value, place: Place, what: str) -> list[Value]:
        """The value as a list; nothing written there is an empty one."""
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self.problem(place, f"{what} must be a list", "begin each entry with `- `, or write [a, b]")
        return []

    def practice(self, identifier: Value, place: Place) -> Practice | None:
        """The practice of that id or alias; else a problem that names the nearest."""
        found = self.model.practice(str(identifier))
        if found is None:
            known = [practice.id for practice in self.model.practices]
            self.problem(place, f"{shown(str(identifier))} is no practice", nearest(_padded(str(identifier)), known))
        return found

    def choice(self, value: Value, place: Place, what: str, allowed: Sequence[str]) -> str:
        """One of a closed set of texts; else a problem and an empty text."""
        if isinstance(value, str) and value in allowed:
            return value
        self.problem(place, f"{shown(_said(value))} is no {what}", nearest(_said(value), allowed))
        return ""

    def level(self, value: Value, place: Place) -> Level | None:
        """A level 0 to 4; else a problem."""
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 4:
            return Level(value)
        self.problem(place, f"{shown(_said(value))} is no level", "use 0, 1, 2, 3 or 4")
        return None

    def day(self, value: Value, place: Place, *, future: bool) -> date | None:
        """A date such as 2026-03-31, not after today unless `future`; else a problem."""
        try:
            day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
        except ValueError:
            day = None
        if day is None:
            self.problem(place, f"{shown(_said(value))} is no date", "write it as 2026-03-31")
        elif day > self.today and not future:
            self.problem(
                place, f"{day} lies in the future (today is {self.today})", "give the date on which it happened"
            )
            return None
        return day

    def text(self, value: Value, place: Place, what: str) -> str:
        """A text; numbers count as the text they are written as."""
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            self.problem(place, f"{what} must be a text", "put it in quotes")
            return ""
        text = str(value)
        if len(text) > LONGEST_TEXT:
            self.problem(place, f"{what} has {len(text):,} characters", f"shorten it to {LONGEST_TEXT:,} at most")
            return ""
        return text

    def number(self, value: Value, place: Place, what: str, least: float) -> float | None:
        """A number of at least `least` and below a million million; else a problem."""
        cure = "give a number" if least < 0 else f"give a number from {least:g}"
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if least <= value < _LARGEST_NUMBER:
                return value
            if value >= _LARGEST_NUMBER:
                cure = f"give a number below {_LARGEST_NUMBER:,}"
        self.problem(place, f"{what} is {shown(_said(value))}", cure)
        return None


class Fields:
    """The fields of one mapping. `finish` complains about those that nobody asked for."""

    def __init__(self, reading: Reading, value: Value, place: Place, what: str) -> None:
        self.reading = reading
        self.place = place
        self.what = what
        self.values = reading.mapping(value, place, what)
        self._broken = value is not None and not isinstance(value, dict)
        self._asked: list[str] = []

    def at(self, key: str) -> Place:
        """The place of a field."""
        return (*self.place, key)

    def has(self, key: str) -> bool:
        """Whether the field is written."""
        if key not in self._asked:
            self._asked.append(key)
        return key in self.values

    def require(self, key: str, cure: str) -> bool:
        """Whether the field is written; else a problem."""
        if self.has(key) and self.values[key] is not None:
            return True
        if not self._broken:
            self.reading.problem(self.place, f"{self.what} has no {key}", cure)
        return False

    def text(self, key: str, *, required: str = "") -> str:
        """A text, empty if it is not written; `required` is the cure if it must be."""
        if not self.has(key) or self.values[key] is None:
            if required:
                self.require(key, required)
            return ""
        text = self.reading.text(self.values[key], self.at(key), key)
        if required and not text.strip():
            self.reading.problem(self.at(key), f"{key} is empty", required)
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        if not self.has(key):
            return ()
        items = self.reading.items(self.values[key], self.at(key), key)
        return tuple(self.reading.text(item, (*self.at(key), n), key) for n, item in enumerate(items))

    def choices(self, key: str, what: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """A list of texts of a closed set."""
        if not self.has(key):
            return ()
        items = self.reading.items(self.values[key], self.at(key), key)
        chosen = (self.reading.choice(item, (*self.at(key), n), what, allowed) for n, item in enumerate(items))
        return tuple(dict.fromkeys(one for one in chosen if one))

    def day(self, key: str, *, future: bool = False) -> date | None:
        """A date, None if it is not written."""
        if not self.has(key) or self.values[key] is None:
            return None
        return self.reading.day(self.values[key], self.at(key), future=future)

    def finish(self) -> None:
        """A problem for each field that is not known here."""
        for key in self.values:
            if key not in self._asked:
                self.reading.problem(self.at(key), f"{self.what} has no field {shown(key)}", nearest(key, self._asked))


def read_shown(reading: Reading, value: Value, place: Place, default: date) -> tuple[Shown | None, bool]:
    """What was shown, and whether its date was written; the date of the answer if not."""
    fields = Fields(reading, value, place, "shown")
    what = fields.text("what", required="say what was seen")
    kinds = [kind.value for kind in ShownKind]
    kind = ""
    if fields.require("kind", f"use one of {', '.join(kinds)}"):
        kind = reading.choice(fields.values["kind"], fields.at("kind"), "kind of thing shown", kinds)
    day = fields.day("date")
    inside: bool | None = None
    if fields.has("inside"):
        written = fields.values["inside"]
        if isinstance(written, bool):
            inside = written
        elif written is not None:
            reading.problem(fields.at("inside"), "inside must be true or false", "say whether the figure is in bounds")
    elif kind == ShownKind.FIGURE:
        reading.problem(place, "a shown figure has no `inside`", "say whether it lies inside its bound: true or false")
    fields.finish()
    if not what or not kind:
        return None, False
    return Shown(what, ShownKind(kind), day or default, inside), day is not None


def roles_of(model: OperatingModel) -> tuple[Role, ...]:
    """The role ids of a model, in catalogue order."""
    return tuple(Role(role.id) for role in model.roles)


def _said(value: Value) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a mapping"
    return str(value)


def _padded(identifier: str) -> str:
    """`own-9` as `OWN-09`: how ids are most often misspelt."""
    prefix, _, number = identifier.upper().partition("-")
    return f"{prefix}-{number:0>2}" if number.isdecimal() else identifier.upper()


def nearest(given: str, allowed: Iterable[str]) -> str:
    """The cure for a word that is not known: the nearest one, or all if they are few."""
    import difflib

    known: Collection[str] = list(allowed)
    near = [given] if given in known else [one for one in known if len(given) > 2 and one.startswith(given)]
    near = near or difflib.get_close_matches(given[:100], known, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]}?"
    if len(known) <= 12:
        return f"use one of {', '.join(known)}" if known else "remove it"
    return "`assess practices` lists them"
