"""Prints the page on keys for the documentation: `python -m assess.tui.documentation > docs/keys.md`."""

from __future__ import annotations

import sys

from assess.tui.drawn.help import documentation

if __name__ == "__main__":
    sys.stdout.write(documentation())
