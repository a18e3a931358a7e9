"""Service models cut down to what is read: the SDK loads them whole, a hundred megabytes for operations nobody asks.

A client made from such a model has no method for anything else. That a write cannot be sent does not rest on this;
`guard.py` sees to it.
"""

from __future__ import annotations

import gc
import gzip
import json
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from collectors.aws.guard import Operation


def loader_of(operations: Iterable[Operation], search_path: str | None = None) -> Any:
    """A botocore loader whose models hold these operations and what they refer to. `search_path` is the SDK's own
    setting `data_path`."""
    from botocore.loaders import Loader

    kept: dict[str, set[str]] = {}
    for service, operation in operations:
        kept.setdefault(service, set()).add(operation)
    places = search_path.split(os.pathsep) if search_path else []
    paths = [os.path.expanduser(os.path.expandvars(each)) for each in places]
    return Loader(extra_search_paths=paths, file_loader=Files(kept))


class Files:
    """Reads model files as botocore's own `JSONFileLoader` does, three times faster for want of ordered dictionaries,
    and keeps of a service what is asked of it."""

    def __init__(self, kept: dict[str, set[str]]) -> None:
        self._kept = kept
        self._shapes: dict[str, Collection[str]] = {}
        """The names of the shapes that were kept, by folder of the model."""

    def exists(self, file_path: str) -> bool:
        """Whether there is such a file; the path is without its ending."""
        return any(os.path.isfile(file_path + ending) for ending in (".json", ".json.gz"))

    def load_file(self, file_path: str) -> Any:
        """What the file holds, None if there is none."""
        with _no_cycles():
            return self._read(file_path)

    def _read(self, file_path: str) -> Any:
        data = _loaded(file_path)
        folder, name = os.path.split(file_path)
        if data is not None and name == "service-2":
            data = cut_down(data, self._kept.get(os.path.basename(os.path.dirname(folder)), set()))
            self._shapes[folder] = data["shapes"].keys()
        elif data is not None and name.startswith("service-2."):
            # What botocore adds to a model of its own accord would be half a shape where the other half is cut off.
            added = data["merge"].get("shapes", {})
            data["merge"]["shapes"] = {shape: added[shape] for shape in added if shape in self._shapes.get(folder, ())}
        return data


@contextmanager
def _no_cycles() -> Iterator[None]:
    """A model is a hundred thousand objects without a cycle, most of them gone at once: looking for cycles while it is
    read takes a third of the time."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def _loaded(file_path: str) -> Any:
    if os.path.isfile(file_path + ".json"):
        with open(file_path + ".json", "rb") as file:
            return json.loads(file.read())
    if os.path.isfile(file_path + ".json.gz"):
        with gzip.open(file_path + ".json.gz", "rb") as file:
            return json.loads(file.read())
    return None


def cut_down(model: dict[str, Any], operations: set[str]) -> dict[str, Any]:
    """The model with these operations, the shapes that they lead to, and every error the service knows."""
    kept = {name: each for name, each in model["operations"].items() if name in operations}
    shapes = model["shapes"]
    wanted = [name for each in kept.values() for name in _shapes_of(each)]
    wanted += [name for name, shape in shapes.items() if shape.get("exception")]
    found: dict[str, Any] = {}
    while wanted:
        name = wanted.pop()
        if name not in found and name in shapes:
            found[name] = shapes[name]
            wanted += _shapes_of(shapes[name])
    for each in (*kept.values(), *found.values()):
        _drop_words(each)
    model.pop("documentation", None)
    return {**model, "operations": kept, "shapes": found}


def _shapes_of(node: Any) -> Iterator[str]:
    """Names of the shapes that an operation or a shape refers to, in whatever part of it."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "shape" and isinstance(value, str):
                yield value
            else:
                yield from _shapes_of(value)
    elif isinstance(node, list):
        for each in node:
            yield from _shapes_of(each)


def _drop_words(node: Any) -> None:
    """Takes out the documentation, most of a model's size."""
    if not isinstance(node, dict):
        return
    if isinstance(node.get("documentation"), str):
        del node["documentation"]
    for value in node.values():
        if isinstance(value, dict):
            _drop_words(value)
        elif isinstance(value, list):
            for each in value:
                _drop_words(each)
