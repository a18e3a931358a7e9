"""Keeps findings in step with the facts they follow from, and hands scoring the evidence of a round.

Collectors are loaded only when stored findings are out of date: their key says of which program, model, facts,
decisions and suppressions they are. What scoring needs to know of checks and units is kept beside them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from assess import __version__
from assess.engagement import AssessmentInputs, Engagement, ListedFinding
from assess.evidence.called import Called
from assess.evidence.collectors import Target
from assess.evidence.facts import TargetId
from assess.evidence.scope import complaint, outside, outside_sentence, scoped
from assess.evidence.tallies import Evidence, JudgedCheck, Unit, UnitClass, Unseen
from assess.evidence.units import EnvironmentDecision, Places
from assess.interview.answers import Profile
from assess.model.practices import OperatingModel

_CHECKS, _UNITS, _COLLECTORS = "checks", "units", "collectors"
_SHAPE = 2
"""Rises when what is kept beside the findings changes, so that it is made again."""


def refresh(engagement: Engagement, model: OperatingModel, *, round_id: int | None = None) -> tuple[str, ...]:
    """Judges the facts of a round again if what is stored does not follow from them; returns one sentence for each
    plug-in that could not be used. Where nothing may be written the findings exist for this connection only."""
    inputs = engagement.assessment_inputs(round_id)
    key = _key(engagement, model, inputs)
    if engagement.findings_key() == key:
        return ()
    from assess.evidence.codec import registry
    from assess.evidence.discovery import discover
    from assess.evidence.filter import sql
    from assess.evidence.judging import judge, judged_checks

    found = discover()
    facts = engagement.saved_facts(registry(found.collectors), round_id=round_id)
    judging = judge(facts, found.collectors, model, _decisions(inputs))
    today = inputs.as_of.date()
    engagement.replace_findings(
        key,
        judging,
        model=model,
        unit_of=judging.unit,
        repositories=Called(inputs.targets).filtered,
        suppressed=[sql(each.filter) for each in inputs.suppressions if each.expires >= today],
        round_id=round_id,
    )
    kept: dict[str, Sequence[JudgedCheck | Unit]] = {_CHECKS: judged_checks(found.collectors), _UNITS: judging.units}
    for name, values in kept.items():
        engagement.keep_derived(name, key, json.dumps([asdict(value) for value in values]).encode())
    engagement.keep_derived(_COLLECTORS, key, json.dumps([each.name for each in found.collectors]).encode())
    return (*found.problems, *judging.problems)


def evidence(engagement: Engagement, model: OperatingModel, inputs: AssessmentInputs) -> Evidence:
    """What scoring receives: checks, tallies, and the units in scope. A unit that the profile names and nobody read
    is in scope and silent; one that it does not name is out of scope."""
    judged = checks(engagement)
    units = tuple(Unit(**{**one, "unit_class": UnitClass(one["unit_class"])}) for one in _kept(engagement, _UNITS))
    tallies = engagement.tallies()
    profile = inputs.profile
    if not (profile.scope_accounts or profile.scope_repositories):
        return Evidence(False, units, inputs.collected, judged, tallies, _installed(engagement))
    named = scoped(profile.scope_accounts, profile.scope_repositories, inputs.targets)
    places = Places(inputs.targets, model.environment_rules, _decisions(inputs))
    silent = [places.own(each, "account" if each.startswith("aws:") else "repository") for each in named]
    inside = [one for one in units if one.kind == "organisation" or _target(one.id) in named]
    known = {one.id: one for one in (*silent, *inside)}
    # An account is one unit in each class it holds; where it was read, its own unit is known to be there or not.
    read = {_target(one.id) for one in inside}
    wanted = tuple(one for one in known.values() if one in inside or _target(one.id) not in read)
    return Evidence(True, wanted, inputs.collected, judged, tallies, _installed(engagement))


def out_of_scope(inputs: AssessmentInputs) -> str:
    """What was read and does not count, for the profile names a scope without it, and what is wrong with that scope
    (older programs took any); empty if everything counts."""
    return _left_out(inputs.profile, inputs.targets)


def left_out(engagement: Engagement) -> str:
    """The same for the round that is open, from the file alone."""
    return _left_out(engagement.profile(), engagement.targets())


def _left_out(profile: Profile, targets: Sequence[Target]) -> str:
    scope = (profile.scope_accounts, profile.scope_repositories)
    return "; ".join(filter(None, (outside_sentence(outside(*scope, targets)), complaint(*scope, targets))))


_LONG = 5_000
"""Tallies whose folding a person would notice: about 30 ms."""


def takes_long(engagement: Engagement) -> bool:
    """Whether there is so much evidence that scoring it takes longer than a person should wait for a key."""
    return bool(engagement.rows("SELECT 1 FROM tally LIMIT 1 OFFSET ?", (_LONG,)))


def unseen(engagement: Engagement) -> tuple[Unseen, ...]:
    """What is not known, by check, unit and what would settle it; in no order that means anything."""
    found = engagement.rows(
        "SELECT check_id, unit, reason, iif(needs <> '', needs, message) AS cause, count(*), max(whole_list) "
        "FROM finding WHERE outcome = 'unknown' GROUP BY check_id, unit, reason, cause"
    )
    return tuple(
        Unseen(str(check), str(unit), str(reason or ""), str(cause or ""), int(count or 0), bool(whole))
        for check, unit, reason, cause, count, whole in found
    )


def checks(engagement: Engagement) -> tuple[JudgedCheck, ...]:
    """The checks whose findings are stored."""
    return tuple(JudgedCheck(**one) for one in _kept(engagement, _CHECKS))


def _target(unit: str) -> str:
    """The target of a unit: its id without the class of environment."""
    target, _, last = unit.rpartition("/")
    return target if last in {each.value for each in UnitClass} else unit


def _installed(engagement: Engagement) -> frozenset[str]:
    """The collectors that were installed when findings were made; before that those that are, which takes longer."""
    found = engagement.derived(_COLLECTORS)
    if found is None:
        from assess.evidence.discovery import names

        return names()
    return frozenset(json.loads(found[1]))


def _kept(engagement: Engagement, name: str) -> list[dict[str, Any]]:
    found = engagement.derived(name)
    values: list[dict[str, Any]] = json.loads(found[1]) if found else []
    return values


def _decisions(inputs: AssessmentInputs) -> dict[TargetId, EnvironmentDecision]:
    return {
        target: EnvironmentDecision(UnitClass(label.unit_class), label.by)
        for target, label in inputs.environments.items()
    }


def _key(engagement: Engagement, model: OperatingModel, inputs: AssessmentInputs) -> str:
    """Changes with whatever findings follow from; computed without loading a collector."""
    jobs = engagement.rows(
        "SELECT id, round, state, at, reason FROM job WHERE round <= ? ORDER BY id, round", (inputs.round.id,)
    )
    today = inputs.as_of.date()
    parts = [
        _SHAPE,
        __version__,
        model.digest,
        jobs,
        [[one.id, one.excluded, sorted(one.labels.items())] for one in inputs.targets],
        sorted([target, label.unit_class, label.by] for target, label in inputs.environments.items()),
        sorted([one.filter, one.expires >= today] for one in inputs.suppressions),
    ]
    return hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogateescape")).hexdigest()


def listed(engagement: Engagement) -> Iterator[ListedFinding]:
    """Every finding of the round that was refreshed last, in the order of judging."""
    return engagement.every_finding()


def is_current(engagement: Engagement, model: OperatingModel, inputs: AssessmentInputs) -> bool:
    """Whether the stored findings follow from what is stored now; needs no collector."""
    return engagement.findings_key() == _key(engagement, model, inputs)
