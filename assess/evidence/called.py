"""What people call a repository that has no address: the name of its folder, where its identity is its first commit.

Identities stay what they are in the file and in JSON; whatever a person reads goes through `Called`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from assess.evidence.collectors import Target

_COMMIT = re.compile(r"(?<![0-9A-Za-z])root-([0-9a-f]{40}(?:[0-9a-f]{24})?)(?![0-9a-z])")
_PREFIX = "repository:"
_SHORT = 7


class Called:
    """Puts names in the place of first commits. The short commit is added only where two repositories share a name."""

    def __init__(self, targets: Iterable[Target] = ()) -> None:
        local = [each for each in targets if _COMMIT.fullmatch(each.id.removeprefix(_PREFIX))]
        shared = Counter(each.name for each in local)
        self._names: dict[str, str] = {}
        for each in local:
            identity = each.id.removeprefix(_PREFIX)
            commit = identity.removeprefix("root-")[:_SHORT]
            self._names[identity] = each.name if shared[each.name] == 1 else f"{each.name}@{commit}"

    def __call__(self, text: str) -> str:
        """The text with names; a first commit that nobody named is at least short."""
        if "root-" not in text:
            return text
        return _COMMIT.sub(lambda found: self._names.get(found[0], found[0][: len("root-") + _SHORT]), text)

    def identified(self, text: str) -> str:
        """The way back, for a filter in which a person reads names: `repository:NAME`, quoted or not."""
        for identity, name in self._names.items():
            text = re.sub(rf'(repository:"?){re.escape(name)}(?![\w.@/-])', rf"\g<1>{identity}", text)
        return text

    @property
    def filtered(self) -> Mapping[str, str]:
        """By identity, what a filter `repository:` finds it by: its name as well as its identity."""
        return {identity: f"{name}/{identity}" for identity, name in self._names.items()}
