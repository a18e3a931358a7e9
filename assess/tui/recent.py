"""The files that were opened lately, for the first screen: paths alone, in the user's own state folder."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

MOST = 9


def place() -> Path:
    """Where the list lies, by the custom of the system."""
    configured = os.environ.get("XDG_STATE_HOME", "")
    folder = Path(configured) if os.path.isabs(configured) else Path.home() / ".local" / "state"
    return folder / "assess" / "recent.json"


def recent() -> list[Path]:
    """The files that still exist, the latest first."""
    try:
        found = json.loads(place().read_text("utf-8"))
        paths = [Path(one) for one in found if isinstance(one, str)]
    except (OSError, ValueError, TypeError):
        return []
    return [path for path in paths if path.is_file()][:MOST]


def remember(path: Path) -> None:
    """Puts a file in front. A folder that cannot be written only costs the list."""
    paths = [path.absolute(), *(known for known in recent() if known != path.absolute())][:MOST]
    draft = place().with_name(f"recent.json.{os.getpid()}")
    with suppress(OSError):
        place().parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps([str(one) for one in paths]), "utf-8")
        draft.replace(place())
