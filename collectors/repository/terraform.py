"""Reads Terraform folder by folder and hands each block of interest to the reader of its kind.

A file that cannot be parsed is unknown: each kind of thing it mentions gets one fact that says so. Tests, examples
and vendored modules are left out: they do not run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assess.evidence.facts import Fact, Unread
from collectors.repository.declared import READERS, arguments_of, unread_facts
from collectors.repository.declared_delivery import GITHUB_TOKENS
from collectors.repository.hcl import Block, HclError, blocks_of, blocks_of_json
from collectors.repository.paths import aside, folder_of, shown
from collectors.repository.place import Kept, Place, Surroundings, default_tags, is_aws_provider
from collectors.repository.reading import Reading, decoded, unparsable
from collectors.repository.scope import Scope, scope_of
from collectors.repository.suppressions import suppressions_of_file, suppressions_of_terraform
from collectors.repository.terraform_facts import TerraformFolder
from collectors.repository.tree import Entry, EntryKind
from collectors.repository.variables import assigned_in, called_folder, variables_given

_TRUST_TYPES = {"aws_iam_policy_document", "aws_iam_role"}
"""The most frequent blocks of all, of interest only in a file that speaks of GitHub's tokens."""
_GROUND = {"locals", "variable", "module", "provider", "terraform", "output"}

_DEEPEST_CALL = 8


@dataclass(slots=True)
class Folder:
    """What one folder declares; `broken` are files that cannot be parsed, with their text."""

    path: str
    blocks: list[tuple[str, Block]] = field(default_factory=list)
    broken: list[tuple[str, Unread, bytes]] = field(default_factory=list)
    files: int = 0
    resources: int = 0


def read(reading: Reading) -> Iterator[Fact]:
    """Facts of everything declared, and of suppressed scanner findings."""
    folders: dict[str, Folder] = {}
    for entry, data in reading.contents(_entries(reading, ".tf", ".tf.json")):
        folder = folders.setdefault(folder_of(entry.path), Folder(folder_of(entry.path)))
        folder.files += 1
        _take(folder, entry, data)
        if isinstance(data, bytes):
            yield from suppressions_of_terraform(reading, entry.path, data)
    blocks = {path: tuple(block for _, block in folder.blocks) for path, folder in folders.items()}
    given = variables_given(blocks, assigned_in(reading, _entries(reading, ".tfvars", ".tfvars.json")))
    callers = _callers(folders)
    scopes = {path: scope_of(own, given[path]) for path, own in blocks.items()}
    kept = _kept(reading) if folders else Kept(frozenset(), frozenset(), frozenset())
    tags = {path: _given_tags(path, folders, scopes, callers) for path in folders}
    for folder in folders.values():
        yield _folder_fact(reading, folder)
        surroundings = Surroundings(
            scope=scopes[folder.path],
            blocks=blocks[folder.path],
            called=folder.path in callers,
            inherited_tags=tags[folder.path],
            kept=kept,
        )
        for path, why, data in folder.broken:
            yield from unread_facts(reading, path, why, data)
        for path, block in folder.blocks:
            reader = READERS.get(_kind(block))
            if reader and not _is_none(block):
                yield from reader(Place(reading, path, block, surroundings))
    yield from suppressions_of_file(reading)


def _entries(reading: Reading, *endings: str) -> list[Entry]:
    files = reading.tree.files.items()
    return [entry for path, entry in files if path.endswith(endings) and not aside(path)]


def _kind(block: Block) -> str:
    """What decides the reader: the resource type; `data` reads what others made, except policy documents."""
    if block.type == "data":
        return block.labels[0] if block.labels[:1] == ("aws_iam_policy_document",) else ""
    return block.labels[0] if block.type == "resource" and block.labels else block.type


def _is_none(block: Block) -> bool:
    return block.arguments.get("count", 1) == 0


def _take(folder: Folder, entry: Entry, data: bytes | Unread) -> None:
    if isinstance(data, Unread):
        folder.broken.append((entry.path, data, b""))
        return

    def wanted(type_: str, labels: tuple[str, ...]) -> bool | frozenset[str]:
        folder.resources += type_ == "resource"
        if type_ not in ("resource", "data") or not labels:
            return type_ in _GROUND
        if labels[0] in _TRUST_TYPES:
            return GITHUB_TOKENS.encode() in data
        return type_ == "resource" and arguments_of(labels[0])

    try:
        if entry.path.endswith(".json"):
            text = decoded(entry.path, data)
            blocks = [] if isinstance(text, Unread) else blocks_of_json(text, wanted)
        else:
            blocks = blocks_of(data.removeprefix(b"\xef\xbb\xbf"), wanted)
    except HclError as error:
        folder.broken.append((entry.path, unparsable(entry.path, error.line, error.why), data))
        return
    folder.blocks.extend((entry.path, block) for block in blocks)


def _callers(folders: Mapping[str, Folder]) -> Mapping[str, frozenset[str]]:
    """For each folder that others here call as a module: those folders."""
    found: dict[str, set[str]] = {}
    for path, folder in folders.items():
        for _, block in folder.blocks:
            called = called_folder(path, block)
            if called is not None and called in folders:
                found.setdefault(called, set()).add(path)
    return {called: frozenset(paths) for called, paths in found.items()}


def _given_tags(
    path: str,
    folders: Mapping[str, Folder],
    scopes: Mapping[str, Scope],
    callers: Mapping[str, frozenset[str]],
    depth: int = 0,
) -> tuple[tuple[str, ...], bool]:
    """Keys that every provider of every caller here sets by default, and whether that is all there is."""
    found: list[tuple[tuple[str, ...], bool]] = []
    for caller in sorted(callers.get(path, ())):
        providers = [block for _, block in folders[caller].blocks if is_aws_provider(block)]
        found.extend(default_tags(provider, scopes[caller]) for provider in providers)
        if not providers and depth < _DEEPEST_CALL:
            found.append(_given_tags(caller, folders, scopes, callers, depth + 1))
    if not found:
        return (), False
    shared = set(found[0][0]).intersection(*(keys for keys, _ in found))
    return tuple(sorted(shared)), all(whole and set(keys) == shared for keys, whole in found)


def _kept(reading: Reading) -> Kept:
    folders: set[str] = set()
    for path in reading.tree.files:
        above = folder_of(path)
        while above and above not in folders:
            folders.add(above)
            above = folder_of(above)
    kinds = {entry.path: entry.kind for entry in reading.tree.entries if entry.kind is not EntryKind.FILE}
    return Kept(
        folders=frozenset(folders),
        links=frozenset(path for path, kind in kinds.items() if kind is EntryKind.LINK),
        submodules=frozenset(path for path, kind in kinds.items() if kind is EntryKind.SUBMODULE),
    )


def _folder_fact(reading: Reading, folder: Folder) -> TerraformFolder:
    state = None
    for _, block in folder.blocks:
        if block.type == "terraform":
            backends = [inner.labels[0] for inner in block.inner("backend") if inner.labels]
            state = backends[0] if backends else "cloud" if block.inner("cloud") else state
    return TerraformFolder(
        subject=reading.subject("Terraform folder", folder.path or "."),
        location=reading.place(folder.path or "."),
        address=shown(folder.path or "."),
        folder=shown(folder.path or "."),
        files=folder.files,
        resources=folder.resources,
        state=state,
        unparsable=tuple(shown(why.detail) for _, why, _ in folder.broken),
    )
