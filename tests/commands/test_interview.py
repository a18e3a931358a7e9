"""The interview line by line, driven as a person types: every answer is on disk before the next question."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.conftest import Assess


def answers(assess: Assess, file: Path, practice: str) -> list[dict[str, object]]:
    document = json.loads(assess("score", file, "--json").stdout)
    found: list[dict[str, object]] = next(p for p in document["practices"] if p["id"] == practice)["answers"]
    return found


def asked_first(output: str) -> str:
    return output.split("Question ", 1)[1].split(": ", 1)[1].split(" ", 1)[0]


@pytest.fixture
def empty(assess: Assess, tmp_path: Path) -> Path:
    assess("new", "empty.assess", "--organisation", "Acme")
    return tmp_path / "empty.assess"


def interview(assess: Assess, file: Path, typed: str) -> subprocess.CompletedProcess[str]:
    return assess("interview", file, "--plain", "--role", "cto", "--respondent", "The chief", stdin=typed)


def test_gates_are_asked_first_and_the_input_may_end_anywhere(assess: Assess, empty: Path) -> None:
    ran = interview(assess, empty, "3\n")
    assert ran.returncode == 0
    assert asked_first(ran.stdout) == "OWN-01"
    assert answers(assess, empty, "OWN-01")[0]["level"] == 3


def test_the_next_interview_goes_on_where_this_one_ended(assess: Assess, empty: Path) -> None:
    interview(assess, empty, "3\nq\n")
    again = interview(assess, empty, "")
    assert asked_first(again.stdout) == "OWN-02"


def test_back_note_shown_dont_know_and_undo(assess: Assess, empty: Path) -> None:
    typed = "3 as the board decided\nb\nw\nthe mandate\ndocument\n2026-11-01\nd\nb\nu\nq\n"
    ran = interview(assess, empty, typed)
    assert ran.returncode == 0, ran.stderr
    first = answers(assess, empty, "OWN-01")[0]
    assert (first["level"], first["note"]) == (3, "as the board decided")
    assert first["shown"] == {"what": "the mandate", "kind": "document", "date": "2026-11-01", "inside": None}


def test_not_applicable_takes_only_the_two_reasons(assess: Assess, empty: Path) -> None:
    ran = interview(assess, empty, "n\nwe accept the risk\nn\np\nq\n")
    assert "only these two reasons exist" in ran.stdout
    assert answers(assess, empty, "OWN-01")[0]["state"] == "not_applicable"


def test_a_claim_that_evidence_contradicts_is_said_at_once(assess: Assess, collected: Path) -> None:
    ran = assess("interview", collected, "--plain", "--role", "security", "--respondent", "S", stdin="s\n" * 30)
    number = next(
        i for i, part in enumerate(ran.stdout.split("Question ")[1:]) if part.split(": ", 1)[1].startswith("DEL-06")
    )
    ran = assess(
        "interview", collected, "--plain", "--role", "security", "--respondent", "S", stdin="s\n" * number + "4\nq\n"
    )
    assert "Evidence disagrees" in ran.stdout
    assert "DEL-06" in json.loads(assess("score", collected, "--json").stdout)["contradictions"][0]["practice"]


def test_bytes_that_are_no_text_do_not_end_the_interview(command: Path, empty: Path) -> None:
    ran = subprocess.run(
        [command, "interview", empty, "--plain", "--role", "cto", "--respondent", "B"],
        input=b"2 caf\xe9 \x1b[31mred\nq\n",
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0
    assert b"saved: 2" in ran.stdout
    assert b"\x1b[31m" not in ran.stdout


def test_letters_of_a_note_survive_a_locale_that_knows_none(
    assess: Assess, command: Path, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}.items():
        monkeypatch.setenv(name, value)
    subprocess.run(
        [command, "interview", empty, "--plain", "--role", "cto", "--respondent", "B"],
        input="2 Prüfung läuft\nq\n".encode(),
        capture_output=True,
        timeout=60,
        check=True,
    )
    document = json.loads(assess("score", empty, "--json").stdout)
    notes = [answer["note"] for practice in document["practices"] for answer in practice["answers"]]
    assert notes == ["Prüfung läuft"]


@pytest.mark.parametrize("how", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL], ids=["HUP", "TERM", "KILL"])
def test_hanging_up_loses_nothing_that_was_acknowledged(
    assess: Assess, command: Path, empty: Path, how: signal.Signals
) -> None:
    talk = pexpect.spawn(
        str(command), ["interview", str(empty), "--plain", "--role", "cto", "--respondent", "C"], timeout=60
    )
    for level in ("1", "2", "3"):
        talk.expect("or \\? for help >")
        talk.sendline(level)
        talk.expect(f"saved: {level}")
    talk.kill(how)
    talk.close(force=True)
    document = json.loads(assess("score", empty, "--json").stdout)
    levels = [answer["level"] for practice in document["practices"] for answer in practice["answers"]]
    assert sorted(levels) == [1, 2, 3]
    assert assess("doctor", empty).returncode == 0


def test_ctrl_c_stops_with_130(command: Path, empty: Path) -> None:
    talk = pexpect.spawn(
        str(command), ["interview", str(empty), "--plain", "--role", "cto", "--respondent", "C"], timeout=60
    )
    talk.expect("or \\? for help >")
    talk.sendintr()
    talk.expect("everything that was answered is saved")
    talk.wait()
    assert talk.exitstatus == 130


def test_the_conversation_needs_no_terminal_library(command: Path) -> None:
    code = "import sys, assess.commands.interview, assess.commands.conversation; print('textual' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
