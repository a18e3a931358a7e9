"""Plants a text that must not be kept into every place of an estate where AWS hands out text that nobody asked for."""

from __future__ import annotations

import re
from typing import Any

from assess.demo.aws_stand_in import Estate
from assess.demo.aws_stand_in.service_models import operation_model

MARK = "hunter2-Planted"
_LEADS_ON = re.compile("token|marker|position", re.IGNORECASE)
_DEEPEST = 6
_FREE_TEXT = re.compile("descri|comment|password|secret|userdata|input|message|body|email|configuration", re.IGNORECASE)
"""Members whose text people write, and whatever it is: it is replaced where an estate has some."""


def planted(estate: Estate) -> Estate:
    """The same accounts, whose answers hold a marked text in each text member that the estate left out or that people
    write as they like: `hunter2-Planted/cloudwatch:DescribeAlarms.MetricAlarms[].AlarmDescription/`."""
    made = Estate(tuple(estate.accounts.values()), estate.organization, name="planted")
    for service, operation in estate.operations():
        shape = operation_model(service, operation).output_shape
        for account, region, when, answer in estate.told(service, operation):
            marked = _marked(shape, answer, f"{service}:{operation}")
            kept = {name: value for name, value in marked.items() if name in answer or not _LEADS_ON.search(name)}
            made.put(account, region, service, operation, kept, when=when)
    return made


def marks_in(text: str) -> set[str]:
    """The places whose planted text is found in a text."""
    return set(re.findall(rf"{MARK}/([^/]*)/", text))


def _marked(shape: Any, value: Any, path: str, depth: int = 0) -> Any:
    if shape.type_name == "list" and isinstance(value, list):
        return [_marked(shape.member, each, f"{path}[]", depth) for each in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {name: _marked(shape.value, each, f"{path}.*", depth) for name, each in value.items()}
    if shape.type_name != "structure" or not isinstance(value, dict):
        return value
    made = dict(value)
    for name, member in shape.members.items():
        place, kind = f"{path}.{name}", member.type_name
        text = kind == "string" and not getattr(member, "enum", None)
        if name in value and not (text and isinstance(value[name], str) and _FREE_TEXT.search(name)):
            made[name] = _marked(member, value[name], place, depth + 1)
        elif text:
            made[name] = f"{MARK}/{place}/"
        elif kind == "map" and member.value.type_name == "string" and not getattr(member.key, "enum", None):
            made[name] = {"note": f"{MARK}/{place}/"}
        elif kind == "structure" and depth < _DEEPEST and (inside := _marked(member, {}, place, depth + 1)):
            made[name] = inside
    return made
