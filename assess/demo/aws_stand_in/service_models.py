"""botocore's service models, loaded once and asked three things: which operation a request is, its shapes, its pages.

Requests are read in `request.py`, answers written in `writing.py`; this module only knows the models.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from botocore.model import OperationModel, ServiceModel

_loading = threading.RLock()


@cache
def _session() -> Any:
    from botocore.session import Session

    return Session()


@cache
def service_model(service: str) -> ServiceModel | None:
    """The model of a service, None if botocore has none of that name."""
    from botocore.exceptions import UnknownServiceError

    with _loading:
        try:
            return _session().get_service_model(service)
        except UnknownServiceError:
            return None


@cache
def operation_model(service: str, operation: str) -> OperationModel | None:
    """The model of one operation, None if the service lacks it."""
    model = service_model(service)
    if model is None or operation not in model.operation_names:
        return None
    return model.operation_model(operation)


@dataclass(frozen=True, slots=True)
class Paging:
    """Where an operation keeps its pages: names of the members; dotted paths for those inside another member."""

    token_in: str
    token_out: str
    limit: str
    lists: tuple[str, ...]
    more: str


@cache
def paging(service: str, operation: str) -> Paging | None:
    """How an operation pages, from botocore's paginator or, lacking one, from a token that goes in and comes out."""
    from botocore.exceptions import DataNotFoundError

    model = operation_model(service, operation)
    if model is None or model.output_shape is None or model.input_shape is None:
        return None
    with _loading:
        try:
            known = _session().get_paginator_model(service).get_paginator(operation)
        except (DataNotFoundError, ValueError):
            return _paging_by_names(model)
    return Paging(
        token_in=_first(known["input_token"]),
        token_out=_first(known["output_token"]).partition(" ||")[0],
        limit=known.get("limit_key", ""),
        lists=tuple(known["result_key"]) if isinstance(known["result_key"], list) else (known["result_key"],),
        more=known.get("more_results", ""),
    )


_TOKENS = (("NextToken", "NextToken"), ("nextToken", "nextToken"), ("Marker", "Marker"), ("NextMarker", "NextMarker"),
           ("NextPageToken", "NextPageToken"), ("ContinuationToken", "NextContinuationToken"))  # fmt: skip
_LIMITS = ("MaxResults", "maxResults", "MaxItems", "Limit", "limit", "MaxRecords")


def _paging_by_names(model: OperationModel) -> Paging | None:
    given, returned = model.input_shape.members, model.output_shape.members
    lists = tuple(name for name, shape in returned.items() if shape.type_name == "list")
    for token_in, token_out in _TOKENS:
        if token_in in given and token_out in returned and lists:
            limit = next((name for name in _LIMITS if name in given), "")
            return Paging(token_in, token_out, limit, lists[:1], "IsTruncated" if "IsTruncated" in returned else "")
    return None


def _first(value: str | list[str]) -> str:
    return value if isinstance(value, str) else value[0]


@dataclass(frozen=True, slots=True)
class Route:
    """One REST operation: the path as a pattern, and the query keys that must be there."""

    method: str
    pattern: re.Pattern[str]
    query: Mapping[str, str]
    operation: str


@cache
def routes(service: str) -> tuple[Route, ...]:
    """The REST operations of a service, those with most demands first, so that the most particular one is taken."""
    model = service_model(service)
    if model is None:
        return ()
    found = []
    for name in model.operation_names:
        operation = model.operation_model(name)
        http = operation.http
        path, _, query = http["requestUri"].partition("?")
        wanted = dict(part.partition("=")[::2] for part in query.split("&") if part)
        if operation.input_shape is not None:
            members = operation.input_shape.members
            asked = (members[each].serialization for each in operation.input_shape.required_members)
            wanted |= {each["name"]: "" for each in asked if each.get("location") == "querystring"}
        demands = (len(wanted), _literal_length(path), not operation.deprecated)
        found.append((demands, Route(http["method"], _pattern(path), wanted, name)))
    found.sort(key=lambda each: each[0], reverse=True)
    return tuple(route for _, route in found)


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"(\{[^}]+\})", path.rstrip("/") or "")
    text = "".join(
        (f"(?P<{_group(part)}>.+)" if part.endswith("+}") else f"(?P<{_group(part)}>[^/]+)")
        if part.startswith("{")
        else re.escape(part)
        for part in parts
    )
    return re.compile(text + "/?")


def _group(part: str) -> str:
    """A label of a path as the name of a regular expression's group; `label` turns it back."""
    return "x" + part.strip("{}+").encode().hex()


def labels(match: re.Match[str]) -> dict[str, str]:
    """The values that a path gave, by the names the model uses."""
    return {bytes.fromhex(name[1:]).decode(): unquote(value) for name, value in match.groupdict().items()}


def _literal_length(path: str) -> int:
    return len(re.sub(r"\{[^}]+\}", "", path))
