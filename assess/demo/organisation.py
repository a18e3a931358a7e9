"""Makes the sample organisation's git repositories: from the files shipped with the program, at frozen dates.

Same files, dates and names give the same commit ids everywhere. One repository is left unreadable in part, as a
partial clone on a consultant's laptop would be.
"""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

ORGANISATION = "Meridian Parcel"
ASSESSED_AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
"""The moment at which everything in the demo happens."""

REPOSITORIES = ("platform-infrastructure", "checkout", "shipment-tracking")
_ADDRESS = "https://github.com/meridian-parcel/{name}.git"
_COMMITTED = {
    "platform-infrastructure": "2026-11-12T15:04:00+00:00",
    "checkout": "2026-11-18T10:41:00+00:00",
    "shipment-tracking": "2026-09-02T08:15:00+00:00",
}
_LOST = {"shipment-tracking": "catalog-info.yaml"}
"""A file whose content is missing from the object store of its repository."""
_HERE = Path(__file__).resolve().parent


class DemoError(Exception):
    """The demo could not be made: what, where and what to do."""


def sample_answers() -> Path:
    """What the five people of the sample organisation said."""
    return _HERE / "answers.yaml"


def make_repositories(folder: Path) -> tuple[Path, ...]:
    """Makes the three repositories below `folder` and returns where they are. Raises `DemoError`."""
    return tuple(_make(_HERE / "repositories" / name, folder / name) for name in REPOSITORIES)


def _make(source: Path, place: Path) -> Path:
    place.mkdir(parents=True)
    for file in sorted(source.rglob("*")):
        if file.is_file():
            # A folder named .github inside the package would be taken for the package's own.
            parts = [part.replace("dot_", ".", 1) for part in file.relative_to(source).parts]
            target = place.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    name = source.name
    _git(place, name, "init", "--quiet", "--initial-branch=main")
    _git(place, name, "remote", "add", "origin", _ADDRESS.format(name=name))
    _git(place, name, "add", "--all")
    _git(place, name, "commit", "--quiet", "--no-verify", "--message", "State of the sample")
    if name in _LOST:
        blob = _git(place, name, "rev-parse", f"HEAD:{_LOST[name]}")
        (place / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    return place


def _git(place: Path, name: str, *arguments: str) -> str:
    """Runs git with nothing of the user's own configuration."""
    person, date = "Meridian Parcel <platform@meridian-parcel.example>", _COMMITTED[name]
    author, _, address = person.partition(" <")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment |= {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
        **{f"GIT_{role}_NAME": author for role in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{role}_EMAIL": address.rstrip(">") for role in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{role}_DATE": date for role in ("AUTHOR", "COMMITTER")},
    }
    plain = ("-c", "core.autocrlf=false", "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0")
    try:
        ran = subprocess.run(
            ["git", *plain, *arguments], cwd=place, env=environment, capture_output=True, text=True, check=True
        )
    except FileNotFoundError:
        raise DemoError("git was not found: install it, the sample organisation keeps its files in it") from None
    except subprocess.CalledProcessError as error:
        raise DemoError(f"{place}: git {arguments[0]} failed: {error.stderr.strip()}") from None
    return ran.stdout.strip()
