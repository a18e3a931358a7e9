"""Who owns a file is what GitHub would say: patterns, last match, lines it skips, and the file it does not load."""

from __future__ import annotations

from pathlib import Path

import pytest
from repository_builder import git, repository
from repository_collecting import CHECKS

from collectors.repository.codeowners import Owners, coverage, lines_of, matches
from collectors.repository.facts import CodeOwners, Inventory, OwnerRule

# pattern, path, whether GitHub gives the path to the owner of the pattern
PATTERNS = [
    ("*", "a", True),
    ("*", "a/b/c", True),
    ("*.js", "a.js", True),
    ("*.js", "deep/er/a.js", True),
    ("*.js", "a.jsx", False),
    ("*.js", "dir.js/file.txt", True),
    ("/*.js", "a.js", True),
    ("/*.js", "deep/a.js", False),
    ("docs", "docs", True),
    ("docs", "docs/a/b", True),
    ("docs", "deep/docs/a", True),
    ("docs", "mydocs/a", False),
    ("/docs", "docs/a", True),
    ("/docs", "deep/docs/a", False),
    ("docs/", "docs/a", True),
    ("docs/", "deep/docs/a/b", True),
    ("docs/", "docs", False),
    ("/docs/", "docs/a/b", True),
    ("/docs/", "deep/docs/a", False),
    ("/docs/", "docs", False),
    ("docs/*", "docs/getting-started.md", True),
    ("docs/*", "docs/build-app/troubleshooting.md", False),
    ("docs/*", "deep/docs/a.md", False),
    ("docs/**", "docs/build-app/troubleshooting.md", True),
    ("docs/*.md", "docs/a.md", True),
    ("docs/*.md", "docs/deep/a.md", False),
    ("docs/a", "docs/a", True),
    ("docs/a", "docs/a/b/c", True),
    ("docs/a", "deep/docs/a", False),
    ("**/logs", "logs/a", True),
    ("**/logs", "deep/er/logs/a", True),
    ("**/logs", "catalogs/a", False),
    ("/build/logs/", "build/logs/x/y", True),
    ("/build/logs/", "deep/build/logs/x", False),
    ("/src/**/test", "src/test", True),
    ("/src/**/test", "src/a/b/test/c", True),
    ("/src/**/test", "src/a/b/tested", False),
    ("/src/**/*.py", "src/a.py", True),
    ("/src/**/*.py", "src/a/b/c.py", True),
    ("/src/*/a.py", "src/x/a.py", True),
    ("/src/*/a.py", "src/x/y/a.py", False),
    ("/src/*/a.py", "src/a.py", False),
    ("**", "anything/at/all", True),
    ("/**", "anything/at/all", True),
    ("a?c", "abc", True),
    ("a?c", "a/c", False),
    ("README.md", "readme.md", False),
    ("/a\\ b/", "a b/c", True),
    ("a+b.(c)", "x/a+b.(c)", True),
    ("/", "a", False),
    (".github/", ".github/workflows/ci.yml", True),
    ("/.github/workflows/", ".github/workflows/ci.yml", True),
    ("apps/", "apps/two\nlines", True),
]
# Where GitHub differs from gitignore: a wildcard as last segment does not reach into folders it matches.
NOT_LIKE_GIT = {("docs/*", "docs/build-app/troubleshooting.md")}


@pytest.mark.parametrize(("pattern", "path", "expected"), PATTERNS)
def test_a_pattern_matches_what_github_says(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected
    assert (Owners(lines_of(f"{pattern} @a\n")).of(path) == ("@a",)) is expected


def test_patterns_agree_with_git_where_the_rules_are_the_same(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    exclude = tmp_path / ".git" / "info" / "exclude"
    exclude.parent.mkdir(exist_ok=True)
    compared = 0
    for pattern, path, _ in PATTERNS:
        if (pattern, path) in NOT_LIKE_GIT or pattern == "/":
            continue
        exclude.write_text(f"{pattern}\n")
        answer = git(
            tmp_path, "check-ignore", "--no-index", "-v", "-n", "-z", "--stdin", stdin=path.encode() + b"\0", ok=(0, 1)
        )
        assert (answer.split(b"\0")[0] != b"") is matches(pattern, path), (pattern, path)
        compared += 1
    assert compared >= 40


LINES = [
    ("* @octocat", ("*", ("@octocat",), "")),
    ("*\t@octocat  @acme/team", ("*", ("@octocat", "@acme/team"), "")),
    ("*.js @js-owner #This is an inline comment.", ("*.js", ("@js-owner",), "")),
    ("docs/* docs@example.com", ("docs/*", ("docs@example.com",), "")),
    ("/apps/github", ("/apps/github", (), "")),
    ("/apps/github # nobody", ("/apps/github", (), "")),
    ("file#1 @octocat", ("file#1", ("@octocat",), "")),
    ("/a\\ b @octocat\r", ("/a\\ b", ("@octocat",), "")),
    ("!secret @octocat", ("!secret", ("@octocat",), "negated")),
    ("*.[ch] @octocat", ("*.[ch]", ("@octocat",), "character range")),
    ("\\#file @octocat", ("\\#file", ("@octocat",), "escaped")),
    ("***/a @octocat", ("***/a", ("@octocat",), "***")),
    ("* octocat", ("*", ("octocat",), "octocat is no @user")),
    ("* docs@", ("*", ("docs@",), "docs@ is no @user")),
    ("* @acme/a/b", ("*", ("@acme/a/b",), "@acme/a/b is no @user")),
    ("* @octocat, @other", ("*", ("@octocat,", "@other"), "@octocat, is no @user")),
]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_a_line_is_read_or_skipped_as_github_does(text: str, expected: tuple[str, tuple[str, ...], str]) -> None:
    (line,) = lines_of(text)
    assert (line.pattern, line.owners) == expected[:2]
    assert expected[2] in line.fault
    assert bool(line.fault) is bool(expected[2])


def test_comments_and_empty_lines_are_no_rules() -> None:
    assert lines_of("# a\n\n   \n  # b\n") == []


def test_the_last_match_wins_and_a_line_without_owner_takes_ownership_away() -> None:
    rules = lines_of("* @all\n/apps/ @apps\n/apps/github\n!broken @nobody\n*.md @docs\n")
    owners = Owners(rules)
    assert owners.of("x") == ("@all",)
    assert owners.of("apps/a") == ("@apps",)
    assert owners.of("apps/github/a") == ()
    assert owners.of("apps/github/a.md") == ("@docs",)
    effect = coverage(rules, ["x", "apps/a", "apps/github/a", "a.md"])
    assert (effect.owned, effect.unowned) == (3, ("apps/github/a",))
    assert effect.decided == {1: 1, 2: 1, 3: 1, 5: 1}


def test_a_rule_that_others_override_is_alive_and_one_without_files_is_dead() -> None:
    rules = lines_of("/src/ @a\n/src/app/ @b\n/gone/ @c\n/src/app.py/ @d\n*.rb @e\n* @f\n")
    effect = coverage(rules, ["src/app/x.py", "src/app.py"])
    assert effect.alive == {1, 2, 6}


def test_a_hundred_thousand_paths_by_two_hundred_rules_are_counted() -> None:
    paths = [f"services/s{number % 500}/src/module{number % 97}/file{number}.py" for number in range(100_000)]
    rules = lines_of("".join(f"/services/s{number}/ @acme/team{number}\n" for number in range(200)) + "/gone/ @a\n")
    effect = coverage(rules, paths)
    assert effect.owned == 40_000
    assert 201 not in effect.alive


def test_the_first_location_counts_even_if_it_says_less(read) -> None:
    found = read({".github/CODEOWNERS": "/docs/ @acme/docs\n", "CODEOWNERS": "* @acme/all\n", "docs/a": "", "b": ""})
    owners = found.one(CodeOwners)
    assert (owners.path, owners.owned, owners.files) == (".github/CODEOWNERS", 1, 4)
    assert owners.ignored_copies == ("CODEOWNERS",)


def test_a_file_of_three_megabytes_owns_nothing_and_says_so(read) -> None:
    found = read({"CODEOWNERS": "* @acme/team\n" + "# padding\n" * 320_000})
    assert found.outcome("code_owners_file_is_loaded") == "fail"
    assert found.outcome("names_its_owner") == "fail"
    assert found.outcome("owners_cover_most_files") == "fail"
    assert "over 3 MB" in next(iter(found.verdicts("code_owners_file_is_loaded").values())).message


def test_a_file_for_gitlab_is_unknown(read) -> None:
    found = read({"CODEOWNERS": "[Docs] @acme\n*.md\n"})
    assert found.outcome("names_its_owner") == "unknown"
    assert found.outcome("owners_cover_most_files") == "unknown"


def test_names_that_are_no_text_are_matched_and_shown_escaped(tmp_path: Path, collect) -> None:
    path = repository(tmp_path / "app", {"CODEOWNERS": b"/caf\xe9/ @acme/team\n/two\\ lines @acme/team\n"})
    folder = path / "caf\udce9".encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    folder.mkdir()
    (folder / "a\nb").write_text("")
    git(path, "add", "--all")
    git(path, "commit", "--quiet", "-m", "odd names")
    found = collect(path)
    rule = next(rule for rule in found.of(OwnerRule) if "caf" in rule.pattern)
    assert (rule.pattern, rule.files) == ("/caf\\xe9/", 1)


def test_rules_are_judged_line_by_line(read) -> None:
    found = read(
        {
            "CODEOWNERS": "* @acme/all\n/src/ @octocat\n/gone/ @acme/old\n/lib/ lib@acme.example\n!x @acme/a\n/free/\n",
            "src/a": "",
            "lib/a": "",
            "free/a": "",
        }
    )
    at = "CODEOWNERS#{}".format
    assert found.outcomes("owner_rule_is_valid")[at("!x")] == "fail"
    assert found.outcomes("owner_rule_matches_a_file") == {
        at("*"): "pass",
        at("/src/"): "pass",
        at("/gone/"): "fail",
        at("/lib/"): "pass",
        at("!x"): "not_applicable",
        at("/free/"): "pass",
    }
    assert found.outcomes("owner_rule_names_a_team") == {
        at("*"): "pass",
        at("/src/"): "fail",
        at("/gone/"): "pass",
        at("/lib/"): "unknown",
        at("!x"): "not_applicable",
        at("/free/"): "not_applicable",
    }


def test_a_personal_account_has_no_teams(read) -> None:
    found = read({"CODEOWNERS": "* @Octocat\n"}, origin="https://github.com/octocat/app")
    assert found.outcome("owner_rule_names_a_team") == "not_applicable"


CATALOGUE = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: app, annotations: {{github.com/project-slug: {slug}}}}}
spec: {{type: service, lifecycle: production, owner: {owner}}}
"""


@pytest.mark.parametrize(
    ("files", "level_1", "level_2"),
    [
        ({"a": ""}, "fail", "fail"),
        ({"CODEOWNERS": "# nobody\n"}, "fail", "fail"),
        ({"CODEOWNERS": "/a\n"}, "fail", "fail"),
        ({"CODEOWNERS": "/a @acme/team\n", "b": "", "c": ""}, "pass", "fail"),
        ({"CODEOWNERS": "* @acme/team\n"}, "pass", "pass"),
        ({"catalog-info.yaml": CATALOGUE.format(slug="acme/app", owner="team-a")}, "pass", "pass"),
        ({"service.yaml": "name: app\nowner: team-a\n"}, "pass", "pass"),
        ({"service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"}, "fail", "fail"),
        ({"OWNERS": "approvers: [octocat]\n"}, "pass", "fail"),
        ({"vendor/x/OWNERS": "approvers: [octocat]\n"}, "fail", "fail"),
        ({"catalog-info.yaml": "kind: [\n"}, "unknown", "unknown"),
        ({"catalog-info.yaml": CATALOGUE.format(slug="acme/app", owner='"${{ values.owner }}"')}, "unknown", "unknown"),
    ],
)
def test_an_owner_may_be_named_in_several_ways(read, files, level_1: str, level_2: str) -> None:
    found = read(files)
    assert found.outcome("names_its_owner") == level_1
    assert found.outcome("owners_cover_most_files") == level_2


def test_a_catalogue_in_another_repository_names_the_owner(tmp_path: Path, collect) -> None:
    app = repository(tmp_path / "app", {"a": ""})
    entry = CATALOGUE.format(slug="acme/app", owner="team-a")
    catalogue = repository(
        tmp_path / "catalogue", {"apps/catalog-info.yaml": entry}, origin="https://github.com/acme/catalogue"
    )
    found = collect(app, catalogue)
    verdicts = {fact.subject.target: CHECKS["names_its_owner"].judge(fact, found) for fact in found.of(Inventory)}
    assert verdicts["repository:github.com/acme/app"].outcome == "pass"
    assert "team-a" in verdicts["repository:github.com/acme/app"].message


def test_an_entry_for_a_part_does_not_own_the_whole(read) -> None:
    entry = CATALOGUE.format(slug="", owner="team-a")
    found = read({"services/one/catalog-info.yaml": entry, "a": "", "b": ""})
    assert found.outcome("names_its_owner") == "pass"
    assert found.outcome("owners_cover_most_files") == "fail"
