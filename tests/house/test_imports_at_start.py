"""What each way into the program may load: start-up time is part of the product."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "pydantic", "yaml", "jinja2", "weasyprint", "boto3", "botocore", "github", "tree_sitter", "textual", "rich",
    "xlsxwriter", "asyncio", "importlib.metadata",
)  # fmt: skip

PROBE = """
import sys
sys.argv = ["assess", *{arguments!r}]
from assess.cli import main
try:
    main()
except SystemExit:
    pass
finally:
    print("\\n".join(sorted(sys.modules)), file=open({out!r}, "w"))
"""


def loaded_by(arguments: list[str], cwd: Path) -> set[str]:
    out = cwd / "modules.txt"
    subprocess.run(
        [sys.executable, "-c", PROBE.format(arguments=arguments, out=str(out))],
        cwd=cwd,
        capture_output=True,
        check=True,
        timeout=120,
    )
    return set(out.read_text().splitlines())


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["score", "--help"]], ids=" ".join)
def test_the_way_in_stays_light(arguments: list[str], tmp_path: Path) -> None:
    modules = loaded_by(arguments, tmp_path)
    assert not [each for each in HEAVY if each in modules]
    assert ("click" in modules) == (arguments != ["--version"])


NOT_BEFORE_THE_FIRST_PAINT = (
    "pydantic", "yaml", "jinja2", "weasyprint", "boto3", "botocore", "github", "tree_sitter", "xlsxwriter",
    "rich.progress", "textual.widgets._markdown", "textual.widgets._text_area", "importlib.metadata",
    "assess.engagement.engagement", "assess.assessment", "assess.model", "collectors",
)  # fmt: skip

KEEP = """
from pathlib import Path
from assess.clock import system_clock
from assess.tui.identity import Identity
from assess.tui.store import Store
store = Store.open(Path({file!r}), Identity("a", "p", system_clock))
store.assessment
store.close()
"""

PAINT = """
import sys
from pathlib import Path
from assess.clock import system_clock
from assess.commands import assess
from assess.commands.open import command
from assess.tui.app import AssessApp
from assess.tui.identity import Identity
from assess.tui.peeking import peek
async def painted(pilot):
    print("\\n".join(sorted(sys.modules)), file=open({out!r}, "w"))
    pilot.app.exit(0)
app = AssessApp(Identity("a", "p", system_clock), opening=lambda: None, peeked=peek(Path({file!r})))
app.run(headless=True, size=(80, 24), auto_pilot=painted)
"""


def test_the_app_paints_before_it_loads_what_is_heavy(tmp_path: Path) -> None:
    file, out = tmp_path / "acme.assess", tmp_path / "modules.txt"
    loaded_by(["new", str(file), "--organisation", "Acme"], tmp_path)
    for probe in (KEEP, PAINT):
        code = probe.format(file=str(file), out=str(out))
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=120)
    modules = set(out.read_text().splitlines())
    assert "textual.app" in modules
    assert not [each for each in NOT_BEFORE_THE_FIRST_PAINT if each in modules]
