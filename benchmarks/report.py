"""What a report costs: a PDF at most 1.25 times bare WeasyPrint on the same markup, under 3 s and 130 MB; HTML 0.5 s.

    python benchmarks/report.py [--document report.json] [--repeat 5]

Takes the document of the demo, or a report.json. Each figure is a fresh process: imports, the model from its cache,
reading the document, rendering, writing. Bare WeasyPrint gets the finished markup and style, and nothing else to do.
Both in turns; CPU time, the least of the repeats (other work on the machine only ever adds). Ends with status 1 if a
budget is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

RATIO, PDF_SECONDS, PDF_MB, HTML_SECONDS = 1.25, 3.0, 130, 0.5
ASSESS = Path(sys.executable).with_name("assess")

OURS = """
import json, sys
from pathlib import Path
from assess.model.loading import load
from assess.report.writing import write
write(json.loads(Path(sys.argv[1]).read_text("utf-8")), load(), Path(sys.argv[2]))
"""
BARE = """
import sys
from pathlib import Path
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
fonts = FontConfiguration()
style = CSS(string=Path(sys.argv[2]).read_text("utf-8"), font_config=fonts)
made = HTML(string=Path(sys.argv[1]).read_text("utf-8")).write_pdf(
    stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1"
)
Path(sys.argv[3]).write_bytes(made)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process used: CPU seconds and the most memory at once, in MB."""

    seconds: float
    megabytes: float


def cost(program: str, *arguments: Path) -> Cost:
    """What a fresh interpreter with this program costs."""
    child = subprocess.Popen([sys.executable, "-c", program, *map(str, arguments)])
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"the measured program ended with {child.returncode}")
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def demo(folder: Path) -> Path:
    """The document of the demo."""
    subprocess.run([ASSESS, "demo", "--out", folder / "demo"], check=True, capture_output=True)
    subprocess.run([ASSESS, "report", folder / "demo" / "demo.assess", "--to", folder / "demo.json"], check=True,
                   capture_output=True)  # fmt: skip
    return folder / "demo.json"


def prepare(document: Path, folder: Path) -> tuple[Path, Path]:
    """The markup and the style that bare WeasyPrint gets."""
    from assess.model.loading import load
    from assess.report import page

    markup = page.for_paper(json.loads(document.read_text("utf-8")), load())
    (folder / "bare.html").write_text(markup, "utf-8")
    (folder / "bare.css").write_text(page.paper_style(markup, "a4"), "utf-8")
    return folder / "bare.html", folder / "bare.css"


def main() -> int:
    """Measures, prints, and says by its status whether every budget was kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--document", type=Path, help="a report.json; by default that of the demo")
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document = options.document or demo(folder)
        markup, style = prepare(document, folder)
        costs: dict[str, list[Cost]] = {"pdf": [], "bare": [], "html": []}
        for _ in range(options.repeat):
            costs["pdf"].append(cost(OURS, document, folder / "ours.pdf"))
            costs["bare"].append(cost(BARE, markup, style, folder / "bare.pdf"))
            costs["html"].append(cost(OURS, document, folder / "ours.html"))
        sizes = {each: (folder / each).stat().st_size // 1024 for each in ("ours.pdf", "bare.pdf", "ours.html")}
    least = {kind: Cost(min(c.seconds for c in all_), min(c.megabytes for c in all_)) for kind, all_ in costs.items()}
    ratio = least["pdf"].seconds / least["bare"].seconds
    print(f"machine: {platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
          f"Python {platform.python_version()}")  # fmt: skip
    print(f"PDF:     {least['pdf'].seconds:.2f} s CPU, {least['pdf'].megabytes:.0f} MB, {sizes['ours.pdf']} KB "
          f"(budget {PDF_SECONDS} s, {PDF_MB} MB)")  # fmt: skip
    print(f"bare:    {least['bare'].seconds:.2f} s CPU, {least['bare'].megabytes:.0f} MB, {sizes['bare.pdf']} KB")
    print(f"ratio:   {ratio:.2f} (budget {RATIO})")
    print(f"HTML:    {least['html'].seconds:.2f} s CPU, {least['html'].megabytes:.0f} MB, {sizes['ours.html']} KB "
          f"(budget {HTML_SECONDS} s)")  # fmt: skip
    kept = (
        ratio <= RATIO
        and least["pdf"].seconds < PDF_SECONDS
        and least["pdf"].megabytes < PDF_MB
        and least["html"].seconds < HTML_SECONDS
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
