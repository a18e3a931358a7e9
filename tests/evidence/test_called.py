"""Repositories without an address go by the name of their folder, wherever a person reads of them."""

from __future__ import annotations

import pytest

from assess.evidence.called import Called
from assess.evidence.collectors import Target
from assess.evidence.facts import TargetId

ONE, OTHER = "root-" + "45c083f6" * 5, "root-" + "fa02d854" * 5


def _repository(identity: str, name: str) -> Target:
    return Target(TargetId(f"repository:{identity}"), "repository", name)


ALONE = Called([_repository(ONE, "usability"), _repository(OTHER, "shop"), _repository("github.com/a/b", "a/b")])
ALIKE = Called([_repository(ONE, "app"), _repository(OTHER, "app")])


@pytest.mark.parametrize(
    ("called", "text", "told"),
    [
        (ALONE, f"repository:{ONE}", "repository:usability"),
        (ALONE, f"repository:{ONE}:CODEOWNERS#root", "repository:usability:CODEOWNERS#root"),
        (ALONE, f"in {ONE} and {OTHER}", "in usability and shop"),
        (ALONE, "repository:github.com/a/b", "repository:github.com/a/b"),
        (ALONE, "the root-cause of it", "the root-cause of it"),
        (ALIKE, f"repository:{ONE}", "repository:app@45c083f"),
        (ALIKE, f"repository:{OTHER}", "repository:app@fa02d85"),
        (Called(), f"repository:{ONE}", "repository:root-45c083f"),
    ],
)
def test_a_name_stands_for_a_first_commit(called: Called, text: str, told: str) -> None:
    assert called(text) == told


@pytest.mark.parametrize("called", [ALONE, ALIKE])
@pytest.mark.parametrize("text", [f'unit:"repository:{ONE}" "repository:{ONE}:a b#c"', f"repository:{OTHER} level:>=3"])
def test_a_filter_that_was_read_with_names_is_saved_with_identities(called: Called, text: str) -> None:
    assert called.identified(called(text)) == text


def test_a_longer_name_is_not_taken_for_a_shorter_one() -> None:
    assert ALONE.identified("repository:shop-two") == "repository:shop-two"
    assert ALONE.identified("repository:shop") == f"repository:{OTHER}"
