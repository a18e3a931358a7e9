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
    typed = "3 as the board decided\nb\ns\nthe mandate\ndocument\n2026-11-01\nd\nb\nU\nq\n"
    ran = interview(assess, empty, typed)
    assert ran.returncode == 0, ran.stderr
    assert "saved: 3 enforced control; shown: document of 2026-11-01, the mandate" in ran.stdout
    assert "saved: don't know\nWhat was shown for the answer before is not recorded for this one" in ran.stdout
    first = answers(assess, empty, "OWN-01")[0]
    assert (first["level"], first["note"]) == (3, "as the board decided")
    assert first["shown"] == {"what": "the mandate", "kind": "document", "date": "2026-11-01", "inside": None}


def test_not_applicable_takes_only_the_two_reasons(assess: Assess, empty: Path) -> None:
    ran = interview(assess, empty, "a\nwe accept the risk\na\np\nq\n")
    assert "only these two reasons exist" in ran.stdout
    assert answers(assess, empty, "OWN-01")[0]["state"] == "not_applicable"


def test_a_claim_that_evidence_contradicts_is_said_at_once(assess: Assess, collected: Path) -> None:
    ran = assess("interview", collected, "--plain", "--role", "security", "--respondent", "S", stdin="\n" * 30)
    number = next(
        i for i, part in enumerate(ran.stdout.split("Question ")[1:]) if part.split(": ", 1)[1].startswith("DEL-06")
    )
    ran = assess(
        "interview", collected, "--plain", "--role", "security", "--respondent", "S", stdin="\n" * number + "4\nq\n"
    )
    assert "How do the two fit together?" in " ".join(ran.stdout.split())
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
        talk.expect("answer >")
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
    talk.expect("answer >")
    talk.sendintr()
    talk.expect("everything that was answered is saved")
    talk.wait()
    assert talk.exitstatus == 130


def test_the_conversation_needs_no_terminal_library(command: Path) -> None:
    code = "import sys, assess.commands.interview, assess.commands.conversation; print('textual' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_what_an_answer_counts_for_is_said_with_progress_and_minutes(assess: Assess, empty: Path) -> None:
    told = interview(assess, empty, "3\nq\n").stdout
    assert "Counts as 2: words alone reach no higher. When they show it: b goes back, then s." in " ".join(told.split())
    assert "0 of this person's 19 questions answered, about" in told
    assert "1 of this person's 19 questions answered, about" in told
    assert "minutes left" in told


def test_a_dispute_is_said_to_the_second_person(assess: Assess, empty: Path) -> None:
    told = interview(assess, empty, "3\nn\n2\nA lead\n1\nq\n").stdout
    assert "The CTO says 3 and the platform lead says 1. Until you agree, the lowest counts: 1." in " ".join(
        told.split()
    )
    assert told.rstrip().splitlines()[-1].startswith("2 answers saved.")


def test_a_dont_know_says_why_the_whole_falls(assess: Assess, empty: Path) -> None:
    assert "counts as 0 here" not in interview(assess, empty, "d\nq\n").stdout  # a CTO does not have to act
    lead = ("interview", empty, "--plain", "--role", "platform_lead", "--respondent", "L")
    told = " ".join(assess(*lead, stdin="d\nq\n").stdout.split())
    assert "range now 0.0–49.0" in told
    assert "A don't-know counts as 0 here" in told
    assert "OWN-01 is a gate: at 0 it holds its pillar, and so the whole, at 49 or less." in told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("clear", "'clear' says nothing here: type a level, 0 to 4, or ? for what can be typed"),
        ("5", "'5' says nothing here"),
        ("e\nin writing", "saved: note: in writing"),
        ("note\nin writing", "saved: note: in writing"),
        ("3\nb\nundo", "undone"),
        ("s", "First choose a level"),
        ("?", "U        undo the last change of this answer"),
        ("w", "What people say:"),
        ("", "Question 2 of 19"),
        ("3\nb\nu", "Question 2 of 19"),
        ("n\nCTO\n2\n1", "There is nobody with the number 2"),
    ],
)
def test_each_input_says_what_it_did(assess: Assess, empty: Path, typed: str, told: str) -> None:
    assert told in interview(assess, empty, f"{typed}\nq\n").stdout


def test_what_is_unknown_takes_one_line(assess: Assess, empty: Path) -> None:
    told = interview(assess, empty, "clear\nq\n").stdout.split("answer > ")
    assert told[1].count("\n") == 1


def test_its_letters_are_those_of_the_app() -> None:
    from assess.commands.conversation import _HELP
    from assess.tui.keys import Place, keys_of

    app = {key: each.id.rpartition(".")[2] for each in keys_of(Place.INTERVIEW, Place.EVERYWHERE) for key in each.keys}
    plain = {
        "d": "dont_know", "a": "not_applicable", "s": "shown", "e": "note", "U": "undo", "f": "follow_ups", "w": "why",
        "b": "back", "u": "open_question", "n": "person", "q": "quit",
    }  # fmt: skip
    assert {key for key, _ in _HELP} - {"0 to 4", "Enter"} == plain.keys()
    assert {key: app[key] for key in plain} == plain
    assert app["enter"] == "next"


def test_a_question_answered_twice_is_one_answer(assess: Assess, empty: Path) -> None:
    assert "1 answer saved." in interview(assess, empty, "3\nb\n2\nq\n").stdout
