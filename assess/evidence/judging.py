"""Runs checks over the facts of a round: one finding for each check and subject, and the unknown ones that stand for
what nobody saw. Counting them is left to the engagement file, what they are worth to scoring.

Findings come in a fixed order: by kind of subject, then job and fact, then check; last what the engine adds itself.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from assess.evidence.checks import INDICATOR, Check, Outcome, Verdict, not_applicable
from assess.evidence.collectors import Collector, FactSource, JobRecord
from assess.evidence.discovery import gather_checks
from assess.evidence.facts import Fact, FactId, NotRead, Reason, Subject, TargetId, UnitKind, Unread
from assess.evidence.findings import Finding, finding_id
from assess.evidence.inventory import Inventory
from assess.evidence.snapshot import CheckSnapshot, RoundSnapshot
from assess.evidence.tallies import JudgedCheck, Unit, UnitClass
from assess.evidence.units import ORGANISATION, EnvironmentDecision, Places
from assess.model.practices import Auto, OperatingModel

_log = logging.getLogger(__name__)


def judge(
    source: FactSource,
    collectors: Sequence[Collector],
    model: OperatingModel,
    decisions: Mapping[TargetId, EnvironmentDecision] | None = None,
) -> Judging:
    """Judges everything that was read. Iterate the result once; its `units` are complete when it is exhausted."""
    return Judging(source, collectors, model, decisions or {})


class Judging:
    """The findings of a round, made while iterating; memory grows with the number of units, not of subjects."""

    def __init__(
        self,
        source: FactSource,
        collectors: Sequence[Collector],
        model: OperatingModel,
        decisions: Mapping[TargetId, EnvironmentDecision],
    ) -> None:
        gathered = gather_checks(collectors)
        self.problems: tuple[str, ...] = gathered.problems
        """One sentence for each check or collector that could not be used."""
        self._collectors = collectors
        self._inventory = Inventory(collectors, source.jobs())
        self._snapshot = RoundSnapshot(source, self._inventory)
        self._targets = {target.id: target for target in source.targets()}
        self._places = Places(self._targets.values(), model.environment_rules, decisions)
        self._checks = [check for check in gathered.checks if self._inventory.known(check.subject)]
        self._sees = {check.id: CheckSnapshot(self._snapshot, check) for check in self._checks}
        self._units: dict[str, Unit] = {}
        self._units_of: dict[tuple[TargetId, UnitKind], dict[str, Unit]] = defaultdict(dict)
        self._subjects: set[tuple[str, str]] = set()
        """(check, unit) where a subject was judged."""
        self._other_basis: set[tuple[str, str]] = set()
        """(check, unit) where a subject was known in a way that the check does not accept."""
        self._settled_alone = {each.id for each in model.practices if each.auto is Auto.FULL}
        self._seen: set[str] = set()
        """Practices of which something that counts was seen, or known to have nothing to apply to."""
        self._found: set[str] = set()
        """Checks on the organisation that passed somewhere."""
        self._without: dict[str, Verdict] = {}
        """What a check on the organisation says of the first thing it found that does not show what is asked."""
        self._times_without: Counter[str] = Counter()
        self._add_own_units()

    @property
    def units(self) -> tuple[Unit, ...]:
        """Every unit of every known target, by id; those of findings are there as soon as the finding was."""
        return tuple(self._units[identifier] for identifier in sorted(self._units))

    def unit(self, identifier: str) -> Unit:
        """The unit of a finding that was yielded."""
        return self._units[identifier]

    def __iter__(self) -> Iterator[Finding]:
        by_kind: dict[type[Fact], list[Check]] = defaultdict(list)
        for check in self._checks:
            by_kind[check.subject].append(check)
        for kind in sorted(by_kind, key=lambda kind: kind.kind):
            yield from self._judge_kind(kind, by_kind[kind])
        for check in self._checks:
            if check.subject.unit_kind == "organisation":
                yield from self._not_found(check)
            else:
                for target in self._inventory.targets(check.subject):
                    yield from self._unseen(check, target)

    def _add_own_units(self) -> None:
        """Each known target has a unit of its own, also if nothing was read in it: silence must be counted."""
        kinds: dict[str, set[UnitKind]] = defaultdict(set)
        for collector in self._collectors:
            for probe in collector.probes:
                kinds[probe.target_kind] |= {made.unit_kind for made in probe.yields}
        for target in self._targets.values():
            for kind in sorted(kinds[target.kind] - {"organisation"}):
                self._note(target.id, self._places.own(target.id, kind))

    def _note(self, target: TargetId, unit: Unit) -> Unit:
        self._units[unit.id] = unit
        self._units_of[target, unit.kind][unit.id] = unit
        return unit

    def _judge_kind(self, kind: type[Fact], checks: Sequence[Check]) -> Iterator[Finding]:
        organisation = kind.unit_kind == "organisation"
        seen: set[FactId] | None = set() if self._inventory.read_twice(kind) else None
        for record, fact in self._snapshot.stream(kind):
            if seen is not None:
                if fact.id in seen:
                    continue
                seen.add(fact.id)
            if organisation and not self._places.counts(fact):
                continue
            unit = self._note(fact.subject.target, self._places.of(fact))
            for check in checks:
                if fact.basis not in check.accepts:
                    self._other_basis.add((check.id, unit.id))
                    continue
                verdict = self._verdict(check, fact)
                if organisation:
                    if verdict.outcome is Outcome.UNKNOWN:  # one stands for all, and only if it is found nowhere
                        if verdict.because:
                            self._without.setdefault(check.id, verdict)
                            self._times_without[check.id] += 1
                        continue
                    if verdict.outcome is Outcome.PASS:
                        self._found.add(check.id)
                    if verdict.outcome is Outcome.FAIL:
                        verdict = _broken("it fails one place for what may live in another")
                self._subjects.add((check.id, unit.id))
                if unit.unit_class is not UnitClass.EXCLUDED and check.need != INDICATOR:
                    told = check.rules_out or verdict.outcome is not Outcome.NOT_APPLICABLE
                    self._seen |= {check.practice} if told else set()
                yield _finding(check, unit, fact.subject, verdict, record, fact)

    def _verdict(self, check: Check, fact: Fact) -> Verdict:
        """What the check says; unknown, with the reason, where it cannot say or breaks."""
        try:
            verdict = check.judge(fact, self._sees[check.id]) if check.reads else check.judge(fact)
            if not isinstance(verdict, Verdict):
                raise TypeError(f"it returned {type(verdict).__name__} and no Verdict")
        except NotRead as error:
            return Verdict(Outcome.UNKNOWN, error.unread.detail, (), error.unread)
        except Exception as error:  # noqa: BLE001 - the border to a check
            _log.debug("%s on %s", check.id, fact.subject.id, exc_info=True)
            return _broken(f"{type(error).__name__}: {error}")
        return verdict

    def _unseen(self, check: Check, target: TargetId) -> Iterator[Finding]:
        """What is said of a target where the list of subjects is not whole, or is whole and empty."""
        own = self._note(target, self._places.own(target, check.subject.unit_kind))
        units = sorted(self._units_of[target, check.subject.unit_kind].values(), key=lambda unit: unit.id)
        missing = [
            (record, unread)
            for kind in dict.fromkeys((check.subject, *check.reads))
            for record, unread in self._inventory.missing(kind, target)
        ]
        for record, unread in missing:
            for unit in units:
                subject = Subject(check.subject.kind, _list_of(record, unit), target, record.region)
                verdict = Verdict(Outcome.UNKNOWN, unread.detail, (), unread)
                yield _finding(check, unit, subject, verdict, record, whole_list=True)
        if missing:
            return
        newest = max(self._inventory.records(check.subject, target), key=lambda record: record.at)
        counted = [unit for unit in units if unit.unit_class is not UnitClass.EXCLUDED or unit == own]
        anywhere = any((check.id, unit.id) in self._subjects for unit in counted)
        for unit in counted:
            silence = self._verdict_on_none(check, unit, own, anywhere=anywhere)
            if silence is not None:
                subject = Subject(check.subject.kind, f"{unit.id}#{check.subject.kind}", target)
                yield _finding(check, unit, subject, silence, newest)

    def _verdict_on_none(self, check: Check, unit: Unit, own: Unit, *, anywhere: bool) -> Verdict | None:
        """What silence in a unit means; None where its subjects have said all there is to say."""
        if (check.id, unit.id) in self._subjects:
            if unit.unit_class is UnitClass.EXCLUDED or not self._lives_elsewhere(check):
                return None
            return _elsewhere("nothing that was read is what this is about")
        what = check.subject.kind.rpartition(".")[2].replace("_", " ")
        if (check.id, unit.id) in self._other_basis:
            unread = Unread(Reason.UNRESOLVED, f"{what} is known here only in a way that this check does not accept")
            return Verdict(Outcome.UNKNOWN, unread.detail, (), unread)
        if check.when_none is not None and unit == own and not anywhere:
            return check.when_none
        if check.when_none is None and self._lives_elsewhere(check):
            return _elsewhere(f"no {what} in anything that was read")
        return not_applicable(f"no {what} here")

    def _lives_elsewhere(self, check: Check) -> bool:
        """Whether nothing at all was found that a practice is judged by which evidence alone could settle. It does
        not leave the score for that: code without a repository here has its review somewhere else, and a repository
        that declares no alarm is watched by alarms declared somewhere else. Known when all kinds are judged."""
        return check.practice in self._settled_alone and check.practice not in self._seen

    def _not_found(self, check: Check) -> Iterator[Finding]:
        """The one unknown of something an organisation needs once and nobody found in what was read."""
        targets = self._inventory.targets(check.subject)
        if check.id in self._found or not targets:
            return
        records = [record for target in targets for record in self._inventory.records(check.subject, target)]
        missing = [unread for target in targets for _, unread in self._inventory.missing(check.subject, target)]
        not_read = f" ({len(missing)} of {len(records)} reads were refused)" if missing else ""
        needs = "; ".join(dict.fromkeys(unread.needs for unread in missing if unread.needs))
        verdict = self._without.get(check.id)
        if verdict is None:
            verdict = _elsewhere(f"not found in what was read{not_read}", needs)
        else:
            others = self._times_without[check.id] - 1
            detail = f"{verdict.message}{f'; {others} more likewise' if others else ''}{not_read}"
            unread = Unread(Reason.UNRESOLVED, detail, needs or (verdict.unread.needs if verdict.unread else ""))
            verdict = Verdict(Outcome.UNKNOWN, detail, verdict.because, unread)
        unit = self._note(TargetId(ORGANISATION.id), ORGANISATION)
        subject = Subject(check.subject.kind, f"{ORGANISATION.id}#{check.subject.kind}", TargetId(ORGANISATION.id))
        newest = max(records, key=lambda record: record.at)
        yield _finding(check, unit, subject, verdict, newest)


def _elsewhere(what: str, needs: str = "") -> Verdict:
    detail = f"{what}; it may live elsewhere"
    needed = needs or "say where it is kept, or show it in the interview"
    return Verdict(Outcome.UNKNOWN, detail, (), Unread(Reason.UNRESOLVED, detail, needed))


def _broken(why: str) -> Verdict:
    unread = Unread(Reason.NOT_AVAILABLE, f"check failed: {why}", "a repaired check")
    return Verdict(Outcome.UNKNOWN, unread.detail, (), unread)


def _list_of(record: JobRecord, unit: Unit) -> str:
    """The id of a list that nobody saw: one for each read and unit."""
    return "#".join(part for part in (unit.id, record.region, record.probe) if part)


def _finding(
    check: Check,
    unit: Unit,
    subject: Subject,
    verdict: Verdict,
    record: JobRecord,
    fact: Fact | None = None,
    *,
    whole_list: bool = False,
) -> Finding:
    unread = verdict.unread
    if verdict.outcome is Outcome.UNKNOWN and unread is None:
        unread = Unread(Reason.UNRESOLVED, verdict.message)
    return Finding(
        id=finding_id(check.id, subject.id),
        check=check.id,
        practice=check.practice,
        level=check.level,
        outcome=verdict.outcome,
        unit=unit.id,
        subject=subject,
        message=verdict.message,
        location=fact.location if fact is not None else None,
        evidence=verdict.because,
        reason=unread.reason if unread is not None else None,
        needs=unread.needs if unread is not None else "",
        whole_list=whole_list,
        in_use=check.product is not None and (verdict.in_use or verdict.outcome is Outcome.PASS),
        at=record.at,
        source=record.source,
    )


def judged_checks(collectors: Iterable[Collector]) -> tuple[JudgedCheck, ...]:
    """The checks of these collectors as scoring sees them, by id."""
    return tuple(
        JudgedCheck(
            id=check.id,
            practice=check.practice,
            level=check.level,
            unit_kind=check.subject.unit_kind,
            need=check.need,
            every_unit=check.every_unit,
            declared=check.declared,
            product=check.product,
            sentence=check.sentence,
        )
        for check in gather_checks(collectors).checks
    )
