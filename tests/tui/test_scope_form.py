"""The profile's form takes a scope that names something, and refuses counts in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from engagements import create

from assess.model.loading import load
from assess.tui import editing


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"accounts": "4"}, "Accounts in scope: '4' is no account: write ids of 12 digits"),
        ({"repositories": "12"}, "Repositories in scope: '12' is no repository: write names or addresses"),
        ({"repositories": '"open'}, "a quote is not closed"),
        ({"accounts": "111122223333 444455556666", "repositories": 'github.com/acme/site "the shop"'}, ""),
        ({}, ""),
    ],
)
def test_a_scope_is_checked_where_it_is_typed(tmp_path: Path, typed: dict[str, str], told: str) -> None:
    with create(tmp_path / "acme.assess") as engagement:
        edit = editing.profile(engagement.assessment_inputs(), load())
        values = {field.id: field.value for field in edit.form.fields} | typed
        _, problem = edit.form.problem(values)
        assert (told in problem) if told else problem == ""
        if not problem:
            edit.save(engagement, values)
            profile = engagement.profile()
            assert " ".join(profile.scope_accounts) == typed.get("accounts", "")
            assert len(profile.scope_repositories) == (2 if typed else 0)
