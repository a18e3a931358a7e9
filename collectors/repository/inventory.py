"""Reads a repository as a whole: which files it has, what is not committed, and files that look like secrets."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from assess.evidence.facts import Fact, Reason, Unread
from collectors.repository.facts import Inventory, SecretFile
from collectors.repository.git import GitError
from collectors.repository.paths import aside, folder_of, shown
from collectors.repository.reading import Reading, unparsable
from collectors.repository.tree import Entry, EntryKind

_SHOWN = 20
_OWNER_FILES = re.compile(r"(^|/)(OWNERS|MAINTAINERS)(\.md|\.txt|\.ya?ml)?$")
_README = re.compile(r"readme(\.(md|markdown|rst|adoc|txt))?", re.IGNORECASE)
_RETIRED = re.compile(
    r"\bthis (repo|repository|project|package|service|code) (is|has been|is now) (now )?"
    r"(archived|deprecated|retired|unmaintained|no longer (maintained|in use|used|supported|developed))\b"
    r"|^\W*(archived|deprecated|unmaintained)\b\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_CONTRACT = re.compile(
    r"(^|/)(openapi|swagger|asyncapi)[^/]*\.(ya?ml|json)$|\.proto$|(^|/)buf\.yaml$|(^|/)schema\.(graphqls?|gql)$"
    r"|(^|/)(migrations?|versions|migrate|flyway|liquibase)/(.*/)?(V?\d{3,}|V\d+_)[^/]*\.(sql|py|rb|js|ts|xml|ya?ml)$",
    re.IGNORECASE,
)
_OTHER_PIPELINE = re.compile(
    r"^\.gitlab-ci\.ya?ml$|(^|/)Jenkinsfile[^/]*$|^azure-pipelines[^/]*\.ya?ml$|^\.circleci/config\.ya?ml$"
    r"|(^|/)buildspec[^/]*\.ya?ml$|^bitbucket-pipelines\.ya?ml$|^\.travis\.ya?ml$|^\.drone\.ya?ml$|^\.buildkite/"
    r"|^atlantis\.ya?ml$|^\.spacelift/|^\.tekton/|^cloudbuild\.ya?ml$|^\.woodpecker|^appveyor\.ya?ml$"
)
_SAMPLE = re.compile(r"(example|sample|template|dist|defaults?|schema|tpl)s?$", re.IGNORECASE)
_SECRET_NAMES = {
    "environment file": re.compile(r"(^|/)\.env(\.[\w-]+)*$"),
    "private key": re.compile(r"(^|/)id_(rsa|dsa|ecdsa|ed25519)$|\.(pem|key)$"),
    "credentials file": re.compile(
        r"(^|/)\.(npmrc|pypirc|netrc|pgpass)$|(^|/)\.aws/credentials$|credentials?[^/]*\.json$"
    ),
    "Terraform state": re.compile(r"\.tfstate(\.backup)?$"),
}
_SECRET_VARIABLE = re.compile(
    r"^\s*(?:export\s+)?(?P<name>[\w.:/-]*(?:SECRET|PASSW(?:OR)?D|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIAL)"
    r"[\w.-]*)\s*[=:]\s*(?P<quote>[\"']?)(?P<value>[^\s\"'#]+)",
    re.IGNORECASE | re.MULTILINE,
)
_PLACEHOLDER = re.compile(
    r"^(?:[\[<{$%]|abc|1234)|\$\{|change|example|sample|placeholder|dummy|fake|your|todo|insert|replace|xxx|\*\*\*|test|local|"
    r"password|secret|default|redacted",
    re.IGNORECASE,
)
_FOR_DEVELOPMENT = re.compile(
    r"(^|/)\.env\.(dev|development|test|testing|local|ci|docker)\b"
    r"|(^|/)[^/]*(localhost|local|dev|self-?signed|snakeoil|dummy|example|test)[^/]*\.(pem|key)$",
    re.IGNORECASE,
)
_PUBLIC_VARIABLE = re.compile(r"^(REACT_APP|VITE|NEXT_PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|GATSBY|PUBLIC)_")
_PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+(?!Proc-Type)[A-Za-z0-9+/=\s]{64}")


def read(reading: Reading) -> Iterator[Fact]:
    """The inventory of the repository, and one fact for each file that is named like a secret."""
    yield _inventory(reading)
    yield from _secret_files(reading)


def _inventory(reading: Reading) -> Inventory:
    entries = reading.tree.entries
    own = [entry.path for entry in entries if entry.kind is EntryKind.FILE and not aside(entry.path)]
    committed_at = reading.git("log", "-1", "--no-show-signature", "--format=%cI", reading.tree.commit)
    uncommitted, names = _uncommitted(reading)
    return Inventory(
        subject=reading.subject("repository", "", ""),
        commit=reading.tree.commit,
        ref=reading.ref,
        committed_at=datetime.fromisoformat(committed_at.decode("ascii").strip()),
        files=len(reading.tree.files),
        links=sum(entry.kind is EntryKind.LINK for entry in entries),
        submodules=tuple(shown(entry.path) for entry in entries if entry.kind is EntryKind.SUBMODULE),
        shallow=reading.shallow,
        uncommitted=uncommitted,
        uncommitted_names=names,
        note=reading.note,
        retired=_retired(reading),
        owner_files=_some(path for path in own if _OWNER_FILES.search(path)),
        infrastructure=sum(path.endswith((".tf", ".tf.json")) for path in own),
        beside_infrastructure=_beside_infrastructure(own, reading.tree.files),
        contracts=_some(path for path in own if _CONTRACT.search(path)),
        other_pipelines=_some(path for path in own if _OTHER_PIPELINE.search(path)),
    )


def _beside_infrastructure(own: Iterable[str], every: Iterable[str]) -> int:
    """How many files lie in or below a folder that holds Terraform of the repository's own."""
    folders = {folder_of(path) for path in own if path.endswith((".tf", ".tf.json"))}
    if not folders:
        return 0
    within: dict[str, bool] = {"": "" in folders}

    def inside(folder: str) -> bool:
        if folder not in within:
            within[folder] = folder in folders or inside(folder_of(folder))
        return within[folder]

    return sum(inside(folder_of(path)) for path in every)


def _some(paths: Iterator[str]) -> tuple[str, ...]:
    return tuple(shown(path) for path, _ in zip(paths, range(_SHOWN), strict=False))


def _uncommitted(reading: Reading) -> tuple[int | Unread | None, tuple[str, ...]]:
    """Files changed or new in the work tree. Filters that the repository configures are emptied, not run."""
    if reading.bare or reading.ref != "HEAD":
        return None, ()
    try:
        listing = reading.git(
            "status", "--porcelain=v1", "-z", "--untracked-files=normal", "--ignore-submodules=all", "--no-renames",
            settings=_filters_off(reading),
        )  # fmt: skip
    except GitError as error:
        return Unread(Reason.NOT_AVAILABLE, f"uncommitted files were not counted: {error}"), ()
    changed = [os.fsdecode(line[3:]) for line in listing.split(b"\0") if line]
    return len(changed), tuple(map(shown, changed[:_SHOWN]))


def _filters_off(reading: Reading) -> tuple[str, ...]:
    try:
        listing = reading.git("config", "--name-only", "-z", "--get-regexp", r"^filter\..*\.(clean|smudge|process)$")
    except GitError:
        return ()
    names = {os.fsdecode(name).rpartition(".")[0] for name in listing.split(b"\0") if name}
    emptied = [f"{name}.{part}=" for name in sorted(names) for part in ("clean", "smudge", "process")]
    return (*emptied, *(f"{name}.required=false" for name in sorted(names)))


def _retired(reading: Reading) -> str | None:
    readmes = [entry for path, entry in reading.tree.files.items() if _README.fullmatch(path)]
    for _, text in reading.texts(readmes[:1]):
        if isinstance(text, str):
            match = _RETIRED.search("\n".join(text.splitlines()[:25]))
            return shown(" ".join(match[0].split())) if match else None
    return None


def _secret_files(reading: Reading) -> Iterator[SecretFile]:
    named: dict[str, str] = {}
    wanted: list[Entry] = []
    for path, entry in reading.tree.files.items():
        what = _what(path)
        if what:
            named[path] = what
            wanted.append(entry)
    for entry, data in reading.contents(wanted):
        what = named[entry.path]
        holds = data if isinstance(data, Unread) else _holds(entry.path, data, what)
        if what == "private key" and holds == () and not entry.path.rpartition("/")[2].startswith("id_"):
            continue
        yield SecretFile(
            subject=reading.subject("file", entry.path),
            location=reading.place(entry.path),
            path=shown(entry.path),
            what=what,
            holds=holds,
            aside=aside(entry.path) or ("for development" if _FOR_DEVELOPMENT.search(entry.path) else ""),
        )


def _what(path: str) -> str:
    if _SAMPLE.search(path):
        return ""
    return next((what for what, name in _SECRET_NAMES.items() if name.search(path)), "")


def _holds(path: str, data: bytes, what: str) -> tuple[str, ...] | Unread:
    """Names of what is secret in the file; values never leave this function."""
    text = data.decode("utf-8", "replace")
    if "\0" in text:
        return unparsable(path, 0, "it is no text")
    if what == "Terraform state":
        return ("resources of a state",) if '"resources"' in text and '"attributes"' in text else ()
    if _PRIVATE_KEY.search(text.replace("\\n", "\n")):
        return ("private key",)
    found = (match for match in _SECRET_VARIABLE.finditer(text) if _is_secret(match["value"]))
    names = dict.fromkeys(match["name"] for match in found)
    return tuple(shown(name) for name in names if not _PUBLIC_VARIABLE.search(name))


def _is_secret(value: str) -> bool:
    """Long, mixed and no placeholder: local passwords such as `postgres` are no secrets of production."""
    mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return len(value) >= 16 and mixed and not _PLACEHOLDER.search(value)
