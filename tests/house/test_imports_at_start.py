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
