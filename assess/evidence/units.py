"""Where outcomes are counted, and how much that place weighs: pure, resolved when checks run.

A class comes from the subject's own tag, else a person's decision on its target, else the first matching rule of the
operating model. Editing a rule or a decision needs no new collection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assess.evidence.collectors import Target
from assess.evidence.facts import Fact, TargetId, UnitKind
from assess.evidence.tallies import Unit, UnitClass
from assess.model.environments import rule_for
from assess.model.practices import EnvironmentRule

ORGANISATION = Unit("organisation", "organisation", UnitClass.SHARED, "what exists once")
"""The one unit in which an organisation's single things are judged."""


@dataclass(frozen=True, slots=True)
class EnvironmentDecision:
    """A person says what class of environment a target is. `by` is printed as the reason."""

    unit_class: UnitClass
    by: str = ""


class Places:
    """Places subjects in units, from known targets, decisions on them, and the model's rules in their order."""

    def __init__(
        self,
        targets: Iterable[Target],
        rules: Sequence[EnvironmentRule],
        decisions: Mapping[TargetId, EnvironmentDecision],
    ) -> None:
        self._targets = {target.id: target for target in targets}
        self._rules = rules
        self._decisions = decisions
        self._classes: dict[TargetId, tuple[UnitClass, str]] = {}
        self._folders: dict[str, bool] = {}

    def own(self, target: TargetId, kind: UnitKind) -> Unit:
        """The unit of a target itself: what holds for it where nothing in it says otherwise."""
        if kind == "organisation":
            return ORGANISATION
        unit_class, why = self._class_of(target)
        return _unit(target, kind, unit_class, why)

    def of(self, fact: Fact) -> Unit:
        """The unit in which a subject is counted.

        An account is split by the tags of its subjects. A repository is one unit, whatever its folders are called;
        only what stands in a folder that a rule excludes (examples, fixtures, vendored code) is counted apart,
        without weight."""
        kind, target = fact.unit_kind, fact.subject.target
        own = self.own(target, kind)
        if own.unit_class is UnitClass.EXCLUDED:
            return own
        if kind == "account" and fact.subject.environment:
            rule = rule_for(self._rules, tag=fact.subject.environment)
            if rule is not None:
                return _unit(target, kind, UnitClass(rule.unit_class), f"its own tag {fact.subject.environment}")
        if kind == "repository" and self._in_excluded_folder(fact):
            why = "a folder of examples, fixtures or vendored code"
            return Unit(f"{target}/{UnitClass.EXCLUDED}", kind, UnitClass.EXCLUDED, why)
        return own

    def counts(self, fact: Fact) -> bool:
        """Whether the subject stands where something counts: not in an excluded target or folder."""
        excluded = self._class_of(fact.subject.target)[0] is UnitClass.EXCLUDED
        return not excluded and not self._in_excluded_folder(fact)

    def _in_excluded_folder(self, fact: Fact) -> bool:
        if fact.location is None:
            return False
        path = fact.location.path
        excluded = self._folders.get(path)
        if excluded is None:
            rule = rule_for(self._rules, path=path)
            excluded = self._folders[path] = rule is not None and rule.unit_class == UnitClass.EXCLUDED
        return excluded

    def _class_of(self, target: TargetId) -> tuple[UnitClass, str]:
        known = self._classes.get(target)
        if known is None:
            known = self._classes[target] = self._resolve(target)
        return known

    def _resolve(self, identifier: TargetId) -> tuple[UnitClass, str]:
        """The class of a target, and where it comes from in words. A person who says what a fork or an archived
        repository is for outranks that it is one."""
        target = self._targets.get(identifier)
        labels = target.labels if target is not None else {}
        decision = self._decisions.get(identifier)
        decided = (decision.unit_class, f"decision of {decision.by}".removesuffix(" of ")) if decision else None
        if target is not None and target.excluded:
            return decided or (UnitClass.EXCLUDED, target.excluded)
        tag = labels.get("tag", "")
        rule = rule_for(self._rules, tag=tag)
        if rule is not None:
            return UnitClass(rule.unit_class), f"its own tag {tag}"
        if decided is not None:
            return decided
        # path rules speak of files: the host or owner in a repository's address says nothing about its environment
        rule = rule_for(self._rules, name=labels.get("name", ""), ou=labels.get("ou", ""))
        if rule is not None:
            return UnitClass(rule.unit_class), f"rule on its {rule.where} {labels.get(rule.where, '')}"
        return UnitClass.UNLABELLED, "nothing says what it is"


def _unit(target: TargetId, kind: UnitKind, unit_class: UnitClass, why: str) -> Unit:
    """A repository is its own unit; an account is one unit in each class of environment."""
    return Unit(f"{target}/{unit_class}" if kind == "account" else target, kind, unit_class, why)
