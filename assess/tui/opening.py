"""Opens an engagement for the app: for writing where that is possible and nobody else writes, else for reading.

Why it is read-only is said in words that stay on screen.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from assess.engagement import Engagement, UnwritableError
from assess.tui.identity import Identity
from assess.tui.topics import short


@dataclass(frozen=True, slots=True)
class Opened:
    """An open engagement; `read_only` says why nothing may be written, empty if it may."""

    engagement: Engagement
    read_only: str = ""


def open_engagement(path: Path, identity: Identity, round_id: int | None = None) -> Opened:
    """Opens the file. Raises `EngagementError` if it cannot even be read."""
    if not (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)):
        engagement = _open(path, identity, round_id, write=False)
        return Opened(engagement, "this user may not write the file")
    try:
        engagement = _open(path, identity, round_id, write=True)
    except UnwritableError as error:  # another program writes for long, or the disk is full: what was saved can be read
        return Opened(_open(path, identity, round_id, write=False), short(error, path))
    try:
        holder = engagement.acquire_lease()
    except BaseException:
        engagement.close()
        raise
    if holder is None:
        return Opened(engagement)
    engagement.close()
    since = holder.since.astimezone().strftime("%H:%M")
    return Opened(
        _open(path, identity, round_id, write=False),
        f"open in another assess since {since} (process {holder.pid} on {holder.host})",
    )


def _open(path: Path, identity: Identity, round_id: int | None, *, write: bool) -> Engagement:
    return Engagement.open(
        path, clock=identity.clock, actor=identity.actor, program=identity.program, write=write, round_id=round_id
    )
