"""Asks the git binary about a repository without letting the repository run anything: no hooks, filters, monitors,
helpers or network. What the answers mean is left to `checkout.py` and `tree.py`.
"""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_HARMLESS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "core.sshCommand=false",
    "core.askPass=false",
    "core.pager=cat",
    "credential.helper=",
    "diff.external=",
    "filter.lfs.clean=",
    "filter.lfs.smudge=",
    "filter.lfs.process=",
    "filter.lfs.required=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.allow=never",
    "safe.directory=*",
    "submodule.recurse=false",
)


class GitError(Exception):
    """git refused, failed or took too long: one sentence."""


def environment() -> dict[str, str]:
    """The caller's environment without anything that steers git, and with every way out of this machine shut."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "LC_ALL": "C",
        "GIT_ALLOW_PROTOCOL": ":",
        "GIT_ASKPASS": "false",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_PAGER": "cat",
        "GIT_TERMINAL_PROMPT": "0",
    }


def command(folder: Path, *arguments: str, settings: tuple[str, ...] = ()) -> list[str]:
    """The command line: harmless settings first, so that those of the repository cannot override them."""
    flags = [part for setting in (*_HARMLESS, *settings) for part in ("-c", setting)]
    return ["git", *flags, "--literal-pathspecs", "--no-pager", "-C", str(folder), *arguments]


def ask(folder: Path, *arguments: str, deadline: float, settings: tuple[str, ...] = ()) -> bytes:
    """What git prints. Raises `GitError` with git's own last sentence if it fails, or after `deadline` seconds."""
    try:
        done = subprocess.run(
            command(folder, *arguments, settings=settings),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=environment(),
            timeout=deadline,
            check=False,
        )
    except FileNotFoundError as error:
        raise GitError("the command `git` is not installed: install git 2.30 or later") from error
    except subprocess.TimeoutExpired as error:
        raise GitError(f"git {arguments[0]} took longer than {deadline:.0f} s") from error
    if done.returncode:
        raise GitError(f"git {arguments[0]} failed: {_last_sentence(done.stderr)}")
    return done.stdout


@contextmanager
def conversation(folder: Path, *arguments: str, deadline: float) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """A running git process as (its input, its output); it is killed after `deadline` seconds, whatever it does."""
    try:
        process = subprocess.Popen(
            command(folder, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
    except FileNotFoundError as error:
        raise GitError("the command `git` is not installed: install git 2.30 or later") from error
    watch = threading.Timer(deadline, process.kill)
    watch.daemon = True
    watch.start()
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdin, process.stdout
    finally:
        watch.cancel()
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            try:
                stream.close()
            except BrokenPipeError:
                continue


def _last_sentence(stderr: bytes) -> str:
    lines = [line for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].removeprefix("fatal: ").removeprefix("error: ") if lines else "without a word"
