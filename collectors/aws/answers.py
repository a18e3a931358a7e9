"""An answer of AWS with typed access, so that no reader passes bare dictionaries around.

A value that is missing has a default where the API leaves it out; a value of the wrong type is an answer that cannot
be read, never an empty one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import unquote

V = TypeVar("V")

UNMODELLED_ABSENCE: frozenset[tuple[str, str]] = frozenset(
    {
        ("s3", "NoSuchBucketPolicy"),
        ("s3", "NoSuchLifecycleConfiguration"),
        ("s3", "NoSuchPublicAccessBlockConfiguration"),
        ("s3", "NoSuchTagSet"),
        ("s3", "ObjectLockConfigurationNotFoundError"),
        ("s3", "ReplicationConfigurationNotFoundError"),
        ("s3", "ServerSideEncryptionConfigurationNotFoundError"),
        ("s3control", "NoSuchPublicAccessBlockConfiguration"),
    }
)
"""Codes that mean absence by the service's documentation although its model does not list them (S3 models none)."""


class Garbled(Exception):  # noqa: N818 - a condition
    """An answer that does not have the shape its model promises."""


class Answer:
    """One structure of an answer. Paths are dotted: `answer.text("Policy.PolicySummary.Id")`."""

    __slots__ = ("_value", "_where")

    def __init__(self, value: Mapping[str, object], where: str) -> None:
        self._value = value
        self._where = where

    def __repr__(self) -> str:
        return f"<answer of {self._where}>"

    def has(self, path: str) -> bool:
        """Whether there is a value, be it empty."""
        return self._at(path) is not None

    def text(self, path: str) -> str:
        """A text that the API always answers. Raises `Garbled` if it is missing."""
        return self._typed(path, str, self._at(path))

    def text_or(self, path: str, default: str = "") -> str:
        """A text that may be left out."""
        value = self._at(path)
        return default if value is None else self._typed(path, str, value)

    def texts(self, path: str) -> tuple[str, ...]:
        """A list of texts; left out is empty."""
        return tuple(self._typed(path, str, each) for each in self._list(path))

    def number(self, path: str) -> int:
        """A whole number that the API always answers. Raises `Garbled` if it is missing."""
        return self._typed(path, int, self._at(path))

    def number_or(self, path: str, default: int = 0) -> int:
        """A whole number that may be left out."""
        value = self._at(path)
        return default if value is None else self._typed(path, int, value)

    def decimal_or(self, path: str, default: float = 0.0) -> float:
        """A number that may have a fraction, and may be left out."""
        value = self._at(path)
        return default if value is None else float(self._typed(path, (int, float), value))

    def flag(self, path: str, default: bool = False) -> bool:
        """A yes or no; left out is the default, which is the API's."""
        value = self._at(path)
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        return default if value is None else self._typed(path, bool, value)

    def moment(self, path: str) -> datetime | None:
        """A time with its zone; None if left out."""
        value = self._at(path)
        return None if value is None else self._typed(path, datetime, value)

    def part(self, path: str) -> Answer:
        """A structure; left out is an empty one."""
        return self._answer(path, self._at(path) or {})

    def items(self, path: str) -> tuple[Answer, ...]:
        """A list of structures; left out is empty."""
        return tuple(self._answer(path, each) for each in self._list(path))

    def lists(self, path: str) -> tuple[tuple[Answer, ...], ...]:
        """A list of lists of structures; left out is empty."""
        outer = (self._typed(path, list, each) for each in self._list(path))
        return tuple(tuple(self._answer(path, each) for each in inner) for inner in outer)

    def entries(self, path: str = "") -> tuple[tuple[str, Answer], ...]:
        """A map of structures, in the order answered."""
        value = self._mapping(path, (self._at(path) if path else self._value) or {})
        return tuple((key, self._answer(f"{path}.{key}", each)) for key, each in value.items())

    def names(self, path: str = "") -> tuple[str, ...]:
        """The keys of a map, never its values: for environment variables and the like."""
        return tuple(self._mapping(path, (self._at(path) if path else self._value) or {}))

    def texts_by_name(self, path: str) -> Mapping[str, str]:
        """A map of texts (attributes of a topic, for example)."""
        value = self._mapping(path, self._at(path) or {})
        return {key: self._typed(path, str, each) for key, each in value.items()}

    def tags(self, path: str = "Tags") -> Mapping[str, str]:
        """Tags in any of the shapes that AWS uses: a map, or a list of Key/Value, key/value or TagKey/TagValue."""
        value = self._at(path)
        if value is None:
            return {}
        if isinstance(value, Mapping):
            return {str(key): str(each or "") for key, each in value.items()}
        found: dict[str, str] = {}
        for each in self.items(path):
            name = each.text_or("Key") or each.text_or("key") or each.text_or("TagKey")
            found[name] = each.text_or("Value") or each.text_or("value") or each.text_or("TagValue")
        return found

    def content(self, path: str) -> str:
        """Bytes that are text, as a credential report is; left out is empty."""
        value = self._at(path)
        return "" if value is None else self._typed(path, bytes, value).decode("utf-8", "replace")

    def document(self, path: str) -> Answer:
        """A JSON document, as a policy is: given as text, as URL-encoded text, or parsed already."""
        value = self._at(path)
        if isinstance(value, str):
            try:
                value = json.loads(unquote(value) if value.startswith("%7B") else value)
            except ValueError:
                raise Garbled(f"{self._where}: {path} is not JSON") from None
        return self._answer(path, value or {})

    def one_or_many(self, path: str) -> tuple[str, ...]:
        """A text or a list of texts, as Action, Resource and Principal of a policy are; left out is empty."""
        value = self._at(path)
        if value is None:
            return ()
        values = value if isinstance(value, list) else [value]
        return tuple(each if isinstance(each, str) else json.dumps(each) for each in values)

    def structures(self, path: str) -> tuple[Answer, ...]:
        """A structure or a list of structures, as Statement of a policy is; left out is empty."""
        value = self._at(path)
        if value is None:
            return ()
        return tuple(self._answer(path, each) for each in (value if isinstance(value, list) else [value]))

    def is_text(self, path: str) -> bool:
        """Whether the value is a text: Principal may be `"*"` or a structure."""
        return isinstance(self._at(path), str)

    def _at(self, path: str) -> object:
        value: object = self._value
        if path in self._value:
            return self._value[path]
        for name in path.split("."):
            if value is None:
                return None
            value = self._mapping(path, value).get(name)
        return value

    def _list(self, path: str) -> list[object]:
        value = self._at(path)
        return [] if value is None else self._typed(path, list, value)

    def _answer(self, path: str, value: object) -> Answer:
        return Answer(self._mapping(path, value), f"{self._where} {path}")

    def _mapping(self, path: str, value: object) -> Mapping[str, object]:
        if not isinstance(value, Mapping):
            raise Garbled(f"{self._where}: {path} is no structure")
        return value

    def _typed(self, path: str, kind: type[V] | tuple[type[V], ...], value: object) -> V:
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            raise Garbled(f"{self._where}: {path} is {type(value).__name__}, which its model does not allow")
        return value
