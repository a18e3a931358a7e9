"""Finds the repository behind a path that a person gave, and names it: which commit is judged, where the origin
lies. Reading the tree of that commit is left to `tree.py`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assess.evidence.collectors import CollectorError, Target
from assess.evidence.facts import TargetId
from collectors.repository.git import GitError, ask
from collectors.repository.origin import normalised
from collectors.repository.paths import shown

KIND = "repository"
DISCOVERY_SECONDS = 30.0
"""How long git may take to answer about a path; reading all of a long history for its first commit is the slowest."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A repository on this machine. `folder` is where git is asked: the top of the work tree, or the git directory
    of a bare one. `note` says what a person should know about the choice; empty if nothing."""

    folder: Path
    bare: bool
    shallow: bool
    note: str = ""


def find(path: Path) -> Checkout:
    """The repository at that path or above it. Raises `CollectorError` if there is none."""
    named = shown(str(path))
    try:
        exists, is_folder = path.exists(), path.is_dir()
    except OSError as error:
        raise CollectorError(f"{named}: {error.strerror}; give the path of a git checkout you may read") from error
    if not exists:
        raise CollectorError(f"{named}: there is no such folder; give the path of a git checkout")
    if not is_folder:
        raise CollectorError(f"{named}: this is a file; give the folder of a git checkout")
    try:
        answer = ask(
            path, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--absolute-git-dir",
            deadline=DISCOVERY_SECONDS,
        )  # fmt: skip
        inside, shallow, git_dir = os.fsdecode(answer).removesuffix("\n").split("\n", 2)
        if inside != "true":
            return Checkout(Path(git_dir), bare=True, shallow=shallow == "true")
        top = Path(os.fsdecode(ask(path, "rev-parse", "--show-toplevel", deadline=DISCOVERY_SECONDS))[:-1])
    except GitError as error:
        if "not a git repository" in str(error):
            raise CollectorError(
                f"{named}: no git repository here or above; give the folder of a checkout, or make it one with "
                "`git init` and a first commit"
            ) from error
        raise CollectorError(f"{named}: {error}") from error
    note = ""
    if top.resolve() != path.resolve():
        note = f"{named} lies inside the repository {shown(top.name)}: the whole repository is judged"
    return Checkout(top, bare=False, shallow=shallow == "true", note=note)


def commit_of(checkout: Checkout, ref: str, named: str) -> str:
    """The commit that ref names. Raises `CollectorError` if the repository has no commit or no such ref."""
    try:
        answer = ask(
            checkout.folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref or 'HEAD'}^{{commit}}",
            deadline=DISCOVERY_SECONDS,
        )  # fmt: skip
        return answer.decode("ascii").strip()
    except GitError as error:
        if "took longer" in str(error):
            raise CollectorError(f"{named}: {error}") from error
        if ref:
            raise CollectorError(
                f"{named}: no commit is called {shown(ref)!r} here; `git -C {named} branch --all` lists what is"
            ) from error
        raise CollectorError(_damage(checkout, named) or _no_head(checkout, named)) from error


def _damage(checkout: Checkout, named: str) -> str:
    """The sentence for a commit that is named and cannot be read; empty where none is named."""
    try:
        answer = ask(
            checkout.folder, "rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD", deadline=DISCOVERY_SECONDS
        )
    except GitError:
        return ""
    commit = answer.decode("ascii", "replace").strip()[:12]
    return (
        f"{named}: its commit {commit} is damaged or missing, so nothing can be judged; `git -C {named} fsck` says "
        "what is broken, and a fresh clone mends it"
    )


def _no_head(checkout: Checkout, named: str) -> str:
    try:
        refs = ask(
            checkout.folder, "for-each-ref", "--count=1", "--format=%(refname:short)", deadline=DISCOVERY_SECONDS
        )
    except GitError as error:
        return f"{named}: {error}"
    if refs.strip():
        other = refs.decode("utf-8", "replace").strip()
        return f"{named}: the branch that is checked out has no commit yet; name another with --ref, such as {other}"
    return f"{named}: this repository has no commit yet, so there is nothing to judge; leave it out or commit first"


def target_of(path: Path, ref: str) -> Target:
    """The target for a path given by a person. Its id holds no local path: the origin, or else the first commit."""
    named = shown(str(path))
    checkout = find(path)
    commit = commit_of(checkout, ref, named)
    origin = _origin(checkout)
    if origin:
        identifier, name = origin, origin.partition("/")[2]
    else:
        identifier, name = f"root-{_first_commit(checkout, commit, named)}", _own_name(checkout)
    settings = {"path": str(checkout.folder), "commit": commit, "ref": ref or "HEAD"}
    settings |= {key: value for key, value in _remarks(checkout).items() if value}
    labels = {"name": name.rpartition("/")[2], "path": origin or name}
    return Target(TargetId(f"{KIND}:{identifier}"), KIND, name, settings, labels)


def _remarks(checkout: Checkout) -> Mapping[str, str]:
    return {"bare": "yes" * checkout.bare, "shallow": "yes" * checkout.shallow, "note": checkout.note}


def _origin(checkout: Checkout) -> str:
    try:
        answer = ask(checkout.folder, "config", "--get", "remote.origin.url", deadline=DISCOVERY_SECONDS)
    except GitError:
        return ""
    return normalised(os.fsdecode(answer).removesuffix("\n"))


def _first_commit(checkout: Checkout, commit: str, named: str) -> str:
    """The oldest commit without parents: the same in every clone that is not shallow."""
    try:
        answer = ask(checkout.folder, "rev-list", "--max-parents=0", commit, deadline=DISCOVERY_SECONDS)
    except GitError as error:
        raise CollectorError(
            f"{named}: it has no origin and its first commit cannot be read ({error}); add an origin, or repair it"
        ) from error
    return answer.decode("ascii").split()[-1]


def _own_name(checkout: Checkout) -> str:
    folder = checkout.folder.resolve()
    if folder.name == ".git":
        folder = folder.parent
    return shown(folder.name.removesuffix(".git")) or "repository"
