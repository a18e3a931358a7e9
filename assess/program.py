"""How this program was called, so that a command it prints can be typed as it stands.

`run` sets ASSESS_CALLED_AS to what was typed for it; started otherwise the program is `assess`.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence

_OWN = "assess"


def called() -> str:
    """The program as a person calls it here: `assess`, or `./run`."""
    name = os.environ.get("ASSESS_CALLED_AS", "")
    return shlex.quote(name) if name and name.isprintable() else _OWN


def line(*words: object) -> str:
    """A command line to type: the words are quoted where a shell needs it."""
    return " ".join((called(), *(shlex.quote(str(word)) for word in words)))


def nothing_read(collected: Sequence[str]) -> str:
    """What to do where no collector ran yet, in a sentence; empty where one did."""
    return "" if collected else f"No system was read yet, so nothing is known of any: {line('collect', '--help')}"


def as_called(sentence: str) -> str:
    """A sentence that names commands in backticks (`assess new`), with the program as it is called here."""
    return sentence.replace(f"`{_OWN} ", f"`{called()} ")
