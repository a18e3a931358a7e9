"""Makes the pictures of the README from the demo: screens as SVG, the executive page as PNG with its text beside it.

    .venv/bin/python tests/tui/pictures.py        # needs Pango and poppler for the page

A test says when they are stale.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from goldens import picture
from screens import Driver, on_screen

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "pictures"
SCREENS = {"overview": "", "interview": "OWN-09", "findings": "", "board": ""}
"""View -> the practice it is opened at."""
PAGE = "executive-page"
_EXECUTIVE = 2


def made(demo: Path) -> dict[str, str]:
    """Every picture of a screen by name, as SVG."""
    return {view: _screen(demo / "demo.assess", view, practice) for view, practice in SCREENS.items()}


def _screen(file: Path, view: str, practice: str) -> str:
    drawn: list[str] = []

    async def steps(driver: Driver) -> None:
        if practice:
            driver.app.open_view("interview", practice)
            await driver.settle()
        driver.app.tick_now()
        await driver.settle()
        drawn.append(picture(driver))

    on_screen(file, steps, view=view, size=(100, 30))
    return drawn[0]


def page_text(demo: Path) -> str:
    """What the executive page says, in the order in which it lies on the page."""
    pages = ["-f", str(_EXECUTIVE), "-l", str(_EXECUTIVE)]
    command = ["pdftotext", "-layout", *pages, str(demo / "report.pdf"), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main() -> None:
    """Writes all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        demo = Path(name) / "demo"
        assess = Path(sys.executable).with_name("assess")
        subprocess.run([assess, "demo", "--out", demo], check=True, capture_output=True)
        for view, svg in made(demo).items():
            (FOLDER / f"{view}.svg").write_text(svg, "utf-8")
        (FOLDER / f"{PAGE}.txt").write_text(page_text(demo), "utf-8")
        pages = ["-f", str(_EXECUTIVE), "-l", str(_EXECUTIVE), "-singlefile"]
        subprocess.run(
            ["pdftoppm", "-png", "-r", "90", *pages, demo / "report.pdf", FOLDER / PAGE],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    main()
