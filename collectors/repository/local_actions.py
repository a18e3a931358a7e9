"""Puts the steps of the repository's own composite actions in the place where a job uses them.

What actions of other repositories do is not read here.
Source: https://docs.github.com/en/actions/sharing-automations/creating-actions/metadata-syntax-for-github-actions
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from collectors.repository.yamltree import Yaml

_INPUT = re.compile(r"\$\{\{\s*inputs\.([\w-]+)\s*\}\}")
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job. `within` is the local action it stands in; its lines are then those of the step that uses
    the action, since that is the place in the workflow. `unread`: it uses a local action that is not composite."""

    node: Yaml
    within: str = ""
    unread: bool = False


class LocalActions:
    """Composite actions by their folder."""

    def __init__(self, actions: Mapping[str, Yaml]) -> None:
        self._actions = actions

    def expanded(self, steps: tuple[Yaml, ...], depth: int = 0) -> Iterator[Step]:
        """The steps that really run, in order, with inputs filled in."""
        for step in steps:
            uses = step.get("uses").text
            if not uses.startswith("./"):
                yield Step(step)
                continue
            uses = uses.rstrip("/")
            action = self._actions.get(uses[2:])
            inner = action.get("runs", "steps").each() if action else ()
            if not action or not inner or depth >= _DEEPEST:
                yield Step(step, unread=True)
                continue
            given = {name: value.get("default").text for name, value in action.get("inputs").entries()}
            given |= {name: value.text for name, value in step.get("with").entries()}
            placed = tuple(_placed(one, step, given) for one in inner)
            yield from (replace(one, within=uses) for one in self.expanded(placed, depth + 1))


def _placed(inner: Yaml, outer: Yaml, given: Mapping[str, str]) -> Yaml:
    """A step of the action as if it stood in the job: under the conditions of the step that uses the action."""
    filled = _filled(inner, given, outer.line)
    pairs = dict(filled.entries())
    conditions = [step.get("if").text for step in (outer, filled) if step.get("if")]
    if conditions:
        pairs["if"] = Yaml(outer.line, scalar=" && ".join(conditions))
    if outer.get("continue-on-error") and not filled.get("continue-on-error"):
        pairs["continue-on-error"] = outer.get("continue-on-error")
    return replace(filled, pairs=tuple(pairs.items()))


def _filled(node: Yaml, given: Mapping[str, str], line: int) -> Yaml:
    scalar = node.scalar
    if scalar is not None and "inputs." in scalar:
        scalar = _INPUT.sub(lambda match: given.get(match[1], match[0]), scalar)
    pairs = node.pairs
    if pairs is not None:
        pairs = tuple((name, _filled(value, given, line)) for name, value in pairs)
    listed = node.listed
    if listed is not None:
        listed = tuple(_filled(item, given, line) for item in listed)
    return replace(node, line=line, scalar=scalar, pairs=pairs, listed=listed)
