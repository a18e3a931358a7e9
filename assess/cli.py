"""The command line: version first, then click with one lazily loaded module per command."""

from __future__ import annotations


def main() -> None:
    """Entry point of the `assess` command."""
