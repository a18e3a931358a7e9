"""Which targets a profile names as its scope, and which names are refused."""

from __future__ import annotations

import pytest

from assess.evidence.collectors import Target
from assess.evidence.facts import TargetId
from assess.evidence.scope import complaint, outside, outside_sentence, scoped

ROOT = "repository:root-45c083f6eed1180e409a4d74db946d6da243d83b"


def _target(identifier: str, called: str, **labels: str) -> Target:
    return Target(TargetId(identifier), identifier.partition(":")[0], called, labels=labels)


READ = (
    _target(ROOT, "usability", name="usability", path="usability"),
    _target("repository:github.com/Acme/site", "Acme/site", name="site", path="github.com/Acme/site"),
    _target("aws:111122223333", "acme-production", name="acme-production"),
    _target("aws:444455556666", "acme-sandbox", name="acme-sandbox"),
)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("usability", ROOT),
        ("USABILITY", ROOT),
        (ROOT, ROOT),
        (ROOT.partition(":")[2], ROOT),
        ("site", "repository:github.com/Acme/site"),
        ("Acme/site", "repository:github.com/Acme/site"),
        ("https://github.com/acme/site.git", "repository:github.com/Acme/site"),
        ("https://someone@github.com/acme/site/", "repository:github.com/Acme/site"),
        ("git@github.com:acme/site.git", "repository:github.com/Acme/site"),
        ("github.com/acme/shop", "repository:github.com/acme/shop"),
        ("git@github.com:acme/shop.git", "repository:github.com/acme/shop"),
    ],
)
def test_a_repository_is_known_by_each_of_its_names(given: str, found: str) -> None:
    assert scoped((), (given,), READ) == (found,)
    assert complaint((), (given,), READ) == ""


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("111122223333", "aws:111122223333"),
        ("acme-production", "aws:111122223333"),
        ("777788889999", "aws:777788889999"),
    ],
)
def test_an_account_is_known_by_id_and_by_name(given: str, found: str) -> None:
    assert scoped((given,), (), READ) == (found,)
    assert complaint((given,), (), READ) == ""


@pytest.mark.parametrize(
    ("accounts", "repositories", "said"),
    [
        (("4",), (), "'4' is no account: write ids of 12 digits"),
        (("usability",), (), "(read: acme-production, acme-sandbox)"),
        (("1111-2222-3333",), (), "'1111-2222-3333' is no account"),
        ((), ("12",), "'12' is no repository: write names or addresses"),
        ((), ("site", "-"), "'-' is no repository"),
    ],
)
def test_what_names_nothing_is_refused(accounts: tuple[str, ...], repositories: tuple[str, ...], said: str) -> None:
    assert said in complaint(accounts, repositories, READ)


def test_a_name_of_digits_alone_is_taken_where_it_was_read() -> None:
    read = (_target("repository:github.com/acme/2048", "acme/2048", name="2048"),)
    assert complaint((), ("2048",), read) == ""
    assert scoped((), ("2048",), read) == ("repository:github.com/acme/2048",)


def test_two_repositories_of_one_name_are_both_in_scope() -> None:
    read = (_target("repository:a.example/one/app", "one/app", name="app"), _target(ROOT, "app", name="app"))
    assert set(scoped((), ("app",), read)) == {each.id for each in read}


def test_what_was_read_outside_the_scope_is_named() -> None:
    left_out = outside(("acme-production",), ("site",), READ)
    assert [each.name for each in left_out] == ["usability", "acme-sandbox"]
    assert outside_sentence(left_out[:1]) == (
        "usability is outside the scope of the profile: it was read and does not count"
    )
    assert "usability, acme-sandbox are outside" in outside_sentence(left_out)
    assert outside((), (), READ) == ()
    assert outside_sentence(()) == ""
