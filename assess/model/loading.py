"""The way to the operating model: from the cache if these very files were validated before, else from the files.

The cached way imports neither YAML nor pydantic, so that every command starts fast.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from assess import __version__
from assess.model import data
from assess.model.practices import OperatingModel
from assess.model.serialised import from_json, to_json
from assess.model.yaml_reader import LARGEST, SourceError

KEPT = 6
"""Cached models that are kept: a consultant who edits a questionnaire makes a new one with every change."""


def load(folder: Path | None = None) -> OperatingModel:
    """The operating model of this folder of questionnaires, by default of those that came with the program.

    Raises SourceError with every problem in the files. A cache that is missing, damaged or cannot be written only
    costs time.
    """
    place = folder if folder is not None else data.folder("questionnaires")
    files = read_files(place)
    digest = digest_of(files)
    kept = cache_folder() / f"model-{_key(digest)}.json"
    model = _cached(kept)
    if model is None:
        from assess.model.source import operating_model

        model = operating_model(files, _called(place), digest)
        _keep(kept, to_json(model))
    return model


def read_files(folder: Path) -> Mapping[str, bytes]:
    """Name and content of every questionnaire file in a folder, by name. Raises SourceError if there is none."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.name[0] != ".")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        cure = "give the folder that holds model.yaml and the topic files"
        raise SourceError(folder, 0, f"cannot be read as a folder of questionnaires ({reason})", cure) from None
    if not paths:
        cure = "give the folder that holds model.yaml and the topic files"
        raise SourceError(folder, 0, "holds no questionnaire", cure)
    return {path.name: _content(path) for path in paths}


def digest_of(files: Mapping[str, bytes]) -> str:
    """A sha256 of names and contents, the same on every machine, however it ends its lines."""
    total = hashlib.sha256()
    for name in sorted(files):
        content = files[name].replace(b"\r\n", b"\n")
        total.update(f"{name}\n{len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def cache_folder() -> Path:
    """Where the user's caches of this program lie, by the custom of the system."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "assess"
    configured = os.environ.get("XDG_CACHE_HOME", "")
    # the XDG base directory specification asks to ignore a relative path
    return (Path(configured) if os.path.isabs(configured) else Path.home() / ".cache") / "assess"


def _key(digest: str) -> str:
    return hashlib.sha256(f"{digest} {__version__}".encode()).hexdigest()


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST + 1)  # one more than allowed, so that the reader sees that it is too much
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SourceError(path, 0, f"cannot be read ({reason})", "check the file and its permissions") from None


def _called(folder: Path) -> Path:
    """The folder as messages name it: from where the user stands, if it lies below."""
    try:
        return folder.resolve().relative_to(Path.cwd())
    except (OSError, ValueError):
        return folder


def _cached(path: Path) -> OperatingModel | None:
    try:
        seal, _, content = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if seal != _seal(content):
        return None
    try:
        return from_json(content)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None  # written by a version of the program whose types were others


def _seal(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _keep(path: Path, content: bytes) -> None:
    """Writes the cache so that no reader ever sees half of it; a folder that refuses is no reason to complain."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(_seal(content) + b"\n" + content)
        draft.replace(path)
        models = sorted(path.parent.glob("model-*"), key=lambda each: each.stat().st_mtime_ns, reverse=True)
        for old in models[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return
