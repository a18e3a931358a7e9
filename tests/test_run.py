"""`./run` as a newcomer meets it: an empty clone, a machine that lacks something, stopped half way, moved, linked.

Python's own venv is real (without pip, which takes seconds); `uv` is a small program that installs a small `assess`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "run"
TOOLS = "sh dirname readlink awk cmp cp mktemp mkdir mv rmdir rm sleep tail grep df chmod".split()  # noqa: SIM905 (reads as a PATH)
PYTHON = """#!/bin/sh
case "$*" in "-m venv"*) shift 2; exec {python} -m venv --without-pip "$@";; esac
exec {python} "$@"
"""
UV = """#!/bin/sh
if [ "$1" = --version ]; then echo "uv 0.9.2"; exit; fi
echo "$@" >>{calls}
{then}
bin=$UV_PROJECT_ENVIRONMENT/bin
printf '#!/bin/sh\\necho "assess of {name}: $*"\\n' >"$bin/assess"
chmod +x "$bin/assess"
"""


@dataclass(frozen=True, slots=True)
class Machine:
    """A checkout, and a PATH that holds nothing but what is put on it."""

    checkout: Path
    path: Path
    calls: Path

    def put(self, name: str, text: str) -> None:
        (self.path / name).write_text(text)
        (self.path / name).chmod(0o755)

    def put_uv(self, then: str = "", name: str = "here") -> None:
        self.put("uv", UV.format(calls=self.calls, then=then, name=name))

    def run(self, *arguments: str, script: Path | None = None, cwd: Path | None = None, **more: str) -> tuple[int, str]:
        """The exit code, and all that was said."""
        done = subprocess.run(
            [script or self.checkout / "run", *arguments],
            cwd=cwd or self.checkout,
            env={"PATH": str(self.path), "HOME": str(self.path.parent), **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def synced(self) -> list[str]:
        return self.calls.read_text().splitlines() if self.calls.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """With everything that `run` needs, and a checkout whose path has spaces and letters beyond ASCII."""
    made = Machine(tmp_path / "ein Ordner äß 日本", tmp_path / "bin", tmp_path / "calls")
    made.checkout.mkdir()
    made.path.mkdir()
    shutil.copy(SOURCE, made.checkout / "run")
    (made.checkout / "uv.lock").write_text("version = 1\n")
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (made.path / tool).symlink_to(found)
    made.put("python3", PYTHON.format(python=sys.executable))
    made.put_uv()
    return made


def test_sets_up_once_and_again_only_when_the_lock_or_the_need_changes(machine: Machine) -> None:
    code, said = machine.run("score", "x.assess")
    assert (code, said.splitlines()[-1]) == (0, "assess of here: score x.assess")
    assert machine.run("--version") == (0, "assess of here: --version\n")
    assert len(machine.synced()) == 1

    (machine.checkout / "uv.lock").write_text("version = 1 # changed\n")
    machine.run("--version")
    machine.run("demo")
    machine.run("demo")
    machine.run("--version")
    assert [("--extra demo" in call) for call in machine.synced()] == [False, False, True]
    assert all("--locked" in call and "--compile-bytecode" in call for call in machine.synced())


def test_no_python_is_one_sentence_with_the_command_that_helps(machine: Machine) -> None:
    (machine.path / "python3").unlink()
    code, said = machine.run("--version")
    assert code == 1
    assert said.count("\n") == 1
    assert "Python 3.11 or later is needed and was not found" in said
    assert "apt-get install python3 python3-venv" in said


def test_an_older_python_is_passed_over_for_a_newer_one(machine: Machine) -> None:
    machine.put("python3", "#!/bin/sh\nexit 1\n")
    assert "was not found" in machine.run("--version")[1]
    machine.put("python3.12", PYTHON.format(python=sys.executable))
    assert machine.run("--version")[0] == 0


def test_a_python_without_venv_is_one_sentence(machine: Machine) -> None:
    machine.put("python3", f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"\n')
    code, said = machine.run("--version")
    assert code == 1
    assert "apt-get install python3-venv" in said.splitlines()[-1]
    assert len(said.splitlines()) == 2


def test_a_python_that_was_named_and_is_none_is_said(machine: Machine) -> None:
    code, said = machine.run("--version", ASSESS_PYTHON="/not/there/my python")
    assert code == 1
    assert "/not/there/my python (ASSESS_PYTHON) is not a Python 3.11 or later" in said


def test_a_place_that_cannot_be_written_is_one_sentence(machine: Machine) -> None:
    code, said = machine.run("--version", ASSESS_VENV="/proc/nowhere/venv")
    assert code == 1
    assert said.splitlines()[1:] == ["run: /proc/nowhere/venv cannot be written: clone into a folder of your own"]


def test_a_folder_of_other_things_is_not_taken_for_the_environment(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    code, said = machine.run("--version", ASSESS_VENV=str(tmp_path / "mine"))
    assert code == 1
    assert "holds something else than a Python environment" in said
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("error: failed to copy file: No space left on device (os error 28)", "run: the disk is full"),
        ("error: dns error: failed to lookup address information", "run: the network could not be reached"),
    ],
)
def test_a_full_disk_and_a_missing_network_are_one_sentence(machine: Machine, reason: str, sentence: str) -> None:
    machine.put_uv(then=f"echo '{reason}' >&2; exit 2")
    code, said = machine.run("--version")
    assert code == 1
    assert said.splitlines()[1].startswith(sentence)
    assert len(said.splitlines()) == 2
    machine.put_uv()
    assert machine.run("--version")[0] == 0


def test_another_failure_shows_its_own_words(machine: Machine) -> None:
    machine.put_uv(then="echo 'error: the lockfile needs to be updated'; exit 1")
    code, said = machine.run("--version")
    assert code == 1
    assert "error: the lockfile needs to be updated\nrun: setting up failed at:" in said


def test_works_through_links_and_from_other_folders(machine: Machine, tmp_path: Path) -> None:
    away = tmp_path / "away"
    away.mkdir()
    (away / "near").symlink_to(os.path.relpath(machine.checkout / "run", away))
    (away / "far").symlink_to("near")
    assert machine.run("--version", script=away / "far", cwd=away)[0] == 0
    assert (machine.checkout / ".venv").is_dir()
    assert sorted(each.name for each in away.iterdir()) == ["far", "near"]


def test_a_moved_checkout_runs_itself_and_not_the_old_place(machine: Machine, tmp_path: Path) -> None:
    machine.run("--version")
    copy = tmp_path / "copy"
    shutil.copytree(machine.checkout, copy, symlinks=True)
    machine.put_uv(name="copy")
    code, said = machine.run("--version", script=copy / "run", cwd=copy)
    assert (code, said.splitlines()[-1]) == (0, "assess of copy: --version")
    assert machine.run("--version") == (0, "assess of here: --version\n")


def test_an_environment_whose_python_is_gone_is_made_anew(machine: Machine) -> None:
    machine.run("--version")
    for name in ("python", "python3"):
        (machine.checkout / ".venv/bin" / name).unlink()
        (machine.checkout / ".venv/bin" / name).symlink_to("/not/there/python3")
    assert machine.run("--version")[0] == 0


def test_ctrl_c_while_setting_up_is_said_and_the_next_run_goes_on(machine: Machine, tmp_path: Path) -> None:
    reached = tmp_path / "reached"
    os.mkfifo(reached)
    machine.put_uv(then=f"echo >{reached}; read never <{reached}")
    process = subprocess.Popen(
        [machine.checkout / "run", "--version"],
        env={"PATH": str(machine.path), "HOME": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    reached.read_text()
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate()[1]
    assert process.returncode == 130
    assert said.endswith("run: setting up was stopped; the next ./run goes on from there\n")
    machine.put_uv()
    assert machine.run("--version")[0] == 0


def test_of_two_first_runs_at_once_one_sets_up_and_the_other_waits(machine: Machine, tmp_path: Path) -> None:
    reached = tmp_path / "reached"
    os.mkfifo(reached)
    machine.put_uv(then=f"echo >{reached}; read go <{reached}")
    environment = {"PATH": str(machine.path), "HOME": str(tmp_path)}
    both = []
    for place in ("first", "second"):
        both.append(
            subprocess.Popen(
                [machine.checkout / "run", place],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        if place == "first":
            reached.read_text()
    first, second = both
    assert second.stderr is not None
    said = [second.stderr.readline(), second.stderr.readline()]
    assert said[1] == f"another ./run sets up here (process {first.pid}): waiting for it ...\n"
    reached.write_text("go\n")
    assert [process.communicate()[0] for process in both] == ["assess of here: first\n", "assess of here: second\n"]
    assert len(machine.synced()) == 1
    assert not list(machine.checkout.glob(".venv.*"))


def test_a_setting_up_that_was_killed_is_taken_over_and_one_that_hangs_is_said(machine: Machine) -> None:
    turn = machine.checkout / ".venv.setting-up"
    turn.mkdir()
    (turn / "process").write_text(f"{os.getpid()}\n")
    code, said = machine.run("--version", ASSESS_PATIENCE="0")
    assert (code, said.count("\n")) == (1, 3)
    assert f"run (process {os.getpid()}) has been setting up for too long: end it, remove {turn}" in said
    ended = subprocess.Popen(["true"])
    ended.wait()
    (turn / "process").write_text(f"{ended.pid}\n")
    assert machine.run("--version")[0] == 0
    assert not turn.exists()


def test_the_callers_python_settings_do_not_reach_the_program(machine: Machine) -> None:
    machine.put_uv(then='echo "[$PYTHONHOME$PYTHONPATH]" >>' + str(machine.calls))
    assert machine.run("--version", PYTHONHOME="/not/there", PYTHONPATH="/not/there")[0] == 0
    assert "[]" in machine.synced()


def test_the_program_is_told_how_it_was_called(machine: Machine) -> None:
    machine.put_uv(name="$ASSESS_CALLED_AS")
    assert machine.run("--version")[1].endswith(f"assess of {machine.checkout / 'run'}: --version\n")
