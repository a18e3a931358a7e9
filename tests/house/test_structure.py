"""The house rules that no linter expresses: sizes, purity, lazy imports, and the contracts between rooms."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted([*ROOT.glob("*.py"), *(ROOT / "assess").rglob("*.py"), *(ROOT / "collectors").rglob("*.py")])
LONGEST_MODULE, LONGEST_FUNCTION = 400, 50
REASON = "# Longer than the house allows, because"

HEAVY = {
    "boto3", "botocore", "click", "dask", "distributed", "github", "graphql", "jinja2", "moto", "pydantic",
    "rich", "textual", "tree_sitter", "tree_sitter_hcl", "weasyprint", "xlsxwriter", "yaml",
}  # fmt: skip
HEAVY_AT_HOME = {
    "click": ("assess/commands/",),
    "textual": ("assess/tui/",),
    "rich": ("assess/tui/",),
    "pydantic": ("assess/model/source.py", "assess/model/source_schema.py", "assess/interview/answers_schema.py"),
}
"""Rooms that are only reached when the library is wanted may import it at the top."""

PURE = ("scoring", "fixfirst")
IMPURE = {"os", "io", "pathlib", "time", "random", "sqlite3", "socket", "subprocess", "secrets", "threading"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_module_and_no_function_outgrows_the_house(path: Path) -> None:
    text = path.read_text("utf-8")
    if REASON in text:
        return
    assert len(text.splitlines()) <= LONGEST_MODULE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= LONGEST_FUNCTION, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("room", PURE)
def test_conclusions_are_pure(room: str) -> None:
    for path in (ROOT / "assess" / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert not {alias.name.partition(".")[0] for alias in node.names} & IMPURE, name(path)
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").partition(".")[0] not in IMPURE, name(path)
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("now", "today", "utcnow"), f"{name(path)}:{node.lineno} asks for the time"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_heavy_imports_are_made_on_first_use(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:
        names = (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        for imported in (each.partition(".")[0] for each in names):
            at_home = any(name(path).startswith(home) for home in HEAVY_AT_HOME.get(imported, ()))
            assert imported not in HEAVY or at_home, f"{name(path)}:{node.lineno} imports {imported} at the top"


@pytest.mark.once
def test_rooms_import_only_what_the_design_allows() -> None:
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.once
def test_types_hold() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-incremental"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.once
def test_style_holds() -> None:
    ruff = Path(sys.executable).with_name("ruff")
    for arguments in (["check"], ["format", "--check"]):
        ran = subprocess.run([ruff, *arguments, "."], cwd=ROOT, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout


@pytest.mark.once
def test_no_file_names_a_machine_or_a_private_index() -> None:
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for each in filter(None, files.split("\0")):
        path = ROOT / each
        if each == "tests/house/test_structure.py" or not path.is_file():
            continue
        text = path.read_bytes()
        for place in (b"/" + b"work/main", b"/" + b"root/", b"/" + b"home/"):
            assert place not in text, f"{each} names a path of a machine"
    lock = (ROOT / "uv.lock").read_text("utf-8")
    for line in lock.splitlines():
        if "registry = " in line:
            assert "https://pypi.org/simple" in line, line
