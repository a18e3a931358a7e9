"""Why evidence allows what it allows: each check with its units and shares, and the levels that follow.

Units with the same weight and the same counts share a line, so that an estate of any size stays readable and every
share can still be added up again from exact fractions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from assess.evidence.tallies import Tally, Unit
from assess.scoring.explanation import Line, decimal, listed, plural
from assess.scoring.observation import Bounds, Observation
from assess.scoring.rounding import SHARE_DECIMALS
from assess.scoring.shares import FULL_WEIGHT, THRESHOLDS, UNREAD, WEIGHTS, Ends, Group, Scope, Shares, UnitShare

_MOST_TERMS = 8
_ENDS = ("lo", "floor", "hi")
_COUNTS = ("passed", "failed", "unknown", "refused", "not_applicable")


def evidence_lines(observation: Observation | None, bounds: Bounds, out_of_bounds: bool) -> tuple[Line, ...]:
    """Each check with its units, the shares of each level, and the bounds. `bounds` are those that count, after a
    figure `out_of_bounds`."""
    lines: list[Line] = []
    if observation is None:
        lines.append(
            Line("evidence", "nothing observed: no check came to anything in a unit that is in scope and counts")
        )
    else:
        for group in observation.groups:
            lines += _group(group, observation.scope)
        lines += _levels(observation)
        lines.append(_visibility(observation))
        if observation.needs:
            lines.append(Line("refused", f"what would settle it: {listed(observation.needs)}"))
    if out_of_bounds:
        lines.append(Line("figure", "a figure shown lies outside its bound: none of the following is above 3"))
    lines += _bounds(observation, bounds)
    return tuple(lines)


def _group(group: Group, scope: Scope) -> list[Line]:
    name = group.checks[0] if len(group.checks) == 1 else f"any of {', '.join(group.checks)}"
    kinds = " and ".join(sorted({member.unit_kind for member in group.members}))
    notes = [f"level {group.level}", f"judges each {kinds}"]
    if group.every:
        notes.append("every unit must pass")
    if any(member.declared for member in group.members):
        notes.append("declared, so from level 3 on its lo is at most the threshold")
    lines = [Line(name, ", ".join(notes), " · ".join(_ENDS))]
    terms: dict[Ends, int] = defaultdict(int)
    for units, share in _alike(group.units.values()):
        weight = WEIGHTS[units[0].unit_class]
        terms[share.ends] += weight * len(units)
        lines.append(Line(_called(units), f"{_weighing(units)}: {_counted(share, group)}", _fractions(share.ends)))
    for units in _by_class(_unread(group, scope)):
        terms[UNREAD] += WEIGHTS[units[0].unit_class] * len(units)
        lines.append(Line(_called(units), f"{_weighing(units)}: no tally, not read", _fractions(UNREAD)))
    if group.left:
        lines.append(Line(_called([scope.units[key] for key in group.left]), "not applicable: not counted here"))
    if group.raw and group.shares:
        lines += _means(group, group.raw, group.shares, terms)
    return lines


def _means(group: Group, raw: Shares, held: Shares, terms: Mapping[Ends, int]) -> list[Line]:
    lines = []
    for place, end in enumerate(_ENDS):
        summed: dict[Fraction, int] = defaultdict(int)
        for ends, tenths in terms.items():
            summed[ends[place].fraction()] += tenths
        lines.append(Line(end, _sum(summed, group.weight), decimal(raw[place], SHARE_DECIMALS)))
        if held[place] != raw[place]:
            text = f"not met in a unit of weight 1: at most the threshold of level {group.level}"
            lines.append(Line(end, text, decimal(held[place], SHARE_DECIMALS)))
    return lines


def _sum(summed: Mapping[Fraction, int], weight: int) -> str:
    whole = _tenths(weight)
    if len(summed) > _MOST_TERMS:
        return f"the sum of weight x share over the lines above / {whole}"
    terms = [f"{_tenths(tenths)} x {share}" for share, tenths in sorted(summed.items(), reverse=True)]
    return f"({' + '.join(terms)}) / {whole}"


def _levels(observation: Observation) -> list[Line]:
    lines = []
    for level, shares in observation.by_level.items():
        own = [group.shares for group in observation.groups if group.level == level and group.shares]
        above = observation.by_level.get(level + 1)
        if not own:
            text = f"no check of its own: as level {level + 1}"
        elif above and any(high > min(ends) for high, *ends in zip(above, *own, strict=True)):
            text = f"the least of its checks, raised to level {level + 1}: what enforces also exists"
        else:
            text = "the least of its checks"
        values = " · ".join(decimal(end, SHARE_DECIMALS) for end in shares)
        lines.append(Line(f"level {level}", f"{text}; to exceed {float(THRESHOLDS[level]):.2f}", values))
    return lines


def _visibility(observation: Observation) -> Line:
    text = "the least weighted share of subjects read as pass or fail, over the checks"
    return Line("visibility", text, decimal(observation.visibility, SHARE_DECIMALS))


def _bounds(observation: Observation | None, bounds: Bounds) -> list[Line]:
    if observation is None:
        texts = ["nothing supports a level", "nothing refutes one", "nothing was refused", "nothing was left unread"]
    else:
        texts = [
            "the highest level whose lo exceeds its threshold, else 0",
            "one below the lowest level whose checks' hi does not exceed its threshold, else 4",
            "the same with every refusal counted as a failure",
            "Lo if everything unread had passed",
        ]
    values = (bounds.lo, bounds.hi, bounds.floor, bounds.lo_plus)
    return [
        Line(name, text, str(value))
        for name, text, value in zip(("Lo", "Hi", "Floor", "Lo+"), texts, values, strict=True)
    ]


def _alike(shares: Iterable[UnitShare]) -> list[tuple[list[Unit], UnitShare]]:
    """Units of one class with the same counts, and one of them."""
    found: dict[tuple[object, ...], list[UnitShare]] = defaultdict(list)
    for share in shares:
        counts = tuple((tally.check, *_counts(tally), tally.complete) for tally in share.tallies)
        found[share.unit.unit_class, share.unit.kind, share.ends, share.failed, counts].append(share)
    return [([share.unit for share in alike], alike[0]) for alike in found.values()]


def _unread(group: Group, scope: Scope) -> list[Unit]:
    kinds = {member.unit_kind for member in group.members}
    seen = group.units.keys() | set(group.left)
    return [unit for key, unit in sorted(scope.units.items()) if unit.kind in kinds and key not in seen]


def _by_class(units: Iterable[Unit]) -> list[list[Unit]]:
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        found[unit.unit_class].append(unit)
    return list(found.values())


def _called(units: list[Unit]) -> str:
    return units[0].id if len(units) == 1 else plural(len(units), "unit")


def _weighing(units: list[Unit]) -> str:
    weight = WEIGHTS[units[0].unit_class]
    each = "each of" if len(units) > 1 else "of"
    names = f"{listed(tuple(unit.id for unit in units))}, " if len(units) > 1 else ""
    return f"{names}{units[0].unit_class}, {each} weight {_tenths(weight)}"


def _counted(share: UnitShare, group: Group) -> str:
    said = []
    for tally in share.tallies:
        counts = ", ".join(
            f"{number:,} {name.replace('_', ' ')}"
            for name, number in zip(_COUNTS, _counts(tally), strict=True)
            if number
        )
        whole = "" if tally.complete else ", list not complete"
        prefix = f"{tally.check} " if len(group.checks) > 1 else ""
        said.append(f"{prefix}{counts or 'no subject'}{whole}")
    open_door = group.every and share.failed and WEIGHTS[share.unit.unit_class] == FULL_WEIGHT
    return "; ".join(said) + (" (an open door)" if open_door else "")


def _counts(tally: Tally) -> tuple[int, int, int, int, int]:
    return tally.passed, tally.failed, tally.unknown, tally.refused, tally.not_applicable


def _fractions(ends: Ends) -> str:
    return " · ".join(str(end.fraction()) for end in ends)


def _tenths(weight: int) -> str:
    return f"{weight // 10}" if weight % 10 == 0 else f"{weight // 10}.{weight % 10}"
