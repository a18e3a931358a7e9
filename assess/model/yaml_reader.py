"""A strict reader of YAML written by people: plain values, the line of each, and one sentence for what is wrong.

It knows nothing of practices or answers. What a document means is decided by those who ask for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import yaml

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"
Place: TypeAlias = "tuple[str | int, ...]"
Lines: TypeAlias = "int | tuple[int, list[Lines] | dict[str, Lines]]"

LARGEST = 5_000_000
DEEPEST = 40
"""Levels of nesting; a questionnaire needs six."""
MOST_PROBLEMS = 100
"""Reading a file stops here: nobody mends more in one go, and a hostile file could hold millions."""

_NULL = re.compile(r"~|null|Null|NULL|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_STANDARD_TAG = re.compile(r"tag:yaml\.org,2002:(str|int|float|bool|null|seq|map)|!?")


class SourceError(Exception):
    """What is wrong in a file that a person wrote, where, and what to do about it.

    `errors` holds every problem found in the same reading, this one first; as text it is one sentence a line.
    `line` is 1-based; 0 if the whole file is meant.
    """

    def __init__(self, file: str | Path, line: int, what: str, cure: str) -> None:
        super().__init__(file, line, what, cure)
        self.file, self.line, self.what, self.cure = str(file), line, what, cure
        self.errors: tuple[SourceError, ...] = (self,)

    @classmethod
    def of(cls, errors: Sequence[SourceError]) -> SourceError:
        """The first of several problems, carrying all; raise that. Raises ValueError if there is none."""
        if not errors:
            raise ValueError("no problem to report")
        first = errors[0]
        first.errors = tuple(errors)
        return first

    @property
    def sentence(self) -> str:
        """`file:line: what is wrong; what to do`."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what}; {self.cure}"

    def __str__(self) -> str:
        return "\n".join(error.sentence for error in self.errors)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says: `value` of texts, numbers, truth values, None, lists, and mappings whose keys are texts.

    Only `true` and `false` are truth values (`no` is a text), a number with a leading zero is a text (an account
    number keeps its digits), and a date is a text.
    """

    file: str
    value: Value
    lines: Lines

    def line(self, path: Place = ()) -> int:
        """Where the value at this path of keys and positions begins; of a missing one, its nearest parent."""
        at = self.lines
        for step in path:
            children = at[1] if isinstance(at, tuple) else None
            if isinstance(children, dict) and str(step) in children:
                at = children[str(step)]
            elif isinstance(children, list) and isinstance(step, int) and 0 <= step < len(children):
                at = children[step]
            else:
                break
        return _begin(at)

    def error(self, path: Place, what: str, cure: str) -> SourceError:
        """A problem with the value at this path."""
        return SourceError(self.file, self.line(path), what, cure)


def read_yaml(path: Path, limit_bytes: int = LARGEST, name: str | None = None) -> Document:
    """The document in this file, called `name` in messages (the path as given, if none).

    Raises SourceError if the file cannot be read, is larger than `limit_bytes`, is not UTF-8 or not YAML, uses an
    alias, a tab as indentation, a tag, one key twice, several documents, or nests too deep.
    """
    called = name or str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(limit_bytes + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SourceError(called, 0, f"cannot be read ({reason})", "check the path and its permissions") from None
    return parse_yaml(content, called, limit_bytes)


def parse_yaml(content: bytes, name: str, limit_bytes: int = LARGEST) -> Document:
    """As `read_yaml`, for bytes at hand."""
    if len(content) > limit_bytes:
        size = f"{limit_bytes / 1_000_000:g} MB"
        raise SourceError(name, 0, f"is larger than {size}", "give a YAML file written by hand, or split it")
    return _Reading(name, _decoded(content, name)).document()


def _decoded(content: bytes, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError(name, 1, "is UTF-16, not UTF-8", "save the file again with the encoding UTF-8")
    try:
        return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = f"the byte 0x{content[error.start]:02x} is not UTF-8"
        raise SourceError(name, line, what, "save the file again with the encoding UTF-8") from None


class _Container:
    """A list or mapping that is being read, with the lines of what it holds."""

    def __init__(self, mapping: bool, line: int) -> None:
        self.line = line
        self.entries: dict[str, Value] | None = {} if mapping else None
        self.items: list[Value] = []
        self.entry_lines: dict[str, Lines] = {}
        self.item_lines: list[Lines] = []
        self.key: str | None = None
        self.key_line = line

    @property
    def awaits_key(self) -> bool:
        return self.entries is not None and self.key is None

    def put(self, value: Value, lines: Lines) -> None:
        if self.entries is None:
            self.items.append(value)
            self.item_lines.append(lines)
        elif self.key is not None:
            self.entries[self.key] = value
            self.entry_lines[self.key] = (self.key_line, lines[1]) if isinstance(lines, tuple) else self.key_line
            self.key = None

    @property
    def finished(self) -> tuple[Value, Lines]:
        if self.entries is None:
            return self.items, (self.line, self.item_lines)
        return self.entries, (self.line, self.entry_lines)


class _Reading:
    """One pass over the events of one text: a loop, so that depth is bounded by a count and not by the stack."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.errors: list[SourceError] = []
        self.unfinished: list[_Container] = []
        self.root: tuple[Value, Lines] = (None, 1)

    def document(self) -> Document:
        import yaml

        # without the bindings to libyaml reading is slower and otherwise the same
        parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            self._read(parser(self.text))
        except yaml.MarkedYAMLError as error:
            self.errors.append(self._syntax(error))
        except yaml.reader.ReaderError as error:
            self.errors.append(self._character(error))
        if self.errors:
            raise SourceError.of(self.errors)
        return Document(self.name, *self.root)

    def _read(self, loader: yaml.SafeLoader) -> None:
        import yaml

        documents = 0
        while loader.check_event():
            event = loader.get_event()  # type: ignore[no-untyped-call] # absent from the stubs
            line = event.start_mark.line + 1
            match event:
                case yaml.ScalarEvent():
                    self._scalar(event.value, event.tag, plain=bool(event.implicit[0]), line=line)
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._open(isinstance(event, yaml.MappingStartEvent), event.tag, line)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._put(*self.unfinished.pop().finished)
                case yaml.AliasEvent():
                    # one sentence, not one for each of the thousands that a hostile file may hold
                    self._problem(line, f"the alias *{event.anchor} is not allowed", "write the value out in full")
                    return
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents == 2:
                        self._problem(line, "a second document begins here", "keep one document in a file")
                        return

    def _scalar(self, text: str, tag: str | None, *, plain: bool, line: int) -> None:
        self._refuse_tag(tag, line)
        if control := _CONTROL.search(text):
            self._note(self._control(control[0], line))
        if self.unfinished and self.unfinished[-1].awaits_key:
            self._key(text, line)
        else:
            self._put(_plain(text) if plain else text, line)

    def _key(self, text: str, line: int) -> None:
        within = self.unfinished[-1]
        if text in within.entry_lines:
            first = _begin(within.entry_lines[text])
            self._problem(line, f"the key {shown(text)} is here a second time (first in line {first})", "keep one")
        within.key, within.key_line = text, line

    def _open(self, mapping: bool, tag: str | None, line: int) -> None:
        self._refuse_tag(tag, line)
        if self.unfinished and self.unfinished[-1].awaits_key:
            self._problem(line, "a list or mapping is used as a key", "use a text as the key, in quotes if need be")
            raise SourceError.of(self.errors)
        if len(self.unfinished) == DEEPEST:
            self._problem(line, f"nests more than {DEEPEST} levels deep", "check the indentation and the brackets")
            raise SourceError.of(self.errors)
        self.unfinished.append(_Container(mapping, line))

    def _put(self, value: Value, lines: Lines) -> None:
        if self.unfinished:
            self.unfinished[-1].put(value, lines)
        else:
            self.root = (value, lines)

    def _refuse_tag(self, tag: str | None, line: int) -> None:
        if tag is not None and not _STANDARD_TAG.fullmatch(tag):
            self._problem(line, f"the tag {shown(tag)} is not allowed", "write a plain text, number, list or mapping")

    def _problem(self, line: int, what: str, cure: str) -> None:
        self._note(SourceError(self.name, line, what, cure))

    def _note(self, error: SourceError) -> None:
        self.errors.append(error)
        if len(self.errors) == MOST_PROBLEMS:
            raise SourceError.of(self.errors)

    def _syntax(self, error: yaml.MarkedYAMLError) -> SourceError:
        """The parser's complaint in plain words; its own are about tokens."""
        quote_left_open = error.context_mark is not None and "quoted scalar" in (error.context or "")
        mark = error.context_mark if quote_left_open else error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        written = self.text.split("\n")
        text = written[line] if line < len(written) else ""
        if quote_left_open and "unexpected" in (error.problem or ""):
            return SourceError(self.name, line + 1, "a quoted text begins here and never ends", "close the quote")
        if quote_left_open:
            what = "a backslash stands where none can"
            return SourceError(self.name, line + 1, what, "double it, or use single quotes")
        if "\t" in text[: len(text) - len(text.lstrip())]:
            return SourceError(self.name, line + 1, "a tab is used as indentation", "use spaces")
        if text[column : column + 1] in ("@", "`", "%"):
            return SourceError(self.name, line + 1, f"a text cannot begin with {text[column]}", "put it in quotes")
        what = f"is not YAML ({error.problem or 'it cannot be understood'})"
        return SourceError(self.name, line + 1, what, "check indentation, quotes and colons around this line")

    def _character(self, error: yaml.reader.ReaderError) -> SourceError:
        found = _CONTROL.search(self.text.replace("\r\n", "\n"))
        if found is None:
            return SourceError(self.name, 1, f"cannot be read ({error.reason})", "save the file again as UTF-8 text")
        line = self.text.replace("\r\n", "\n").count("\n", 0, found.start()) + 1
        return self._control(found[0], line)

    def _control(self, character: str, line: int) -> SourceError:
        return SourceError(self.name, line, f"the control character U+{ord(character):04X} is not allowed", "delete it")


def _begin(lines: Lines) -> int:
    return lines[0] if isinstance(lines, tuple) else lines


def _plain(text: str) -> Value:
    """What an unquoted text means, by the core schema of YAML 1.2: `no`, `010` and dates stay texts."""
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text):
        return True
    if _FALSE.fullmatch(text):
        return False
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def shown(text: str) -> str:
    """A text from a file inside a message: short, and without anything that moves a cursor."""
    printable = "".join(each if each.isprintable() else "?" for each in text)
    return f"`{printable}`" if len(printable) <= 60 else f"`{printable[:57]}...`"
