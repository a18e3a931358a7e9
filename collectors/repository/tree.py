"""The files of one commit: the list from `git ls-tree`, contents from one `git cat-file --batch`. The work tree is
never read, links are never followed, and an object that is not there is unknown. Meaning is left to the readers.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import IO

from assess.evidence.collectors import Cancel, Cancelled
from assess.evidence.facts import Reason, Unread
from collectors.repository.git import GitError, ask, conversation
from collectors.repository.paths import shown

LARGEST_FILE = 8 * 1024 * 1024
"""Bytes; a larger file is not read but unknown, except where a reader asks for more."""
_TREES_KEPT = 3


class EntryKind(StrEnum):
    """What a tree entry is, by its mode."""

    FILE = "file"
    LINK = "link"
    SUBMODULE = "submodule"


_KINDS = {b"120000": EntryKind.LINK, b"160000": EntryKind.SUBMODULE}


@dataclass(frozen=True, slots=True)
class Entry:
    """One path of the tree as git has it: bytes that are no UTF-8 are surrogate escapes."""

    path: str
    object: str
    kind: EntryKind


@dataclass(frozen=True, slots=True)
class Tree:
    """Every entry of a commit in git's order. `files` are what can be read, by path; `missing` are objects that a
    partial clone left on its server."""

    commit: str
    entries: tuple[Entry, ...]
    files: Mapping[str, Entry] = field(compare=False)
    missing: frozenset[str] = frozenset()

    def matching(self, wanted: Iterable[str]) -> list[Entry]:
        """The files of these exact paths that exist, in that order."""
        return [self.files[path] for path in wanted if path in self.files]


_reading = threading.Lock()


def read_tree(folder: Path, commit: str, deadline: float) -> Tree:
    """The tree of that commit. Raises `GitError`. The last few are kept, since several probes read the same one."""
    with _reading:
        return _read_tree(str(folder), commit, deadline)


@lru_cache(maxsize=_TREES_KEPT)
def _read_tree(folder: str, commit: str, deadline: float) -> Tree:
    listing = ask(Path(folder), "ls-tree", "-r", "-z", "--full-tree", commit, deadline=deadline)
    entries = []
    for line in listing.split(b"\0"):
        if not line:
            continue
        head, _, path = line.partition(b"\t")
        mode, _, identifier = head.split(b" ", 2)
        kind = _KINDS.get(mode, EntryKind.FILE)
        entries.append(Entry(os.fsdecode(path), identifier.decode("ascii"), kind))
    files = {entry.path: entry for entry in entries if entry.kind is EntryKind.FILE}
    return Tree(commit, tuple(entries), files, _missing_in_partial_clone(Path(folder), commit, deadline))


def contents(
    folder: Path,
    wanted: Iterable[Entry],
    missing: frozenset[str],
    deadline: float,
    cancel: Cancel,
    largest: int = LARGEST_FILE,
) -> Iterator[tuple[Entry, bytes | Unread]]:
    """Each wanted entry with its bytes (of a link: its target), or why it could not be read. A process that dies on
    an object (a damaged or partial clone) is started again behind it; so no file takes others with it."""
    waiting = list(wanted)
    at = 0
    while at < len(waiting):
        with conversation(folder, "cat-file", "--batch", deadline=deadline) as (ask_for, answers):
            while at < len(waiting):
                if cancel.is_set():
                    raise Cancelled
                entry = waiting[at]
                at += 1
                if entry.object in missing:
                    yield entry, _not_there(entry)
                    continue
                answer = _one(entry, ask_for, answers, largest)
                yield entry, _not_there(entry) if answer is None else answer
                if answer is None:
                    break


def _one(entry: Entry, ask_for: IO[bytes], answers: IO[bytes], largest: int) -> bytes | Unread | None:
    """The bytes, the reason they are not read, or None if the process died over it."""
    try:
        ask_for.write(entry.object.encode("ascii") + b"\n")
        ask_for.flush()
    except BrokenPipeError:
        return None
    head = answers.readline().split()
    if not head:
        return None
    if len(head) != 3 or head[1] != b"blob":
        return _not_there(entry)
    size = int(head[2])
    if size > largest:
        _skip(answers, size + 1)
        detail = f"{shown(entry.path)} has {size:,} bytes; files over {largest:,} are not read"
        return Unread(Reason.NOT_AVAILABLE, detail, f"make {shown(entry.path)} smaller")
    data = answers.read(size + 1)
    return data[:-1] if len(data) == size + 1 else None


def _skip(answers: IO[bytes], left: int) -> None:
    while left > 0:
        taken = len(answers.read(min(left, 1 << 20)))
        if not taken:
            return
        left -= taken


def _not_there(entry: Entry) -> Unread:
    return Unread(
        Reason.NOT_AVAILABLE,
        f"git cannot read the content of {shown(entry.path)}: the clone is partial or damaged",
        "a full clone (`git fetch --refetch`, or clone again)",
    )


def _missing_in_partial_clone(folder: Path, commit: str, deadline: float) -> frozenset[str]:
    """Ids of objects a partial clone left on the server, so that git is never tempted to fetch them."""
    try:
        ask(folder, "config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$", deadline=deadline)
        listed = ask(folder, "rev-list", "--objects", "--missing=print", "--max-count=1", commit, deadline=deadline)
    except GitError:
        return frozenset()
    return frozenset(line[1:].decode("ascii") for line in listed.split(b"\n") if line.startswith(b"?"))
