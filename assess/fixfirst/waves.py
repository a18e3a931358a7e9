"""Waves: the ranked fixes cut by capacity, half of it for gates, so that large ones are not starved by cheap ones
(method section 8, rule 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from assess.fixfirst.bundles import Graph, Ranked
from assess.model.practices import PracticeId

AFTER_LOAD = Fraction(7, 10)
"""What is left of a wave's person-days for fixes after daily work."""
FOR_GATES = Fraction(1, 2)
AT_ONCE = 7
"""How many fixes are worked on in one wave at most."""


@dataclass(frozen=True, slots=True)
class Span:
    """The waves in which a fix starts and ends, counted from 1."""

    wave: int
    done_wave: int


@dataclass(slots=True)
class _Work:
    """What is left to do of each fix, and when each started and ended."""

    left: dict[PracticeId, Fraction]
    started: dict[PracticeId, int] = field(default_factory=dict)
    done: dict[PracticeId, int] = field(default_factory=dict)

    def on(self, line: Iterable[PracticeId], days: Fraction, wave: int, spent: dict[PracticeId, Fraction]) -> Fraction:
        """Works along a line until a fix gets no days or would be one too many; returns the days that are left."""
        for practice in line:
            if practice in self.done:
                continue
            if not days:
                break
            need = self.left[practice]
            if need and practice not in spent and len(spent) == AT_ONCE:
                break
            self.started.setdefault(practice, wave)
            share = min(need, days)
            if share:
                spent[practice] = spent.get(practice, Fraction(0)) + share
            days -= share
            self.left[practice] -= share
            if not self.left[practice]:
                self.done[practice] = wave
        return days


def waves(ranked: Sequence[Ranked], graph: Graph, capacity: Fraction) -> Mapping[PracticeId, Span]:
    """In which waves each fix is worked on, with `capacity` person-days a wave. Without capacity nothing starts
    and nothing is in the result."""
    days = AFTER_LOAD * capacity
    work = _Work({each.fix.practice: each.fix.effort for each in ranked})
    line = [each.fix.practice for each in ranked]
    gates = gate_line(ranked, graph)
    wave = 0
    while days > 0 and len(work.done) < len(line):
        wave += 1
        finished = len(work.done)
        spent: dict[PracticeId, Fraction] = {}
        for_gates = FOR_GATES * days
        rest = work.on(gates, for_gates, wave, spent)
        work.on(line, days - for_gates + rest, wave, spent)
        if len(work.done) == finished:
            wave += _repeat(work, spent)
    return {each: Span(work.started[each], work.done[each]) for each in work.done}


def gate_line(ranked: Sequence[Ranked], graph: Graph) -> tuple[PracticeId, ...]:
    """The gates below level 2 in rank order, each behind the rest of its full bundle."""
    place = {each.fix.practice: each.rank for each in ranked}
    line: dict[PracticeId, None] = {}
    for each in ranked:
        if each.fix.gate:
            line.update(dict.fromkeys(sorted(graph.whole[each.fix.practice], key=place.__getitem__)))
            line[each.fix.practice] = None
    return tuple(line)


def _repeat(work: _Work, spent: Mapping[PracticeId, Fraction]) -> int:
    """While nothing ends, one wave is like the next: the number of further waves that pass in the same way, taken
    at once, so that a tiny capacity needs no more steps than a large one."""
    number = min(ceil(work.left[each] / share) - 1 for each, share in spent.items())
    for each, share in spent.items():
        work.left[each] -= number * share
    return number
