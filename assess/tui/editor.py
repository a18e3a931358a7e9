"""Opens the place of a finding in the person's editor: which file, which command. No Textual."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

from assess.evidence.collectors import Target
from assess.evidence.findings import Finding

_AT_LINE = {
    "code": "--goto {path}:{line}", "codium": "--goto {path}:{line}", "subl": "{path}:{line}", "hx": "{path}:{line}",
    "micro": "{path}:{line}", "zed": "{path}:{line}", "idea": "--line {line} {path}",
}  # fmt: skip
"""Editors that are told the line in another way than `+LINE`."""


def command_for(finding: Finding, targets: Sequence[Target]) -> list[str] | str:
    """The command that opens the place, or the sentence why there is none."""
    place = finding.location
    if place is None:
        return "this finding is in no file"
    target = next((each for each in targets if each.id == finding.subject.target), None)
    folder = target.settings.get("path", "") if target is not None else ""
    if not folder:
        return "the checkout is not on this machine"
    root = Path(folder).resolve()
    path = (root / place.path).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        return f"{place.path} is not in {root} any more"
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not named or not named.strip():
        return "set EDITOR to open files from here"
    try:
        words = shlex.split(named)
    except ValueError:
        return f"EDITOR cannot be read: {named}"
    pattern = _AT_LINE.get(Path(words[0]).name, "+{line} {path}")
    arguments = [each.format(path=path, line=max(1, place.line)) for each in pattern.split()]
    return [*words, *arguments]


def run(command: Sequence[str]) -> str:
    """Runs the editor and waits; returns what went wrong, empty if nothing did."""
    try:
        ran = subprocess.run(command, check=False)
    except OSError as error:
        return f"{command[0]} cannot be started ({error.strerror})"
    return f"{command[0]} ended with {ran.returncode}" if ran.returncode else ""
