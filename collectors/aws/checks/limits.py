"""What the organisation above an account forbids: service control policies, from the root down to the account.

No check of its own: checks on accounts ask here, and name `LIMIT_FACTS` in their `reads`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assess.evidence.checks import Snapshot, Verdict, failed, not_applicable, passed, pointer, unknown
from assess.evidence.facts import Fact, Subject, Unread
from collectors.aws.checks.accounts import listed_account
from collectors.aws.facts.accounts import Account, ListedAccount
from collectors.aws.facts.controls import ControlPolicy
from collectors.aws.facts.statements import Condition, Statement
from collectors.aws.iam_meaning import Grant, covers, granted, speaks_of

LIMIT_FACTS: tuple[type[Fact], ...] = (Account, ListedAccount, ControlPolicy)

_WHO = (
    "aws:principalarn",
    "aws:principaltag",
    "aws:principalorgid",
    "aws:principalaccount",
    "aws:principalisawsservice",
)


@dataclass(frozen=True, slots=True)
class Stop:
    """A policy that stops something, and whether it spares principals that it names."""

    policy: ControlPolicy
    spares: bool


def limits_of(subject: Subject, snapshot: Snapshot) -> Limits | Unread | None:
    """The policies above the account of a subject; None where none can be: in a management account, or without an
    organisation."""
    listed = listed_account(subject, snapshot)
    if listed is None or isinstance(listed, Unread):
        return listed
    if listed.manages:
        return None
    if isinstance(listed.above, Unread):
        return listed.above
    found = snapshot.within(ControlPolicy, listed.subject)
    if isinstance(found, Unread):
        return found
    return Limits((*listed.above, listed.number), tuple(found))


@dataclass(frozen=True, slots=True)
class Limits:
    """The service control policies of an organisation, and the levels above and of one account, the root first."""

    levels: tuple[str, ...]
    policies: tuple[ControlPolicy, ...]

    def hanging(self) -> Iterator[ControlPolicy]:
        """The policies that hang on one of the levels."""
        here = set(self.levels)
        return (each for each in self.policies if isinstance(each.targets, tuple) and here.intersection(each.targets))

    @property
    def unplaced(self) -> Unread | None:
        """Why it is not known of some policy what it hangs on."""
        return next((each.targets for each in self.policies if isinstance(each.targets, Unread)), None)

    def inherited(self) -> Limits:
        """The same without what hangs on the account alone: what a new account beside it would be held by."""
        return Limits(self.levels[:-1], self.policies)

    def stop(self, action: str) -> Stop | Unread | None:
        """The policy that forbids the action in the whole account, whatever its own policies allow; None if none does.

        A Deny counts if it covers every resource and its only conditions spare principals it names. An action that no
        policy on one of the levels allows is forbidden too."""
        return self._first(lambda each: _denies(each, action), action)

    def stop_unless(self, action: str, holds: Callable[[Condition], bool]) -> Stop | Unread | None:
        """The policy that forbids the action under a condition of the kind asked for."""
        return self._first(lambda each: _denies_if(each, action, holds), action)

    def _first(self, fits: Callable[[Statement], bool], action: str) -> Stop | Unread | None:
        unread = self.unplaced
        for policy in self.hanging():
            if isinstance(policy.statements, Unread):
                unread = policy.statements
                continue
            for statement in policy.statements:
                if fits(statement):
                    return Stop(policy, spares=bool(statement.conditions))
        return unread or next(self._not_allowed(action), None)

    def _not_allowed(self, action: str) -> Iterator[Stop]:
        """Levels on which policies hang, none of which allows the action."""
        for level in self.levels:
            here = [each for each in self.policies if isinstance(each.targets, tuple) and level in each.targets]
            told = [each.statements for each in here if isinstance(each.statements, tuple)]
            if here and len(told) == len(here):
                allowing = tuple(one for statements in told for one in statements if one.allow)
                if granted(allowing, action) is Grant.NO:
                    yield Stop(here[0], spares=False)


def verdict_on_stop(account: Account, action: str, snapshot: Snapshot) -> Verdict:
    """Whether a policy above the account forbids an action, in the words that every such check uses."""
    limits = limits_of(account.subject, snapshot)
    if isinstance(limits, Unread):
        return unknown(limits)
    if limits is None and account.management == account.number:
        return not_applicable("no service control policy holds a management account")
    stop = None if limits is None else limits.stop(action)
    if isinstance(stop, Unread):
        return unknown(stop)
    if stop is None:
        return failed(f"no policy above it denies {action}", pointer(account, "number", account.number))
    spared = ", but for principals it names" if stop.spares else ""
    return passed(f"{stop.policy.name} denies {action}{spared}", pointer(stop.policy, "statements", action))


def on_missing_tag(condition: Condition, which: Callable[[str], bool] = lambda _: True) -> bool:
    """Whether a Deny on this condition holds where the request brings no such tag: `Null` on it, or a negated
    comparison, which a missing key meets too (with `IfExists` as well). `which` chooses among keys of tags."""
    operator, (name, _, tag) = condition.operator.lower(), condition.key.partition("/")
    if name.lower() != "aws:requesttag" or not which(tag):
        return False
    if operator == "null":
        return "true" in [value.lower() for value in condition.values]
    return operator.startswith("stringnot")


def _denies(statement: Statement, action: str) -> bool:
    return (
        not statement.allow
        and speaks_of(statement, action)
        and covers(statement, "*")
        and all(_spares(each) for each in statement.conditions)
    )


def _denies_if(statement: Statement, action: str, holds: Callable[[Condition], bool]) -> bool:
    return not statement.allow and speaks_of(statement, action) and any(holds(each) for each in statement.conditions)


def _spares(condition: Condition) -> bool:
    """Whether a condition only keeps named principals out of a Deny: all others meet it."""
    operator, key = condition.operator.lower(), condition.key.lower()
    return "not" in operator and key.startswith(_WHO) and "*" not in condition.values
