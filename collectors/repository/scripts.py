"""Shell scripts of the repository that steps run: which there are, and which one a command names.

Other languages, make targets and package scripts are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from collectors.repository.paths import joined
from collectors.repository.reading import Reading

_LARGEST = 256 * 1024
_MOST = 200
_NAMED = re.compile(r"[\w.-]+\.(?:sh|bash)\b")
_RUN = re.compile(
    r"\s*(?:(?:if|then|do|else|!|sudo(?:\s+-\S+)*|time|exec)\s+)*(?:[A-Za-z_]\w*=\S*\s+)*(?:(?:bash|sh|zsh|source|\.)\s+(?:-\S+\s+)*)?"
    r"[\"']?(?:\$\{?GITHUB_WORKSPACE\}?/|\$\{\{\s*github\.workspace\s*\}\}/)?(?P<path>[\w./-]+\.(?:sh|bash))[\"']?(?=\s|$)"
)


class Scripts:
    """Texts of scripts by path."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def run_by(self, command: str, folder: str) -> tuple[str, str] | None:
        """Path and text of the script that the command runs, from that folder or from the top; None if it runs none
        that was read."""
        match = _RUN.match(command)
        if not match:
            return None
        for path in (joined(folder, match["path"]), joined("", match["path"])):
            if path in self._texts:
                return path, self._texts[path]
        return None


NO_SCRIPTS = Scripts({})


def scripts_named_in(reading: Reading, texts: Iterable[str]) -> Scripts:
    """The scripts of the repository whose names stand in these texts."""
    names = {name for text in texts for name in _NAMED.findall(text)}
    wanted = [entry for path, entry in reading.tree.files.items() if path.rpartition("/")[2] in names]
    found = reading.texts(wanted[:_MOST], _LARGEST)
    return Scripts({entry.path: text for entry, text in found if isinstance(text, str)})
