"""Whoever writes YAML by hand gets plain values, and one sentence with the line where they slipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from assess.model.yaml_reader import DEEPEST, MOST_PROBLEMS, SourceError, parse_yaml, read_yaml


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(SourceError) as caught:
        parse_yaml(text if isinstance(text, bytes) else text.encode(), "f.yaml")
    return [error.sentence for error in caught.value.errors]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3), ("-3", -3), ("1.5", 1.5), ("1e3", 1000.0), ("true", True), ("False", False),
        ("~", None), ("null", None), ("", None), ('"3"', "3"), ("'true'", "true"), ("text", "text"),
        ("no", "no"), ("yes", "yes"), ("on", "on"),
        ("012345678901", "012345678901"), ("010", "010"), ("1_000", "1_000"), ("12:30", "12:30"),
        ("2026-01-05", "2026-01-05"), ("99999999999999999999", "99999999999999999999"), (".inf", ".inf"),
        ("<<", "<<"), ("1.10.2", "1.10.2"),
    ],
)  # fmt: skip
def test_a_value_means_what_it_looks_like(written: str, value: object) -> None:
    read = parse_yaml(f"key: {written}\n".encode(), "f.yaml").value
    assert read == {"key": value}
    assert type(read["key"]) is type(value)


def test_keys_are_texts_and_order_is_kept() -> None:
    assert list(parse_yaml(b"2: b\n1: a\ntrue: c\n", "f.yaml").value) == ["2", "1", "true"]


def test_every_value_knows_its_line() -> None:
    document = parse_yaml(b"a: 1\n\nb:\n- x: 1\n  y: |\n    text\n    more\n- [p,\n   q]\nc: {d: 2}\n", "f.yaml")
    lines = {
        ("a",): 1, ("b",): 3, ("b", 0): 4, ("b", 0, "x"): 4, ("b", 0, "y"): 5,
        ("b", 1): 8, ("b", 1, 0): 8, ("b", 1, 1): 9, ("c",): 10, ("c", "d"): 10,
    }  # fmt: skip
    assert {path: document.line(path) for path in lines} == lines


def test_a_missing_place_has_the_line_of_its_nearest_parent() -> None:
    document = parse_yaml(b"a: 1\nb:\n  c: 1\n", "f.yaml")
    assert document.line(("b", "missing", 3)) == 2
    assert document.line(("missing",)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n\tb: 1\n", "f.yaml:2: a tab is used as indentation; use spaces"),
        ("a: 1\nb: *a\n", "f.yaml:2: the alias *a is not allowed; write the value out in full"),
        ("a: @b\n", "f.yaml:1: a text cannot begin with @; put it in quotes"),
        ('a: 1\nb: "open\nc: 2\n', "f.yaml:2: a quoted text begins here and never ends; close the quote"),
        ('a: 1\nb: "\\uD800"\n', "f.yaml:2: a backslash stands where none can; double it, or use single quotes"),
        ("a: 1\n---\nb: 1\n", "f.yaml:2: a second document begins here; keep one document in a file"),
        ("? [a]\n: b\n", "f.yaml:1: a list or mapping is used as a key; use a text as the key, in quotes if need be"),
        (b"a: 1\nb: \xe4\n", "f.yaml:2: the byte 0xe4 is not UTF-8; save the file again with the encoding UTF-8"),
        (b"\xff\xfea\x00", "f.yaml:1: is UTF-16, not UTF-8; save the file again with the encoding UTF-8"),
        (b"a: 1\nb: \x07\n", "f.yaml:2: the control character U+0007 is not allowed; delete it"),
        ('a: "\\e[31m"\n', "f.yaml:1: the control character U+001B is not allowed; delete it"),
    ],
)  # fmt: skip
def test_a_slip_is_one_sentence_with_its_line(text: str | bytes, expected: str) -> None:
    assert problems(text) == [expected]


def test_a_slip_of_another_kind_still_says_where_and_what_to_look_at() -> None:
    (sentence,) = problems("a: 1\nb: c: d\n")
    assert sentence.startswith("f.yaml:2: is not YAML (")
    assert sentence.endswith("; check indentation, quotes and colons around this line")


def test_a_tag_that_would_run_code_is_refused() -> None:
    (sentence,) = problems("a: 1\nb: !!python/object/apply:os.system ['true']\n")
    assert sentence.startswith("f.yaml:2: the tag `tag:yaml.org,2002:python/object/apply:os.system` is not allowed")


def test_every_repeated_key_is_told_at_once() -> None:
    assert problems("a: 1\na: 2\nb:\n  c: 1\n  c: 2\n") == [
        "f.yaml:2: the key `a` is here a second time (first in line 1); keep one",
        "f.yaml:5: the key `c` is here a second time (first in line 4); keep one",
    ]


def test_a_file_full_of_slips_is_read_no_further_than_anybody_would_mend_at_once() -> None:
    assert len(problems("a: 1\n" * 1000)) == MOST_PROBLEMS


def test_an_alias_bomb_is_refused_without_being_built() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    assert problems("\n".join(lines)) == ["f.yaml:2: the alias *a0 is not allowed; write the value out in full"]


def test_depth_is_bounded_by_a_sentence_and_not_by_the_stack() -> None:
    assert parse_yaml(("[" * DEEPEST + "]" * DEEPEST).encode(), "f.yaml").value is not None
    told = problems("[" * 200_000)
    assert told == [
        f"f.yaml:1: nests more than {DEEPEST} levels deep; check the indentation and the brackets"
    ]  # fmt: skip


def test_a_huge_file_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    with pytest.raises(SourceError) as caught:
        read_yaml(path, name="huge.yaml")
    assert str(caught.value) == "huge.yaml: is larger than 5 MB; give a YAML file written by hand, or split it"


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_what_cannot_be_opened_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_yaml(tmp_path / name)
    assert str(caught.value).startswith(f"{tmp_path / name}: cannot be read (")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    document = parse_yaml(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "f.yaml")
    assert document.value == {"a": 1, "b": 2}
    assert document.line(("b",)) == 2


def test_an_empty_file_is_empty() -> None:
    assert parse_yaml(b"", "f.yaml").value is None


def test_a_message_shows_hostile_text_harmlessly() -> None:
    (sentence,) = problems('"\u202eevil": 1\n"\u202eevil": 2\n')
    assert "\u202e" not in sentence
    assert sentence.startswith("f.yaml:2: the key `?evil`")
