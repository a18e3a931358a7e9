"""Makes real git repositories for tests: files in, one commit at a frozen time, no hooks, no user configuration."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ORIGIN = "https://github.com/acme/app.git"
NOON = "2026-03-01T12:00:00+00:00"
IDENTITY = {
    "GIT_AUTHOR_NAME": "Sample Author",
    "GIT_AUTHOR_EMAIL": "author@example.com",
    "GIT_COMMITTER_NAME": "Sample Author",
    "GIT_COMMITTER_EMAIL": "author@example.com",
    "GIT_AUTHOR_DATE": NOON,
    "GIT_COMMITTER_DATE": NOON,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link to write instead of a file."""

    target: str


Content = str | bytes | Link


def git(folder: Path, *arguments: str, stdin: bytes = b"", ok: tuple[int, ...] = (0,)) -> bytes:
    """Runs git in that folder under the frozen identity; fails on an exit code that is not expected."""
    done = subprocess.run(
        ["git", "-c", "core.hooksPath=/dev/null", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always",
         "-C", str(folder), *arguments],
        input=stdin,
        capture_output=True,
        env={**os.environ, **IDENTITY},
        check=False,
    )  # fmt: skip
    assert done.returncode in ok, done.stderr.decode()
    return done.stdout


def write(folder: Path, files: Mapping[str, Content]) -> None:
    """Writes files into a work tree."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            path.symlink_to(content.target)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)


def commit(folder: Path, files: Mapping[str, Content], message: str = "Change") -> str:
    """Writes and commits files; the commit id."""
    write(folder, files)
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD").decode().strip()


def repository(
    folder: Path, files: Mapping[str, Content], *, origin: str | None = ORIGIN, object_format: str = "sha1"
) -> Path:
    """A repository with one commit of these files."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", f"--object-format={object_format}")
    if origin is not None:
        git(folder, "config", "remote.origin.url", origin)
    commit(folder, files, "First")
    return folder
