"""A person names a path; the right repository is judged under a name that says nothing of the machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from repository_builder import Link, commit, git, repository, write

from assess.evidence.collectors import CollectorError
from collectors.repository.facts import Inventory
from collectors.repository.origin import normalised

ORIGINS = [
    ("https://github.com/acme/app.git", "github.com/acme/app"),
    ("https://GitHub.com/Acme/App/", "github.com/Acme/App"),
    ("https://user:secret@github.com/acme/app", "github.com/acme/app"),
    ("https://x-access-token:ghs_abc@github.com/acme/app.git", "github.com/acme/app"),
    ("git@github.com:acme/app.git", "github.com/acme/app"),
    ("github.com:acme/app", "github.com/acme/app"),
    ("ssh://git@github.com/acme/app.git", "github.com/acme/app"),
    ("ssh://git@github.com:22/acme/app.git", "github.com/acme/app"),
    ("ssh://git@ssh.github.com:443/acme/app.git", "github.com/acme/app"),
    ("ssh://git@git.acme.example:7999/team/app.git", "git.acme.example:7999/team/app"),
    ("git://github.com/acme/app.git/", "github.com/acme/app"),
    ("https://github.com:443/acme/app.git?x=1#y", "github.com/acme/app"),
    ("https://gitlab.com/group/sub/app.git", "gitlab.com/group/sub/app"),
    ("codecommit::eu-west-1://profile@app", "git-codecommit.eu-west-1.amazonaws.com/v1/repos/app"),
    (
        "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
        "git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
    ),
    ("https://dev.azure.com/acme/My%20Project/_git/app", "dev.azure.com/acme/My Project/_git/app"),
    ("/srv/git/app.git", ""),
    ("../app", ""),
    ("file:///srv/git/app.git", ""),
    (r"C:\git\app", ""),
    ("", ""),
]


@pytest.mark.parametrize(("url", "name"), ORIGINS)
def test_an_origin_has_one_name_however_it_is_written(url: str, name: str) -> None:
    assert normalised(url) == name


def target(collect, path, **options):
    return collect(path, only=("repository.files",), **options).targets[0]


def test_the_name_is_the_origin_and_never_a_path(tmp_path: Path, collect) -> None:
    found = target(collect, repository(tmp_path / "app", {"a": ""}, origin="git@github.com:acme/app.git"))
    assert found.id == "repository:github.com/acme/app"
    assert dict(found.labels) == {"name": "app", "path": "github.com/acme/app"}


def test_without_origin_the_first_commit_names_it(tmp_path: Path, collect) -> None:
    path = repository(tmp_path / "app", {"a": ""}, origin=None)
    first = git(path, "rev-parse", "HEAD").decode().strip()
    commit(path, {"b": ""})
    assert target(collect, path).id == f"repository:root-{first}"
    git(path, "config", "remote.origin.url", str(tmp_path / "elsewhere"))
    assert target(collect, path).id == f"repository:root-{first}"


def test_a_subfolder_stands_for_its_repository_and_says_so(tmp_path: Path, collect) -> None:
    path = repository(tmp_path / "app", {"deep/er/a": "", "b": ""})
    found = collect(path / "deep" / "er", only=("repository.files",)).one(Inventory)
    assert found.files == 2
    assert "the whole repository is judged" in found.note


def test_the_same_repository_counts_once(tmp_path: Path, collect) -> None:
    path = repository(tmp_path / "app", {"deep/a": ""})
    git(path, "clone", "--quiet", "--bare", ".", str(tmp_path / "copy.git"))
    git(tmp_path / "copy.git", "config", "remote.origin.url", "git@github.com:acme/app.git")
    assert len(collect(path, path / "deep", tmp_path / "copy.git", only=("repository.files",)).targets) == 1


def test_bare_worktree_shallow_and_detached_are_read_alike(tmp_path: Path, collect) -> None:
    path = repository(tmp_path / "app", {"a": "1", "CODEOWNERS": "* @acme/team\n"})
    commit(path, {"b": "2"})
    git(path, "worktree", "add", "--quiet", "--detach", str(tmp_path / "tree"))
    git(tmp_path, "clone", "--quiet", "--bare", str(path), "bare.git")
    git(tmp_path, "clone", "--quiet", "--depth=1", path.as_uri(), "shallow")
    for place in (path, tmp_path / "tree", tmp_path / "bare.git", tmp_path / "shallow", path / ".git"):
        git(place, "config", "remote.origin.url", "https://github.com/acme/app")
        found = collect(place)
        assert found.one(Inventory).files == 3
        assert found.outcome("names_its_owner") == "pass"
        assert found.one(Inventory).shallow is (place.name == "shallow")


def test_a_repository_with_sha256_is_read(tmp_path: Path, collect) -> None:
    path = repository(tmp_path / "app", {"CODEOWNERS": "* @acme/team\n"}, object_format="sha256")
    found = collect(path)
    assert len(found.one(Inventory).commit) == 64
    assert found.outcome("names_its_owner") == "pass"


def test_ref_chooses_what_is_judged(tmp_path: Path, collect) -> None:
    path = repository(tmp_path / "app", {"a": ""})
    git(path, "branch", "old")
    commit(path, {"CODEOWNERS": "* @acme/team\n"})
    assert collect(path, ref="old").outcome("names_its_owner") == "fail"
    assert collect(path).outcome("names_its_owner") == "pass"


def test_what_is_not_committed_is_counted_and_not_judged(tmp_path: Path, collect) -> None:
    path = repository(tmp_path / "app", {"a": "1"})
    write(path, {"CODEOWNERS": "* @acme/team\n", "a": "2"})
    found = collect(path)
    assert found.one(Inventory).uncommitted == 2
    assert found.one(Inventory).uncommitted_names == ("a", "CODEOWNERS")
    assert found.outcome("names_its_owner") == "fail"


def test_submodules_and_links_are_counted_and_not_entered(tmp_path: Path, collect) -> None:
    outside = repository(tmp_path / "outside", {"CODEOWNERS": "* @acme/team\n"})
    path = repository(tmp_path / "app", {"a": "", "out": Link("/etc"), "CODEOWNERS": Link("../outside/CODEOWNERS")})
    git(path, "submodule", "--quiet", "add", str(outside), "sub\x1b[2Jmodule")
    commit(path, {})
    inventory = collect(path).one(Inventory)
    assert inventory.links == 2
    assert inventory.submodules == ("sub\\x1b[2Jmodule",)
    assert collect(path).outcome("names_its_owner") == "fail"


def message(collect, *paths, **options) -> str:
    with pytest.raises(CollectorError) as error:
        collect(*paths, **options)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_path_that_cannot_be_judged_gets_one_sentence(tmp_path: Path, collect) -> None:
    (tmp_path / "plain").mkdir()
    assert "no git repository here or above; give the folder" in message(collect, tmp_path / "plain")
    assert "there is no such folder" in message(collect, tmp_path / "missing")
    (tmp_path / "file").write_text("")
    assert "this is a file" in message(collect, tmp_path / "file")
    git(tmp_path, "init", "--quiet", "empty")
    assert "no commit yet" in message(collect, tmp_path / "empty")
    damaged = repository(tmp_path / "damaged", {"a": ""})
    head = git(damaged, "rev-parse", "HEAD").decode().strip()
    (damaged / ".git" / "objects" / head[:2] / head[2:]).unlink()
    assert f"its commit {head[:12]} is damaged or missing" in message(collect, damaged)
    path = repository(tmp_path / "app", {"a": ""})
    assert "no commit is called 'gone'" in message(collect, path, ref="gone")
    assert "no commit is called '--all'" in message(collect, path, ref="--all")
    git(path, "checkout", "--quiet", "--orphan", "fresh")
    assert "name another with --ref, such as main" in message(collect, path)
    assert "\\x0a" in message(collect, tmp_path / "two\nlines")
    assert "no such user" in message(collect, "~nobody-of-that-name/app")
    assert "is empty" in message(collect, " ")
    assert "File name too long" in message(collect, tmp_path / ("x" * 300))


def test_nothing_a_repository_configures_is_run(tmp_path: Path, collect) -> None:
    path = repository(tmp_path / "app", {"a": "1\n", ".gitattributes": "* filter=evil diff=evil\n"})
    trap = tmp_path / "ran"
    script = tmp_path / "trap.sh"
    script.write_text(f"#!/bin/sh\ntouch '{trap}'\ncat\n")
    script.chmod(0o755)
    settings = (
        "core.fsmonitor", "core.hooksPath", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process",
        "diff.external", "core.sshCommand", "core.pager", "credential.helper", "diff.evil.textconv",
    )  # fmt: skip
    for setting in settings:
        git(path, "config", setting, str(script))
    (path / ".git" / "hooks").mkdir(exist_ok=True)
    write(path, {"a": "2\n"})
    trap.unlink(missing_ok=True)
    assert collect(path).one(Inventory).uncommitted == 1
    assert not trap.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a folder away")
def test_a_repository_of_another_user_is_read(tmp_path: Path, collect) -> None:
    path = repository(tmp_path / "app", {"a": ""})
    for place in (path, path / ".git"):
        os.chown(place, 12345, 12345)
    assert collect(path).one(Inventory).files == 1


def test_the_callers_git_environment_does_not_steer(tmp_path: Path, collect, monkeypatch) -> None:
    path = repository(tmp_path / "app", {"a": ""})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    assert collect(path).one(Inventory).files == 1
