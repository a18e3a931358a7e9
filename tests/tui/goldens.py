"""Compares a screen with what it looked like: its lines of text, and its picture as SVG.

`ASSESS_GOLDENS=write pytest tests/tui/test_goldens.py` makes all of them again; look at what changed before keeping it.
"""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

from screens import Driver

FOLDER = Path(__file__).parent / "goldens"
WRITE = os.environ.get("ASSESS_GOLDENS") == "write"


def compare(name: str, driver: Driver) -> None:
    """Fails if the screen differs from `goldens/NAME.txt` or `goldens/NAME.svg`."""
    texts = {".txt": driver.text + "\n", ".svg": picture(driver)}
    if WRITE:
        FOLDER.mkdir(exist_ok=True)
        for suffix, text in texts.items():
            (FOLDER / f"{name}{suffix}").write_text(text, "utf-8")
        return
    for suffix, text in texts.items():
        path = FOLDER / f"{name}{suffix}"
        kept = path.read_text("utf-8") if path.exists() else ""
        if kept != text:
            changed = difflib.unified_diff(kept.splitlines(), text.splitlines(), f"{path.name} (kept)", "now", n=1)
            raise AssertionError("the screen is another one:\n" + "\n".join(list(changed)[:60]))


def picture(driver: Driver) -> str:
    """The screen as SVG, without what differs between equal pictures: fonts from afar, and the id of the drawing."""
    drawn = driver.app.export_screenshot(title="assess", simplify=True)
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)
    return re.sub(r"terminal-\d+", "terminal", drawn) + "\n"
