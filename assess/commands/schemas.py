"""Writes docs/schemas: the JSON Schema of everything that is printed with --json or written as .json.

`python -m assess.commands.schemas` writes them again; a test says when they are stale.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from assess.commands import shapes
from assess.report.shape import Document

SHAPES: Mapping[str, Any] = {
    "answers": shapes.Answers,
    "checks": shapes.Checks,
    "collect": shapes.Collect,
    "coverage": shapes.CoverageTold,
    "doctor": shapes.Doctor,
    "facts": shapes.Facts,
    "findings": shapes.Findings,
    "gate": shapes.Gate,
    "plan": shapes.Plan,
    "practices": shapes.Practices,
    "report": Document,
    "round": shapes.Rounds,
    "score": shapes.Score,
}
"""Name -> type; the schema of `score` is `assess/score/1`."""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of one shape: no key may be missing, none may be added."""
    definitions: dict[str, Any] = {}
    made = _object(SHAPES[name], definitions)
    made["properties"]["schema"] = {"const": f"assess/{name}/1"}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"assess/{name}/1"}
    return {**head, **made, "$defs": definitions}


def _object(shape: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(shape)
    return {
        "type": "object",
        "description": " ".join((shape.__doc__ or "").split()),
        "properties": {key: _type(hint, definitions) for key, hint in hints.items()},
        "required": sorted(shape.__required_keys__),
        "additionalProperties": False,
    }


def _type(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type as the shapes use them."""
    origin, inside = get_origin(hint), get_args(hint)
    if is_typeddict(hint):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if origin in (Union, UnionType):
        return {"anyOf": [_type(each, definitions) for each in inside]}
    if origin is Literal:
        return {"enum": list(inside)}
    if origin in (list, tuple, Sequence):
        return {"type": "array", "items": _type(inside[0], definitions)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _type(inside[1], definitions)}
    return {} if hint is Any else {"type": _PLAIN[hint]}


_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def text(name: str) -> str:
    """The schema as its file says it."""
    return json.dumps(schema(name), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main(folder: Path) -> None:
    """Writes every schema into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHAPES:
        (folder / f"{name}.json").write_text(text(name), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/schemas"))
