"""Reads a request of an AWS SDK: who signed it, which operation it is, with which parameters.

Whether the signature holds is decided in `identity.py`; what is answered, in `answering.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from assess.demo.aws_stand_in.operations import services_signed_as
from assess.demo.aws_stand_in.service_models import labels, operation_model, routes, service_model
from assess.demo.aws_stand_in.values import Value

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as it arrived. `path` and `query` are as sent, still quoted; header names are lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The body of the query and ec2 protocols."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Scope:
    """What the Authorization header says: the key, and the date, region and service it signed for."""

    access_key: str
    date: str
    region: str
    signing_name: str
    signed_headers: tuple[str, ...]
    signature: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The operation that a request asks for. `protocol` is the one spoken, which decides how to answer."""

    service: str
    operation: str
    protocol: str


_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, ?"
    r"SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})"
)


_S3_CONTROL = "/v20180820/"
"""The version with which every path of S3 Control begins; to S3 it would be the name of a bucket."""


def scope_of(request: Request) -> Scope | None:
    """The signature's scope, None for a request that is not signed with version 4."""
    found = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if found is None:
        return None
    key, date, region, service, signed, signature = found.groups()
    return Scope(key, date, region, service, tuple(signed.split(";")), signature)


def asked_by(request: Request, signing_name: str) -> Asked | None:
    """The operation asked for, None if no service that signs with this name has it."""
    target = request.headers.get("x-amz-target", "")
    if target:
        prefix, _, operation = target.rpartition(".")
        for service in services_signed_as(signing_name):
            model = service_model(service)
            if model is not None and model.metadata.get("targetPrefix") == prefix:
                return Asked(service, operation, "json")
        return None
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        form = request.form
        operation = form.get("Action", "")
        for service in services_signed_as(signing_name):
            model = service_model(service)
            if model is not None and model.api_version == form.get("Version") and operation in model.operation_names:
                return Asked(service, operation, "ec2" if signing_name == "ec2" else "query")
        return None
    return _asked_by_path(request.method, request.path, request.query, signing_name)


@lru_cache(maxsize=8192)
def _asked_by_path(method: str, path: str, query_string: str, signing_name: str) -> Asked | None:
    """S3 alone has a hundred routes to try, so that what was asked once is remembered."""
    query = dict(parse_qsl(query_string, keep_blank_values=True))
    for service in services_signed_as(signing_name):
        model = service_model(service)
        if model is None or (service == "s3" and path.startswith(_S3_CONTROL)):
            continue
        for route in routes(service):
            wanted = all(key in query and (not value or query[key] == value) for key, value in route.query.items())
            if wanted and route.method == method and route.pattern.fullmatch(path):
                return Asked(service, route.operation, model.resolved_protocol)
    return None


def parameters(request: Request, asked: Asked) -> dict[str, Value]:
    """What the caller gave, by the names of botocore's input shape; parts that cannot be read are left out."""
    model = operation_model(asked.service, asked.operation)
    if model is None or model.input_shape is None:
        return {}
    if asked.protocol == "json":
        return _json_object(request.body)
    if asked.protocol in ("query", "ec2"):
        read = _Form(request.form, asked.protocol == "ec2").structure(model.input_shape, "")
        return read if isinstance(read, dict) else {}
    return _rest(request, asked, model)


def _json_object(body: bytes) -> dict[str, Value]:
    try:
        read = json.loads(body or b"{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _rest(request: Request, asked: Asked, model: OperationModel) -> dict[str, Value]:
    query: dict[str, list[str]] = {}
    for key, text in parse_qsl(request.query, keep_blank_values=True):
        query.setdefault(key, []).append(text)
    in_path: dict[str, str] = {}
    for route in routes(asked.service):
        if route.operation == asked.operation:
            found = route.pattern.fullmatch(request.path)
            in_path = labels(found) if found else {}
    body = _json_object(request.body) if asked.protocol == "rest-json" else {}
    given: dict[str, Value] = {}
    for name, shape in model.input_shape.members.items():
        sent_as = shape.serialization.get("name", name)
        place = shape.serialization.get("location")
        value: Value = None
        if place == "uri":
            value = in_path.get(sent_as)
        elif place == "querystring" and sent_as in query:
            value = list(query[sent_as]) if shape.type_name == "list" else _scalar(shape, query[sent_as][0])
        elif place == "header":
            value = request.headers.get(sent_as.lower())
        elif place is None:
            value = body.get(sent_as)
        if value is not None:
            given[name] = value
    return given


def _scalar(shape: Shape, text: str) -> Value:
    if shape.type_name in ("integer", "long") and re.fullmatch(r"-?\d+", text):
        return int(text)
    if shape.type_name == "boolean":
        return text == "true"
    return text


class _Form:
    """A form body (`Names.member.1=...`) read along an input shape."""

    def __init__(self, form: Mapping[str, str], ec2: bool) -> None:
        self._form, self._ec2 = form, ec2

    def structure(self, shape: Shape, prefix: str) -> Value:
        read = {name: self._value(member, prefix + self._name(member, name)) for name, member in shape.members.items()}
        return {name: value for name, value in read.items() if value is not None} or None

    def _name(self, shape: Shape, name: str) -> str:
        if not self._ec2:
            return str(shape.serialization.get("name", name))
        sent_as = shape.serialization.get("queryName") or shape.serialization.get("name", name)
        return str(sent_as[0].upper() + sent_as[1:])

    def _value(self, shape: Shape, key: str) -> Value:
        if shape.type_name == "structure":
            return self.structure(shape, f"{key}.") if self._has(f"{key}.") else None
        if shape.type_name == "list":
            return self._list(shape, key)
        if shape.type_name == "map" or key not in self._form:
            return None
        return _scalar(shape, self._form[key])

    def _list(self, shape: Shape, key: str) -> Value:
        if not self._has(f"{key}."):
            return None
        inner = (
            ""
            if self._ec2 or shape.serialization.get("flattened")
            else shape.member.serialization.get("name", "member")
        )
        items: list[Value] = []
        while (
            value := self._value(shape.member, ".".join(filter(None, (key, inner, str(len(items) + 1)))))
        ) is not None:
            items.append(value)
        return items

    def _has(self, prefix: str) -> bool:
        return any(key.startswith(prefix) for key in self._form)
