"""What sets the variables of a Terraform folder: module calls and .tfvars files of the repository.

What the command line, workspaces and environment variables set is not known here.
Source: https://developer.hashicorp.com/terraform/language/values/variables#assigning-values-to-root-module-variables
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assess.evidence.facts import Unread
from collectors.repository.hcl import Block, HclError, Value, assignments_of
from collectors.repository.paths import folder_of, joined
from collectors.repository.reading import Reading
from collectors.repository.tree import Entry

_LOADED_BY_ITSELF = re.compile(r"(?:^|/)(?:terraform\.tfvars|[^/]*\.auto\.tfvars)(?:\.json)?$")

Assigned = Mapping[str, Mapping[str, Value] | None]
"""By path of a .tfvars file the values it gives; None if it cannot be read, so that it may give any."""


@dataclass(frozen=True, slots=True)
class Given:
    """`settable`: variables that get a value from somewhere that does not decide it for this folder alone; `values`:
    those that the folder's own .tfvars file decides."""

    settable: frozenset[str]
    values: Mapping[str, Value]


def assigned_in(reading: Reading, entries: Iterable[Entry]) -> Assigned:
    """What each .tfvars file gives. Those in JSON are not read."""
    found: dict[str, Mapping[str, Value] | None] = {}
    for entry, data in reading.contents(entries):
        try:
            unread = isinstance(data, Unread) or entry.path.endswith(".json")
            found[entry.path] = None if unread or isinstance(data, Unread) else assignments_of(data)
        except HclError:
            found[entry.path] = None
    return found


def called_folder(path: str, block: Block) -> str | None:
    """The folder of the repository that a module call takes its module from; None if it takes it from elsewhere."""
    source = block.arguments.get("source") if block.type == "module" else None
    return joined(path, source) if isinstance(source, str) and source.startswith(".") else None


def variables_given(folders: Mapping[str, tuple[Block, ...]], assigned: Assigned) -> Mapping[str, Given]:
    """For each folder what is given to it. `terraform.tfvars` and `*.auto.tfvars` are loaded by themselves where they
    lie; any other file may be given to any folder, so its names count everywhere."""
    anywhere, anything = _of_files_for_any_folder(assigned)
    from_callers = _of_callers(folders)
    found = {}
    for path, blocks in folders.items():
        settable = set(anywhere)
        values: dict[str, Value] = {}
        whole = not anything
        for file, own in assigned.items():
            if not _LOADED_BY_ITSELF.search(file) or folder_of(file) != path:
                continue
            whole = whole and own is not None
            settable |= values.keys() & (own or {}).keys()
            values |= own or {}
        if path in from_callers:
            settable |= from_callers[path] | values.keys()
        if not whole:
            settable |= {block.labels[0] for block in blocks if block.type == "variable" and block.labels}
        decided = {name: value for name, value in values.items() if name not in settable}
        found[path] = Given(frozenset(settable), decided)
    return found


def _of_files_for_any_folder(assigned: Assigned) -> tuple[frozenset[str], bool]:
    """Names that files which may be given to any folder set, and whether one of them is unread."""
    files = [names for path, names in assigned.items() if not _LOADED_BY_ITSELF.search(path)]
    return frozenset(name for names in files for name in names or ()), None in files


def _of_callers(folders: Mapping[str, tuple[Block, ...]]) -> Mapping[str, frozenset[str]]:
    """For each folder that others here call as a module the arguments of all calls."""
    found: dict[str, frozenset[str]] = {}
    for path, blocks in folders.items():
        for block in blocks:
            called = called_folder(path, block)
            if called is not None and called in folders:
                found[called] = found.get(called, frozenset()) | block.arguments.keys()
    return found
