"""Which tags say whose a cost is: the owner, service, product or cost centre behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from collectors.aws.owner_tags import is_owner_key

_COST_KEYS = frozenset(
    {
        "app", "appid", "application", "applicationname", "billing", "billingcode", "businessunit", "bu", "component",
        "costcenter", "costcentre", "costcode", "department", "kostenstelle", "product", "productname", "project",
        "projectid", "service", "servicename", "system", "workload",
    }
)  # fmt: skip
_SEPARATORS = re.compile(r"[-_ .]")


def says_whose(key: str) -> bool:
    """Whether a tag of this name attributes what carries it to somebody who can answer for its cost."""
    if key.lower().startswith("aws:"):
        return False
    last = _SEPARATORS.sub("", re.split(r"[:/]", key)[-1]).lower()
    return last in _COST_KEYS or is_owner_key(key)


def attributes(tags: Mapping[str, str]) -> bool:
    """Whether some tag with a value says whose it is."""
    return any(says_whose(key) and value.strip() for key, value in tags.items())
