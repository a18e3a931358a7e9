"""Crashes and company: what was acknowledged survives kill -9, and two processes lose nothing of each other's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from engagement_builder import new, reopen

from assess.engagement import verify
from assess.model.practices import Role

KILL_ANSWERS = Path(__file__).parents[2] / "benchmarks" / "kill_answers.py"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, KILL_ANSWERS, *arguments], capture_output=True, text=True, check=False, timeout=120
    )


def test_no_acknowledged_answer_is_lost_to_kill_9(tmp_path: Path) -> None:
    """50 kills by one command: `python benchmarks/kill_answers.py`."""
    said = run("--kills", "5", "--seed", "11", "--folder", tmp_path)
    assert said.returncode == 0, said.stdout + said.stderr
    assert " 0 lost, files left: killed.assess\n" in said.stdout


def test_a_killed_process_leaves_a_file_that_can_be_read_at_once(path: Path) -> None:
    with new(path) as engagement:
        ann = engagement.add_respondent("Ann", [Role("cto")])
    process = subprocess.Popen(
        [sys.executable, KILL_ANSWERS, "--answer", path, ann, "0"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for _ in range(3):
        process.stdout.readline()
    process.kill()
    process.communicate()
    assert path.with_name("acme.assess-wal").exists()
    with reopen(path, write=False) as reader:
        assert len(reader.answers()) >= 3
    assert verify(path).clean
    reopen(path).close()
    assert [one.name for one in path.parent.iterdir()] == ["acme.assess"]


def test_two_processes_writing_at_once_lose_nothing(path: Path) -> None:
    with new(path) as engagement:
        people = [engagement.add_respondent(name, [Role("cto")]) for name in ("Ann", "Bob")]
        before = len(engagement.history())
    writers = [
        subprocess.Popen(
            [sys.executable, KILL_ANSWERS, "--answer", path, person, "0", "--most", "150"], stdout=subprocess.PIPE
        )
        for person in people
    ]
    acknowledged = [writer.communicate(timeout=120)[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert [len(one) for one in acknowledged] == [150, 150]
    with reopen(path, write=False) as reader:
        events = reader.history()[before:]
        assert len(reader.answers()) == 300
    assert [event.n for event in events] == list(range(before + 1, before + 301))
    assert verify(path).clean
    assert [one.name for one in path.parent.iterdir()] == ["acme.assess"]
