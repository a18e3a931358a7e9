"""Statements of policies as facts hold them: who, what, where, on which condition. What they allow in sum is worked out
in `iam_meaning.py`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """One principal: its kind (`AWS`, `Service`, `Federated`, `CanonicalUser`) and name; everybody is `AWS` `*`."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of a condition: operator and key as written, and the values of which one must hold. The value of an
    external id is a shared secret and is not kept: only that there is one."""

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. Of `actions` and `not_actions`, of `resources` and `not_resources`, and of `parties` and
    `not_parties` one is empty; policies of identities have neither of the last two. All `conditions` must hold."""

    allow: bool
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    not_parties: tuple[Party, ...] = ()
    conditions: tuple[Condition, ...] = ()
