"""The graph of prerequisites: what must be in place before what, and how deep.

Plain functions over the model; which of it belongs into a plan is decided by fixfirst.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from assess.model.practices import OperatingModel, PracticeId

Edges = Mapping[PracticeId, Sequence[PracticeId]]
"""From a practice to those that it needs first."""


def edges(model: OperatingModel) -> Edges:
    """The hard prerequisites of every practice, in catalogue order."""
    return {practice.id: practice.prerequisites for practice in model.practices}


def depth(model: OperatingModel) -> Mapping[PracticeId, int]:
    """Of each practice the number of steps on its longest way down: 0 without prerequisites."""
    needs = edges(model)
    depths: dict[PracticeId, int] = {}
    for identifier in TopologicalSorter(needs).static_order():
        depths[identifier] = max((depths[each] + 1 for each in needs[identifier]), default=0)
    return {practice.id: depths[practice.id] for practice in model.practices}


def order(model: OperatingModel) -> tuple[PracticeId, ...]:
    """All practices so that each stands behind its prerequisites: by depth, then by id."""
    depths = depth(model)
    return tuple(sorted(depths, key=lambda identifier: (depths[identifier], identifier)))


def prerequisites_of(model: OperatingModel, identifier: PracticeId) -> tuple[PracticeId, ...]:
    """Everything a practice needs first, direct or through others, in `order`. Raises KeyError if it is unknown."""
    needs = edges(model)
    found: set[PracticeId] = set()
    waiting = list(needs[identifier])
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(needs[each])
    return tuple(each for each in order(model) if each in found)


def needed_by(model: OperatingModel, identifier: PracticeId) -> tuple[PracticeId, ...]:
    """The practices that name this one as a prerequisite, in catalogue order."""
    return tuple(practice.id for practice in model.practices if identifier in practice.prerequisites)


def cycles(needs: Edges) -> tuple[tuple[PracticeId, ...], ...]:
    """Circles of prerequisites, each from its smallest id on: `(A, B)` means A needs B needs A."""
    remaining = {identifier: list(dict.fromkeys(needed)) for identifier, needed in needs.items()}
    found: list[tuple[PracticeId, ...]] = []
    while True:
        try:
            TopologicalSorter(remaining).prepare()
        except CycleError as error:
            circle: list[PracticeId] = error.args[1][:0:-1]  # its first is its last, and each is needed by the next
            remaining[circle[-1]].remove(circle[0])
            start = circle.index(min(circle))
            found.append(tuple(circle[start:] + circle[:start]))
        else:
            return tuple(found)
