"""Opening, closing and locking the one SQLite file: what may be touched, and how a write becomes durable.

Knows nothing of answers or facts. While open for writing the file is in WAL mode with `synchronous=FULL`; closing
folds the log back, so that one file remains, which opens in a folder where nothing may be written.
"""

from __future__ import annotations

import os
import shlex
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assess.clock import Clock
from assess.engagement.chain import storable
from assess.engagement.errors import EngagementError, sentence_for
from assess.engagement.schema import APPLICATION_ID, MIGRATIONS, migrate

BUSY_SECONDS = 5.0
_MAGIC = b"SQLite format 3\0"
_WAL = 2

SqlValue = str | int | float | bytes | None
Row = tuple[SqlValue, ...]


def check_header(path: Path) -> tuple[int, bool]:
    """Format and whether the file is in WAL mode, read from its first bytes without opening it as a database.

    Raises `EngagementError` for what is not an engagement file of a known format; such a file is never touched.
    """
    try:
        if path.is_dir():
            raise EngagementError(f"{path} is a folder; name a file made by `assess new`")
        if path.exists() and not path.is_file():  # opening a pipe would wait for somebody to write into it
            raise EngagementError(f"{path} is a pipe or a device; name a file made by `assess new`")
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        raise EngagementError(f"{path} does not exist; {_what_instead(path)}") from None
    except OSError as error:
        raise EngagementError(f"{path} cannot be read ({error.strerror}); check its permissions") from error
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise EngagementError(f"{path} is not an engagement file; name a file made by `assess new`")
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise EngagementError(f"{path} is an SQLite file of another program; name a file made by `assess new`")
    version = int.from_bytes(head[60:64], "big")
    _refuse_newer(path, version)
    return version, head[18] == _WAL


def _what_instead(path: Path) -> str:
    whole = Path(f"{path}.assess")
    if whole.is_file():
        return f"did you mean {whole}?"
    return f"create it with `assess new {shlex.quote(str(path))} --organisation NAME`"


def _refuse_newer(path: Path, version: int) -> None:
    if version > len(MIGRATIONS):
        raise EngagementError(
            f"{path} was written by a newer assess (format {version}, this one knows {len(MIGRATIONS)}); "
            "update assess; the file was not touched"
        )


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that can change nothing and leaves nothing beside the file.

    A file that was left in WAL mode without its log is complete, but SQLite would want to create a log:
    it is opened as unchanging instead. An empty log may be that of a process that is about to write.
    """
    version, wal = check_header(path)
    log = path.with_name(path.name + "-wal")
    if not wal or log.exists():
        try:
            connection = _looked_into(path, "mode=ro")
        except sqlite3.Error as error:
            if not wal or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN or _size(log):
                raise sentence_for(path, error) from error
            connection = _unchanging(path)
    else:
        connection = _unchanging(path)
    if version < len(MIGRATIONS):
        connection.close()
        raise EngagementError(
            f"{path} is of an older format ({version}, this one is {len(MIGRATIONS)}) and cannot be read as it is; "
            "open it once where it may be written: a backup is made beside it"
        )
    return connection


def _unchanging(path: Path) -> sqlite3.Connection:
    try:
        return _looked_into(path, "mode=ro&immutable=1")
    except sqlite3.Error as error:
        raise sentence_for(path, error) from error


def _looked_into(path: Path, options: str) -> sqlite3.Connection:
    """A connection that has read once: only then does SQLite open its log."""
    connection = _connect(path, options)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def open_for_writing(path: Path, patience: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A connection in WAL mode, migrated to the newest format. Raises `EngagementError`: `UnwritableError` where
    another process is in the middle of a transaction for longer than `patience` (seconds)."""
    check_header(path)
    if not os.access(path, os.W_OK):
        raise EngagementError(
            f"{path} is read-only for this user; ask for write permission, or copy it to a folder of your own"
        )
    if not os.access(path.absolute().parent, os.W_OK):
        raise EngagementError(
            f"{path} lies in a folder that this user may not write to, which saving needs; "
            "ask for write permission, or copy the file to a folder of your own"
        )
    try:
        connection = _connect(path, "mode=rw")
    except sqlite3.Error as error:
        raise sentence_for(path, error) from error
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        _refuse_newer(path, version)
        if version < len(MIGRATIONS):
            migrate(connection, path)
        _enter_wal(connection, patience)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("SELECT n FROM event LIMIT 1").fetchone()  # opens the log, so that readers see it is in use
    except sqlite3.Error as error:
        connection.close()
        raise sentence_for(path, error) from error
    except EngagementError:
        connection.close()
        raise
    return connection


def _enter_wal(connection: sqlite3.Connection, patience: float) -> None:
    """For this one change SQLite does not wait by itself until another process lets go."""
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(0.02)


def _connect(path: Path, options: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{options}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


class OpenFile:
    """An open engagement file: reads, write transactions, closing. Usable from several threads, one at a time."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, *, clock: Clock, actor: str, program: str, writable: bool
    ) -> None:
        self.path = path
        self.clock = clock
        self.actor = actor
        self.program = program
        self.writable = writable
        self._connection = connection
        self._lock = threading.RLock()
        self._depth = 0
        self._identity = _identity(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Folds the log into the file and leaves one file; if another process still has it open, that one will.

        Closing twice does nothing. Never raises for a file that vanished: everything acknowledged was durable.
        """
        with self._lock:
            if self.writable and _identity(self.path) == self._identity:
                with suppress(sqlite3.Error):
                    self._connection.execute("PRAGMA busy_timeout = 100")
                    self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    self._connection.execute("PRAGMA journal_mode = DELETE")
            self._connection.close()
            self.writable = False

    def revision(self) -> tuple[int, int]:
        """Changes when this or another process has saved something: cheap enough for every tick of a screen."""
        ((version,),) = self.rows("PRAGMA data_version")
        ((last,),) = self.rows("SELECT coalesce(max(n), 0) FROM event")
        return int(version or 0), int(last or 0)

    def rows(self, sql: str, parameters: Sequence[SqlValue] = ()) -> list[Row]:
        """All rows of a query. Raises `EngagementError`."""
        with self._lock:
            return self._run(sql, parameters).fetchall()

    def named_rows(self, sql: str, parameters: Sequence[SqlValue] = ()) -> list[dict[str, Any]]:
        """Rows of a query by column name: for this room only, which makes typed values of them."""
        with self._lock:
            cursor = self._run(sql, parameters)
            names = [part[0] for part in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _run(self, sql: str, parameters: Sequence[SqlValue]) -> sqlite3.Cursor:
        with self._lock:
            try:
                return self._connection.execute(sql, [storable(p) if isinstance(p, str) else p for p in parameters])
            except sqlite3.ProgrammingError as error:
                raise EngagementError(f"{self.path} is closed; open it again") from error
            except sqlite3.Error as error:
                raise sentence_for(self.path, error) from error

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Reads inside see one state of the file, whatever another process saves meanwhile."""
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            self.rows("BEGIN")
            try:
                yield
            finally:
                self.rows("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One durable transaction: all of it is saved when the block ends, or nothing. A block within a block joins.

        Raises `EngagementError` (locked, full, vanished, read-only); the file is then as it was before.
        """
        with self._lock:
            if self._depth:
                yield self._connection
                return
            if not self.writable:
                raise EngagementError(f"{self.path} was opened for reading only; nothing was saved")
            self._depth = 1
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._check_still_there()
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                self._roll_back()
                self._check_still_there()
                raise sentence_for(self.path, error) from error
            except BaseException:
                self._roll_back()
                raise
            finally:
                self._depth = 0

    def _roll_back(self) -> None:
        with suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _check_still_there(self) -> None:
        """SQLite would go on writing into a file that was deleted or replaced, and call it saved."""
        if _identity(self.path) != self._identity:
            raise EngagementError(
                f"{self.path} was moved, deleted or replaced while it was open; "
                "nothing was saved: put it back, then open it again"
            )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
