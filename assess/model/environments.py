"""Which rule of the operating model says how much a place weighs, from its tag, its name, its OU or its path.

Tags and decisions that outrank the rules, and what a class means for a score, are left to evidence and scoring.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assess.model.practices import EnvironmentRule


def rule_for(
    rules: Sequence[EnvironmentRule], *, tag: str = "", name: str = "", ou: str = "", path: str = ""
) -> EnvironmentRule | None:
    """The first rule that matches; None if none does: the place is unlabelled.

    `tag` is the value of an environment tag, `name` that of an account or of a repository without its owner, `ou` the
    organisational units from the root joined by `/`, `path` a file's path inside its repository. Empty ones match none.
    """
    places = {"tag": tag, "name": name, "ou": ou, "path": path}
    for rule in rules:
        text = places.get(rule.where, "")
        if text and _compiled(rule.pattern).search(text):
            return rule
    return None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
