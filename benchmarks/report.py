"""What a report costs: a PDF at most 1.25 times bare WeasyPrint on the same markup, under 3 s and 130 MB; HTML 0.5 s.

    python benchmarks/report.py [--document report.json] [--repeat 5]

Takes the document of the demo, or a report.json. Each figure is a fresh process: imports, the model from its cache,
reading the document, rendering, writing. Bare WeasyPrint gets the finished markup and style, and nothing else to do.
Both in turns; CPU time, the median of the repeats beside the least of them, for other work on the machine only ever
adds. Ends with status 1 if the median misses a budget.
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
from statistics import median

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
    middle = {kind: Cost(median(c.seconds for c in all_), median(c.megabytes for c in all_))
              for kind, all_ in costs.items()}  # fmt: skip
    least = {kind: min(c.seconds for c in all_) for kind, all_ in costs.items()}
    ratio = median(ours.seconds / bare.seconds for ours, bare in zip(costs["pdf"], costs["bare"], strict=True))
    print(f"machine: {platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
          f"Python {platform.python_version()}")  # fmt: skip
    for name, kind, size, budget in (
        ("PDF", "pdf", "ours.pdf", f" (budget {PDF_SECONDS} s, {PDF_MB} MB)"),
        ("bare", "bare", "bare.pdf", ""),
        ("HTML", "html", "ours.html", f" (budget {HTML_SECONDS} s)"),
    ):
        print(f"{name + ':':9}{middle[kind].seconds:.2f} s CPU (least {least[kind]:.2f}), "
              f"{middle[kind].megabytes:.0f} MB, {sizes[size]} KB{budget}")  # fmt: skip
    print(f"ratio:   {ratio:.2f}, the median of pairs (budget {RATIO})")
    kept = (
        ratio <= RATIO
        and middle["pdf"].seconds < PDF_SECONDS
        and middle["pdf"].megabytes < PDF_MB
        and middle["html"].seconds < HTML_SECONDS
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
