"""The engagement file's one exception, and the sentence a person reads for each way in which SQLite can fail."""

from __future__ import annotations

import sqlite3
from pathlib import Path


class EngagementError(Exception):
    """One sentence: what is wrong, with which file, and what to do. Nothing was saved when a verb raises it."""


class UnwritableError(EngagementError):
    """Nothing can be written at present, for another process does or the disk is full; it may still be read."""


_SENTENCES = {
    sqlite3.SQLITE_BUSY: "{path} is being written by another process for more than 5 seconds; "
    "nothing was saved: close the other program, or try again",
    sqlite3.SQLITE_LOCKED: "{path} is being written by another part of this program; nothing was saved: try again",
    sqlite3.SQLITE_FULL: "{path} cannot grow because the disk is full; "
    "nothing was saved: free some space, then try again",
    sqlite3.SQLITE_READONLY: "{path} cannot be written by this user; "
    "nothing was saved: ask for write permission, or copy the file to a folder of your own",
    sqlite3.SQLITE_PERM: "{path} cannot be opened by this user; ask for permission, or copy it to a folder of your own",
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened: SQLite needs to create files beside it and may not; "
    "copy it to a folder of your own",
    sqlite3.SQLITE_CORRUPT: "{path} is damaged ({reason}); restore it from a copy",
    sqlite3.SQLITE_NOTADB: "{path} is not an engagement file; name a file made by `assess new`",
    sqlite3.SQLITE_IOERR: "{path} cannot be read or written ({reason}); "
    "nothing was saved: check the disk and that the file is still there",
    sqlite3.SQLITE_NOMEM: "{path} cannot be read for lack of memory; close other programs, then try again",
    sqlite3.SQLITE_TOOBIG: "a text is too long for {path}; nothing was saved: shorten it",
}


def sentence_for(path: Path, error: sqlite3.Error) -> EngagementError:
    """The engagement error that says what this SQLite error means to a person."""
    code = getattr(error, "sqlite_errorcode", None)
    text = _SENTENCES.get(code & 0xFF if code is not None else -1)
    if text is None:
        text = "{path} could not be used ({reason}); restore it from a copy"
    passing = code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL)
    kind = UnwritableError if passing else EngagementError
    # of a damaged file SQLite may quote what it found there
    reason = "".join(each if each.isprintable() else "?" for each in str(error))
    return kind(text.format(path=path, reason=reason))
