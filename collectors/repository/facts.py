"""What a repository as a whole shows: its files, who owns them, what they name as owner, and what must not be in
them. Facts of workflows and Terraform have modules of their own; what they mean is left to the checks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from assess.evidence.facts import Fact, Subject, TargetId, UnitKind, Unread


def subject_in(target: TargetId, kind: str, path: str, address: str = "") -> Subject:
    """The subject of a fact about a place in a file; its id is `<repository>:<path>#<address>`."""
    return Subject(kind, f"{target}:{path}#{address}", target)


class RepositoryFact(Fact):
    """A fact that is counted in its repository."""

    __slots__ = ()
    unit_kind: ClassVar[UnitKind] = "repository"


class OrganisationFact(Fact):
    """A fact about something an organisation needs once, wherever it is kept."""

    __slots__ = ()
    unit_kind: ClassVar[UnitKind] = "organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory(RepositoryFact):
    """One repository at one commit. Paths everywhere in these facts are as shown: escaped where not printable."""

    kind: ClassVar[str] = "repository.inventory"

    commit: str
    ref: str
    committed_at: datetime
    files: int
    links: int
    submodules: tuple[str, ...]
    """Paths of submodules: named, not entered."""
    shallow: bool
    uncommitted: int | Unread | None
    """Files changed or new in the work tree, not judged; None where there is no work tree or another ref is read."""
    uncommitted_names: tuple[str, ...]
    """The first of them, at most 20."""
    note: str
    retired: str | None
    """The sentence by which the readme says that the repository is archived or no longer maintained."""
    owner_files: tuple[str, ...]
    """OWNERS and MAINTAINERS files: owners by another convention than CODEOWNERS."""
    infrastructure: int
    """Files of Terraform that are the repository's own (no module tests, examples, vendored code)."""
    beside_infrastructure: int
    """Files that lie in or below a folder with such Terraform."""
    contracts: tuple[str, ...]
    """Files that state an interface or a schema: OpenAPI, protobuf, GraphQL, migrations. At most 20."""
    other_pipelines: tuple[str, ...]
    """Files of pipelines that are not GitHub workflows, which this collector does not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretFile(RepositoryFact):
    """A committed file whose name says that it holds secrets. Values are never kept: names only."""

    kind: ClassVar[str] = "repository.secret_file"

    path: str
    what: str
    """`environment file`, `private key`, `credentials file`."""
    holds: tuple[str, ...] | Unread
    """Names of secret-like variables with a value that is no placeholder, or `private key`."""
    aside: str
    """Why it is no file of the running code (a test, an example); empty if it is."""


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """One rule of CODEOWNERS as GitHub reads it: last match wins, no owner un-owns."""

    line: int
    pattern: str
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOwners(RepositoryFact):
    """The CODEOWNERS file that GitHub uses, or would use if it were not too large."""

    kind: ClassVar[str] = "repository.code_owners"

    path: str
    size: int
    too_large: bool
    """3 MB or more: GitHub does not load it."""
    rules: tuple[OwnerLine, ...] | Unread
    """Valid rules in order; empty if the file is too large."""
    skipped_lines: int
    files: int
    owned: int | Unread
    """Files of the tree that have at least one owner."""
    unowned: tuple[str, ...]
    """The first folders or files without owner, at most 20."""
    ignored_copies: tuple[str, ...]
    """Further CODEOWNERS files, which GitHub does not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerRule(RepositoryFact):
    """One line of the CODEOWNERS file in use."""

    kind: ClassVar[str] = "repository.owner_rule"

    pattern: str
    owners: tuple[str, ...]
    fault: str
    """Why GitHub skips the line; empty if it is valid."""
    matches: bool | Unread
    """Whether any file of the tree fits the pattern."""
    files: int | Unread
    """Files whose owners this line decides (the last that matches)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry(RepositoryFact):
    """A thing described in a catalogue file: a Backstage entity, or a `service.yaml`."""

    kind: ClassVar[str] = "repository.catalogue_entry"

    path: str
    entity: str
    """`Component`, `System`, `Resource`, `API`, or `service`."""
    name: str | Unread
    owner: str | Unread | None
    lifecycle: str | Unread | None
    source: str
    """Another repository that this entry describes, `github.com/acme/app`; empty if it is this one."""
