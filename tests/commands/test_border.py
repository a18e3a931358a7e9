"""The border of the command line: codes, sentences, and never a traceback."""

from __future__ import annotations

import importlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from assess import __version__
from assess.cli import _SEAMS
from assess.clock import system_clock
from assess.engagement import Engagement
from tests.conftest import ROOT, Assess


def test_version_is_answered_alone(assess: Assess) -> None:
    assert assess("--version").stdout == f"assess {__version__}\n"


def test_every_seam_exists() -> None:
    for module, name in _SEAMS:
        assert issubclass(getattr(importlib.import_module(module), name), Exception)


def test_help_lists_every_command_without_loading_one(assess: Assess) -> None:
    shown = assess("--help")
    assert shown.returncode == 0
    for name in ("new", "collect", "score", "plan", "report", "doctor", "demo"):
        assert f"\n  {name} " in shown.stdout


def test_a_mistyped_command_names_the_nearest(assess: Assess) -> None:
    ran = assess("scroe", "x.assess")
    assert ran.returncode == 2
    assert "did you mean 'score'?" in ran.stderr


def test_without_a_terminal_assess_prints_help_and_2(assess: Assess) -> None:
    assert assess().returncode == 2


BROKEN = {
    "missing": (lambda path: None, "does not exist"),
    "text": (lambda path: path.write_text("hello" * 100), "is not an engagement file"),
    "empty": (lambda path: path.write_bytes(b""), "is not an engagement file"),
    "folder": (lambda path: path.mkdir(), "is a folder"),
    "pipe": (os.mkfifo, "is a pipe or a device"),
}


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("verb", ["score", "plan", "findings", "facts", "round", "doctor", "collect"])
def test_what_is_no_engagement_is_one_sentence(assess: Assess, tmp_path: Path, kind: str, verb: str) -> None:
    make, sentence = BROKEN[kind]
    path = tmp_path / "broken.assess"
    make(path)
    extra = ["--repository", str(tmp_path)] if verb == "collect" else []
    ran = assess(verb, path, *extra)
    assert ran.returncode == 2
    assert sentence in ran.stderr
    assert "Traceback" not in ran.stderr + ran.stdout
    assert ran.stderr.count("\n") == 1


def test_an_sqlite_file_of_another_program_is_not_touched(assess: Assess, tmp_path: Path) -> None:
    path = tmp_path / "other.assess"
    subprocess.run(
        [sys.executable, "-c", f"import sqlite3; sqlite3.connect({str(path)!r}).execute('create table t(x)')"],
        check=True,
    )
    before = path.read_bytes()
    ran = assess("score", path)
    assert ran.returncode == 2
    assert "another program" in ran.stderr
    assert path.read_bytes() == before


def without_rights() -> tuple[list[str], dict[str, Any]]:
    """How to run the command as a user without rights: root is refused nothing. Where this Python lies in a folder
    that such a user may not enter, another one of the same version runs the same code."""
    entry = "from assess.cli import main; main()"
    if os.getuid() != 0:
        return [sys.executable, "-c", entry], {}
    nobody = {"user": 65534, "group": 65534, "extra_groups": []}
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    path = os.pathsep.join([str(ROOT), *libraries])
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": path, "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
    named = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/{named}", f"/usr/local/bin/{named}"):
        try:
            ran = subprocess.run([python, "-c", "import assess.cli, click"], env=environment, check=False, **nobody)
        except OSError:
            continue
        if ran.returncode == 0:
            return [python, "-c", entry], {"env": environment, **nobody}
    pytest.skip("no Python of this version can be run by a user without rights here")


def test_a_read_only_file_can_still_be_read(assess: Assess, collected: Path) -> None:
    expected = assess("score", collected, "--json").stdout
    program, circumstances = without_rights()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        shutil.copy(collected, place / "a.assess")
        (place / "a.assess").chmod(0o444)
        place.chmod(0o555)
        try:
            read = subprocess.run(
                [*program, "score", str(place / "a.assess"), "--json"],
                capture_output=True, text=True, check=False, **circumstances,
            )  # fmt: skip
            refused = subprocess.run(
                [*program, "round", str(place / "a.assess"), "--new", "Q1"],
                capture_output=True, text=True, check=False, **circumstances,
            )  # fmt: skip
            assert [each.name for each in place.iterdir()] == ["a.assess"]
        finally:
            place.chmod(0o755)
    assert read.returncode == 0, read.stderr
    assert read.stdout == expected
    assert refused.returncode == 2
    assert "read-only" in refused.stderr


def test_what_another_program_is_writing_can_still_be_read(assess: Assess, collected: Path) -> None:
    expected = assess("score", collected, "--json").stdout
    holding = sqlite3.connect(collected, isolation_level=None)
    holding.execute("BEGIN IMMEDIATE")
    read = assess("score", collected, "--json")
    holding.close()
    assert (read.returncode, read.stdout, read.stderr) == (0, expected, "")


def test_on_a_full_disk_what_is_there_can_be_read_and_nothing_is_lost(
    assess: Assess, collected: Path, tmp_path: Path
) -> None:
    expected = assess("score", collected, "--json").stdout
    full = tmp_path / "full"
    full.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "assess", full], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        file = Path(shutil.copy(collected, full))
        with suppress(OSError):
            (full / "fill").write_bytes(b"x" * 2_000_000)
        before = file.read_bytes()
        read = assess("score", file, "--json")
        refused = assess("round", file, "--new", "Q1")
        demo = assess("demo", "--out", full / "demo")
        assert file.read_bytes() == before
    finally:
        subprocess.run(["umount", "-l", full], check=True)
    assert (read.returncode, read.stdout) == (0, expected)
    assert (refused.returncode, demo.returncode) == (2, 4)
    for ran in (refused, demo):
        assert "the disk is full" in ran.stderr
        assert "free some space" in ran.stderr
        assert ran.stderr.count("\n") == 1


def test_new_names_the_next_command_as_it_must_be_typed(assess: Assess, tmp_path: Path) -> None:
    ran = assess("new", "our engagement", "--organisation", "Acme", cwd=tmp_path)
    assert "assess collect 'our engagement.assess' --repository PATH" in ran.stderr


@pytest.mark.parametrize(
    ("name", "organisation", "said"),
    [
        ("", "Acme", "an engagement needs a file of its own"),
        ("x" * 300, "Acme", "cannot hold a file of that name"),
        ("a.assess", " ", "the organisation needs a name: --organisation NAME"),
        ("a.assess", "x" * 201, "--organisation has 201 characters: shorten the name to 200 at most"),
        ("a.assess", "red\x1b[31m\nline", "--organisation holds a line break, another control character, or bytes"),
        ("a.assess", os.fsdecode(b"\xff"), "--organisation holds a line break, another control character, or bytes"),
    ],
)
def test_new_says_what_is_wrong_with_a_name(
    assess: Assess, tmp_path: Path, name: str, organisation: str, said: str
) -> None:
    ran = assess("new", name, "--organisation", organisation, cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [["practices", "--json"], ["practices"], ["checks"], ["findings", "{file}"], ["facts", "{file}"]]
)
def test_a_reader_that_goes_away_is_no_error(command: Path, collected: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nobody:
        ran = subprocess.run(
            [command, *(each.format(file=collected) for each in arguments)],
            stdout=nobody, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert ran.returncode == 0
    assert "Broken" not in ran.stderr
    assert "assess:" not in ran.stderr


@pytest.mark.parametrize(
    "arguments", [["--version"], ["doctor"], ["score", "{file}"], ["collect", "{file}", "--repository", "."]]
)
@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)], ids=["stdin", "stdout", "stderr", "all"])
def test_streams_that_were_closed_before_it_began_stop_nothing(
    command: Path, collected: Path, checkout: Path, arguments: list[str], closed: tuple[int, ...]
) -> None:
    ran = subprocess.run(
        [command, *(each.format(file=collected) for each in arguments)],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: [os.close(each) for each in closed],
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "assess:" not in ran.stdout + ran.stderr


def test_closed_input_ends_an_interview_as_its_end_does(command: Path, collected: Path) -> None:
    ran = subprocess.run(
        [command, "interview", collected, "--plain", "--role", "cto", "--respondent", "C"],
        capture_output=True, text=True, check=False, preexec_fn=lambda: os.close(0),
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "0 answers saved" in ran.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [["--version"], ["score", "{file}"], ["--help"]])
def test_output_onto_a_full_disk_is_one_sentence(command: Path, collected: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [command, *(each.format(file=collected) for each in arguments)],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert ran.returncode == 4
    assert ran.stderr == "assess: the disk is full; nothing that was saved is lost: free some space, then try again\n"


def test_a_report_of_which_one_part_cannot_be_written_is_partly_done(assess: Assess, collected: Path) -> None:
    folder = collected.parent
    ran = assess("report", collected, "--to", folder / "no/a.md", "--to", folder / "b.md", "--to", folder / "no/c.md")
    assert ran.returncode == 4
    assert (folder / "b.md").exists()
    assert "no/a.md was not written" in ran.stderr
    assert "no/c.md was not written" in ran.stderr
    assert assess("report", collected, "--to", folder / "no/a.md").returncode == 2


@pytest.mark.parametrize("days", ["nan", "inf", "1e400", "0", "-1"])
def test_a_capacity_that_is_no_number_of_days_is_refused(assess: Assess, collected: Path, days: str) -> None:
    ran = assess("plan", collected, "--capacity", days)
    assert ran.returncode == 2
    assert "--capacity" in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_a_round_that_no_page_could_name_is_refused(assess: Assess, collected: Path) -> None:
    before = collected.read_bytes()
    for name in (" ", "x" * 201, "red\x1b[31m"):
        ran = assess("round", collected, "--new", name)
        assert (ran.returncode, ran.stderr.count("\n")) == (2, 1)
    assert collected.read_bytes() == before


def test_a_guide_is_not_written_under_the_name_of_another_format(assess: Assess, tmp_path: Path) -> None:
    ran = assess("practices", "--role", "cto", "--to", tmp_path / "guide.pdf")
    assert ran.returncode == 2
    assert "a guide is Markdown" in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_hostile_names_reach_the_terminal_as_codes(assess: Assess, tmp_path: Path) -> None:
    path = tmp_path / "evil.assess"
    with Engagement.create(  # not by the command, which refuses such a name
        path, organisation="Evil\x1b]0;owned\x07\u202eCorp", model_digest="", program="", actor="", clock=system_clock
    ):
        pass
    shown = assess("score", path)
    assert shown.returncode == 0
    assert "\x1b" not in shown.stdout
    assert "\u202e" not in shown.stdout
    assert "\\x1b" in shown.stdout


def test_a_bug_is_one_sentence_and_debug_shows_where(command: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['assess', 'practices', *{extra}]\n"
        "import assess.commands.practices as p\n"
        "def broken(*a): raise RuntimeError('boom')\n"
        "p._all = broken\n"
        "from assess.cli import main; main()"
    )
    quiet = subprocess.run([sys.executable, "-c", code.format(extra=[])], capture_output=True, text=True, check=False)
    assert quiet.returncode == 1
    assert quiet.stderr.count("\n") == 1
    assert "boom" in quiet.stderr
    loud = subprocess.run(
        [sys.executable, "-c", code.format(extra=["--debug"])], capture_output=True, text=True, check=False
    )
    assert "Traceback" in loud.stderr


def test_an_option_that_is_missing_because_its_collector_does_not_load_is_explained(
    assess: Assess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "foreign" / "collectors").mkdir(parents=True)
    (tmp_path / "foreign" / "collectors" / "__init__.py").write_text("")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'foreign'}{os.pathsep}{os.environ['PYTHONPATH']}")
    ran = assess("collect", tmp_path / "a.assess", "--repository", tmp_path)
    assert ran.returncode == 2
    assert "No such option '--repository'" in ran.stderr
    assert "the collector repository of assess-operating-model" in ran.stderr
    assert "see `assess doctor`" in ran.stderr
    assert ran.stderr.count("\n") == 1
    doctor = assess("doctor")
    assert doctor.returncode == 4
    assert f"{tmp_path / 'foreign' / 'collectors'} hides collectors: take it off PYTHONPATH" in doctor.stdout


def test_a_probe_that_does_not_exist_is_one_short_sentence(assess: Assess, collected: Path) -> None:
    ran = assess("collect", collected, "--repository", ".", "--only", "zzz", cwd=collected.parent / "site")
    assert ran.returncode == 2
    assert "no probe is named zzz: there are " in ran.stderr
    assert "more, which --dry-run lists" in ran.stderr
    assert len(ran.stderr) < 400
