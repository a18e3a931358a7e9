"""What a probe is handed: one repository at one commit, with its tree and a way to read files. Knows nothing of
what files mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assess.evidence.collectors import Job, Tools
from assess.evidence.facts import Location, Reason, Subject, TargetId, Unread
from collectors.repository.facts import subject_in
from collectors.repository.git import ask
from collectors.repository.paths import shown
from collectors.repository.tree import LARGEST_FILE, Entry, Tree, contents, read_tree


@dataclass(frozen=True, slots=True)
class Reading:
    """One repository at one commit. Methods raise `GitError` where git refuses."""

    target: TargetId
    folder: Path
    tree: Tree
    ref: str
    bare: bool
    shallow: bool
    note: str
    tools: Tools

    def git(self, *arguments: str, settings: tuple[str, ...] = ()) -> bytes:
        """What git prints about this repository."""
        return ask(self.folder, *arguments, deadline=self.tools.deadline, settings=settings)

    def contents(self, wanted: Iterable[Entry], largest: int = LARGEST_FILE) -> Iterator[tuple[Entry, bytes | Unread]]:
        """Each wanted file with its bytes."""
        return contents(self.folder, wanted, self.tree.missing, self.tools.deadline, self.tools.cancel, largest)

    def texts(self, wanted: Iterable[Entry], largest: int = LARGEST_FILE) -> Iterator[tuple[Entry, str | Unread]]:
        """Each wanted file as text; one that is no UTF-8 is unknown, with the line of the first wrong byte."""
        for entry, data in self.contents(wanted, largest):
            yield entry, data if isinstance(data, Unread) else decoded(entry.path, data)

    def subject(self, kind: str, path: str, address: str = "") -> Subject:
        """A subject at a path of the tree."""
        return subject_in(self.target, kind, shown(path), address)

    def place(self, path: str, line: int = 0, end_line: int = 0) -> Location:
        """A location at a path of the tree."""
        return Location(shown(path), line, end_line)


def decoded(path: str, data: bytes) -> str | Unread:
    """The text of a file in UTF-8, without a byte order mark."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return unparsable(path, line, "it is no UTF-8 text")


def unparsable(path: str, line: int, why: str) -> Unread:
    """The honest value for a file that cannot be parsed: where, why, and that mending it settles it."""
    where = f"{shown(path)}:{line}" if line else shown(path)
    return Unread(Reason.NOT_AVAILABLE, f"{where} cannot be read: {why}", f"a {shown(path)} that parses")


def opened(job: Job, tools: Tools) -> Reading:
    """The repository of a job. Raises `GitError` if it is gone, damaged or partial."""
    settings = job.target.settings
    folder = Path(settings["path"])
    return Reading(
        target=job.target.id,
        folder=folder,
        tree=read_tree(folder, settings["commit"], tools.deadline),
        ref=settings.get("ref", "HEAD"),
        bare=bool(settings.get("bare")),
        shallow=bool(settings.get("shallow")),
        note=settings.get("note", ""),
        tools=tools,
    )
