"""Which tag names the owner of a thing: the spellings in use, and the values that name nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping

OWNER_KEYS = frozenset(
    {
        "contact", "owner", "ownedby", "owneremail", "ownername", "ownerteam", "owningteam", "productowner",
        "responsible", "responsibleteam", "serviceowner", "servicenowgroup", "squad", "supportteam", "team", "teamname",
        "technicalowner", "techowner", "tribe",
    }
)  # fmt: skip
"""Keys without case, prefix (`acme:owner`) and separators (`service-owner`)."""
_NOBODY = frozenset(
    {
        "-", "?", "changeme", "default", "n/a", "na", "nil", "nobody", "none", "null", "tbc", "tbd", "todo", "unknown",
        "xxx",
    }
)  # fmt: skip
"""Values that stand for nobody; so does an empty one."""
_ADDRESS = "an e-mail address"
_SEPARATORS = re.compile(r"[-_ .]")


def is_owner_key(key: str) -> bool:
    """Whether a tag of this name is one that says who owns a thing; tags that AWS sets itself are not."""
    if key.lower().startswith("aws:"):
        return False
    last = re.split(r"[:/]", key)[-1]
    return _SEPARATORS.sub("", last).lower() in OWNER_KEYS


def owner_of(tags: Mapping[str, str]) -> str | None:
    """The owner a thing's tags name; None if they name none, or a word that stands for nobody.

    An e-mail address is a person's, so it is not kept: only that one is given."""
    for key in sorted(tags):
        value = "".join(each for each in tags[key] if each.isprintable()).strip()
        if is_owner_key(key) and value and value.lower() not in _NOBODY:
            return _ADDRESS if "@" in value else value[:64]
    return None
