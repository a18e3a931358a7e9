"""Writes answers and errors as each protocol of AWS wants them, and holds answers to the output shapes of the models.

Reading them back is left to botocore's own parser, in whoever asked.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from assess.demo.aws_stand_in.request import Asked
from assess.demo.aws_stand_in.service_models import operation_model
from assess.demo.aws_stand_in.values import Members, Value, document, moment

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape

REQUEST_ID = "5f0c2b7e-3d3e-4c55-9f1b-7c6a0d2e4b10"
"""The same for every answer: nobody may depend on it, and a report of the demo must come out equal each time."""


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP answer, ready to be sent."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error as AWS gives it: its code, what it says, and the HTTP status."""

    code: str
    message: str
    status: int = 400


def written(asked: Asked, answer: Members) -> Response:
    """The answer to an operation in the protocol that was spoken. The answer is trusted to fit: see `faults_of`."""
    model = operation_model(asked.service, asked.operation)
    if model is None:
        raise LookupError(f"{asked.service} has no operation {asked.operation}")
    if asked.protocol == "json":
        body = json.dumps(_Json().value(model.output_shape, answer)) if model.output_shape else "{}"
        return Response(200, body.encode(), (("Content-Type", f"application/x-amz-json-{_json_version(model)}"),))
    if asked.protocol in ("query", "ec2"):
        return Response(200, _form_answer(asked, model, answer).encode(), (("Content-Type", "text/xml"),))
    return _rest_answer(asked, model, answer)


def refused(asked: Asked, refusal: Refusal) -> Response:
    """The error in the protocol that was spoken, so that botocore's parser finds its code and message."""
    code, message = refusal.code, refusal.message
    if asked.protocol in ("json", "rest-json"):
        body = json.dumps({"__type": code, "message": message, "Message": message})
        headers = (("Content-Type", "application/json"), ("x-amzn-ErrorType", code))
        return Response(refusal.status, body.encode(), headers)
    inside = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if asked.protocol == "ec2":
        text = f"<Response><Errors><Error>{inside}</Error></Errors><RequestID>{REQUEST_ID}</RequestID></Response>"
    elif asked.service == "s3":
        text = f"<Error>{inside}<RequestId>{REQUEST_ID}</RequestId></Error>"
    else:
        kind = "Receiver" if refusal.status >= 500 else "Sender"
        text = (
            f"<ErrorResponse><Error><Type>{kind}</Type>{inside}</Error>"
            f"<RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
        )
    return Response(refusal.status, text.encode(), (("Content-Type", "text/xml"),))


def faults_of(service: str, operation: str, answer: Members) -> list[str]:
    """What in an answer does not fit the operation's output shape, one sentence each; empty when it fits."""
    model = operation_model(service, operation)
    if model is None:
        return [f"{service} has no operation {operation}"]
    if model.output_shape is None:
        return [f"{service} {operation} answers nothing"] if answer else []
    return list(_faults(model.output_shape, answer, f"{service} {operation}"))


def unknown_parameters(service: str, operation: str, when: Members) -> list[str]:
    """The parameters that an operation does not take, one sentence each."""
    model = operation_model(service, operation)
    known = model.input_shape.members if model is not None and model.input_shape is not None else {}
    return [f"{service} {operation} takes no parameter {name}" for name in when if name not in known]


_KINDS: Mapping[str, tuple[type, ...]] = {
    "structure": (dict,), "list": (list,), "map": (dict,), "boolean": (bool,), "integer": (int,), "long": (int,),
    "float": (int, float), "double": (int, float), "string": (str, dict, list), "character": (str,),
    "blob": (bytes, str),
}  # fmt: skip


def _faults(shape: Shape, value: Value, place: str) -> Iterable[str]:
    kinds = _KINDS.get(shape.type_name)
    if kinds is not None and (not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds)):
        yield f"{place} is {type(value).__name__}, the model wants {shape.type_name}"
    elif shape.type_name == "structure" and isinstance(value, dict):
        for name, member in value.items():
            if getattr(shape, "is_document_type", False):
                return
            if name not in shape.members:
                yield f"{place} has no member {name}"
            else:
                yield from _faults(shape.members[name], member, f"{place}.{name}")
    elif shape.type_name == "list" and isinstance(value, list):
        for at, item in enumerate(value):
            yield from _faults(shape.member, item, f"{place}[{at}]")
    elif shape.type_name == "map" and isinstance(value, dict):
        for name, item in value.items():
            yield from _faults(shape.value, item, f"{place}.{name}")
    elif shape.type_name == "timestamp":
        try:
            moment(value)  # type: ignore[arg-type]  # whatever it cannot read is the fault
        except (TypeError, ValueError):
            yield f"{place} is not a time: {value!r}"
    elif shape.type_name == "string" and getattr(shape, "enum", None) and value not in shape.enum:
        yield f"{place} is {value!r}, none of {', '.join(map(str, shape.enum))}"


def _time(shape: Shape, value: Value, default: str) -> str | float:
    at = moment(value)  # type: ignore[arg-type]  # held to the shape when the estate was made
    wanted = shape.serialization.get("timestampFormat", default)
    if wanted == "unixTimestamp":
        return at.timestamp()
    if wanted == "rfc822":
        return format_datetime(at, usegmt=True)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def _text(shape: Shape, value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, (dict, list)):
        return document(value)
    if shape.type_name == "blob":
        return base64.b64encode(str(value).encode()).decode()
    return str(value)


class _Json:
    """Values as JSON: members by the name on the wire, times as seconds."""

    def value(self, shape: Shape, value: Value) -> Value:
        if shape.type_name == "structure" and isinstance(value, dict):
            if getattr(shape, "is_document_type", False):
                return value
            return {
                shape.members[name].serialization.get("name", name): self.value(shape.members[name], member)
                for name, member in value.items()
                if member is not None
            }
        if shape.type_name == "list" and isinstance(value, list):
            return [self.value(shape.member, item) for item in value]
        if shape.type_name == "map" and isinstance(value, dict):
            return {name: self.value(shape.value, item) for name, item in value.items()}
        if shape.type_name == "timestamp":
            return _time(shape, value, "unixTimestamp")
        if shape.type_name == "blob" or (shape.type_name == "string" and isinstance(value, (dict, list))):
            return _text(shape, value)
        return value


class _Xml:
    """Values as XML. `quoted`: IAM sends policy documents percent-encoded."""

    def __init__(self, quoted: bool = False) -> None:
        self._quoted = quoted

    def members(self, shape: Shape, value: Mapping[str, Value]) -> str:
        return "".join(
            self._element(member, name, value[name])
            for name, member in shape.members.items()
            if value.get(name) is not None
            and "location" not in member.serialization
            and not member.serialization.get("xmlAttribute")
        )

    def _element(self, shape: Shape, name: str, value: Value) -> str:
        tag = shape.serialization.get("name", name)
        if shape.serialization.get("flattened"):
            if shape.type_name == "list" and isinstance(value, list):
                own = shape.member.serialization.get("name", tag)
                return "".join(self._tagged(shape.member, own, item) for item in value)
            if shape.type_name == "map" and isinstance(value, dict):
                return self._entries(shape, tag, value)
        return self._tagged(shape, tag, value)

    def _entries(self, shape: Shape, tag: str, value: Mapping[str, Value]) -> str:
        name, held = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
        return "".join(
            f"<{tag}><{name}>{escape(key)}</{name}>{self._tagged(shape.value, held, item)}</{tag}>"
            for key, item in value.items()
        )

    def _tagged(self, shape: Shape, tag: str, value: Value) -> str:
        marks = ""
        if shape.type_name == "structure" and isinstance(value, dict):
            marks = self._attributes(shape, value)
            inside = self.members(shape, value)
        elif shape.type_name == "list" and isinstance(value, list):
            own = shape.member.serialization.get("name", "member")
            inside = "".join(self._tagged(shape.member, own, item) for item in value)
        elif shape.type_name == "map" and isinstance(value, dict):
            inside = self._entries(shape, "entry", value)
        elif shape.type_name == "timestamp":
            inside = str(_time(shape, value, "iso8601"))
        else:
            inside = _text(shape, value)
            if self._quoted and isinstance(value, (dict, list)):
                inside = quote(inside, safe="")
            inside = escape(inside)
        return f"<{tag}{marks}>{inside}</{tag}>"

    def _attributes(self, shape: Shape, value: Mapping[str, Value]) -> str:
        """Members that the model wants as attributes: the kind of a grantee of S3."""
        return "".join(
            f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            f" {member.serialization['name']}={quoteattr(str(value[name]))}"
            for name, member in shape.members.items()
            if member.serialization.get("xmlAttribute") and name in value
        )


def _form_answer(asked: Asked, model: OperationModel, answer: Members) -> str:
    shape = model.output_shape
    inside = _Xml(quoted=asked.service == "iam").members(shape, answer) if shape else ""
    root = f"{model.name}Response"
    if asked.protocol == "ec2":
        return f"<{root}><requestId>{REQUEST_ID}</requestId>{inside}</{root}>"
    wrapper = shape.serialization.get("resultWrapper") if shape else None
    if wrapper:
        inside = f"<{wrapper}>{inside}</{wrapper}>"
    return f"<{root}>{inside}<ResponseMetadata><RequestId>{REQUEST_ID}</RequestId></ResponseMetadata></{root}>"


def _rest_answer(asked: Asked, model: OperationModel, answer: Members) -> Response:
    shape = model.output_shape
    if shape is None:
        return Response(int(model.http.get("responseCode", 200)), b"")
    headers, status = [], int(model.http.get("responseCode", 200))
    for name, member in shape.members.items():
        place, value = member.serialization.get("location"), answer.get(name)
        if value is None:
            continue
        if place == "header":
            text = _time(member, value, "rfc822") if member.type_name == "timestamp" else _text(member, value)
            headers.append((member.serialization["name"], str(text)))
        elif place == "statusCode" and isinstance(value, int):
            status = value
    body, kind = _rest_body(asked, shape, answer)
    return Response(status, body, (*headers, ("Content-Type", kind)))


def _rest_body(asked: Asked, shape: Shape, answer: Members) -> tuple[bytes, str]:
    payload = shape.serialization.get("payload")
    target, value = (shape.members[payload], answer.get(payload)) if payload else (shape, answer)
    if target.type_name not in ("structure", "list", "map"):
        return (value if isinstance(value, bytes) else _text(target, value or "").encode()), "application/octet-stream"
    if asked.protocol == "rest-json":
        if isinstance(value, dict) and not payload:
            value = {name: item for name, item in value.items() if "location" not in shape.members[name].serialization}
        return json.dumps(_Json().value(target, value if value is not None else {})).encode(), "application/json"
    if asked.operation == "GetBucketLocation":
        where = str(answer.get("LocationConstraint") or "")
        return f"<LocationConstraint>{where}</LocationConstraint>".encode(), "application/xml"
    root = target.serialization.get("name", target.name)
    inside = _Xml().members(target, value) if isinstance(value, dict) else ""
    return f"<{root}>{inside}</{root}>".encode(), "application/xml"


def _json_version(model: OperationModel) -> str:
    return str(model.service_model.metadata.get("jsonVersion", "1.0"))
