"""One filter language: the same findings on the command line, in the app and in suppressions."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, fields

import pytest
from filter_in_python import Columns, predicate
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.evidence.filter import KEYS, FilterError, Query, parse, sql

NAMES = [field.name for field in fields(Columns)]


def by_sql(connection: sqlite3.Connection, query: str, *rows: Columns) -> list[int]:
    connection.execute("DELETE FROM finding")
    marks = ", ".join("?" * (len(NAMES) + 1))
    for number, row in enumerate(rows):
        values = [value or None for value in asdict(row).values()]
        connection.execute(f"INSERT INTO finding VALUES ({marks})", [number, *values])
    condition, parameters = sql(query)
    found = connection.execute(f"SELECT number FROM finding WHERE {condition} ORDER BY number", parameters)
    return [number for (number,) in found]


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(":memory:")
    made.execute(f"CREATE TABLE finding(number INTEGER PRIMARY KEY, {', '.join(NAMES)})")
    yield made
    made.close()


LOCKED = Columns(
    practice="DEL-01", topic="DEL", pillar="guardrails", level=3, outcome="fail", check_id="aws/is_locked",
    account="111122223333", region="eu-west-1", environment="prd", unit="aws:111122223333/production",
    unit_class="production", state="open", message="The door is open at night", subject_id="arn:aws:iam::1:door/d",
)  # fmt: skip
OWNED = Columns(
    practice="OWN-06", topic="OWN", pillar="ownership", level=1, outcome="not_applicable",
    check_id="repository/has_owner", repository="github.com/acme/shop-100%", owner="@acme/platform",
    unit="repository:github.com/acme/shop-100%", unit_class="unlabelled", state="suppressed", message="Größe",
)  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "LO"),
        ("practice:DEL-01", "L"),
        ("practice:del-01,own-06", "LO"),
        ("practice:DEL-*", "L"),
        ("practice:DEL", ""),
        ("topic:delivery-plane", "L"),
        ("topic:own", "O"),
        ("pillar:Ownership", "O"),
        ("outcome:not-applicable", "O"),
        ("-outcome:fail", "O"),
        ("outcome:fail level:3", "L"),
        ("outcome:fail level:1", ""),
        ("level:>=3", "L"),
        ("level:<3", "O"),
        ("level:<=1,3", "LO"),
        ("level:>1", "L"),
        ("level:=1", "O"),
        ("check:is_locked", "L"),
        ("check:aws/*", "L"),
        ("check:aws", "L"),
        ("check:locked", ""),
        ("check:*own*", "O"),
        ("account:111122223333", "L"),
        ("repository:acme", "O"),
        ("repository:acme/shop-100%", "O"),
        ("repository:shop", ""),
        ("repository:*shop-100%", "O"),
        ("repository:*shop_100%", ""),
        ('repository:""', "L"),
        ('-owner:""', "O"),
        ("owner:@acme/platform", "O"),
        ("owner:platform", "O"),
        ("region:EU-WEST-1", "L"),
        ("region:eu-*", "L"),
        ("environment:production", "L"),
        ("environment:prd", "L"),
        ("unit:aws:111122223333", "L"),
        ("unit:111122223333/production", "L"),
        ("state:suppressed", "O"),
        ("door", "L"),
        ("DOOR night", "L"),
        ('"door is open"', "L"),
        ("door,größe", "LO"),
        ("GRÖSSE", ""),
        ("-door", "O"),
        ('"arn:aws:iam"', "L"),
        ('"say \\"x\\""', ""),
        ("  door   practice:DEL-01  ", "L"),
        ("nowhere", ""),
    ],
)
def test_a_query_finds_the_same_in_sql_and_in_python(connection: sqlite3.Connection, query: str, expected: str) -> None:
    found = "".join("LO"[number] for number in by_sql(connection, query, LOCKED, OWNED))
    assert found == expected
    matches = predicate(query)
    assert "".join(name for name, row in zip("LO", (LOCKED, OWNED), strict=True) if matches(row)) == expected


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("practise:DEL-01", "unknown key `practise` at position 1: did you mean practice?"),
        ("x arn:aws", "unknown key `arn` at position 3: keys are practice"),
        ("level:5", "`5` at position 7 is no level: write 0 to 4, or for example >=3"),
        ("level:high", "`high` at position 7 is no level"),
        ("outcome:failed", "`failed` at position 9 is no outcome: did you mean fail?"),
        ("state:zzz", "`zzz` at position 7 is no state: there are open, suppressed"),
        ("practice:", "`practice:` at position 1 lacks a value"),
        ("practice:a,", "`practice:` at position 1 lacks a value"),
        ("fail -", "`-` at position 6 lacks a value"),
        ('say "hello', "the quote at position 5 is not closed"),
        ('owner:"a"b', "a space or a comma is missing before position 10"),
        ("a" * 4001, "at most 4000 characters"),
        (",".join("a" * 201), "at most 200 values"),
    ],
)
def test_a_filter_that_cannot_be_read_is_one_sentence_with_its_place(query: str, sentence: str) -> None:
    for read in (parse, sql, predicate):
        with pytest.raises(FilterError) as caught:
            read(query)
        assert sentence in str(caught.value)
        assert "\n" not in str(caught.value)


def test_no_value_reaches_the_text_of_the_statement() -> None:
    condition, parameters = sql("owner:x';-- message' OR 1=1")
    assert "x'" not in condition
    assert "or" not in condition.split("(")[0]
    assert "x'" in "".join(map(str, parameters))


words = st.text(st.sampled_from("abAB/:#*%_-.\\,\"' äÄ@1") | st.sampled_from("\U0001f600ſK\udc80"), max_size=6)
columns = st.builds(
    Columns,
    **{
        name: words.map(lambda text: text.encode("utf-8", "replace").decode())
        for name in NAMES
        if name not in ("level", "outcome", "state")
    },
    level=st.integers(0, 4),
    outcome=st.sampled_from(["pass", "fail", "unknown", "not_applicable"]),
    state=st.sampled_from(["open", "suppressed"]),
)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


values = words.map(quoted) | st.text(st.sampled_from("abAB/:#*%_.\\@ä"), min_size=1, max_size=5)
keyed = st.builds(
    lambda key, given: f"{key}:{','.join(given)}",
    st.sampled_from([key for key in KEYS if key not in ("level", "outcome", "state")]),
    st.lists(values, min_size=1, max_size=3),
)
terms = st.builds(
    lambda sign, term: sign + term,
    st.sampled_from(["", "-"]),
    keyed
    | words.map(quoted)
    | st.sampled_from(["level:>=2", "level:<3,4", "outcome:fail,pass", "state:open", "a", "b,A"]),
)


@settings(max_examples=500, deadline=None)
@given(query=st.lists(terms, max_size=3).map(" ".join), row=columns)
def test_sql_and_predicate_agree_on_everything(query: str, row: Columns) -> None:
    made = sqlite3.connect(":memory:")
    made.execute(f"CREATE TABLE finding(number INTEGER PRIMARY KEY, {', '.join(NAMES)})")
    assert bool(by_sql(made, query, row)) == predicate(query)(row)
    made.close()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_filter_or_one_sentence(text: str) -> None:
    with contextlib.suppress(FilterError):
        assert isinstance(parse(text), Query)
