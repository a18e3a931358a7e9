"""Who has the file open to write: one screen writes, a second one reads and says so.

A lease is courtesy between screens, not a lock: commands write beside it, and SQLite keeps their writes apart.
It is no event and is forgotten when the file is closed.
"""

from __future__ import annotations

import os
import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from assess.clock import timestamp
from assess.engagement.errors import EngagementError
from assess.engagement.opening import OpenFile

STALE_AFTER = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds the lease, since when, and when it last said so."""

    pid: int
    host: str
    since: datetime
    beat: datetime
    token: str


class Lease(OpenFile):
    """The lease of an open file; `token` tells two screens of one process apart."""

    _token = ""

    def acquire_lease(self) -> Holder | None:
        """Takes the lease and returns None; or returns who holds it. A lease without a beat for 15 seconds, or of
        a process of this machine that has ended, is taken over. Raises `EngagementError`."""
        with self.writing() as connection:
            holder = self.lease_holder()
            if holder is not None and holder.token != self._token:
                return holder
            self._token = self._token or secrets.token_hex(8)
            now = timestamp(self.clock())
            connection.execute("DELETE FROM lease")
            connection.execute(
                "INSERT INTO lease VALUES (?,?,?,?,?)", (self._token, os.getpid(), socket.gethostname(), now, now)
            )
        return None

    def beat_lease(self) -> bool:
        """Says that this screen still writes; False if another has taken the lease. Call it every 5 seconds."""
        with self.writing() as connection:
            changed = connection.execute(
                "UPDATE lease SET beat = ? WHERE token = ?", (timestamp(self.clock()), self._token)
            )
            return changed.rowcount == 1

    def release_lease(self) -> None:
        """Gives the lease back; does nothing if it is not held."""
        if self._token:
            with self.writing() as connection:
                connection.execute("DELETE FROM lease WHERE token = ?", (self._token,))
            self._token = ""

    def lease_holder(self) -> Holder | None:
        """Who holds the lease now, this screen included; None if nobody does or it is stale."""
        for token, pid, host, since, beat in self.rows("SELECT token, pid, host, since, beat FROM lease"):
            holder = Holder(
                int(pid or 0),
                str(host),
                datetime.fromisoformat(str(since)),
                datetime.fromisoformat(str(beat)),
                str(token),
            )
            if abs(self.clock() - holder.beat) < STALE_AFTER and not _ended(holder):
                return holder
        return None

    def close(self) -> None:
        """Gives the lease back, then closes."""
        with suppress(EngagementError):
            if self.writable:
                self.release_lease()
        super().close()


def _ended(holder: Holder) -> bool:
    """Whether the process ran on this machine and is no more."""
    if holder.host != socket.gethostname():
        return False
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
