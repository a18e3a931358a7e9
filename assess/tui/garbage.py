"""When Python looks for garbage: not on the way to the first screen, where nothing is any yet, and later not among what
was made until then. Its pauses were a fifth of the start, and the slowest keys.
"""

from __future__ import annotations

import gc

SETTLED_SECONDS = 1.5
"""So long after the start an app has made what it keeps."""


def hold() -> None:
    """Looks no more, until `settle`."""
    gc.disable()


def settle() -> None:
    """Looks again, but not among what is there now."""
    gc.freeze()
    gc.enable()
