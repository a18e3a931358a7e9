"""Finds collectors through the entry-point group `assess.collectors`, and gathers their checks.

A plug-in that cannot be used costs one sentence and itself, never the program. Nothing else asks for entry points.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from assess.evidence.checks import Check
from assess.evidence.collectors import Collector, CollectorError, Option, Probe

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "assess.collectors"
RESERVED_FLAGS = frozenset({"--only", "--resume", "--dry-run", "--workers", "--round", "--json", "--debug", "--help"})
"""Flags that `assess collect` has itself."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Discovered:
    """The collectors that can be used, by name, and one sentence for each that cannot."""

    collectors: tuple[Collector, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GatheredChecks:
    """All checks of some collectors by id, and one sentence for each collector whose checks cannot be used."""

    checks: tuple[Check, ...]
    problems: tuple[str, ...] = ()


def discover(*, probes: bool = True) -> Discovered:
    """Loads every installed collector. Two different ones of one name are both refused: which one was meant cannot
    be known. Without `probes` their options alone are looked at, which costs less and may find less wrong."""
    named: dict[str, list[EntryPoint]] = defaultdict(list)
    for entry in _entry_points():
        if all(entry.value != other.value for other in named[entry.name]):
            named[entry.name].append(entry)
    collectors: list[Collector] = []
    problems: list[str] = []
    taken = dict.fromkeys(RESERVED_FLAGS, "assess itself")
    for name, entries in sorted(named.items()):
        if len(entries) > 1:
            places = " and ".join(sorted(_place(entry) for entry in entries))
            problems.append(f"the collector {name} is offered by {places}: uninstall one of them; neither is used")
            continue
        try:
            collector = _load(entries[0], probes=probes)
            _take(taken, collector, _place(entries[0]), probes=probes)
        except CollectorError as error:
            problems.append(str(error))
            continue
        collectors.append(collector)
    return Discovered(tuple(collectors), tuple(problems))


def _take(taken: dict[str, str], collector: Collector, place: str, *, probes: bool) -> None:
    """Notes the flags and probes of a collector. Raises `CollectorError` if another has one of them: what a person
    means by it, or what a stored job was, could not be told."""
    names = [option.flag for option in collector.options]
    if probes:
        names += [probe.id for probe in collector.probes]
    for name in names:
        if name in taken:
            raise CollectorError(
                f"the collector {collector.name} of {place} cannot be used: {name} is already one of {taken[name]}"
            )
    taken.update(dict.fromkeys(names, collector.name))


def load(name: str) -> Collector:
    """The collector of that name, for a worker process. Raises `CollectorError` if it cannot be loaded."""
    for entry in _entry_points(name):
        return _load(entry)
    raise CollectorError(f"no collector named {name} is installed here: install the same plug-ins on every worker")


def gather_checks(collectors: Iterable[Collector]) -> GatheredChecks:
    """Imports and gathers the checks of these collectors. A collector whose checks fail to load has none, and of two
    checks of one id the second is left out; both are said."""
    found: dict[str, Check] = {}
    problems: list[str] = []
    for collector in collectors:
        try:
            offered = list(collector.checks())
        except Exception as error:  # noqa: BLE001 - the border to a plug-in
            _log.debug("checks of %s", collector.name, exc_info=True)
            problems.append(f"the checks of the collector {collector.name} cannot be loaded: {_said(error)}")
            continue
        twice = [check.id for check in offered if found.setdefault(check.id, check) is not check]
        problems += [f"the check {name} of the collector {collector.name} exists twice: rename one" for name in twice]
    return GatheredChecks(tuple(check for _, check in sorted(found.items())), tuple(problems))


@cache
def names() -> frozenset[str]:
    """The collectors that are installed, without loading any."""
    return frozenset(entry.name for entry in _entry_points())


def _entry_points(name: str | None = None) -> Sequence[EntryPoint]:
    from importlib.metadata import entry_points

    found = entry_points(group=GROUP)
    return [entry for entry in found if name is None or entry.name == name]


def _place(entry: EntryPoint) -> str:
    package = entry.dist.name if entry.dist is not None else "an unknown package"
    return f"{package} ({entry.value})"


def _load(entry: EntryPoint, *, probes: bool = True) -> Collector:
    """Loads one plug-in and looks whether it is what it says."""
    try:
        loaded = entry.load()
    except Exception as error:
        _log.debug("collector %s", entry.name, exc_info=True)
        raise CollectorError(
            f"the collector {entry.name} of {_place(entry)} cannot be loaded: {_said(error)}"
        ) from error
    wrong = _what_is_wrong(entry.name, loaded, probes=probes)
    if wrong:
        raise CollectorError(f"the collector {entry.name} of {_place(entry)} cannot be used: {wrong}")
    return cast("Collector", loaded)


def _what_is_wrong(name: str, loaded: object, *, probes: bool) -> str:
    if getattr(loaded, "name", None) != name:
        return f"its attribute `name` is {getattr(loaded, 'name', None)!r} and not {name!r}"
    for attribute, kind in (("options", Option), ("probes", Probe)):
        if kind is Probe and not probes:
            continue
        values = getattr(loaded, attribute, None)
        if not isinstance(values, tuple) or not all(isinstance(value, kind) for value in values):
            return f"its attribute `{attribute}` is not a tuple of {kind.__name__}"
    for method in ("targets", "plan", "run", "checks"):
        if not callable(getattr(loaded, method, None)):
            return f"it has no method `{method}`"
    return ""


def _said(error: Exception) -> str:
    """An exception in one line: the first line of its text, else its class."""
    return f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}" if str(error) else type(error).__name__
