"""Words that checks share. No check of its own."""

from __future__ import annotations


def counted(number: int, thing: str) -> str:
    """`1 change`, `3 changes`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
