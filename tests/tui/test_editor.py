"""`o` opens the place of a finding in the person's editor: a real program, under a real pseudo-terminal."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from terminal import Terminal

EDITOR = """#!/bin/sh
printf '%s\\n' "$@" > "{told}"
printf 'EDITING %s' "$#"
read answer
exit {code}
"""


def editor(folder: Path, name: str = "pen", code: int = 0) -> Path:
    """A program that notes what it was told, shows that it has the terminal, and ends with Enter."""
    program = folder / name
    program.write_text(EDITOR.format(told=folder / "told", code=code))
    program.chmod(0o755)
    return program


def told(folder: Path) -> list[str]:
    return (folder / "told").read_text().splitlines()


@pytest.fixture
def judged(command: Path, tmp_path: Path) -> Path:
    """An engagement whose findings lie in files of a checkout on this machine."""
    checkout = tmp_path / "checkout app"
    checkout.mkdir()
    workflows = checkout / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "deploy.yml").write_text(
        "name: deploy\non: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n"
        "    - uses: actions/checkout@v4\n    - run: ./deploy.sh production\n"
    )
    identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
                "GIT_COMMITTER_EMAIL": "a@example.org"}  # fmt: skip
    for arguments in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "begin"]):
        subprocess.run(["git", *arguments], cwd=checkout, check=True, env={**os.environ, **identity})
    file = tmp_path / "acme.assess"
    subprocess.run([command, "new", file, "--organisation", "Acme"], check=True, capture_output=True)
    subprocess.run([command, "collect", file, "--repository", checkout], check=True, capture_output=True)
    return file


def on_a_finding_in_a_file(file: Path, **environment: str) -> Terminal:
    """The app on the first finding that lies in a file."""
    terminal = Terminal("open", file, VISUAL="", **environment)
    terminal.sees("PILLARS")
    terminal.press("F")
    terminal.sees("/ outcome:")
    terminal.press("/")
    terminal.sees("outcome:fail,unknown / outcome:fail,unknown")  # the field, above what is listed
    terminal.press("\x7f" * 30 + "deploy.yml outcome:fail\r")
    terminal.sees("/ deploy.yml outcome:fail")
    terminal.sees(".github/workflows/deploy.yml")  # below the list: it is judged
    return terminal


def leaves(terminal: Terminal) -> None:
    terminal.press("q")
    assert terminal.ends() == 0
    assert terminal.left_alternate_screen


def test_the_editor_has_the_terminal_and_gives_it_back(judged: Path, tmp_path: Path) -> None:
    terminal = on_a_finding_in_a_file(judged, EDITOR=str(editor(tmp_path)))
    terminal.press("o")
    terminal.sees("EDITING 2")
    terminal.press("\r")
    terminal.sees("back from the editor")
    line, path = told(tmp_path)
    assert line.startswith("+")
    assert line[1:].isdigit()
    assert Path(path) == tmp_path / "checkout app" / ".github" / "workflows" / "deploy.yml"
    terminal.press("O")
    terminal.sees("PILLARS")
    leaves(terminal)


def test_an_editor_with_arguments_and_a_space_in_its_path(judged: Path, tmp_path: Path) -> None:
    folder = tmp_path / "my tools"
    folder.mkdir()
    terminal = on_a_finding_in_a_file(judged, EDITOR=f"'{editor(folder, 'code')}' --wait --new-window")
    terminal.press("o")
    terminal.sees("EDITING 4")
    terminal.press("\r")
    terminal.sees("back from the editor")
    wait, window, goto, place = told(folder)
    assert (wait, window, goto) == ("--wait", "--new-window", "--goto")
    assert "deploy.yml:" in place
    leaves(terminal)


def test_an_editor_that_fails_is_told_by_its_code(judged: Path, tmp_path: Path) -> None:
    terminal = on_a_finding_in_a_file(judged, EDITOR=str(editor(tmp_path, code=7)))
    terminal.press("o")
    terminal.sees("EDITING")
    terminal.press("\r")
    terminal.sees("pen ended with 7")
    leaves(terminal)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("/nowhere/pen", "/nowhere/pen cannot be started (No such file or directory)"),
        ("", "set EDITOR to open files from here"),
        ("'pen", "EDITOR cannot be read: 'pen"),
        (" ", "set EDITOR to open files from here"),
    ],
    ids=["missing", "none", "unreadable", "blank"],
)
def test_an_editor_that_cannot_be_started_is_a_sentence(named: str, said: str, judged: Path) -> None:
    terminal = on_a_finding_in_a_file(judged, EDITOR=named)
    terminal.press("o")
    terminal.sees(said)
    leaves(terminal)
