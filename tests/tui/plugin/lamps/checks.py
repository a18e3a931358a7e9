"""What follows from lamps."""

from __future__ import annotations

from assess.evidence.checks import Verdict, check, failed, passed, pointer
from lamps.facts import Branch, Drill


@check(practice="DEL-02", level=2, subject=Branch)
def branch_has_a_rule(branch: Branch) -> Verdict:
    """The default branch has a rule that asks for a review."""
    seen = pointer(branch, "protected", branch.protected)
    return passed("main asks for a review", seen) if branch.protected else failed("main takes any push", seen)


@check(practice="DEL-02", level=3, subject=Branch)
def rule_binds_administrators(branch: Branch) -> Verdict:
    """The rule of the default branch binds administrators too."""
    seen = pointer(branch, "binding", branch.binding)
    return passed("administrators are bound", seen) if branch.binding else failed("administrators pass it by", seen)


@check(practice="CHG-04", level=2, subject=Drill)
def rollback_was_rehearsed(drill: Drill) -> Verdict:
    """A rollback was rehearsed within the last half-year."""
    seen = pointer(drill, "rehearsed", drill.rehearsed)
    return passed("rehearsed in May", seen) if drill.rehearsed else failed("never rehearsed", seen)
