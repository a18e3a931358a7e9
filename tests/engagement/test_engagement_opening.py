"""Opening and closing: one file, never touched when it should not be, and a sentence for whatever is wrong."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from engagement_builder import as_nobody, new, reopen, says, ticking

from assess.engagement import Engagement, EngagementError, verify
from assess.engagement.schema import APPLICATION_ID, MIGRATIONS, migrate
from assess.model.practices import Role


def filled(path: Path) -> None:
    with new(path) as engagement:
        engagement.answer(says(engagement.add_respondent("Ann", [Role("cto")])))


def sentence(path: Path, *, write: bool = True) -> str:
    with pytest.raises(EngagementError) as raised:
        reopen(path, write=write)
    return str(raised.value)


def test_closing_leaves_one_file(path: Path) -> None:
    engagement = new(path)
    engagement.set_meta("questionnaires", "ours")
    assert sorted(p.name for p in path.parent.iterdir()) == ["acme.assess", "acme.assess-shm", "acme.assess-wal"]
    engagement.close()
    engagement.close()
    assert [p.name for p in path.parent.iterdir()] == ["acme.assess"]
    with reopen(path) as again:
        assert again.organisation == "Acme"
        assert again.meta("questionnaires") == "ours"


def test_the_last_of_two_processes_leaves_one_file(path: Path) -> None:
    first = new(path)
    with reopen(path) as second:
        second.set_meta("questionnaires", "theirs")
    assert first.meta("questionnaires") == "theirs"
    first.set_meta("questionnaires", "ours")
    first.close()
    assert [p.name for p in path.parent.iterdir()] == ["acme.assess"]
    with reopen(path, write=False) as last:
        assert last.meta("questionnaires") == "ours"


def test_create_refuses_what_exists_and_leaves_it_alone(path: Path) -> None:
    path.write_text("precious")
    with pytest.raises(EngagementError, match="already exists and was not touched"):
        new(path)
    assert path.read_text() == "precious"
    assert [p.name for p in path.parent.iterdir()] == ["acme.assess"]


def test_create_says_that_the_folder_is_missing(tmp_path: Path) -> None:
    with pytest.raises(EngagementError, match="nowhere is no folder; create it"):
        new(tmp_path / "nowhere" / "acme.assess")


def test_what_is_no_engagement_is_refused_and_not_touched(tmp_path: Path) -> None:
    note, empty, other = tmp_path / "note.assess", tmp_path / "empty.assess", tmp_path / "other.assess"
    note.write_text("not a database" * 50)
    empty.touch()
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE shopping(item)")
    connection.close()
    before = {p: p.read_bytes() for p in (note, empty, other)}
    for write in (True, False):
        assert "is not an engagement file" in sentence(note, write=write)
        assert "is not an engagement file" in sentence(empty, write=write)
        assert "another program" in sentence(other, write=write)
        assert "does not exist; create it with `assess new" in sentence(tmp_path / "none.assess", write=write)
        assert "is a folder" in sentence(tmp_path, write=write)
    assert {p: p.read_bytes() for p in (note, empty, other)} == before
    assert len(list(tmp_path.iterdir())) == 3


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.assess"
    os.mkfifo(pipe)
    assert "is a pipe or a device" in sentence(pipe)
    assert "is a pipe or a device" in sentence(pipe, write=False)
    with pytest.raises(EngagementError, match="already exists and was not touched"):
        new(pipe)


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_create_does_not_mix_a_new_file_with_what_is_left_of_another(path: Path, ending: str) -> None:
    """SQLite would play the log of the lost file into the new one."""
    log = path.with_name(path.name + ending)
    log.write_bytes(b"what was answered")
    with pytest.raises(EngagementError, match=r"is what is left of another acme.assess, and may hold answers"):
        new(path)
    assert log.read_bytes() == b"what was answered"
    assert not path.exists()


def test_a_name_without_its_ending_is_understood(path: Path) -> None:
    filled(path)
    assert sentence(path.with_suffix("")).endswith(f"does not exist; did you mean {path}?")


@pytest.mark.parametrize(
    ("name", "said"), [("", "an engagement needs a file of its own"), ("x" * 300, "cannot hold a file of that name")]
)
def test_create_says_what_is_wrong_with_a_name(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(EngagementError, match=said):
        new(tmp_path / name if name else Path(name))
    assert list(tmp_path.iterdir()) == []


def test_opening_waits_for_another_program_to_let_go(path: Path) -> None:
    filled(path)
    holding = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holding.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(0.3, holding.execute, ["ROLLBACK"])
    letting_go.start()
    with reopen(path) as engagement:
        engagement.set_meta("questionnaires", "ours")
    letting_go.join()
    holding.close()


def test_what_a_damaged_file_holds_never_reaches_the_terminal(path: Path) -> None:
    filled(path)
    content = path.read_bytes()
    assert content.count(b"CREATE TABLE decision") == 1
    path.write_bytes(content.replace(b"CREATE TABLE decision", b"CREATE\x1b[31m\ndecision"))
    said = sentence(path, write=False)
    assert "is damaged" in said
    assert said.isprintable()


def test_a_newer_file_is_refused_and_not_touched(path: Path) -> None:
    filled(path)
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    before, changed = path.read_bytes(), path.stat().st_mtime_ns
    for write in (True, False):
        assert "written by a newer assess" in sentence(path, write=write)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, changed)
    assert [p.name for p in path.parent.iterdir()] == ["acme.assess"]


def test_a_read_only_folder_is_enough_to_read(open_folder: Path) -> None:
    path = open_folder / "acme.assess"
    filled(path)
    path.chmod(0o444)
    open_folder.chmod(0o555)

    def read() -> tuple[str, int, list[str]]:
        with reopen(path, write=False) as engagement:
            answers = len(engagement.assessment_inputs().answers)
            return engagement.organisation, answers, sorted(os.listdir(open_folder))

    assert as_nobody(read) == ("Acme", 1, ["acme.assess"])


def test_a_file_left_in_wal_mode_is_read_in_a_read_only_folder(open_folder: Path) -> None:
    path = open_folder / "acme.assess"
    filled(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    assert path.read_bytes()[18] == 2
    open_folder.chmod(0o555)

    def read() -> tuple[int, list[str]]:
        with reopen(path, write=False) as engagement:
            return len(engagement.answers()), sorted(os.listdir(open_folder))

    assert as_nobody(read) == (1, ["acme.assess"])


def test_a_log_that_cannot_be_read_is_never_left_out_silently(open_folder: Path, path: Path) -> None:
    """A copy of a file in use, in a folder where SQLite may not make what it needs to read the log."""
    with new(path) as engagement:
        engagement.set_meta("questionnaires", "ours")
        for beside in ("", "-wal"):
            shutil.copy(f"{path}{beside}", open_folder / f"acme.assess{beside}")
            (open_folder / f"acme.assess{beside}").chmod(0o444)
    open_folder.chmod(0o555)
    with pytest.raises(EngagementError, match="copy it to a folder of your own"):
        as_nobody(lambda: reopen(open_folder / "acme.assess", write=False).close())
    if os.geteuid() == 0:
        with reopen(open_folder / "acme.assess", write=False) as reader:
            assert reader.meta("questionnaires") == "ours"


def test_rows_that_assess_did_not_write_are_a_sentence(path: Path) -> None:
    filled(path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE answer SET date = 'yesterday'")
    connection.close()
    with (
        reopen(path, write=False) as engagement,
        pytest.raises(EngagementError, match="holds something that assess did not write"),
    ):
        engagement.assessment_inputs()


def test_a_user_without_rights_is_told_so(open_folder: Path) -> None:
    path = open_folder / "acme.assess"
    filled(path)
    path.chmod(0o444)
    with pytest.raises(EngagementError, match="is read-only for this user; ask for write permission"):
        as_nobody(lambda: reopen(path).close())
    path.chmod(0o666)
    with pytest.raises(EngagementError, match="lies in a folder that this user may not write to"):
        as_nobody(lambda: reopen(path).close())
    path.chmod(0o600)
    with pytest.raises(EngagementError, match=r"cannot be read \(Permission denied\)"):
        as_nobody(lambda: reopen(path, write=False).close())
    with pytest.raises(EngagementError, match=r"this user may not write to .*; name another place for the file"):
        as_nobody(lambda: new(open_folder / "other.assess").close())
    assert verify(path).clean


def test_reading_only_refuses_every_verb(path: Path) -> None:
    filled(path)
    before = path.read_bytes()
    with reopen(path, write=False) as engagement, pytest.raises(EngagementError, match="opened for reading only"):
        engagement.set_meta("questionnaires", "ours")
    assert path.read_bytes() == before


def test_a_file_locked_for_too_long_is_said_and_nothing_is_lost(path: Path) -> None:
    filled(path)
    with reopen(path) as engagement:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(EngagementError, match="being written by another process for more than 5 seconds"):
            engagement.set_meta("questionnaires", "ours")
        other.execute("ROLLBACK")
        other.close()
        assert engagement.set_meta("questionnaires", "ours")
    assert verify(path).clean


def test_a_full_file_saves_nothing_by_halves(path: Path) -> None:
    """`max_page_count` makes SQLite itself say that the disk is full."""
    filled(path)
    with reopen(path) as engagement:
        (pages,) = engagement._connection.execute("PRAGMA page_count").fetchone()
        engagement._connection.execute(f"PRAGMA max_page_count = {pages}")
        before = len(engagement.history())
        with pytest.raises(EngagementError, match="because the disk is full; nothing was saved: free some space"):
            engagement.set_meta("text", "x" * 100_000)
        assert len(engagement.history()) == before
        engagement._connection.execute(f"PRAGMA max_page_count = {pages + 1000}")
        assert engagement.set_meta("text", "x" * 100_000)
    assert verify(path).clean


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "assess", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    return folder


def test_a_full_disk_loses_nothing_that_was_acknowledged(small_disk: Path) -> None:
    try:
        path = small_disk / "acme.assess"
        saved = 0
        with new(path) as engagement:
            said = ""
            while not said and saved < 1000:
                try:
                    engagement.set_meta(f"text-{saved}", "x" * 20_000)
                    saved += 1
                except EngagementError as error:
                    said = str(error)
            assert "disk" in said
            assert "nothing was saved" in said
        kept = small_disk.parent / "kept.assess"
        for beside in ("", "-wal"):
            if (small_disk / f"acme.assess{beside}").exists():
                shutil.copy(small_disk / f"acme.assess{beside}", f"{kept}{beside}")
        with reopen(kept) as engagement:
            assert [engagement.meta(f"text-{n}") is not None for n in range(saved + 1)] == [True] * saved + [False]
        assert verify(kept).clean
    finally:
        subprocess.run(["umount", "-l", small_disk], check=True)


@pytest.mark.parametrize("put_another", [False, True])
def test_a_file_that_vanishes_is_noticed_before_anything_is_called_saved(path: Path, put_another: bool) -> None:
    engagement = new(path)
    path.rename(path.with_name("moved.assess"))
    if put_another:
        path.write_text("something else")
    with pytest.raises(EngagementError, match="moved, deleted or replaced while it was open; nothing was saved"):
        engagement.set_meta("questionnaires", "ours")
    engagement.close()
    assert not put_another or path.read_text() == "something else"


def test_damage_to_any_page_is_noticed(path: Path) -> None:
    filled(path)
    whole = path.read_bytes()
    size = int.from_bytes(whole[16:18], "big")
    for page in range(1, len(whole) // size):
        content = bytearray(whole)
        content[page * size : page * size + 64] = b"\xff" * 64
        path.write_bytes(content)
        try:
            problems = verify(path).problems
        except EngagementError as error:
            problems = (str(error),)
        assert any("damaged" in problem for problem in problems), f"page {page}: {problems}"
        with suppress(EngagementError), reopen(path, write=False) as engagement:
            engagement.assessment_inputs()


def test_a_damaged_first_page_is_a_sentence(path: Path) -> None:
    filled(path)
    content = bytearray(path.read_bytes())
    content[100:1000] = b"\xff" * 900
    path.write_bytes(content)
    for write in (True, False):
        assert "is damaged" in sentence(path, write=write)


def older_file(path: Path) -> None:
    """A file of the format before the first, as a program that never was would have left it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("CREATE TABLE answer(practice, level)")
    connection.execute("INSERT INTO answer VALUES ('OWN-01', 3)")
    connection.close()


def add_note(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE answer ADD COLUMN note TEXT NOT NULL DEFAULT ''")


def add_day(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE answer ADD COLUMN day TEXT NOT NULL DEFAULT '2026-01-01'")


def broken_step(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM answer")
    connection.execute("ALTER TABLE nothing ADD COLUMN note")


def rows(path: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT * FROM answer").fetchall()
    finally:
        connection.close()


def test_each_migration_leaves_a_whole_backup_beside_the_file(path: Path) -> None:
    older_file(path)
    connection = sqlite3.connect(path, isolation_level=None)
    backups = migrate(connection, path, (add_note, add_day))
    assert [backup.name for backup in backups] == ["acme.assess.backup-v0", "acme.assess.backup-v1"]
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    connection.close()
    assert rows(path) == [("OWN-01", 3, "", "2026-01-01")]
    assert rows(backups[0]) == [("OWN-01", 3)]
    assert rows(backups[1]) == [("OWN-01", 3, "")]


def test_a_migration_that_fails_leaves_the_file_and_its_backup(path: Path) -> None:
    older_file(path)
    connection = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, path, (add_note, broken_step))
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()
    assert rows(path) == [("OWN-01", 3, "")]
    assert rows(path.with_name("acme.assess.backup-v1")) == [("OWN-01", 3, "")]


def test_a_second_migration_never_overwrites_an_older_backup(path: Path) -> None:
    older_file(path)
    path.with_name("acme.assess.backup-v0").write_text("an older copy")
    connection = sqlite3.connect(path, isolation_level=None)
    (backup,) = migrate(connection, path, (add_note,))
    connection.close()
    assert backup.name == "acme.assess.backup-v0-2"
    assert path.with_name("acme.assess.backup-v0").read_text() == "an older copy"


def test_opening_a_file_of_format_0_migrates_it_once(path: Path) -> None:
    """What a run that was killed while it created tables would leave: our mark, and nothing else."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("CREATE TABLE scratch(x)")
    connection.close()
    assert "older format" in sentence(path, write=False)
    with reopen(path) as engagement, pytest.raises(EngagementError, match="has no round"):
        engagement.rounds()
    reopen(path).close()
    assert sorted(p.name for p in path.parent.iterdir()) == ["acme.assess", "acme.assess.backup-v0"]


def test_a_killed_creation_leaves_no_engagement(path: Path) -> None:
    def broken_clock() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Engagement.create(
            path,
            organisation="Acme",
            model_digest="m",
            program="p",
            actor="a",
            clock=broken_clock,  # type: ignore[arg-type]
        )
    assert list(path.parent.iterdir()) == []


def test_a_reader_sees_what_is_written_after_it_opened(path: Path) -> None:
    new(path).close()
    with reopen(path) as writer, reopen(path, write=False) as reader:
        seen = reader.revision()
        writer.set_meta("questionnaires", "ours")
        assert reader.meta("questionnaires") == "ours"
        assert reader.revision() != seen
    assert [p.name for p in path.parent.iterdir()] == ["acme.assess"]


def test_two_people_see_each_others_work_at_the_next_look(path: Path) -> None:
    with new(path) as mine, reopen(path, clock=ticking()) as theirs:
        seen = mine.revision()
        assert mine.revision() == seen
        theirs.set_meta("questionnaires", "theirs")
        assert mine.revision() != seen
