"""Verification: whatever is changed in the file by other means is found, and named with its event."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from engagement_builder import TODAY, done, new, refused, repository, says

from assess.engagement import EngagementError, verify
from assess.engagement.chain import Event, canonical, event_hash
from assess.interview.answers import Incident
from assess.interview.decisions import Figure, FixDays
from assess.model.practices import PracticeId, Role

OWN_01 = PracticeId("OWN-01")
EVENT_COLUMNS = ("n", "at", "actor", "program", "round", "kind", "subject", "payload", "previous", "hash")
STATE = {
    "meta": "key value",
    "round": "id name opened_at model_digest settings",
    "respondent": "id key name roles team",
    "answer": "round practice respondent state level note shown reason date at",
    "decision": "round kind subject value reason approver expires date shown at",
    "incident": "id round at data",
    "figure": "round kpi value period source date at",
    "target": "id round kind name settings labels excluded",
    "job": "round id collector probe target region state reason detail needs calls seconds at read_at source",
    "fact_batch": "round job kind shape count digest at facts",
}
STATE_COLUMNS = [(table, column) for table, columns in STATE.items() for column in columns.split()]
FORGERIES = {"INTEGER": "coalesce({0}, 0) + 7", "REAL": "{0} + 7", "BLOB": "x'00'", "TEXT": "coalesce({0}, '') || 'x'"}


@pytest.fixture
def full(path: Path) -> Path:
    """A closed engagement with a row in every state table."""
    with new(path) as engagement:
        ann = engagement.add_respondent("Ann", [Role("cto")])
        engagement.answer(says(ann))
        engagement.answer(says(ann, 3))
        engagement.decide(FixDays(OWN_01, 3, "me"))
        engagement.add_incident(Incident("INC-1", TODAY, (OWN_01,)))
        engagement.add_figure(Figure("KPI-CFR", 0.1, "2026-Q1", "log", TODAY))
        engagement.sink().record([done(repository("app"), True), refused(repository("web"), True)])
    return path


def tamper(path: Path, *statements: str) -> None:
    """Changes the file as a person with an SQLite browser could."""
    connection = sqlite3.connect(path, isolation_level=None)
    for trigger in ("event_is_never_changed", "event_is_never_deleted"):
        connection.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        assert connection.execute(statement).rowcount, statement
    connection.close()


def changed(path: Path, table: str, column: str) -> str:
    """A statement that gives a column another value of its type."""
    connection = sqlite3.connect(path)
    (kind,) = [row[2] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] == column]
    connection.close()
    return f"UPDATE {table} SET {column} = {FORGERIES[kind].format(column)}"


def test_an_untouched_file_is_clean_and_not_changed(full: Path) -> None:
    before = full.read_bytes()
    found = verify(full)
    assert found.clean
    assert (found.rounds, found.batches) == (1, 2)
    assert found.events == 10
    assert found.rows > 8
    assert full.read_bytes() == before


@pytest.mark.parametrize("column", EVENT_COLUMNS)
def test_a_changed_field_of_an_event_is_found(full: Path, column: str) -> None:
    tamper(full, changed(full, "event", column) + " WHERE n = 5")
    problems = verify(full).problems
    assert any("event 5" in problem or "event 12" in problem for problem in problems), problems


@pytest.mark.parametrize(("table", "column"), STATE_COLUMNS)
def test_a_changed_field_of_a_state_row_is_found(full: Path, table: str, column: str) -> None:
    tamper(full, changed(full, table, column))
    problems = verify(full).problems
    assert any(table in problem or "facts" in problem for problem in problems), problems
    assert any("event" in problem for problem in problems), problems


@pytest.mark.parametrize("table", STATE)
def test_a_deleted_row_is_found_with_the_event_that_set_it(full: Path, table: str) -> None:
    tamper(full, f"DELETE FROM {table}")
    assert any("is missing, though event" in problem for problem in verify(full).problems)


def test_a_row_that_no_event_made_is_found(full: Path) -> None:
    tamper(full, "INSERT INTO meta VALUES ('questionnaires', 'elsewhere')")
    assert verify(full).problems == ("meta questionnaires stands in no event",)


@pytest.mark.parametrize("number", [1, 5, 10])
def test_a_deleted_event_is_found(full: Path, number: int) -> None:
    tamper(full, f"DELETE FROM event WHERE n = {number}")
    assert verify(full).problems


def test_two_events_that_changed_places_are_found(full: Path) -> None:
    tamper(
        full,
        "UPDATE event SET n = 100 WHERE n = 4",
        "UPDATE event SET n = 4 WHERE n = 5",
        "UPDATE event SET n = 5 WHERE n = 100",
    )
    assert any("was changed after it was written" in problem for problem in verify(full).problems)


def rewritten(path: Path, number: int, change: Callable[[str], str]) -> None:
    """Forges an event with a right hash, and those after it, as somebody who knows the formula would."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("DROP TRIGGER event_is_never_changed")
    previous = ""
    for row in connection.execute("SELECT * FROM event ORDER BY n").fetchall():
        event = Event(*row)
        payload = change(event.payload) if event.n == number else event.payload
        fields = (*row[:7], payload, previous or event.previous, "")
        previous = event_hash(Event(*fields))
        connection.execute(
            "UPDATE event SET payload = ?, previous = ?, hash = ? WHERE n = ?", (payload, fields[8], previous, event.n)
        )
    connection.close()


def test_a_forged_chain_is_found_by_the_state_that_it_does_not_explain(full: Path) -> None:
    rewritten(full, 5, lambda payload: payload.replace('"level":3', '"level":4'))
    (problem,) = verify(full).problems
    assert "differs in level from event 5" in problem


def test_an_event_that_names_a_wrong_old_value_is_found(full: Path) -> None:
    rewritten(full, 5, lambda payload: payload.replace('"level":2', '"level":1'))
    assert any("event 5 (answer" in p and "old value that did not stand" in p for p in verify(full).problems)


def test_an_event_that_cannot_be_done_again_is_a_sentence(full: Path) -> None:
    rewritten(full, 5, lambda payload: canonical({"key": {}}))
    assert any("event 5 (answer" in p and "cannot be done again" in p for p in verify(full).problems)


def test_facts_that_were_exchanged_are_found(full: Path) -> None:
    tamper(full, "UPDATE fact_batch SET facts = (SELECT facts FROM fact_batch b WHERE b.job <> fact_batch.job LIMIT 1)")
    assert any("are not those that event" in problem for problem in verify(full).problems)


def test_events_cannot_be_changed_by_accident(full: Path) -> None:
    connection = sqlite3.connect(full)
    for statement in ("DELETE FROM event", "UPDATE event SET actor = 'me'"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
    connection.close()


def test_many_problems_end_with_a_word_about_it(full: Path) -> None:
    tamper(
        full,
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
        "INSERT INTO meta SELECT 'k' || i, '' FROM n",
    )
    problems = verify(full).problems
    assert len(problems) == 101
    assert problems[-1].startswith("and more")


def test_what_is_no_engagement_is_said(tmp_path: Path) -> None:
    with pytest.raises(EngagementError, match="does not exist"):
        verify(tmp_path / "none.assess")
