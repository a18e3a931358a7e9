"""Which targets a profile names as its scope, by whatever name people know them, and what was read outside of it.

Pure. A name of something that was read, by its name, label or address, is that thing. Where units weigh is told by
`units.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assess.evidence.collectors import Target
from assess.evidence.facts import TargetId

_ACCOUNT, _REPOSITORY = "aws:", "repository:"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/@]*@)?")
_SCP = re.compile(r"(?:[^@/:]+@)?([^/:]{2,}):(?!//)(.+)")


def scoped(accounts: Sequence[str], repositories: Sequence[str], targets: Sequence[Target]) -> tuple[TargetId, ...]:
    """The targets in scope, as the profile names them; one that was not read has the id it would be read under."""
    found = [_named(_ACCOUNT, each, targets) or (TargetId(f"{_ACCOUNT}{each}"),) for each in accounts]
    found += [_named(_REPOSITORY, each, targets) or (_unread(each),) for each in repositories]
    return tuple(dict.fromkeys(each for some in found for each in some))


def called(given: str, targets: Sequence[Target]) -> tuple[TargetId, ...]:
    """The targets of that id, address or name, of whatever kind; several where they share the name."""
    return _named("", given, targets)


def complaint(accounts: Sequence[str], repositories: Sequence[str], targets: Sequence[Target]) -> str:
    """What is wrong with a scope, in a sentence; empty if nothing is."""
    for each in accounts:
        if not re.fullmatch(r"\d{12}", each) and not _named(_ACCOUNT, each, targets):
            return (
                f"accounts in scope: '{each}' is no account: write ids of 12 digits, or names of accounts that were "
                f"read{_such(_ACCOUNT, targets)}"
            )
    for each in repositories:
        if not re.search(r"[^\W\d_]", each) and not _named(_REPOSITORY, each, targets):
            return (
                f"repositories in scope: '{each}' is no repository: write names or addresses, such as "
                f"github.com/acme/app, not how many there are{_such(_REPOSITORY, targets)}"
            )
    return ""


def outside(accounts: Sequence[str], repositories: Sequence[str], targets: Sequence[Target]) -> tuple[Target, ...]:
    """What was read and does not count, for the scope does not name it; nothing where no scope was named."""
    if not (accounts or repositories):
        return ()
    inside = set(scoped(accounts, repositories, targets))
    return tuple(each for each in targets if each.id.startswith((_ACCOUNT, _REPOSITORY)) and each.id not in inside)


def outside_sentence(found: Sequence[Target], most: int = 3) -> str:
    """What does not count and why, in a sentence; empty if everything counts."""
    if not found:
        return ""
    names = ", ".join(each.name for each in found[:most])
    more = f" and {len(found) - most:,} more" if len(found) > most else ""
    if len(found) == 1:
        return f"{names} is outside the scope of the profile: it was read and does not count"
    return f"{names}{more} are outside the scope of the profile: they were read and do not count"


def _named(prefix: str, given: str, targets: Sequence[Target]) -> tuple[TargetId, ...]:
    """The targets of that name: by id, else by address, else by what people call them."""
    wanted = _address(given).lower()
    if not wanted:
        return ()
    own = [each for each in targets if each.id.startswith(prefix)]
    for names in (_ids, _called):
        found = tuple(each.id for each in own if wanted in (_address(name).lower() for name in names(each)))
        if found:
            return found
    return ()


def _ids(target: Target) -> Iterator[str]:
    yield target.id
    yield target.id.partition(":")[2]
    yield target.labels.get("path", "")


def _called(target: Target) -> Iterator[str]:
    yield target.name
    yield target.labels.get("name", "")


def _unread(given: str) -> TargetId:
    return TargetId(f"{_REPOSITORY}{_address(given) or given}")


def _address(given: str) -> str:
    """`github.com/acme/app` for the ways in which people write that address; any other name as it is."""
    plain = given.strip().removeprefix(_REPOSITORY)
    match = _SCHEME.match(plain)
    if match:
        plain = plain[match.end() :]
    elif match := _SCP.fullmatch(plain):
        plain = f"{match[1]}/{match[2]}"
    return plain.strip("/").removesuffix(".git")


def _such(prefix: str, targets: Sequence[Target], most: int = 3) -> str:
    """What was read, for whoever looks for its name."""
    names = [each.name for each in targets if each.id.startswith(prefix)]
    if not names:
        return ""
    more = " ..." if len(names) > most else ""
    return f" (read: {', '.join(names[:most])}{more})"
