"""Takes an answers.yaml into an engagement, in one transaction: all of it or nothing, and nothing twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assess.engagement.engagement import Engagement
from assess.engagement.errors import EngagementError
from assess.engagement.reading import SavedAnswer
from assess.evidence.collectors import Target
from assess.evidence.facts import TargetId
from assess.evidence.scope import called
from assess.interview.answers import Answer, Consensus, RespondentId, Shown
from assess.interview.answers_file import AnswersFile, GivenAnswer
from assess.interview.answers_file_decisions import GivenDecision, GivenFigure
from assess.interview.decisions import Decision, EnvironmentLabel, Figure, Suppression
from assess.model.practices import PracticeId

_Answers = Mapping[tuple[PracticeId, RespondentId], SavedAnswer]


@dataclass(frozen=True, slots=True)
class Applied:
    """How many things of each kind the file changed, and how many already stood as it says."""

    profile: int = 0
    respondents: int = 0
    answers: int = 0
    decisions: int = 0
    figures: int = 0
    incidents: int = 0
    unchanged: int = 0

    @property
    def changed(self) -> int:
        """All changes together; 0 when a file is read a second time."""
        return self.profile + self.respondents + self.answers + self.decisions + self.figures + self.incidents


def apply(file: AnswersFile, engagement: Engagement, *, round_id: int | None = None) -> Applied:
    """Does what the file says through the engagement's verbs, in one durable transaction.

    What the file does not date has the date on which it was first read in this round. Raises `EngagementError`;
    nothing of the file is then saved."""
    with engagement.together():
        today = engagement.clock().date()
        chosen = engagement.chosen(round_id)
        profile = engagement.set_profile(file.profile.applied_to(engagement.profile(chosen)), round_id=chosen)
        before = len(engagement.history("respondent"))
        people = engagement.respondent_keys()
        for person in file.people:
            people[person.key] = engagement.add_respondent(person.name, person.roles, team=person.team, key=person.key)
        respondents = len(engagement.history("respondent")) - before
        answers = _answers(file.answers, engagement, people, today, chosen)
        decided, targets = engagement.decisions(chosen), engagement.targets(chosen)
        decisions = sum(
            engagement.decide(_placed(_dated_decision(given, decided), targets), round_id=chosen)
            for given in file.decisions
        )
        measured = engagement.figures(chosen)
        figures = sum(engagement.add_figure(_dated_figure(given, measured), round_id=chosen) for given in file.figures)
        incidents = sum(engagement.add_incident(incident) for incident in file.incidents)
    total = len(file.people) + len(file.answers) + len(file.decisions) + len(file.figures) + len(file.incidents)
    applied = Applied(int(profile), respondents, answers, decisions, figures, incidents)
    return replace(applied, unchanged=total - (applied.changed - applied.profile))


def _answers(
    given: Sequence[GivenAnswer],
    engagement: Engagement,
    people: Mapping[str, RespondentId],
    today: date,
    round_id: int,
) -> int:
    unknown = sorted({one.respondent for one in given} - people.keys())
    if unknown:
        raise EngagementError(f"{engagement.path} knows no respondent {unknown[0]}; add the person first")
    saved = {(s.answer.practice, s.answer.respondent): s for s in engagement.answers(round_id) if not s.carried}
    return sum(
        engagement.answer(_dated_answer(one, people[one.respondent], saved, today), round_id=round_id) for one in given
    )


def _dated_answer(given: GivenAnswer, respondent: RespondentId, saved: _Answers, today: date) -> Answer:
    """The answer with its date: the written one; else that of the same answer in this round; else today."""
    found = saved.get((given.practice, respondent))
    old = found.answer if found else None
    same = old is not None and (old.state, old.level, old.reason) == (given.state, given.level, given.reason)
    day = given.date or (old.date if old is not None and same else today)
    return Answer(
        respondent=respondent,
        practice=given.practice,
        state=given.state,
        date=day,
        level=given.level,
        note=given.note,
        shown=_dated_shown(given, old, day),
        reason=given.reason,
    )


def _dated_shown(given: GivenAnswer, old: Answer | None, day: date) -> Shown | None:
    if given.shown is None or given.shown_dated:
        return given.shown
    if old is not None and old.shown is not None and replace(given.shown, date=old.shown.date) == old.shown:
        return old.shown
    return replace(given.shown, date=day)


def _dated_decision(given: GivenDecision, decided: Sequence[Decision]) -> Decision:
    """A consensus without a date is as old as the same consensus that stands already."""
    new = given.decision
    if given.dated or not isinstance(new, Consensus):
        return new
    for old in decided:
        if isinstance(old, Consensus) and _undated(old, new) == new:
            return old
    return new


def _placed(decision: Decision, targets: Sequence[Target]) -> Decision:
    """A decision on a target that is called by its name, on its identity. Raises `EngagementError` for a name that
    several share."""
    if isinstance(decision, EnvironmentLabel):
        return replace(decision, target=_identity(decision.target, targets))
    if isinstance(decision, Suppression):
        terms = [each.partition(":") for each in decision.filter.split(" ")]
        placed = [(key, colon, _identity(of, targets) if key == "unit" else of) for key, colon, of in terms]
        return replace(decision, filter=" ".join(map("".join, placed)))
    return decision


def _identity(name: str, targets: Sequence[Target]) -> TargetId:
    found = called(name, targets)
    if len(found) > 1:
        raise EngagementError(f"several targets are called '{name}': write one of {', '.join(found)}")
    return found[0] if found else TargetId(name)


def _undated(old: Consensus, new: Consensus) -> Consensus:
    """The older consensus with the dates of the newer one."""
    shown = replace(old.shown, date=new.shown.date) if old.shown and new.shown else old.shown
    return replace(old, date=new.date, shown=shown)


def _dated_figure(given: GivenFigure, measured: Sequence[Figure]) -> Figure:
    if not given.dated:
        for old in measured:
            if replace(given.figure, date=old.date) == old:
                return old
    return given.figure
