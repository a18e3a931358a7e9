"""The `assess` command's first step: looks whether the package that Python would load is our own, then hands over.

Stands beside `assess` under the name of the distribution, which nobody else uses, so that it is found even where
another package called `assess` hides ours (PYTHONPATH comes first). Everything else is left to `assess.cli`.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Entry point of the `assess` command. One sentence and exit code 2 where another package would run instead."""
    hider = _hider(os.path.dirname(os.path.realpath(__file__)))
    if hider:
        what = f"{hider} is another package of that name and hides this program"
        print(f"assess: {what}: take its folder off PYTHONPATH, or run assess from an environment of its own",
              file=sys.stderr)  # fmt: skip
        sys.exit(2)
    from assess.cli import main as run

    run()


def _hider(ours: str) -> str:
    """The package `assess` that Python would load before the one beside this file; empty if none. Only looked for,
    never loaded: what it does when it is loaded is not ours to run."""
    for place in sys.path:
        if os.path.realpath(place) == ours:
            return ""
        for name in ("assess/__init__.py", "assess.py"):
            if os.path.isfile(os.path.join(place, name)):
                return os.path.abspath(os.path.join(place, name)).removesuffix("/__init__.py")
    return ""
