"""What the file says: rounds, people, answers, decisions and what an assessment needs of one round.

Every reader takes `round_id`; None means the round chosen at opening, else the newest. Changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assess.engagement.chain import Event, Json
from assess.engagement.errors import EngagementError
from assess.engagement.lease import Lease
from assess.engagement.opening import SqlValue
from assess.engagement.projection import StateTable, column
from assess.engagement.rows import (
    WITHDRAWN,
    StateRow,
    answer_from,
    decision_from,
    figure_from,
    incident_from,
    profile_from,
    respondent_from,
    target_from,
)
from assess.evidence.collectors import Target
from assess.evidence.facts import TargetId
from assess.interview.answers import (
    Answer,
    Consensus,
    Decisions,
    Incident,
    NotApplicable,
    Override,
    Profile,
    Respondent,
    RespondentId,
)
from assess.interview.decisions import (
    Decision,
    EnvironmentLabel,
    Figure,
    FixDays,
    FixState,
    ReportText,
    Suppression,
)
from assess.model.practices import PracticeId


@dataclass(frozen=True, slots=True)
class Round:
    """One assessment at one time. `model_digest` identifies the operating model it was opened with."""

    id: int
    name: str
    opened_at: datetime
    model_digest: str


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """The newest answer of a respondent to a practice up to a round. `carried`: given in an older round and not
    repeated in this one; its own date still counts. `at` is when it was saved."""

    answer: Answer
    round: int
    carried: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class AssessmentInputs:
    """Everything of one round that a person said or decided, as the assessment needs it. Evidence comes from
    `saved_facts` and `tallies`."""

    organisation: str
    round: Round
    as_of: datetime
    """The time of the round's last event."""
    profile: Profile
    respondents: tuple[Respondent, ...]
    respondent_labels: Mapping[RespondentId, str]
    answers: tuple[Answer, ...]
    carried: frozenset[tuple[PracticeId, RespondentId]]
    """Answers that were given in an older round."""
    decisions: Decisions
    environments: Mapping[TargetId, EnvironmentLabel]
    suppressions: tuple[Suppression, ...]
    """All of them; which have expired is for the reader of `as_of` to say."""
    fix_states: Mapping[PracticeId, FixState]
    texts: Mapping[str, ReportText]
    figures: tuple[Figure, ...]
    targets: tuple[Target, ...]
    collected: tuple[str, ...]
    """Names of the collectors that ran, in this or an older round."""


class Reading(Lease):
    """Readers of an open engagement file."""

    _round_id: int | None = None

    @property
    def round(self) -> int:
        """The number of the round that readers and verbs use by default."""
        return self._round_id or self.rounds()[-1].id

    def rounds(self) -> tuple[Round, ...]:
        """Every round, oldest first; there is at least one."""
        found = self.rows("SELECT id, name, opened_at, model_digest FROM round ORDER BY id")
        if not found:
            raise EngagementError(f"{self.path} has no round and no organisation; create a new one with `assess new`")
        return tuple(
            Round(int(i or 0), str(name), datetime.fromisoformat(str(at)), str(digest)) for i, name, at, digest in found
        )

    def chosen(self, round_: int | None) -> int:
        """The number of a round that exists. Raises `EngagementError` naming those that do."""
        if round_ is None:
            return self.round
        known = [one.id for one in self.rounds()]
        if round_ not in known:
            raise EngagementError(
                f"{self.path} has no round {round_}; it has {', '.join(map(str, known))}, see `assess round`"
            )
        return round_

    @property
    def organisation(self) -> str:
        """The name of the organisation under assessment."""
        return self.meta("organisation") or ""

    def meta(self, key: str) -> str | None:
        """A setting of the engagement (`organisation`, `questionnaires`); None if it was never set."""
        found = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(found[0][0]) if found else None

    def as_of(self, round_id: int | None = None) -> datetime:
        """The time of the round's last event."""
        ((at,),) = self.rows("SELECT at FROM event WHERE round = ? ORDER BY n DESC LIMIT 1", (self.chosen(round_id),))
        return datetime.fromisoformat(str(at))

    def profile(self, round_id: int | None = None) -> Profile:
        """Size and wishes of the organisation, as of that round."""
        ((settings,),) = self.rows("SELECT settings FROM round WHERE id = ?", (self.chosen(round_id),))
        return profile_from(json.loads(str(settings)).get("profile", {}))

    def respondents(self) -> tuple[Respondent, ...]:
        """Everyone, in order of their labels."""
        everyone = {row["id"]: respondent_from(row) for row in self.named_rows("SELECT * FROM respondent ORDER BY id")}
        return tuple(everyone[RespondentId(one)] for one in self.respondent_labels())

    def respondent_keys(self) -> dict[str, RespondentId]:
        """The ids that answers.yaml uses for people, with the respondents they stand for."""
        found = self.rows("SELECT key, id FROM respondent WHERE key <> '' ORDER BY key")
        return {str(key): RespondentId(str(one)) for key, one in found}

    def respondent_labels(self) -> dict[RespondentId, str]:
        """R1, R2 ... in order of first answer; who has not answered yet comes after, in order of being added."""
        firsts = self.rows(
            "SELECT r.id, min(e.n) FROM respondent r LEFT JOIN event e ON e.kind = 'answer' "
            "AND substr(e.subject, instr(e.subject, '/') + 1) = r.id GROUP BY r.id"
        )
        added = self.rows("SELECT subject, min(n) FROM event WHERE kind = 'respondent' GROUP BY subject")
        positions = {str(one): (1, int(n or 0)) for one, n in added}
        positions |= {str(one): (0, int(n)) for one, n in firsts if n is not None}
        order = sorted((str(one) for one, _ in firsts), key=lambda one: (positions.get(one, (2, 0)), one))
        return {RespondentId(one): f"R{number}" for number, one in enumerate(order, 1)}

    def answers(self, round_id: int | None = None) -> tuple[SavedAnswer, ...]:
        """The newest answer of each respondent to each practice up to that round, by practice and respondent."""
        chosen = self.chosen(round_id)
        found = self.named_rows(
            "SELECT *, max(round) FROM answer WHERE round <= ? GROUP BY practice, respondent", (chosen,)
        )
        return tuple(
            SavedAnswer(answer_from(row), row["round"], row["round"] < chosen, datetime.fromisoformat(row["at"]))
            for row in found
            if row["state"] != WITHDRAWN and row["state"] != ""
        )

    def note_of(self, practice: PracticeId, respondent: RespondentId, round_id: int | None = None) -> str:
        """The note on a practice, also where no answer was given yet; empty if there is none."""
        row = self.current_answer(practice, respondent, self.chosen(round_id))
        return str(row["note"]) if row and row["state"] != WITHDRAWN else ""

    def decisions(self, round_id: int | None = None) -> tuple[Decision, ...]:
        """Every decision that stands at that round, by kind and subject; expired ones too."""
        found = self.named_rows(
            "SELECT *, max(round) FROM decision WHERE round <= ? GROUP BY kind, subject", (self.chosen(round_id),)
        )
        return tuple(decision_from(row) for row in found if row["value"] is not None)

    def incidents(self, round_id: int | None = None) -> tuple[Incident, ...]:
        """The incidents known at that round, by id."""
        found = self.named_rows("SELECT * FROM incident WHERE round <= ? ORDER BY id", (self.chosen(round_id),))
        return tuple(incident_from(row) for row in found)

    def figures(self, round_id: int | None = None) -> tuple[Figure, ...]:
        """The figures known at that round, by KPI and period."""
        found = self.named_rows(
            "SELECT *, max(round) FROM figure WHERE round <= ? GROUP BY kpi, period", (self.chosen(round_id),)
        )
        return tuple(figure_from(row) for row in found)

    def targets(self, round_id: int | None = None) -> tuple[Target, ...]:
        """The targets known at that round, by id."""
        found = self.named_rows("SELECT * FROM target WHERE round <= ? ORDER BY id", (self.chosen(round_id),))
        return tuple(target_from(row) for row in found)

    def history(self, kind: str = "", subject: str = "") -> tuple[Event, ...]:
        """Events in the order of truth, of one kind and subject if given (answers: `PRACTICE/RESPONDENT`)."""
        wanted = [(name, value) for name, value in (("kind", kind), ("subject", subject)) if value]
        where = " AND ".join(f"{name} = ?" for name, _ in wanted) or "1"
        found: list[tuple[Any, ...]] = self.rows(
            f"SELECT * FROM event WHERE {where} ORDER BY n", [value for _, value in wanted]
        )
        return tuple(Event(*row) for row in found)

    def assessment_inputs(self, round_id: int | None = None) -> AssessmentInputs:
        """Everything an assessment of that round needs, as one state of the file. Raises `EngagementError`, also for
        rows that no version of assess writes."""
        try:
            with self.reading():
                return self._inputs(self.chosen(round_id))
        except (KeyError, TypeError, ValueError) as error:
            raise EngagementError(
                f"{self.path} holds something that assess did not write ({error}); "
                f"restore it from a copy, and see what is left with `assess doctor {self.path}`"
            ) from error

    def _inputs(self, chosen: int) -> AssessmentInputs:
        decided = self.decisions(chosen)
        answers = self.answers(chosen)
        collectors = self.rows(
            "SELECT DISTINCT collector FROM job WHERE round <= ? AND state <> 'skipped' ORDER BY 1", (chosen,)
        )
        return AssessmentInputs(
            organisation=self.organisation,
            round=next(one for one in self.rounds() if one.id == chosen),
            as_of=self.as_of(chosen),
            profile=self.profile(chosen),
            respondents=self.respondents(),
            respondent_labels=self.respondent_labels(),
            answers=tuple(saved.answer for saved in answers),
            carried=frozenset((s.answer.practice, s.answer.respondent) for s in answers if s.carried),
            decisions=self._levels_and_days(decided, self.incidents(chosen)),
            environments={TargetId(d.target): d for d in decided if isinstance(d, EnvironmentLabel)},
            suppressions=tuple(d for d in decided if isinstance(d, Suppression)),
            fix_states={d.practice: d for d in decided if isinstance(d, FixState)},
            texts={d.key: d for d in decided if isinstance(d, ReportText)},
            figures=self.figures(chosen),
            targets=self.targets(chosen),
            collected=tuple(str(name) for (name,) in collectors),
        )

    @staticmethod
    def _levels_and_days(decided: Sequence[Decision], incidents: tuple[Incident, ...]) -> Decisions:
        return Decisions(
            consensus=tuple(d for d in decided if isinstance(d, Consensus)),
            overrides=tuple(d for d in decided if isinstance(d, Override)),
            not_applicable=tuple(d for d in decided if isinstance(d, NotApplicable)),
            days={d.practice: d.days for d in decided if isinstance(d, FixDays)},
            incidents=incidents,
        )

    def current_answer(self, practice: str, respondent: str, round_: int) -> StateRow | None:
        """The row of the newest answer up to a round, withdrawn ones too."""
        found = self.named_rows(
            "SELECT * FROM answer WHERE round <= ? AND practice = ? AND respondent = ? ORDER BY round DESC LIMIT 1",
            (round_, practice, respondent),
        )
        return found[0] if found else None

    def current_row(self, table: StateTable, key: Sequence[SqlValue], round_: int) -> StateRow | None:
        """The row of a state table with that key; of a table kept by round, the newest up to `round_`."""
        where = " AND ".join(f"{name} = ?" for name in table.key)
        # Round by round, as the primary key leads: by `round <= ?` alone SQLite would read the whole table.
        rounds = " AND round IN (SELECT id FROM round WHERE id <= ?) ORDER BY round DESC LIMIT 1"
        extra, parameters = (rounds, [*key, round_]) if table.by_round else ("", [*key])
        found = self.named_rows(f"SELECT * FROM {table.name} WHERE {where}{extra}", parameters)
        return found[0] if found else None


def same_row(old: Mapping[str, Any] | None, new: Mapping[str, Json]) -> bool:
    """Whether a stored row already says what a new one says."""
    return old is not None and all(old.get(name) == column(value) for name, value in new.items())
