"""The HTML in a real browser: no violation that axe-core knows, no sideways scrolling, no request, on two widths."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import socket
import subprocess
from functools import cache
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import documents
import pytest
import renders

from assess.report import page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = importlib.util.find_spec("axe_core_python")
pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]
needs_axe = pytest.mark.skipif(AXE is None, reason="axe-core-python is not installed")

WRAPPER = """<!doctype html><html lang="en"><title>wrapper</title><body><pre id="out"></pre>
<iframe title="report" src="{name}" style="width: {width}px; height: 900px; border: 0"></iframe>
<script>onmessage = event => {{ document.getElementById("out").textContent = event.data }}</script></body></html>"""

ASK = """<script>{axe}</script><script>
addEventListener("load", async () => {{
  await document.fonts.ready;
  const found = self.axe ? (await axe.run(document, {{runOnly: {tags}}})) : {{violations: [], passes: []}};
  const wide = [...document.querySelectorAll("body *")].filter(each => !each.closest(".wide, .scroll, svg"))
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1 && each.getClientRects().length);
  parent.postMessage(JSON.stringify({{
    violations: found.violations.map(each => each.id + ": " + each.nodes.map(node => node.html).slice(0, 3).join(" ")),
    passes: found.passes.length,
    width: innerWidth,
    scroll: document.documentElement.scrollWidth,
    wide: wide.slice(0, 5).map(each => each.tagName + "." + each.className + " " + each.textContent.slice(0, 40)),
    fonts: [...document.fonts].filter(each => each.status === "loaded").length,
    cells: [...document.querySelectorAll("td")].filter(each => each.getClientRects().length).length,
  }}), "*");
}});
</script>"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def browsed(name: str, width: int) -> dict[str, Any]:
    """What a browser of that width says of the page."""
    with TemporaryDirectory() as folder:
        return told(renders.html(name), width, Path(folder))


def told(html: str, width: int, folder: Path) -> dict[str, Any]:
    """What a browser of that width says of any page."""
    axe = (Path(AXE.origin or "").parent / "axe.min.js").read_text("utf-8") if AXE else ""
    ask = ASK.format(axe=axe, tags=json.dumps(TAGS))
    (folder / "report.html").write_text(html.replace("</body>", f"{ask}</body>"), "utf-8")
    (folder / "wrapper.html").write_text(WRAPPER.format(name="report.html", width=width), "utf-8")
    said = dumped(folder / "wrapper.html", folder)
    found = re.search(r'<pre id="out">(.+?)</pre>', said, re.DOTALL)
    assert found, "the page never answered"
    answer: dict[str, Any] = json.loads(unescape(found[1]))
    assert answer["width"] == width
    return answer


def dumped(path: Path, folder: Path) -> str:
    """The page after its scripts, as Chromium holds it."""
    ran = subprocess.run(
        [
            str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--disable-background-networking", "--disable-component-update", "--no-first-run",
            f"--user-data-dir={folder / 'profile'}", "--window-size=1400,1000", "--virtual-time-budget=60000",
            "--dump-dom", path.as_uri(),
        ],
        capture_output=True, text=True, timeout=180, check=True,
    )  # fmt: skip
    return ran.stdout


@needs_axe
@pytest.mark.parametrize(("name", "width"), [("rich", 375), ("rich", 1280), ("empty", 1280), ("hostile", 375)])
def test_axe_finds_no_violation(name: str, width: int) -> None:
    answer = browsed(name, width)
    assert answer["violations"] == []
    assert answer["passes"] > 15


@needs_axe
def test_axe_is_really_asked(tmp_path: Path) -> None:
    spoiled = renders.html("empty").replace("<main>", '<main><img src="data:,"><p style="color: #ccc">pale</p>')
    assert [each.partition(":")[0] for each in told(spoiled, 1280, tmp_path)["violations"]] == [
        "color-contrast", "image-alt"
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "width"), [("rich", 375), ("rich", 1280), ("long", 375), ("hostile", 375)])
def test_nothing_reaches_over_the_edge(name: str, width: int) -> None:
    answer = browsed(name, width)
    assert answer["wide"] == []
    assert answer["scroll"] <= width
    assert answer["fonts"] >= 2, "the fonts inside the file are used"
    assert answer["cells"] > 100


def test_a_browser_that_reads_hostile_text_asks_for_nothing(listener: socket.socket, tmp_path: Path) -> None:
    there = f"http://127.0.0.1:{listener.getsockname()[1]}"
    (tmp_path / "r.html").write_text(page.for_screen(documents.hostile(there), documents.model()), "utf-8")
    text = dumped(tmp_path / "r.html", tmp_path)
    assert there in unescape(text)
    with pytest.raises(TimeoutError):
        listener.accept()
