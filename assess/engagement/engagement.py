"""The engagement: one organisation under assessment, kept in one file. Creating and opening it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Self

from assess.clock import Clock, timestamp
from assess.engagement.chain import Kind
from assess.engagement.errors import EngagementError, sentence_for
from assess.engagement.ledger import Ledger
from assess.engagement.opening import BUSY_SECONDS, open_for_reading, open_for_writing
from assess.engagement.rows import profile_row
from assess.engagement.schema import APPLICATION_ID, MIGRATIONS
from assess.interview.answers import Profile

FIRST_ROUND = "Round 1"


class Engagement(Ledger):
    """An open engagement file: verbs, readers, sink, facts, findings, lease. Use it in a `with` block."""

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        organisation: str,
        model_digest: str,
        program: str,
        actor: str,
        clock: Clock,
        round_name: str = FIRST_ROUND,
        profile: Profile | None = None,
    ) -> Self:
        """Creates the file with its first round and opens it for writing. A run that is killed leaves no file.

        Raises `EngagementError` if the file exists, its folder does not, or it cannot be written."""
        if not path.name:
            raise EngagementError("an engagement needs a file of its own: give it a name, such as acme.assess")
        folder = path.absolute().parent
        exists = f"{path} already exists and was not touched; open it, or choose another name"
        if not folder.is_dir():
            raise EngagementError(f"{folder} is no folder; create it, or name another place for the file")
        try:
            path.lstat()
        except FileNotFoundError:
            pass
        except OSError as error:
            reason = f"{folder} cannot hold a file of that name ({error.strerror})"
            raise EngagementError(f"{reason}; choose another") from None
        else:
            raise EngagementError(exists)
        _refuse_remains(path)
        if not os.access(folder, os.W_OK):
            raise EngagementError(f"this user may not write to {folder}; name another place for the file")
        unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
        try:
            _write_empty(unfinished)
            with cls.open(unfinished, clock=clock, actor=actor, program=program) as new:
                new._begin(organisation, model_digest, round_name, profile or Profile())
            _name(unfinished, path)
        except FileExistsError:
            raise EngagementError(exists) from None
        except sqlite3.Error as error:
            raise sentence_for(path, error) from error
        except OSError as error:
            raise EngagementError(f"{path} cannot be created ({error.strerror}); choose another folder") from error
        finally:
            for leftover in ("", "-wal", "-shm", "-journal"):
                unfinished.with_name(unfinished.name + leftover).unlink(missing_ok=True)
        return cls.open(path, clock=clock, actor=actor, program=program)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Clock,
        actor: str,
        program: str,
        write: bool = True,
        round_id: int | None = None,
        patience: float = BUSY_SECONDS,
    ) -> Self:
        """Opens an existing file; `round_id` chooses the round that readers and verbs use, else the newest;
        `patience` is how many seconds to wait for another process that is writing.

        `write=False` changes nothing, creates nothing beside the file, and works in a read-only folder. Raises
        `EngagementError`; what is not an engagement file, or is of a newer format, is not touched."""
        connection = open_for_writing(path, patience) if write else open_for_reading(path)
        opened = cls(path, connection, clock=clock, actor=actor, program=program, writable=write)
        if round_id is not None:
            try:
                opened._round_id = opened.chosen(round_id)
            except EngagementError:
                opened.close()
                raise
        return opened

    def _begin(self, organisation: str, model_digest: str, round_name: str, profile: Profile) -> None:
        with self.writing():
            self._set(Kind.META, ("organisation",), {"value": organisation}, 1)
            self._set(
                Kind.ROUND,
                (1,),
                {
                    "name": round_name,
                    "opened_at": timestamp(self.clock()),
                    "model_digest": model_digest,
                    "settings": {"profile": profile_row(profile)},
                },
                1,
            )


def _refuse_remains(path: Path) -> None:
    """SQLite would take the log of a file that is gone for that of the new one, and mix the two."""
    for ending in ("-wal", "-journal"):
        log = path.with_name(path.name + ending)
        if log.exists():
            raise EngagementError(
                f"{log} is what is left of another {path.name}, and may hold answers: "
                "put that file back beside it, move the log away, or choose another name"
            )


def _name(unfinished: Path, path: Path) -> None:
    """Gives the finished file its name, never over another; raises FileExistsError."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links
        if path.exists():
            raise FileExistsError(path) from None
        unfinished.rename(path)


def _write_empty(path: Path) -> None:
    """A file of the newest format without content."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("BEGIN IMMEDIATE")
        for step in MIGRATIONS:
            step(connection)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    finally:
        with suppress(sqlite3.Error):
            connection.close()
