"""Claims: the level that follows from all answers to a practice (method section 3).

One vote a role, so that many engineers do not outvote one lead, nor the reverse. What evidence makes of a claim
is decided in `assess.scoring`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assess.interview.answers import (
    Answer,
    AnswerState,
    Consensus,
    Decisions,
    Respondent,
    RespondentId,
    Shown,
    ShownKind,
)
from assess.model.practices import Level, OperatingModel, Practice, PracticeId, Role

CURRENT_DAYS = 365
"""An answer, a consensus or a thing shown counts up to this age in days, that day included."""

_MUST_KNOW = ("platform_lead", "product_engineer")
"""Whoever has to act and does not know that they may, may not: their don't-know on a decision right is 0."""
_WORTH_SHOWING = 3
_DIVIDED_ANSWERS, _DIVIDED_APART = 3, 3
_CONTESTED_SPREAD = 2


@dataclass(frozen=True, slots=True)
class RoleLevel:
    """What one role holds: the low median of its `answers` (sorted). `named`: the practice asks this role."""

    role: Role
    level: Level
    named: bool
    answers: tuple[Level, ...]

    @property
    def divided(self) -> bool:
        """Whether people of this role see the practice very differently; it does not contest the claim."""
        return len(self.answers) >= _DIVIDED_ANSWERS and self.answers[-1] - self.answers[0] >= _DIVIDED_APART


@dataclass(frozen=True, slots=True)
class Claim:
    """What people say of one practice. `level` is C and `median` is M of the method, both None where nobody gave
    a level; `spread` is that of the counting roles as answered, also after a `consensus`. `roles` are all that
    gave a level, by name; `shown` holds what the assessor saw that still counts; `out_of_bounds` says that a
    figure shown lies outside its bound, `without_level` how many current answers gave no level."""

    practice: PracticeId
    level: Level | None
    median: Level | None
    spread: int
    contested: bool
    consensus: Consensus | None
    roles: tuple[RoleLevel, ...]
    shown: tuple[Shown, ...]
    out_of_bounds: bool
    without_level: int

    @property
    def counting(self) -> tuple[RoleLevel, ...]:
        """The roles that vote: those the practice names, or the outsiders where none of these gave a level."""
        return _counting(self.roles)

    @property
    def highest(self) -> Level | None:
        """The highest level that any role holds, outsiders too; after a consensus, its level."""
        if self.consensus:
            return self.consensus.level
        return max((held.level for held in self.roles), default=None)

    @property
    def proven(self) -> bool:
        """Whether an exercise, or a figure inside its bound, was shown."""
        return any(seen.kind is ShownKind.EXERCISE or _inside(seen) for seen in self.shown)

    @property
    def named_roles(self) -> int:
        """How many of the roles that the practice names gave a level."""
        return sum(held.named for held in self.roles)

    @property
    def divided(self) -> tuple[Role, ...]:
        """The roles whose own people lie far apart, by name."""
        return tuple(held.role for held in self.roles if held.divided)


def claims(
    answers: Iterable[Answer],
    respondents: Iterable[Respondent],
    decisions: Decisions,
    model: OperatingModel,
    as_of: date,
) -> dict[PracticeId, Claim]:
    """The claim of every practice that somebody answered, or that a consensus settles, within the last year.

    Answers about practices that the model does not hold are passed over. The order of inputs never matters.
    """
    roles = {respondent.id: respondent.roles for respondent in respondents}
    answered: dict[PracticeId, list[Answer]] = defaultdict(list)
    for answer in answers:
        answered[answer.practice].append(answer)
    settled: dict[PracticeId, list[Consensus]] = defaultdict(list)
    for consensus in decisions.consensus:
        settled[consensus.practice].append(consensus)
    catalogue = tuple(role.id for role in model.roles)
    found: dict[PracticeId, Claim] = {}
    for practice in model.practices:
        current = _current(answered[practice.id], as_of)
        agreed = _agreed(settled[practice.id], current, as_of)
        if current or agreed:
            found[practice.id] = _claim(practice, current, agreed, roles, catalogue, as_of)
    return found


def _current(answers: Sequence[Answer], as_of: date) -> tuple[Answer, ...]:
    """The newest answer of each respondent, if it is not older than a year."""
    newest: dict[RespondentId, Answer] = {}
    for answer in answers:
        held = newest.get(answer.respondent)
        if held is None or _precedence(answer) > _precedence(held):
            newest[answer.respondent] = answer
    return tuple(newest[key] for key in sorted(newest) if _is_current(newest[key].date, as_of))


def _precedence(answer: Answer) -> tuple[date, int, bool, str]:
    """Newer first; of the same day the lower level, a don't-know below 0, a proposal without level last. Of two
    equal levels the one that was shown; the rest only makes the choice independent of order."""
    if answer.state is AnswerState.DONT_KNOW:
        rank = -1
    else:
        rank = 5 if answer.level is None else int(answer.level)
    return answer.date, -rank, answer.shown is not None, repr(answer.shown)


def _agreed(settled: Sequence[Consensus], current: Sequence[Answer], as_of: date) -> Consensus | None:
    """The newest consensus with a reason, until it is a year old or anyone answers on a later date."""
    valid = [each for each in settled if each.reason.strip() and _is_current(each.date, as_of)]
    if not valid:
        return None
    newest = max(valid, key=lambda each: (each.date, -each.level, each.by, repr(each.shown)))
    if any(answer.date > newest.date for answer in current):
        return None
    return newest


def _claim(
    practice: Practice,
    current: Sequence[Answer],
    agreed: Consensus | None,
    roles: Mapping[RespondentId, tuple[Role, ...]],
    catalogue: tuple[str, ...],
    as_of: date,
) -> Claim:
    voted: list[tuple[Role, Level, Answer]] = []
    for answer in current:
        role = _role(practice, roles.get(answer.respondent, ()), catalogue)
        level = None if role is None else _level(practice, role, answer)
        if role is not None and level is not None:
            voted.append((role, level, answer))
    held = _role_levels(practice, voted)
    counting = _counting(held)
    levels = sorted(each.level for each in counting)
    spread = levels[-1] - levels[0] if levels else 0
    contested = spread >= _CONTESTED_SPREAD and agreed is None
    median = agreed.level if agreed else _low_median(levels)
    voters = {each.role for each in counting}
    shown = [
        answer.shown
        for role, level, answer in voted
        if role in voters and level >= _WORTH_SHOWING and answer.shown is not None
    ]
    if agreed and agreed.shown and agreed.level >= _WORTH_SHOWING:
        shown.append(agreed.shown)
    figures = [answer.shown for answer in current] + [agreed.shown if agreed else None]
    return Claim(
        practice=practice.id,
        level=levels[0] if contested else median,
        median=median,
        spread=spread,
        contested=contested,
        consensus=agreed,
        roles=held,
        shown=tuple(seen for seen in shown if _is_current(seen.date, as_of)),
        out_of_bounds=any(seen and _outside(seen) and _is_current(seen.date, as_of) for seen in figures),
        without_level=len(current) - len(voted),
    )


def _role(practice: Practice, held: tuple[Role, ...], catalogue: tuple[str, ...]) -> Role | None:
    """The one role in which a respondent counts: the practice's first that they hold, else their first in
    catalogue order (a role the catalogue does not know comes last). None for a respondent without any role."""
    for role in practice.roles:
        if role in held:
            return role
    known = {role: place for place, role in enumerate(catalogue)}
    return min(held, key=lambda role: (known.get(role, len(known)), role), default=None)


def _level(practice: Practice, role: Role, answer: Answer) -> Level | None:
    """The level an answer gives; a don't-know gives none, except on a decision right from those who must act."""
    if answer.state is AnswerState.LEVEL:
        return answer.level
    if answer.state is AnswerState.DONT_KNOW and practice.decision_right:
        return Level.ABSENT if role in _MUST_KNOW and role in practice.roles else None
    return None


def _role_levels(practice: Practice, voted: Iterable[tuple[Role, Level, Answer]]) -> tuple[RoleLevel, ...]:
    said: dict[Role, list[Level]] = defaultdict(list)
    for role, level, _ in voted:
        said[role].append(level)
    held = []
    for role in sorted(said):
        answers = sorted(said[role])
        held.append(RoleLevel(role, answers[(len(answers) - 1) // 2], role in practice.roles, tuple(answers)))
    return tuple(held)


def _counting(held: tuple[RoleLevel, ...]) -> tuple[RoleLevel, ...]:
    named = tuple(each for each in held if each.named)
    return named or held


def _low_median(levels: Sequence[Level]) -> Level | None:
    return levels[(len(levels) - 1) // 2] if levels else None


def _is_current(day: date, as_of: date) -> bool:
    return (as_of - day).days <= CURRENT_DAYS


def _inside(seen: Shown) -> bool:
    return seen.kind is ShownKind.FIGURE and seen.inside is True


def _outside(seen: Shown) -> bool:
    """A figure of which nobody said whether it lies inside its bound is neither inside nor outside."""
    return seen.kind is ShownKind.FIGURE and seen.inside is False
