"""Names of files: how they are shown when they are no plain text, and which places hold no code of the repository's
own. Which file means what is left to the readers.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ASIDE = {
    "vendored": {"vendor", "vendored", "node_modules", "third_party", "third-party", "bower_components", ".terraform"},
    "an example": {"examples", "example", "samples", "sample", "demo", "demos", "quickstart"},
    "a test": {
        "test", "tests", "__tests__", "testdata", "test-data", "fixtures", "__fixtures__", "fixture", "testing",
        "spec", "e2e", "mocks", "__snapshots__", "snapshots",
    },
    "generated": {"dist", "generated", "__generated__", ".terragrunt-cache", "cdk.out", "node-modules"},
}  # fmt: skip
_WHY = {name: why for why, names in _ASIDE.items() for name in names}
_TEMPLATE = re.compile(r"\{\{|cookiecutter|(^|/)(skeleton|scaffold(ing|s)?|boilerplates?)(/|$)", re.IGNORECASE)


def shown(path: str) -> str:
    """The path as text that any terminal, file and database takes: bytes that are no UTF-8, and characters that
    do not print, as `\\x0a` or `\\u202e`; the backslash doubled then."""
    if path.isprintable():
        return path
    return "".join(map(_escaped, path))


def _escaped(character: str) -> str:
    if character.isprintable():
        return "\\\\" if character == "\\" else character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def aside(path: str) -> str:
    """Why the file is not of the repository's own running code: vendored, generated, a test, an example, a
    template; empty if it is. Judged by the names of its folders alone."""
    return _folder_aside(path.rpartition("/")[0])


@lru_cache(maxsize=20_000)
def _folder_aside(folder: str) -> str:
    for part in folder.lower().split("/"):
        why = _WHY.get(part)
        if why:
            return why
    return "a template" if _TEMPLATE.search(folder) else ""


def folder_of(path: str) -> str:
    """The folder a file lies in; empty for the top."""
    return path.rpartition("/")[0]


def joined(folder: str, relative: str) -> str:
    """The path that a relative one names from that folder; above the top it stays there."""
    parts = folder.split("/") if folder else []
    for part in relative.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
