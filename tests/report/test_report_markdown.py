"""The Markdown: whole, in the order of the page, and no text from outside becomes markup."""

from __future__ import annotations

import re

import documents
import pytest
import renders
from hypothesis import given
from hypothesis import strategies as some

from assess.report.markdown import escaped, markdown


def test_it_tells_the_same_story_in_the_same_order() -> None:
    text = markdown(renders.document("rich"), documents.model())
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == [
        "Where control stands", "Scope, and what was not seen", "Pillars", "Contradictions", "Disagreements by role",
        "Settle list", "Fix first", "Plan to day 90", "Ownership and decision rights", "Resilient observability",
        "Safe change", "Guardrails in delivery workflows", "Evidence register", "Answers", "Method and limits",
        "Glossary",
    ]  # fmt: skip
    assert "**Control is confirmed for 11% of what this assessment asks, and four claims go further" in text
    assert all(each["id"] in text for each in documents.rich()["findings"])


@pytest.mark.parametrize("name", renders.DOCUMENTS)
def test_every_row_of_a_table_has_the_columns_of_its_heading(name: str) -> None:
    columns = 0
    for line in markdown(renders.document(name), documents.model()).splitlines():
        if not line.startswith("|"):
            columns = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line)) - 1
        columns = columns or cells
        assert cells == columns, line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>", "&lt;script&gt;"),
        ("[a](http://b)", "\\[a\\](http&#58;//b)"),
        ("see www.example.org", "see www&#46;example.org"),
        ("ask @team", "ask &#64;team"),
        ("a | b", "a \\| b"),
        ("# not a heading", "\\# not a heading"),
        ("- not a list", "\\- not a list"),
        ("1. not a list", "1\\. not a list"),
        ("two\nlines", "two lines"),
        ("&lt;", "&amp;lt;"),
        ("\x1b[31m", "\\[U+001B\\]\\[31m"),
        ("`code` *bold* _it_ ~no~ $x$", "\\`code\\` \\*bold\\* \\_it\\_ \\~no\\~ \\$x\\$"),
    ],
)
def test_text_is_shown_as_it_was_said(text: str, shown: str) -> None:
    assert escaped(text) == shown


@given(some.text(max_size=80))
def test_nothing_in_a_text_stays_markup(text: str) -> None:
    safe = escaped(text)
    assert "\n" not in safe
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]|<>]", safe)
    assert "://" not in safe


def test_hostile_text_makes_no_link_no_image_and_no_html() -> None:
    text = markdown(renders.document("hostile"), documents.model())
    assert "http://" not in text
    assert not re.search(r"<[a-z/]", text)
    assert not re.search(r"(?<!\\)\]\(", text)
