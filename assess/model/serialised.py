"""The operating model as JSON and back, without loss: what the cache holds. Readers get `description.document`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from assess.model.practices import (
    AntiPattern,
    Auto,
    ChallengedClaim,
    Defaults,
    DoneWhen,
    EnvironmentRule,
    Fix,
    Gate,
    Kpi,
    Named,
    Observable,
    OperatingModel,
    Practice,
    Session,
    Snippet,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_LISTS: Mapping[str, type[Any]] = {
    "pillars": Named,
    "topics": Named,
    "components": Named,
    "loop_stages": Named,
    "risks": Named,
    "roles": Named,
    "kpis": Kpi,
    "anti_patterns": AntiPattern,
    "claims_to_challenge": ChallengedClaim,
    "sessions": Session,
    "environment_rules": EnvironmentRule,
}
"""What each list of the model holds."""


def to_json(model: OperatingModel) -> bytes:
    """The model as compact JSON: every dataclass an object with the names of its fields."""
    return json.dumps(model, default=_fields, ensure_ascii=False, separators=(",", ":")).encode()


def from_json(content: bytes) -> OperatingModel:
    """The model that `to_json` wrote. Raises ValueError, TypeError, KeyError or AttributeError on anything else."""
    said = json.loads(content)
    for key, kind in _LISTS.items():
        said[key] = tuple(kind(**_frozen(each)) for each in said[key])
    said["defaults"] = Defaults(**said["defaults"])
    said["practices"] = tuple(_practice(each) for each in said["practices"])
    return OperatingModel(**said)


def _fields(value: DataclassInstance) -> dict[str, object]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _frozen(said: dict[str, Any]) -> dict[str, Any]:
    for key, value in said.items():
        if type(value) is list:
            said[key] = tuple(value)
    return said


def _practice(said: dict[str, Any]) -> Practice:
    fix = said["fix"]
    fix["steps"] = {step: tuple(texts) for step, texts in fix["steps"].items()}
    fix["done_when"] = tuple(DoneWhen(**_frozen(each)) for each in fix["done_when"])
    said["fix"] = Fix(**fix)
    said["gate"] = Gate(said["gate"])
    said["auto"] = Auto(said["auto"])
    said["observable"] = Observable(**said["observable"])
    if said["snippet"] is not None:
        said["snippet"] = Snippet(**said["snippet"])
    return Practice(**_frozen(said))
