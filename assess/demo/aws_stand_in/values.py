"""The values that answers are made of: what botocore returns from a call, as plain Python."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TypeAlias

Value: TypeAlias = "str | int | float | bool | bytes | date | list[Value] | dict[str, Value] | None"
Members: TypeAlias = "dict[str, Value]"
"""An answer in the shape of botocore's output shape, by the names that botocore uses."""


def moment(value: date | str | int | float) -> datetime:
    """A timestamp of an answer as an instant; a date means its midnight, and what names no zone is UTC."""
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, UTC)
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - given its zone below
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def placed(value: Value, places: Mapping[str, str]) -> Value:
    """The value with `{account}` and `{region}` in its texts replaced by where it is served."""
    if isinstance(value, str):
        for name, text in places.items():
            value = value.replace("{" + name + "}", text)
        return value
    if isinstance(value, list):
        return [placed(each, places) for each in value]
    if isinstance(value, dict):
        return {name: placed(each, places) for name, each in value.items()}
    return value


def document(value: Value) -> str:
    """A document that AWS hands out as text (a policy, an event pattern), written compactly."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str)
